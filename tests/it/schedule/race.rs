//! One winner: many processes and many threads at one due time.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Barrier,
    thread,
};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::ledger::{Claim, Holder, Ledger, Slot, SlotState};

use super::{
    command::{FOREVER, YEARLY},
    reschedule, slots, utc,
};
use crate::{
    delivery::posting,
    post_office::{PostOffice, Script},
    workplace::Workplace,
};

const RACERS: u32 = 16;

/// Rounds of processes: the full count is for CI, which sets it.
fn rounds() -> usize {
    std::env::var("LASTSEEN_RACE_ROUNDS")
        .ok()
        .map_or(5, |rounds| rounds.parse().expect("a number of rounds"))
}

/// Two children and two recipients, so that a round is short.
fn tiny(office: &PostOffice) -> Workplace {
    let place = posting(office.port(), office.ca_file(), "");
    reschedule(&place, YEARLY, FOREVER);
    place.write(
        "in/cases.csv",
        "child_id,status,status_start,team,service,worker_id\n001,CIN,2025-09-01,North,Care,W1\n",
    );
    place.write(
        "in/visits.csv",
        "visit_id,child_id,visit_date,mode,child_seen,worker_id\nV1,001,2025-12-20,face_to_face,Y,W1\n",
    );
    place.remove("in/ratings.csv");
    let ratings = "ratings = [{ path = \"in/ratings*\", profile = \"canonical\" }]\n";
    place.edit("jobs/service.toml", ratings, "");
    place
}

fn count(place: &Workplace, sql: &str) -> i64 {
    let ledger = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    ledger
        .query_row(sql, [], |row| row.get(0))
        .expect("a number")
}

/// Sixteen schedulers started at once, again and again: one run, one set of messages, and each other one is told so.
#[test]
fn of_sixteen_processes_one_runs() {
    let office = PostOffice::open(Script::sound());
    let place = tiny(&office);
    let (mut locked, mut late) = (0, 0);
    for round in 1..=rounds() {
        let racers: Vec<_> = (0..RACERS)
            .map(|_| {
                Command::new(env!("CARGO_BIN_EXE_lastseen"))
                    .env_remove("LASTSEEN_LOG")
                    .arg("--root")
                    .arg(place.root())
                    .args(["schedule", "--once"])
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .expect("the program starts")
            })
            .collect();
        let mut won = 0;
        for racer in racers {
            let ended = racer.wait_with_output().expect("the program ends");
            let said = String::from_utf8_lossy(&ended.stdout);
            let complained = String::from_utf8_lossy(&ended.stderr);
            match ended.status.code() {
                Some(5) if complained.contains("another run is at work (process ") => locked += 1,
                Some(0) if said == "nothing is due\n" => late += 1,
                Some(0) if said.starts_with("nightly ") => won += 1,
                code => panic!("round {round}: {code:?}\n{said}\n{complained}"),
            }
        }
        assert_eq!(won, 1, "round {round}");
        assert_eq!(
            count(&place, "SELECT count(*) FROM runs"),
            1,
            "round {round}"
        );
        let rows = slots(&place);
        assert_eq!(rows.len(), 1, "round {round}");
        assert_eq!((rows[0].state, rows[0].attempts), (SlotState::Ran, 1));
        assert_eq!(count(&place, "SELECT sum(attempts) FROM deliveries"), 3);
        assert_eq!(office.delivered().len(), round * 3, "round {round}");
        // The next round has everything before it again.
        std::fs::remove_dir_all(place.path("reports")).expect("nobody is at work");
    }
    eprintln!(
        "{} rounds: {locked} found the lock taken, {late} came after",
        rounds()
    );
}

/// The second fence alone, without the lock: sixteen claim one due time through connections of their own.
#[test]
fn of_sixteen_claims_one_is_won() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ledger.sqlite");
    drop(Ledger::open(&path).expect("a new ledger"));
    let rounds = 200;
    let barrier = Barrier::new(RACERS as usize);
    let won: Vec<usize> = thread::scope(|scope| {
        let racers: Vec<_> = (0..RACERS)
            .map(|process| {
                let (path, barrier) = (&path, &barrier);
                scope.spawn(move || claim_each(path, barrier, process, rounds))
            })
            .collect();
        racers
            .into_iter()
            .map(|racer| racer.join().expect("no racer panics"))
            .collect()
    });
    assert_eq!(won.iter().sum::<usize>(), rounds, "{won:?}");
    let ledger = Ledger::open(&path).expect("a ledger");
    let rows = ledger.last_slots("nightly", 1000).expect("readable");
    assert_eq!(rows.len(), rounds);
    assert!(rows.iter().all(|row| row.attempts == 1));
}

/// Claims every round's due time; gives back how many were won.
fn claim_each(path: &Path, barrier: &Barrier, process: u32, rounds: usize) -> usize {
    let mut ledger = Ledger::open(path).expect("a ledger");
    let holder = Holder {
        host: format!("host-{process}"),
        process,
    };
    let first: DateTime<Utc> = utc("2026-01-01T05:00:00Z");
    let mut won = 0;
    for round in 0..rounds {
        let at = first + TimeDelta::days(round as i64);
        let date = at.date_naive();
        barrier.wait();
        match ledger.claim_slot("nightly", Slot { at, date }, &[], &holder, at) {
            Ok(Claim::Won { .. }) => won += 1,
            Ok(Claim::Held(row)) => assert_eq!(row.attempts, 1),
            other => panic!("{other:?}"),
        }
    }
    won
}
