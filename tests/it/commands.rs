//! The commands, as somebody at a terminal sees them.

use std::fs::File;

use test_case::test_case;

use crate::workplace::{DATE, Ran, Workplace, program, ran};

/// A root with the sample in it.
fn sample(children: &str) -> Workplace {
    let place = Workplace::bare();
    ran(program()
        .arg("sample")
        .arg(place.root())
        .args(["--children", children]))
    .with_code(0);
    place
}

fn is_output(name: &str) -> bool {
    [".xlsx", ".eml", ".csv", ".json"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

#[test]
fn two_runs_of_the_same_inputs_leave_the_same_bytes() {
    let place = sample("300");
    let run = || {
        let ran = place
            .run(&["run", "nightly", "monday-visits", "--date", DATE])
            .with_code(0);
        assert_eq!(ran.stderr, "");
        let tree = place.tree("reports");
        (ran.stdout, tree)
    };
    let (said, first) = run();
    let (said_again, second) = run();
    assert_eq!(said, said_again);
    let outputs = |tree: &std::collections::BTreeMap<String, String>| {
        tree.iter()
            .filter(|(name, _)| is_output(name))
            .map(|(name, hash)| format!("{name} {hash}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(outputs(&first), outputs(&second));
    let count = |ending: &str| first.keys().filter(|name| name.ends_with(ending)).count();
    assert!(count(".xlsx") >= 10 && count(".eml") >= count(".xlsx"));
    // A sample made again is the same sample, and so are its results.
    let again = sample("300");
    assert_eq!(again.tree("jobs"), place.tree("jobs"));
    again
        .run(&["run", "nightly", "monday-visits", "--date", DATE])
        .with_code(0);
    assert_eq!(outputs(&again.tree("reports")), outputs(&first));
}

#[cfg(unix)]
#[test]
fn what_a_run_leaves_only_its_owner_can_read() {
    let place = sample("60");
    place.run(&["run", "nightly", "--date", DATE]).with_code(0);
    place.write("visits_20261122.csv", "");
    place.run(&["run", "nightly", "--date", DATE]).with_code(4);
    let tree = place.tree("reports");
    assert!(tree.contains_key(&format!("{DATE}/nightly.refused/account.json")));
    assert!(tree.contains_key("ledger.sqlite") && tree.contains_key(".lock"));
    for (name, entry) in &tree {
        let expected = if entry.ends_with("folder") {
            "700 "
        } else {
            "600 "
        };
        assert!(entry.starts_with(expected), "{name}: {entry}");
        assert!(
            !name.contains(".building") && !name.contains(".old"),
            "{name} was left behind"
        );
    }
    let reports = place.tree("")["reports"].clone();
    assert_eq!(reports, "700 folder");
}

#[test]
fn a_dry_run_writes_reports_and_sends_nothing() {
    let place = Workplace::new();
    let ran = place
        .run(&["run", "nightly", "--date", DATE, "--dry-run"])
        .with_code(0);
    assert!(
        ran.stdout
            .contains("3 messages held back: a dry run sends nothing"),
        "{}",
        ran.stdout
    );
    let tree = place.tree(&format!("reports/{DATE}/nightly"));
    assert!(tree.contains_key("monday-visits--tm-north.xlsx"));
    assert!(tree.keys().all(|name| !name.ends_with(".eml")), "{tree:?}");
    let account = place.account();
    assert_eq!(account["state"], "dry-run");
    assert_eq!(
        account["deliveries"],
        serde_json::json!({"expected": 3, "sent": 0, "nil": 0, "deferred": 0, "failed": 0, "held": 3, "unknown": 0})
    );
    // A dry run after a real one takes no letter away.
    place.nightly().with_code(0);
    let letters = place.tree(&format!("reports/{DATE}/nightly/outbox"));
    assert_eq!(letters.len(), 3);
    place
        .run(&["run", "nightly", "--date", DATE, "--dry-run"])
        .with_code(0);
    assert_eq!(
        place.tree(&format!("reports/{DATE}/nightly/outbox")),
        letters
    );
}

#[test_case(&["run", "nigthly", "--date", DATE], &["there is no job \"nigthly\"; did you mean nightly? The jobs are nightly"]; "a job of another name")]
#[test_case(&["run", "zzz", "--date", DATE], &["there is no job \"zzz\". The jobs are nightly"]; "a job like no other")]
#[test_case(&["run", "nightly", "zzz", "--date", DATE], &["there is no job \"zzz\""]; "one good job and one bad")]
#[test_case(&["run", "nightly", "--date", "23/11/2026"], &["invalid value '23/11/2026' for '--date <D>'", "--help"]; "a date with the day first")]
#[test_case(&["run", "nightly", "--date", "2026-02-29"], &["invalid value '2026-02-29' for '--date <D>'"]; "a day that never was")]
#[test_case(&["run"], &["JOB", "Usage: lastseen run"]; "no job")]
#[test_case(&["run", "nightly", "--dryrun"], &["unexpected argument '--dryrun'", "--dry-run"]; "an unknown option")]
#[test_case(&["rnu", "nightly"], &["unrecognized subcommand 'rnu'", "--help"]; "an unknown command")]
#[test_case(&["explain", "--date", DATE], &["CHILD_ID"]; "nobody to explain")]
#[test_case(&["check", "--log", "yaml"], &["invalid value 'yaml'", "text", "json"]; "an unknown form of the log")]
fn a_bad_command_line(arguments: &[&str], says: &[&str]) {
    let place = Workplace::new();
    let ran = place.run(arguments).with_code(64);
    ran.complains_of(says);
    assert_eq!(ran.stdout, "");
    assert!(!place.path("reports").exists(), "something was run");
}

#[test]
fn help_is_asked_for_and_no_mistake() {
    for arguments in [&["--help"][..], &["run", "--help"], &["--version"]] {
        let asked = ran(program().args(arguments)).with_code(0);
        assert!(asked.stdout.contains("lastseen"), "{}", asked.stdout);
        assert_eq!(asked.stderr, "");
    }
    let nothing = ran(&mut program()).with_code(64);
    assert!(
        nothing.stderr.contains("Usage: lastseen"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn explain_says_everything_that_positions_csv_says() {
    let place = sample("300");
    place.run(&["run", "nightly", "--date", DATE]).with_code(0);
    let csv = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    let visits = place.read("visits_20261122.csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut flags_met = 0;
    for row in reader.records().step_by(23) {
        let row = row.expect("a row");
        let (child, rag, standard, due, state, flags) =
            (&row[0], &row[3], &row[4], &row[6], &row[7], &row[15]);
        let told = place
            .run(&["explain", child, "--date", DATE])
            .with_code(0)
            .stdout;
        let line = |label: &str| {
            told.lines()
                .find(|line| line.starts_with(&format!("  {label} ")))
                .unwrap_or_else(|| panic!("no line {label} in {told}"))
                .to_owned()
        };
        assert!(told.starts_with(&format!("Child {child} on Monday 23 November 2026\n")));
        assert!(
            line("Status").contains(&format!("(of {})", &row[2])),
            "{told}"
        );
        assert!(line("Rating in force").contains(rag), "{told}");
        assert!(line("Standard").contains(standard), "{told}");
        assert!(line("State").contains(state), "{told}");
        line("Interval");
        if let Ok(due) = due.parse::<chrono::NaiveDate>() {
            let due = due.format("%a %-d %b %Y").to_string();
            assert!(line("Due").contains(&due), "{due}: {told}");
        }
        let own: Vec<&str> = visits
            .lines()
            .filter(|visit| visit.split(',').nth(1) == Some(child))
            .collect();
        assert!(
            told.contains(&format!("Visits, latest first ({})", own.len())),
            "{told}"
        );
        let judged = told
            .lines()
            .filter(|line| line.contains("  counts") || line.contains("  does not count: "))
            .count();
        assert_eq!(judged, own.len(), "each visit, and why: {told}");
        for flag in flags.split(';').filter(|flag| !flag.is_empty()) {
            flags_met += 1;
            let reason = line(flag);
            assert!(
                reason.len() > flag.len() + 20 && reason.ends_with(']'),
                "{reason}"
            );
        }
        assert!(!told.contains("Zz") && !told.contains("O'Sample"));
    }
    assert!(
        flags_met > 3,
        "the sample shows too few flags to prove anything"
    );
}

#[test_case("404"; "an id like no other")]
#[test_case("1"; "leading zeros missing")]
#[test_case(""; "no id")]
fn explain_does_not_know_a_child(child: &str) {
    let told = Workplace::new()
        .run(&["explain", child, "--date", DATE])
        .with_code(64);
    told.complains_of(&[
        "error: no row of these exports and no run that is remembered has a child with this id",
    ]);
    assert_eq!(told.stdout, "");
}

/// A visit before the birth counts, and nobody saw the child at it, whatever the record says.
#[test]
fn explain_says_that_nobody_saw_a_child_before_its_birth() {
    let place = Workplace::new();
    let cases = place.read("in/cases.csv");
    let cases = cases.replacen(",team", ",date_of_birth,team", 1);
    let cases = cases.replace("2026-09-01,", "2026-09-01,2026-11-20,");
    place.write("in/cases.csv", cases);
    let told = place.run(&["explain", "001", "--date", DATE]).with_code(0);
    let visits = told
        .stdout
        .lines()
        .filter(|line| line.contains("child seen"));
    let visits: Vec<&str> = visits.collect();
    assert_eq!(visits.len(), 2, "{}", told.stdout);
    for line in visits {
        assert!(line.ends_with("before its birth, and nobody can"), "{line}");
    }
}

/// A child whose case is closed, and one of whom only a visit is known, are no errors.
#[test]
fn explain_says_that_a_child_has_no_open_case() {
    let place = Workplace::new();
    let cases = place.read("in/cases.csv");
    let header = cases.replacen(",team", ",status_end,team", 1);
    let cases = header.replace("2026-09-01,", "2026-09-01,,").replacen(
        "2026-09-01,,",
        "2026-09-01,2026-11-23,",
        1,
    );
    place.write("in/cases.csv", cases);
    let visits = place.read("in/visits.csv");
    place.write("in/visits.csv", visits + "V9,999,2026-11-02,phone,N,W1,\n");
    let closed = place.run(&["explain", "001", "--date", DATE]).with_code(0);
    assert!(
        closed
            .stdout
            .contains("no open case on this day, so no position")
    );
    assert!(
        closed.stdout.contains("to 23 Nov 2026"),
        "{}",
        closed.stdout
    );
    let orphan = place.run(&["explain", "999", "--date", DATE]).with_code(0);
    assert!(
        orphan
            .stdout
            .contains("only visits or ratings know this id"),
        "{}",
        orphan.stdout
    );
}

/// A row that is left out, and an earlier list, are what somebody who misses a child asks for.
#[test]
fn explain_says_what_was_left_out_and_when_the_child_was_last_listed() {
    let place = Workplace::new();
    place
        .run(&["run", "nightly", "--date", "2026-11-22"])
        .with_code(0);
    place.edit(
        "jobs/service.toml",
        "max_rejected = \"2%\"",
        "max_rejected = \"9%\"",
    );
    place.edit("in/cases.csv", "007,Zzname007,CIN,", "007,Zzname007,Zzkin,");
    let cases = place.read("in/cases.csv");
    let gone = cases.lines().filter(|line| !line.starts_with("009,"));
    let gone: Vec<&str> = gone.collect();
    place.write("in/cases.csv", gone.join("\n") + "\n");
    place.edit("in/visits.csv", "V008-2,008,2026-11-02", "V008-2,008,Zzday");

    let told = |child: &str| {
        let ran = place.run(&["explain", child, "--date", DATE]).with_code(0);
        assert!(!ran.stdout.contains("Zz"), "{}", ran.stdout);
        ran.stdout
    };
    for (child, texts) in [
        (
            "007",
            &[
                "Last listed        22 Nov 2026 by the job nightly, in team North",
                "cases export in/cases.csv, row 8, column status: E-STATUS",
                "none that could be read: only visits or ratings know this id",
            ][..],
        ),
        (
            "009",
            &["Last listed        22 Nov 2026 by the job nightly, in team North"],
        ),
        (
            "008",
            &["visits export in/visits.csv, row 17, column visit_date: E-DATE"],
        ),
        ("001", &["Read from          the exports that lie there on"]),
    ] {
        let told = told(child);
        for text in texts {
            assert!(told.contains(text), "{text}: {told}");
        }
    }
    // Without its visits too, nothing but the ledger knows the child.
    let visits = place.read("in/visits.csv");
    let gone = visits.lines().filter(|line| !line.contains(",009,"));
    place.write("in/visits.csv", gone.collect::<Vec<_>>().join("\n") + "\n");
    let told = told("009");
    assert!(
        told.contains("no row of these exports that could be read"),
        "{told}"
    );
    assert!(told.contains("Last listed        22 Nov 2026"), "{told}");
}

#[test]
fn explain_on_refused_exports_says_why() {
    let place = Workplace::new();
    place.write("in/visits.csv", "");
    place
        .run(&["explain", "001", "--date", DATE])
        .with_code(4)
        .complains_of(&[
            "the exports cannot be used on 2026-11-23",
            "the file is empty",
        ]);
    assert!(!place.path("reports").exists());
}

#[test]
fn a_second_run_finds_the_lock_taken() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let outputs = place.tree(&format!("reports/{DATE}"));
    let lock = File::options()
        .read(true)
        .write(true)
        .open(place.path("reports/.lock"))
        .expect("the lock's file stays");
    lock.try_lock().expect("nobody else is at work here");
    let second = place.nightly().with_code(5);
    second.complains_of(&["another run is at work", "nothing was done"]);
    assert_eq!(place.tree(&format!("reports/{DATE}")), outputs);
    // Reading takes no lock.
    place.run(&["check", "--date", DATE]).with_code(0);
    place.run(&["explain", "001", "--date", DATE]).with_code(0);
    drop(lock);
    place.nightly().with_code(0);
}

#[test_case(b"this is no database at all, and long enough to be read as one".repeat(40); "another file")]
#[test_case([b"SQLite format 3\0".to_vec(), vec![0xff; 4000]].concat(); "a header and nothing behind it")]
fn a_damaged_ledger_is_a_storage_failure(ledger: Vec<u8>) {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let outputs = place.tree(&format!("reports/{DATE}"));
    place.write("reports/ledger.sqlite", &ledger);
    let run = place.nightly().with_code(7);
    run.complains_of(&["the ledger", "ledger.sqlite", "move it aside"]);
    place.run(&["check", "--date", DATE]).with_code(7);
    assert_eq!(place.tree(&format!("reports/{DATE}")), outputs);
    let kept = std::fs::read(place.path("reports/ledger.sqlite")).expect("the file is there");
    assert_eq!(kept, ledger, "the evidence is kept");
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let ledger = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    ledger
        .pragma_update(None, "user_version", 99)
        .expect("a ledger that can be written");
    drop(ledger);
    place
        .nightly()
        .with_code(7)
        .complains_of(&["written by a newer lastseen (schema 99"]);
}

fn json_lines(run: &Ran) -> Vec<serde_json::Value> {
    run.stderr
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn the_log_for_machines_is_a_json_object_a_line() {
    let place = Workplace::new();
    let good = place
        .run(&["--log", "json", "run", "nightly", "--date", DATE])
        .with_code(0);
    assert_eq!(json_lines(&good).len(), good.stderr.lines().count());
    assert!(!json_lines(&good).is_empty());
    place.write("in/visits.csv", "");
    let bad = place
        .run(&["run", "nightly", "--date", DATE, "--log", "json"])
        .with_code(4);
    let stopped = json_lines(&bad)
        .into_iter()
        .find(|line| line["level"] == "ERROR")
        .expect("a line about the error");
    assert_eq!(stopped["fields"]["code"], 4);
    assert_eq!(stopped["fields"]["job"], "nightly");
    for run in [good, bad] {
        assert!(!run.stderr.contains("Zz") && !run.stderr.contains("@example.org"));
    }
}

/// The reason of a refused night goes with the good run that answers it.
#[test]
fn a_good_run_takes_the_refusal_away() {
    let place = Workplace::new();
    let cases = place.read("in/cases.csv");
    place.write("in/cases.csv", "");
    place.nightly().with_code(4);
    let refused = format!("reports/{DATE}/nightly.refused/account.json");
    assert!(place.path(&refused).exists());
    place.write("in/cases.csv", cases);
    place.nightly().with_code(0);
    assert!(!place.path(&refused).exists());
}

/// Whoever reads the output may stop reading: `lastseen who-gets-what | head -1`.
#[test]
fn a_reader_who_goes_away_is_no_fault() {
    let place = Workplace::new();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_lastseen"))
        .arg("--root")
        .arg(place.root())
        .args(["who-gets-what", "--date", DATE])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
