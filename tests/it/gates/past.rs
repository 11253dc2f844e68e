//! What earlier runs are and are not to a night: by run date, not by the order in which they were made.

use crate::workplace::{self, DATE, Workplace};

use super::{CASES, EVE, SERVICE, VISITS, many_visits, renamed, warnings};

const WEEK_BEFORE: &str = "2026-11-16";

fn visits_of(rows: usize) -> String {
    workplace::visits()
        .split_inclusive('\n')
        .take(rows + 1)
        .collect()
}

/// A past day is compared with the days before it, whatever was run since.
#[test]
fn a_back_fill_is_compared_with_its_own_past() {
    let place = Workplace::new();
    place.write(VISITS, visits_of(40));
    place
        .run(&["run", "nightly", "--date", "2026-11-15"])
        .with_code(0);
    // A week later there are twice as many.
    place.write(VISITS, visits_of(80));
    place.nightly().with_code(0);
    place.write(VISITS, visits_of(38));
    place
        .run(&["run", "nightly", "--date", WEEK_BEFORE])
        .with_code(0);
    // Tonight's again is compared with tonight's.
    place
        .nightly()
        .with_code(4)
        .complains_of(&["38 rows, fewer than 80 % of the 80 rows"]);
    // Tomorrow's too, though the past day was run after it.
    place.write(VISITS, visits_of(60));
    place
        .run(&["run", "nightly", "--date", "2026-11-24"])
        .with_code(4)
        .complains_of(&["60 rows, fewer than 80 % of the 80 rows"]);
    // And the day after the one made up for with that day.
    place.write(VISITS, visits_of(38));
    place
        .run(&["run", "nightly", "--date", "2026-11-17"])
        .with_code(0);
}

/// A run for a past day is judged against that day, and may take the export of that day or today's.
#[test]
fn a_back_fill_takes_an_old_export() {
    let place = Workplace::new();
    renamed(&place, CASES, "in/cases_20261122.csv");
    renamed(&place, VISITS, "in/visits_20261122.csv");
    place.nightly().with_code(0);
    // Today's export for a past day: used twice, and of a later day, which is as it should be.
    for date in [WEEK_BEFORE, "2026-11-17"] {
        let run = place.run(&["run", "nightly", "--date", date]).with_code(0);
        assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    }
    // The past day's own.
    renamed(&place, "in/cases_20261122.csv", "in/cases_20261118.csv");
    renamed(&place, "in/visits_20261122.csv", "in/visits_20261118.csv");
    let run = place
        .run(&["run", "nightly", "--date", "2026-11-19"])
        .with_code(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    // It is too old for today, and older than what today had.
    place.nightly().with_code(4).complains_of(&[
        "visits export in/visits_20261118.csv: the export is of 2026-11-18, 120 hours before the run date 2026-11-23",
        "visits export in/visits_20261118.csv: it is of 2026-11-18, older than the one of 2026-11-22 that the run for 2026-11-23 used",
    ]);
}

/// Runs a date of whose exports nothing may be said.
#[track_caller]
fn is_clean(place: &Workplace, date: &str) {
    let run = place.run(&["run", "nightly", "--date", date]).with_code(0);
    assert_eq!(run.stderr, "", "{date}");
}

/// Exports that no name dates may be used for several past days.
#[test]
fn days_made_up_for_from_one_export_are_no_repeats() {
    let place = Workplace::new();
    for date in [DATE, WEEK_BEFORE, "2026-11-17"] {
        is_clean(&place, date);
    }
}

/// A past day that had a later day's export is no reason against that export on its own day.
#[test]
fn an_export_may_come_back_on_its_own_day() {
    let place = Workplace::new();
    renamed(&place, CASES, "in/cases_20261122.csv");
    renamed(&place, VISITS, "in/visits_20261122.csv");
    is_clean(&place, WEEK_BEFORE);
    is_clean(&place, DATE);
    // The past day gets its own export after all.
    renamed(&place, "in/cases_20261122.csv", "in/cases_20261115.csv");
    renamed(&place, "in/visits_20261122.csv", "in/visits_20261115.csv");
    is_clean(&place, WEEK_BEFORE);
}

/// On a day that is made up for nothing later is known of; on any other the older export is not taken after the newer.
#[test]
fn the_older_export_is_not_taken_after_the_newer_on_one_date() {
    let place = Workplace::new();
    renamed(&place, VISITS, "in/visits_20261123.csv");
    is_clean(&place, DATE);
    renamed(&place, "in/visits_20261123.csv", "in/visits_20261122.csv");
    place.nightly().with_code(4).complains_of(&[
        "visits export in/visits_20261122.csv: it is of 2026-11-22, older than the one of 2026-11-23 that the run for 2026-11-23 used",
    ]);
}

/// The same date again is never a repeat, by whichever job; a refused run and a dry run are nobody's past.
#[test]
fn only_a_complete_run_of_an_earlier_date_is_repeated() {
    let place = Workplace::new();
    place.write(
        "jobs/weekly.toml",
        "schedule = \"0 0 6 * * Mon\"\nreports = [\"data-quality\"]\n",
    );
    place
        .run(&["run", "nightly", "--date", EVE, "--dry-run"])
        .with_code(0);
    for job in ["nightly", "weekly", "nightly"] {
        let run = place.run(&["run", job, "--date", DATE]).with_code(0);
        assert_eq!(run.stderr, "", "{job}");
    }
    let run = place
        .run(&["run", "weekly", "--date", "2026-11-24"])
        .with_code(0);
    assert_eq!(
        run.stderr.matches("byte for byte").count(),
        2,
        "cases and visits change daily, ratings and workers need not: {}",
        run.stderr
    );
}

/// Of a few children one more or less says nothing, whatever its share.
#[test]
fn a_small_service_may_lose_a_few_children() {
    let place = Workplace::new();
    let cases = |children: usize| -> String {
        workplace::cases()
            .split_inclusive('\n')
            .take(children + 1)
            .collect()
    };
    place.edit(
        SERVICE,
        "min_rows_vs_last = \"80%\"",
        "min_rows_vs_last = \"1%\"\norphans = \"off\"\njump = \"off\"\ncolumns_gone = \"off\"",
    );
    place.write(CASES, cases(20));
    place.run(&["run", "nightly", "--date", EVE]).with_code(0);
    place.write(CASES, cases(11));
    place.write(VISITS, many_visits(70));
    place.nightly().with_code(0);
    assert_eq!(warnings(&place), Vec::<String>::new());
    place.write(CASES, cases(10));
    place.nightly_instead().with_code(4).complains_of(&[
        "cases export in/cases.csv: 10 open children, fewer than 90 % of the 20 of the run for 2026-11-22",
    ]);
}

/// A ledger of the version before knows nothing of which day a file was, and is read all the same.
#[test]
fn a_ledger_without_days_is_read() {
    let place = Workplace::new();
    place.run(&["run", "nightly", "--date", EVE]).with_code(0);
    let raw = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    raw.execute_batch(
        "ALTER TABLE run_inputs DROP COLUMN as_of;
         ALTER TABLE run_inputs DROP COLUMN shape;
         ALTER TABLE snapshots DROP COLUMN rules_version;
         ALTER TABLE snapshots DROP COLUMN rules;
         ALTER TABLE snapshot_positions DROP COLUMN flags;
         ALTER TABLE snapshot_positions DROP COLUMN booked; ALTER TABLE snapshots DROP COLUMN reports;
         DROP TABLE agreements; DROP TABLE returned;
         DROP TABLE seen_decisions; DROP TABLE seen_workers;
         PRAGMA user_version = 5",
    )
    .expect("an older ledger");
    drop(raw);
    let check = place.run(&["check", "--date", DATE]).with_code(0);
    assert!(check.stdout.contains("byte for byte"), "{}", check.stdout);
    place.nightly().with_code(0);
    assert_eq!(warnings(&place).len(), 2);
}
