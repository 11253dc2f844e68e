//! What is told after a good night, a refused one, one with a failed delivery and a missed one.

use lastseen::{
    ledger::{Ledger, Slot},
    watching::status::Standing,
};
use test_case::test_case;

use super::{METRICS, export, metric, of_nightly, picture_at, run_night, six, watch, watched};
use crate::{
    delivery::{CARE, posting},
    night::day,
    post_office::{Fault, Moment, PostOffice, Script, closed_port},
    workplace::{Workplace, cases, visits},
};

#[test]
fn a_good_night() {
    let place = watched("20261122");
    // Three children whom nobody has visited, and a row that cannot be used.
    let is_left = |line: &&str| !["V001", "V002", "V003"].contains(&&line[..4]);
    let mut visits: Vec<String> = visits()
        .lines()
        .filter(is_left)
        .map(str::to_owned)
        .collect();
    visits.push("V999-1,004,the day before,face_to_face,Y,W1,".to_owned());
    place.write("in/visits_20261122.csv", visits.join("\n") + "\n");
    assert_eq!(run_night(&place, "2026-11-23"), 0);

    let picture = picture_at(&place, "2026-11-23T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Well, "{picture:?}");
    let job = &picture.jobs[0];
    let run = job.last_run.as_ref().expect("a run");
    assert_eq!((run.result.code(), run.exit_code), ("complete", 0));
    assert_eq!((run.date, run.children), (day("2026-11-23"), 40));
    assert_eq!(run.ended.map(|at| at.timestamp()), Some(six("2026-11-23")));
    let next = job.next_due.expect("it falls due again");
    assert_eq!(next.to_rfc3339(), "2026-11-24T05:00:00+00:00");
    assert!(picture.undelivered.is_empty() && picture.warnings.is_empty());
    let cases = &picture.inputs[0];
    assert_eq!(cases.file.as_deref(), Some("cases_20261122.csv"));
    assert_eq!(
        (cases.as_of, cases.state),
        (Some(day("2026-11-22")), "fresh")
    );

    let six = six("2026-11-23");
    assert_eq!(
        of_nightly(&place, "last_success_timestamp_seconds"),
        Some(six)
    );
    assert_eq!(of_nightly(&place, "last_run_timestamp_seconds"), Some(six));
    assert_eq!(of_nightly(&place, "last_exit_code"), Some(0));
    assert_eq!(of_nightly(&place, "children"), Some(40));
    assert_eq!(of_nightly(&place, "unseen"), Some(3));
    assert_eq!(of_nightly(&place, "overdue"), Some(3));
    assert_eq!(of_nightly(&place, "rejected_rows"), Some(1));
    assert_eq!(metric(&place, "lastseen_undelivered"), Some(0));
}

#[test]
fn a_refused_night() {
    let place = watched("20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 0);
    export(&place, "20261123");
    let few: Vec<&str> = FULL.lines().take(5).collect();
    place.write("in/cases_20261123.csv", few.join("\n") + "\n");
    assert_eq!(run_night(&place, "2026-11-24"), 4);

    let picture = picture_at(&place, "2026-11-24T06:10:00Z");
    assert_eq!(picture.standing(), Standing::Amiss);
    let job = &picture.jobs[0];
    let last = job.last_run.as_ref().expect("a run");
    assert_eq!((last.result.code(), last.exit_code), ("refused", 4));
    assert_eq!(last.date, day("2026-11-24"));
    let success = job.last_success.as_ref().expect("a complete run");
    assert_eq!(success.date, day("2026-11-23"));
    // A refused run is no run of the night.
    let missed = job.missed.as_ref().expect("nothing came of the night");
    assert_eq!(missed.date, day("2026-11-24"));

    assert_eq!(of_nightly(&place, "last_exit_code"), Some(4));
    let last_success = of_nightly(&place, "last_success_timestamp_seconds");
    assert_eq!(last_success, Some(six("2026-11-23")));
    let last_run = of_nightly(&place, "last_run_timestamp_seconds");
    assert_eq!(last_run, Some(six("2026-11-24")));
    // Nobody was counted: the last count stands.
    assert_eq!(of_nightly(&place, "children"), Some(40));

    // The export comes after all.
    place.write("in/cases_20261123.csv", cases());
    assert_eq!(run_night(&place, "2026-11-24"), 0);
    let picture = picture_at(&place, "2026-11-24T06:10:00Z");
    assert_eq!(picture.standing(), Standing::Well, "{picture:?}");
    assert_eq!(of_nightly(&place, "last_exit_code"), Some(0));
}

const FULL: &str = "child_id,child_name,status,status_start,team,service,worker_id
001,Zzname001,CIN,2026-09-01,North,Care,W1
002,Zzname002,CIN,2026-09-01,North,Care,W1
003,Zzname003,CIN,2026-09-01,North,Care,W1
004,Zzname004,CIN,2026-09-01,North,Care,W1
";

#[test]
fn a_night_with_a_failed_delivery() {
    let refusal = Fault::at(Moment::RcptTo)
        .to(CARE)
        .replying("550 5.1.1 no such mailbox");
    let office = PostOffice::open(Script::sound().failing(refusal));
    let place = posting(office.port(), office.ca_file(), "retry_after = []");
    watch(&place, "20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 3);

    let picture = picture_at(&place, "2026-11-23T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Undelivered, "{picture:?}");
    let [message] = picture.undelivered.as_slice() else {
        panic!("{:?}", picture.undelivered);
    };
    assert_eq!(
        (message.recipient.as_str(), message.state),
        ("sm-care", "failed")
    );
    assert_eq!(message.report, "unseen-children");
    assert!(message.reason.contains("550"), "{}", message.reason);
    assert_eq!(of_nightly(&place, "last_exit_code"), Some(3));
    assert_eq!(metric(&place, "lastseen_undelivered"), Some(1));
    // Its run is complete: the reports are there, and the others have theirs.
    let success = of_nightly(&place, "last_success_timestamp_seconds");
    assert_eq!(success, Some(six("2026-11-23")));

    // The next night's list takes its place.
    let well = PostOffice::open(Script::sound());
    crate::delivery::move_to(&place, &well);
    export(&place, "20261123");
    assert_eq!(run_night(&place, "2026-11-24"), 0);
    let picture = picture_at(&place, "2026-11-24T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Well, "{picture:?}");
    assert_eq!(metric(&place, "lastseen_undelivered"), Some(0));
}

/// The queue waits, with the administrator's notice; `deliver` empties it and corrects the number.
#[test]
fn a_night_without_a_mail_server() {
    let well = PostOffice::open(Script::sound());
    let place = posting(closed_port(), well.ca_file(), "retry_after = []");
    watch(&place, "20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 8);
    let picture = picture_at(&place, "2026-11-23T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Undelivered);
    let waiting = picture.undelivered.len();
    assert_eq!(waiting, 4, "{:?}", picture.undelivered);
    assert!(picture.warnings.iter().any(|text| text.contains("notice")));
    assert_eq!(of_nightly(&place, "last_exit_code"), Some(8));
    assert_eq!(metric(&place, "lastseen_undelivered"), Some(4));
    // Two days on, nobody has tried again.
    let late = picture_at(&place, "2026-11-25T08:00:00Z");
    let says = |text: &str| late.warnings.iter().any(|warning| warning.contains(text));
    assert!(says("4 messages are in the queue for longer than 24 hours"));
}

#[test]
fn a_missed_night() {
    let place = watched("20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 0);
    export(&place, "20261123");
    // A timer calls every few minutes: at half past five it has had its time.
    let soon = picture_at(&place, "2026-11-24T05:30:00Z");
    assert_eq!(soon.standing(), Standing::Well, "{soon:?}");
    let late = picture_at(&place, "2026-11-24T05:30:01Z");
    assert_eq!(late.standing(), Standing::Amiss);
    let missed = late.jobs[0].missed.as_ref().expect("a missed night");
    assert_eq!(missed.due.to_rfc3339(), "2026-11-24T05:00:00+00:00");
    assert_eq!(missed.date, day("2026-11-24"));
    // The last run was a good one, and says so.
    assert_eq!(of_nightly(&place, "last_exit_code"), Some(0));

    // A night later the last one may still come, and the one before is still missed.
    let next = picture_at(&place, "2026-11-25T05:10:00Z");
    let missed = next.jobs[0].missed.as_ref().expect("a missed night");
    assert_eq!(missed.date, day("2026-11-24"));

    // Another date does not make up for it; its own does.
    assert_eq!(run_night(&place, "2026-11-24"), 0);
    let made_up = picture_at(&place, "2026-11-24T06:10:00Z");
    assert_eq!(made_up.standing(), Standing::Well, "{made_up:?}");
}

/// What the scheduler wrote of a due time counts before any time of grace.
#[test]
fn a_night_that_the_scheduler_gave_up() {
    let place = watched("20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 0);
    let slot = Slot {
        at: "2026-11-24T05:00:00Z".parse().expect("an instant"),
        date: day("2026-11-24"),
    };
    Ledger::open(&place.path("reports/ledger.sqlite"))
        .expect("a sound ledger")
        .miss_slots("nightly", &[slot])
        .expect("recorded");
    export(&place, "20261123");
    let picture = picture_at(&place, "2026-11-24T05:01:00Z");
    assert!(picture.jobs[0].missed.is_some());
}

/// Summer time: the due time is the wall clock's, and so is what is told.
#[test]
fn times_are_the_services_own() {
    let place = watched("20261122");
    let picture = picture_at(&place, "2026-07-01T12:00:00Z");
    assert_eq!(picture.at.to_rfc3339(), "2026-07-01T13:00:00+01:00");
    let next = picture.jobs[0].next_due.expect("it falls due");
    assert_eq!(next.to_rfc3339(), "2026-07-02T05:00:00+01:00");
}

/// Before anything was run, nothing is well; nor while the first run has made the file and not its tables.
#[test_case(None; "none")]
#[test_case(Some(""); "an empty one")]
fn no_ledger(ledger: Option<&str>) {
    let place = watched("20261122");
    if let Some(bytes) = ledger {
        place.write("reports/ledger.sqlite", bytes);
    }
    let picture = picture_at(&place, "2026-11-23T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Amiss);
    assert!(picture.warnings[0].contains("no ledger"), "{picture:?}");
}

#[test_case("20261120", "stale"; "an old one")]
#[test_case("", "missing"; "none")]
fn an_export(exported: &str, state: &str) {
    let place = watched("20261122");
    assert_eq!(run_night(&place, "2026-11-23"), 0);
    if exported.is_empty() {
        place.remove("in/visits_20261122.csv");
    } else {
        export(&place, exported);
    }
    let picture = picture_at(&place, "2026-11-23T08:00:00Z");
    assert_eq!(picture.standing(), Standing::Amiss);
    let visits = &picture.inputs[1];
    assert_eq!((visits.data_set, visits.state), ("visits", state));
    assert!(visits.trouble.is_some());
}

/// A job that was never run has its zeros, so that an alert on the age of its last success fires.
#[test]
fn a_job_that_never_ran() {
    let place = watched("20261122");
    place.write("jobs/weekly.toml", "reports = [\"data-quality\"]\n");
    assert_eq!(run_night(&place, "2026-11-23"), 0);
    let weekly = |name: &str| metric(&place, &format!("lastseen_{name}{{job=\"weekly\"}}"));
    assert_eq!(weekly("last_success_timestamp_seconds"), Some(0));
    assert_eq!(weekly("last_exit_code"), None);
    assert_eq!(weekly("children"), None);
}

/// Each metric has its help and type, once, before its values; nothing else is in the file, and nobody is named.
#[test]
fn the_textfile_is_one_that_prometheus_reads() {
    let place = watched("20261122");
    place.write("jobs/weekly.toml", "reports = [\"data-quality\"]\n");
    run_night(&place, "2026-11-23");
    let text = place.read(METRICS);
    assert!(text.ends_with('\n'));
    let mut current = String::new();
    let mut seen = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            current = rest.split(' ').next().expect("a name").to_owned();
            assert!(!seen.contains(&current), "{current} twice");
            assert_eq!(
                lines.next(),
                Some(format!("# TYPE {current} gauge").as_str())
            );
            seen.push(current.clone());
            continue;
        }
        let (name, value) = line.rsplit_once(' ').expect("a value");
        value.parse::<i64>().expect("a number");
        let labels = name.strip_prefix(&current).expect("under its own head");
        let known = ["", "{job=\"nightly\"}", "{job=\"weekly\"}"];
        assert!(known.contains(&labels), "{labels}");
    }
    assert_eq!(seen.len(), 8);
    for secret in ["Zz", "tm-north", "example.org", "North", "Care"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[cfg(unix)]
#[test]
fn the_textfile_is_for_all_to_read_and_put_in_place_whole() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = watched("20261122");
    run_night(&place, "2026-11-23");
    let mode = |place: &Workplace| {
        let metadata = std::fs::metadata(place.path(METRICS)).expect("a file");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(&place), 0o644);
    let rest = place.tree("reports");
    assert!(
        rest.keys().all(|name| !name.contains("writing")),
        "{rest:?}"
    );
    // A place that cannot be written is told in the log and harms nothing.
    let elsewhere = watched("20261122");
    elsewhere.edit(super::SERVICE, METRICS, "nowhere/lastseen.prom");
    assert_eq!(run_night(&elsewhere, "2026-11-23"), 0);
}
