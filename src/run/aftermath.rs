//! What follows a run that was meant to send: its exit code is kept, the metrics are written anew, and the service's
//! own command is run.

use chrono::NaiveDate;

use super::{Account, Outcome, RunError, RunOptions, hooks, metrics, run_record};
use crate::{
    config::{Job, Settings},
    ledger::{Ledger, LedgerError, Which},
};

/// Whether a run left its row in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// It did.
    Row,
    /// It was stopped before.
    Nothing,
}

impl Trace {
    /// That of a run that ended so.
    pub fn of(ran: &Result<Outcome, RunError>) -> Self {
        match ran {
            Ok(_) | Err(RunError::Refused(_)) => Self::Row,
            Err(error) if error.is_of_the_proof() => Self::Row,
            Err(_) => Self::Nothing,
        }
    }
}

/// A run that has ended and what is known of it.
pub struct Aftermath<'a> {
    settings: &'a Settings,
    job: &'a Job,
    date: NaiveDate,
    run_id: String,
    code: u8,
}

/// Keeps the exit code of a run where `status` and the metrics find it, and writes the metrics; under the run's lock.
/// `None` for a run that was not meant to send: nobody watches for it. `at` is the moment, in seconds since 1970.
pub fn keep<'a>(
    settings: &'a Settings,
    job: &'a Job,
    options: &RunOptions,
    trace: Trace,
    code: u8,
    at: i64,
) -> Option<Aftermath<'a>> {
    if !options.sending.is_real() {
        return None;
    }
    let kept = keep_code(settings, job, options.date, trace, code, at);
    let run_id = kept.unwrap_or_else(|error| {
        tracing::warn!(%error, "the exit code could not be kept in the ledger");
        None
    });
    metrics::write(settings);
    Some(Aftermath {
        settings,
        job,
        date: options.date,
        run_id: run_id.unwrap_or_default(),
        code,
    })
}

impl Aftermath<'_> {
    /// Runs the service's own command, where there is one, to its end or its time limit.
    pub fn run_hook(&self) {
        let told = hooks::Told {
            job: &self.job.name,
            date: self.date,
            run_id: &self.run_id,
            code: self.code,
        };
        hooks::run(&self.settings.hooks, &told);
    }
}

/// Gives back the run's id.
fn keep_code(
    settings: &Settings,
    job: &Job,
    date: NaiveDate,
    trace: Trace,
    code: u8,
    at: i64,
) -> Result<Option<String>, LedgerError> {
    let mut ledger = Ledger::open(&settings.output.ledger)?;
    if trace == Trace::Nothing {
        let account = Account::failed(&job.name, date, &settings.digest, code);
        ledger.record(&run_record(settings, &account, date, &[], at))?;
        return Ok(Some(account.run_id));
    }
    let Some(run) = ledger.last_run(&job.name, Which::Real)? else {
        return Ok(None);
    };
    if let Ok(mut account) = serde_json::from_str::<Account>(&run.account)
        && account.code() != code
    {
        account.exit_code = Some(code);
        ledger.finish(run.id, &account.to_json(), at)?;
    }
    Ok(Some(run.run_id))
}
