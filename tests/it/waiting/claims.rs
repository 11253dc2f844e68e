//! The ledger's unique key alone, as between hosts whose lock does not reach each other: one wins each due time.

use std::{path::Path, sync::Barrier, thread};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::ledger::{Claim, Holder, Ledger, Slot};

use super::utc;

const RACERS: u32 = 16;

/// Sixteen claim one due time through connections of their own, two hundred times.
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
