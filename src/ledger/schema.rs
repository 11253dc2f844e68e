//! The ledger's tables, version by version.

use std::path::Path;

use rusqlite::{Connection, Transaction};

use super::{LedgerError, chain, head::Head};

/// One step from each version to the next; never changed once released.
const STEPS: [&str; 11] = [
    RUNS, SNAPSHOTS, DELIVERIES, SLOTS, MAKINGS, AS_OF, REMEMBERED, SHAPES, HEAD, FLAGS, LISTS,
];

/// Version 1: runs and what they read.
const RUNS: &str = "
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        job TEXT NOT NULL,
        date TEXT NOT NULL,
        state TEXT NOT NULL,
        settings TEXT NOT NULL,
        version TEXT NOT NULL,
        account TEXT NOT NULL
    ) STRICT;
    CREATE INDEX runs_by_job ON runs (job, date);
    CREATE TABLE run_inputs (
        run INTEGER NOT NULL REFERENCES runs (id),
        data_set TEXT NOT NULL,
        pattern TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        rows_read INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX run_inputs_by_source ON run_inputs (data_set, pattern, run);
";

/// Version 2: where every child stood after each complete run, for movement and trend. Of a job and date the last
/// run's snapshot is kept. Words (teams, ratings, workers' ids) are kept once, dates as days since 1 January 1970:
/// a child costs about seventy bytes a night.
const SNAPSHOTS: &str = "
    CREATE TABLE words (
        id INTEGER PRIMARY KEY,
        word TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (id),
        job TEXT NOT NULL,
        date TEXT NOT NULL,
        UNIQUE (job, date)
    ) STRICT;
    CREATE INDEX snapshots_by_date ON snapshots (date, run);
    CREATE TABLE snapshot_positions (
        snapshot INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
        child_id TEXT NOT NULL,
        team INTEGER NOT NULL,
        service INTEGER,
        worker_id INTEGER,
        statuses INTEGER NOT NULL,
        rag INTEGER NOT NULL,
        standard INTEGER NOT NULL,
        state INTEGER NOT NULL,
        due INTEGER,
        last_contact INTEGER,
        contact_visit_id TEXT,
        last_seen INTEGER,
        seen_visit_id TEXT,
        unseen INTEGER NOT NULL,
        unborn INTEGER NOT NULL,
        days_unseen INTEGER,
        PRIMARY KEY (snapshot, child_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE snapshot_rates (
        snapshot INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
        scope_kind TEXT NOT NULL,
        scope TEXT NOT NULL,
        measure TEXT NOT NULL,
        numerator INTEGER NOT NULL,
        denominator INTEGER NOT NULL,
        PRIMARY KEY (snapshot, scope_kind, scope, measure)
    ) STRICT, WITHOUT ROWID;
";

/// Version 3: what became of each message, and the chain of events that shows a changed row. Addresses and children
/// are not in it: a recipient is an id, a message is a hash.
const DELIVERIES: &str = "
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        date TEXT NOT NULL,
        report TEXT NOT NULL,
        recipient TEXT NOT NULL,
        revision INTEGER NOT NULL,
        state TEXT NOT NULL,
        transport TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        queued_at INTEGER,
        next_try INTEGER,
        reply TEXT NOT NULL,
        contents TEXT,
        message_id TEXT,
        message_sha256 TEXT,
        message_size INTEGER,
        workbook_sha256 TEXT,
        entitlement TEXT,
        sealing TEXT,
        place TEXT,
        UNIQUE (job, date, report, recipient, revision)
    ) STRICT;
    CREATE INDEX deliveries_by_state ON deliveries (state);
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT NOT NULL,
        about TEXT NOT NULL,
        row_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_by_row ON events (what, about);
";

/// Version 4: each due time of each job, and what became of it. Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`, so that they
/// sort; `tried` is when the slot was last claimed, host and process say by whom.
const SLOTS: &str = "
    CREATE TABLE slots (
        id INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        slot TEXT NOT NULL,
        date TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('claimed', 'waiting', 'ran', 'superseded', 'missed')),
        attempts INTEGER NOT NULL,
        tried TEXT,
        host TEXT,
        process INTEGER,
        exit INTEGER,
        UNIQUE (job, slot)
    ) STRICT;
";

/// Version 5: what each complete run was made from and what it made, as JSON; the id is the run's. The row stays when
/// the files are deleted as past their retention.
const MAKINGS: &str = "
    CREATE TABLE makings (
        id INTEGER PRIMARY KEY REFERENCES runs (id),
        sources TEXT NOT NULL,
        outputs TEXT NOT NULL,
        purged_at INTEGER
    ) STRICT;
";

/// Version 6: the day that a file was of, where that was known, so that an older one is not taken after it.
const AS_OF: &str = "
    ALTER TABLE run_inputs ADD COLUMN as_of TEXT;
";

/// Version 7: what complete runs saw on case rows of rating decisions, and of workers; and by which version of the rule
/// book a run answered. Dates are ISO; `seen_on` and `seen_from` are of the first run that saw it, `last_on` of the last.
const REMEMBERED: &str = "
    CREATE TABLE seen_decisions (
        child_id TEXT NOT NULL,
        rag TEXT NOT NULL,
        decided_on TEXT NOT NULL,
        recorded_on TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        has_rationale INTEGER NOT NULL,
        seen_on TEXT NOT NULL,
        last_on TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (child_id, decided_on, recorded_on, rag, decided_by, has_rationale)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE seen_workers (
        worker_id TEXT NOT NULL,
        seen_from TEXT NOT NULL,
        role TEXT NOT NULL,
        qualified TEXT NOT NULL,
        can_visit TEXT NOT NULL,
        team TEXT NOT NULL,
        service TEXT NOT NULL,
        left_on TEXT,
        last_on TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (worker_id, seen_from)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE snapshots ADD COLUMN rules_version INTEGER NOT NULL DEFAULT 1;
";

/// Version 8: of what shape each accepted file was, as JSON, so that a column that is gone is missed; and a digest of the
/// rules that a run answered by, so that other answers by other rules are not taken for other data.
const SHAPES: &str = "
    ALTER TABLE run_inputs ADD COLUMN shape TEXT;
    ALTER TABLE snapshots ADD COLUMN rules TEXT;
";

/// Version 9: nothing new in the database; from here on it has a head outside.
const HEAD: &str = "";

/// Version 10: each child's flags, joined by `;`; not known of runs before.
const FLAGS: &str = "
    ALTER TABLE snapshot_positions ADD COLUMN flags INTEGER;
";

/// Version 11: the lists as they went out: of which reports a run was, and the day of the fit booking that stood beside a
/// child; what came back of them, agreed at the meeting, and which returned workbooks were looked at. `after_run` is the
/// last run recorded before: what a later one knows.
const LISTS: &str = "
    ALTER TABLE snapshots ADD COLUMN reports TEXT;
    ALTER TABLE snapshot_positions ADD COLUMN booked INTEGER;
    CREATE TABLE returned (
        sha256 TEXT PRIMARY KEY,
        job TEXT,
        list_date TEXT,
        recipient TEXT,
        after_run INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE agreements (
        sha256 TEXT NOT NULL REFERENCES returned (sha256) ON DELETE CASCADE,
        child_id TEXT NOT NULL,
        worker_id TEXT,
        day INTEGER,
        how TEXT,
        PRIMARY KEY (sha256, child_id)
    ) STRICT, WITHOUT ROWID;
";

/// The ledger's version, where this program knows it.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<usize, LedgerError> {
    let found: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| damaged(path, &error))?;
    let known = STEPS.len() as u32;
    if found > known {
        return Err(LedgerError::Newer {
            path: path.display().to_string(),
            found,
            known,
        });
    }
    Ok(found as usize)
}

/// Brings a ledger to the present version.
pub(super) fn prepare(
    connection: &mut Connection,
    path: &Path,
    head: &Head,
) -> Result<usize, LedgerError> {
    let found = check(connection, path)?;
    begin(connection).map_err(|error| damaged(path, &error))?;
    for version in found + 1..=STEPS.len() {
        let transaction = step_to(version, connection).map_err(|error| damaged(path, &error))?;
        // Before the ledger says that it has one.
        if version == WITH_HEAD {
            head.make(&transaction)?;
        }
        transaction.commit()?;
    }
    Ok(STEPS.len())
}

fn begin(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // What is deleted is a child's id: it must not stay readable in free pages.
    connection.pragma_update(None, "secure_delete", "ON")
}

/// The step to a version, yet to be committed.
fn step_to(version: usize, connection: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(STEPS[version - 1])?;
    if version == WITH_DELIVERIES {
        chain::begin(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", version as u32)?;
    Ok(transaction)
}

pub(super) fn damaged(path: &Path, error: &rusqlite::Error) -> LedgerError {
    LedgerError::Open {
        path: path.display().to_string(),
        cause: error.to_string(),
    }
}

/// The first version with snapshots.
pub(super) const WITH_SNAPSHOTS: usize = 2;

/// The first version with deliveries and events.
pub(super) const WITH_DELIVERIES: usize = 3;

/// The first version with slots.
pub(super) const WITH_SLOTS: usize = 4;

/// The first version with makings.
pub(super) const WITH_MAKINGS: usize = 5;

/// The first version that knows of which day a file was.
pub(super) const WITH_AS_OF: usize = 6;

/// The first version that remembers decisions and workers, and the version of the rule book.
pub(super) const WITH_REMEMBERED: usize = 7;

/// The first version that knows of what shape a file was, and by which rules a run answered.
pub(super) const WITH_SHAPES: usize = 8;

/// The first version whose chain has its head outside the database.
pub(super) const WITH_HEAD: usize = 9;

/// The first version that keeps the flags of children.
pub(super) const WITH_FLAGS: usize = 10;

/// The first version that keeps the lists and what came back of them.
pub(super) const WITH_LISTS: usize = 11;
