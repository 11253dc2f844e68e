//! Nights of a scheduler that keeps looking: when it begins, and what it says once.

use lastseen::schedule::agenda::in_words;

use super::{reschedule, simulated::Nights, states, utc};
use crate::workplace::Workplace;

fn nights(schedule: &str, catch_up: &str, start: &str) -> Nights {
    let place = Workplace::new();
    reschedule(&place, schedule, catch_up);
    Nights::noted(place, start)
}

#[test]
fn a_night_begins_on_the_second_however_the_clocks_change() {
    // By day nothing is due: it is switched off then, since each look takes its time.
    for (times, expected) in [
        (
            [
                "2027-03-27T12:00:00Z",
                "2027-03-27T12:05:00Z",
                "2027-03-28T00:00:00Z",
                "2027-03-28T03:00:00Z",
                "2027-03-29T00:00:00Z",
                "2027-03-29T02:00:00Z",
            ],
            [
                "nightly 2027-03-27 at 2027-03-27T12:00:00+00:00",
                "nightly 2027-03-28 at 2027-03-28T02:00:00+01:00",
                "nightly 2027-03-29 at 2027-03-29T01:30:00+01:00",
            ],
        ),
        (
            [
                "2026-10-24T11:00:00Z",
                "2026-10-24T11:05:00Z",
                "2026-10-24T23:30:00Z",
                "2026-10-25T03:00:00Z",
                "2026-10-26T00:30:00Z",
                "2026-10-26T02:00:00Z",
            ],
            [
                "nightly 2026-10-24 at 2026-10-24T12:00:00+01:00",
                "nightly 2026-10-25 at 2026-10-25T01:30:00+01:00",
                "nightly 2026-10-26 at 2026-10-26T01:30:00+00:00",
            ],
        ),
    ] {
        let mut nights = nights("0 30 1 * * *", "12h", times[0]);
        for (turn, time) in times.iter().enumerate().skip(1) {
            match turn % 2 {
                1 => nights.live_until(time),
                _ => nights.off_until(time),
            }
        }
        assert_eq!(nights.ran, expected);
    }
}

#[test]
fn after_three_days_off_the_latest_runs_and_the_others_are_superseded() {
    let mut nights = nights("0 0 5 * * *", "12h", "2026-11-19T04:00:00Z");
    nights.live_until("2026-11-19T06:00:00Z");
    nights.off_until("2026-11-22T09:00:00Z");
    nights.live_until("2026-11-22T12:00:00Z");
    assert_eq!(
        nights.ran,
        [
            // Installed before its first night, which is no night missed.
            "nightly 2026-11-19 at 2026-11-19T05:00:00+00:00",
            "nightly 2026-11-22 at 2026-11-22T09:00:00+00:00",
        ]
    );
    assert_eq!(
        states(&nights.place),
        [
            "2026-11-19 ran",
            "2026-11-20 superseded",
            "2026-11-21 superseded",
            "2026-11-22 ran",
        ]
    );
}

#[test]
fn past_catch_up_it_is_missed_and_said_once() {
    let mut nights = nights("0 0 5 * * *", "3h", "2026-11-19T05:00:00Z");
    nights.live_until("2026-11-19T06:00:00Z");
    nights.off_until("2026-11-21T08:00:01Z");
    nights.live_until("2026-11-21T09:00:00Z");
    nights.off_until("2026-11-21T10:00:00Z");
    nights.live_until("2026-11-21T11:00:00Z");
    nights.off_until("2026-11-22T04:30:00Z");
    nights.live_until("2026-11-22T06:00:00Z");
    assert_eq!(
        states(&nights.place),
        [
            "2026-11-19 ran",
            "2026-11-20 missed",
            "2026-11-21 missed",
            "2026-11-22 ran",
        ]
    );
    let [first, second] = nights.said.as_slice() else {
        panic!("{:?}", nights.said);
    };
    assert!(first.contains("due 2026-11-20T05:00:00+00:00, was missed"));
    assert!(second.contains("lastseen run nightly --date 2026-11-21 makes up for it"));
    let notices = std::fs::read_dir(nights.place.path("reports/notices")).expect("a notice");
    assert_eq!(
        notices.count(),
        3,
        "for both one notice and a letter to each manager, and only one"
    );
}

#[test]
fn exactly_at_the_end_of_catch_up_it_still_runs() {
    let mut nights = nights("0 0 5 * * *", "3h", "2026-11-19T05:00:00Z");
    nights.live_until("2026-11-19T06:00:00Z");
    nights.off_until("2026-11-20T08:00:00Z");
    nights.live_until("2026-11-20T09:00:00Z");
    assert_eq!(states(&nights.place), ["2026-11-19 ran", "2026-11-20 ran"]);
}

#[test]
fn a_clock_set_back_runs_nothing_again_and_says_so_once() {
    let mut nights = nights("0 0 5 * * *", "12h", "2026-11-19T04:00:00Z");
    nights
        .machine
        .jump("2026-11-19T05:30:00Z", "2026-11-19T02:00:00Z");
    nights.live_until("2026-11-19T06:00:00Z");
    assert_eq!(nights.ran.len(), 1, "{:?}", nights.ran);
    let [said] = nights.said.as_slice() else {
        panic!("{:?}", nights.said);
    };
    assert!(
        said.contains("the clock shows a time before")
            && said.contains("2026-11-19T05:00:00+00:00"),
        "{said}"
    );
    // From the next night on all is as it was.
    nights.off_until("2026-11-20T04:30:00Z");
    nights.live_until("2026-11-20T06:00:00Z");
    assert_eq!(nights.ran.len(), 2);
}

#[test]
fn a_machine_that_slept_over_the_due_time_runs_when_it_wakes() {
    let mut nights = nights("0 0 5 * * *", "12h", "2026-11-19T01:00:00Z");
    nights.place.write(
        "jobs/earlier.toml",
        "schedule = \"0 0 4 * * *\"\nreports = [\"data-quality\"]\n",
    );
    nights.off_until("2026-11-19T20:00:00Z");
    nights.live_until("2026-11-19T21:00:00Z");
    nights
        .machine
        .jump("2026-11-20T03:00:00Z", "2026-11-20T08:00:00Z");
    nights.live_until("2026-11-20T09:00:00Z");
    assert_eq!(
        nights.ran,
        [
            "earlier 2026-11-20 at 2026-11-20T08:00:00+00:00",
            "nightly 2026-11-20 at 2026-11-20T08:00:00+00:00",
        ]
    );
}

/// While it waits, the settings are changed: what they say now counts, and what was done stays done.
#[test]
fn a_changed_schedule_counts_from_the_next_look() {
    let mut nights = nights("0 0 5 * * *", "12h", "2026-11-19T04:00:00Z");
    nights.live_until("2026-11-19T06:00:00Z");
    reschedule(&nights.place, "0 0 4 * * *", "12h");
    nights.live_until("2026-11-19T10:00:00Z");
    assert_eq!(nights.ran.len(), 1, "four o'clock was before five");
    reschedule(&nights.place, "0 0 11 * * *", "12h");
    nights.live_until("2026-11-19T12:00:00Z");
    let times: Vec<&str> = nights
        .ran
        .iter()
        .filter_map(|ran| ran.split(" at ").nth(1))
        .collect();
    let zone = chrono_tz::Europe::London;
    let time = |text: &str| in_words(utc(text).with_timezone(&zone));
    assert_eq!(
        times,
        [time("2026-11-19T05:00:00Z"), time("2026-11-19T11:00:00Z")]
    );
}
