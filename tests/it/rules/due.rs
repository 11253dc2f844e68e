//! The due-date tables: CONTACT, START, CHANGE; FIRST; RAISED; UNKNOWN. [RULES 5]

use lastseen::model::calendar::Interval;
use test_case::test_case;

use crate::{
    child::{Child, MONDAY, a_child, a_visit},
    night::day,
};

/// `due`, `due_rule`, `due_from`.
#[track_caller]
fn is_due(child: &Child, expected: [&str; 3]) {
    let row = child.on_date(MONDAY);
    let found = ["due", "due_rule", "due_from"].map(|column| &row[column]);
    assert_eq!(found, expected, "{row:?}");
}

/// In need since the start of the year, on a child protection plan since 10 November.
fn stepped_up() -> Child {
    a_child("1")
        .in_need_since("2026-01-05")
        .until("2026-11-10")
        .on_cp_since("2026-11-10")
}

#[test_case("2026-11-12", ["2026-11-26", "CONTACT", "2026-11-12"]; "after the change")]
#[test_case("2026-11-10", ["2026-11-24", "CONTACT", "2026-11-10"]; "on the day of the change")]
#[test_case("2026-11-09", ["2026-11-23", "CONTACT", "2026-11-09"]; "the day before: longer than the days of grace")]
#[test_case("2026-11-01", ["2026-11-15", "CONTACT", "2026-11-01"]; "as long as the days of grace: the contact is named")]
#[test_case("2026-10-31", ["2026-11-15", "CHANGE", "2026-11-10"]; "a day shorter")]
#[test_case("2026-10-10", ["2026-11-15", "CHANGE", "2026-11-10"]; "good for a child in need on the day")]
#[test_case("2026-10-09", ["2026-11-09", "CONTACT", "2026-10-09"]; "run out by then: overdue stays overdue")]
#[test_case("2026-05-01", ["2026-06-01", "CONTACT", "2026-05-01"]; "run out long before")]
fn after_a_change_of_status(visited: &str, expected: [&str; 3]) {
    is_due(&stepped_up().visited(visited), expected);
}

#[test]
fn without_any_contact_the_involvement_counts() {
    is_due(&stepped_up(), ["2026-02-05", "START", "2026-01-05"]);
    let fresh = a_child("1")
        .in_need_since("2026-11-08")
        .until("2026-11-10")
        .on_cp_since("2026-11-10");
    is_due(&fresh, ["2026-11-22", "START", "2026-11-08"]);
}

/// A shorter interval from the start of the status beats the days of grace.
#[test]
fn the_start_of_the_status_may_be_earlier() {
    let child = stepped_up().plan_every(4).visited("2026-10-20");
    is_due(&child, ["2026-11-14", "START", "2026-11-10"]);
    let child = stepped_up()
        .visited("2026-10-20")
        .where_rules(|rules| rules.change_within_days = 20);
    is_due(&child, ["2026-11-24", "START", "2026-11-10"]);
}

/// Of several statuses just left, each must have run out; a status left long before is none of them.
#[test]
fn statuses_just_left() {
    let left = |leaver_until: &str| {
        a_child("1")
            .care_leaver_since("2026-01-05")
            .until(leaver_until)
            .in_need_since("2026-01-05")
            .until("2026-11-10")
            .on_cp_since("2026-11-10")
            .visited("2026-09-01")
    };
    // The care leaver's twelve weeks were good until 24 November.
    is_due(&left("2026-11-03"), ["2026-11-15", "CHANGE", "2026-11-10"]);
    is_due(&left("2026-11-02"), ["2026-10-01", "CONTACT", "2026-09-01"]);
    is_due(&left(""), ["2026-11-15", "CHANGE", "2026-11-10"]);
}

/// A gap of seven days is none; a longer one starts the clock anew.
#[test_case("2026-11-02", ["2026-08-01", "CONTACT", "2026-07-01"]; "closed for seven days")]
#[test_case("2026-11-01", ["2026-12-09", "START", "2026-11-09"]; "closed for eight days")]
fn a_gap_between_rows(closed: &str, expected: [&str; 3]) {
    let child = a_child("1")
        .in_need_since("2026-01-05")
        .until(closed)
        .in_need_since("2026-11-09")
        .visited("2026-07-01");
    is_due(&child, expected);
    let within = |days| {
        let child = child.clone();
        child.where_rules(|rules| rules.continues_within_days = days)
    };
    is_due(&within(8), ["2026-08-01", "CONTACT", "2026-07-01"]);
    is_due(&within(6), ["2026-12-09", "START", "2026-11-09"]);
}

/// Rows of another status hold a chain together, and rows that are yet to start do not.
#[test]
fn chains_of_several_statuses() {
    let child = a_child("1")
        .in_need_since("2026-01-05")
        .until("2026-03-01")
        .in_care_since("2026-03-05")
        .until("2026-11-01")
        .in_need_since("2026-11-05")
        .visited("2026-10-20");
    // Good for six weeks when it changed back, so the contact counts for the month.
    is_due(&child, ["2026-11-20", "CONTACT", "2026-10-20"]);
    let targeted_between = a_child("1")
        .in_need_since("2026-01-05")
        .until("2026-03-01")
        .open_as("TS", "2026-03-01")
        .until("2026-11-05")
        .in_need_since("2026-11-05")
        .visited("2026-10-20");
    is_due(&targeted_between, ["2026-12-05", "START", "2026-11-05"]);
}

fn in_care(since: &str) -> Child {
    a_child("1").in_care_since(since)
}

#[test_case("2026-10-12", &[], ["2026-10-19", "FIRST", "2026-10-12"]; "42 days ago, never visited")]
#[test_case("2026-10-12", &["2026-11-01"], ["2026-12-13", "CONTACT", "2026-11-01"]; "visited since")]
#[test_case("2026-10-12", &["2026-10-12"], ["2026-11-23", "CONTACT", "2026-10-12"]; "visited that day")]
#[test_case("2026-10-12", &["2026-10-11"], ["2026-10-19", "FIRST", "2026-10-12"]; "visited the day before")]
fn a_first_visit(since: &str, visits: &[&str], expected: [&str; 3]) {
    let child = visits
        .iter()
        .fold(in_care(since), |child, date| child.visited(date));
    is_due(&child, expected);
}

/// A recent event asks for a visit of the full standard, an older one for any contact that counts.
#[test_case("2026-10-12", ["2026-10-19", "FIRST", "2026-10-12"]; "42 days ago")]
#[test_case("2026-10-11", ["2026-12-20", "CONTACT", "2026-11-08"]; "43 days ago")]
fn a_phone_call_for_a_first_visit(since: &str, expected: [&str; 3]) {
    let child = in_care(since)
        .rated("GREEN", since)
        .contact(a_visit("2026-11-08").by_phone());
    is_due(&child, expected);
}

#[test]
fn moves_of_a_child_in_care() {
    let long = || in_care("2024-01-01").visited("2026-11-01");
    let moved = |on| long().with("placement_changed_on", on);
    is_due(&moved("2026-11-02"), ["2026-11-09", "FIRST", "2026-11-02"]);
    is_due(
        &moved("2026-11-01"),
        ["2026-12-13", "CONTACT", "2026-11-01"],
    );
    is_due(
        &moved("2026-11-24"),
        ["2026-12-13", "CONTACT", "2026-11-01"],
    );
    let on_an_earlier_row = moved("2026-11-02")
        .until("2026-11-10")
        .in_care_since("2026-11-10");
    is_due(&on_an_earlier_row, ["2026-11-09", "FIRST", "2026-11-02"]);
    let in_need_too = long()
        .in_need_since("2024-01-01")
        .with("placement_changed_on", "2026-11-02");
    is_due(&in_need_too, ["2026-12-01", "CONTACT", "2026-11-01"]);
}

#[test]
fn first_visits_are_settings() {
    let child = in_care("2026-11-20");
    is_due(&child, ["2026-11-27", "FIRST", "2026-11-20"]);
    let longer = child.where_rules(|rules| rules.first_visit_cic = Some(Interval::Days(10)));
    is_due(&longer, ["2026-11-30", "FIRST", "2026-11-20"]);
    let on_a_plan = a_child("1").on_cp_since("2026-11-20");
    is_due(&on_a_plan, ["2026-12-04", "START", "2026-11-20"]);
    let limited = on_a_plan.where_rules(|rules| rules.first_visit_cp = Some(Interval::Days(5)));
    is_due(&limited, ["2026-11-25", "FIRST", "2026-11-20"]);
}

/// In need since January, seen in person on 2 November, phoned on the 16th, AMBER until RED.
fn raised_on(date: &str) -> Child {
    a_child("1")
        .in_need_since("2026-01-05")
        .rated("AMBER", "2026-01-06")
        .visited("2026-11-02")
        .contact(a_visit("2026-11-16").by_phone())
        .rated("RED", date)
}

#[test_case("2026-11-20", ["2026-12-02", "RAISED", "2026-11-02"]; "the last full visit is good for longer than five working days")]
#[test_case("2026-11-17", ["2026-12-02", "RAISED", "2026-11-02"]; "as is any earlier day")]
#[test_case("2026-11-16", ["2026-12-02", "CONTACT", "2026-11-02"]; "RED on the day of the call: the call does not count")]
fn became_red(date: &str, expected: [&str; 3]) {
    is_due(&raised_on(date), expected);
}

#[test]
fn became_red_after_a_long_time_without_a_full_visit() {
    let child = |date: &str| {
        a_child("1")
            .in_need_since("2026-01-05")
            .rated("AMBER", "2026-01-06")
            .visited("2026-05-29")
            .contact(a_visit("2026-11-16").by_phone())
            .rated("RED", date)
    };
    is_due(&child("2026-11-20"), ["2026-11-27", "RAISED", "2026-11-20"]);
    let row = child("2026-11-20").on_date(MONDAY);
    assert_eq!(&row["raised_on"], "2026-11-20");
    // Christmas is no working day: 21, 22, 23, 24 and 29 December.
    let row = child("2026-12-18").on_date("2026-12-18");
    assert_eq!((&row["due"], &row["due_rule"]), ("2026-12-16", "CONTACT"));
    let phoned = child("2026-12-18").contact(a_visit("2026-12-15").by_phone());
    let row = phoned.on_date("2026-12-18");
    assert_eq!((&row["due"], &row["due_rule"]), ("2026-12-29", "RAISED"));
    let days_off = phoned.where_rules(|rules| {
        rules.bank_holidays = lastseen::model::calendar::Holidays::new(&[], &[day("2026-12-24")])
    });
    assert_eq!(&days_off.on_date("2026-12-18")["due"], "2026-12-30");
}

/// A short gap between two times of RED is left out.
#[test_case("2026-11-12", "2026-11-18", "2026-11-06"; "six days")]
#[test_case("2026-11-12", "2026-11-19", "2026-11-19"; "seven days")]
fn a_gap_in_red(amber: &str, red_again: &str, raised_on: &str) {
    let child = a_child("1")
        .in_need_since("2026-10-26")
        .rated("AMBER", "2026-10-26")
        .contact(a_visit("2026-11-05").by_phone())
        .rated("RED", "2026-11-06")
        .rated("AMBER", amber)
        .rated("RED", red_again);
    assert_eq!(&child.on_date(MONDAY)["raised_on"], raised_on);
}

#[test]
fn only_a_dated_red_raises() {
    use crate::child::a_decision;
    let child = a_child("1")
        .in_need_since("2026-11-20")
        .with_rating(a_decision("RED", "").recorded_on(""));
    is_due(&child, ["2026-12-20", "START", "2026-11-20"]);
    is_due(
        &child.rated("RED", "2026-11-21"),
        ["2026-11-27", "RAISED", "2026-11-21"],
    );
}

/// A child that RED examples apply to is told when it would be due were it RED.
#[test]
fn due_if_red() {
    let on_a_plan = a_child("1")
        .on_cp_since("2026-01-05")
        .rated("AMBER", "2026-01-06")
        .visited("2026-11-01")
        .contact(a_visit("2026-11-16").by_phone());
    let row = on_a_plan.on_date(MONDAY);
    let dates = (&row["due"], &row["due_if_red"]);
    assert_eq!(dates, ("2026-11-30", "2026-11-15"));
    let row = on_a_plan.rated("RED", "2026-11-20").on_date(MONDAY);
    assert_eq!(&row["due_if_red"], "");
}

/// Where nobody knows since when a status runs, no number of days is made up.
#[test]
fn an_unknown_start() {
    let child = a_child("1").open_since_nobody_knows("CL");
    let row = child.on_date(MONDAY);
    let found = ["due", "due_rule", "due_from", "state", "days_overdue"].map(|at| &row[at]);
    assert_eq!(found, ["", "UNKNOWN", "", "OVERDUE", ""]);
    assert_eq!((&row["unseen"], &row["days_unseen"]), ("true", ""));

    let seen = child.clone().visited("2026-10-01");
    let row = seen.on_date(MONDAY);
    let found = ["due", "due_rule", "due_from", "state", "days_overdue"].map(|at| &row[at]);
    assert_eq!(found, ["2026-12-24", "CONTACT", "2026-10-01", "OK", "0"]);
    assert_eq!((&row["unseen"], &row["days_unseen"]), ("false", "53"));

    let also_in_need = child.in_need_since("2026-06-01");
    let row = also_in_need.on_date(MONDAY);
    assert_eq!((&row["status"], &row["due_rule"]), ("CL", "UNKNOWN"));
    assert_eq!((&row["team"], &row["days_unseen"]), ("North", ""));
}

#[test]
fn an_unknown_start_asks_for_no_first_visit() {
    let row = a_child("1")
        .open_since_nobody_knows("CIC")
        .startless_with("placement_changed_on", "2026-11-16")
        .rated("RED", "2026-11-20")
        .visited("2026-11-10")
        .on_date(MONDAY);
    assert_eq!((&row["due"], &row["due_rule"]), ("2026-12-22", "CONTACT"));
    let ended = a_child("1")
        .open_since_nobody_knows("CIC")
        .startless_with("status_end", MONDAY)
        .row_on(MONDAY);
    assert!(ended.is_none());
}
