//! What becomes of a message, as a table: the sender's state machine without a clock, a file or a line.

use std::{slice, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::{
    deliver::{
        outbox::Flaw,
        settings::{MailSettings, Transport},
        smtp::Answer,
    },
    ledger::Delivery,
    model::{
        delivery::{ADMIN_NOTICE, DeliveryKey, DeliveryState},
        report::Report,
    },
    post::fate::{Fate, MOST_COPIES, is_given_up, may_leave},
};
use test_case::test_case;

use crate::night::day;

fn six() -> DateTime<Utc> {
    "2026-11-23T06:00:00Z".parse().expect("an instant")
}

fn why() -> String {
    "reply 451".to_owned()
}

#[test_case(Answer::Taken, DeliveryState::Sent, "reply 250", false)]
#[test_case(Answer::NotNow(why()), DeliveryState::Deferred, "reply 451", true)]
#[test_case(Answer::Refused(why()), DeliveryState::Failed, "reply 451", false)]
#[test_case(
    Answer::Stale,
    DeliveryState::Deferred,
    "the connection broke before the message",
    true
)]
#[test_case(Answer::Unknown(why()), DeliveryState::Unknown, "reply 451", true)]
#[test_case(
    Answer::TurnedAway(550),
    DeliveryState::Deferred,
    "the mail server relay turned the connection away (reply 550)",
    true
)]
fn an_answer(answer: Answer, state: DeliveryState, reply: &str, tried_again: bool) {
    let expected = Fate {
        state,
        reply: reply.to_owned(),
        next_try: tried_again.then(six),
    };
    assert_eq!(Fate::answered(&answer, "relay", Some(six())), expected);
    // Where the queue is not tried again in this run, no time is named.
    let last = Fate::answered(&answer, "relay", None);
    assert_eq!((last.state, last.next_try), (state, None));
}

#[test_case(Flaw::TooLarge, DeliveryState::Failed)]
#[test_case(Flaw::Gone, DeliveryState::Held)]
#[test_case(Flaw::Altered, DeliveryState::Held)]
#[test_case(Flaw::BareLineEnd, DeliveryState::Held)]
#[test_case(Flaw::Recipients, DeliveryState::Held)]
#[test_case(Flaw::Unlisted, DeliveryState::Held)]
#[test_case(Flaw::EntitlementChanged, DeliveryState::Held)]
#[test_case(Flaw::Forbidden, DeliveryState::Held)]
#[test_case(Flaw::NotSealed, DeliveryState::Held)]
fn a_flaw(flaw: Flaw, state: DeliveryState) {
    let fate = Fate::flawed(flaw);
    assert_eq!((fate.state, fate.next_try), (state, None));
    assert_eq!(fate.reply, flaw.to_string());
}

fn delivery(state: DeliveryState, report: &str, attempts: u32) -> Delivery {
    Delivery {
        id: 1,
        key: DeliveryKey {
            job: "nightly".to_owned(),
            date: day("2026-11-23"),
            report: report.to_owned(),
            recipient: "tm-north".to_owned(),
            revision: 1,
        },
        state,
        transport: Transport::Smtp.name().to_owned(),
        attempts,
        queued_at: six().timestamp(),
        next_try: None,
        reply: String::new(),
        message: None,
    }
}

fn by_smtp() -> MailSettings {
    MailSettings {
        transport: Transport::Smtp,
        resend_unknown: vec![Report::MondayVisits],
        ..MailSettings::default()
    }
}

#[test_case(DeliveryState::Planned, "monday-visits", 0, false)]
#[test_case(DeliveryState::Verified, "monday-visits", 0, false)]
#[test_case(DeliveryState::Queued, "monday-visits", 0, true)]
#[test_case(DeliveryState::Sending, "monday-visits", 1, false)]
#[test_case(DeliveryState::Sent, "monday-visits", 1, false)]
#[test_case(DeliveryState::Deferred, "data-quality", 9, true)]
#[test_case(DeliveryState::Failed, "monday-visits", 1, false)]
#[test_case(DeliveryState::Held, "monday-visits", 0, false)]
#[test_case(DeliveryState::Unknown, "monday-visits", MOST_COPIES - 1, true; "unknown, its report is sent again")]
#[test_case(DeliveryState::Unknown, "monday-visits", MOST_COPIES, false; "unknown, often enough")]
#[test_case(DeliveryState::Unknown, "data-quality", 1, false; "unknown, its report is not sent again")]
#[test_case(DeliveryState::Unknown, ADMIN_NOTICE, 1, true; "unknown, a notice")]
fn what_may_leave(state: DeliveryState, report: &str, attempts: u32, may: bool) {
    let delivery = delivery(state, report, attempts);
    assert_eq!(may_leave(slice::from_ref(&delivery), &by_smtp()), may);
    // What was queued for one transport does not leave by the other.
    assert!(!may_leave(
        slice::from_ref(&delivery),
        &MailSettings::default()
    ));
}

/// A letter of several reports is sent again if any of them is.
#[test]
fn a_letter_is_sent_again_for_any_of_its_reports() {
    let unknown = |report| delivery(DeliveryState::Unknown, report, 1);
    let letter = [unknown("data-quality"), unknown("monday-visits")];
    assert!(may_leave(&letter, &by_smtp()));
    assert!(!may_leave(&letter[..1], &by_smtp()));
}

/// A file that is written once more does no harm.
#[test]
fn a_file_of_unknown_fate_is_written_again() {
    let file = Delivery {
        transport: Transport::File.name().to_owned(),
        ..delivery(DeliveryState::Unknown, "data-quality", MOST_COPIES)
    };
    assert!(may_leave(slice::from_ref(&file), &MailSettings::default()));
}

#[test_case(DeliveryState::Queued, 3600, false; "on the last second")]
#[test_case(DeliveryState::Queued, 3601, true; "a second later")]
#[test_case(DeliveryState::Deferred, 3601, true)]
#[test_case(DeliveryState::Unknown, 3601, false; "not if it may have left")]
#[test_case(DeliveryState::Sent, 3601, false)]
#[test_case(DeliveryState::Queued, -60, false; "a clock that was set back")]
fn what_is_given_up(state: DeliveryState, seconds: i64, is_late: bool) {
    let mail = MailSettings {
        give_up_after: Duration::from_secs(3600),
        ..by_smtp()
    };
    let now = six() + TimeDelta::seconds(seconds);
    let delivery = delivery(state, "monday-visits", 0);
    assert_eq!(is_given_up(&delivery, &mail, now), is_late);
}
