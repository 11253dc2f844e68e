//! Every reply that is not the one due, at every step: what the message's state is, and that the next message goes
//! its own way. Through the library, two messages in one conversation.

use std::time::Duration;

use lastseen::{
    deliver::{
        conversation::Conversation,
        settings::{MailSettings, SecretSource, Tls, Transport},
        smtp::{Answer, Unreachable},
    },
    model::delivery::DeliveryState,
    post::fate::Fate,
};
use test_case::test_case;

use super::{ADMIN, CARE, NORTH};
use crate::post_office::{
    Answer as Told, Certificate, Fault, Moment, Occasion, PostOffice, Script, Security,
};

const MESSAGE: &[u8] = b"To: x\r\n\r\n.one dot\r\n..two\r\n.\r\nNothing.\r\n";

fn mail(office: &PostOffice) -> MailSettings {
    MailSettings {
        transport: Transport::Smtp,
        from: ADMIN.to_owned(),
        host: Some("127.0.0.1".to_owned()),
        port: Some(office.port()),
        tls: match office.security() {
            Security::StartTls => Tls::StartTls,
            Security::Implicit => Tls::Implicit,
            Security::Never => Tls::None,
        },
        ca_file: Some(office.ca_file().to_owned()),
        timeout: Duration::from_secs(2),
        ..MailSettings::default()
    }
}

/// Sends to the one whom the fault is for, and then to another, as a pass over the queue does.
fn two_messages(office: &PostOffice) -> [Answer; 2] {
    let mail = mail(office);
    let open = || Conversation::open(&mail).expect("the server is there");
    let mut line = open();
    let answers = [CARE, NORTH].map(|to| {
        let (from, to) = (ADMIN.parse().expect("valid"), to.parse().expect("valid"));
        if line.is_broken() {
            line = open();
        }
        match line.send(&from, &to, MESSAGE) {
            Answer::Stale => {
                line = open();
                line.send(&from, &to, MESSAGE)
            }
            answer => answer,
        }
    });
    line.close();
    answers
}

fn at(moment: Moment) -> Occasion {
    let occasion = Fault::at(moment).once();
    if moment == Moment::MailFrom {
        occasion
    } else {
        occasion.to(CARE)
    }
}

const SENT: DeliveryState = DeliveryState::Sent;
const DEFERRED: DeliveryState = DeliveryState::Deferred;
const FAILED: DeliveryState = DeliveryState::Failed;
const UNKNOWN: DeliveryState = DeliveryState::Unknown;

/// The state of the first message, and how many copies of it the server has that it did not refuse.
#[test_case(at(Moment::MailFrom).replying("220 what"), DEFERRED, 0; "220 at MAIL")]
#[test_case(at(Moment::MailFrom).replying("251 what"), DEFERRED, 0; "251 at MAIL")]
#[test_case(at(Moment::MailFrom).replying("354 what"), DEFERRED, 0; "354 at MAIL")]
#[test_case(at(Moment::MailFrom).replying("250 once\r\n250 twice"), DEFERRED, 0; "250 twice at MAIL")]
#[test_case(at(Moment::MailFrom).replying("250-one\r\n251 other"), DEFERRED, 0; "two codes in one reply at MAIL")]
#[test_case(at(Moment::MailFrom).saying(b"250 f\xfcr Sie\r\n"), SENT, 1; "Latin-1 at MAIL")]
#[test_case(at(Moment::RcptTo).replying("251 forwarded"), SENT, 1; "251 at RCPT")]
#[test_case(at(Moment::RcptTo).replying("252 cannot verify"), DEFERRED, 0; "252 at RCPT")]
#[test_case(at(Moment::RcptTo).replying("354 what"), DEFERRED, 0; "354 at RCPT")]
#[test_case(at(Moment::RcptTo).replying("250 once\r\n250 twice"), DEFERRED, 0; "250 twice at RCPT")]
#[test_case(at(Moment::RcptTo).replying("250 once\r\n354 go ahead"), DEFERRED, 0; "354 before DATA")]
#[test_case(at(Moment::RcptTo).cut_off_after(b"250 o"), DEFERRED, 0; "cut off at RCPT")]
#[test_case(at(Moment::RcptTo).saying(b"550 K\xf6nig unbekannt\r\n"), FAILED, 0; "Latin-1 in a refusal")]
#[test_case(at(Moment::Data).replying("250 what"), DEFERRED, 0; "250 at DATA")]
#[test_case(at(Moment::Data).replying("220 what"), DEFERRED, 0; "220 at DATA")]
#[test_case(at(Moment::Data).replying("354 go\r\n354 go"), DEFERRED, 0; "354 twice")]
#[test_case(at(Moment::Data).replying("354 go\r\n250 taken"), DEFERRED, 0; "250 before the content")]
#[test_case(at(Moment::Data).replying("354-go\r\n250 taken"), DEFERRED, 0; "two codes in one reply at DATA")]
#[test_case(at(Moment::Data).replying("354"), SENT, 1; "a code without words")]
#[test_case(at(Moment::AfterDot).replying("354 what"), UNKNOWN, 1; "354 after the dot")]
#[test_case(at(Moment::AfterDot).replying("220 what"), UNKNOWN, 1; "220 after the dot")]
#[test_case(at(Moment::AfterDot).replying("251 what"), UNKNOWN, 1; "251 after the dot")]
#[test_case(at(Moment::AfterDot).replying("299 what"), UNKNOWN, 1; "299 after the dot")]
#[test_case(at(Moment::AfterDot).replying("150 what"), UNKNOWN, 1; "150 after the dot")]
#[test_case(at(Moment::AfterDot).replying("650 what"), UNKNOWN, 1; "650 after the dot")]
#[test_case(at(Moment::AfterDot).replying("25 what"), UNKNOWN, 1; "two digits after the dot")]
#[test_case(at(Moment::AfterDot).replying("2500 what"), UNKNOWN, 1; "four digits after the dot")]
#[test_case(at(Moment::AfterDot).replying("HTTP/1.1 400 Bad Request"), UNKNOWN, 1; "no SMTP after the dot")]
#[test_case(at(Moment::AfterDot).replying(""), UNKNOWN, 1; "an empty line after the dot")]
#[test_case(at(Moment::AfterDot).replying("250-one\r\n554 other"), UNKNOWN, 1; "two codes in one reply after the dot")]
#[test_case(at(Moment::AfterDot).replying("250 taken\r\n554 refused"), UNKNOWN, 1; "two answers after the dot")]
#[test_case(at(Moment::AfterDot).replying("250 taken\r\n250 taken"), SENT, 1; "250 twice after the dot")]
#[test_case(at(Moment::AfterDot).replying("250-taken\r\n250 as 1234"), SENT, 1; "250 of two lines after the dot")]
#[test_case(at(Moment::AfterDot).saying(b"250 \xfcbernommen\r\n"), SENT, 1; "Latin-1 after the dot")]
#[test_case(at(Moment::AfterDot).saying(b"451 sp\xe4ter\r\n"), DEFERRED, 0; "Latin-1 in a 4xx after the dot")]
#[test_case(at(Moment::AfterDot).saying(b"250 taken\n"), SENT, 1; "a bare line feed after the dot")]
#[test_case(at(Moment::AfterDot).cut_off_after(b"250 tak"), UNKNOWN, 1; "cut off after the dot")]
#[test_case(at(Moment::AfterDot).cut_off_after(b"250-taken\r\n"), UNKNOWN, 1; "cut off between two lines")]
#[test_case(at(Moment::AfterDot).saying(&[b'2'; 70_000]), UNKNOWN, 1; "a line without an end after the dot")]
#[test_case(at(Moment::AfterDot).saying(&b"250-more\r\n".repeat(7_000)), UNKNOWN, 1; "a reply without an end after the dot")]
fn a_reply_that_is_not_the_one_due(fault: Fault, state: DeliveryState, copies: usize) {
    let office = PostOffice::open(Script::sound().failing(fault));
    let [first, second] = two_messages(&office);
    let fate = Fate::answered(&first, "relay", None);
    assert_eq!(fate.state, state, "{fate:?}");
    assert_eq!(second, Answer::Taken, "the next message goes its own way");
    assert_eq!(office.unspent_faults(), []);
    office.settle();
    let kept = office.delivered();
    let of = |to: &str| {
        let of = kept
            .iter()
            .filter(|message| message.recipients == [to] && message.answer != Told::Refused);
        of.map(|message| message.is_copy_of(MESSAGE))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(CARE), vec![true; copies]);
    assert_eq!(of(NORTH), [true]);
    // Nothing that a server says is repeated.
    assert!(
        !fate.reply.contains("what") && !fate.reply.contains("taken"),
        "{fate:?}"
    );
}

/// How the opening ends, in a word of its sentence; nothing of a message or a login leaves.
#[test_case(Fault::at(Moment::StartTls).replying("220 go\r\n250 hello"), "before it was encrypted"; "a reply before the handshake")]
#[test_case(Fault::at(Moment::StartTls).replying("220 go\r\n250 hello\r\n250 MAIL\r\n250 RCPT\r\n354 go\r\n250 taken"), "before it was encrypted"; "a whole conversation before the handshake")]
#[test_case(Fault::at(Moment::StartTls).saying(b"220 go\r\n2"), "before it was encrypted"; "one byte before the handshake")]
#[test_case(Fault::at(Moment::StartTls).replying("250 go"), "reply 250 to STARTTLS"; "250 at STARTTLS")]
#[test_case(Fault::at(Moment::StartTls).replying("220-go\r\n250 go"), "no SMTP"; "two codes at STARTTLS")]
#[test_case(Fault::at(Moment::Handshake).saying(b"250 hello\r\n"), "encrypted"; "plain words in the handshake")]
#[test_case(Fault::at(Moment::Ehlo).replying("220 hello"), "reply 220 to EHLO"; "220 at EHLO")]
#[test_case(Fault::at(Moment::Ehlo).replying("250-hello\r\n250 STARTTLS\r\n220 go"), "out of turn"; "220 before STARTTLS")]
#[test_case(Fault::at(Moment::EhloOverTls).replying("220 hello"), "reply 220 to EHLO"; "220 at EHLO over TLS")]
#[test_case(Fault::at(Moment::Connect).replying("250 hello"), "reply 250 to the greeting"; "250 for a greeting")]
#[test_case(Fault::at(Moment::Connect).replying("220 hello\r\n250 hello"), "out of turn"; "more than a greeting")]
#[test_case(Fault::at(Moment::Connect).replying("SSH-2.0-OpenSSH"), "no SMTP"; "a greeting of something else")]
#[test_case(Fault::at(Moment::Connect).cut_off_after(b"220 hel"), "hung up"; "a greeting cut off")]
#[test_case(Fault::at(Moment::Auth).replying("250 welcome"), "reply 250 to AUTH"; "250 for a login")]
#[test_case(Fault::at(Moment::Auth).replying("334 more"), "reply 334 to AUTH"; "334 for a login")]
fn an_opening_that_goes_wrong(fault: Fault, word: &str) {
    let is_before_tls = !matches!(fault.at, Moment::Auth | Moment::EhloOverTls);
    let office = PostOffice::open(
        Script::sound()
            .with_login("lastseen", "Right-1234")
            .failing(fault),
    );
    let error = opened_with_login(&office).err().expect("it goes wrong");
    assert!(error.to_string().contains(word), "{error}");
    assert_eq!(office.unspent_faults(), []);
    office.settle();
    assert_eq!(
        office.logins().is_empty(),
        is_before_tls || word.contains("EHLO")
    );
    assert!(!office.commands().contains(&"MAIL".to_owned()));
}

#[test_case(Fault::at(Moment::Connect).saying(b"220 Gr\xfc\xdfe\r\n"); "a Latin-1 greeting")]
#[test_case(Fault::at(Moment::Connect).saying(b"220\r\n"); "a greeting without words")]
#[test_case(Fault::at(Moment::Connect).saying(b"220-one\n220 two\n"); "bare line feeds")]
#[test_case(Fault::at(Moment::Auth).saying(b"235 Gr\xfc\xdfe\r\n"); "a Latin-1 welcome")]
fn an_opening_that_goes_well(fault: Fault) {
    let office = PostOffice::open(
        Script::sound()
            .with_login("lastseen", "Right-1234")
            .failing(fault),
    );
    opened_with_login(&office).expect("a line").close();
    assert_eq!(office.unspent_faults(), []);
    assert!(office.logins().iter().all(|login| login.is_over_tls));
    assert_eq!(office.logins().len(), 1);
}

fn opened_with_login(office: &PostOffice) -> Result<Conversation, Unreachable> {
    let secret = office.ca_file().with_file_name("password");
    std::fs::write(&secret, "Right-1234\n").expect("writable");
    #[cfg(unix)]
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("our own file");
    Conversation::open(&MailSettings {
        username: Some("lastseen".to_owned()),
        password: Some(SecretSource::File {
            path: secret,
            credential: None,
        }),
        ..mail(office)
    })
}

/// What `ca_file` names byte for byte is the server that was meant, by whatever name; but it must be in date, and its
/// very bytes.
#[test_case(Certificate::OfItself, true)]
#[test_case(Certificate::OfItselfExpired, false)]
#[test_case(Certificate::OfItselfUnknown, false)]
#[test_case(Certificate::Sound, true)]
#[test_case(Certificate::WrongName, false)]
fn a_certificate(certificate: Certificate, is_trusted: bool) {
    for security in [Security::StartTls, Security::Implicit] {
        let office = PostOffice::open(Script::sound().over(security).showing(certificate));
        match Conversation::open(&mail(&office)) {
            Ok(line) => {
                line.close();
                assert!(is_trusted);
            }
            Err(error) => assert!(
                !is_trusted && matches!(error, Unreachable::Tls { .. }),
                "{error}"
            ),
        }
    }
}
