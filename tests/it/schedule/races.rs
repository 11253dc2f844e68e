//! Many schedulers at once: one run, one set of messages.

use std::{
    process::{Child, Command, Stdio},
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::{
    config::Settings,
    errand::RunError,
    ledger::SlotState,
    run::look::{Ended, QueueTurn, Task, look},
};

use super::Hands;
use crate::{
    delivery::{READERS, came, copies, posting},
    post_office::{PostOffice, Script},
    workplace::Workplace,
};

const RACERS: usize = 16;

/// So many rounds as a variable says; a few where it says nothing.
fn rounds() -> usize {
    std::env::var("LASTSEEN_RACE_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3)
}

const DAILY: &str = "schedule = \"0 0 0 * * *\"\nreports = [\"monday-visits\", \"unseen-children\", \"data-quality\"]\ncatch_up = \"48h\"\n";

#[test]
fn sixteen_programs() {
    for round in 0..rounds() {
        let office = PostOffice::open(Script::sound());
        let place = posting(office.port(), office.ca_file(), "");
        place.write("jobs/nightly.toml", DAILY);
        let racers: Vec<Child> = (0..RACERS)
            .map(|_| {
                Command::new(env!("CARGO_BIN_EXE_lastseen"))
                    .arg("--root")
                    .arg(place.root())
                    .args(["schedule", "--once"])
                    .stdout(Stdio::null())
                    .stderr(Stdio::piped())
                    .spawn()
                    .expect("the program starts")
            })
            .collect();
        let mut done = 0;
        for racer in racers {
            let output = racer.wait_with_output().expect("it ends");
            match output.status.code() {
                Some(0) => done += 1,
                Some(5) => {
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(said.contains("process"), "the holder is named: {said}");
                }
                other => panic!("round {round}: exit {other:?}"),
            }
        }
        assert!(done >= 1, "round {round}: somebody won");
        let raw =
            rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
        let runs: i64 = raw
            .query_row("SELECT count(*) FROM runs", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(runs, 1, "round {round}");
        let came = came(&[&office]);
        assert_eq!(
            READERS.map(|to| copies(&came, to)),
            [1, 1, 1],
            "round {round}"
        );
    }
}

/// Night after night, sixteen at once, within one process: the lock and the ledger's key let one win each.
#[test]
fn sixteen_threads() {
    let place = Workplace::new();
    place.write("jobs/nightly.toml", DAILY);
    let settings = Settings::load(place.root()).expect("sound settings");
    let task = Task {
        retry: TimeDelta::zero(),
        queue: QueueTurn::Leave,
    };
    let first: DateTime<Utc> = "2026-07-01T03:00:00Z".parse().expect("an instant");
    for night in 0..rounds() as i64 {
        let (runs, barrier) = (AtomicUsize::new(0), Barrier::new(RACERS));
        std::thread::scope(|scope| {
            for _ in 0..RACERS {
                scope.spawn(|| {
                    let hands = Hands::at(first + TimeDelta::days(night));
                    barrier.wait();
                    // Whoever finds it locked looks again until it has looked: only one has found the run to do.
                    while let Err(error) = look(&settings, &hands, task, &mut |_| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        Ended {
                            state: SlotState::Ran,
                            exit: 0,
                        }
                    }) {
                        assert!(matches!(error, RunError::Locked { .. }), "{error}");
                        std::thread::yield_now();
                    }
                });
            }
        });
        assert_eq!(runs.into_inner(), 1, "night {night}");
    }
}
