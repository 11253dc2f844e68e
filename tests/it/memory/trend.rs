//! Trend points say where they come from, and are what that source says.

use chrono::{Datelike, Days, Weekday};
use lastseen::measures::{
    rate::{Measure, RateScope},
    trend::{Origin, Point, Trend, sundays},
};
use test_case::test_case;

use super::house::House;
use crate::night::day;

fn house() -> House {
    let mut house = House::new();
    for child in 0..4 {
        house.case(&format!("C{child},CP,2026-01-01,,North,RED"));
        for week in 0..20 {
            let date = day("2026-07-06") + Days::new(7 * week);
            house.visit(
                &format!("V{child}-{week}"),
                &format!("C{child}"),
                &date.to_string(),
            );
        }
    }
    house.case("LATE,CP,2026-01-01,,South,RED");
    house
}

fn all(trend: &Trend, date: &str) -> (Origin, u64, u64) {
    let point = trend.weeks.iter().find(|point| point.date == day(date));
    let point = point.unwrap_or_else(|| panic!("no point on {date}"));
    figures(point)
}

fn figures(point: &Point) -> (Origin, u64, u64) {
    let rate = point.rates.of(Measure::VisitsInTime);
    (point.origin, rate.numerator, rate.denominator)
}

#[test]
fn points_come_from_the_ledger_or_are_recalculated() {
    let mut house = house();
    house.run("nightly", "2026-11-08");
    house.run("weekly", "2026-11-15");
    // Written down only afterwards: on both Sundays the child had been visited after all.
    house.visit("LATE-1", "LATE", "2026-11-06");
    let memory = house.run("nightly", "2026-11-23").memory;
    let trend = memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::All]);

    assert_eq!(trend.weeks.len(), 26);
    assert_eq!(trend.weeks[25].date, day("2026-11-22"));
    assert_eq!(all(&trend, "2026-11-01"), (Origin::Recalculated, 4, 5));
    assert_eq!(all(&trend, "2026-11-08"), (Origin::Ledger, 4, 5));
    assert_eq!(
        all(&trend, "2026-11-15"),
        (Origin::Ledger, 4, 5),
        "any job's complete run will do"
    );
    assert_eq!(all(&trend, "2026-11-22"), (Origin::Recalculated, 4, 5));
    assert_eq!(figures(&trend.tonight), (Origin::Tonight, 4, 5));

    let south = memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::Team("South".to_owned())]);
    assert_eq!(all(&south, "2026-11-08"), (Origin::Ledger, 0, 1));
    let both = [
        RateScope::Team("South".to_owned()),
        RateScope::Team("North".to_owned()),
    ];
    let both = memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&both);
    assert_eq!(both, trend);
    let nobody = memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::Team("East".to_owned())]);
    assert_eq!(all(&nobody, "2026-11-08"), (Origin::Ledger, 0, 0));
}

/// Only Sundays count, and only those before the weeks shown.
#[test]
fn recorded_sundays_before_the_weeks_shown_are_known() {
    let house = house();
    for date in ["2026-05-10", "2026-05-12", "2026-05-17", "2026-06-07"] {
        house.run("nightly", date);
    }
    let trends = house.dry_run("nightly", "2026-11-23").memory.trends;
    let trend = trends
        .expect("the clinic shows trends")
        .of(&[RateScope::All]);
    let before: Vec<String> = trend.before.iter().map(|of| of.date.to_string()).collect();
    assert_eq!(before, ["2026-05-10", "2026-05-17"]);
    assert_eq!(trend.before[1].origin, Origin::Ledger);
    assert_eq!(trend.weeks.len(), 26);
    assert_eq!(trend.weeks[1].origin, Origin::Ledger);
}

/// What the ledger says of a Sunday holds; what is recalculated follows the facts.
#[test]
fn late_records_change_only_what_is_recalculated() {
    let mut house = house();
    house.run("nightly", "2026-11-08");
    let before = house
        .dry_run("nightly", "2026-11-20")
        .memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::All]);
    house.visit("LATE-1", "LATE", "2026-11-06");
    let after = house
        .dry_run("nightly", "2026-11-20")
        .memory
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::All]);
    assert_eq!(all(&before, "2026-11-08"), (Origin::Ledger, 4, 5));
    assert_eq!(all(&after, "2026-11-08"), (Origin::Ledger, 4, 5));
    assert_eq!(all(&before, "2026-11-15"), (Origin::Recalculated, 4, 5));
    assert_eq!(all(&after, "2026-11-15"), (Origin::Recalculated, 5, 5));
}

/// A run on a Sunday is one of its own weeks, and the second run of that night says the same as the first.
#[test]
fn a_sunday_run_shows_its_own_figures_both_times() {
    let house = house();
    let once = house.run("nightly", "2026-11-22").memory;
    let twice = house.run("nightly", "2026-11-22").memory;
    assert_eq!(once, twice);
    let trend = once
        .trends
        .as_ref()
        .expect("the clinic shows trends")
        .of(&[RateScope::All]);
    assert_eq!(trend.weeks[25], trend.tonight);
    assert_eq!(trend.tonight.origin, Origin::Tonight);
}

/// A recalculated Sunday is what a run for that Sunday would have said of the same exports.
#[test]
fn a_recalculated_point_is_what_a_run_of_that_day_says() {
    let house = house();
    let trends = house
        .dry_run("nightly", "2026-11-23")
        .memory
        .trends
        .expect("the clinic shows trends");
    for week in trends.weeks.iter().rev().take(4) {
        let then = house
            .dry_run("nightly", &week.date.to_string())
            .memory
            .trends
            .expect("the clinic shows trends");
        assert_eq!(week.origin, Origin::Recalculated);
        assert_eq!(week.scopes, then.tonight.scopes);
    }
}

#[test_case("2026-11-22", "2026-11-22"; "a Sunday is its own week's")]
#[test_case("2026-11-23", "2026-11-22"; "a Monday")]
#[test_case("2026-11-28", "2026-11-22"; "a Saturday")]
#[test_case("2027-01-01", "2026-12-27"; "a new year")]
fn a_trend_ends_on_the_last_sunday(date: &str, last: &str) {
    let sundays = sundays(day(date));
    assert_eq!(sundays.len(), 26);
    assert_eq!(sundays[25], day(last));
    assert!(sundays.iter().all(|date| date.weekday() == Weekday::Sun));
    assert!(
        sundays
            .windows(2)
            .all(|pair| pair[1] - pair[0] == chrono::TimeDelta::days(7))
    );
}
