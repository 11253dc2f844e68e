//! `lastseen rebuild`: last week's workbooks again, the same to the byte, whatever has changed since.

use super::{made, run, visit};
use crate::workplace::Workplace;

/// Three nights; afterwards exports and recipients are not what they were.
fn three_nights() -> Workplace {
    let place = Workplace::new();
    run(&place, "2026-11-13");
    visit(&place, 7, "2026-11-14");
    run(&place, "2026-11-16");
    visit(&place, 8, "2026-11-17");
    run(&place, "2026-11-23");
    place.write("in/visits.csv", "nothing of a visit\n");
    let recipients = place.read("jobs/recipients.csv");
    place.write(
        "jobs/recipients.csv",
        recipients.replace("sm-care", "sm-other"),
    );
    place
}

#[test]
fn last_week_is_the_same_to_the_byte() {
    let place = three_nights();
    // A night before it that was made up for later: the run of the 16th did not know of it.
    place.write("in/visits.csv", crate::workplace::visits());
    run(&place, "2026-11-14");
    let before = place.tree("reports");
    let rebuilt = place
        .run(&["rebuild", "nightly", "--date", "2026-11-16"])
        .with_code(0);
    assert!(rebuilt.stdout.contains("unseen-children--sm-care.xlsx"));
    assert!(!rebuilt.stdout.contains("differs"), "{}", rebuilt.stdout);
    let night = made(&place, "reports/2026-11-16/nightly");
    assert!(night.len() >= 4, "{night:?}");
    assert_eq!(night, made(&place, "reports/rebuilt/2026-11-16/nightly"));
    let mut after = place.tree("reports");
    after.retain(|name, _| !name.starts_with("rebuilt"));
    let (mut before, lock) = (before, ".lock");
    before.remove(lock);
    after.remove(lock);
    assert_eq!(before, after, "a rebuild touched something else");
}

#[test]
fn hashes_that_somebody_changed_prove_nothing() {
    let place = three_nights();
    let path = place.path("reports/ledger.sqlite");
    let ledger = rusqlite::Connection::open(path).expect("a ledger");
    let changed = ledger
        .execute(
            "UPDATE makings SET outputs = replace(outputs, 'a', 'b')",
            [],
        )
        .expect("a ledger that can be changed");
    assert_eq!(changed, 3);
    drop(ledger);
    place
        .run(&["rebuild", "nightly", "--date", "2026-11-16"])
        .with_code(7)
        .complains_of(&["row 1 of makings is not as it was recorded"]);
}

#[test]
fn what_is_not_on_record_or_not_whole_is_not_made_again() {
    let place = three_nights();
    place
        .run(&["rebuild", "nightly", "--date", "2026-11-17"])
        .with_code(4)
        .complains_of(&["no complete run of it is on record"]);
    for entry in std::fs::read_dir(place.path("reports/kept")).expect("kept files") {
        let path = entry.expect("a kept file").path();
        let bytes = std::fs::read(&path).expect("readable");
        std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("writable");
    }
    place
        .run(&["rebuild", "nightly", "--date", "2026-11-16"])
        .with_code(7)
        .complains_of(&["is missing or damaged: put it back from a backup"]);
    assert!(!place.path("reports/rebuilt").exists());
}
