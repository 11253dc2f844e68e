//! Which messages a run leads to, which of them are still to be sent, and what became of them.

use chrono::NaiveDate;

use super::{
    Account, Deliveries, Lock, RunError, RunOptions, Sending, metrics, notices,
    post::{self, PostOutcome, place_of},
    surroundings::Surroundings,
    take_lock,
};
use crate::{
    config::{Job, Settings},
    deliver::{conversation::Conversation, settings::Transport, smtp::Answer},
    ledger::{Change, Delivery, Ledger, Queued},
    model::{
        delivery::{DeliveryKey, DeliveryState},
        report::Report,
    },
    private_files,
};

/// A message that the run should lead to, as the ledger has it.
pub(super) struct Planned {
    pub(super) delivery: Delivery,
    /// Whether this run sends it: nothing of it has left yet.
    pub(super) is_to_be_sent: bool,
}

/// What a run hands to the post.
#[derive(Default)]
pub(super) struct ToSend {
    /// Every message that the run leads to, sent before or not.
    pub(super) keys: Vec<DeliveryKey>,
    /// Those that are stored and to be sent now.
    pub(super) messages: Vec<Queued>,
}

/// Every workbook of the run was read back and holds its recipient's own children only.
pub(super) const VERIFIED: Change<'static> = Change {
    to: DeliveryState::Verified,
    reply: "",
    next_try: None,
};

/// Plans a message for each recipient and report of the job; nothing where nothing is really sent.
///
/// # Errors
/// The ledger's own.
pub(super) fn plan(
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    ledger: &mut Ledger,
    at: i64,
) -> Result<Vec<Planned>, RunError> {
    if !options.sending.is_real() {
        return Ok(Vec::new());
    }
    let known = ledger.deliveries_of(&job.name, options.date)?;
    let keys: Vec<DeliveryKey> = parcels_of(settings, job)
        .map(|(report, recipient)| {
            let latest = known.iter().find(|delivery| {
                delivery.key.report == report.name() && delivery.key.recipient == recipient
            });
            let revision = match latest {
                None => 1,
                // Where nothing has left there is nothing to send again: the same revision is still to come.
                Some(latest)
                    if options.sending == Sending::Resend && !latest.state.is_replaceable() =>
                {
                    latest.key.revision + 1
                }
                Some(latest) => latest.key.revision,
            };
            DeliveryKey {
                job: job.name.clone(),
                date: options.date,
                report: report.name().to_owned(),
                recipient: recipient.to_owned(),
                revision,
            }
        })
        .collect();
    ledger.plan(&keys, at)?;
    let transport = settings.mail.transport.name();
    let planned = deliveries_of(ledger, &keys)?
        .into_iter()
        .map(|delivery| {
            // A file in the outbox is an output like any other: written anew each time.
            let lies_in_outbox = delivery.transport == Transport::File.name();
            let is_other_transport = delivery.transport != transport && lies_in_outbox;
            let is_rewritten = lies_in_outbox && transport == Transport::File.name();
            Planned {
                is_to_be_sent: delivery.state.is_replaceable()
                    || is_other_transport
                    || is_rewritten,
                delivery,
            }
        })
        .collect();
    Ok(planned)
}

/// Each report of the job with each recipient who gets it.
fn parcels_of<'a>(settings: &'a Settings, job: &'a Job) -> impl Iterator<Item = (Report, &'a str)> {
    settings.recipients.iter().flat_map(|recipient| {
        job.reports
            .iter()
            .filter(|report| recipient.reports.contains(report))
            .map(|report| (*report, recipient.id.as_str()))
    })
}

/// The messages of some keys as they stand now.
///
/// # Errors
/// The ledger's own.
pub(super) fn deliveries_of(
    ledger: &Ledger,
    keys: &[DeliveryKey],
) -> Result<Vec<Delivery>, RunError> {
    let Some(first) = keys.first() else {
        return Ok(Vec::new());
    };
    let mut found = ledger.deliveries_of(&first.job, first.date)?;
    found.retain(|delivery| keys.contains(&delivery.key));
    Ok(found)
}

/// How many messages ended how.
pub(super) fn counted(deliveries: &[Delivery]) -> Deliveries {
    let mut counted = Deliveries {
        expected: deliveries.len(),
        ..Deliveries::default()
    };
    for delivery in deliveries {
        counted.count(delivery);
    }
    counted
}

/// Sends a test's messages straight from their folder; the ledger knows nothing of them.
///
/// # Errors
/// The file system's own.
pub(super) fn send_tests(
    settings: &Settings,
    options: &RunOptions,
    to_send: &ToSend,
) -> Result<PostOutcome, RunError> {
    let Sending::Test(address) = &options.sending else {
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
    for queued in &to_send.messages {
        let path = place_of(settings, &queued.message);
        let bytes = std::fs::read(&path).map_err(RunError::storage(&path))?;
        if open.send(&from, &to, &bytes) == Answer::Taken {
            outcome.tests_sent += 1;
        }
        if open.is_broken() {
            break;
        }
    }
    open.close();
    Ok(outcome)
}

/// Whether anything waits in the queue that may be sent.
///
/// # Errors
/// The ledger's own.
pub(super) fn is_waiting(settings: &Settings, ledger: &Ledger) -> Result<bool, RunError> {
    Ok(!post::ready(settings, ledger)?.is_empty())
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
pub(super) fn deliver_queue_holding(
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
    let post = post::send_queue(settings, &mut ledger, around)?;
    for (job, date) in &nights {
        let mut deliveries = ledger.deliveries_of(job, *date)?;
        deliveries.retain(|delivery| !delivery.key.is_notice());
        let path = settings
            .output
            .reports
            .join(date.to_string())
            .join(job)
            .join("account.json");
        Account::correct(&path, counted(&deliveries))?;
        let matters = notices::of_deliveries(&deliveries);
        if !matters.is_empty() {
            let headline = "Messages of an earlier run were not all delivered.";
            notices::queue(settings, &mut ledger, around, job, *date, headline, matters)?;
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
