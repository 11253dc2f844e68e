//! What follows a run that was meant to send: its exit code is kept, the metrics are written anew, and the service's
//! own command is run.

use super::Ran;
use crate::{
    config::Settings,
    errand::{Account, Errand, RunError, surroundings::Surroundings, unended},
    ledger::{Ledger, LedgerError, Which},
    post::{
        self,
        notices::{self, Concern},
    },
    watching::{hooks, metrics},
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
    pub fn of(ran: &Result<Ran, RunError>) -> Self {
        match ran {
            Ok(_) | Err(RunError::Refused(_)) => Self::Row,
            Err(error) if error.is_of_the_proof() => Self::Row,
            Err(_) => Self::Nothing,
        }
    }
}

/// A run that has ended and what is known of it.
pub struct Aftermath<'a> {
    errand: Errand<'a>,
    run_id: String,
    code: u8,
}

/// Keeps the exit code of a run where `status` and the metrics find it, and writes the metrics; under the run's lock.
/// `None` for a run that was not meant to send: nobody watches for it.
pub fn keep<'a>(errand: &Errand<'a>, trace: Trace, code: u8) -> Option<Aftermath<'a>> {
    if !errand.options.sending.is_real() {
        return None;
    }
    let run_id = keep_code(errand, trace, code).unwrap_or_else(|error| {
        tracing::warn!(%error, "the exit code could not be kept in the ledger");
        None
    });
    // A fault of ours that took the run and not the program.
    if unended::found(errand.settings).is_some() {
        let told = Ledger::open(&errand.settings.output.ledger)
            .map_err(RunError::from)
            .and_then(|mut ledger| tell_of_unended(errand.settings, &mut ledger, errand.around));
        if let Err(error) = told {
            tracing::warn!(%error, "the administrator could not be told of a run that broke");
        }
    }
    metrics::write(errand.settings);
    Some(Aftermath {
        errand: *errand,
        run_id: run_id.unwrap_or_default(),
        code,
    })
}

impl Aftermath<'_> {
    /// Runs the service's own command, where there is one, to its end or its time limit.
    pub fn run_hook(&self) {
        let told = hooks::Told {
            job: &self.errand.job.name,
            date: self.errand.date(),
            run_id: &self.run_id,
            code: self.code,
        };
        hooks::run(&self.errand.settings.hooks, &told);
    }
}

/// Tells the administrator of a run that began and never said how it ended; under the lock.
///
/// # Errors
/// The ledger's and the file system's own.
pub fn tell_of_unended(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
) -> Result<(), RunError> {
    let Some(unended) = unended::found(settings) else {
        return Ok(());
    };
    tracing::warn!(job = unended.job, date = %unended.date, "a run ended without a word");
    let concern = Concern {
        job: &unended.job,
        date: unended.date,
        headline: &format!("{}.", unended.sentence()),
        matters: vec![format!(
            "What it had queued is sent by the next run. If no later run of {} is complete, lastseen run {} --date {} makes up for it; lastseen status says how it stands.",
            unended.job, unended.job, unended.date
        )],
    };
    notices::queue(settings, ledger, around, concern)?;
    // At once, for whatever broke the run may break this one too; and once, for it is waiting.
    let mut hasty = settings.clone();
    hasty.mail.retry_after.clear();
    post::send_notices(&hasty, ledger, around)?;
    unended::end(settings)
}

/// Gives back the run's id.
fn keep_code(errand: &Errand<'_>, trace: Trace, code: u8) -> Result<Option<String>, LedgerError> {
    let mut ledger = Ledger::open(&errand.settings.output.ledger)?;
    if trace == Trace::Nothing {
        let account = Account::failed(errand, code);
        ledger.record(&account.record(errand, &[]))?;
        return Ok(Some(account.run_id));
    }
    let Some(run) = ledger.last_run(&errand.job.name, Which::Real)? else {
        return Ok(None);
    };
    if let Ok(mut account) = serde_json::from_str::<Account>(&run.account)
        && account.code() != code
    {
        account.exit_code = Some(code);
        ledger.finish(run.id, &account.to_json(), errand.at())?;
    }
    Ok(Some(run.run_id))
}
