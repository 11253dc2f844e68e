//! The position of a child on the run date. [RULES 5]

use test_case::test_case;

use crate::child::{Child, MONDAY, a_child, a_visit};

/// A child on a CP plan whose due date is 14 days after this visit.
fn cp_visited(date: &str) -> Child {
    a_child("1").on_cp_since("2026-06-01").visited(date)
}

/// The run date is Monday 23 November 2026; its week ends on Sunday the 29th.
#[test_case("2026-11-08", "2026-11-22", "OVERDUE", "1"; "due yesterday")]
#[test_case("2026-11-09", "2026-11-23", "DUE", "0"; "due on the run date is in time")]
#[test_case("2026-11-10", "2026-11-24", "DUE", "0"; "due tomorrow")]
#[test_case("2026-11-15", "2026-11-29", "DUE", "0"; "due on Sunday")]
#[test_case("2026-11-16", "2026-11-30", "OK", "0"; "due next Monday")]
#[test_case("2026-11-23", "2026-12-07", "OK", "0"; "visited on the run date")]
#[test_case("2026-08-01", "2026-08-15", "OVERDUE", "100"; "overdue by a hundred days")]
fn state(visited: &str, due: &str, state: &str, days_overdue: &str) {
    let row = cp_visited(visited).on_date(MONDAY);
    let found = (&row["due"], &row["state"], &row["days_overdue"]);
    assert_eq!(found, (due, state, days_overdue));
}

/// The week ends on the same Sunday whatever the weekday of the run.
#[test_case("2026-11-22", "OK"; "Sunday before: the week ends today")]
#[test_case("2026-11-23", "DUE"; "Monday")]
#[test_case("2026-11-25", "DUE"; "Wednesday")]
#[test_case("2026-11-28", "DUE"; "Saturday")]
#[test_case("2026-11-29", "DUE"; "Sunday, the due date itself")]
#[test_case("2026-11-30", "OVERDUE"; "the day after")]
fn due_on_sunday(run_date: &str, state: &str) {
    assert_eq!(&cp_visited("2026-11-15").on_date(run_date)["state"], state);
}

#[test_case("TS")]
#[test_case("YOS")]
fn no_minimum(status: &str) {
    let row = a_child("1").open_as(status, "2020-01-01").on_date(MONDAY);
    assert_eq!(
        (&row["status"], &row["state"], &row["due"]),
        (status, "NO-MINIMUM", "")
    );
    assert_eq!((&row["days_overdue"], &row["unseen"]), ("", "false"));
    assert_eq!(&row["days_unseen"], "2518", "days count all the same");
}

/// Unseen is the due date worked from the last sighting, with the run date past it.
#[test_case("2026-11-08", "true", "15"; "seen 15 days ago")]
#[test_case("2026-11-09", "false", "14"; "seen 14 days ago: in time on the day")]
#[test_case("2026-11-23", "false", "0"; "seen today")]
fn unseen(seen: &str, unseen: &str, days: &str) {
    let row = cp_visited(seen).on_date(MONDAY);
    assert_eq!((&row["unseen"], &row["days_unseen"]), (unseen, days));
}

#[test]
fn a_contact_in_time_does_not_make_a_child_seen() {
    let row = a_child("1")
        .in_need_since("2026-09-01")
        .rated("AMBER", "2026-11-01")
        .visited("2026-10-01")
        .contact(a_visit("2026-11-20").by_phone())
        .on_date(MONDAY);
    assert_eq!((&row["state"], &row["due"]), ("OK", "2026-12-20"));
    assert_eq!((&row["unseen"], &row["last_seen"]), ("true", "2026-10-01"));
}

#[test]
fn a_sighting_that_does_not_count_leaves_a_child_seen_and_overdue() {
    let row = a_child("1")
        .on_cp_since("2026-10-01")
        .contact(a_visit("2026-11-20").by("UNQUALIFIED"))
        .on_date(MONDAY);
    assert_eq!((&row["state"], &row["unseen"]), ("OVERDUE", "false"));
}

/// Never seen: the days count from the start of the involvement, whatever has closed since.
#[test]
fn never_seen_counts_from_the_start_of_the_involvement() {
    let row = a_child("1")
        .in_need_since("2026-01-01")
        .until("2026-11-23")
        .in_care_since("2026-11-01")
        .open_as("TS", "2026-10-24")
        .on_date(MONDAY);
    assert_eq!((&row["days_unseen"], &row["last_seen"]), ("326", ""));
    assert_eq!(
        &row["unseen"], "true",
        "overdue in need stays overdue in care"
    );
}

/// The unborn cannot be seen; a visit to the family counts without it.
#[test_case("2026-11-20", "false", "3", "OVERDUE"; "born on the day of the visit")]
#[test_case("2026-11-21", "false", "2", "OK"; "born the day after the visit")]
#[test_case("2026-11-23", "false", "0", "OK"; "born today")]
#[test_case("2026-11-24", "false", "", "OK"; "expected tomorrow")]
#[test_case("", "true", "53", "OVERDUE"; "no date of birth: born")]
fn unborn(born: &str, unseen: &str, days: &str, state: &str) {
    let row = a_child("1")
        .on_cp_since("2026-10-01")
        .born_on(born)
        .contact(a_visit("2026-11-20").not_seen())
        .on_date(MONDAY);
    assert_eq!((&row["unseen"], &row["days_unseen"]), (unseen, days));
    assert_eq!(&row["state"], state);
}

/// Open from the start, to the day before the end.
#[test_case("2026-11-24", "", false; "starts tomorrow")]
#[test_case("2026-11-23", "", true; "starts today")]
#[test_case("2026-11-01", "2026-11-24", true; "ends tomorrow")]
#[test_case("2026-11-01", "2026-11-23", false; "ends today")]
#[test_case("2026-11-23", "2026-11-23", false; "starts and ends today")]
fn open(start: &str, end: &str, is_open: bool) {
    let child = a_child("1").on_cp_since(start).until(end);
    assert_eq!(child.row_on(MONDAY).is_some(), is_open);
}

/// The row with the earliest due date governs; a tie goes CP, CIC, CIN, CL, TS, YOS.
#[test_case(&[("CP", "14"), ("CIC", "14")], "CP"; "cp before cic")]
#[test_case(&[("CIC", "14"), ("CIN", "14")], "CIC"; "cic before cin")]
#[test_case(&[("CIN", "14"), ("CL", "14")], "CIN"; "cin before cl")]
#[test_case(&[("CL", "14"), ("TS", "14")], "CL"; "cl before ts")]
#[test_case(&[("TS", "14"), ("YOS", "14")], "TS"; "ts before yos")]
#[test_case(&[("CIC", "13"), ("CP", "14")], "CIC"; "an earlier date beats the order")]
#[test_case(&[("CL", "1"), ("CP", ""), ("CIC", "")], "CL"; "the lowest status with the earliest date")]
#[test_case(&[("YOS", "1"), ("CP", ""), ("CIC", "")], "CP"; "youth offending sets no date beside social care")]
#[test_case(&[("TS", ""), ("CL", "")], "CL"; "a row without an interval never governs")]
#[test_case(&[("YOS", ""), ("TS", "")], "TS"; "no interval at all: the first in the order")]
fn governing_status(rows: &[(&str, &str)], governs: &str) {
    let open = |child: Child, &(status, plan): &(&str, &str)| {
        let child = child.open_as(status, "2026-11-20");
        child.with("plan_interval_days", plan)
    };
    let nobody = || a_child("1").where_rules(|rules| rules.first_visit_cic = None);
    let forwards = rows.iter().fold(nobody(), open);
    let backwards = rows.iter().rev().fold(nobody(), open);
    assert_eq!(&forwards.on_date(MONDAY)["status"], governs);
    assert_eq!(forwards.on_date(MONDAY), backwards.on_date(MONDAY));
}

#[test]
fn statuses_stand_in_tie_order_each_once() {
    let statuses = ["YOS", "TS", "CL", "CIN", "CIN", "CIC", "CP"];
    let child = statuses.iter().fold(a_child("1"), |child, status| {
        child.open_as(status, "2026-11-20")
    });
    assert_eq!(&child.on_date(MONDAY)["statuses"], "CP+CIC+CIN+CL+TS+YOS");
}

/// Team and worker come from the highest status, the earliest start, then team and worker in byte order.
#[test_case(&[("CIN", "2026-01-01", "A", "W1"), ("CP", "2026-11-01", "B", "W2")], "B W2"; "the highest status")]
#[test_case(&[("CP", "2026-11-02", "A", "W1"), ("CP", "2026-11-01", "B", "W2")], "B W2"; "the earliest start")]
#[test_case(&[("CP", "2026-11-01", "B", "W1"), ("CP", "2026-11-01", "A", "W2")], "A W2"; "the first team")]
#[test_case(&[("CP", "2026-11-01", "A", "W2"), ("CP", "2026-11-01", "A", "W10")], "A W10"; "the first worker in byte order")]
#[test_case(&[("CP", "2026-11-01", "a", "W1"), ("CP", "2026-11-01", "B", "W2")], "B W2"; "capitals come first in byte order")]
#[test_case(&[("CP", "2026-11-01", "A", "W1"), ("CP", "2026-11-01", "A", "")], "A "; "no worker comes first")]
fn team_and_worker(rows: &[(&str, &str, &str, &str)], expected: &str) {
    let open = |child: Child, &(status, start, team, worker): &(&str, &str, &str, &str)| {
        child.open_as(status, start).in_team(team).held_by(worker)
    };
    let forwards = rows.iter().fold(a_child("1"), open).on_date(MONDAY);
    let backwards = rows.iter().rev().fold(a_child("1"), open).on_date(MONDAY);
    assert_eq!(
        format!("{} {}", &forwards["team"], &forwards["worker_id"]),
        expected
    );
    assert_eq!(forwards, backwards);
}

/// Which service manager answers for the child does not hang on the order of rows either.
#[test]
fn service_and_name_do_not_hang_on_the_order_of_rows() {
    let told = |services: [&str; 2]| {
        let open = |child: Child, service: &str| {
            let child = child.on_cp_since("2026-11-20").with("service", service);
            child.with("child_name", &format!("Child of {service}"))
        };
        let child = services.into_iter().fold(a_child("1"), open);
        child.ask(MONDAY, |position, night| {
            let word = |word| night.facts.words.text(word).to_owned();
            [position.service, position.name].map(|found| found.map(word))
        })
    };
    let expected = ["Care", "Child of Care"].map(|word| Some(word.to_owned()));
    assert_eq!(told(["Care", "Safeguarding"]), expected);
    assert_eq!(told(["Safeguarding", "Care"]), expected);
}

/// The governing status may be another row's than the team's.
#[test]
fn the_team_is_the_highest_status_s_even_where_another_governs() {
    let row = a_child("1")
        .on_cp_since("2026-11-20")
        .in_team("CP team")
        .in_need_since("2026-11-20")
        .in_team("CIN team")
        .plan_every(1)
        .on_date(MONDAY);
    assert_eq!((&row["status"], &row["team"]), ("CIN", "CP team"));
}
