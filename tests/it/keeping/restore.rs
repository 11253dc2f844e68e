//! A damaged ledger, put back from its copy the way the README says: what was sent is not sent again.

use test_case::test_case;

use crate::{
    delivery::{READERS, came, check_ledger, copies, posting},
    post_office::{PostOffice, Script},
    workplace::{DATE, Workplace},
};

const LEDGER: &str = "reports/ledger.sqlite";

/// Half of it lost.
fn cut(place: &Workplace) {
    let whole = std::fs::read(place.path(LEDGER)).expect("a ledger");
    place.write(LEDGER, &whole[..whole.len() / 2]);
}

/// A row changed by somebody.
fn changed(place: &Workplace) {
    let ledger = rusqlite::Connection::open(place.path(LEDGER)).expect("a ledger");
    let rows = ledger
        .execute("UPDATE deliveries SET state = 'queued'", [])
        .expect("a ledger that can be written");
    assert!(rows > 0);
}

#[test_case(&cut; "cut")]
#[test_case(&changed; "changed")]
fn what_was_sent_is_not_sent_again(damage: &dyn Fn(&Workplace)) {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    place.nightly().with_code(0);
    damage(&place);
    for command in [
        vec!["run", "nightly", "--date", DATE],
        vec!["deliver"],
        vec!["purge"],
        vec!["rebuild", "nightly", "--date", DATE],
    ] {
        let refused = place.run(&command).with_code(7);
        refused.complains_of(&["reports/README.md, \"When the ledger is damaged\""]);
    }
    let status = place.run(&["status"]).with_code(7);
    assert!(status.stdout.contains("When the ledger is damaged"));

    for journal in ["reports/ledger.sqlite-wal", "reports/ledger.sqlite-shm"] {
        let _ = std::fs::remove_file(place.path(journal));
    }
    for file in ["", ".head"] {
        let copy = place.path(&format!("reports/ledger.sqlite.copy{file}"));
        std::fs::copy(copy, place.path(&format!("{LEDGER}{file}")))
            .expect("a copy to restore from");
    }

    check_ledger(&place);
    place.nightly().with_code(0);
    let came = came(&[&office]);
    assert_eq!(READERS.map(|to| copies(&came, to)), [1, 1, 1]);
    let again = place.run(&["rebuild", "nightly", "--date", DATE]);
    again.with_code(0);
}

/// The log is lost with a program that died in the sending: refused until somebody says that the ledger may be taken as
/// it stands.
#[cfg(debug_assertions)]
#[test]
fn a_log_that_is_lost_is_missed() {
    use lastseen::errand::surroundings::Milestone;

    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    let died = crate::workplace::program()
        .env(
            "LASTSEEN_DIE_AT",
            format!("{}:2", Milestone::Answered.code()),
        )
        .arg("--root")
        .arg(place.root())
        .args(["run", "nightly", "--date", DATE])
        .output()
        .expect("the program starts");
    assert_eq!(died.status.code(), None);
    office.settle();
    for journal in ["reports/ledger.sqlite-wal", "reports/ledger.sqlite-shm"] {
        place.remove(journal);
    }
    for command in [vec!["run", "nightly", "--date", DATE], vec!["deliver"]] {
        let refused = place.run(&command).with_code(7);
        refused.complains_of(&["do not belong together", "When the ledger is damaged"]);
    }
    let before: usize = came(&[&office]).values().map(Vec::len).sum();
    assert_eq!(before, 2, "nothing more has left");
    place.write("reports/ledger.sqlite.head", "accept\n");
    place.nightly().with_code(0);
    check_ledger(&place);
}

fn taken_away(place: &Workplace) {
    place.remove(LEDGER);
}

fn emptied(place: &Workplace) {
    place.write(LEDGER, "");
}

#[test_case(&taken_away; "taken away")]
#[test_case(&emptied; "emptied")]
fn a_ledger_that_is_gone_is_not_begun_anew(damage: &dyn Fn(&Workplace)) {
    let place = Workplace::new();
    place.nightly().with_code(0);
    damage(&place);
    for command in [vec!["run", "nightly", "--date", DATE], vec!["deliver"]] {
        let refused = place.run(&command).with_code(7);
        refused.complains_of(&["is gone or empty", "ledger.sqlite.copy"]);
    }
    let status = place.run(&["status"]).with_code(7);
    assert!(status.stdout.contains("is gone or empty"));
    // On purpose.
    for file in ["copy", "copy.head", "head"] {
        place.remove(&format!("reports/ledger.sqlite.{file}"));
    }
    place.nightly().with_code(0);
}
