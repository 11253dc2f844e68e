//! Due times in local time: each once, whatever the clocks do.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{Europe::London, Tz};
use proptest::prelude::*;
use test_case::test_case;

use super::{cron, told, utc};

fn local(text: &str) -> DateTime<Tz> {
    utc(text).with_timezone(&London)
}

/// By brute force: the first minute of the day at which the wall clock shows a time or a later one.
fn first_minute(date: NaiveDate, time: NaiveTime) -> DateTime<Tz> {
    let noon_before = date.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(12);
    (0..)
        .map(|minute| (noon_before + TimeDelta::minutes(minute)).with_timezone(&London))
        .find(|at| at.naive_local() >= date.and_time(time))
        .expect("every day comes")
}

#[test_case("0 0 5 * * *", 5, 0)]
#[test_case("0 0 0 * * *", 0, 0)]
#[test_case("0 30 0 * * *", 0, 30)]
#[test_case("0 0 1 * * *", 1, 0; "the first of the hour that is lost and doubled")]
#[test_case("0 30 1 * * *", 1, 30; "within it")]
#[test_case("0 59 1 * * *", 1, 59; "the last of it")]
#[test_case("0 0 2 * * *", 2, 0)]
#[test_case("0 59 23 * * *", 23, 59)]
fn three_years_of_nights_fall_due_once_each(expression: &str, hour: u32, minute: u32) {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of day");
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    let expected: Vec<String> = first
        .iter_days()
        .take(365 + 365 + 366)
        .map(|date| format!("{} {date}", first_minute(date, time)))
        .collect();
    let found: Vec<String> = cron(expression)
        .between(local("2025-12-31T23:59:59Z"), local("2028-12-31T23:59:59Z"))
        .map(|due| format!("{} {}", due.at, due.date))
        .collect();
    assert_eq!(found, expected);
}

#[test_case("0 30 1 * * *", "2027-03-27T12:00:00Z", "2027-03-28T02:00:00+01:00 for 2027-03-28"; "a time that does not exist is due at the first instant after")]
#[test_case("0 30 1 * * *", "2026-10-24T12:00:00Z", "2026-10-25T01:30:00+01:00 for 2026-10-25"; "of two the first")]
#[test_case("0 30 1 * * *", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00+00:00 for 2026-10-26"; "and the second is none")]
#[test_case("0 30 1 29 Feb *", "2026-06-01T00:00:00Z", "2028-02-29T01:30:00+00:00 for 2028-02-29"; "a leap day")]
#[test_case("0 0 0 1 1 *", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00+00:00 for 2027-01-01"; "a new year")]
#[test_case("0 0 7 1-7 * Mon", "2026-11-02T07:00:00Z", "2026-12-07T07:00:00+00:00 for 2026-12-07"; "the first Monday of the next month")]
#[test_case("30 6 * * Mon", "2026-10-19T06:00:00Z", "2026-10-26T06:30:00+00:00 for 2026-10-26"; "five fields")]
fn the_next_due_time(expression: &str, after: &str, expected: &str) {
    let next = cron(expression).after(local(after)).next();
    assert_eq!(next.as_ref().map(told).as_deref(), Some(expected));
}

/// A quarter of an hour, on the day of 25 hours and on the day of 23: 96 wall-clock times, of which four meet at two.
#[test_case("2026-10-25", 96)]
#[test_case("2027-03-28", 92)]
fn quarters_of_an_hour(date: &str, expected: usize) {
    let date: NaiveDate = date.parse().expect("a date");
    let midnight = |date: NaiveDate| {
        let midnight = London.from_local_datetime(&date.and_time(NaiveTime::MIN));
        midnight.single().expect("a midnight") - TimeDelta::seconds(1)
    };
    let end = midnight(date.succ_opt().expect("a day after"));
    let dues: Vec<_> = cron("0 */15 * * * *")
        .between(midnight(date), end)
        .collect();
    assert_eq!(dues.len(), expected);
    assert!(dues.is_sorted_by(|a, b| a.at < b.at));
    assert!(dues.iter().all(|due| due.date == date));
}

fn any_expression() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "0 30 1 * * *",
        "0 0 1,2 * * Sun",
        "0 */20 0-3 * * *",
        "0 0 7 1-7 * Mon",
        "15 45 1 25-31 3,10 *",
        "0 0 0 * * *",
    ])
}

proptest! {
    /// The last due time is the last of those that fall due, and nothing is between it and its instant.
    #[test]
    fn looking_back_agrees_with_looking_ahead(
        expression in any_expression(),
        second in 1_767_225_600_i64..1_893_456_000,
    ) {
        let expression = cron(expression);
        let now = DateTime::<Utc>::from_timestamp(second, 0).expect("a time").with_timezone(&London);
        let last = expression.last(now).expect("each falls due in every year");
        prop_assert!(last.at <= now);
        let from = last.at - TimeDelta::days(1);
        prop_assert_eq!(expression.between(from, now).last(), Some(last));
        let next = expression.after(now).next().expect("each falls due in every year");
        prop_assert!(next.at > now);
        prop_assert_eq!(expression.after(last.at).next(), Some(next));
    }
}
