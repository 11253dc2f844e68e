//! Every fault of a mail server at every moment: the state, the exit code, the account, and what happens when the
//! server is well again.

use std::time::Duration;

use test_case::test_case;

use super::{
    ADMIN, ANALYST, CARE, NORTH, READERS, came, check_ledger, copies, counts, deliver, move_to,
    posting,
};
use crate::post_office::{Certificate, Fault, Moment, PostOffice, Script, Security, closed_port};

/// Sent, nil, deferred, failed, held, unknown.
type Counts = [u64; 6];

const ALL_SENT: Counts = [3, 0, 0, 0, 0, 0];
const NONE_SENT: Counts = [0, 0, 3, 0, 0, 0];
const ONE_DEFERRED: Counts = [2, 0, 1, 0, 0, 0];
const ONE_FAILED: Counts = [2, 0, 0, 1, 0, 0];
const ONE_UNKNOWN: Counts = [2, 0, 0, 0, 0, 1];

/// Nothing is tried again within the run, and no wait is longer than a second.
const AT_ONCE: &str = "timeout = \"1s\"\nretry_after = []";

const USER: &str = "username = \"lastseen\"\npassword_env = \"POST_PASSWORD\"";

fn failing(fault: Fault) -> Script {
    Script::sound().failing(fault)
}

fn reply(at: Moment, text: &str) -> Script {
    failing(Fault::at(at).replying(text))
}

fn reply_to_care(at: Moment, text: &str) -> Script {
    failing(Fault::at(at).to(CARE).replying(text))
}

/// The mail service as a whole cannot be used: exit 8, the queue is kept, and goes out once when it is well again.
#[test_case(Script::sound().over(Security::Never); "no STARTTLS")]
#[test_case(Script::sound().showing(Certificate::WrongName); "a certificate for another host")]
#[test_case(Script::sound().showing(Certificate::Expired); "a certificate out of date")]
#[test_case(Script::sound().showing(Certificate::UnknownAuthority); "a certificate of nobody known")]
#[test_case(reply(Moment::Connect, "421 4.3.2 closing"); "421 for a greeting")]
#[test_case(reply(Moment::Connect, "554 5.3.2 no service here"); "554 for a greeting")]
#[test_case(reply(Moment::Ehlo, "421 4.3.2 closing"); "421 at EHLO")]
#[test_case(reply(Moment::StartTls, "421 4.3.2 closing"); "421 at STARTTLS")]
#[test_case(reply(Moment::StartTls, "454 4.7.0 no TLS now"); "TLS not available")]
#[test_case(reply(Moment::StartTls, "220 go\r\n250 hello\r\n250 MAIL\r\n250 RCPT\r\n354 go\r\n250 taken"); "replies before the handshake")]
#[test_case(reply(Moment::EhloOverTls, "421 4.3.2 closing"); "421 at EHLO over TLS")]
#[test_case(reply(Moment::MailFrom, "550 5.7.1 not from you"); "550 at MAIL")]
#[test_case(reply(Moment::MailFrom, "500 5.5.1 what"); "500 at MAIL")]
#[test_case(failing(Fault::at(Moment::Handshake).dropping()); "dropped in the handshake")]
#[test_case(failing(Fault::at(Moment::Connect).falling_silent()); "silence")]
#[test_case(failing(Fault::at(Moment::Connect).dribbling(Duration::from_millis(500))); "a byte at a time")]
#[test_case(failing(Fault::at(Moment::Ehlo).talking_endlessly()); "an endless reply")]
#[test_case(failing(Fault::at(Moment::EhloOverTls).dribbling_endlessly(Duration::from_millis(20))); "an endless reply a byte at a time")]
fn the_service_cannot_be_used(script: Script) {
    let ill = PostOffice::open(script);
    let place = posting(ill.port(), ill.ca_file(), AT_ONCE);
    place
        .nightly()
        .with_code(8)
        .complains_of(&["queue is kept"]);
    assert_eq!(counts(&place), NONE_SENT);
    assert_eq!(ill.delivered(), []);
    everything_goes_out_when_well(&place, &[&ill]);
}

#[test]
fn nobody_listens() {
    let well = PostOffice::open(Script::sound());
    let place = posting(closed_port(), well.ca_file(), AT_ONCE);
    place
        .nightly()
        .with_code(8)
        .complains_of(&["queue is kept"]);
    assert_eq!(counts(&place), NONE_SENT);
    everything_goes_out_when_well(&place, &[]);
}

#[test]
fn the_login_is_refused() {
    let script = Script::sound().with_login("lastseen", "Right-1234");
    let office = PostOffice::open(script);
    let place = posting(
        office.port(),
        office.ca_file(),
        &format!("{AT_ONCE}\n{USER}"),
    );
    let run = |password: &str, arguments: &[&str]| {
        crate::workplace::ran(
            crate::workplace::program()
                .env("POST_PASSWORD", password)
                .arg("--root")
                .arg(place.root())
                .args(arguments),
        )
    };
    let wrong = run("Wrong-1234", &["run", "nightly", "--date", "2026-11-23"]).with_code(8);
    assert!(!wrong.stderr.contains("Wrong-1234") && !wrong.stdout.contains("Wrong-1234"));
    assert_eq!(counts(&place), NONE_SENT);
    assert_eq!(office.delivered(), []);
    let right = run("Right-1234", &["deliver"]).with_code(0);
    assert!(!right.stdout.contains("Right-1234"));
    let came = came(&[&office]);
    assert!(READERS.iter().all(|to| copies(&came, to) == 1));
    assert!(office.logins().iter().all(|login| login.is_over_tls));
}

/// A refused login is not repeated, which would lock the account; one that cannot be looked at just now is.
#[test_case("535 5.7.8 wrong", 8, 1; "refused")]
#[test_case("454 4.7.0 later", 0, 2; "not now")]
fn a_login_once_more(reply: &str, code: i32, logins: usize) {
    let fault = Fault::at(Moment::Auth).once().replying(reply);
    let script = failing(fault).with_login("lastseen", "Right-1234");
    let office = PostOffice::open(script);
    let more = format!("retry_after = [\"0s\"]\n{USER}");
    let place = posting(office.port(), office.ca_file(), &more);
    let ran = crate::workplace::ran(
        crate::workplace::program()
            .env("POST_PASSWORD", "Right-1234")
            .arg("--root")
            .arg(place.root())
            .args(["run", "nightly", "--date", "2026-11-23"]),
    );
    ran.with_code(code);
    assert_eq!(office.logins().len(), logins);
    assert_eq!(counts(&place), if code == 0 { ALL_SENT } else { NONE_SENT });
}

#[test]
fn a_login_that_is_demanded_and_not_set() {
    let office = PostOffice::open(Script::sound().with_login("lastseen", "Right-1234"));
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    place.nightly().with_code(8);
    assert_eq!(counts(&place), NONE_SENT);
    everything_goes_out_when_well(&place, &[&office]);
}

/// One message, or one connection, goes wrong; the others are sent.
#[test_case(reply_to_care(Moment::RcptTo, "451 4.2.1 later"), ONE_DEFERRED; "4xx at RCPT for one of three")]
#[test_case(reply_to_care(Moment::Data, "451 4.3.0 later"), ONE_DEFERRED; "4xx at DATA")]
#[test_case(reply_to_care(Moment::AfterDot, "452 4.3.1 full"), ONE_DEFERRED; "4xx after the dot")]
#[test_case(reply_to_care(Moment::RcptTo, "421 4.3.2 closing"), ONE_DEFERRED; "421 at RCPT")]
#[test_case(reply_to_care(Moment::Data, "421 4.3.2 closing"), ONE_DEFERRED; "421 at DATA")]
#[test_case(reply_to_care(Moment::InData(2000), "421 4.3.2 closing"), ONE_DEFERRED; "421 in the content")]
#[test_case(reply_to_care(Moment::AfterDot, "421 4.3.2 closing"), ONE_DEFERRED; "421 after the dot")]
#[test_case(failing(Fault::at(Moment::MailFrom).once().replying("421 4.3.2 closing")), ONE_DEFERRED; "421 at MAIL once")]
#[test_case(failing(Fault::at(Moment::Data).to(CARE).dropping()), ONE_DEFERRED; "dropped before DATA")]
#[test_case(failing(Fault::at(Moment::RcptTo).to(CARE).dropping()), ONE_DEFERRED; "dropped at RCPT")]
#[test_case(failing(Fault::at(Moment::RcptTo).to(CARE).falling_silent()), ONE_DEFERRED; "silence at RCPT")]
#[test_case(reply_to_care(Moment::RcptTo, "550 5.1.1 no such mailbox"), ONE_FAILED; "5xx at RCPT for one of three")]
#[test_case(reply_to_care(Moment::Data, "554 5.6.0 no"), ONE_FAILED; "5xx at DATA")]
#[test_case(reply_to_care(Moment::AfterDot, "552 5.3.4 too large"), ONE_FAILED; "5xx after the dot")]
#[test_case(failing(Fault::at(Moment::AfterDot).to(CARE).dropping()), ONE_UNKNOWN; "dropped after the dot")]
#[test_case(failing(Fault::at(Moment::AfterDot).to(CARE).falling_silent()), ONE_UNKNOWN; "silence after the dot")]
#[test_case(failing(Fault::at(Moment::AfterDot).to(CARE).talking_endlessly()), ONE_UNKNOWN; "an endless reply after the dot")]
#[test_case(failing(Fault::at(Moment::AfterAccept).to(CARE).dropping()), ALL_SENT; "dropped after 250")]
fn one_of_three_goes_wrong(script: Script, expected: Counts) {
    let office = PostOffice::open(script);
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    let code = if expected == ALL_SENT { 0 } else { 3 };
    place.nightly().with_code(code);
    assert_eq!(counts(&place), expected);
    assert_eq!(office.unspent_faults(), [], "the fault struck");
    check_ledger(&place);

    let well = PostOffice::open(Script::sound());
    move_to(&place, &well);
    deliver(&place).with_code(0);
    deliver(&place).with_code(0);
    let after = came(&[&office, &well]);
    let copies = READERS.map(|to| copies(&after, to));
    let of_care = match expected {
        ONE_FAILED => 0,
        // Its list goes again, the same to the byte: `copies` looks.
        ONE_UNKNOWN => 2,
        _ => 1,
    };
    assert_eq!(copies, [1, of_care, 1]);
    check_ledger(&place);

    // A run repeated sends what was refused, and none of the rest again.
    place.nightly().with_code(0);
    let again = came(&[&office, &well]);
    let again = READERS.map(|to| super::copies(&again, to));
    assert_eq!(again, [1, of_care.max(1), 1]);
}

/// Of what is said against a sender only 552 is about the message, its size: it fails, and the others go out.
#[test]
fn a_message_that_is_too_large_for_the_sender() {
    let fault = Fault::at(Moment::MailFrom)
        .once()
        .replying("552 5.3.4 too large");
    let office = PostOffice::open(failing(fault));
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    place.nightly().with_code(3);
    assert_eq!(counts(&place), ONE_FAILED);
    assert_eq!(office.unspent_faults(), []);
    deliver(&place).with_code(0);
    let came = came(&[&office]);
    let all: usize = READERS.iter().map(|to| copies(&came, to)).sum();
    assert_eq!(all, 2, "what was refused for good is not tried again");
}

/// A server that takes no message of ours is not asked again for each of them.
#[test]
fn a_sender_who_is_turned_away_asks_once() {
    let office = PostOffice::open(reply(Moment::MailFrom, "550 5.7.1 not from you"));
    let place = posting(
        office.port(),
        office.ca_file(),
        "retry_after = [\"0s\", \"0s\"]",
    );
    let ran = place.nightly().with_code(8);
    ran.complains_of(&["turned the connection away (reply 550)"]);
    let asked = office.commands();
    let asked = asked.iter().filter(|verb| *verb == "MAIL").count();
    assert_eq!(asked, 1);
    assert_eq!(counts(&place), NONE_SENT);
}

/// Whether the program can know that the content was not whole is a matter of moments; the mailbox has one copy anyway.
#[test]
fn dropped_in_the_content() {
    let fault = Fault::at(Moment::InData(2000)).to(CARE).dropping();
    let office = PostOffice::open(failing(fault));
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    place.nightly().with_code(3);
    assert!([ONE_DEFERRED, ONE_UNKNOWN].contains(&counts(&place)));
    everything_goes_out_when_well(&place, &[&office]);
}

/// Where its report is not one to send again, a message of unknown fate is left for a person to decide.
#[test]
fn unknown_is_held_where_the_report_says_so() {
    let fault = Fault::at(Moment::AfterDot).to(ANALYST).dropping();
    let office = PostOffice::open(failing(fault));
    let place = posting(office.port(), office.ca_file(), "retry_after = [\"0s\"]");
    place.nightly().with_code(3);
    assert_eq!(counts(&place), ONE_UNKNOWN);
    let well = PostOffice::open(Script::sound());
    move_to(&place, &well);
    deliver(&place);
    place.nightly().with_code(3);
    assert_eq!(counts(&place), ONE_UNKNOWN);
    assert_eq!(copies(&came(&[&office, &well]), ANALYST), 1);
}

/// A server that never says what became of a message gets three copies of it, and no more.
#[test]
fn unknown_is_sent_again_no_more_than_twice() {
    let fault = Fault::at(Moment::AfterDot).to(NORTH).dropping();
    let office = PostOffice::open(failing(fault));
    let more = "retry_after = [\"0s\", \"0s\", \"0s\", \"0s\", \"0s\"]";
    let place = posting(office.port(), office.ca_file(), more);
    place.nightly().with_code(3);
    deliver(&place);
    assert_eq!(copies(&came(&[&office]), NORTH), 3);
    assert_eq!(counts(&place), ONE_UNKNOWN);
    check_ledger(&place);
}

/// What may pass is tried again within the run; nothing else is sent a second time for it.
#[test_case(Fault::at(Moment::RcptTo).to(CARE).once().replying("451 4.2.1 later"), 1; "4xx at RCPT")]
#[test_case(Fault::at(Moment::Connect).once().replying("421 4.3.2 closing"), 1; "421 for a greeting")]
#[test_case(Fault::at(Moment::Data).to(CARE).once().dropping(), 1; "dropped before DATA")]
#[test_case(Fault::at(Moment::AfterDot).to(CARE).once().dropping(), 2; "dropped after the dot")]
fn what_may_pass_is_tried_again(fault: Fault, of_care: usize) {
    let office = PostOffice::open(failing(fault));
    let place = posting(
        office.port(),
        office.ca_file(),
        "retry_after = [\"0s\", \"0s\"]",
    );
    place.nightly().with_code(0);
    assert_eq!(counts(&place), ALL_SENT);
    let came = came(&[&office]);
    assert_eq!(READERS.map(|to| copies(&came, to)), [1, of_care, 1]);
    assert_eq!(copies(&came, ADMIN), 0, "nothing is the matter any more");
}

/// The limit is held against the encoded size, before a byte of the content leaves.
#[test]
fn a_message_too_large_is_not_begun() {
    let office = PostOffice::open(Script::sound().with_size_limit(9000));
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    place.nightly().with_code(3);
    assert_eq!(counts(&place), [0, 0, 0, 3, 0, 0]);
    let came = came(&[&office]);
    assert!(!READERS.iter().any(|to| came.contains_key(*to)));
}

/// Our own limit holds as well.
#[test]
fn a_message_above_max_size_is_not_begun() {
    let office = PostOffice::open(Script::sound());
    let more = format!("{AT_ONCE}\nmax_size = \"9kB\"");
    let place = posting(office.port(), office.ca_file(), &more);
    place.nightly().with_code(3);
    assert_eq!(counts(&place), [0, 0, 0, 3, 0, 0]);
}

/// The administrator is told of each delivery that did not simply arrive, once.
#[test]
fn the_administrator_is_told() {
    let office = PostOffice::open(reply_to_care(Moment::RcptTo, "550 5.1.1 no such mailbox"));
    let place = posting(office.port(), office.ca_file(), AT_ONCE);
    place.nightly().with_code(3);
    place.nightly().with_code(3);
    let came = came(&[&office]);
    assert_eq!(copies(&came, ADMIN), 1);
    let text = String::from_utf8_lossy(&came[ADMIN][0].content).into_owned();
    assert!(text.contains("sm-care"), "{text}");
    for private in ["Zzname", "Zzmanager", CARE, "no such mailbox"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

/// When the server is well again, `deliver` sends what was queued, each message once.
fn everything_goes_out_when_well(place: &crate::workplace::Workplace, ill: &[&PostOffice]) {
    check_ledger(place);
    let well = PostOffice::open(Script::sound());
    move_to(place, &well);
    deliver(place).with_code(0);
    place.nightly().with_code(0);
    assert_eq!(counts(place), ALL_SENT);
    let offices: Vec<&PostOffice> = ill.iter().copied().chain([&well]).collect();
    let came = came(&offices);
    assert_eq!(READERS.map(|to| copies(&came, to)), [1, 1, 1]);
    check_ledger(place);
}
