//! Where each limit lies, number by number.

use chrono::NaiveDate;
use lastseen::{
    ingest::{report::Refused, settings::Reaction},
    model::field::DataSet,
};
use test_case::test_case;

use crate::night::{Exports, day};

const CASES: &str =
    "child_id,status,status_start,team\n001,CIN,2026-09-01,North\n002,CIN,2026-09-01,North\n";

/// The reasons against exports, a line each.
fn reasons(read: Result<impl Sized, Box<Refused>>) -> Vec<String> {
    read.err().map_or_else(Vec::new, |refused| {
        refused.refusals.iter().map(ToString::to_string).collect()
    })
}

#[test_case(1_998, None, ""; "below a round number")]
#[test_case(1_999, Some(2_000), "warn"; "2000 with the heading row")]
#[test_case(2_000, Some(2_000), "warn"; "2000")]
#[test_case(2_001, None, ""; "above a round number")]
#[test_case(4_999, Some(5_000), "warn"; "5000 with the heading row")]
#[test_case(5_000, Some(5_000), "warn"; "5000")]
#[test_case(10_000, Some(10_000), "warn"; "10000")]
#[test_case(29_999, Some(30_000), "warn"; "the cap of Power BI with the heading row")]
#[test_case(30_000, Some(30_000), "warn"; "the cap of Power BI")]
#[test_case(50_000, Some(50_000), "warn"; "50000")]
#[test_case(65_534, None, ""; "below an old sheet")]
#[test_case(65_535, Some(65_536), "refuse"; "an old sheet with its heading row")]
#[test_case(65_536, Some(65_536), "refuse"; "an old sheet")]
#[test_case(65_537, None, ""; "above an old sheet")]
#[test_case(100_000, Some(100_000), "warn"; "100000")]
#[test_case(150_000, Some(150_000), "warn"; "the cap of Power BI in a workbook")]
#[test_case(1_048_575, Some(1_048_576), "refuse"; "a sheet with its heading row")]
#[test_case(1_048_577, None, ""; "above a sheet")]
fn a_row_count_at_a_cap(rows: usize, cap: Option<u64>, meaning: &str) {
    let workers = "worker_id,role\n".to_owned() + &"W1,social_worker\n".repeat(rows);
    let exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(
            DataSet::Visits,
            "visit_id,child_id,visit_date,mode\nV1,001,2026-11-02,phone\n",
        )
        .canonical(DataSet::Workers, &workers);
    let said = cap.map(|cap| {
        format!(
            "workers export workers.csv: {rows} rows, as many as exports are cut off at ({cap} with or without the heading row); export it in parts or without the limit, or set row_cap in [gate] where the number is right"
        )
    });
    let read = exports.read(day("2026-11-23"));
    let warned: Vec<String> = read.as_ref().map_or_else(
        |_| Vec::new(),
        |intake| {
            intake
                .reading
                .warnings
                .iter()
                .map(ToString::to_string)
                .collect()
        },
    );
    let refused = reasons(read);
    let of = |what: &str| Vec::from_iter(said.clone().filter(|_| meaning == what));
    assert_eq!((warned, refused), (of("warn"), of("refuse")));
}

/// Of a Monday's export nothing need be newer than Friday; bank holidays are days off too.
#[test_case("2026-11-23", "2026-11-20", None; "Friday on a Monday")]
#[test_case("2026-11-23", "2026-11-19", Some(48); "Thursday on a Monday")]
#[test_case("2026-11-22", "2026-11-20", None; "Friday on a Sunday")]
#[test_case("2026-11-21", "2026-11-20", None; "Friday on a Saturday")]
#[test_case("2026-11-25", "2026-11-24", None; "yesterday")]
#[test_case("2026-11-25", "2026-11-25", None; "the day itself")]
#[test_case("2026-11-25", "2026-11-23", Some(48); "the day before yesterday")]
#[test_case("2026-12-29", "2026-12-24", None; "Christmas Eve after four days off")]
#[test_case("2026-12-29", "2026-12-23", Some(48); "the day before Christmas Eve")]
#[test_case("2026-11-23", "2025-11-23", Some(8760); "a year ago")]
fn the_newest_record(date: &str, recorded: &str, too_old: Option<i64>) {
    let visits = format!(
        "visit_id,child_id,visit_date,mode,outcome,recorded_at\n\
         V1,001,2025-11-02,phone,completed,{recorded} 16:30\n\
         V2,001,2025-11-02,phone,completed,2025-11-03\n\
         V3,001,2026-11-30,phone,planned,{date} 09:00\n"
    );
    let mut exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(DataSet::Visits, &visits);
    exports.gate.content_rows = 2;
    let expected = too_old.map(|age| {
        format!(
            "visits export visits.csv: its newest record is of {recorded}, {age} hours before the run date {date} without days off; the limit is 26 hours; has the case system's copy stopped being renewed?"
        )
    });
    assert_eq!(
        reasons(exports.read(day(date))),
        Vec::from_iter(expected.clone())
    );

    // Two records are too few to refuse for where three are asked for; the booking is none.
    exports.gate.content_rows = 3;
    let intake = exports.read(day(date)).expect("not refused");
    let warnings: Vec<String> = intake
        .reading
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(warnings, Vec::from_iter(expected));
}

/// The newest export bounds the run date, whatever else is let pass: a clock far ahead makes no lists.
#[test_case("cases_20261122.csv", "2026-11-20", "2026-12-23", None; "a month")]
#[test_case("cases_20261122.csv", "2026-11-20", "2026-12-24", Some((32, "2026-11-22")); "a day more than a month")]
#[test_case("cases_20261122.csv", "2026-11-20", "2099-01-05", Some((26342, "2026-11-22")); "another century")]
#[test_case("cases_20260101.csv", "2026-11-20", "2026-12-21", None; "an old export beside new records")]
#[test_case("cases.csv", "2026-11-20", "2026-12-22", Some((32, "2026-11-20")); "records alone")]
#[test_case("cases.csv", "", "2099-01-05", None; "nothing that tells")]
fn a_run_date_far_ahead(cases: &str, recorded: &str, date: &str, far: Option<(i64, &str)>) {
    let visits = format!(
        "visit_id,child_id,visit_date,mode,recorded_at\nV1,001,2026-11-02,phone,{recorded}\n"
    );
    let mut exports = Exports::new()
        .with(DataSet::Cases, cases, "canonical", CASES)
        .with(DataSet::Visits, "visits.csv", "canonical", visits);
    exports.gate.max_age_hours = 2_000_000;
    exports.gate.content_rows = 1;
    exports.gate.stale = Reaction::Off;
    let expected = far.map(|(days, newest)| {
        let file = if cases.contains('_') { "cases export" } else { "visits export" };
        format!(
            "{file} {}: the run is for {date}, {days} days after the newest export ({newest}): more than 31, whatever max_age says, is the work of a wrong clock; set the machine's clock right, name the date with --date, or put newer exports in place",
            if cases.contains('_') { cases } else { "visits.csv" }
        )
    });
    assert_eq!(reasons(exports.read(day(date))), Vec::from_iter(expected));
}

/// Records first, then the name: each tells alone.
#[test_case("visits_20261123.csv", "2026-11-16", true; "a new name on old records")]
#[test_case("visits_20261116.csv", "2026-11-20", false; "an old name on new records")]
#[test_case("visits_20261116.csv", "", true; "an old name on no records")]
#[test_case("visits_20261122.csv", "", false; "a new name on no records")]
#[test_case("visits.csv", "", false; "nothing that tells")]
fn records_go_before_the_name(file: &str, recorded: &str, is_too_old: bool) {
    let visits = format!(
        "visit_id,child_id,visit_date,mode,recorded_at\nV1,001,2026-11-02,phone,{recorded}\n"
    );
    let mut exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        file,
        "canonical",
        visits,
    );
    exports.gate.content_rows = 1;
    let date: NaiveDate = day("2026-11-23");
    assert_eq!(reasons(exports.read(date)).len(), usize::from(is_too_old));
}

#[test_case("cases_20261122.csv", "visits_20261122.csv", None; "one day")]
#[test_case("cases_20261122.csv", "visits_20261123.csv", Some("cases export cases_20261122.csv: it is of 2026-11-22, and the visits export visits_20261123.csv is of 2026-11-23, 1 day apart"); "older cases")]
#[test_case("cases_20261123.csv", "visits_20261120.csv", Some("visits export visits_20261120.csv: it is of 2026-11-20, and the cases export cases_20261123.csv is of 2026-11-23, 3 days apart"); "older visits")]
#[test_case("cases.csv", "visits_20261120.csv", None; "one of no known day")]
fn cases_and_visits_of_days(cases: &str, visits: &str, expected: Option<&str>) {
    let mut exports = Exports::new()
        .with(DataSet::Cases, cases, "canonical", CASES)
        .with(
            DataSet::Visits,
            visits,
            "canonical",
            "visit_id,child_id,visit_date,mode\nV1,001,2026-11-02,phone\n",
        );
    exports.gate.max_age_hours = 1000;
    let intake = exports.read(day("2026-11-23")).expect("not refused");
    let warnings: Vec<String> = intake
        .reading
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = expected.map(|text| format!("{text}; export cases and visits on one day"));
    assert_eq!(warnings, Vec::from_iter(expected));
}
