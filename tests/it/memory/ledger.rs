//! The ledger's snapshots: written and read back, replaced, and a ledger of version 1 taken along.

use std::borrow::Cow;

use lastseen::ledger::{
    AcceptedBy, CompleteRun, InputRecord, JobChoice, Ledger, Making, PositionRow, RateRow,
    RunRecord, Sources,
};
use lastseen::model::{input::Shape, remembered::Remembered, run::RunState};

use super::house::House;
use crate::night::day;

/// The schema as version 1 was released with it.
const VERSION_1: &str = "
    CREATE TABLE runs (id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, job TEXT NOT NULL, date TEXT NOT NULL,
        state TEXT NOT NULL, settings TEXT NOT NULL, version TEXT NOT NULL, account TEXT NOT NULL) STRICT;
    CREATE INDEX runs_by_job ON runs (job, date);
    CREATE TABLE run_inputs (run INTEGER NOT NULL REFERENCES runs (id), data_set TEXT NOT NULL,
        pattern TEXT NOT NULL, sha256 TEXT NOT NULL, rows_read INTEGER NOT NULL) STRICT;
    CREATE INDEX run_inputs_by_source ON run_inputs (data_set, pattern, run);
    INSERT INTO runs VALUES (1, 'nightly-2026-11-15-0', 'nightly', '2026-11-15', 'complete', 's', '0.1.0', '{}');
    INSERT INTO run_inputs VALUES (1, 'cases', 'cases.csv', '00', 41);
    PRAGMA user_version = 1;
";

fn row(child: &'static str) -> PositionRow<'static> {
    PositionRow {
        child_id: child.into(),
        team: "North".into(),
        service: Some("Safeguarding".into()),
        worker_id: None,
        statuses: "CP+CIC".into(),
        rag: "RED".into(),
        standard: "FULL".into(),
        state: "OVERDUE".into(),
        due: Some(day("1969-12-31")),
        last_contact: Some((day("2026-11-12"), "V1".into())),
        last_seen: None,
        unseen: true,
        unborn: false,
        days_unseen: Some(30),
        flags: Some("NO-ACCESS;PLAN-OLD".into()),
        booked: Some(day("2026-11-27")),
    }
}

fn rate(scope: &'static str) -> RateRow<'static> {
    RateRow {
        scope_kind: "team".into(),
        scope: scope.into(),
        measure: "seen-in-time".into(),
        numerator: 3,
        denominator: 4,
    }
}

fn record(
    ledger: &mut Ledger,
    job: &str,
    date: &str,
    rows: &[PositionRow<'static>],
    rates: &[RateRow<'static>],
) {
    let run_id = format!("{job}-{date}");
    let inputs = [InputRecord {
        data_set: "cases",
        pattern: "cases.csv".to_owned(),
        sha256: "00".to_owned(),
        read: 7,
        as_of: None,
        shape: Shape::default(),
    }];
    let run = RunRecord {
        run_id: &run_id,
        job,
        date: day(date),
        state: RunState::Complete,
        rules_version: 2,
        reports: "monday-visits;rating-review".to_owned(),
        rules: "r",
        settings: "s",
        account: "{}".to_owned(),
        inputs: &inputs,
        at: 0,
    };
    let complete = CompleteRun {
        record: &run,
        making: &making(),
        seen: &Remembered::default(),
        queued: &[],
        transport: "file",
    };
    ledger
        .record_complete(&complete, rows.iter().cloned(), rates.iter().cloned())
        .expect("a writable ledger");
}

/// A run made from nothing.
fn making() -> Making {
    Making {
        sources: Sources::default(),
        outputs: Vec::new(),
    }
}

fn empty() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).expect("a new ledger");
    (folder, ledger)
}

#[test]
fn a_snapshot_comes_back_as_it_went_in() {
    let (_folder, mut ledger) = empty();
    let mut other = row("B");
    other.worker_id = Some(Cow::Borrowed("W-é"));
    other.last_seen = Some((day("2026-11-11"), "V'2".into()));
    other.due = None;
    other.days_unseen = None;
    other.service = None;
    let rows = [row("A"), other];
    record(
        &mut ledger,
        "nightly",
        "2026-11-16",
        &rows,
        &[rate("North"), rate("South")],
    );
    let back = ledger
        .last_before(JobChoice::Of("nightly"), day("2026-11-17"))
        .expect("readable")
        .expect("a snapshot");
    assert_eq!(back.date, day("2026-11-16"));
    assert_eq!(back.run_id, "nightly-2026-11-16");
    assert_eq!(back.positions, rows);
    assert_eq!(back.rates, [rate("North"), rate("South")]);
}

#[test]
fn the_last_run_strictly_before_a_date_is_found() {
    let (_folder, mut ledger) = empty();
    record(
        &mut ledger,
        "nightly",
        "2026-11-16",
        &[row("A")],
        &[rate("A")],
    );
    record(
        &mut ledger,
        "weekly",
        "2026-11-17",
        &[row("B")],
        &[rate("B")],
    );
    record(
        &mut ledger,
        "nightly",
        "2026-11-18",
        &[row("C")],
        &[rate("C")],
    );
    record(
        &mut ledger,
        "nightly",
        "2026-11-16",
        &[row("D")],
        &[rate("D")],
    );
    let child = |job, date| {
        let found = ledger.last_before(job, day(date)).expect("readable");
        found.map(|earlier| earlier.positions[0].child_id.to_string())
    };
    let nightly = JobChoice::Of("nightly");
    assert_eq!(child(nightly, "2026-11-16"), None);
    assert_eq!(
        child(nightly, "2026-11-18").as_deref(),
        Some("D"),
        "the repeated run's"
    );
    assert_eq!(child(nightly, "2027-01-01").as_deref(), Some("C"));
    assert_eq!(child(JobChoice::Any, "2026-11-18").as_deref(), Some("B"));
    assert_eq!(child(JobChoice::Of("other"), "2027-01-01"), None);

    let recorded = ledger
        .rates_on(
            &[day("2026-11-16"), day("2026-11-17"), day("2026-11-19")],
            2,
        )
        .expect("readable");
    let scopes: Vec<_> = recorded
        .iter()
        .map(|run| run.rates[0].scope.as_ref())
        .collect();
    assert_eq!(scopes, ["D", "B"]);
}

#[test]
fn a_ledger_of_version_1_is_taken_along() {
    let mut house = House::new();
    house.case("A,CP,2026-01-01,,North,RED");
    house.visit("V1", "A", "2026-11-20");
    let path = house.ledger_path();
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    let old = rusqlite::Connection::open(&path).expect("a new file");
    old.execute_batch(VERSION_1).expect("the old schema");
    drop(old);

    let before = std::fs::read(&path).expect("readable");
    let reader = Ledger::open_to_read(&path)
        .expect("readable")
        .expect("there");
    assert_eq!(
        reader
            .last_before(JobChoice::Any, day("2027-01-01"))
            .expect("readable"),
        None
    );
    assert_eq!(
        reader.rates_on(&[day("2026-11-15")], 2).expect("readable"),
        []
    );
    drop(reader);
    assert_eq!(
        std::fs::read(&path).expect("readable"),
        before,
        "reading changes nothing"
    );

    let memory = house.run("nightly", "2026-11-22").memory;
    assert_eq!(memory.since, None, "the old run kept no snapshot");
    let ledger = house.ledger();
    assert_eq!(
        ledger
            .accepted("cases", "cases.csv", AcceptedBy::For(day("2026-11-22")))
            .expect("readable")
            .map(|accepted| accepted.rows),
        Some(1)
    );
    drop(ledger);
    let next = house
        .run("nightly", "2026-11-23")
        .memory
        .since
        .expect("a run yesterday");
    assert_eq!(next.movement.since, day("2026-11-22"));

    let raw = rusqlite::Connection::open(&path).expect("readable");
    let number = |sql: &str| {
        raw.query_row(sql, [], |row| row.get::<_, i64>(0))
            .expect("a number")
    };
    assert_eq!(number("PRAGMA user_version"), 11);
    assert_eq!(
        number("SELECT count(*) FROM runs WHERE state = 'complete'"),
        3
    );
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

/// A run repeated a hundred times costs one snapshot, and nothing of the old ones stays behind.
#[test]
fn replaced_snapshots_leave_no_rows() {
    let (folder, mut ledger) = empty();
    for _ in 0..3 {
        record(
            &mut ledger,
            "nightly",
            "2026-11-16",
            &[row("A"), row("B")],
            &[rate("North")],
        );
    }
    drop(ledger);
    let raw = rusqlite::Connection::open(folder.path().join("ledger.sqlite")).expect("readable");
    let number = |sql: &str| {
        raw.query_row(sql, [], |row| row.get::<_, i64>(0))
            .expect("a number")
    };
    assert_eq!(number("SELECT count(*) FROM runs"), 3);
    assert_eq!(number("SELECT count(*) FROM snapshots"), 1);
    assert_eq!(number("SELECT count(*) FROM snapshot_positions"), 2);
    assert_eq!(number("SELECT count(*) FROM snapshot_rates"), 1);
}

#[test]
fn no_name_is_kept() {
    let mut house = House::new();
    house.case("A,CP,2026-01-01,,North,RED");
    house.visit("V1", "A", "2026-11-20");
    house.run("nightly", "2026-11-22");
    let raw = rusqlite::Connection::open(house.ledger_path()).expect("readable");
    let columns: String = raw
        .query_row(
            "SELECT group_concat(name) FROM pragma_table_info('snapshot_positions')",
            [],
            |row| row.get(0),
        )
        .expect("columns");
    assert!(!columns.contains("name"), "{columns}");
}
