//! Past its time nothing personal is left anywhere, and the ledger still tells what was sent.

use std::{io::Read, path::Path, sync::LazyLock};

use chrono::NaiveDate;
use lastseen::{
    config::Settings,
    keeping::{Purge, purge},
    ledger::{Ledger, copy_of},
    model::delivery::DeliveryState,
};

use super::run;
use crate::{
    delivery::{READERS, check_ledger, move_to, posting},
    post_office::{PostOffice, Script, closed_port},
    still::Still,
    workplace::{Kept, Workplace},
};

const NAME: &str = "Canary Zzyellowbird";
const ID: &str = "CANARY-77421";

/// A night long ago with the canary, one without it, and nothing kept for longer than sixty days.
fn long_ago() -> Workplace {
    static MADE: LazyLock<Kept> = LazyLock::new(|| make_long_ago().kept());
    Workplace::again(&MADE)
}

fn make_long_ago() -> Workplace {
    let place = Workplace::new();
    place.edit("jobs/service.toml", "keep = \"400d\"", "keep = \"60d\"");
    let cases = crate::workplace::cases().replace("2026-09-01", "2026-05-01");
    place.write(
        "in/cases.csv",
        format!("{cases}{ID},{NAME},CIN,2026-05-01,North,Care,W1\n"),
    );
    let visits = crate::workplace::visits().replace("2026-10-05", "2026-05-05");
    place.write("in/visits.csv", visits.replace("2026-11-02", "2026-05-20"));
    place.edit("in/ratings.csv", "2026-11-10", "2026-05-10");
    run(&place, "2026-06-01");
    place.write("in/cases.csv", cases);
    run(&place, "2026-07-10");
    place
}

/// Where the canary is found: in any file, unpacked as far as it is packed.
fn found(folder: &Path) -> Vec<String> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            places.extend(found(&path));
            continue;
        }
        let bytes = std::fs::read(&path).expect("readable");
        if unpacked(&path, bytes).iter().any(|part| {
            let text = String::from_utf8_lossy(part);
            text.contains(ID) || text.contains(NAME)
        }) {
            places.push(path.display().to_string());
        }
    }
    places
}

fn unpacked(path: &Path, bytes: Vec<u8>) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    match path.extension().and_then(|kind| kind.to_str()) {
        Some("xlsx") => {
            let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
            for at in 0..book.len() {
                let mut part = Vec::new();
                let mut file = book.by_index(at).expect("a part");
                file.read_to_end(&mut part).expect("a sound part");
                parts.push(part);
            }
        }
        Some("gz") => {
            let mut part = Vec::new();
            let mut file = flate2::read::GzDecoder::new(&*bytes);
            file.read_to_end(&mut part).expect("a sound file");
            parts.push(part);
        }
        _ => parts.push(bytes),
    }
    parts
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn nothing_of_the_canary_is_left_and_the_ledger_tells_what_was_sent() {
    let place = long_ago();
    let reports = place.path("reports");
    let before = found(&reports);
    for kind in ["positions.csv", ".xlsx", ".gz", "ledger.sqlite", ".copy"] {
        assert!(
            before.iter().any(|name| name.ends_with(kind)),
            "the search would not find {kind}: {before:?}"
        );
    }
    let ledger = |place: &Workplace| {
        Ledger::open_to_read(&place.path("reports/ledger.sqlite"))
            .expect("readable")
            .expect("there is one")
    };
    let sent = ledger(&place).all_deliveries().expect("deliveries");

    // The next night deletes by itself.
    run(&place, "2026-11-23");

    assert_eq!(found(&reports), Vec::<String>::new());
    assert!(!reports.join("2026-06-01").exists());
    assert!(reports.join("2026-11-23/nightly/positions.csv").exists());
    let still = ledger(&place).all_deliveries().expect("deliveries");
    assert_eq!(still[..sent.len()], sent);
    assert!(sent.iter().all(|one| one.state == DeliveryState::Sent));
    assert!(sent.iter().all(|one| one.message.is_some()));
    check_ledger(&place);
    assert!(copy_of(&place.path("reports/ledger.sqlite")).exists());
    place
        .run(&["rebuild", "nightly", "--date", "2026-06-01"])
        .with_code(4)
        .complains_of(&["its exports were deleted on"]);
    // What that night was compared with is gone; what the next one was compared with is not.
    let rebuilt = place
        .run(&["rebuild", "nightly", "--date", "2026-11-23"])
        .with_code(9);
    assert!(rebuilt.stdout.contains("differs  unseen-children--"));
    rebuilt.complains_of(&["2 earlier runs are past their time"]);
    run(&place, "2026-11-24");
    place
        .run(&["rebuild", "nightly", "--date", "2026-11-24"])
        .with_code(0);
}

#[test]
fn by_hand_it_is_told_first_and_what_is_not_ours_stays() {
    let place = long_ago();
    let service = place.read("jobs/service.toml");
    place.write(
        "jobs/service.toml",
        service.replace("keep = \"60d\"", "keep = \"60d\"\npurge_nightly = false"),
    );
    run(&place, "2026-11-23");
    place.write("reports/2026-06-01.txt", "a note of ours");
    place.write("reports/kept/read me", "a note of ours");
    place.write("reports/notices/2026-06-01--nightly--notice.eml", "old");
    place.write("reports/.rebuilding-abc/export", ID);
    let settings = Settings::load(place.root()).expect("sound settings");
    let today = Still(day("2026-11-24"));
    let told = purge(&settings, &today, Purge::Tell).expect("nothing hinders it");
    assert!(place.path("reports/2026-06-01/nightly").exists());
    let purged = purge(&settings, &today, Purge::Delete).expect("nothing hinders it");
    assert_eq!(purged.files, told.files);
    assert_eq!(purged.before, day("2026-09-25"));
    assert_eq!(purged.forgotten.runs, 2);
    assert_eq!(purged.forgotten.positions, 41 + 40);
    assert_eq!(found(&place.path("reports")), Vec::<String>::new());
    for stays in ["2026-06-01.txt", "kept/read me", "2026-11-23"] {
        assert!(place.path("reports").join(stays).exists(), "{stays}");
    }
    assert!(
        !place
            .path("reports/notices/2026-06-01--nightly--notice.eml")
            .exists()
    );
    let again = purge(&settings, &today, Purge::Delete).expect("nothing hinders it");
    assert!(again.files.is_empty());
    check_ledger(&place);
}

#[cfg(unix)]
#[test]
fn a_link_is_left_alone() {
    let place = long_ago();
    place.write("elsewhere/precious.txt", "not ours");
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("reports/2020-01-01"))
        .expect("a link");
    run(&place, "2026-11-23");
    assert_eq!(place.read("elsewhere/precious.txt"), "not ours");
    assert!(place.path("reports/2020-01-01").exists());
}

#[test]
fn what_a_kill_left_goes_the_next_time() {
    let place = long_ago();
    // Killed between the ledger and the files.
    let mut ledger = Ledger::open(&place.path("reports/ledger.sqlite")).expect("a ledger");
    let forgotten = ledger.forget(day("2026-09-25"), 0).expect("forgotten");
    assert_eq!(forgotten.runs, 2);
    drop(ledger);
    assert!(!found(&place.path("reports")).is_empty());
    run(&place, "2026-11-23");
    assert_eq!(found(&place.path("reports")), Vec::<String>::new());
    check_ledger(&place);
}

#[test]
fn a_message_that_never_left_is_given_up_and_told() {
    let office = PostOffice::open(Script::sound());
    let place = posting(closed_port(), office.ca_file(), "retry_after = []");
    place.nightly().with_code(8);
    let settings = Settings::load(place.root()).expect("sound settings");
    let in_two_years = Still(day("2028-11-23"));
    let purged = purge(&settings, &in_two_years, Purge::Delete).expect("nothing hinders it");
    // The notice to the administrator is one of them.
    assert_eq!(purged.forgotten.messages, READERS.len() + 1);
    // The server is back, too late.
    move_to(&place, &office);
    place.run(&["deliver"]);
    assert!(office.delivered().is_empty());
    let ledger = Ledger::open_to_read(&place.path("reports/ledger.sqlite"));
    let messages = ledger.expect("readable").expect("there is one");
    for message in messages.all_deliveries().expect("deliveries") {
        assert_eq!(message.state, DeliveryState::Failed);
    }
    check_ledger(&place);
}
