//! The program killed at every step and at random moments: run again, every message is there, none twice unless its
//! fate was unknown.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use lastseen::errand::surroundings::Milestone;
use test_case::test_case;

use super::{ANALYST, READERS, came, check_ledger, copies, counts, posting};
use crate::{
    post_office::{PostOffice, Script},
    workplace::{DATE, Workplace},
};

/// The program for the nightly run of a root.
fn nightly(place: &Workplace) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastseen"));
    command
        .arg("--root")
        .arg(place.root())
        .args(["run", "nightly", "--date", DATE])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// What must be true when a run came to its end after others that were killed; `killed` counts those that may have
/// left a message of unknown fate.
fn all_is_well(place: &Workplace, office: &PostOffice, killed: usize) {
    office.settle();
    let counts = counts(place);
    let came = came(&[office]);
    for to in READERS {
        let copies = copies(&came, to);
        assert!(copies <= 1 + killed, "{copies} copies for {to}");
        if to != ANALYST {
            assert!(copies >= 1, "nothing for {to}");
        }
    }
    // A list that is not sent again where its fate is unknown is told as unknown, never as sent.
    let [sent, nil, deferred, failed, held, unknown] = counts;
    assert_eq!([nil, deferred, failed, held], [0; 4]);
    assert_eq!(sent + unknown, 3);
    assert!(unknown <= 1);
    if unknown == 0 {
        assert!(copies(&came, ANALYST) >= 1);
    }
    check_ledger(place);
    let left = place
        .tree("reports")
        .into_keys()
        .filter(|name| name.contains(".building") || name.contains(".old"))
        .collect::<Vec<_>>();
    assert_eq!(left, Vec::<String>::new());
}

#[cfg(debug_assertions)]
#[test_case(1; "the first time")]
#[test_case(2; "the second time")]
#[test_case(3; "the third time")]
fn killed_at_each_step(time: usize) {
    for milestone in Milestone::ALL {
        let office = PostOffice::open(Script::sound());
        let place = posting(office.port(), office.ca_file(), "");
        let died = nightly(&place)
            .env("LASTSEEN_DIE_AT", format!("{}:{time}", milestone.code()))
            .status()
            .expect("the program starts");
        let repeats = matches!(
            milestone,
            Milestone::Sending | Milestone::Answered | Milestone::Settled
        );
        assert_eq!(
            died.code().is_none(),
            time == 1 || repeats,
            "killed at {milestone:?}"
        );
        let ended = nightly(&place).status().expect("the program starts");
        assert!(
            matches!(ended.code(), Some(0 | 3)),
            "{milestone:?}: {ended}"
        );
        all_is_well(&place, &office, 1);
        // The administrator hears of the run that broke, and of a message of unknown fate: two letters.
        let doubled = came(&[&office])
            .into_iter()
            .filter(|(to, all)| READERS.contains(&to.as_str()) && all.len() > 1)
            .count();
        let may_double = matches!(milestone, Milestone::Answered);
        assert!(
            doubled <= usize::from(may_double),
            "{milestone:?}: {doubled} doubled"
        );
    }
}

/// As many kills at random moments as `LASTSEEN_KILLS` says; a few where it says nothing.
#[test]
fn killed_at_random() {
    let kills = std::env::var("LASTSEEN_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12_u64);
    // How long a whole run takes here: kills fall all over it.
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    let began = std::time::Instant::now();
    nightly(&place).status().expect("the program starts");
    let whole = began.elapsed();
    for round in 0..kills {
        let office = PostOffice::open(Script::sound());
        let place = posting(office.port(), office.ca_file(), "");
        let mut child = nightly(&place).spawn().expect("the program starts");
        // Evenly scattered without a random source: the golden ratio's multiples.
        let share = (round as f64 * 0.618_033_988_75).fract();
        let moment = Duration::from_secs_f64(whole.as_secs_f64() * share);
        std::thread::sleep(moment);
        // Where it has ended already there is nothing to kill.
        let _ = child.kill();
        child.wait().expect("a child that ends");
        let ended = nightly(&place).status().expect("the program starts");
        assert!(
            matches!(ended.code(), Some(0 | 3)),
            "{ended} after {moment:?}"
        );
        all_is_well(&place, &office, 1);
    }
}
