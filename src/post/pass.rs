//! One pass over the queue after another: each message once, each step committed before the next.

use std::{fs, path::PathBuf};

use chrono::{DateTime, Utc};

use super::fate::{self, Fate};
use crate::{
    config::Settings,
    deliver::{
        address::Address,
        conversation::Conversation,
        outbox::{self, Flaw},
        settings::Transport,
        smtp::{Answer, Unreachable},
    },
    errand::{
        RunError,
        surroundings::{Milestone, Surroundings},
    },
    ledger::{Change, Delivery, Ledger, StoredMessage},
    model::{
        delivery::{Contents, DeliveryKey, DeliveryState, Sealing},
        text::counted,
    },
};

/// Why the sending ended before the queue was empty.
#[derive(Debug, Default)]
pub struct PostOutcome {
    /// The mail server cannot be used.
    pub unreachable: Option<Unreachable>,
    /// The program was asked to stop.
    pub stopped: bool,
    /// Reports of a test whose letters the mail server took.
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
    send(settings, ledger, around, &DeliveryKey::is_for_administrator)
}

fn send(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    is_wanted: &dyn Fn(&DeliveryKey) -> bool,
) -> Result<PostOutcome, RunError> {
    give_up_refuted(ledger, around.now())?;
    give_up_late(settings, ledger, around.now())?;
    ledger.checkpoint()?;
    let mut pauses = settings.mail.retry_after.iter();
    let ready = |ledger: &Ledger| {
        let mut ready = ready(settings, ledger)?;
        ready.retain(|letter: &Vec<Delivery>| letter.iter().any(|of| is_wanted(&of.key)));
        Ok::<_, RunError>(ready)
    };
    loop {
        let waiting = ready(ledger)?;
        if waiting.is_empty() {
            return Ok(PostOutcome::default());
        }
        let pause = pauses.next().copied();
        let again = pause.map(|pause| around.now() + pause);
        let pass = Pass {
            settings,
            ledger: &mut *ledger,
            around,
            again,
            conversation: None,
        };
        let unreachable = pass.over(&waiting)?;
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

/// The letters that may be sent now, oldest first, each by the deliveries that it makes.
pub(super) fn ready(settings: &Settings, ledger: &Ledger) -> Result<Vec<Vec<Delivery>>, RunError> {
    let mut letters: Vec<Vec<Delivery>> = Vec::new();
    for delivery in ledger.deliveries_in(&[
        DeliveryState::Queued,
        DeliveryState::Deferred,
        DeliveryState::Unknown,
    ])? {
        let mut known = letters.iter_mut();
        match known.find(|letter| letter[0].shares_letter_with(&delivery)) {
            Some(letter) => letter.push(delivery),
            None => letters.push(vec![delivery]),
        }
    }
    letters.retain(|letter| fate::may_leave(letter, &settings.mail));
    Ok(letters)
}

/// What was not taken in time is not sent any more.
fn give_up_late(
    settings: &Settings,
    ledger: &mut Ledger,
    now: DateTime<Utc>,
) -> Result<(), RunError> {
    let late: Vec<i64> = ledger
        .deliveries_in(&[DeliveryState::Queued, DeliveryState::Deferred])?
        .into_iter()
        .filter(|delivery| fate::is_given_up(delivery, &settings.mail, now))
        .map(|delivery| delivery.id)
        .collect();
    let hours = settings.mail.give_up_after.as_secs() / 3600;
    let reply = format!(
        "not taken within {} (give_up_after)",
        counted(hours, "hour", "hours")
    );
    let change = Change {
        to: DeliveryState::Failed,
        reply: &reply,
        next_try: None,
    };
    Ok(ledger.change(&late, &change, now.timestamp())?)
}

/// That there is no list is not said any more once there is one.
fn give_up_refuted(ledger: &mut Ledger, now: DateTime<Utc>) -> Result<(), RunError> {
    let waiting = ledger.deliveries_in(&[DeliveryState::Queued, DeliveryState::Deferred])?;
    let mut refuted = Vec::new();
    for Delivery { id, key, .. } in waiting.iter().filter(|of| of.key.says_no_list()) {
        if ledger.made_run(&key.job, key.date)?.is_some() {
            refuted.push(*id);
        }
    }
    let change = Change {
        to: DeliveryState::Failed,
        reply: "the list was made after all",
        next_try: None,
    };
    Ok(ledger.change(&refuted, &change, now.timestamp())?)
}

/// One pass over what waits.
struct Pass<'a> {
    settings: &'a Settings,
    ledger: &'a mut Ledger,
    around: &'a dyn Surroundings,
    /// When the queue is tried next, where it is.
    again: Option<DateTime<Utc>>,
    conversation: Option<Conversation>,
}

/// Why a pass ends before its last message.
enum End {
    Unreachable(Unreachable),
    Failed(RunError),
}

impl<E: Into<RunError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Pass<'_> {
    /// Tries each message once.
    fn over(mut self, waiting: &[Vec<Delivery>]) -> Result<Option<Unreachable>, RunError> {
        for letter in waiting {
            if self.around.is_stopping() {
                break;
            }
            match self.attempt(letter) {
                Ok(()) => {}
                Err(End::Unreachable(unreachable)) => return Ok(Some(unreachable)),
                Err(End::Failed(error)) => return Err(error),
            }
        }
        if let Some(conversation) = self.conversation {
            conversation.close();
        }
        Ok(None)
    }

    fn attempt(&mut self, letter: &[Delivery]) -> Result<(), End> {
        let message = match take_out(self.settings, letter) {
            Ok(message) => message,
            Err(flaw) => return self.settle(letter, &Fate::flawed(flaw)),
        };
        if self.settings.mail.transport == Transport::File {
            self.begin(letter)?;
            let lies = Fate::settled(DeliveryState::Sent, "lies in the outbox");
            return self.settle(letter, &lies);
        }
        let mut line = match self.conversation.take().filter(|line| !line.is_broken()) {
            Some(line) => line,
            None => open(self.settings)?,
        };
        let size = message.bytes.len() as u64;
        if line.size_limit().is_some_and(|limit| size > limit) {
            self.conversation = Some(line);
            return self.settle(letter, &Fate::flawed(Flaw::TooLarge));
        }
        self.begin(letter)?;
        self.around.reached(Milestone::Sending);
        let mut answer = line.send(&message.from, &message.to, &message.bytes);
        if answer == Answer::Stale {
            line = match Conversation::open(&self.settings.mail) {
                Ok(line) => line,
                Err(unreachable) => {
                    self.settle(letter, &Fate::turned_away(&unreachable, self.again))?;
                    return Err(End::Unreachable(unreachable));
                }
            };
            answer = line.send(&message.from, &message.to, &message.bytes);
        }
        self.around.reached(Milestone::Answered);
        self.settle(letter, &Fate::answered(&answer, line.server(), self.again))?;
        if let Answer::TurnedAway(code) = answer {
            return Err(End::Unreachable(fate::turned_away(line.server(), code)));
        }
        self.conversation = Some(line);
        self.around.reached(Milestone::Settled);
        for Delivery { key, .. } in letter {
            tracing::info!(
                job = key.job,
                report = key.report,
                recipient = key.recipient,
                revision = key.revision,
                ?answer,
                "message"
            );
        }
        Ok(())
    }

    /// Committed before the first byte leaves.
    fn begin(&mut self, letter: &[Delivery]) -> Result<(), End> {
        self.settle(letter, &Fate::settled(DeliveryState::Sending, ""))
    }

    /// All deliveries of a letter at once, or none.
    fn settle(&mut self, letter: &[Delivery], fate: &Fate) -> Result<(), End> {
        let change = Change {
            to: fate.state,
            reply: &fate.reply,
            next_try: fate.next_try.map(|at| at.timestamp()),
        };
        let ids: Vec<i64> = letter.iter().map(|delivery| delivery.id).collect();
        let now = self.around.now().timestamp();
        Ok(self.ledger.change(&ids, &change, now)?)
    }
}

fn open(settings: &Settings) -> Result<Conversation, End> {
    Conversation::open(&settings.mail).map_err(|unreachable| {
        tracing::warn!(%unreachable, "the mail server cannot be used");
        End::Unreachable(unreachable)
    })
}

/// A stored message, taken out to be sent.
struct TakenOut {
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

/// Reads a stored message and checks everything that may have changed since it was built: its bytes, whom it may go
/// to, and how it must be sealed.
fn take_out(settings: &Settings, letter: &[Delivery]) -> Result<TakenOut, Flaw> {
    let (key, message) = match letter.first() {
        Some(Delivery {
            key,
            message: Some(message),
            ..
        }) => (key, message),
        _ => return Err(Flaw::Gone),
    };
    let recipient = settings
        .recipients
        .iter()
        .find(|recipient| recipient.id == key.recipient && recipient.is_reader_on(key.date));
    let to = match recipient {
        _ if key.is_for_administrator() => settings.mail.admin.as_deref().ok_or(Flaw::Unlisted)?,
        None => return Err(Flaw::Unlisted),
        Some(recipient) if outbox::entitlement(recipient) != message.entitlement => {
            return Err(Flaw::EntitlementChanged);
        }
        Some(recipient) => &recipient.email,
    };
    let mailbox = recipient.map_or(key.recipient.as_str(), |recipient| recipient.mailbox());
    let must_be_sealed = settings.mail.sealing_of(mailbox).is_some();
    if message.contents == Contents::Workbook && must_be_sealed && message.sealing == Sealing::None
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

/// Where a stored message lies.
pub(super) fn place_of(settings: &Settings, message: &StoredMessage) -> PathBuf {
    settings.output.reports.join(&message.place)
}
