//! The ledger's tables, version by version.

use std::path::Path;

use rusqlite::Connection;

use super::LedgerError;

/// One step from each version to the next; never changed once released.
const STEPS: [&str; 1] = ["
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
"];

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
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    let found = check(connection, path)?;
    upgrade(connection, found).map_err(|error| damaged(path, &error))
}

fn upgrade(connection: &mut Connection, found: usize) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    for (at, step) in STEPS.iter().enumerate().skip(found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", at as u32 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

fn damaged(path: &Path, error: &rusqlite::Error) -> LedgerError {
    LedgerError::Open {
        path: path.display().to_string(),
        cause: error.to_string(),
    }
}
