//! What waits in the queue from earlier runs, and a test's messages, which never enter it.

use chrono::NaiveDate;

use super::{
    notices::{self, Concern},
    pass::{self, PostOutcome, place_of, send_queue},
};
use crate::{
    config::Settings,
    deliver::{conversation::Conversation, settings::Transport, smtp::Answer},
    errand::{
        Account, Deliveries, Errand, Lock, RunError, Sending, plan::ToSend,
        surroundings::Surroundings, take_lock,
    },
    ledger::{Delivery, Ledger, Queued, StoredMessage},
    model::delivery::DeliveryState,
    private_files,
    watching::metrics,
};

/// Sends a test's messages straight from their folder; the ledger knows nothing of them.
///
/// # Errors
/// The file system's own.
pub fn send_tests(errand: &Errand<'_>, to_send: &ToSend) -> Result<PostOutcome, RunError> {
    let settings = errand.settings;
    let Sending::Test(address) = &errand.options.sending else {
        return Ok(PostOutcome::default());
    };
    if settings.mail.transport == Transport::File {
        // They lie where they were made.
        return Ok(PostOutcome {
            tests_sent: to_send.messages.len(),
            ..PostOutcome::default()
        });
    }
    let parse = |address: &str| {
        address.parse().map_err(|_| RunError::Address {
            recipient: "--to".to_owned(),
            what: "is no e-mail address".to_owned(),
        })
    };
    let (from, to) = (parse(&settings.mail.from)?, parse(address)?);
    let mut open = match Conversation::open(&settings.mail) {
        Ok(open) => open,
        Err(unreachable) => {
            return Ok(PostOutcome {
                unreachable: Some(unreachable),
                ..PostOutcome::default()
            });
        }
    };
    let mut outcome = PostOutcome::default();
    for (message, reports) in letters_of(to_send) {
        let path = place_of(settings, message);
        let bytes = std::fs::read(&path).map_err(RunError::storage(&path))?;
        if open.send(&from, &to, &bytes) == Answer::Taken {
            outcome.tests_sent += reports;
        }
        if open.is_broken() {
            break;
        }
    }
    open.close();
    Ok(outcome)
}

/// Each letter once, with how many reports are in it.
fn letters_of(to_send: &ToSend) -> Vec<(&StoredMessage, usize)> {
    let mut letters: Vec<(&StoredMessage, usize)> = Vec::new();
    for Queued { message, .. } in &to_send.messages {
        match letters
            .iter_mut()
            .find(|(known, _)| known.place == message.place)
        {
            Some((_, reports)) => *reports += 1,
            None => letters.push((message, 1)),
        }
    }
    letters
}

/// Whether anything waits in the queue that may be sent.
///
/// # Errors
/// The ledger's own.
pub fn is_waiting(settings: &Settings, ledger: &Ledger) -> Result<bool, RunError> {
    Ok(!pass::ready(settings, ledger)?.is_empty())
}

/// What `lastseen deliver` did.
#[derive(Debug)]
pub struct Delivered {
    /// The messages that were waiting, as they stand now.
    pub deliveries: Vec<Delivery>,
    /// Why, if so, not all left.
    pub post: PostOutcome,
}

/// Sends what earlier runs left in the queue, and corrects their accounts.
///
/// # Errors
/// The lock's, the ledger's and the file system's own.
pub fn deliver_queue(
    settings: &Settings,
    around: &dyn Surroundings,
) -> Result<Delivered, RunError> {
    let lock = take_lock(settings)?;
    deliver_queue_holding(&lock, settings, around)
}

/// Sends what waits in the queue under a lock that was taken before.
///
/// # Errors
/// As those of [`deliver_queue`].
pub fn deliver_queue_holding(
    lock: &Lock,
    settings: &Settings,
    around: &dyn Surroundings,
) -> Result<Delivered, RunError> {
    lock.tell("sending the queue", around.now(), settings.timezone);
    let mut ledger = Ledger::open_sound(&settings.output.ledger)?;
    ledger.give_up_sending(around.now().timestamp())?;
    let waiting = ledger.deliveries_in(&[
        DeliveryState::Queued,
        DeliveryState::Deferred,
        DeliveryState::Unknown,
    ])?;
    let mut nights: Vec<(String, NaiveDate)> = waiting
        .iter()
        .map(|delivery| (delivery.key.job.clone(), delivery.key.date))
        .collect();
    nights.sort_unstable();
    nights.dedup();
    for (job, date) in &nights {
        let folder = settings.output.reports.join(date.to_string()).join(job);
        private_files::mend_folder(&folder).map_err(RunError::storage(&folder))?;
    }
    let post = send_queue(settings, &mut ledger, around)?;
    for (job, date) in &nights {
        let mut deliveries = ledger.deliveries_of(job, *date)?;
        let matters = notices::of_deliveries(&deliveries);
        deliveries.retain(|delivery| !delivery.key.is_notice());
        let folder = settings.output.reports.join(date.to_string()).join(job);
        Account::correct(&folder, Deliveries::of(&deliveries))?;
        if !matters.is_empty() {
            let concern = Concern {
                job,
                date: *date,
                headline: "Messages of an earlier run were not all delivered.",
                matters,
            };
            notices::queue(settings, &mut ledger, around, concern)?;
        }
    }
    let ids: Vec<i64> = waiting.iter().map(|delivery| delivery.id).collect();
    let mut deliveries = ledger.all_deliveries()?;
    deliveries.retain(|delivery| ids.contains(&delivery.id));
    metrics::write(settings);
    if let Err(error) = ledger.copy(&settings.output.ledger) {
        tracing::warn!(%error, "the ledger has no new copy");
    }
    Ok(Delivered { deliveries, post })
}
