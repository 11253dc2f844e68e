//! `lastseen schedule` as somebody at a terminal, or systemd, sees it.

use std::{
    cell::RefCell,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use chrono::{DateTime, Utc};
use lastseen::{
    errand::{Errand, RunOptions, Sending, surroundings::Surroundings},
    ingest::Watch,
    run,
    schedule::wait::Clock,
};
use test_case::test_case;

use super::{reschedule, settings, simulated::Simulated, slots};
use crate::{
    night::day,
    workplace::{DATE, Ran, Workplace},
};

/// A job that is due once a year, and caught up with for longer: whatever the day of the test, there is a last due time
/// and it stays. The exports are older than any.
fn yearly(place: &Workplace) {
    reschedule(place, "0 0 0 1 Jan *", "400d");
    place.write(
        "in/cases.csv",
        "child_id,status,status_start,team,service,worker_id\n001,CIN,2025-09-01,North,Care,W1\n",
    );
    place.write(
        "in/visits.csv",
        "visit_id,child_id,visit_date,mode,child_seen,worker_id\nV1,001,2025-12-20,face_to_face,Y,W1\n",
    );
    place.write(
        "in/ratings.csv",
        "child_id,rag,rag_decided_on,rag_decided_by\n001,AMBER,2025-12-01,M1\n",
    );
}

#[test]
fn the_list_says_when_each_job_is_due() {
    let place = Workplace::new();
    reschedule(&place, "0 30 1 * * *", "12h");
    place.write("jobs/by-hand.toml", "reports = [\"data-quality\"]\n");
    place.write(
        "jobs/weekly.toml",
        "schedule = \"0 0 0 * * Sat\"\nreports = [\"data-quality\"]\n",
    );
    let list = place
        .run(&["schedule", "--list", "3", "--from", "2027-03-27"])
        .with_code(0);
    assert_eq!(
        list.stdout,
        "nightly\t2027-03-27T01:30:00+00:00\n\
         nightly\t2027-03-28T02:00:00+01:00\n\
         nightly\t2027-03-29T01:30:00+01:00\n\
         weekly\t2027-03-27T00:00:00+00:00\n\
         weekly\t2027-04-03T00:00:00+01:00\n\
         weekly\t2027-04-10T00:00:00+01:00\n"
    );
    assert!(!place.path("reports").exists(), "nothing is run or made");
    let from_now = place.run(&["schedule", "--list", "1"]).with_code(0);
    assert_eq!(from_now.stdout.lines().count(), 2);
}

#[test_case(&["--list", "0"]; "none")]
#[test_case(&["--list", "1001"]; "too many")]
#[test_case(&["--list", "all"]; "no number")]
#[test_case(&["--from", "2027-03-27"]; "a date without a list")]
#[test_case(&["--once", "--list", "1"]; "both")]
fn a_bad_command_line(arguments: &[&str]) {
    let place = Workplace::new();
    place
        .run(&[&["schedule"], arguments].concat())
        .with_code(64);
}

#[test]
fn without_a_schedule_nothing_is_waited_for() {
    let place = Workplace::new();
    place.write("jobs/nightly.toml", "reports = [\"data-quality\"]\n");
    place
        .run(&["schedule"])
        .with_code(6)
        .complains_of(&["no job in jobs/ has a schedule"]);
    let list = place.run(&["schedule", "--list", "5"]).with_code(0);
    assert_eq!(list.stdout, "");
}

#[test]
fn once_runs_what_is_due_and_then_nothing() {
    let place = Workplace::new();
    yearly(&place);
    let once = || -> Ran { place.run(&["schedule", "--once"]) };
    assert!(once().with_code(0).stdout.contains("nightly"));
    assert_eq!(once().with_code(0).stdout, "nothing is due\n");
    let rows = slots(&place);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].state.name(), rows[0].exit), ("ran", Some(0)));
    let account = format!("reports/{}/nightly/account.json", rows[0].slot.date);
    assert!(
        place.path(&account).exists(),
        "the date is the due time's, not today's"
    );
}

#[test]
fn once_ends_with_the_code_of_its_run_and_tries_again_when_called_again() {
    let place = Workplace::new();
    yearly(&place);
    let cases = place.read("in/cases.csv");
    place.write("in/cases.csv", "");
    for attempt in 1..=2 {
        place.run(&["schedule", "--once"]).with_code(4);
        let row = &slots(&place)[0];
        assert_eq!((row.state.name(), row.attempts), ("waiting", attempt));
    }
    place.write("in/cases.csv", cases);
    place.run(&["schedule", "--once"]).with_code(0);
    assert_eq!(slots(&place)[0].state.name(), "ran");
}

/// Looks at the lock from outside while a run holds it.
struct Outside<'a> {
    machine: Simulated,
    place: &'a Workplace,
    saw: RefCell<Option<Ran>>,
}

impl Watch for Outside<'_> {
    fn file(&self, _name: &str, _bytes: u64) {
        let mut saw = self.saw.borrow_mut();
        saw.get_or_insert_with(|| self.place.run(&["schedule", "--once"]));
    }
}

impl Clock for Outside<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.machine.now()
    }

    fn pause(&self, time: Duration) {
        self.machine.pause(time);
    }
}

impl Surroundings for Outside<'_> {
    fn is_stopping(&self) -> bool {
        false
    }
}

#[test]
fn who_finds_the_lock_taken_is_told_by_whom() {
    let place = Workplace::new();
    yearly(&place);
    let settings = settings(&place);
    let options = RunOptions {
        date: day(DATE),
        now: None,
        sending: Sending::Send,
    };
    let outside = Outside {
        machine: Simulated::at("2026-11-23T05:00:00Z"),
        place: &place,
        saw: RefCell::new(None),
    };
    let errand = Errand {
        settings: &settings,
        job: settings.job("nightly").expect("a job"),
        options: &options,
        around: &outside,
    };
    run::run_job(&errand).expect("a good run");
    let saw = outside.saw.into_inner().expect("a file was read");
    saw.with_code(5).complains_of(&[
        "another run is at work",
        &format!("process {} on ", std::process::id()),
        "job nightly for 2026-11-23, since 2026-11-23T05:00:00+00:00",
        "nothing was done",
    ]);
    assert_eq!(
        slots(&place),
        [],
        "a schedule that finds the lock taken claims nothing"
    );
}

#[cfg(unix)]
#[test]
fn a_waiting_schedule_ends_when_it_is_asked_to() {
    let place = Workplace::new();
    let mut waiting = Command::new(env!("CARGO_BIN_EXE_lastseen"))
        .arg("--root")
        .arg(place.root())
        .arg("schedule")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let said = BufReader::new(waiting.stdout.take().expect("a pipe"));
    let mut lines = said.lines().map(|line| line.expect("UTF-8"));
    assert_eq!(lines.next().as_deref(), Some("nightly: 0 0 5 * * *"));
    lines
        .find(|line| line.starts_with("waiting"))
        .expect("it says that it waits");
    let asked = Command::new("kill")
        .args(["-TERM", &waiting.id().to_string()])
        .status();
    assert!(asked.expect("kill is there").success());
    let last = lines.last().expect("a last word");
    assert!(last.starts_with("stopped by a signal"), "{last}");
    assert_eq!(waiting.wait().expect("it ends").code(), Some(143));
}
