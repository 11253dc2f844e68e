//! Clauses that people argue about; run date 23 Nov 2026, framework invoked unless said. [RULES 4–6] The worked cases
//! go through the program, in `memory/worked.rs`.

use lastseen::model::field::DataSet;

use crate::child::{Child, MONDAY, Row, a_child, a_visit};

/// Some columns of the child's row on the run date, as `column value` pairs.
#[track_caller]
fn stands(child: &Child, expected: &[(&str, &str)]) {
    let row = child.on_date(MONDAY);
    let found: Vec<(&str, &str)> = expected
        .iter()
        .map(|&(column, _)| (column, &row[column]))
        .collect();
    assert_eq!(found, expected, "{row:?}");
}

#[test]
fn a_personal_adviser_visits_care_leavers() {
    let child = a_child("1")
        .care_leaver_since("2024-01-01")
        .contact(a_visit("2026-11-12").by("ADVISER"));
    let in_time = [("state", "OK"), ("due", "2027-02-04")];
    stands(&child.clone().framework(&[]), &in_time);
    stands(&child, &[("state", "OVERDUE")]);
    let also_in_need = child.framework(&[]).in_need_since("2024-01-01");
    stands(&also_in_need, &[("state", "OVERDUE")]);
}

#[test]
fn a_child_that_comes_back_is_rated_anew() {
    let child = a_child("1")
        .in_need_since("2020-06-01")
        .until("2021-03-15")
        .in_need_since("2026-11-16")
        .rated("GREEN", "2020-06-02");
    stands(&child, &[("rag", "UNRATED"), ("standard", "FULL")]);
    let rated_before_it_opened = child.rated("AMBER", "2026-11-09");
    stands(&rated_before_it_opened, &[("rag", "AMBER")]);
}

/// The ledger's row of a worker is no row of tonight's export; here the worker is known, and holds no case.
#[test]
fn a_worker_counts_as_what_the_worker_was_on_the_day() {
    let row = |qualified: &str, from: &str| {
        Row::default()
            .with("worker_id", "NEW")
            .with("role", "social_worker")
            .with("qualified", qualified)
            .with("valid_from", from)
    };
    let visited = |worker: [Row; 2]| {
        let [one, other] = worker;
        a_child("1")
            .on_cp_since("2026-01-05")
            .rated("RED", "2026-10-01")
            .contact(a_visit("2026-11-16").by("NEW"))
            .worker(one)
            .worker(other)
    };
    let since_qualified = visited([row("N", ""), row("Y", "2026-11-17")]);
    stands(&since_qualified, &[("last_contact", "")]);
    let was_qualified = visited([row("N", "2026-11-17"), row("Y", "2020-01-01")]);
    stands(&was_qualified, &[("last_contact", "2026-11-16")]);
    let before_all = visited([row("Y", "2026-11-18"), row("N", "2026-11-20")]);
    stands(&before_all, &[("last_contact", "2026-11-16")]);
}

#[test]
fn a_merged_record_is_the_child() {
    let old_visit = a_visit("2026-11-16")
        .with("visit_id", "V-old")
        .with("child_id", "0");
    let child = a_child("1")
        .on_cp_since("2026-01-05")
        .also_known_as("0")
        .record(DataSet::Visits, old_visit);
    stands(&child, &[("last_contact", "2026-11-16")]);
}

#[test]
fn a_child_that_died_has_no_position() {
    let child = a_child("1").on_cp_since("2026-01-05");
    let died = |on| child.clone().with("died_on", on).row_on(MONDAY);
    assert!(died("2026-11-23").is_none());
    assert!(died("2026-11-24").is_some());
}
