//! The same facts in every form that an export can take give the same positions.

use lastseen::model::field::DataSet;
use test_case::test_case;

use crate::{
    night::{Exports, day},
    tables::{DateForm, Table},
    workbooks::{patched, texts, workbook},
    workplace::DATE,
};

const CASES: &str = "\
child_id|child_name|date_of_birth|status|status_start|status_end|team|service|worker_id|opened_at|rag|rag_decided_on|plan_interval_days|safety_plan_on|oversight_on
00123|Zoë Zztest|2012-02-29|CIN|2026-06-01||Zoë House|Care|W1|2026-06-01 08:00|GREEN|2026-11-05||2026-06-02|2026-11-06
00123|Zoë Zztest|2012-02-29|CIN|2025-01-31|2026-02-28|Zoë House|Care|W1||||||
456|Zzsecond|2015-07-07|CP|2026-09-15||South|Care||2026-11-21 00:00|RED|2026-10-20|10|2026-09-16|2026-11-02
457|Zzthird|2016-08-08|CIN|2026-09-16||South|Care||2026-11-20 23:59|||||
X/7|Zzfourth|2010-12-31|CIC|2026-01-31||North|Care|W2||AMBER|2026-10-01|||
X/7|Zzfourth|2010-12-31|CP|2026-08-31||North|Care|W2||||||
900|Zzunborn|2027-01-15|CIN|2026-11-01||North|Care|W2||AMBER|2026-11-01|||
901|Zzclosed|2011-03-04|CIN|2026-01-01|2026-11-23|North|Care|W2||||||";

const VISITS: &str = "\
visit_id|child_id|visit_date|mode|outcome|child_seen|seen_alone|worker_id|recorded_at
V1|00123|2026-11-02|video|completed|Y|Y|W1|2026-11-02 09:30
V2|00123|2026-11-09|phone||N||W1|2026-11-16 23:59
V3|456|2026-10-12|face_to_face|completed|Y|N|W1|2026-10-14 12:00
V4|456|2026-11-05|face_to_face|completed|Y|N|W2|2026-11-05 16:45
V4|456|2026-11-06|face_to_face|completed|Y|N|W1|2026-11-06 16:45
V5|457|2026-11-12|face_to_face|attempted|||W1|
V6|457|2026-12-03|face_to_face|planned|||W1|2026-11-20 10:00
V7|X/7|2026-10-31|phone|completed|N||W2|2026-10-31 17:00
V8|X/7|2026-01-31|face_to_face|completed|Y|Y|W2|2026-02-01 00:00
V9|901|2026-11-20|face_to_face|completed|Y|Y|W1|2026-11-20 12:00";

const RATINGS: &str = "\
child_id|rag|rag_decided_on|rag_recorded_on|rag_decided_by|rag_rationale
00123|AMBER|2026-10-12|2026-10-12|M1|calm
456|RED|2026-11-12|2026-11-13|M1|";

const WORKERS: &str = "\
worker_id|worker_name|role|qualified|team|service|left_on
W1|Zzworker|social_worker|Y|South|Care|
W2|Zzhelper|support_worker|N|North|Care|2026-11-23
M1|Zzmanager|team_manager|Y|North|Care|";

const SETS: [(DataSet, &str); 4] = [
    (DataSet::Cases, CASES),
    (DataSet::Visits, VISITS),
    (DataSet::Ratings, RATINGS),
    (DataSet::Workers, WORKERS),
];

/// The positions of the facts when each table is made a file in this way.
fn positions(extension: &str, make: impl Fn(&Table) -> Vec<u8>) -> String {
    let exports = SETS
        .into_iter()
        .fold(Exports::new(), |exports, (set, text)| {
            let file = format!("{}.{extension}", set.name());
            exports.with(set, &file, "canonical", make(&Table::parse(text)))
        });
    let problems = exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals))
        .reading
        .problems;
    // The one visit that stands twice; anything more is a form misread.
    assert_eq!(problems.len(), 1, "{problems:?}");
    exports.positions(day(DATE), &[])
}

fn plain_csv() -> String {
    positions("csv", |table| table.csv().into_bytes())
}

fn book(table: &Table, form: DateForm) -> Vec<u8> {
    workbook(&[("Export", table.sheet(form))])
}

/// The yardstick itself, so that the forms cannot all be wrong together.
#[test]
fn the_facts_have_the_positions_that_the_rule_book_gives_them() {
    let csv = plain_csv();
    let starts = [
        "00123,CIN,CIN,GREEN,FULL,,2026-07-01,OVERDUE,145,,175,true,,Zoë House,W1,",
        "456,CP,CP,RED,FULL,2026-11-06,2026-11-16,OVERDUE,7,2026-11-06,17,true,2026-11-06,South,,",
        "457,CIN,CIN,UNRATED,FULL,,2026-10-16,OVERDUE,38,,68,true,,South,,",
        "900,CIN,CIN,AMBER,FULL,,2026-12-01,OK,0,,,false,,North,W2,",
        "X/7,CIC,CP+CIC,AMBER,FULL,,2026-02-07,OVERDUE,289,2026-01-31,296,true,2026-01-31,North,W2,",
    ];
    let lines: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(lines.len(), starts.len(), "{csv}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "expected {start}\nfound    {line}");
    }
    // 48 hours to the minute is in time, a minute more is not.
    assert!(!lines[1].contains("UNALLOCATED") && lines[2].contains("UNALLOCATED"));
}

#[test_case(DateForm::True; "true dates")]
#[test_case(DateForm::Serial; "serial numbers in General format")]
#[test_case(DateForm::DayFirst; "text with the day first")]
#[test_case(DateForm::Iso; "text with the year first")]
fn a_workbook_gives_the_positions_of_the_csv(form: DateForm) {
    assert_eq!(positions("xlsx", |table| book(table, form)), plain_csv());
}

#[test_case(DateForm::True1904; "true dates")]
#[test_case(DateForm::Serial1904; "serial numbers in General format")]
fn a_workbook_that_counts_from_1904_gives_the_same(form: DateForm) {
    let book_1904 = |table: &Table| {
        patched(
            &book(table, form),
            "xl/workbook.xml",
            "<workbookPr ",
            "<workbookPr date1904=\"1\" ",
        )
    };
    assert_eq!(positions("xlsx", book_1904), plain_csv());
}

#[test]
fn rows_in_any_order_give_the_same() {
    let shuffled = positions("csv", |table| table.shuffled().csv().into_bytes());
    assert_eq!(shuffled, plain_csv());
    let shuffled = positions("xlsx", |table| book(&table.shuffled(), DateForm::True));
    assert_eq!(shuffled, plain_csv());
}

#[test]
fn columns_in_any_order_and_headings_in_any_spelling_give_the_same() {
    let mirrored = positions("csv", |table| table.mirrored().csv().into_bytes());
    assert_eq!(mirrored, plain_csv());
    let spelled = positions("csv", |table| {
        let mut table = table.clone();
        for heading in &mut table.headings {
            *heading = format!(" \"{}\" ", heading.to_uppercase().replace('_', "  "));
        }
        table.csv().into_bytes()
    });
    assert_eq!(spelled, plain_csv());
}

#[test]
fn title_rows_above_the_headings_and_blank_lines_are_passed_over() {
    let titled = positions("csv", |table| {
        let body = table.csv().replacen('\n', "\n\n", 1);
        format!("Nightly export,,\r\nfor child_id lists\n\n{body}\n\n").into_bytes()
    });
    assert_eq!(titled, plain_csv());
    let titled = positions("xlsx", |table| {
        let mut rows = vec![texts("Nightly export"), Vec::new(), texts("|made today")];
        rows.extend(table.sheet(DateForm::True));
        workbook(&[("Export", rows)])
    });
    assert_eq!(titled, plain_csv());
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(to_bytes)
        .collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    let (bytes, _, had_errors) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(!had_errors);
    bytes.into_owned()
}

#[test_case(|text| [b"\xef\xbb\xbf", text.as_bytes()].concat(); "UTF-8 with a byte-order mark")]
#[test_case(|text| utf16(text, u16::to_le_bytes); "UTF-16 LE")]
#[test_case(|text| utf16(text, u16::to_be_bytes); "UTF-16 BE")]
#[test_case(windows_1252; "Windows-1252")]
#[test_case(|text| text.replace('\n', "\r\n").into_bytes(); "CRLF")]
#[test_case(|text| text.replace('\n', "\r").into_bytes(); "CR alone")]
#[test_case(|text| text.trim_end().as_bytes().to_vec(); "no line break at the end")]
#[test_case(|text| utf16(&text.replace('\n', "\r\n"), u16::to_le_bytes); "UTF-16 with CRLF")]
fn every_encoding_and_line_end_gives_the_same(encode: fn(&str) -> Vec<u8>) {
    let encoded = positions("csv", |table| encode(&table.csv()));
    assert_eq!(encoded, plain_csv());
}

/// What a file is decides how it is read, not what it is called.
#[test]
fn a_workbook_named_csv_and_a_csv_named_xlsx_are_read_as_what_they_are() {
    assert_eq!(
        positions("csv", |table| book(table, DateForm::True)),
        plain_csv()
    );
    assert_eq!(
        positions("xlsx", |table| table.csv().into_bytes()),
        plain_csv()
    );
}
