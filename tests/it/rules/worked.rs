//! Worked cases, one a clause that people argue about; run date 23 Nov 2026, framework invoked unless said. [RULES 4–6]

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

fn has_flag(child: &Child, code: &str) -> bool {
    child.on_date(MONDAY)["flags"]
        .split(';')
        .any(|flag| flag == code)
}

#[test]
fn a_change_of_team_restarts_no_clock() {
    let child = a_child("1")
        .in_need_since("2026-06-01")
        .in_team("T1")
        .until("2026-11-18")
        .in_need_since("2026-11-18")
        .in_team("T2")
        .rated("RED", "2026-11-02")
        .visited("2026-07-01");
    let expected = [
        ("due", "2026-08-01"),
        ("state", "OVERDUE"),
        ("days_overdue", "114"),
        ("unseen", "true"),
        ("due_rule", "CONTACT"),
        ("due_from", "2026-07-01"),
        ("team", "T2"),
    ];
    stands(&child, &expected);
}

#[test]
fn a_lower_status_counts_from_the_contact_before_it() {
    let child = a_child("1")
        .on_cp_since("2026-08-03")
        .until("2026-11-20")
        .in_need_since("2026-11-20")
        .visited("2026-11-01");
    let expected = [
        ("due", "2026-12-01"),
        ("state", "OK"),
        ("due_rule", "CONTACT"),
    ];
    stands(&child, &expected);
}

#[test]
fn a_higher_status_gives_days_for_the_change() {
    let child = a_child("1")
        .in_need_since("2026-08-03")
        .until("2026-11-10")
        .on_cp_since("2026-11-10")
        .visited("2026-10-20");
    let expected = [
        ("due", "2026-11-15"),
        ("state", "OVERDUE"),
        ("days_overdue", "8"),
        ("due_rule", "CHANGE"),
        ("due_from", "2026-11-10"),
    ];
    stands(&child, &expected);
}

#[test]
fn birth_starts_the_clock_of_being_seen() {
    let child = a_child("1")
        .on_cp_since("2026-08-01")
        .born_on("2026-11-20")
        .contact(a_visit("2026-11-16").not_seen());
    let expected = [
        ("due", "2026-11-30"),
        ("state", "OK"),
        ("unseen", "false"),
        ("days_unseen", "3"),
    ];
    stands(&child, &expected);
    assert!(has_flag(&child, "NEWBORN-NOT-SEEN"));
}

/// A child that was GREEN, seen by video then, and is RED since Friday.
fn became_red() -> Child {
    a_child("1")
        .in_need_since("2026-01-05")
        .visited("2026-05-29")
        .contact(a_visit("2026-11-12").by_video())
        .rated("RED", "2026-11-20")
}

#[test]
fn a_child_that_became_red_is_owed_a_visit_within_five_working_days() {
    let expected = [
        ("due", "2026-11-27"),
        ("state", "DUE"),
        ("due_rule", "RAISED"),
        ("due_from", "2026-11-20"),
        ("raised_on", "2026-11-20"),
    ];
    stands(&became_red().rated("GREEN", "2026-10-01"), &expected);
    // Known from a run of 13 November, which kept the decision that it saw on the case row.
    stands(&became_red().rated("GREEN", "2026-11-02"), &expected);
}

#[test]
fn where_no_other_rating_was_ever_known_the_child_was_always_red() {
    let expected = [
        ("due", "2026-06-29"),
        ("state", "OVERDUE"),
        ("due_rule", "CONTACT"),
        ("due_from", "2026-05-29"),
        ("raised_on", ""),
    ];
    stands(&became_red(), &expected);
}

#[test]
fn a_new_placement_is_owed_a_first_visit() {
    let child = a_child("1")
        .in_care_since("2026-10-15")
        .rated("RED", "2026-10-16");
    let expected = [
        ("due", "2026-10-22"),
        ("state", "OVERDUE"),
        ("days_overdue", "32"),
        ("due_rule", "FIRST"),
        ("due_from", "2026-10-15"),
    ];
    stands(&child, &expected);
}

#[test]
fn a_move_is_owed_a_full_visit() {
    let moved = a_child("1")
        .in_care_since("2024-11-01")
        .with("placement_changed_on", "2026-11-09")
        .visited("2026-11-01");
    let owed = [
        ("due", "2026-11-16"),
        ("state", "OVERDUE"),
        ("days_overdue", "7"),
        ("due_rule", "FIRST"),
        ("due_from", "2026-11-09"),
    ];
    stands(&moved, &owed);
    let phoned = moved.clone().contact(a_visit("2026-11-17").by_phone());
    stands(&phoned, &owed);
    stands(&moved.visited("2026-11-16"), &[("due", "2026-12-28")]);
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
fn what_was_right_on_the_day_stays_right_when_the_framework_ceases() {
    let child = a_child("1")
        .in_care_since("2024-01-01")
        .rated("GREEN", "2026-10-01")
        .contact(a_visit("2026-11-12").by_phone())
        .framework(&[("2020-03-23", "2026-11-20")]);
    let expected = [("due", "2026-12-24"), ("state", "OK"), ("standard", "FULL")];
    stands(&child, &expected);
}

#[test]
fn overdue_stays_overdue_when_the_status_changes() {
    let child = a_child("1")
        .on_cp_since("2026-01-05")
        .until("2026-11-20")
        .in_care_since("2026-11-20")
        .visited("2026-07-01");
    let expected = [
        ("due", "2026-08-12"),
        ("state", "OVERDUE"),
        ("days_overdue", "103"),
        ("unseen", "true"),
    ];
    stands(&child, &expected);
}

#[test]
fn a_new_red_child_is_owed_a_visit_within_five_working_days() {
    let child = a_child("1")
        .in_need_since("2026-11-22")
        .rated("RED", "2026-11-22");
    let expected = [
        ("due", "2026-11-27"),
        ("state", "DUE"),
        ("due_rule", "RAISED"),
        ("raised_on", "2026-11-22"),
    ];
    stands(&child, &expected);
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
