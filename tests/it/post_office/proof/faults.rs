//! Every fault as the client meets it: its error, what arrived, and what a second try then finds.

use test_case::test_case;

use super::{BRIEF, MESSAGE, client, code, credentials, send};
use crate::post_office::{Answer, Fault, Moment, PostOffice, Script, Security};

fn answers(office: &PostOffice) -> Vec<Answer> {
    let delivered = office.delivered();
    delivered.iter().map(|message| message.answer).collect()
}

fn open(fault: Fault) -> PostOffice {
    PostOffice::open(
        Script::sound()
            .with_login("lastseen", "right")
            .failing(fault),
    )
}

fn logged_in(office: &PostOffice) -> lettre::transport::smtp::SmtpTransportBuilder {
    client(office, Security::StartTls).credentials(credentials("right"))
}

/// Verbs that stand before the final dot.
const BEFORE_THE_DOT: [Moment; 8] = [
    Moment::Connect,
    Moment::Ehlo,
    Moment::StartTls,
    Moment::EhloOverTls,
    Moment::Auth,
    Moment::MailFrom,
    Moment::RcptTo,
    Moment::Data,
];

#[test_case("421 4.3.2 closing")]
#[test_case("451 4.3.0 later")]
#[test_case("550 5.7.1 never")]
fn a_refusal_at_each_verb_once(reply: &str) {
    let at = [&BEFORE_THE_DOT[..], &[Moment::InData(40), Moment::AfterDot]].concat();
    for moment in at {
        let office = open(Fault::at(moment).once().replying(reply));
        let client = logged_in(&office).build();
        let refused = code(send(&client, "b@example.org", MESSAGE));
        assert_eq!(refused, reply[..3].parse().ok(), "{moment:?}");
        assert!(!answers(&office).contains(&Answer::Accepted));
        send(&client, "b@example.org", MESSAGE).expect("the second try");
        assert_eq!(answers(&office).last(), Some(&Answer::Accepted));
        assert_eq!(office.unspent_faults(), []);
    }
}

#[test]
fn a_connection_dropped_before_the_dot_has_delivered_nothing() {
    let at = [
        &BEFORE_THE_DOT[..],
        &[Moment::Handshake, Moment::InData(1), Moment::InData(10_000)],
    ]
    .concat();
    for moment in at {
        let office = open(Fault::at(moment).once().dropping());
        let client = logged_in(&office).build();
        assert_eq!(code(send(&client, "b@example.org", MESSAGE)), None);
        office.settle();
        assert_eq!(answers(&office), [], "{moment:?}");
        send(&client, "b@example.org", MESSAGE).expect("the second try");
        assert_eq!(answers(&office), [Answer::Accepted], "{moment:?}");
        assert_eq!(office.connections(), 2);
    }
}

#[test]
fn a_connection_dropped_after_the_dot_leaves_the_client_in_doubt() {
    let office = open(Fault::at(Moment::AfterDot).once().dropping());
    let client = logged_in(&office).build();
    assert_eq!(code(send(&client, "b@example.org", MESSAGE)), None);
    assert_eq!(answers(&office), [Answer::Unanswered]);
    assert!(office.delivered()[0].is_copy_of(MESSAGE));
    send(&client, "b@example.org", MESSAGE).expect("the second try");
    assert_eq!(answers(&office), [Answer::Unanswered, Answer::Accepted]);
}

#[test]
fn what_goes_wrong_after_250_meets_the_next_message_only() {
    for fault in [
        Fault::at(Moment::AfterAccept).once().dropping(),
        Fault::at(Moment::AfterAccept)
            .once()
            .replying("421 4.4.2 idle"),
        Fault::at(Moment::Noop).once().replying("421 4.3.2 closing"),
        Fault::at(Moment::Noop).once().dropping(),
    ] {
        let office = open(fault);
        let client = logged_in(&office).build();
        send(&client, "b@example.org", MESSAGE).expect("the first message");
        send(&client, "c@example.org", MESSAGE).expect("the second message");
        assert_eq!(answers(&office), [Answer::Accepted; 2]);
        assert_eq!(office.connections(), 2);
        assert_eq!(office.unspent_faults(), []);
    }
}

#[test]
fn a_fault_at_quit_costs_nothing() {
    for fault in [
        Fault::at(Moment::Quit).replying("421 4.3.2 closing"),
        Fault::at(Moment::Quit).dropping(),
    ] {
        let office = open(fault);
        let client = logged_in(&office).build();
        send(&client, "b@example.org", MESSAGE).expect("the message is taken");
        drop(client);
        office.settle();
        assert_eq!(answers(&office), [Answer::Accepted]);
        assert_eq!(office.unspent_faults(), []);
    }
}

#[test]
fn a_fault_for_one_recipient_spares_the_others() {
    for moment in [
        Moment::RcptTo,
        Moment::Data,
        Moment::InData(1),
        Moment::AfterDot,
    ] {
        let fault = Fault::at(moment).to("b@example.org");
        let office = open(fault.times(2).replying("452 4.2.2 full"));
        let client = logged_in(&office).build();
        let mut codes = Vec::new();
        for to in ["a", "b", "c", "b", "b"] {
            let sent = send(&client, &format!("{to}@example.org"), MESSAGE);
            codes.push(sent.map_or_else(|error| error.status().map(u16::from), |_| Some(250)));
        }
        let expected = [250, 452, 250, 452, 250].map(Some);
        assert_eq!(codes, expected, "{moment:?}");
        let accepted = |answer: &&Answer| **answer == Answer::Accepted;
        assert_eq!(answers(&office).iter().filter(accepted).count(), 3);
    }
}

/// The client's limit is for each wait: a pause beyond it is the end.
#[test_case(Fault::at(Moment::Connect).falling_silent(); "no greeting")]
#[test_case(Fault::at(Moment::Handshake).falling_silent(); "no handshake")]
#[test_case(Fault::at(Moment::MailFrom).falling_silent(); "no answer to a verb")]
#[test_case(Fault::at(Moment::InData(1)).falling_silent(); "silence in the content")]
#[test_case(Fault::at(Moment::AfterDot).falling_silent(); "no answer to the content")]
#[test_case(Fault::at(Moment::AfterDot).dribbling(BRIEF * 20); "a slow answer to the content")]
#[test_case(Fault::at(Moment::RcptTo).dribbling(BRIEF * 20); "a slow answer to a verb")]
#[test_case(Fault::at(Moment::Ehlo).dribbling_endlessly(BRIEF * 20); "a slow answer without end")]
fn only_a_time_limit_ends_it(fault: Fault) {
    let moment = fault.at;
    let office = open(fault);
    let client = logged_in(&office).timeout(Some(BRIEF)).build();
    assert_eq!(code(send(&client, "b@example.org", MESSAGE)), None);
    office.settle();
    let expected: &[Answer] = match moment {
        Moment::AfterDot => &[Answer::Unanswered],
        _ => &[],
    };
    assert_eq!(answers(&office), expected);
    assert_eq!(office.unspent_faults(), []);
}

#[test]
fn a_dribble_within_the_time_limit_arrives() {
    let pause = std::time::Duration::from_millis(5);
    for moment in [Moment::Connect, Moment::EhloOverTls, Moment::AfterDot] {
        let office = open(Fault::at(moment).dribbling(pause));
        let client = logged_in(&office).build();
        send(&client, "b@example.org", MESSAGE).expect("the message is taken");
        assert_eq!(answers(&office), [Answer::Accepted]);
        assert_eq!(office.unspent_faults(), []);
    }
}

#[test]
fn an_endless_reply_is_given_up() {
    for moment in [
        Moment::Connect,
        Moment::Ehlo,
        Moment::StartTls,
        Moment::Auth,
        Moment::MailFrom,
        Moment::Data,
        Moment::AfterDot,
    ] {
        let office = open(Fault::at(moment).talking_endlessly());
        let client = logged_in(&office).build();
        let error = send(&client, "b@example.org", MESSAGE).expect_err("a refusal");
        assert!(error.is_response() && error.status().is_none(), "{error:?}");
        office.settle();
        assert!(!answers(&office).contains(&Answer::Accepted));
    }
}
