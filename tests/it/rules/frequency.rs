//! Minimum frequency. [RULES 3]

use lastseen::{model::calendar::Interval, rules::due::Basis};
use test_case::test_case;

use crate::child::{Child, a_child};

/// A child without the limit of a first visit, so that the gap alone is told.
fn open(status: &str, start: &str) -> Child {
    a_child("1")
        .open_as(status, start)
        .where_rules(|rules| rules.first_visit_cic = None)
}

/// Due dates of a child without visits: one interval after the start, in date arithmetic.
#[test_case("CP", "2026-02-20", "2026-03-06"; "cp over the end of February")]
#[test_case("CP", "2024-02-20", "2024-03-05"; "cp over 29 February")]
#[test_case("CP", "2026-12-25", "2027-01-08"; "cp over the new year")]
#[test_case("CIC", "2026-11-01", "2026-12-13"; "cic six weeks")]
#[test_case("CL", "2026-11-01", "2027-01-24"; "cl twelve weeks")]
#[test_case("CIN", "2026-11-10", "2026-12-10"; "cin the same day of the next month")]
#[test_case("CIN", "2026-02-10", "2026-03-10"; "cin over a short month")]
#[test_case("CIN", "2026-01-31", "2026-02-28"; "cin 31 January clamps to 28 February")]
#[test_case("CIN", "2024-01-31", "2024-02-29"; "cin 31 January clamps to 29 February")]
#[test_case("CIN", "2024-01-30", "2024-02-29"; "cin 30 January clamps to 29 February")]
#[test_case("CIN", "2026-01-29", "2026-02-28"; "cin 29 January clamps to 28 February")]
#[test_case("CIN", "2026-01-28", "2026-02-28"; "cin 28 January needs no clamping")]
#[test_case("CIN", "2026-03-31", "2026-04-30"; "cin clamps to 30 April")]
#[test_case("CIN", "2026-02-28", "2026-03-28"; "cin does not stretch to the end of March")]
#[test_case("CIN", "2026-12-31", "2027-01-31"; "cin over the new year")]
#[test_case("TS", "2026-11-01", ""; "targeted support has no minimum")]
#[test_case("YOS", "2026-11-01", ""; "youth offending has no minimum")]
fn minimum(status: &str, start: &str, due: &str) {
    let row = open(status, start).on_date(start);
    assert_eq!(&row["due"], due);
    assert_eq!(&row["state"] == "NO-MINIMUM", due.is_empty());
}

/// The plan adds a second interval; the earlier date governs.
#[test_case("CP", "2026-11-01", 7, "2026-11-08", Some(Basis::Plan); "shorter")]
#[test_case("CP", "2026-11-01", 13, "2026-11-14", Some(Basis::Plan); "shorter by a day")]
#[test_case("CP", "2026-11-01", 14, "2026-11-15", Some(Basis::Minimum); "equal")]
#[test_case("CP", "2026-11-01", 15, "2026-11-15", Some(Basis::Minimum); "longer by a day")]
#[test_case("CP", "2026-11-01", 366, "2026-11-15", Some(Basis::Minimum); "longer by far")]
#[test_case("CIC", "2026-11-01", 41, "2026-12-12", Some(Basis::Plan); "cic shorter")]
#[test_case("CL", "2026-11-01", 1, "2026-11-02", Some(Basis::Plan); "cl every day")]
#[test_case("CIN", "2026-02-01", 28, "2026-03-01", Some(Basis::Minimum); "28 days are a month from 1 February")]
#[test_case("CIN", "2026-03-01", 30, "2026-03-31", Some(Basis::Plan); "30 days are shorter from 1 March")]
#[test_case("CIN", "2026-01-31", 28, "2026-02-28", Some(Basis::Minimum); "equal at a clamped month")]
#[test_case("CIN", "2026-01-31", 27, "2026-02-27", Some(Basis::Plan); "shorter than a clamped month")]
#[test_case("TS", "2026-11-01", 10, "2026-11-11", Some(Basis::Plan); "targeted support with a plan")]
#[test_case("YOS", "2026-11-01", 366, "2027-11-02", Some(Basis::Plan); "youth offending with a plan")]
fn plan_interval(status: &str, start: &str, plan: u32, due: &str, basis: Option<Basis>) {
    let child = open(status, start).plan_every(plan);
    assert_eq!(&child.on_date(start)["due"], due);
    assert_eq!(
        child.ask(start, |position, _| position.due.map(|due| due.basis)),
        basis
    );
}

/// The interval counts from the later of last contact and start.
#[test_case("2026-10-01", &[], "2026-10-15"; "no visit counts from the start")]
#[test_case("2026-10-01", &["2026-10-10"], "2026-10-24"; "a visit after the start")]
#[test_case("2026-10-01", &["2026-10-01"], "2026-10-15"; "a visit on the day of the start")]
#[test_case("2026-10-01", &["2026-09-30"], "2026-10-15"; "a visit before the start")]
#[test_case("2026-10-01", &["2026-10-03", "2026-10-12", "2026-10-07"], "2026-10-26"; "the latest of several")]
fn counts_from(start: &str, visits: &[&str], due: &str) {
    let child = a_child("1").on_cp_since(start);
    let child = visits.iter().fold(child, |child, date| child.visited(date));
    assert_eq!(&child.on_date("2026-10-20")["due"], due);
}

#[test]
fn plan_belongs_to_its_own_row() {
    let on_a_plan = |status| {
        a_child("1")
            .on_cp_since("2026-11-01")
            .open_as(status, "2026-11-10")
            .plan_every(3)
            .on_date("2026-11-12")
    };
    let row = on_a_plan("CIN");
    assert_eq!((&row["due"], &row["status"]), ("2026-11-13", "CIN"));
    // Beside social care, Targeted Support and Youth Offending set no date.
    for status in ["TS", "YOS"] {
        let row = on_a_plan(status);
        assert_eq!((&row["due"], &row["status"]), ("2026-11-15", "CP"));
    }
}

#[test]
fn plan_interval_falls_from_the_same_contact() {
    let child = a_child("1")
        .in_care_since("2026-01-01")
        .plan_every(21)
        .visited("2026-11-02");
    assert_eq!(&child.on_date("2026-11-23")["due"], "2026-11-23");
}

/// Every minimum is a setting.
#[test_case("CP", "2026-11-08")]
#[test_case("CIC", "2026-12-01")]
#[test_case("CIN", "2026-11-03")]
#[test_case("CL", "2026-11-04")]
fn minimum_is_a_setting(status: &str, due: &str) {
    let child = a_child("1")
        .open_as(status, "2026-11-01")
        .where_rules(|rules| {
            rules.first_visit_cic = None;
            rules.cp = Interval::Days(7);
            rules.cic = Interval::Months(1);
            rules.cin = Interval::Days(2);
            rules.cl = Interval::Days(3);
        });
    assert_eq!(&child.on_date("2026-11-01")["due"], due);
}
