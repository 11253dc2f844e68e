//! A run repeated, a new revision, a test to one address.

use super::{ADMIN, CARE, READERS, came, copies, counts, header, outbox, posting};
use crate::{
    post_office::{PostOffice, Script},
    workplace::DATE,
};

#[test]
fn a_run_repeated_sends_nothing_twice() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    place.nightly().with_code(0);
    let first = place.tree(&outbox());
    place.nightly().with_code(0);
    place.run(&["deliver"]).with_code(0);
    assert_eq!(counts(&place), [3, 0, 0, 0, 0, 0]);
    let came = came(&[&office]);
    assert_eq!(READERS.map(|to| copies(&came, to)), [1, 1, 1]);
    assert_eq!(place.tree(&outbox()), first);
    let connections = office.connections();
    assert_eq!(connections, 1, "one connection for all messages");
}

#[test]
fn each_message_is_the_stored_one_for_one_reader() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    place.nightly().with_code(0);
    let stored: Vec<Vec<u8>> = std::fs::read_dir(place.path(&outbox()))
        .expect("an outbox")
        .map(|entry| std::fs::read(entry.expect("an entry").path()).expect("readable"))
        .collect();
    let came = came(&[&office]);
    for to in READERS {
        let [message] = came[to].as_slice() else {
            panic!("{to}");
        };
        assert!(
            stored.iter().any(|stored| message.is_copy_of(stored)),
            "{to}"
        );
        assert_eq!(header(message, "To"), to);
        let text = String::from_utf8_lossy(&message.content).to_lowercase();
        assert!(!text.contains("\ncc:") && !text.contains("\nbcc:"));
    }
}

#[test]
fn a_revision_says_so_and_only_then_is_anything_sent_again() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    place.nightly().with_code(0);
    place
        .run(&["run", "nightly", "--date", DATE, "--resend"])
        .with_code(0);
    let came = came(&[&office]);
    for to in READERS {
        let [first, second] = came[to].as_slice() else {
            panic!("{} copies for {to}", came[to].len());
        };
        assert_ne!(header(first, "Message-ID"), header(second, "Message-ID"));
        assert!(!header(first, "Subject").to_lowercase().contains("revision"));
        let subject = header(second, "Subject");
        assert!(
            subject.to_lowercase().contains("revision 2") || subject.contains("=?utf-8?"),
            "{subject}"
        );
    }
}

#[test]
fn a_test_goes_to_one_address_and_counts_for_nothing() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    place
        .run(&["run", "nightly", "--date", DATE, "--to", ADMIN])
        .with_code(0);
    let tests = came(&[&office]);
    assert_eq!(tests.keys().collect::<Vec<_>>(), [ADMIN]);
    assert_eq!(tests[ADMIN].len(), 3);
    for test in &tests[ADMIN] {
        assert_eq!(header(test, "To"), ADMIN);
        assert!(!String::from_utf8_lossy(&test.content).contains(CARE));
    }
    // The real run then sends to everybody.
    place.nightly().with_code(0);
    let after = came(&[&office]);
    assert!(READERS.iter().all(|to| after[*to].len() == 1));
}

/// Without a mail server the messages of a test lie beside the others.
#[test]
fn a_test_into_files() {
    let place = crate::workplace::Workplace::new();
    place
        .run(&["run", "nightly", "--date", DATE, "--to", ADMIN])
        .with_code(0);
    let made = place.tree(&format!("reports/{DATE}/nightly/outbox-test"));
    assert_eq!(made.len(), 3);
}

#[test]
fn a_test_to_a_forbidden_address_is_a_bad_command() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    for address in [
        "x@example.com",
        "x@sub.example.org",
        "x@example.org.",
        "x+y@example.org",
    ] {
        place
            .run(&["run", "nightly", "--date", DATE, "--to", address])
            .with_code(64);
    }
    assert_eq!(office.connections(), 0);
}

/// The allow-list and the reader's scope are looked at once more when a message leaves.
#[test]
fn a_message_is_kept_back_where_its_reader_was_changed() {
    let office = PostOffice::open(Script::sound());
    let place = posting(
        crate::post_office::closed_port(),
        office.ca_file(),
        "retry_after = []",
    );
    place.nightly().with_code(8);
    super::move_to(&place, &office);
    place.edit(
        "jobs/recipients.csv",
        "care@example.org,service_manager,service:Care",
        "care@example.org,service_manager,team:Other",
    );
    let ran = place.run(&["deliver"]).with_code(3);
    assert!(ran.stdout.contains("sm-care: held"), "{}", ran.stdout);
    let came = came(&[&office]);
    assert_eq!(READERS.map(|to| copies(&came, to)), [1, 0, 1]);
}

/// A stored message that was altered, or has a bare line end, stays.
#[test]
fn an_altered_message_stays() {
    let office = PostOffice::open(Script::sound());
    let place = posting(
        crate::post_office::closed_port(),
        office.ca_file(),
        "retry_after = []",
    );
    place.nightly().with_code(8);
    super::move_to(&place, &office);
    let stored = std::fs::read_dir(place.path(&outbox()))
        .expect("an outbox")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.to_string_lossy().contains("sm-care"))
        .expect("a message for sm-care");
    let text = std::fs::read(&stored).expect("readable");
    std::fs::write(&stored, [text.as_slice(), b"\n.\r\n"].concat()).expect("writable");
    let ran = place.run(&["deliver"]).with_code(3);
    assert!(ran.stdout.contains("sm-care: held"), "{}", ran.stdout);
    assert_eq!(copies(&came(&[&office]), CARE), 0);
}
