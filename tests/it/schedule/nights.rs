//! Nights as a scheduler sees them, by a clock that the test sets: a year, days off, a sleep, a clock set back.

use std::thread;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use lastseen::{
    config::Settings,
    errand::RunError,
    ledger::{Ledger, SlotState},
    night::exports::Exports,
    run::{
        self,
        look::{Ended, Found, QueueTurn, Task, look},
    },
    schedule::wait::Clock as _,
};

use test_case::test_case;

use super::Hands;
use crate::{mail::Mail, workplace::Workplace};

const TASK: Task = Task {
    retry: TimeDelta::zero(),
    queue: QueueTurn::Send,
};

/// A root with one job, due as it says.
fn scheduled(schedule: &str, catch_up: &str) -> (Workplace, Settings) {
    let place = Workplace::new();
    place.write(
        "jobs/nightly.toml",
        format!(
            "schedule = \"{schedule}\"\nreports = [\"monday-visits\", \"unseen-children\", \"data-quality\"]\ncatch_up = \"{catch_up}\"\n"
        ),
    );
    place.edit(
        "jobs/service.toml",
        "max_age = \"26h\"",
        "max_age = \"90000h\"",
    );
    let settings = Settings::load(place.root()).expect("sound settings");
    (place, settings)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A look that notes the dates it would run, and how each ends.
fn dates(settings: &Settings, hands: &Hands, state: SlotState) -> (Vec<NaiveDate>, Found) {
    let mut dates = Vec::new();
    loop {
        let found = look(settings, hands, TASK, &mut |work| {
            dates.push(work.errand.options.date);
            let exit = if state == SlotState::Ran { 0 } else { 4 };
            Ended { state, exit }
        });
        match found {
            // A program that another test is just starting has this process's files until it begins, the lock too.
            Err(RunError::Locked { .. }) => thread::yield_now(),
            found => return (dates, found.expect("a look")),
        }
    }
}

fn ran(settings: &Settings, hands: &Hands) -> Vec<NaiveDate> {
    dates(settings, hands, SlotState::Ran).0
}

/// Every night once, whenever the looks fall, through both changes of the clocks and New Year.
#[test]
fn a_year_of_nights() {
    let (_place, settings) = scheduled("0 30 1 * * *", "12h");
    let hands = Hands::at(at("2026-07-01T00:29:59Z"));
    let mut done = Vec::new();
    while hands.now() < at("2027-07-01T00:00:00Z") {
        done.extend(ran(&settings, &hands));
        hands.turn(TimeDelta::minutes(7 * 60 + 13));
    }
    let expected: Vec<NaiveDate> = done
        .first()
        .copied()
        .into_iter()
        .flat_map(|first| (0..done.len() as u64).map(move |nth| first + Days::new(nth)))
        .collect();
    assert_eq!(done, expected, "each date once and in order");
    assert!(done.len() >= 364, "{}", done.len());
}

#[test]
fn a_leap_day() {
    let (_place, settings) = scheduled("0 0 5 29 2 *", "12h");
    let hands = Hands::at(at("2028-02-28T06:00:00Z"));
    assert_eq!(ran(&settings, &hands), []);
    hands.turn(TimeDelta::days(1));
    assert_eq!(ran(&settings, &hands), [day("2028-02-29")]);
    hands.turn(TimeDelta::days(1));
    assert_eq!(ran(&settings, &hands), []);
}

/// After three nights off the latest runs, the older are superseded, and there is one set of messages.
#[test]
fn three_nights_off() {
    let (place, settings) = scheduled("0 0 5 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T05:01:00Z"));
    let work = |settings: &Settings| {
        look(settings, &hands, TASK, &mut |work| {
            let outcome = run::run_job_holding(work.lock, &work.errand, &mut Exports::default())
                .expect("a run");
            assert_eq!(outcome.account.deliveries.expected, 3);
            Ended {
                state: SlotState::Ran,
                exit: 0,
            }
        })
        .expect("a look")
    };
    assert_eq!(work(&settings).runs.len(), 1);
    hands.turn(TimeDelta::days(3));
    let found = work(&settings);
    let dates: Vec<NaiveDate> = found
        .runs
        .iter()
        .map(|(handled, _)| handled.due.date)
        .collect();
    assert_eq!(dates, [day("2026-11-23")], "never three");
    assert!(found.missed.is_empty());
    assert!(work(&settings).runs.is_empty());
    let ledger = Ledger::open_to_read(&place.path("reports/ledger.sqlite"))
        .expect("readable")
        .expect("a ledger");
    let states: Vec<(NaiveDate, SlotState)> = ledger
        .last_slots("nightly", 9)
        .expect("slots")
        .into_iter()
        .map(|row| (row.slot.date, row.state))
        .collect();
    assert_eq!(
        states,
        [
            (day("2026-11-23"), SlotState::Ran),
            (day("2026-11-22"), SlotState::Superseded),
            (day("2026-11-21"), SlotState::Superseded),
            (day("2026-11-20"), SlotState::Ran),
        ]
    );
    let nights: Vec<String> = place
        .tree("reports")
        .into_keys()
        .filter(|name| name.ends_with("nightly/outbox"))
        .collect();
    assert_eq!(nights.len(), 2);
}

/// A clock set back runs nothing again, and says so.
#[test]
fn a_clock_set_back() {
    let (_place, settings) = scheduled("0 0 5 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T05:01:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
    hands.turn(TimeDelta::hours(-3));
    let (dates, found) = self::dates(&settings, &hands, SlotState::Ran);
    assert_eq!(dates, []);
    assert!(
        found.behind[0].contains("the clock shows"),
        "{:?}",
        found.behind
    );
    hands.turn(TimeDelta::hours(3));
    assert_eq!(ran(&settings, &hands), [], "it was done");
    hands.turn(TimeDelta::days(1));
    assert_eq!(ran(&settings, &hands), [day("2026-11-21")]);
}

/// A job that never ran looks back as far as it may catch up, and calls nothing before that missed.
#[test_case(0, 1; "at the end")]
#[test_case(1, 0; "a second later")]
fn a_first_night(late: i64, runs: usize) {
    let (_place, settings) = scheduled("0 0 5 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T17:00:00Z"));
    hands.turn(TimeDelta::seconds(late));
    let (dates, found) = dates(&settings, &hands, SlotState::Ran);
    assert_eq!(dates.len(), runs);
    assert!(found.missed.is_empty());
}

/// A run that is due and refused in the same second is not done with.
#[test]
fn a_run_refused_on_the_second_is_tried_again() {
    let (_place, settings) = scheduled("0 0 5 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T05:00:00Z"));
    for _ in 0..2 {
        let (dates, _) = dates(&settings, &hands, SlotState::Waiting);
        assert_eq!(dates, [day("2026-11-20")]);
    }
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
    assert_eq!(ran(&settings, &hands), []);
}

/// The clocks of two hosts never agree: of a minute nothing is said, and nothing is run again either.
#[test_case(60, 0; "a minute")]
#[test_case(61, 1; "a second more")]
fn a_clock_a_little_behind(seconds: i64, said: usize) {
    let (_place, settings) = scheduled("0 0 5 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T05:00:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
    hands.turn(TimeDelta::seconds(-seconds));
    let (dates, found) = dates(&settings, &hands, SlotState::Ran);
    assert_eq!(dates, []);
    assert_eq!(found.behind.len(), said, "{:?}", found.behind);
}

/// A machine that slept over a due time runs it when it wakes, for the date on which it was due.
#[test]
fn a_sleep_past_midnight() {
    let (_place, settings) = scheduled("0 0 23 * * *", "12h");
    let hands = Hands::at(at("2026-11-20T22:00:00Z"));
    assert_eq!(ran(&settings, &hands), []);
    hands.turn(TimeDelta::hours(6));
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
}

/// Too late is missed, told once, and never run.
#[test]
fn too_late_is_missed() {
    let (place, settings) = scheduled("0 0 5 * * *", "2h");
    let hands = Hands::at(at("2026-11-20T05:01:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
    hands.turn(TimeDelta::days(1) + TimeDelta::hours(3));
    let (dates, found) = self::dates(&settings, &hands, SlotState::Ran);
    assert_eq!(dates, []);
    assert_eq!(found.missed.len(), 1);
    assert!(found.missed[0].to_string().contains("--date 2026-11-21"));
    let (_, again) = self::dates(&settings, &hands, SlotState::Ran);
    assert!(again.missed.is_empty());
    let notices = place
        .tree("reports/notices")
        .into_keys()
        .filter(|name| name.ends_with("--admin.eml"))
        .count();
    assert_eq!(notices, 1);
}

/// Of many that were missed the notice lists the last five, and counts the others.
#[test_case(5, None; "as many as are listed")]
#[test_case(6, Some("1 due time before these went by as well."); "one more")]
#[test_case(9, Some("4 due times before these went by as well."); "many more")]
fn many_that_were_missed(nights: u64, others: Option<&str>) {
    let (place, settings) = scheduled("0 0 5 * * *", "2h");
    let hands = Hands::at(at("2026-11-01T05:00:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-01")]);
    hands.turn(TimeDelta::days(nights as i64) + TimeDelta::hours(3));
    let (_, found) = dates(&settings, &hands, SlotState::Ran);
    assert_eq!(found.missed.len() as u64, nights);
    let notice = std::fs::read_dir(place.path("reports/notices"))
        .expect("a notice")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.to_string_lossy().ends_with("--admin.eml"))
        .expect("a notice");
    let text = Mail::parse(&std::fs::read(notice).expect("readable")).text;
    let listed: Vec<u64> = (1..=nights)
        .filter(|night| text.contains(&format!("--date {}", day("2026-11-01") + Days::new(*night))))
        .collect();
    assert_eq!(listed, Vec::from_iter(nights - 4..=nights), "{text}");
    assert_eq!(text.contains("went by as well"), others.is_some(), "{text}");
    assert!(others.is_none_or(|others| text.contains(others)), "{text}");
}

/// A refused run is tried again until it is too late.
#[test]
fn a_refused_run_is_tried_again() {
    let (_place, settings) = scheduled("0 0 5 * * *", "2h");
    let hands = Hands::at(at("2026-11-20T05:01:00Z"));
    for _ in 0..3 {
        let (dates, _) = self::dates(&settings, &hands, SlotState::Waiting);
        assert_eq!(dates, [day("2026-11-20")]);
        hands.turn(TimeDelta::minutes(20));
    }
    assert_eq!(ran(&settings, &hands), [day("2026-11-20")]);
    assert_eq!(ran(&settings, &hands), []);
}

#[test]
fn a_refused_run_becomes_missed() {
    let (_place, settings) = scheduled("0 0 5 * * *", "2h");
    let hands = Hands::at(at("2026-11-20T05:01:00Z"));
    dates(&settings, &hands, SlotState::Waiting);
    hands.turn(TimeDelta::hours(4));
    let (dates, found) = dates(&settings, &hands, SlotState::Waiting);
    assert_eq!((dates.len(), found.missed.len()), (0, 1));
}

/// Jobs due at once run in the order of their due times, then of their names.
#[test]
fn several_jobs() {
    let (place, _) = scheduled("0 0 5 * * *", "12h");
    for (name, hour) in [("a-later", 6), ("b-first", 4), ("c-with", 5)] {
        place.write(
            &format!("jobs/{name}.toml"),
            format!("schedule = \"0 0 {hour} * * *\"\nreports = [\"data-quality\"]\ncatch_up = \"12h\"\n"),
        );
    }
    let settings = Settings::load(place.root()).expect("sound settings");
    let hands = Hands::at(at("2026-11-20T07:00:00Z"));
    let mut jobs = Vec::new();
    look(&settings, &hands, TASK, &mut |work| {
        jobs.push(work.errand.job.name.clone());
        Ended {
            state: SlotState::Ran,
            exit: 0,
        }
    })
    .expect("a look");
    assert_eq!(jobs, ["b-first", "c-with", "nightly", "a-later"]);
}

/// A clock that runs far ahead begins nothing, so that it leaves nothing behind; when it is right again, the nights go on.
#[test]
fn a_clock_far_ahead() {
    let (place, settings) = scheduled("0 0 5 * * *", "12h");
    for data_set in ["cases", "visits", "ratings", "workers"] {
        let export = place.read(&format!("in/{data_set}.csv"));
        place.remove(&format!("in/{data_set}.csv"));
        place.write(&format!("in/{data_set}_20261122.csv"), export);
    }
    let hands = Hands::at(at("2026-11-23T05:01:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-23")]);
    for ahead in ["2099-01-05T05:01:00Z", "2027-01-05T05:01:00Z"] {
        hands.0.set(at(ahead));
        let (begun, found) = dates(&settings, &hands, SlotState::Ran);
        assert_eq!(begun, []);
        let [behind] = found.behind.as_slice() else {
            panic!("{found:?}");
        };
        assert!(
            behind.contains("2026-11-23") && behind.contains("set the clock right"),
            "{behind}"
        );
        assert!(found.next.is_some_and(|next| next > hands.now()));
    }
    hands.0.set(at("2026-11-24T05:01:00Z"));
    assert_eq!(ran(&settings, &hands), [day("2026-11-24")]);
    // Exports that have stayed away for long are no fault of the clock, as long as every night is begun.
    for night in 0..40 {
        hands.turn(TimeDelta::days(1));
        assert_eq!(ran(&settings, &hands).len(), 1, "night {night}");
    }
    // A machine that was off for two months, and whose exports come with it.
    hands.turn(TimeDelta::days(60));
    assert_eq!(ran(&settings, &hands), []);
    place.write("in/cases_20270304.csv", place.read("in/cases_20261122.csv"));
    assert_eq!(ran(&settings, &hands).len(), 1);
}
