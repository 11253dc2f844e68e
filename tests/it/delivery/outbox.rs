//! A stored message is looked at once more before it leaves: whole lines, one recipient and the right one, sealed if
//! it must be.

use lastseen::deliver::outbox::{Flaw, digest, inspect};
use test_case::test_case;

use super::{CARE, READERS, SERVICE, came, copies, counts, deliver, move_to, posting};
use crate::post_office::{PostOffice, Script, closed_port};

/// What speaks against a message to sm-care.
fn flaw(message: &[u8]) -> Option<Flaw> {
    let allowed = ["example.org".to_owned()];
    inspect(message, &digest(message), CARE, &allowed).err()
}

#[test_case("To: care@example.org\r\n\r\nText\r\n", None; "whole lines")]
#[test_case("To: care@example.org\r\n\r\nText", None; "a last line without an end")]
#[test_case("To: care@example.org\r\n\r\nText\n.\r\n", Some(Flaw::BareLineEnd); "a line feed alone")]
#[test_case("To: care@example.org\r\n\r\nText\r.\r\n", Some(Flaw::BareLineEnd); "a carriage return alone")]
#[test_case("To: care@example.org\r\n\r\nText\r\r\n", Some(Flaw::BareLineEnd); "two carriage returns")]
#[test_case("To: care@example.org\r\n\r\nText\r", Some(Flaw::BareLineEnd); "a carriage return at the end")]
#[test_case("To: care@example.org\r\n\r\nText\n", Some(Flaw::BareLineEnd); "a line feed at the end")]
#[test_case("\nTo: care@example.org\r\n\r\nText\r\n", Some(Flaw::BareLineEnd); "a line feed at the beginning")]
#[test_case("To: care@example.org\nCc: x@example.org\r\n\r\nText\r\n", Some(Flaw::BareLineEnd); "a line feed in the head")]
fn every_line_ends_with_both(message: &str, expected: Option<Flaw>) {
    assert_eq!(flaw(message.as_bytes()), expected);
}

#[test_case("To: care@example.org", None; "one and the right one")]
#[test_case("to : care@example.org", None; "however it is written")]
#[test_case("To:\r\n care@example.org", None; "on a line of its own")]
#[test_case("To: care@example.org\r\nSubject: Cc:\r\n Bcc: x@example.org", None; "a subject on two lines")]
#[test_case("To: other@example.org", Some(Flaw::Recipients); "another")]
#[test_case("To: care@example.org, other@example.org", Some(Flaw::Recipients); "two on one line")]
#[test_case("To: care@example.org\r\nTo: other@example.org", Some(Flaw::Recipients); "two lines")]
#[test_case("To: care@example.org\r\nTo: care@example.org", Some(Flaw::Recipients); "the same one twice")]
#[test_case("Subject: Text", Some(Flaw::Recipients); "nobody")]
#[test_case("To: care@example.org\r\nCc: other@example.org", Some(Flaw::Recipients); "a copy")]
#[test_case("To: care@example.org\r\nCC: care@example.org", Some(Flaw::Recipients); "a copy to the same")]
#[test_case("To: care@example.org\r\nBcc: other@example.org", Some(Flaw::Recipients); "a blind copy")]
#[test_case("bcc : other@example.org\r\nTo: care@example.org", Some(Flaw::Recipients); "a blind copy in small letters")]
#[test_case("To: care@example.org\r\nBcc:\r\n other@example.org", Some(Flaw::Recipients); "a blind copy on a line of its own")]
fn one_recipient_and_no_copies(head: &str, expected: Option<Flaw>) {
    let message = format!("{head}\r\n\r\nCc: in the text is text\r\n");
    assert_eq!(flaw(message.as_bytes()), expected);
}

#[test]
fn without_an_end_there_is_no_head() {
    assert_eq!(flaw(b"To: care@example.org\r\n"), Some(Flaw::Recipients));
    assert_eq!(
        flaw(b"To: care@example.org\r\nSubject: \xff\r\n\r\n"),
        Some(Flaw::Recipients)
    );
}

#[test]
fn a_domain_that_is_not_allowed_any_more() {
    let message = b"To: care@example.org\r\n\r\nText\r\n";
    let allowed = ["example.com".to_owned()];
    let found = inspect(message, &digest(message), CARE, &allowed);
    assert_eq!(found, Err(Flaw::Forbidden));
}

/// Built while workbooks went out open, sent when they must be sealed: they stay, but for whom it is otherwise.
#[test]
fn a_workbook_that_must_be_sealed_by_now_stays() {
    let office = PostOffice::open(Script::sound());
    let place = posting(closed_port(), office.ca_file(), "retry_after = []");
    place.nightly().with_code(8);
    move_to(&place, &office);
    place.edit(
        SERVICE,
        "[mail]",
        "[mail.seal_for.sm-care]\nseal = \"none\"\n\n[mail]\nseal = \"password\"\nseal_password_env = \"LASTSEEN_SEAL\"",
    );
    let ran = deliver(&place).with_code(3);
    for recipient in ["tm-north", "analyst"] {
        let held = format!("{recipient}: held");
        assert!(ran.stdout.contains(&held), "{}", ran.stdout);
    }
    let came = came(&[&office]);
    assert_eq!(READERS.map(|to| copies(&came, to)), [0, 1, 0]);
    assert_eq!(counts(&place), [1, 0, 0, 0, 2, 0]);
}
