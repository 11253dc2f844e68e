//! What single cells mean: ids, dates, yes and no, and the many ways to write nothing.

use lastseen::{ingest::report::Intake, model::field::DataSet};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workbooks::{Cell, texts, workbook},
    workplace::DATE,
};

const CASE: &str = "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\n";

/// One column of `positions.csv`, child by child.
fn column(positions: &str, heading: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(positions.as_bytes());
    let at = reader
        .headers()
        .expect("headings")
        .iter()
        .position(|found| found == heading)
        .expect("a heading of positions.csv");
    reader
        .records()
        .map(|record| record.expect("a row")[at].to_owned())
        .collect()
}

fn problems(intake: &Intake) -> Vec<String> {
    intake
        .reading
        .problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.row, problem.code, problem.value))
        .collect()
}

fn cases(csv: &str) -> Exports {
    Exports::new().canonical(DataSet::Cases, csv)
}

#[test]
fn ids_are_text_in_a_csv() {
    let exports = cases(
        "child_id,status,status_start,team\n\
         00123,CIN,2026-09-01,North\n\
         123,CIN,2026-09-01,North\n\
         124.0,CIN,2026-09-01,North\n\
         0125.0,CIN,2026-09-01,North\n\
         12.50,CIN,2026-09-01,North\n\
         E10,CIN,2026-09-01,North\n\
         12E5,CIN,2026-09-01,North\n\
         1.2E+x,CIN,2026-09-01,North\n\
         1.23E+11,CIN,2026-09-01,North\n\
         1.23E-1,CIN,2026-09-01,North\n\
         \" a b \",CIN,2026-09-01,North\n",
    );
    let ids = column(&exports.positions(day(DATE), &[]), "child_id");
    assert_eq!(
        ids,
        [
            "00123",
            "0125",
            "1.2E+x",
            "12.50",
            "123",
            "123000000000",
            "124",
            "12E5",
            "E10",
            "a b"
        ],
        "leading zeros stay, a useless .0 goes"
    );
    let intake = exports.read(day(DATE)).expect("not refused");
    assert_eq!(problems(&intake), ["11 E-ID 1.23E-1"]);
}

#[test]
fn ids_are_text_in_a_workbook() {
    let row = |id: Cell| {
        let mut row = vec![id];
        row.extend(texts("CIN|2026-09-01|North"));
        row
    };
    let rows = vec![
        texts("child_id|status|status_start|team"),
        row("00123".into()),
        row(Cell::Number(456.0)),
        row(Cell::Number(123_456_789_012.0)),
        row(Cell::Number(1.23e17)),
        row("789.0".into()),
        row("1.23E+1".into()),
        row(Cell::Number(12.5)),
    ];
    let exports = Exports::new().with(
        DataSet::Cases,
        "cases.xlsx",
        "canonical",
        workbook(&[("cases", rows)]),
    );
    let ids = column(&exports.positions(day(DATE), &[]), "child_id");
    assert_eq!(ids, ["00123", "123456789012", "456", "789"]);
    let intake = exports.read(day(DATE)).expect("not refused");
    assert_eq!(
        problems(&intake),
        ["5 E-ID 123000000000000000", "7 E-ID 1.23E+1", "8 E-ID 12.5"]
    );
}

/// The date of the only visit as it was read, and what was wrong with it.
fn visit_date(written: &str) -> (String, Vec<String>) {
    visit_date_of(CASE, written)
}

/// The same of a child whose case began a year before.
fn visit_date_of_2025(written: &str) -> (String, Vec<String>) {
    visit_date_of(&CASE.replace("2026-09-01", "2025-09-01"), written)
}

fn visit_date_of(case: &str, written: &str) -> (String, Vec<String>) {
    // A good row first: a file of which nothing can be used is refused.
    let visits = format!(
        "visit_id,child_id,visit_date,mode,child_seen\nV0,C1,2026-09-02,phone,N\nV1,C1,\"{written}\",face_to_face,Y\n"
    );
    let exports = cases(case).canonical(DataSet::Visits, &visits);
    let intake = exports.read(day(DATE)).expect("not refused");
    let mut seen = column(&exports.positions(day(DATE), &[]), "last_seen");
    (seen.remove(0), problems(&intake))
}

#[test_case("2026-11-03")]
#[test_case("2026/11/03")]
#[test_case("20261103")]
#[test_case("2026-11-03 14:05")]
#[test_case("2026-11-03T14:05:06")]
#[test_case("2026-11-03T14:05:06.789Z")]
#[test_case("2026-11-03 00:00:00.000")]
#[test_case("03/11/2026")]
#[test_case("3/11/2026")]
#[test_case("03-11-2026")]
#[test_case("03.11.2026")]
#[test_case("03/11/2026 23:59")]
#[test_case("03/11/2026 9:05")]
#[test_case("03/11/2026 9:05:07")]
#[test_case("03/11/2026 11:59:59 PM")]
#[test_case("03/11/2026 11:59 PM")]
#[test_case("03/11/2026 11:59:59PM")]
#[test_case("03/11/2026 11:59pm")]
#[test_case("3 Nov 2026")]
#[test_case("3 Nov 26"; "two digits for the year in letters")]
#[test_case("03-Nov-26"; "two digits for the year in letters with dashes")]
#[test_case("Tue 03/11/2026"; "behind its day of the week")]
#[test_case("Tuesday, 3 November 2026"; "behind its day of the week in full")]
#[test_case("03-NOV-2026")]
#[test_case("3 November 2026 09:00")]
#[test_case("46329"; "a serial number as text")]
#[test_case("46329.75"; "a serial number with a time as text")]
fn a_date_is_read(written: &str) {
    assert_eq!(visit_date(written), ("2026-11-03".to_owned(), Vec::new()));
}

/// A clock in summer time: half past eleven at night UTC is the next day in London.
#[test]
fn a_moment_with_an_offset_is_a_local_date() {
    assert_eq!(visit_date("2026-10-20T23:30:00Z").0, "2026-10-21");
    assert_eq!(visit_date("2026-10-20T23:30:00+01:00").0, "2026-10-20");
    assert_eq!(visit_date("2026-11-03T23:30:00Z").0, "2026-11-03");
}

/// The time of day counts where an offset may move it to another day: half past eleven at night UTC, in summer.
#[test_case("2026-10-20 23:30Z", "2026-10-21")]
#[test_case("2026-10-20t23:30:00z", "2026-10-21"; "in small letters")]
#[test_case("2026-10-20T19:30:00-0500", "2026-10-21")]
#[test_case("2026-10-20 11:30 PM Z", "2026-10-21")]
#[test_case("2026-10-20 11:30 AM Z", "2026-10-20")]
#[test_case("2026-10-20 11:30PM Z", "2026-10-21")]
#[test_case("2026-10-20 11:30:15 pm Z", "2026-10-21")]
#[test_case("2026-10-20 11:30:15PM Z", "2026-10-21")]
#[test_case("2026-10-20 11:30:15am Z", "2026-10-20")]
#[test_case("2026-10-20 12:30 AM Z", "2026-10-20")]
#[test_case("2026-10-20 23:30:00.5 Z", "2026-10-21")]
fn a_time_of_day_in_every_form(written: &str, expected: &str) {
    assert_eq!(visit_date(written), (expected.to_owned(), Vec::new()));
}

#[test]
fn every_month_in_letters() {
    let months = [
        "January February March April May June July August September",
        "Jan Feb Mar Apr May Jun Jul Aug Sep",
        "jan feb mar apr may jun jul aug sept",
    ];
    for names in months {
        for (name, month) in names.split(' ').zip(1..) {
            let expected = (format!("2026-{month:02}-03"), Vec::new());
            assert_eq!(visit_date_of_2025(&format!("3 {name} 2026")), expected);
        }
    }
}

#[test_case("31/02/2026"; "a day that never was")]
#[test_case("29/02/2026"; "29 February of a common year")]
#[test_case("00/11/2026"; "day nought")]
#[test_case("11/13/2026"; "month first")]
#[test_case("11/23/2026 10:00"; "month first with a time")]
#[test_case("Nov 3 2026"; "month first in letters")]
#[test_case("Wed 03/11/2026"; "behind another day of the week")]
#[test_case("3/11/26"; "two digits for the year")]
#[test_case("03-11-26"; "two digits for the year with dashes")]
#[test_case("2026-13-01"; "a month that never was")]
#[test_case("2026-11"; "no day")]
#[test_case("2026-11-0"; "cut short")]
#[test_case("2026-11/03"; "a slash after a dash")]
#[test_case("2026/11-03"; "a dash after a slash")]
#[test_case("03/11-2026"; "a dash after a slash, day first")]
#[test_case("2026.11.03"; "year first with dots")]
#[test_case("3 Novem 2026"; "a month cut short")]
#[test_case("3 Xyz 2026"; "three letters that are no month")]
#[test_case("3 11 2026"; "a month in digits between blanks")]
#[test_case("03–11–2026"; "dashes that a word processor made")]
#[test_case("03_11_2026"; "underscores")]
#[test_case("003/11/2026"; "three digits for the day")]
#[test_case("03/011/2026"; "three digits for the month")]
#[test_case("03/11/20261"; "five digits for the year")]
#[test_case("2026-11-03T"; "a time that is not there")]
#[test_case("2026-11-03 14.05"; "a time with a point")]
#[test_case("2026-11-03 14:05.06"; "a time with a colon and a point")]
#[test_case("3 No 2026"; "a month cut too short")]
#[test_case("2026-11-03 13:00 PM"; "an afternoon hour of 24")]
#[test_case("2026-11-03 25:00"; "an hour that never was")]
#[test_case("yesterday"; "a word")]
#[test_case("03/11/1926"; "before 1990")]
#[test_case("24/11/2036"; "more than ten years ahead")]
#[test_case("0"; "nought")]
#[test_case("1.23E+11"; "an exponent")]
fn a_date_is_refused(written: &str) {
    let (seen, problems) = visit_date(written);
    assert_eq!(seen, "", "{written} must not be guessed at");
    assert_eq!(problems, [format!("3 E-DATE {written}")]);
}

#[test]
fn day_comes_first_wherever_both_readings_are_possible() {
    assert_eq!(visit_date("03/02/2026").0, "2026-02-03");
    assert_eq!(visit_date("02/03/2026").0, "2026-03-02");
}

/// A spreadsheet that opens 20261103 makes it a number.
#[test]
fn a_date_without_separators_is_read_from_a_number_cell_as_well() {
    let rows = vec![
        texts("visit_id|child_id|visit_date|mode|child_seen"),
        vec![
            "V1".into(),
            "C1".into(),
            Cell::Number(20_261_103.0),
            "face_to_face".into(),
            "Y".into(),
        ],
    ];
    let exports = cases(CASE).with(
        DataSet::Visits,
        "visits.xlsx",
        "canonical",
        workbook(&[("visits", rows)]),
    );
    let seen = column(&exports.positions(day(DATE), &[]), "last_seen");
    assert_eq!(seen, ["2026-11-03"]);
}

const BLANKS: [&str; 22] = [
    "",
    "   ",
    "NULL",
    "null",
    "(null)",
    "N/A",
    "n/a",
    "NaN",
    "None",
    "-",
    "--",
    "–",
    "—",
    ".",
    "nil",
    "(blank)",
    "<NA>",
    "NaT",
    "\\N",
    "[NULL]",
    "<null>",
    "PLACEHOLDER_DATA",
];

#[test]
fn nothing_in_every_spelling_is_blank() {
    let placeholders = [
        "1900-01-01",
        "01/01/1900",
        "9999-12-31",
        "31/12/9999",
        "1900-01-01 00:00:00.000",
    ];
    let mut csv = "child_id,status,status_start,status_end,team,worker_id\n".to_owned();
    let spellings: Vec<&str> = BLANKS.into_iter().chain(placeholders).collect();
    for (number, end) in spellings.iter().enumerate() {
        let worker = BLANKS[number % BLANKS.len()];
        csv += &format!("C{number:02},CIN,2026-09-01,{end},North,{worker}\n");
    }
    let exports = cases(&csv);
    let intake = exports.read(day(DATE)).expect("not refused");
    assert_eq!(problems(&intake), Vec::<String>::new());
    let positions = exports.positions(day(DATE), &[]);
    assert_eq!(column(&positions, "child_id").len(), spellings.len());
    for (worker, flags) in column(&positions, "worker_id")
        .iter()
        .zip(column(&positions, "flags"))
    {
        assert_eq!(worker, "");
        assert!(flags.contains("UNALLOCATED"), "{flags}");
    }
}

#[test]
fn nothing_in_every_spelling_is_missing_where_it_is_required() {
    for blank in BLANKS {
        let exports = cases(&format!(
            "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\n{blank},CIN,2026-09-01,North\n"
        ));
        let intake = exports.read(day(DATE)).expect("not refused");
        assert_eq!(problems(&intake), ["3 E-MISSING "], "{blank:?}");
    }
}

#[test]
fn yes_and_no_in_every_spelling() {
    let yes = "Y|y|Yes|YES|yes |TRUE|true|T|1|1 - Yes|1-Yes|a) Yes|Seen|Child seen|Qualified";
    let no = "N|n|No|NO|FALSE|false|F|0|0 - No|0-No|b) No|Not seen|Child not seen|Unqualified";
    let neither = "Unknown|c) Unknown|not known|not recorded|U||NULL|-|N/A|?";
    let wrong = "maybe|Yno|2|seen?";
    let mut visits = "visit_id,child_id,visit_date,mode,child_seen\n".to_owned();
    let mut children = "child_id,status,status_start,team\n".to_owned();
    let mut expected = Vec::new();
    for (words, seen) in [(yes, "2026-11-02"), (no, ""), (neither, ""), (wrong, "")] {
        for word in words.split('|') {
            let number = expected.len();
            children += &format!("C{number:02},CIN,2026-09-01,North\n");
            visits += &format!("V{number},C{number:02},2026-11-02,face_to_face,{word}\n");
            expected.push(seen);
        }
    }
    let exports = cases(&children).canonical(DataSet::Visits, &visits);
    let seen = column(&exports.positions(day(DATE), &[]), "last_seen");
    assert_eq!(seen, expected);
    let intake = exports.read(day(DATE)).expect("not refused");
    let values: Vec<&str> = intake
        .reading
        .problems
        .iter()
        .map(|p| p.value.as_str())
        .collect();
    assert_eq!(values, wrong.split('|').collect::<Vec<_>>());
    assert!(
        intake
            .reading
            .problems
            .iter()
            .all(|p| p.code.code() == "W-VALUE")
    );
}

#[test]
fn yes_and_no_as_cells_of_a_workbook() {
    let cells = [
        (Cell::Bool(true), "2026-11-02"),
        (Cell::Bool(false), ""),
        (Cell::Number(1.0), "2026-11-02"),
        (Cell::Number(0.0), ""),
        (Cell::Blank, ""),
        (Cell::Text(" yes ".to_owned()), "2026-11-02"),
    ];
    let mut rows = vec![texts("visit_id|child_id|visit_date|mode|child_seen")];
    let mut children = "child_id,status,status_start,team\n".to_owned();
    for (number, (cell, _)) in cells.iter().enumerate() {
        children += &format!("C{number},CIN,2026-09-01,North\n");
        let mut row = texts(&format!("V{number}|C{number}|02/11/2026|face_to_face"));
        row.push(cell.clone());
        rows.push(row);
    }
    let exports = cases(&children).with(
        DataSet::Visits,
        "visits.xlsx",
        "canonical",
        workbook(&[("visits", rows)]),
    );
    let seen = column(&exports.positions(day(DATE), &[]), "last_seen");
    assert_eq!(seen, cells.map(|(_, seen)| seen));
}
