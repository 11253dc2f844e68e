//! The order of the verbs, what closes and what waits, and faults that make no sense.

use test_case::test_case;

use super::{BRIEF, MESSAGE, client, lines::Lines, send};
use crate::post_office::{Answer, Fault, Login, Moment, PostOffice, Script, Security};

/// Each line with the code of its reply.
#[track_caller]
fn talk(office: &PostOffice, dialogue: &[(&str, &str)]) {
    let mut lines = Lines::to(office);
    for (line, code) in dialogue {
        assert_eq!(lines.say(line), *code, "{line}");
    }
}

#[test]
fn verbs_out_of_order_are_refused() {
    let office = PostOffice::open(Script::sound().over(Security::Never).with_size_limit(100));
    talk(
        &office,
        &[
            ("MAIL FROM:<a@example.org>", "503"),
            ("ehlo tests.example.org", "250"),
            ("RCPT TO:<b@example.org>", "503"),
            ("MAIL FROM:<a@example.org> SIZE=101", "552"),
            ("MAIL FROM:a@example.org", "501"),
            ("mail from:<a@example.org> SIZE=100", "250"),
            ("MAIL FROM:<a@example.org>", "503"),
            ("DATA", "503"),
            ("RCPT TO:b@example.org", "501"),
            ("RCPT TO:<b@example.org>", "250"),
            ("RSET", "250"),
            ("DATA", "503"),
            ("STARTTLS", "502"),
            ("AUTH PLAIN AGEAYg==", "502"),
            ("TURN", "500"),
            ("NOOP", "250"),
            ("QUIT", "221"),
        ],
    );
    assert_eq!(office.delivered(), []);
}

#[test]
fn neither_mail_nor_login_in_plain_text_where_tls_is_offered() {
    let office = PostOffice::open(Script::sound().with_login("a", "b"));
    talk(
        &office,
        &[
            ("EHLO tests.example.org", "250"),
            ("MAIL FROM:<a@example.org>", "530"),
            ("AUTH PLAIN AGEAYg==", "538"),
        ],
    );
    let told = Login {
        user: "a".to_owned(),
        password: "b".to_owned(),
        is_over_tls: false,
    };
    assert_eq!(office.logins(), [told]);
}

#[test]
fn a_fault_at_reset() {
    let fault = Fault::at(Moment::Reset).replying("421 4.3.2 closing");
    let office = PostOffice::open(Script::sound().over(Security::Never).failing(fault));
    talk(&office, &[("EHLO x", "250"), ("RSET", "421"), ("NOOP", "")]);
}

/// A message within a message: only CR LF, dot, CR LF ends the content.
#[test]
fn a_dot_after_a_bare_line_feed_is_content() {
    let office = PostOffice::open(Script::sound().over(Security::Never));
    let mut lines = Lines::to(&office);
    for line in ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"] {
        lines.say(line);
    }
    lines.write(b"one\n.\nRSET\n.\r\ntwo\r\n..three\r\n.\r\n");
    assert_eq!(lines.hear(), "250");
    assert_eq!(
        office.delivered()[0].content,
        b"one\n.\nRSET\n.\r\ntwo\r\n.three\r\n"
    );
}

#[test]
fn a_message_with_two_recipients_and_a_fault_for_one() {
    let fault = Fault::at(Moment::RcptTo).to("b@example.org");
    let script = Script::sound().over(Security::Never);
    let office = PostOffice::open(script.failing(fault.replying("550 5.1.1 unknown")));
    talk(
        &office,
        &[
            ("EHLO x", "250"),
            ("MAIL FROM:<>", "250"),
            ("RCPT TO:<b@example.org>", "550"),
            ("RCPT TO:<c@example.org>", "250"),
            ("RCPT TO:<b@example.org>", "550"),
            ("DATA", "354"),
            ("Nothing.\r\n.", "250"),
        ],
    );
    let delivered = office.delivered();
    assert_eq!(delivered[0].recipients, ["c@example.org"]);
    assert_eq!(
        (delivered[0].from.as_str(), delivered[0].answer),
        ("", Answer::Accepted)
    );
}

#[test]
fn it_closes_while_clients_are_connected() {
    let office =
        PostOffice::open(Script::sound().failing(Fault::at(Moment::Ehlo).falling_silent()));
    let mut silent = Lines::to(&office);
    silent.write(b"EHLO x\r\n");
    let mut idle = Lines::to(&office);
    drop(office);
    assert_eq!((silent.hear(), idle.hear()), (String::new(), String::new()));
}

#[test]
fn it_settles_when_the_last_client_is_done_with() {
    let office = PostOffice::open(Script::sound().over(Security::Never));
    office.settle();
    let mut lines = Lines::to(&office);
    for line in ["EHLO x", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"] {
        lines.say(line);
    }
    lines.write(b"Nothing.\r\n.\r\n");
    drop(lines);
    office.settle();
    assert_eq!(office.delivered().len(), 1);
    assert_eq!(office.connections(), 1);
}

#[test]
fn a_fault_that_did_not_strike_is_known() {
    let fault = Fault::at(Moment::RcptTo)
        .times(2)
        .replying("250 2.1.5 so be it");
    let office = PostOffice::open(Script::sound().failing(fault));
    let client = client(&office, Security::StartTls).build();
    assert_eq!(office.unspent_faults(), [Moment::RcptTo]);
    for unspent in [&[Moment::RcptTo][..], &[]] {
        send(&client, "b@example.org", MESSAGE).expect("the message is taken");
        assert_eq!(office.unspent_faults(), unspent);
    }
}

#[test_case(Fault::at(Moment::MailFrom).to("b@example.org").dropping() => panics "no recipient is known"; "for a recipient not yet named")]
#[test_case(Fault::at(Moment::InData(1)).dribbling(BRIEF) => panics "no usual reply"; "a dribble of nothing")]
#[test_case(Fault::at(Moment::Data).times(0).dropping() => panics "never strikes"; "never")]
fn a_fault_that_could_not_strike(fault: Fault) {
    PostOffice::open(Script::sound().failing(fault));
}
