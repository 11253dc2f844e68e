//! What becomes of a message: from how it stands and what the mail server answers to its next state. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    deliver::{
        outbox::Flaw,
        settings::{MailSettings, Transport},
        smtp::{Answer, Unreachable},
    },
    ledger::Delivery,
    model::{delivery::DeliveryState, report::Report},
};

/// How often a message is sent whose arrival is not known, the first time included.
pub const MOST_COPIES: u32 = 3;

/// How a message stands after something befell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Its state.
    pub state: DeliveryState,
    /// What the mail server answered, or why.
    pub reply: String,
    /// When it is to be tried again.
    pub next_try: Option<DateTime<Utc>>,
}

impl Fate {
    /// A state in which it rests.
    pub fn settled(state: DeliveryState, reply: impl Into<String>) -> Self {
        Self {
            state,
            reply: reply.into(),
            next_try: None,
        }
    }

    fn later(state: DeliveryState, reply: impl Into<String>, again: Option<DateTime<Utc>>) -> Self {
        Self {
            next_try: again,
            ..Self::settled(state, reply)
        }
    }

    /// After the answer of a server; `again` is when the queue is tried next, where it is.
    pub fn answered(answer: &Answer, server: &str, again: Option<DateTime<Utc>>) -> Self {
        use DeliveryState::{Deferred, Failed, Sent, Unknown};
        match answer {
            Answer::Taken => Self::settled(Sent, "reply 250"),
            Answer::NotNow(why) => Self::later(Deferred, why, again),
            Answer::Refused(why) => Self::settled(Failed, why),
            Answer::Stale => {
                Self::later(Deferred, "the connection broke before the message", again)
            }
            Answer::Unknown(why) => Self::later(Unknown, why, again),
            Answer::TurnedAway(code) => Self::turned_away(&turned_away(server, *code), again),
        }
    }

    /// Where the server takes nothing of ours.
    pub fn turned_away(unreachable: &Unreachable, again: Option<DateTime<Utc>>) -> Self {
        Self::later(DeliveryState::Deferred, unreachable.to_string(), again)
    }

    /// Where the stored message must not leave: for good if it is too large, else until somebody has decided.
    pub fn flawed(flaw: Flaw) -> Self {
        let state = match flaw {
            Flaw::TooLarge => DeliveryState::Failed,
            _ => DeliveryState::Held,
        };
        Self::settled(state, flaw.to_string())
    }
}

/// A server that takes no message of ours: the sending ends.
pub fn turned_away(server: &str, code: u16) -> Unreachable {
    Unreachable::TurnedAway {
        server: server.to_owned(),
        code,
    }
}

/// Whether a letter may be sent now, by the deliveries that it makes: they stand alike, and one that is to be sent again
/// takes the others with it.
pub fn may_leave(letter: &[Delivery], mail: &MailSettings) -> bool {
    letter.iter().any(|delivery| one_may_leave(delivery, mail))
}

/// Queued, deferred, or of unknown fate where the report says *resend* (a file that is written once more does no harm).
/// One that was queued for another transport waits for it.
fn one_may_leave(delivery: &Delivery, mail: &MailSettings) -> bool {
    let transport = mail.transport.name();
    let is_resent = || {
        let by_policy = delivery.key.is_notice()
            || Report::from_name(&delivery.key.report)
                .is_some_and(|report| mail.resend_unknown.contains(&report));
        by_policy && delivery.attempts < MOST_COPIES
    };
    let stands_so = match delivery.state {
        DeliveryState::Queued | DeliveryState::Deferred => true,
        DeliveryState::Unknown => transport == Transport::File.name() || is_resent(),
        _ => false,
    };
    stands_so && delivery.transport == transport
}

/// Whether a message was not taken in time: an old list would mislead.
pub fn is_given_up(delivery: &Delivery, mail: &MailSettings, now: DateTime<Utc>) -> bool {
    let waits = matches!(
        delivery.state,
        DeliveryState::Queued | DeliveryState::Deferred
    );
    let patience = TimeDelta::from_std(mail.give_up_after).unwrap_or(TimeDelta::MAX);
    waits && TimeDelta::seconds(now.timestamp() - delivery.queued_at) > patience
}
