//! Due times: each local one is one instant, also where the clocks change.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::{Europe::London, Tz};
use lastseen::schedule::{due::Due, expression::CronExpression};
use proptest::prelude::*;
use test_case::test_case;

fn expression(text: &str) -> CronExpression {
    CronExpression::parse(text).expect("an expression")
}

fn instant(text: &str) -> DateTime<Tz> {
    DateTime::parse_from_rfc3339(text)
        .expect("an instant")
        .with_timezone(&London)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn words(due: Due) -> (String, String) {
    (due.at.to_rfc3339(), due.date.to_string())
}

fn first_two(text: &str, after: &str) -> [(String, String); 2] {
    let expression = expression(text);
    let mut dues = expression.after(instant(after)).map(words);
    [dues.next(), dues.next()].map(|due| due.expect("a due time"))
}

#[test_case("0 30 5 * * *", "2026-11-23T00:00:00Z", "2026-11-23T05:30:00+00:00", "2026-11-24T05:30:00+00:00"; "in winter")]
#[test_case("0 30 5 * * *", "2026-07-01T00:00:00Z", "2026-07-01T05:30:00+01:00", "2026-07-02T05:30:00+01:00"; "in summer")]
#[test_case("0 30 5 * * *", "2026-11-23T05:30:00Z", "2026-11-24T05:30:00+00:00", "2026-11-25T05:30:00+00:00"; "after, not at")]
#[test_case("0 30 1 * * *", "2027-03-27T12:00:00Z", "2027-03-28T02:00:00+01:00", "2027-03-29T01:30:00+01:00"; "a time that is skipped")]
#[test_case("0 0 1 * * *", "2027-03-27T12:00:00Z", "2027-03-28T02:00:00+01:00", "2027-03-29T01:00:00+01:00"; "the first skipped moment")]
#[test_case("0 30 1 * * *", "2026-10-24T12:00:00Z", "2026-10-25T01:30:00+01:00", "2026-10-26T01:30:00+00:00"; "a time that comes twice")]
#[test_case("0 30 1 * * *", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00+00:00", "2026-10-27T01:30:00+00:00"; "not its second time")]
#[test_case("0 30 6 29 2 *", "2026-11-23T00:00:00Z", "2028-02-29T06:30:00+00:00", "2032-02-29T06:30:00+00:00"; "29 February")]
#[test_case("0 0 0 1 1 *", "2026-11-23T00:00:00Z", "2027-01-01T00:00:00+00:00", "2028-01-01T00:00:00+00:00"; "New Year")]
#[test_case("0 30 6 * * Mon", "2026-12-24T00:00:00Z", "2026-12-28T06:30:00+00:00", "2027-01-04T06:30:00+00:00"; "Mondays over New Year")]
#[test_case("30 6 * * Mon", "2026-11-23T06:30:00Z", "2026-11-30T06:30:00+00:00", "2026-12-07T06:30:00+00:00"; "five fields")]
fn the_next_two(text: &str, after: &str, first: &str, second: &str) {
    let [one, two] = first_two(text, after);
    assert_eq!([one.0, two.0], [first.to_owned(), second.to_owned()]);
}

/// The date is that of the time as it is written, also where the clock never showed it.
#[test]
fn the_date_is_the_local_one() {
    let [first, _] = first_two("0 30 1 * * *", "2027-03-27T12:00:00Z");
    assert_eq!(first.1, "2027-03-28");
    let [first, _] = first_two("0 30 0 * * *", "2026-06-30T12:00:00Z");
    assert_eq!(
        first,
        (
            "2026-07-01T00:30:00+01:00".to_owned(),
            "2026-07-01".to_owned()
        )
    );
}

/// Every night of eight years, at every half-hour: once a date, in order, at the first moment that the clock shows the time.
#[test]
fn every_night_of_eight_years() {
    let (from, until) = (day("2024-01-01"), day("2032-01-01"));
    for half_hours in 0..12 {
        let time = NaiveTime::MIN + TimeDelta::minutes(30 * half_hours);
        let text = format!("0 {} {} * * *", half_hours % 2 * 30, half_hours / 2);
        let midnight = London
            .from_local_datetime(&from.and_time(NaiveTime::MIN))
            .earliest()
            .expect("a midnight");
        let expression = expression(&text);
        let dues: Vec<Due> = expression
            .after(midnight - TimeDelta::seconds(1))
            .take_while(|due| due.date < until)
            .collect();
        assert_eq!(dues.len() as i64, (until - from).num_days(), "{text}");
        for (due, nth) in dues.iter().zip(0..) {
            let date = from + Days::new(nth);
            assert_eq!(due.date, date);
            // Looked for minute by minute, by the clock alone, from an hour and a half before: no clock is changed by more.
            let early = midday_before(date)
                + TimeDelta::hours(12)
                + TimeDelta::minutes(30 * half_hours - 90);
            let shown = (0..300)
                .map(|minute| early + TimeDelta::minutes(minute))
                .find(|at| at.date_naive() == date && at.time() >= time)
                .expect("the clock comes to it");
            assert_eq!(due.at, shown, "{text} on {date}");
        }
        assert!(dues.windows(2).all(|pair| pair[0].at < pair[1].at));
    }
}

/// Noon of the day before, in real hours.
fn midday_before(date: NaiveDate) -> DateTime<Tz> {
    let noon = (date - Days::new(1)).and_hms_opt(12, 0, 0).expect("noon");
    London
        .from_local_datetime(&noon)
        .single()
        .expect("noon is once")
}

/// Each hour of a day of 23 hours and one of 25: each time on the clock once.
#[test_case("2027-03-28", 23; "in spring")]
#[test_case("2026-10-25", 24; "in autumn")]
#[test_case("2026-11-23", 24; "on any day")]
fn every_hour_of_a_day(date: &str, hours: usize) {
    let date = day(date);
    let hourly = expression("0 0 * * * *");
    let dues: Vec<Due> = hourly
        .after(midday_before(date))
        .skip_while(|due| due.at.date_naive() < date)
        .take_while(|due| due.at.date_naive() == date)
        .collect();
    assert_eq!(dues.len(), hours);
}

/// The last due time is the one that `after` would have given.
#[test]
fn the_last_is_the_one_before() {
    for text in [
        "0 30 1 * * *",
        "0 0 2 * * *",
        "0 15 * * * *",
        "0 30 6 * * Mon",
    ] {
        let expression = expression(text);
        let begin = instant("2026-10-24T00:00:00Z");
        let all: Vec<Due> = expression
            .between(begin, begin + TimeDelta::days(170))
            .collect();
        for pair in all.windows(2) {
            for at in [
                pair[0].at,
                pair[0].at + TimeDelta::seconds(1),
                pair[1].at - TimeDelta::seconds(1),
            ] {
                let last = expression.last(at).expect("one before");
                assert_eq!(last.at, pair[0].at, "{text} at {at}");
            }
        }
    }
}

proptest! {
    /// The last due time is the last of those that fall due, and nothing lies between it and its instant.
    #[test]
    fn looking_back_agrees_with_looking_ahead(
        text in prop::sample::select(vec![
            "0 30 1 * * *",
            "0 0 1,2 * * Sun",
            "0 */20 0-3 * * *",
            "0 0 7 1-7 * Mon",
            "15 45 1 25-31 3,10 *",
            "0 0 0 * * *",
        ]),
        // 2026 to 2029.
        second in 1_767_225_600_i64..1_893_456_000,
    ) {
        let expression = expression(text);
        let now = DateTime::from_timestamp(second, 0).expect("a time").with_timezone(&London);
        let last = expression.last(now).expect("each falls due in every year");
        prop_assert!(last.at <= now);
        let day_before = last.at - TimeDelta::days(1);
        prop_assert_eq!(expression.between(day_before, now).last(), Some(last));
        let next = expression.after(now).next().expect("each falls due in every year");
        prop_assert!(next.at > now);
        prop_assert_eq!(expression.after(last.at).next(), Some(next));
    }
}
