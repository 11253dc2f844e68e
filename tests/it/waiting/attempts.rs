//! Attempts at a due time: refused and tried again, begun by a process that died, begun on another host.

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::ledger::{Claim, Holder, Ledger, Slot};
use test_case::test_case;

use super::{
    reschedule,
    simulated::{Nights, RAN, REFUSED},
    slots, states, utc,
};
use crate::workplace::Workplace;

const DUE: &str = "2026-11-23T05:00:00Z";

fn nights(start: &str) -> Nights {
    let place = Workplace::new();
    reschedule(&place, "0 0 5 * * *", "3h");
    Nights::noted(place, start)
}

/// Claims the due time for another process.
fn claim(nights: &Nights, holder: &Holder, at: DateTime<Utc>) {
    let path = nights.place.path("reports/ledger.sqlite");
    let mut ledger = Ledger::open(&path).expect("a new ledger");
    let slot = Slot {
        at: utc(DUE),
        date: utc(DUE).date_naive(),
    };
    let claim = ledger.claim_slot("nightly", slot, &[], holder, at);
    assert_eq!(claim.expect("writable"), Claim::Won { attempt: 1 });
}

fn this_host() -> String {
    let place = Workplace::new();
    reschedule(&place, "0 0 5 * * *", "3h");
    let mut nights = Nights::noted(place, DUE);
    nights.live_until("2026-11-23T05:01:00Z");
    let (_, holder) = slots(&nights.place)[0].tried.clone().expect("it was begun");
    assert_eq!(holder.process, std::process::id());
    holder.host
}

#[test]
fn refused_it_is_tried_every_ten_minutes_until_it_runs() {
    let mut nights = nights("2026-11-23T04:59:50Z");
    nights.ends = REFUSED;
    nights.live_until("2026-11-23T05:25:00Z");
    assert_eq!(states(&nights.place), ["2026-11-23 waiting"]);
    assert_eq!(slots(&nights.place)[0].exit, Some(4));
    nights.ends = RAN;
    nights.live_until("2026-11-23T06:30:00Z");
    assert_eq!(
        nights.ran,
        ["05:00:00", "05:10:00", "05:20:00", "05:30:00"]
            .map(|time| format!("nightly 2026-11-23 at 2026-11-23T{time}+00:00"))
    );
    let row = &slots(&nights.place)[0];
    assert_eq!(
        (row.state.name(), row.attempts, row.exit),
        ("ran", 4, Some(0))
    );
}

/// A scheduler that is started again does not try at once what rests.
#[test]
fn a_restart_keeps_the_rest() {
    let mut nights = nights(DUE);
    nights.ends = REFUSED;
    nights.live_until("2026-11-23T05:02:00Z");
    nights.off_until("2026-11-23T05:04:00Z");
    nights.live_until("2026-11-23T05:12:00Z");
    assert_eq!(nights.ran.len(), 2, "{:?}", nights.ran);
}

#[test]
fn refused_to_the_end_it_is_missed() {
    let mut nights = nights(DUE);
    nights.ends = REFUSED;
    nights.live_until("2026-11-23T12:00:00Z");
    assert_eq!(nights.ran.len(), 19, "three hours of ten minutes");
    assert_eq!(states(&nights.place), ["2026-11-23 missed"]);
    assert_eq!(nights.said.len(), 1);
    assert!(nights.said[0].contains("was missed"), "{:?}", nights.said);
}

/// The claim of a process of this host that held the lock: the lock is free, so it is dead.
#[test]
fn what_a_dead_process_began_is_begun_again_at_once() {
    let mut nights = nights(DUE);
    let dead = Holder {
        host: this_host(),
        process: 4_000_000,
    };
    claim(&nights, &dead, utc(DUE));
    nights.live_until("2026-11-23T05:01:00Z");
    assert_eq!(nights.ran.len(), 1);
    let row = &slots(&nights.place)[0];
    assert_eq!((row.state.name(), row.attempts), ("ran", 2));
}

/// A run that took its process with it twice is begun again at once; after the third time it rests as a refused one does.
#[test_case(2, 1; "twice")]
#[test_case(3, 0; "three times")]
fn what_takes_its_process_with_it_may_do_so_for_ever(deaths: u32, begun_at_once: usize) {
    let mut nights = nights(DUE);
    let dead = Holder {
        host: this_host(),
        process: 4_000_000,
    };
    claim(&nights, &dead, utc(DUE));
    for _ in 1..deaths {
        let row = &slots(&nights.place)[0];
        let path = nights.place.path("reports/ledger.sqlite");
        let mut ledger = Ledger::open(&path).expect("a ledger");
        ledger
            .take_slot_over("nightly", row, &dead, utc(DUE))
            .expect("writable");
    }
    assert_eq!(slots(&nights.place)[0].attempts, deaths);
    nights.live_until("2026-11-23T05:09:59Z");
    assert_eq!(nights.ran.len(), begun_at_once);
    nights.live_until("2026-11-23T05:11:00Z");
    assert_eq!(nights.ran.len(), 1);
}

/// The lock of a share may not reach from host to host: there the ledger's claim is honoured, as long as a run may last.
#[test]
fn what_another_host_began_is_left_to_it_for_three_hours() {
    let mut nights = nights("2026-11-23T05:00:30Z");
    reschedule(&nights.place, "0 0 5 * * *", "12h");
    let elsewhere = Holder {
        host: "another-host".to_owned(),
        process: 7,
    };
    claim(&nights, &elsewhere, utc(DUE));
    nights.live_until("2026-11-23T07:50:00Z");
    assert_eq!(nights.ran, Vec::<String>::new());
    let [said] = nights.said.as_slice() else {
        panic!("{:?}", nights.said);
    };
    assert!(
        said.contains("process 7 on another-host is at work on it"),
        "{said}"
    );
    nights.live_until("2026-11-23T08:15:00Z");
    assert_eq!(nights.ran.len(), 1);
    let begun = slots(&nights.place)[0]
        .tried
        .clone()
        .expect("it was begun")
        .0;
    assert!(begun >= utc(DUE) + TimeDelta::hours(3));
}
