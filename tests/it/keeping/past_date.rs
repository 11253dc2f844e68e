//! Reports that were made for a past date stay: a run from other exports says so, or takes their place and keeps them.

use std::thread;

use lastseen::{
    config::Settings,
    errand::{Errand, RunError, RunOptions, Sending},
    ledger::Ledger,
    run::run_job,
};

use super::{made, visit};
use crate::{
    mail::Mail,
    night::day,
    still::Still,
    workplace::{DATE, Workplace},
};

const NIGHT: &str = "reports/2026-11-23/nightly";

/// A night whose exports have gone on since.
fn place() -> Workplace {
    let place = Workplace::new();
    place.nightly().with_code(0);
    visit(&place, 9, "2026-11-20");
    place
}

fn run_id(place: &Workplace) -> String {
    let account = place.account();
    account["run_id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_past_date_is_not_run_again_from_other_exports() {
    let place = place();
    let before = place.tree("reports");
    for how in [None, Some("--resend"), Some("--dry-run")] {
        let arguments = ["run", "nightly", "--date", DATE];
        let ran = place.run(&arguments.into_iter().chain(how).collect::<Vec<_>>());
        ran.with_code(4).complains_of(&[
            "were made from other exports than these",
            "nothing was changed",
            &run_id(&place),
            "lastseen run nightly --date 2026-11-23 --replace",
        ]);
        let mut after = place.tree("reports");
        after.retain(|name, _| before.contains_key(name));
        let changed = after.iter().filter(|(name, hash)| before[*name] != **hash);
        let changed: Vec<&String> = changed.map(|(name, _)| name).collect();
        assert!(
            changed
                .iter()
                .all(|name| [".lock", "ledger.sqlite", "ledger.sqlite.head"]
                    .contains(&name.as_str())),
            "{changed:?}"
        );
        assert_eq!(
            place.tree(NIGHT).len(),
            before
                .keys()
                .filter(|name| name.starts_with("2026-11-23/nightly/"))
                .count()
        );
    }
    // From the same exports it is made as often as anybody likes.
    place.write("in/visits.csv", crate::workplace::visits());
    place.nightly().with_code(0);
}

#[test]
fn a_run_in_its_place_keeps_it_and_sends_a_revision() {
    let place = place();
    let (old, old_id) = (place.tree(NIGHT), run_id(&place));
    let ran = place.nightly_instead().with_code(0);
    assert!(ran.stdout.contains("3 messages: 3 sent"), "{}", ran.stdout);
    assert_eq!(place.tree(&format!("{NIGHT}.replaced-{old_id}")), old);
    assert_ne!(
        made(&place, NIGHT),
        made(&place, &format!("{NIGHT}.replaced-{old_id}"))
    );

    let outbox = place.tree(&format!("{NIGHT}/outbox"));
    assert_eq!(outbox.len(), 3, "{outbox:?}");
    for letter in outbox.keys() {
        let bytes = std::fs::read(place.path(&format!("{NIGHT}/outbox/{letter}")));
        let mail = Mail::parse(&bytes.expect("a letter"));
        let subject = mail.header("Subject");
        assert!(subject.contains("evision 2"), "{subject}");
    }
    let ledger = rusqlite::Connection::open(place.path("reports/ledger.sqlite"));
    let both: i64 = ledger
        .expect("a ledger")
        .query_row(
            "SELECT count(*) FROM runs r JOIN makings m ON m.id = r.id WHERE r.state = 'complete'",
            [],
            |row| row.get(0),
        )
        .expect("a count");
    assert_eq!(both, 2, "the ledger has both runs");
    let rebuilt = place
        .run(&["rebuild", "nightly", "--date", DATE])
        .with_code(0);
    assert!(!rebuilt.stdout.contains("differs"), "{}", rebuilt.stdout);
    assert_eq!(
        made(&place, NIGHT),
        made(&place, "reports/rebuilt/2026-11-23/nightly")
    );

    // Nothing is left to be replaced: no third revision.
    let ran = place.nightly_instead().with_code(0);
    assert!(
        ran.stdout.contains("3 earlier") || ran.stdout.contains("3 sent"),
        "{}",
        ran.stdout
    );
    let replaced = place.tree("reports/2026-11-23");
    let replaced = replaced
        .keys()
        .filter(|name| name.contains(".replaced-") && !name.contains('/'));
    assert_eq!(replaced.count(), 1);
}

/// Killed between the two renames: the reports of before are put back, and only then is anything said.
#[test]
fn reports_that_were_moved_aside_come_back() {
    let place = place();
    let old = place.tree(NIGHT);
    let aside = format!("{NIGHT}.replaced-{}", run_id(&place));
    std::fs::rename(place.path(NIGHT), place.path(&aside)).expect("a rename");
    place.nightly().with_code(4);
    assert_eq!(place.tree(NIGHT), old);
    assert!(!place.path(&aside).exists());
}

#[test]
fn todays_reports_are_made_as_often_as_its_exports_come() {
    let place = Workplace::new();
    for visits in [0, 9] {
        if visits > 0 {
            visit(&place, visits, "2026-11-20");
        }
        let settings = Settings::load(place.root()).expect("sound settings");
        let options = RunOptions {
            date: day(DATE),
            now: None,
            sending: Sending::Send,
        };
        let errand = Errand {
            settings: &settings,
            job: settings.job("nightly").expect("the job"),
            options: &options,
            around: &Still(day(DATE)),
        };
        // A program that another test starts has the lock's file until it begins.
        let ran = loop {
            match run_job(&errand) {
                Err(RunError::Locked { .. }) => thread::yield_now(),
                ended => break ended,
            }
        };
        ran.expect("a run of today");
    }
    let ledger = Ledger::open_to_read(&place.path("reports/ledger.sqlite")).expect("a ledger");
    assert!(ledger.is_some());
}
