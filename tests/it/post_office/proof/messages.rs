//! Sound paths: what arrives is what was sent, over either security, with login, on one connection, within the size.

use lettre::transport::smtp::authentication::Mechanism;
use test_case::test_case;

use super::{MESSAGE, client, client_of, code, credentials, send, verbs};
use crate::post_office::{Answer, Delivered, Login, PostOffice, Script, Security};

#[test_case(Security::StartTls, "localhost", "EHLO STARTTLS EHLO MAIL RCPT DATA"; "starttls")]
#[test_case(Security::StartTls, "127.0.0.1", "EHLO STARTTLS EHLO MAIL RCPT DATA"; "starttls by number")]
#[test_case(Security::Implicit, "localhost", "EHLO MAIL RCPT DATA"; "implicit tls")]
#[test_case(Security::Never, "localhost", "EHLO MAIL RCPT DATA"; "plain text")]
fn a_message_arrives_to_the_byte(security: Security, host: &str, expected: &str) {
    let office = PostOffice::open(Script::sound().over(security));
    let client = client_of(host, &office, security).build();
    send(&client, "b@example.org", MESSAGE).expect("the message is taken");
    let delivered = office.delivered();
    assert_eq!(
        delivered,
        [Delivered {
            from: "lastseen@example.org".to_owned(),
            recipients: vec!["b@example.org".to_owned()],
            content: [MESSAGE, b"\r\n"].concat(),
            answer: Answer::Accepted,
        }]
    );
    assert!(delivered[0].is_copy_of(MESSAGE));
    assert!(!delivered[0].is_copy_of(b"another"));
    assert_eq!(verbs(&office), expected);
    let names = office.greeted_names();
    assert!(!names.is_empty() && names.iter().all(|name| name == "tests.example.org"));
    drop(client);
    office.settle();
    assert_eq!(verbs(&office), format!("{expected} QUIT"));
}

#[test]
fn lines_that_begin_with_dots_arrive_to_the_byte() {
    let message = b"Subject: Dots\r\n\r\n.\r\n..\r\n.one\r\nmid.dle\r\n...three\r\n.\r\n";
    let office = PostOffice::open(Script::sound());
    let client = client(&office, Security::StartTls).build();
    for message in [&message[..], &message[..message.len() - 2], b".", b"."] {
        send(&client, "b@example.org", message).expect("the message is taken");
        let delivered = office.delivered();
        assert!(
            delivered
                .last()
                .is_some_and(|last| last.is_copy_of(message))
        );
    }
}

#[test]
fn a_large_message_arrives_to_the_byte() {
    let line = "0123456789abcde.".repeat(4) + "\r\n";
    let message = line.repeat(60_000).into_bytes();
    let office = PostOffice::open(Script::sound());
    let client = client(&office, Security::StartTls).build();
    send(&client, "b@example.org", &message).expect("the message is taken");
    assert!(office.delivered()[0].is_copy_of(&message));
}

#[test]
fn messages_share_a_connection() {
    let office = PostOffice::open(Script::sound());
    let client = client(&office, Security::StartTls).build();
    for to in ["b@example.org", "c@example.org"] {
        send(&client, to, MESSAGE).expect("the message is taken");
    }
    let to: Vec<Vec<String>> = office
        .delivered()
        .into_iter()
        .map(|message| message.recipients)
        .collect();
    assert_eq!(to, [["b@example.org"], ["c@example.org"]]);
    assert_eq!(office.connections(), 1);
    assert_eq!(
        verbs(&office),
        "EHLO STARTTLS EHLO MAIL RCPT DATA NOOP MAIL RCPT DATA"
    );
}

#[test_case(Mechanism::Plain)]
#[test_case(Mechanism::Login)]
fn login(mechanism: Mechanism) {
    let office = PostOffice::open(Script::sound().with_login("lastseen", "right"));
    let client = |password| {
        client(&office, Security::StartTls)
            .credentials(credentials(password))
            .authentication(vec![mechanism])
            .build()
    };
    assert_eq!(
        code(send(&client("wrong"), "b@example.org", MESSAGE)),
        Some(535)
    );
    assert_eq!(office.delivered(), []);
    send(&client("right"), "b@example.org", MESSAGE).expect("the message is taken");
    assert_eq!(office.delivered().len(), 1);
    let login = |password: &str| Login {
        user: "lastseen".to_owned(),
        password: password.to_owned(),
        is_over_tls: true,
    };
    assert_eq!(office.logins(), [login("wrong"), login("right")]);
}

#[test]
fn no_mail_without_the_login_that_is_demanded() {
    let office = PostOffice::open(Script::sound().with_login("lastseen", "right"));
    let client = client(&office, Security::StartTls).build();
    assert_eq!(code(send(&client, "b@example.org", MESSAGE)), Some(530));
    assert_eq!(office.delivered(), []);
}

#[test]
fn content_beyond_the_limit_is_refused() {
    let office = PostOffice::open(Script::sound().with_size_limit(MESSAGE.len() + 2));
    let client = client(&office, Security::StartTls).build();
    send(&client, "b@example.org", MESSAGE).expect("at the limit");
    let larger = [MESSAGE, b"!"].concat();
    assert_eq!(code(send(&client, "b@example.org", &larger)), Some(552));
    let answers: Vec<Answer> = office
        .delivered()
        .iter()
        .map(|message| message.answer)
        .collect();
    assert_eq!(answers, [Answer::Accepted, Answer::Refused]);
}
