//! Several reports in one letter: those without a list always, all of a recipient where mail is bundled. Each report's
//! delivery counts by itself and stands as its letter stands.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use lastseen::{
    errand::surroundings::Milestone,
    ledger::{Delivery, Ledger},
    model::delivery::DeliveryState,
};
use test_case::test_case;

use super::{NORTH, came, check_ledger, copies, counts, deliver, header, outbox, posting};
use crate::{
    mail::Mail,
    post_office::{Fault, Moment, PostOffice, Script},
    workplace::{DATE, Workplace},
};

/// A team without children: each of its reports is nil.
const EMPTY: &str = "empty@example.org";
const JOB: &str = "schedule = \"0 0 5 * * *\"\nreports = [\"monday-visits\", \"rating-review\", \"data-quality\"]\n";
const READERS: &str = "recipient_id,name,email,role,scope,reports
tm-north,Zzmanager North,north@example.org,team_manager,team:North,monday-visits;rating-review;data-quality
tm-empty,Zzmanager Empty,empty@example.org,team_manager,team:Empty,monday-visits;rating-review
";
const BUNDLE: &str = "bundle = true";

fn sharing(place: Workplace) -> Workplace {
    place.write("jobs/nightly.toml", JOB);
    place.write("jobs/recipients.csv", READERS);
    place
}

fn by_post(office: &PostOffice, more: &str) -> Workplace {
    sharing(posting(office.port(), office.ca_file(), more))
}

fn messages(place: &Workplace) -> Vec<String> {
    let tree = place.tree(&outbox());
    let names = tree
        .keys()
        .map(|name| name.rsplit('/').next().unwrap_or(name));
    names.map(str::to_owned).collect()
}

fn deliveries(place: &Workplace) -> Vec<Delivery> {
    let ledger = Ledger::open(&place.path("reports/ledger.sqlite")).expect("a ledger");
    ledger.all_deliveries().expect("readable")
}

/// The states of a recipient's deliveries that are no notices, latest revision last.
fn states(place: &Workplace, recipient: &str) -> Vec<(String, u32, DeliveryState)> {
    let all = deliveries(place).into_iter();
    all.filter(|of| of.key.recipient == recipient)
        .map(|of| (of.key.report, of.key.revision, of.state))
        .collect()
}

/// How many letters came to the two readers.
fn of_readers(office: &PostOffice) -> usize {
    let came = came(&[office]);
    [NORTH, EMPTY].iter().map(|to| came[*to].len()).sum()
}

fn parsed(place: &Workplace, name: &str) -> Mail {
    let path = place.path(&format!("{}/{name}", outbox()));
    Mail::parse(&std::fs::read(path).expect("a message"))
}

#[test]
fn reports_without_a_list_share_a_letter() {
    let office = PostOffice::open(Script::sound());
    let place = by_post(&office, "");
    place.nightly().with_code(0);
    assert_eq!(
        messages(&place),
        [
            "data-quality--tm-north.eml",
            "monday-visits--tm-north.eml",
            "nothing-to-list--tm-empty.eml",
            "rating-review--tm-north.eml",
        ]
    );
    assert_eq!(counts(&place), [3, 2, 0, 0, 0, 0], "each report counts");
    let came = came(&[&office]);
    assert_eq!(came[EMPTY].len(), 1);
    let subject = header(&came[EMPTY][0], "Subject");
    assert_eq!(
        subject,
        "Monday visit list and Rating review, Empty: nothing to list [OFFICIAL-SENSITIVE]"
    );
    let mail = parsed(&place, "nothing-to-list--tm-empty.eml");
    for text in [&mail.text, &mail.html] {
        for said in [
            "Monday visit list",
            "Rating review",
            "0 children were checked",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("workbook"), "{text}");
    }
    // Nothing is sent twice, and made again it is the same.
    let first = place.tree(&outbox());
    place.nightly().with_code(0);
    deliver(&place).with_code(0);
    assert_eq!(place.tree(&outbox()), first);
    assert_eq!(of_readers(&office), 4);
    place
        .run(&["rebuild", "nightly", "--date", DATE])
        .with_code(0);
}

#[test]
fn bundled_a_recipient_gets_one_letter_a_run() {
    let office = PostOffice::open(Script::sound());
    let place = by_post(&office, BUNDLE);
    place.nightly().with_code(0);
    assert_eq!(
        messages(&place),
        ["letter--tm-empty.eml", "letter--tm-north.eml"]
    );
    assert_eq!(counts(&place), [3, 2, 0, 0, 0, 0]);
    let mail = parsed(&place, "letter--tm-north.eml");
    for (text, workbooks) in [(&mail.text, 3), (&mail.html, 3)] {
        for report in ["Monday visit list", "Rating review", "Data quality"] {
            assert!(text.contains(report), "{report}: {text}");
        }
        let named = text.matches("--tm-north.xlsx").count();
        assert_eq!(named, workbooks, "{text}");
        // What all reports say of the night stands once.
        assert_eq!(text.matches("Framework").count(), 1, "{text}");
    }
    let stored = place.read(&format!("{}/letter--tm-north.eml", outbox()));
    assert_eq!(stored.matches("Content-Disposition: attachment").count(), 3);
    place.nightly().with_code(0);
    assert_eq!(of_readers(&office), 2, "nothing is sent twice");
    // Again, as a revision, in one letter too.
    place
        .run(&["run", "nightly", "--date", DATE, "--resend"])
        .with_code(0);
    let came = came(&[&office]);
    let [first, second] = &came[NORTH][..] else {
        panic!("{} letters", came[NORTH].len());
    };
    assert_ne!(header(first, "Message-ID"), header(second, "Message-ID"));
    assert!(messages(&place).contains(&"letter--tm-north--r2.eml".to_owned()));
    let all = states(&place, "tm-north");
    assert!(
        all.iter()
            .all(|(_, _, state)| *state == DeliveryState::Sent)
    );
    assert_eq!(all.len(), 6, "three reports, two revisions");
    check_ledger(&place);
}

/// Puts off, refuses or loses the letter: every report in it stands as it does.
#[test_case("451 4.7.1 later", DeliveryState::Sent, [3, 2, 0, 0, 0, 0], 1; "not now, then taken")]
#[test_case("550 5.1.1 nobody", DeliveryState::Failed, [0, 2, 0, 3, 0, 0], 0; "refused")]
fn each_report_stands_as_its_letter(
    reply: &str,
    state: DeliveryState,
    expected: [u64; 6],
    came_to: usize,
) {
    let fault = Fault::at(Moment::RcptTo).to(NORTH).once().replying(reply);
    let office = PostOffice::open(Script::sound().failing(fault));
    let place = by_post(&office, "bundle = true\nretry_after = []");
    place.nightly().with_code(3);
    place.run(&["deliver"]);
    assert_eq!(counts(&place), expected);
    let all = states(&place, "tm-north");
    assert!(all.iter().all(|of| of.2 == state), "{all:?}");
    assert_eq!(copies(&came(&[&office]), NORTH), came_to);
}

/// Where it is not known whether the letter arrived, it is sent again, the same to the byte, if any report in it is of
/// the kind that is.
#[test_case("monday-visits", 2, DeliveryState::Sent; "a list of children is in it")]
#[test_case("performance-clinic", 1, DeliveryState::Unknown; "none is")]
fn a_letter_of_unknown_fate(resent: &str, came_to: usize, state: DeliveryState) {
    let fault = Fault::at(Moment::AfterDot).to(NORTH).once().dropping();
    let office = PostOffice::open(Script::sound().failing(fault));
    let more = format!("bundle = true\nretry_after = [\"1s\"]\nresend_unknown = [\"{resent}\"]");
    let place = by_post(&office, &more);
    place.nightly();
    deliver(&place);
    assert_eq!(copies(&came(&[&office]), NORTH), came_to);
    let all = states(&place, "tm-north");
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|of| of.2 == state), "{all:?}");
    check_ledger(&place);
}

/// What is too large for one letter goes in several, each within the limit, each report once.
#[test]
fn a_letter_is_split_at_the_largest_size() {
    let most = 90_000; // bytes
    let office = PostOffice::open(Script::sound());
    let place = by_post(&office, "bundle = true\nmax_size = \"90kB\"");
    place.nightly().with_code(0);
    let letters: Vec<String> = messages(&place)
        .into_iter()
        .filter(|name| name.contains("tm-north"))
        .collect();
    assert!(letters.len() > 1, "{letters:?}");
    assert_eq!(letters[0], "letter--tm-north--2.eml");
    assert_eq!(letters[letters.len() - 1], "letter--tm-north.eml");
    let mut attached = 0;
    for (name, delivered) in letters.iter().zip(&came(&[&office])[NORTH]) {
        let stored = place.read(&format!("{}/{name}", outbox()));
        assert!(stored.len() < most, "{name}: {}", stored.len());
        attached += stored.matches("Content-Disposition: attachment").count();
        let subject = header(delivered, "Subject");
        assert!(
            subject.contains(&format!("of {})", letters.len())),
            "{subject}"
        );
    }
    assert_eq!(attached, 3);
    assert_eq!(counts(&place), [3, 2, 0, 0, 0, 0]);
}

/// What a letter was called that has left is no other letter's name.
#[test]
fn a_later_report_goes_in_a_letter_of_its_own() {
    let office = PostOffice::open(Script::sound());
    let place = by_post(&office, BUNDLE);
    place.edit("jobs/nightly.toml", ", \"data-quality\"", "");
    place.nightly().with_code(0);
    let name = format!("{}/letter--tm-north.eml", outbox());
    let first = place.read(&name);
    place.write("jobs/nightly.toml", JOB);
    place.nightly().with_code(0);
    assert_eq!(place.read(&name), first);
    assert!(messages(&place).contains(&"letter--tm-north--2.eml".to_owned()));
    let came = came(&[&office]);
    assert_eq!(came[NORTH].len(), 2);
    assert!(header(&came[NORTH][1], "Subject").starts_with("Data quality, North: "));
    assert_eq!(counts(&place), [3, 2, 0, 0, 0, 0]);
}

/// A test is one letter a recipient too, and the ledger knows nothing of it.
#[test]
fn a_test_is_bundled_as_well() {
    let office = PostOffice::open(Script::sound());
    let place = by_post(&office, BUNDLE);
    place
        .run(&["run", "nightly", "--date", DATE, "--to", super::ADMIN])
        .with_code(0);
    assert_eq!(came(&[&office])[super::ADMIN].len(), 2);
    assert_eq!(deliveries(&place), []);
}

/// Killed at any step and run again: every letter is there, none twice unless its fate was unknown, and the reports of
/// a letter never part.
#[cfg(debug_assertions)]
#[test]
fn killed_at_each_step() {
    for milestone in Milestone::ALL {
        let office = PostOffice::open(Script::sound());
        let place = by_post(&office, BUNDLE);
        let died = Command::new(env!("CARGO_BIN_EXE_lastseen"))
            .arg("--root")
            .arg::<&Path>(place.root())
            .args(["run", "nightly", "--date", DATE])
            .env("LASTSEEN_DIE_AT", format!("{}:1", milestone.code()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the program starts");
        assert_eq!(died.code(), None, "{milestone:?}");
        let alike = |recipient: &str| {
            let all = states(&place, recipient);
            assert!(
                all.iter().all(|of| of.2 == all[0].2),
                "{milestone:?}: {all:?}"
            );
        };
        ["tm-north", "tm-empty"].into_iter().for_each(alike);
        place.nightly();
        office.settle();
        let came = came(&[&office]);
        for to in [NORTH, EMPTY] {
            let copies = copies(&came, to);
            assert!(
                (1..=2).contains(&copies),
                "{milestone:?}: {copies} for {to}"
            );
        }
        assert_eq!(counts(&place), [3, 2, 0, 0, 0, 0], "{milestone:?}");
        check_ledger(&place);
    }
}
