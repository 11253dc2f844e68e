//! The ledger: what was run, on what, with what outcome. SQLite, one file.

mod accepted;
mod chain;
mod copy;
mod deliveries;
mod head;
mod history;
mod lists;
mod making;
mod past_positions;
mod recall;
mod remembered;
mod retention;
mod returned;
mod schema;
mod slots;
mod snapshot;
mod words;

use std::path::{Path, PathBuf};

use chain::Kept;
use chrono::NaiveDate;
use head::Head;
use rusqlite::{Connection, OpenFlags, Transaction, params};

pub use accepted::{AcceptedBy, AcceptedInput, PastStanding, TeamCounts};
pub use copy::copy_of;
pub use deliveries::{Change, Delivery, StoredMessage};
pub use history::{RecordedRun, Which};
pub use lists::PastList;
pub use making::{MadeFile, MadeRun, Making, SourceFile, Sources};
pub use past_positions::PastListing;
pub use recall::{Earlier, JobChoice, RecordedRates};
pub use retention::Forgotten;
pub use returned::{ListRun, Returned};
pub use slots::{Claim, Holder, Slot, SlotPast, SlotRow, SlotState};
pub use snapshot::{PositionRow, RateRow};

use crate::model::{delivery::DeliveryKey, input::Shape, remembered::Remembered, run::RunState};

/// An open ledger.
pub struct Ledger {
    connection: Connection,
    head: Head,
    /// Only a ledger that is read and not changed can be of an older version than this program.
    version: usize,
    /// Only what runs recorded before this one left is recalled.
    before_run: i64,
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum LedgerError {
    #[error(
        "the ledger {path} cannot be opened ({cause}); if it is damaged, move it aside and put {path}.copy, made after the last run, in its place (reports/README.md, \"When the ledger is damaged\")"
    )]
    Open { path: String, cause: String },
    #[error(
        "the ledger {path} was written by a newer lastseen (schema {found}, this one knows {known}); use that version"
    )]
    Newer {
        path: String,
        found: u32,
        known: u32,
    },
    #[error(
        "the ledger was changed outside lastseen or is damaged: {0}; move it aside and put its copy, made after the last run, in its place (reports/README.md, \"When the ledger is damaged\")"
    )]
    Changed(String),
    #[error(
        "the ledger cannot be read or written ({0}); lastseen status says whether it is damaged"
    )]
    Use(#[from] rusqlite::Error),
    #[error(
        "the ledger {path} is gone or empty, and its head {path}.head or its copy {path}.copy, made after the last run, is there: put the copy and the copy's head in their places (reports/README.md, \"When the ledger is damaged\"), or everything would be sent again; to begin anew, move head and copy away as well"
    )]
    Gone { path: String },
    #[error(
        "the ledger {path} and its head {path}.head do not belong together: {what}. Messages may have left of which it knows nothing, so nothing is sent: put its copy and the copy's head in their places, or say that the ledger is to be taken as it stands (reports/README.md, \"When the ledger is damaged\")"
    )]
    Head { path: String, what: &'static str },
    #[error(
        "the head of the ledger {path}.head cannot be written ({cause}); no message leaves without it"
    )]
    HeadUnwritten { path: String, cause: String },
    #[error("the copy of the ledger {path} cannot be written ({cause}); the last copy stays")]
    Copy { path: String, cause: String },
}

/// A run as it is recorded.
pub struct RunRecord<'a> {
    /// The run's id.
    pub run_id: &'a str,
    /// The job.
    pub job: &'a str,
    /// The run date.
    pub date: NaiveDate,
    /// How it ended.
    pub state: RunState,
    /// The version of the rule book that it answered by.
    pub rules_version: u32,
    /// A digest of the rules that it answered by.
    pub rules: &'a str,
    /// The reports of its job, joined by `;`.
    pub reports: String,
    /// The digest of the settings.
    pub settings: &'a str,
    /// The account, as JSON; counts only.
    pub account: String,
    /// What was read of each file.
    pub inputs: &'a [InputRecord],
    /// The moment, in seconds since 1970.
    pub at: i64,
}

/// A message to be queued with its run: all are, or none.
pub struct Queued {
    /// Its key, which was planned.
    pub key: DeliveryKey,
    /// What is stored of it.
    pub message: StoredMessage,
}

/// A run that came to its end, with the messages to be queued with it.
pub struct CompleteRun<'a> {
    /// The run.
    pub record: &'a RunRecord<'a>,
    /// What it was made from and what it made.
    pub making: &'a Making,
    /// What it saw of ratings and workers.
    pub seen: &'a Remembered<'a>,
    /// Its messages.
    pub queued: &'a [Queued],
    /// By what they leave: `file` or `smtp`.
    pub transport: &'a str,
}

/// What was read of one file.
pub struct InputRecord {
    /// The data set.
    pub data_set: &'static str,
    /// The path or glob of the settings.
    pub pattern: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows read.
    pub read: u64,
    /// The day that the file is of, where that is known.
    pub as_of: Option<NaiveDate>,
    /// Of what shape it is.
    pub shape: Shape,
}

impl Ledger {
    /// Opens the ledger, and makes it where there is none.
    ///
    /// # Errors
    /// Damaged, from a newer version, or on a disk that cannot be written.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let failed = |cause: String| LedgerError::Open {
            path: path.display().to_string(),
            cause,
        };
        stop_if_gone(path)?;
        if !path.exists() {
            create_private(path).map_err(|error| failed(error.to_string()))?;
        }
        let mut connection = Connection::open(path).map_err(|error| failed(error.to_string()))?;
        let head = Head::of(path);
        head.check(&connection)?;
        let version = schema::prepare(&mut connection, path, &head)?;
        if head.is_to_be_made() {
            tracing::warn!("the ledger was accepted as it stands");
            head.make(&connection)?;
        }
        Ok(Self {
            connection,
            head,
            version,
            before_run: i64::MAX,
        })
    }

    /// Opens the ledger as [`Ledger::open`] does, and reads all of it first: nothing is sent or deleted, and no copy is
    /// replaced, by a ledger that was changed.
    ///
    /// # Errors
    /// As those of [`Ledger::open`] and [`Ledger::verify`].
    pub fn open_sound(path: &Path) -> Result<Self, LedgerError> {
        let ledger = Self::open(path)?;
        ledger.verify()?;
        Ok(ledger)
    }

    /// Opens a ledger that is there, and changes nothing of it; `None` where there is none yet, or an empty one.
    ///
    /// # Errors
    /// Damaged, or of another version.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, LedgerError> {
        stop_if_gone(path)?;
        if !path.exists() {
            return Ok(None);
        }
        let failed = |error: rusqlite::Error| LedgerError::Open {
            path: path.display().to_string(),
            cause: error.to_string(),
        };
        // Opened to write, so that the log beside it is taken away again when it closes; `query_only` forbids changes.
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .and_then(|()| connection.pragma_update(None, "query_only", "ON"))
            .map_err(failed)?;
        let version = schema::check(&connection, path)?;
        let head = Head::of(path);
        head.check(&connection)?;
        // A first run has made the file and not its tables yet.
        if version == 0 {
            return Ok(None);
        }
        Ok(Some(Self {
            connection,
            head,
            version,
            before_run: i64::MAX,
        }))
    }

    /// Records a run that leaves no snapshot: a dry run, a refused one.
    ///
    /// # Errors
    /// The ledger's own; nothing of the run is recorded then.
    pub fn record(&mut self, run: &RunRecord<'_>) -> Result<i64, LedgerError> {
        let transaction = self.connection.transaction()?;
        let id = insert_run(&transaction, run)?;
        self.head.commit(transaction)?;
        Ok(id)
    }

    /// Records how a run ended after its messages were sent.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn finish(&mut self, run: i64, account: &str, at: i64) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "UPDATE runs SET account = ?2 WHERE id = ?1",
            params![run, account],
        )?;
        chain::note(&transaction, Kept::Run, run, at)?;
        self.head.commit(transaction)?;
        Ok(())
    }

    /// Brings everything from the log into the database: what is lost with the log afterwards is of the sending alone. One
    /// who reads at that moment may keep it from doing so; the head still knows.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn checkpoint(&self) -> Result<(), LedgerError> {
        Ok(self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Records a complete run, where it left every child, in the place of any snapshot of the same job and date, and
    /// queues its messages.
    ///
    /// # Errors
    /// The ledger's own; nothing of the run is recorded then, and the earlier snapshot stays.
    pub fn record_complete<'a>(
        &mut self,
        complete: &CompleteRun<'_>,
        positions: impl IntoIterator<Item = PositionRow<'a>>,
        rates: impl IntoIterator<Item = RateRow<'a>>,
    ) -> Result<i64, LedgerError> {
        let CompleteRun {
            record: run,
            making,
            seen,
            queued,
            transport,
        } = complete;
        let transaction = self.connection.transaction()?;
        let id = insert_run(&transaction, run)?;
        making::insert(&transaction, id, making, run.at)?;
        snapshot::replace(&transaction, id, run, positions, rates)?;
        remembered::keep(&transaction, id, run.date, seen)?;
        for Queued { key, message } in *queued {
            deliveries::queue(&transaction, key, message, transport, run.at)?;
        }
        self.head.commit(transaction)?;
        Ok(id)
    }
}

fn insert_run(transaction: &Transaction<'_>, run: &RunRecord<'_>) -> rusqlite::Result<i64> {
    transaction.execute(
        "INSERT INTO runs (run_id, job, date, state, settings, version, account)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            run.run_id,
            run.job,
            run.date.to_string(),
            run.state,
            run.settings,
            env!("CARGO_PKG_VERSION"),
            run.account
        ],
    )?;
    let id = transaction.last_insert_rowid();
    for input in run.inputs {
        transaction.execute(
            "INSERT INTO run_inputs (run, data_set, pattern, sha256, rows_read, as_of, shape)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                id,
                input.data_set,
                input.pattern,
                input.sha256,
                i64::try_from(input.read).unwrap_or(i64::MAX),
                input.as_of.map(|day| day.to_string()),
                making::to_json(&input.shape)?
            ],
        )?;
    }
    chain::note(transaction, Kept::Run, id, run.at)?;
    Ok(id)
}

/// A ledger that was taken away or emptied after a run: what was sent would be forgotten, and sent again.
fn stop_if_gone(path: &Path) -> Result<(), LedgerError> {
    let is_there = std::fs::metadata(path).is_ok_and(|ledger| ledger.len() > 0);
    if is_there || !(copy_of(path).exists() || Head::of(path).knows_of_events()) {
        return Ok(());
    }
    Err(LedgerError::Gone {
        path: path.display().to_string(),
    })
}

/// A neighbour of the ledger: its name with another ending.
fn beside(ledger: &Path, ending: &str) -> PathBuf {
    let mut name = ledger.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    ledger.with_file_name(name)
}

/// Makes the file before SQLite does, so that nobody else can read it.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        crate::private_files::create_folder(folder)?;
    }
    crate::private_files::write(path, b"")
}
