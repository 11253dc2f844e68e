//! The queue on its way out: each message once, each step committed before the next. [OPERATIONS 5.2]

use std::{fs, path::PathBuf};

use chrono::{DateTime, Utc};

use super::{
    RunError,
    surroundings::{Milestone, Surroundings},
};
use crate::{
    config::Settings,
    deliver::{
        address::Address,
        conversation::Conversation,
        outbox::{self, Flaw},
        settings::Transport,
        smtp::{Answer, Unreachable},
    },
    ledger::{Change, Delivery, Ledger, StoredMessage},
    model::{
        delivery::{Contents, DeliveryKey, DeliveryState},
        report::Report,
        text::counted,
    },
};

/// How often a message is sent whose arrival is not known, the first time included.
const MOST_COPIES: u32 = 3;

/// Why the sending ended before the queue was empty.
#[derive(Debug, Default)]
pub struct PostOutcome {
    /// The mail server cannot be used.
    pub unreachable: Option<Unreachable>,
    /// The program was asked to stop.
    pub stopped: bool,
    /// Messages of a test that the mail server took.
    pub tests_sent: usize,
}

/// Sends what is queued, of this run and of earlier ones, and tries again what may pass, as long as the settings allow.
///
/// # Errors
/// The ledger's own. What a mail server or a message does wrong is an outcome, not an error.
pub fn send_queue(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
) -> Result<PostOutcome, RunError> {
    send(settings, ledger, around, &|_| true)
}

/// Sends what waits for the administrator, and nothing else.
///
/// # Errors
/// As [`send_queue`].
pub fn send_notices(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
) -> Result<PostOutcome, RunError> {
    send(settings, ledger, around, &DeliveryKey::is_notice)
}

fn send(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    is_wanted: &dyn Fn(&DeliveryKey) -> bool,
) -> Result<PostOutcome, RunError> {
    give_up_late(settings, ledger, around.now())?;
    let mut pauses = settings.mail.retry_after.iter();
    let ready = |ledger: &Ledger| {
        let mut ready = ready(settings, ledger)?;
        ready.retain(|delivery| is_wanted(&delivery.key));
        Ok::<_, RunError>(ready)
    };
    loop {
        let waiting = ready(ledger)?;
        if waiting.is_empty() {
            return Ok(PostOutcome::default());
        }
        let pause = pauses.next().copied();
        let again = pause.map(|pause| around.now() + pause);
        let unreachable = pass(settings, ledger, around, &waiting, again)?;
        let may_pass = unreachable.as_ref().is_none_or(Unreachable::may_pass);
        let outcome = PostOutcome {
            unreachable,
            stopped: around.is_stopping(),
            ..PostOutcome::default()
        };
        if outcome.stopped || !may_pass || ready(ledger)?.is_empty() {
            return Ok(outcome);
        }
        match pause {
            Some(pause) => around.pause(pause),
            None => return Ok(outcome),
        }
        if around.is_stopping() {
            return Ok(PostOutcome {
                stopped: true,
                ..outcome
            });
        }
    }
}

/// The messages that may be sent now: queued, deferred, and those of unknown fate whose report says *resend*.
pub(super) fn ready(settings: &Settings, ledger: &Ledger) -> Result<Vec<Delivery>, RunError> {
    let mut found = ledger.deliveries_in(&[
        DeliveryState::Queued,
        DeliveryState::Deferred,
        DeliveryState::Unknown,
    ])?;
    let transport = settings.mail.transport.name();
    found.retain(|delivery| {
        delivery.transport == transport
            && (delivery.state != DeliveryState::Unknown
                || delivery.transport == Transport::File.name()
                || is_resent(settings, delivery))
    });
    Ok(found)
}

fn is_resent(settings: &Settings, delivery: &Delivery) -> bool {
    let by_policy = delivery.key.is_notice()
        || Report::from_name(&delivery.key.report)
            .is_some_and(|report| settings.mail.resend_unknown.contains(&report));
    by_policy && delivery.attempts < MOST_COPIES
}

/// What was not taken in time is not sent any more: an old list would mislead.
fn give_up_late(
    settings: &Settings,
    ledger: &mut Ledger,
    now: DateTime<Utc>,
) -> Result<(), RunError> {
    let patience = settings.mail.give_up_after.as_secs();
    let late: Vec<i64> = ledger
        .deliveries_in(&[DeliveryState::Queued, DeliveryState::Deferred])?
        .into_iter()
        .filter(|delivery| now.timestamp() - delivery.queued_at > patience as i64)
        .map(|delivery| delivery.id)
        .collect();
    let hours = patience / 3600;
    let reply = format!(
        "not taken within {} (give_up_after)",
        counted(hours as usize, "hour", "hours")
    );
    let change = Change {
        to: DeliveryState::Failed,
        reply: &reply,
        next_try: None,
    };
    Ok(ledger.change(&late, &change, now.timestamp())?)
}

/// Tries each message once.
fn pass(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    waiting: &[Delivery],
    again: Option<DateTime<Utc>>,
) -> Result<Option<Unreachable>, RunError> {
    let mut conversation: Option<Conversation> = None;
    for delivery in waiting {
        if around.is_stopping() {
            break;
        }
        let settle = |ledger: &mut Ledger, to, reply: &str, next_try| {
            let change = Change {
                to,
                reply,
                next_try,
            };
            ledger.change(&[delivery.id], &change, around.now().timestamp())
        };
        let letter = match take_out(settings, delivery) {
            Ok(letter) => letter,
            Err(flaw) => {
                let state = match flaw {
                    Flaw::TooLarge => DeliveryState::Failed,
                    _ => DeliveryState::Held,
                };
                settle(ledger, state, &flaw.to_string(), None)?;
                continue;
            }
        };
        if settings.mail.transport == Transport::File {
            settle(ledger, DeliveryState::Sending, "", None)?;
            settle(ledger, DeliveryState::Sent, "lies in the outbox", None)?;
            continue;
        }
        if conversation.as_ref().is_none_or(Conversation::is_broken) {
            conversation = match Conversation::open(&settings.mail) {
                Ok(open) => Some(open),
                Err(unreachable) => {
                    tracing::warn!(%unreachable, "the mail server cannot be used");
                    return Ok(Some(unreachable));
                }
            };
        }
        let Some(open) = &mut conversation else {
            continue;
        };
        if open
            .size_limit()
            .is_some_and(|limit| letter.bytes.len() as u64 > limit)
        {
            let flaw = Flaw::TooLarge.to_string();
            settle(ledger, DeliveryState::Failed, &flaw, None)?;
            continue;
        }
        settle(ledger, DeliveryState::Sending, "", None)?;
        around.reached(Milestone::Sending);
        let mut answer = open.send(&letter.from, &letter.to, &letter.bytes);
        if answer == Answer::Stale {
            answer = match Conversation::open(&settings.mail) {
                Ok(opened) => {
                    *open = opened;
                    open.send(&letter.from, &letter.to, &letter.bytes)
                }
                Err(unreachable) => {
                    let next_try = again.map(|again| again.timestamp());
                    let why = unreachable.to_string();
                    settle(ledger, DeliveryState::Deferred, &why, next_try)?;
                    return Ok(Some(unreachable));
                }
            };
        }
        around.reached(Milestone::Answered);
        let next_try = again.map(|again| again.timestamp());
        match &answer {
            Answer::Taken => settle(ledger, DeliveryState::Sent, "reply 250", None)?,
            Answer::NotNow(why) => settle(ledger, DeliveryState::Deferred, why, next_try)?,
            Answer::Refused(why) => settle(ledger, DeliveryState::Failed, why, None)?,
            Answer::Stale => {
                let why = "the connection broke before the message";
                settle(ledger, DeliveryState::Deferred, why, next_try)?
            }
            Answer::TurnedAway(code) => {
                let unreachable = Unreachable::TurnedAway {
                    server: open.server().to_owned(),
                    code: *code,
                };
                settle(
                    ledger,
                    DeliveryState::Deferred,
                    &unreachable.to_string(),
                    next_try,
                )?;
                return Ok(Some(unreachable));
            }
            Answer::Unknown(why) => settle(ledger, DeliveryState::Unknown, why, next_try)?,
        }
        around.reached(Milestone::Settled);
        tracing::info!(
            job = delivery.key.job,
            report = delivery.key.report,
            recipient = delivery.key.recipient,
            revision = delivery.key.revision,
            ?answer,
            "message"
        );
    }
    if let Some(conversation) = conversation {
        conversation.close();
    }
    Ok(None)
}

/// A stored message, taken out to be sent.
struct TakenOut {
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

/// Reads a stored message and checks everything that may have changed since it was built: its bytes, whom it may go
/// to, and how it must be sealed.
fn take_out(settings: &Settings, delivery: &Delivery) -> Result<TakenOut, Flaw> {
    let message = delivery.message.as_ref().ok_or(Flaw::Gone)?;
    let to = match settings
        .recipients
        .iter()
        .find(|recipient| recipient.id == delivery.key.recipient)
    {
        _ if delivery.key.is_notice() => settings.mail.admin.as_deref().ok_or(Flaw::Unlisted)?,
        None => return Err(Flaw::Unlisted),
        Some(recipient) if outbox::entitlement(recipient) != message.entitlement => {
            return Err(Flaw::EntitlementChanged);
        }
        Some(recipient) => &recipient.email,
    };
    let must_be_sealed = settings.mail.sealing_of(&delivery.key.recipient).is_some();
    if message.contents == Contents::Workbook
        && !delivery.key.is_notice()
        && must_be_sealed
        && message.sealing == SEALING_NONE
    {
        return Err(Flaw::NotSealed);
    }
    if message.size > settings.mail.max_size {
        return Err(Flaw::TooLarge);
    }
    let bytes = fs::read(place_of(settings, message)).map_err(|_| Flaw::Gone)?;
    outbox::inspect(&bytes, &message.sha256, to, &settings.mail.allowed_domains)?;
    Ok(TakenOut {
        from: settings.mail.from.parse().map_err(|_| Flaw::Forbidden)?,
        to: to.parse().map_err(|_| Flaw::Forbidden)?,
        bytes,
    })
}

/// The word for a workbook that is not encrypted.
pub(super) const SEALING_NONE: &str = "none";

/// The word for a workbook that is encrypted with a password.
pub(super) const SEALING_PASSWORD: &str = "password";

/// Where a stored message lies.
pub(super) fn place_of(settings: &Settings, message: &StoredMessage) -> PathBuf {
    settings.output.reports.join(&message.place)
}
