//! Due times on bank holidays: run, passed over, or moved to the next working day; by rule, or by the published list.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone};
use chrono_tz::{Europe::London, Tz};
use lastseen::{
    config::Settings,
    model::calendar::{Holidays, WorkingDays},
    schedule::{
        agenda::{Agenda, Past},
        expression::{CronExpression, OnHoliday},
    },
    watching::status,
};
use proptest::prelude::*;
use test_case::test_case;

use crate::workplace::{DATE, Workplace};

const SERVICE: &str = "jobs/service.toml";
const JOB: &str = "jobs/nightly.toml";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn instant(text: &str) -> DateTime<Tz> {
    let at = text.parse().expect("a local time");
    London
        .from_local_datetime(&at)
        .single()
        .expect("a time that is")
}

fn observing(text: &str, on_holiday: OnHoliday, holidays: Holidays) -> CronExpression {
    let expression = CronExpression::parse(text).expect("an expression");
    expression
        .observing(on_holiday, &holidays)
        .expect("something is left of it")
}

use OnHoliday::{NextWorkingDay as Next, Run, Skip};

// Christmas Day 2026 is a Friday; Boxing Day, a Saturday, is kept on Monday the 28th.
#[test_case("30 6 * * Mon", Run, "2026-12-24", "12-28T06:30 01-04T06:30"; "run")]
#[test_case("30 6 * * Mon", Skip, "2026-12-24", "01-04T06:30 01-11T06:30"; "skip")]
#[test_case("30 6 * * Mon", Next, "2026-12-24", "12-29T06:30 01-04T06:30"; "the Tuesday after")]
#[test_case("0 5 * * *", Next, "2026-12-24", "12-24T05:00 12-26T05:00 12-27T05:00 12-29T05:00 12-30T05:00"; "a nightly job: each day once, weekends stay")]
#[test_case("0 5 * * *", Skip, "2026-12-24", "12-24T05:00 12-26T05:00 12-27T05:00 12-29T05:00"; "a nightly job that skips")]
#[test_case("0 5 * * Mon-Fri", Next, "2026-04-02", "04-02T05:00 04-07T05:00 04-08T05:00"; "Good Friday and Easter Monday, both to the Tuesday")]
#[test_case("0 5,9 * * Mon,Tue", Next, "2026-05-03", "05-05T05:00 05-05T09:00 05-11T05:00"; "both are due on the Tuesday anyway")]
#[test_case("0 9 4 5 *", Next, "2026-05-05", "05-05T09:00 05-04T09:00"; "asked on the day it moved to")]
#[test_case("0 7 1 1 *", Next, "2026-12-31", "01-04T07:00 01-01T07:00"; "New Year on a Friday, then on a Saturday that is no bank holiday")]
fn the_next_due_times(text: &str, on_holiday: OnHoliday, from: &str, expected: &str) {
    let expression = observing(text, on_holiday, Holidays::default());
    let from = instant(&format!("{from}T00:00:00")) - TimeDelta::seconds(1);
    let expected: Vec<&str> = expected.split(' ').collect();
    let dues = expression.after(from).take(expected.len());
    let found: Vec<String> = dues
        .inspect(|due| assert_eq!(due.date, due.at.date_naive()))
        .map(|due| due.at.format("%m-%dT%H:%M").to_string())
        .collect();
    assert_eq!(found, expected);
}

/// The list is right as far as it goes: it takes the place of the rule, which goes on behind it; days of one's own count.
#[test_case("2026-05-04", true; "by rule, before the list")]
#[test_case("2026-08-31", false; "by rule, and not in the list")]
#[test_case("2026-09-07", true; "in the list alone")]
#[test_case("2026-12-28", true; "the last of the list")]
#[test_case("2027-03-29", true; "by rule, behind it")]
#[test_case("2026-10-05", true; "a day of one's own")]
#[test_case("2026-10-12", false; "any other Monday")]
fn the_list_and_the_rule(date: &str, is_holiday: bool) {
    let listed = ["2026-05-25", "2026-09-07", "2026-12-25", "2026-12-28"].map(day);
    let holidays = Holidays::new(&listed, &[day("2026-10-05")]);
    assert_eq!(holidays.is_one(day(date)), is_holiday);
    // What Notes says, and all by which the rules are others.
    assert_eq!(
        holidays.to_string(),
        "not 31 Aug 2026, 7 Sep 2026, 5 Oct 2026"
    );
    assert_eq!(
        format!("{holidays:?}"),
        "[2026-08-31, 2026-09-07, 2026-10-05]"
    );
    let expression = observing("0 5 * * Mon", Skip, holidays);
    let midnight = instant(&format!("{date}T00:00:00"));
    let due = expression.after(midnight).next().expect("a due time");
    assert_eq!(due.date != day(date), is_holiday);
}

proptest! {
    /// The last due time is the last of those before, and between two of them there is none.
    #[test]
    fn last_and_after_agree(
        minutes in 0_i64..3 * 365 * 24 * 60,
        which in 0_usize..4,
        on_holiday in prop::sample::select(vec![Run, Skip, Next]),
        own in prop::collection::vec(0_u64..3 * 365, 0..30),
    ) {
        let first = day("2026-01-01");
        let added: Vec<NaiveDate> = own.into_iter().map(|days| first + Days::new(days)).collect();
        let text = ["30 6 * * Mon", "0 5 * * *", "15 9,17 * * Mon,Fri", "0 7 1-7 * Mon"][which];
        let expression = observing(text, on_holiday, Holidays::new(&[], &added));
        let until = instant("2026-01-01T00:00:00") + TimeDelta::minutes(minutes);
        let before = expression.between(until - TimeDelta::days(400), until).last();
        prop_assert_eq!(expression.last(until), before);
        let dues: Vec<_> = expression.after(until).take(8).collect();
        prop_assert!(dues.windows(2).all(|two| two[0].at < two[1].at));
        for due in &dues {
            prop_assert_eq!(expression.last(due.at), Some(*due));
            prop_assert_eq!(expression.after(due.at - TimeDelta::seconds(1)).next(), Some(*due));
        }
    }
}

/// What is caught up is the day that it moved to: nothing is due, and nothing missed, on the holiday.
#[test]
fn catching_up_and_status_follow() {
    let expression = observing("30 6 * * Mon", Next, Holidays::default());
    let agenda = |now: &str| {
        let past = Past {
            handled: Some(instant("2026-12-21T06:30:00")),
            open: Vec::new(),
        };
        let catch_up = TimeDelta::hours(12);
        Agenda::of(&expression, &past, instant(now), catch_up).expect("a sound clock")
    };
    assert_eq!(agenda("2026-12-28T12:00:00"), Agenda::default());
    let due = agenda("2026-12-29T12:00:00").run.expect("it is due");
    assert_eq!(
        (due.at, due.date),
        (instant("2026-12-29T06:30:00"), day("2026-12-29"))
    );
    let missed = agenda("2026-12-29T19:00:00").missed;
    assert_eq!(missed.first().map(|due| due.date), Some(day("2026-12-29")));

    let place = Workplace::new();
    place.edit(JOB, "0 0 5 * * *", "0 0 5 * * Mon");
    place.edit(
        JOB,
        "catch_up",
        "on_holiday = \"next working day\"\ncatch_up",
    );
    let settings = Settings::load(place.root()).expect("sound settings");
    let picture = status::picture(&settings, instant("2026-12-28T04:00:00").to_utc());
    assert_eq!(
        picture.jobs[0].next_due,
        Some(instant("2026-12-29T05:00:00"))
    );
}

const PUBLISHED: &str = r#"{"england-and-wales": {"division": "england-and-wales", "events": [
  {"title": "Boxing Day", "date": "2025-12-26", "notes": "", "bunting": true},
  {"title": "Coronation", "date": "2026-12-07", "notes": "", "bunting": true}]},
 "scotland": {"division": "scotland", "events": [{"title": "2nd January", "date": "2026-12-14"}]}}"#;
const ONE_DIVISION: &str = r#"{"division": "england-and-wales", "events": [{"title": "Coronation", "date": "2026-12-07"}]}"#;

fn with_list(list: &str) -> Workplace {
    let place = Workplace::new();
    place.write("jobs/days.json", list);
    let named = "timezone = \"Europe/London\"\nholidays_file = \"jobs/days.json\"";
    place.edit(SERVICE, "timezone = \"Europe/London\"", named);
    place.edit(JOB, "0 0 5 * * *", "0 0 5 * * Mon");
    place.edit(
        JOB,
        "catch_up",
        "on_holiday = \"next working day\"\ncatch_up",
    );
    place
}

#[test_case(PUBLISHED; "with every division")]
#[test_case(ONE_DIVISION; "with one")]
fn the_published_list_is_read(list: &str) {
    let place = with_list(list);
    let listed = place.run(&["schedule", "--list", "3", "--from", "2026-12-01"]);
    assert_eq!(
        listed.with_code(0).stdout,
        "nightly\t2026-12-08T05:00:00+00:00\nnightly\t2026-12-14T05:00:00+00:00\nnightly\t2026-12-21T05:00:00+00:00\n"
    );
    // It is a day off to the rules too, and its end is told in time.
    let settings = Settings::load(place.root()).expect("sound settings");
    let days = WorkingDays(&settings.rules.bank_holidays);
    assert_eq!(days.after(day("2026-12-04"), 1), day("2026-12-08"));
    assert_eq!(days.on_or_before(day("2026-12-07")), day("2026-12-04"));
    let warned = "warning: the list of holidays_file ends on 7 Dec 2026, before the next due times of job nightly";
    let check = || place.run(&["check", "--date", DATE]).with_code(0).stdout;
    assert!(check().contains(warned), "{}", check());
    place.edit(JOB, "\"next working day\"", "\"run\"");
    assert!(!check().contains("holidays_file"), "nobody asks it");
}

#[test_case("{\n\"england", "jobs/days.json:2: is no JSON; save https://www.gov.uk/bank-holidays.json there"; "no JSON")]
#[test_case("{\"scotland\": {\"events\": []}}", "jobs/days.json: has no division england-and-wales"; "another country")]
#[test_case("[]", "jobs/days.json: has no division england-and-wales"; "a list alone")]
#[test_case("{\"england-and-wales\": {\"events\": []}}", "england-and-wales has no event"; "no day")]
#[test_case("{\"england-and-wales\": {\"events\": [{\"title\": \"X\", \"date\": \"7/12/2026\"}]}}", "are not a list with a date each"; "a date of another form")]
fn a_list_that_cannot_be_read(list: &str, says: &str) {
    let checked = with_list(list).run(&["check", "--date", DATE]);
    checked.with_code(6).complains_of(&[says]);
}

#[test_case("on_holiday = \"never\"", "on_holiday must be one of run, skip, next working day, not \"never\""; "a word that there is not")]
#[test_case("on_holiday = \"next workingday\"", "did you mean \"next working day\"?"; "a word near one")]
#[test_case("on_holiday = true", "on_holiday must be one of run, skip, next working day"; "no word")]
fn a_job_with_a_bad_word(line: &str, says: &str) {
    let place = Workplace::new();
    place.edit(JOB, "catch_up", &format!("{line}\ncatch_up"));
    let checked = place.run(&["check", "--date", DATE]).with_code(6);
    checked.complains_of(&["jobs/nightly.toml:3: ", says]);
}

#[test]
fn holidays_that_leave_nothing_and_holidays_of_no_schedule() {
    let place = Workplace::new();
    place.write(
        "jobs/hand.toml",
        "on_holiday = \"skip\"\nreports = [\"data-quality\"]\n",
    );
    place.write(
        "jobs/christmas.toml",
        "schedule = \"0 5 25 12 Mon-Fri\"\non_holiday = \"skip\"\nreports = [\"data-quality\"]\n",
    );
    place
        .run(&["check", "--date", DATE])
        .with_code(6)
        .complains_of(&[
            "jobs/hand.toml:1: on_holiday says nothing without a schedule",
            "jobs/christmas.toml:2: on_holiday leaves no due time: all of them are bank holidays",
        ]);
    let missing = Workplace::new();
    let named = "timezone = \"Europe/London\"\nholidays_file = \"jobs/none.json\"";
    missing.edit(SERVICE, "timezone = \"Europe/London\"", named);
    let checked = missing.run(&["check", "--date", DATE]).with_code(6);
    checked.complains_of(&["jobs/none.json: the file is missing"]);
}
