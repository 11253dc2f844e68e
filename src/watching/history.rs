//! What the ledger knows of each job's last runs, as those see it who watch from outside.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;

use crate::{
    config::Job,
    errand::Account,
    ledger::{Ledger, LedgerError, RecordedRun, Which},
    model::run::RunState,
};

/// A run, in numbers.
#[derive(Clone, Debug, Serialize)]
pub struct PastRun {
    /// Its id.
    pub run_id: String,
    /// The run date.
    pub date: NaiveDate,
    /// `complete`, `refused` or `failed`.
    pub result: RunState,
    /// The exit code that it ended with.
    pub exit_code: u8,
    /// When it ended.
    pub ended: Option<DateTime<Tz>>,
    /// Children with a position.
    pub children: usize,
    /// How many of them are overdue.
    pub overdue: usize,
    /// How many of them are unseen.
    pub unseen: usize,
    /// Rows of all exports that were rejected.
    pub rejected_rows: u64,
}

/// A job's last runs; runs that send nothing do not count.
#[derive(Clone, Debug, Default)]
pub(super) struct JobHistory {
    pub(super) last_run: Option<PastRun>,
    /// The last run that came to its end, whatever became of its messages.
    pub(super) last_success: Option<PastRun>,
}

impl JobHistory {
    /// Asks the ledger.
    pub(super) fn of(ledger: &Ledger, job: &Job, zone: Tz) -> Result<Self, LedgerError> {
        let last = |which| -> Result<Option<PastRun>, LedgerError> {
            let found = ledger.last_run(&job.name, which)?;
            Ok(found.map(|run| PastRun::of(run, zone)))
        };
        Ok(Self {
            last_run: last(Which::Real)?,
            last_success: last(Which::Complete)?,
        })
    }
}

impl PastRun {
    fn of(run: RecordedRun, zone: Tz) -> Self {
        // An account that cannot be read is the chain's matter, which `status` reports; its run is still told.
        let account = serde_json::from_str::<Account>(&run.account).ok();
        let overdue = |account: &Account| account.states.get("OVERDUE").copied();
        Self {
            run_id: run.run_id,
            date: run.date,
            exit_code: account.as_ref().map_or(70, Account::code),
            ended: run
                .at
                .and_then(|at| DateTime::from_timestamp(at, 0))
                .map(|at| at.with_timezone(&zone)),
            children: account.as_ref().map_or(0, |account| account.children),
            overdue: account.as_ref().and_then(overdue).unwrap_or(0),
            unseen: account.as_ref().map_or(0, |account| account.unseen),
            rejected_rows: account.as_ref().map_or(0, Account::rejected_rows),
            result: run.state,
        }
    }
}
