//! Data quality: what is said of each file.

use lastseen::model::report::{Report, Role};
use test_case::test_case;

use super::received;

const CASES: &str = "child_id,status,status_start,team\nA,CIN,2026-01-05,North\n";

/// The run date is 23 November.
#[test_case("V1,A,2026-11-12,face_to_face,completed,2026-11-13", "2026-11-13"; "a visit, by its recording")]
#[test_case("V1,A,2026-11-12,face_to_face,attempted,", "2026-11-12"; "an attempt")]
#[test_case("V1,A,2026-11-12,face_to_face,completed,\nV2,A,2026-11-23,face_to_face,planned,", "2026-11-12"; "a booking is no record")]
#[test_case("V1,A,2026-11-12,face_to_face,completed,\nV2,A,2026-11-20,face_to_face,cancelled,", "2026-11-12"; "nor is a visit that was cancelled")]
#[test_case("V1,A,2026-11-12,face_to_face,completed,\nV2,A,2026-11-27,face_to_face,planned,2026-11-17", "2026-11-17"; "making a booking is one")]
fn the_newest_record_is_the_last_thing_that_was_done(rows: &str, newest: &str) {
    let visits = format!("visit_id,child_id,visit_date,mode,outcome,recorded_at\n{rows}\n");
    let quality = received(Report::DataQuality, Role::Analyst, CASES, &visits);
    let sets = quality.column("Files", "Data set", "Data set");
    let at = sets.iter().position(|set| *set == "visits");
    let newest_records = quality.column("Files", "Data set", "Newest record");
    assert_eq!(at.map(|at| newest_records[at]), Some(newest));
}

/// A day of death that lies ahead, or a case that was closed, is no death among the open cases. [RULES 5]
#[test]
fn the_children_are_counted_who_have_died() {
    let cases = "child_id,status,status_start,status_end,team,died_on
A,CIN,2026-01-05,,North,
B,CIN,2026-01-05,,North,2026-11-23
C,CP,2026-01-05,,North,
C,CIN,2025-01-05,2026-01-05,North,2026-10-01
D,CIN,2026-01-05,,North,2026-11-24
E,CIN,2026-01-05,2026-09-01,North,2026-09-01
";
    let visits = "visit_id,child_id,visit_date,mode\nV1,A,2026-11-12,phone\n";
    let quality = received(Report::DataQuality, Role::Analyst, cases, visits);
    let label = "Children with an open case who have died (on no list)";
    assert_eq!(quality.figure(label), (2, None));
    let what = quality.column("Oddities", "What is odd", "What is odd");
    let at = what.iter().position(|what| what.contains("has died"));
    let at = at.expect("a line of the sheet");
    let column = |heading| quality.column("Oddities", "What is odd", heading)[at];
    assert_eq!(column("How often"), "2");
    assert_eq!(column("First examples"), "child B; child C");
}

/// Each row stays in `rejects.csv`; the sheet says once that a child has no case row, and of how many rows.
#[test]
fn the_visits_of_a_child_without_a_case_row_are_one_line() {
    let visits = "visit_id,child_id,visit_date,mode,recorded_at
V1,GONE,2026-11-02,phone,
V2,A,2026-11-03,phone,not a day
V3,OTHER,2026-11-04,phone,
V4,GONE,2026-11-05,phone,
V5,GONE,2026-11-06,phone,
V6,A,2026-11-07,phone,not a day
";
    let quality = received(Report::DataQuality, Role::Analyst, CASES, visits);
    let column = |heading| quality.column("Rows", "Data set", heading);
    let (values, places) = (column("Value"), column("Row"));
    let lines: Vec<_> = values.into_iter().zip(places).zip(column("Rows")).collect();
    let expected = [
        (("GONE", "2"), "3"),
        (("OTHER", "4"), "1"),
        (("not a day", "3"), "1"),
        (("not a day", "7"), "1"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(quality.figure("Warnings on rows that are kept"), (6, None));
}
