//! Waiting for exports: late ones until a deadline, growing ones until they rest, and nobody else.

use std::{
    cell::{Cell, RefCell},
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::{
    config::Settings,
    errand::{Errand, RunError, RunOptions, Sending, surroundings::Surroundings},
    ingest::Watch,
    model::run::RunState,
    run::{self, Ran},
    schedule::wait::Clock,
};
use test_case::test_case;

use super::{CASES, SERVICE, VISITS, renamed};
use crate::{
    night::day,
    workplace::{self, DATE, Workplace},
};

/// A machine on which something happens while the run waits.
struct Waiting<'a> {
    now: Cell<DateTime<Utc>>,
    waited: Cell<Duration>,
    meanwhile: RefCell<Box<dyn FnMut(Duration) + 'a>>,
}

impl<'a> Waiting<'a> {
    /// Five in the morning of [`DATE`]; `meanwhile` is told how long the run has waited.
    fn with(meanwhile: impl FnMut(Duration) + 'a) -> Self {
        Self {
            now: Cell::new(five()),
            waited: Cell::default(),
            meanwhile: RefCell::new(Box::new(meanwhile)),
        }
    }

    fn waited(&self) -> u64 {
        self.waited.get().as_secs()
    }
}

impl Clock for Waiting<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.now.get()
    }

    fn pause(&self, time: Duration) {
        let by = TimeDelta::from_std(time).expect("a short pause");
        self.now.set(self.now.get() + by);
        self.waited.set(self.waited.get() + time);
        self.meanwhile.borrow_mut()(self.waited.get());
    }
}

impl Watch for Waiting<'_> {}

impl Surroundings for Waiting<'_> {
    fn is_stopping(&self) -> bool {
        false
    }
}

fn five() -> DateTime<Utc> {
    format!("{DATE}T05:00:00Z").parse().expect("an instant")
}

/// A root whose exports were written four hours before the run.
fn place(gate: &str) -> Workplace {
    let place = Workplace::new();
    let max_age = "max_age = \"26h\"";
    place.edit(
        SERVICE,
        max_age,
        &format!("{max_age}\nsettle = \"5s\"\n{gate}"),
    );
    for file in fs::read_dir(place.path("in")).expect("a folder") {
        written(&file.expect("a file").path(), five() - TimeDelta::hours(4));
    }
    place
}

fn written(file: &Path, at: DateTime<Utc>) {
    File::options()
        .append(true)
        .open(file)
        .and_then(|file| file.set_modified(SystemTime::from(at)))
        .expect("a file that can be dated");
}

fn run(place: &Workplace, around: &Waiting<'_>) -> Result<Ran, RunError> {
    let settings = Settings::load(place.root()).expect("sound settings");
    let options = RunOptions {
        date: day(DATE),
        now: Some(around.now().into()),
        sending: Sending::Send,
    };
    let job = settings.job("nightly").expect("the job");
    run::run_job(&Errand {
        settings: &settings,
        job,
        options: &options,
        around,
    })
}

#[track_caller]
fn reasons(ran: Result<Ran, RunError>) -> Vec<String> {
    match ran {
        Err(RunError::Refused(refused)) => {
            refused.refusals.iter().map(ToString::to_string).collect()
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn exports_that_lie_there_are_not_waited_for() {
    let place = place("wait = \"45m\"");
    let around = Waiting::with(|_| {});
    run(&place, &around).expect("a run");
    assert_eq!(around.waited(), 0);
}

#[test]
fn a_late_export_is_waited_for() {
    let place = place("wait = \"45m\"");
    place.remove(VISITS);
    let around = Waiting::with(|waited| {
        if waited == Duration::from_secs(20 * 60) {
            place.write(VISITS, workplace::visits());
            written(&place.path(VISITS), five() + TimeDelta::minutes(19));
        }
    });
    let outcome = run(&place, &around).expect("a run");
    assert_eq!(outcome.account.state, RunState::Complete);
    assert_eq!(around.waited(), 20 * 60);
}

/// Yesterday's export is no reason to start before today's.
#[test]
fn an_old_export_is_waited_upon_too() {
    let place = place("wait = \"45m\"");
    written(&place.path(VISITS), five() - TimeDelta::hours(29));
    let around = Waiting::with(|waited| {
        if waited == Duration::from_secs(600) {
            written(&place.path(VISITS), five());
        }
    });
    run(&place, &around).expect("a run");
    assert_eq!(around.waited(), 600);
}

#[test]
fn after_the_deadline_it_is_refused() {
    let place = place("wait = \"45m\"");
    place.remove(VISITS);
    let around = Waiting::with(|_| {});
    let reasons = reasons(run(&place, &around));
    assert!(reasons[0].starts_with("visits export in/visits*: no file matches"));
    assert_eq!(around.waited(), 45 * 60);
}

#[test]
fn without_the_setting_nothing_is_waited_for() {
    let place = place("");
    place.remove(VISITS);
    written(&place.path("in/cases.csv"), five() - TimeDelta::hours(29));
    let around = Waiting::with(|_| {});
    let reasons = reasons(run(&place, &around));
    assert_eq!(
        reasons,
        [
            "visits export in/visits*: no file matches; has the export run? Looked for it in in",
            "cases export in/cases.csv: the file was last written 29 hours ago; the limit is 26 hours; run the export again",
        ]
    );
    assert_eq!(around.waited(), 0);
}

/// Writes one more visit into the export, now.
fn grow(place: &Workplace, text: &mut String, rows: &mut usize, at: DateTime<Utc>) {
    *rows += 1;
    *text += &format!("W{rows},001,2026-11-20,face_to_face,Y,W1,Zzsecret\n");
    place.write(VISITS, text.as_bytes());
    written(&place.path(VISITS), at);
}

#[test]
fn a_growing_export_is_read_when_it_rests() {
    let place = place("wait = \"45m\"");
    let (mut text, mut rows) = (workplace::visits(), 0);
    grow(&place, &mut text, &mut rows, five());
    let around = Waiting::with(|waited| {
        if waited < Duration::from_secs(120) {
            let now = five() + TimeDelta::from_std(waited).expect("short");
            grow(&place, &mut text, &mut rows, now);
        }
    });
    let outcome = run(&place, &around).expect("a run");
    let read = serde_json::to_value(&outcome.account).expect("JSON")["inputs"][1]["read"].clone();
    assert!(around.waited() >= 120, "{}", around.waited());
    drop(around);
    assert_eq!(read, 80 + rows, "every row, and none before the last");
}

/// Without patience one look and a second are enough to refuse it.
#[test]
fn a_growing_export_is_never_read() {
    let place = place("");
    let (mut text, mut rows) = (workplace::visits(), 0);
    grow(&place, &mut text, &mut rows, five());
    let before = text.len();
    let around = Waiting::with(|_| grow(&place, &mut text, &mut rows, five()));
    let reasons = reasons(run(&place, &around));
    assert_eq!(around.waited(), 5);
    drop(around);
    let after = text.len();
    assert_eq!(
        reasons,
        [format!(
            "visits export in/visits.csv: the file is still being written: {before} bytes, and {after} bytes 5 seconds later; wait until the copy has ended, or set wait in [gate]"
        )]
    );
    assert!(
        place
            .path(&format!("reports/{DATE}/nightly.refused"))
            .is_dir()
    );
    assert!(!place.path(&format!("reports/{DATE}/nightly")).exists());
}

/// A file from a host whose clock is ahead is looked at twice and then read.
#[test]
fn a_file_of_tomorrow_is_no_trap() {
    let place = place("wait = \"45m\"");
    written(&place.path(VISITS), five() + TimeDelta::hours(20));
    let around = Waiting::with(|_| {});
    run(&place, &around).expect("a run");
    assert_eq!(around.waited(), 5);
}

/// Where no name tells, the clock does: exports on both sides of midnight are of one night, those of two are not.
#[test_case(CASES, 6, None; "cases before midnight")]
#[test_case(CASES, 24, Some("cases export in/cases.csv: it is of 2026-11-22, and the visits export in/visits.csv is of 2026-11-23, 1 day apart"); "cases of the night before")]
#[test_case("in/cases_20261122.csv", 4, None; "cases that are named after the evening")]
#[test_case("in/cases_20261121.csv", 4, Some("cases export in/cases_20261121.csv: it is of 2026-11-21, and the visits export in/visits.csv is of 2026-11-23, 2 days apart"); "cases that are named after the evening before")]
fn days_are_told_by_the_clock(cases: &str, hours_ago: i64, expected: Option<&str>) {
    let place = place("stale = \"off\"");
    if cases != CASES {
        renamed(&place, CASES, cases);
    }
    written(&place.path(cases), five() - TimeDelta::hours(hours_ago));
    let around = Waiting::with(|_| {});
    let outcome = run(&place, &around).expect("a run");
    let expected = expected.map(|text| format!("{text}; export cases and visits on one day"));
    assert_eq!(outcome.account.warnings, Vec::from_iter(expected));
}
