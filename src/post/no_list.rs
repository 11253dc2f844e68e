//! The letter after a night without a list: to each reader of the job once, when nobody may hope for the list any more.

use chrono::NaiveDate;

use super::notices;
use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{scope_in_short, scope_in_words},
        no_list::{self, NoList},
        outbox,
        settings::Recipient,
    },
    errand::{
        Account, RunError,
        stationery::{Purpose, Stationery},
        surroundings::Surroundings,
    },
    ledger::{Ledger, Which},
    model::{
        calendar::plain,
        delivery::{DeliveryKey, NO_LIST},
        report::Role,
        run::RunState,
    },
};

/// Queues the letter for everybody who was to get a list of a job and date, but for the analyst, whom the notice to the
/// administrator serves. Nothing where the date has its list, and for nobody a second time.
///
/// # Errors
/// A forbidden address, the ledger's and the file system's own.
pub fn queue_no_list(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    (job, date): (&Job, NaiveDate),
) -> Result<(), RunError> {
    if ledger.made_run(&job.name, date)?.is_some() {
        return Ok(());
    }
    let why = why(ledger, &job.name, date)?;
    let last = ledger.last_complete_before(&job.name, date)?;
    let known = ledger.deliveries_of(&job.name, date)?;
    let readers = settings.recipients.iter();
    for recipient in readers.filter(|recipient| recipient.role != Role::Analyst) {
        let key = DeliveryKey {
            job: job.name.clone(),
            date,
            report: NO_LIST.to_owned(),
            recipient: recipient.id.clone(),
            revision: 1,
        };
        let is_told = known
            .iter()
            .any(|delivery| delivery.key == key && delivery.message.is_some());
        let lists = lists(job, recipient, date);
        if is_told || lists.is_empty() {
            continue;
        }
        let letter = NoList {
            service: settings.service.clone(),
            lists: lists.join(", "),
            date: plain(date),
            recipient: recipient.name.clone(),
            scope: scope_in_words(recipient),
            why: why.clone(),
            last: last.map(plain),
            marking: settings.output.marking.clone(),
        };
        let subject = letter.subject(&scope_in_short(recipient));
        let head = Stationery::of(settings, &key, &recipient.email, Purpose::Real)?;
        let bodies = no_list::compose(&letter)?;
        let entitlement = outbox::entitlement(recipient);
        notices::store(
            settings,
            ledger,
            around,
            (&key, entitlement),
            &head,
            (&subject, &bodies),
        )?;
    }
    Ok(())
}

/// The titles of the lists that a recipient was to get.
fn lists(job: &Job, recipient: &Recipient, date: NaiveDate) -> Vec<&'static str> {
    let got = job
        .reports
        .iter()
        .filter(|report| recipient.gets(**report, date));
    got.map(|report| report.title()).collect()
}

/// Why there is none, in a sentence.
fn why(ledger: &Ledger, job: &str, date: NaiveDate) -> Result<String, RunError> {
    let run = ledger
        .last_run(job, Which::Real)?
        .filter(|run| run.date == date);
    let Some(run) = run else {
        return Ok("The computer that makes the lists did not get to it in time.".to_owned());
    };
    let account = serde_json::from_str::<Account>(&run.account).ok();
    let told = account.map(|account| account.for_managers);
    Ok(
        match told.filter(|told| run.state == RunState::Refused && !told.is_empty()) {
            Some(told) => told,
            None => {
                "The lists could not be made safely; the fault is being looked into.".to_owned()
            }
        },
    )
}
