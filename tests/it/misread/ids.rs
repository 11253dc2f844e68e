//! Ids that a spreadsheet has been at: repaired where that is certain, else E-ID and never another child.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{CASES, cases, column, problems, read};
use crate::workbooks::{Cell, texts, workbook};

fn case_of(id: &str) -> String {
    let quoted = id.replace('"', "\"\"");
    format!(
        "child_id,status,status_start,team\n\"{quoted}\",CIN,2026-09-01,North\n777,CIN,2026-09-01,North\n"
    )
}

#[test_case("=\"0012345\"", "0012345"; "a formula that keeps it as text")]
#[test_case("'0012345", "0012345"; "an apostrophe that keeps it as text")]
#[test_case("\u{2019}0012345", "0012345"; "a curly apostrophe")]
#[test_case("12345.0", "12345")]
#[test_case("12345.00", "12345")]
#[test_case("1.2345E4", "12345")]
#[test_case("1.23450E+4", "12345")]
#[test_case("12345e+1", "123450"; "a small e and a sign")]
#[test_case("0.12345E5", "12345"; "a nought before the point")]
#[test_case("1.0000134E7", "10000134")]
#[test_case("10000134.00", "10000134")]
#[test_case("2E10", "2E10"; "an id that looks like an exponent")]
#[test_case("1.13", "1.13"; "a dotted id")]
#[test_case("1234,567", "1234,567"; "a comma that stands between no thousands")]
#[test_case("12,34", "12,34"; "a comma before two digits")]
#[test_case("12345.670", "12345.670"; "a dotted id with a nought")]
#[test_case("C-2026", "C-2026")]
#[test_case("00\u{200e}123", "00123"; "a mark of direction")]
#[test_case("00\u{ad}123", "00123"; "a soft hyphen")]
#[test_case("\u{feff}00123", "00123"; "a byte order mark")]
#[test_case("00123\u{2060}", "00123"; "a word joiner")]
#[test_case("00123\u{200b}", "00123"; "a space of no width")]
#[test_case("00123\u{a0}", "00123"; "a hard space behind it")]
#[test_case("Zoe\u{301}1", "Zo\u{e9}1"; "letters and marks apart")]
#[test_case("Zoe\u{0}\u{301}1", "Zo\u{e9}1"; "a control character between letter and mark")]
#[test_case("Zoe\u{200d}\u{301}1", "Zo\u{e9}1"; "a joiner between letter and mark")]
fn an_id_is_repaired(written: &str, id: &str) {
    let exports = cases(&case_of(written));
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    let mut expected = vec![id.to_owned(), "777".to_owned()];
    expected.sort();
    assert_eq!(column(&exports, "child_id"), expected);
}

/// Every mark that nobody sees, and some of each range of them.
#[test]
fn marks_that_nobody_sees_are_no_part_of_an_id() {
    let single = ['\u{ad}', '\u{34f}', '\u{61c}', '\u{180e}', '\u{feff}'];
    let marks = single
        .into_iter()
        .chain('\u{200b}'..='\u{200f}')
        .chain('\u{202a}'..='\u{202e}')
        .chain('\u{2060}'..='\u{206f}')
        .chain('\u{fe00}'..='\u{fe0f}');
    let mut csv = "child_id,status,status_start,team\n".to_owned();
    let mut expected = Vec::new();
    for (at, mark) in marks.enumerate() {
        csv += &format!("1{mark}{at:02},CIN,2026-09-01,North\n");
        expected.push(format!("1{at:02}"));
    }
    let exports = cases(&csv);
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(column(&exports, "child_id"), expected);
}

#[test_case("10,000,134"; "commas")]
#[test_case("10 000 134"; "spaces")]
#[test_case("10\u{a0}000\u{a0}134"; "hard spaces")]
#[test_case("10\u{202f}000\u{202f}134"; "narrow spaces")]
#[test_case("10'000'134"; "apostrophes")]
#[test_case("10\u{2019}000\u{2019}134"; "curly apostrophes")]
#[test_case("10,000,134.00"; "commas and a fraction")]
#[test_case("1.5E0"; "an exponent that leaves a fraction")]
#[test_case("1.2345678E+4"; "an exponent that is too small")]
#[test_case("1E-2"; "a negative exponent")]
#[test_case("1.5e+40"; "an exponent that is too large")]
#[test_case("1,2345E+11"; "a comma in the mantissa")]
#[test_case("1,2345E11"; "a comma in the mantissa without a sign")]
#[test_case("#REF!"; "an error")]
#[test_case("####"; "a column that was too narrow")]
fn a_spoilt_id_is_refused(written: &str) {
    let exports = cases(&case_of(written));
    let said = problems(&read(&exports));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("cases 2 child_id E-ID "), "{said:?}");
    assert_eq!(column(&exports, "child_id"), ["777"]);
}

/// A spreadsheet made a date of it: the child stood as "46336", and the real one was gone.
#[test]
fn a_date_a_fraction_and_a_truth_are_no_ids() {
    let row = |id: Cell| {
        let mut row = vec![id];
        row.extend(texts("CIN|2026-09-01|North"));
        row
    };
    let rows = vec![
        texts("child_id|status|status_start|team"),
        row(Cell::Serial(46_336.0)),
        row(Cell::Number(12_345.5)),
        row(Cell::Bool(true)),
        row(Cell::Error("#N/A")),
        row(Cell::Number(12_345.0)),
    ];
    let book = workbook(&[("cases", rows)]);
    let exports =
        crate::night::Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book);
    assert_eq!(
        problems(&read(&exports)),
        [
            "cases 2 child_id E-ID 2026-11-10",
            "cases 3 child_id E-ID 12345.5",
            "cases 4 child_id E-ID TRUE",
            "cases 5 child_id E-ID #N/A"
        ]
    );
    assert_eq!(column(&exports, "child_id"), ["12345"]);
}

/// In other columns of workers' ids the same is repaired, and a spoilt one is blank.
#[test]
fn a_spoilt_worker_is_blank_and_said() {
    let csv = "child_id,status,status_start,team,worker_id\n\
               001,CIN,2026-09-01,North,\"7,788,120\"\n\
               002,CIN,2026-09-01,North,778812.0\n";
    let exports = cases(csv);
    assert_eq!(
        problems(&read(&exports)),
        ["cases 2 worker_id W-VALUE 7,788,120"]
    );
    assert_eq!(column(&exports, "worker_id"), ["", "778812"]);
}

#[test]
fn a_spoilt_id_of_a_visit_of_a_rating_and_of_a_worker() {
    let exports = cases(CASES)
        .canonical(
            DataSet::Visits,
            "visit_id,child_id,visit_date,mode\n1E-2,001,2026-11-02,phone\nV2,1.5E0,2026-11-02,phone\nV3,001,2026-11-02,phone\n",
        )
        .canonical(
            DataSet::Ratings,
            "child_id,rag,rag_decided_on\n\"1,234\",RED,2026-11-02\n001,RED,2026-11-02\n",
        )
        .canonical(DataSet::Workers, "worker_id,role\n\"1,234\",student\nW1,student\n");
    assert_eq!(
        problems(&read(&exports)),
        [
            "visits 2 visit_id E-ID 1E-2",
            "visits 3 child_id E-ID 1.5E0",
            "ratings 2 child_id E-ID 1,234",
            "workers 2 worker_id E-ID 1,234"
        ]
    );
}

#[test]
fn an_error_in_the_place_of_an_id_is_no_id() {
    let exports = cases(CASES)
        .canonical(
            DataSet::Visits,
            "visit_id,child_id,visit_date,mode\n#N/A,001,2026-11-02,phone\nV2,#REF!,2026-11-02,phone\nV3,001,2026-11-02,phone\n",
        )
        .canonical(
            DataSet::Ratings,
            "child_id,rag,rag_decided_on\n#N/A,RED,2026-11-02\n001,RED,2026-11-02\n",
        )
        .canonical(DataSet::Workers, "worker_id,role\n#N/A,student\nW1,student\n")
        .canonical(DataSet::Aliases, "old_id,child_id\n#N/A,001\n009,#N/A\n008,001\n");
    let mut said = problems(&read(&exports));
    said.sort();
    assert_eq!(
        said,
        [
            "aliases 2 old_id E-ID #N/A",
            "aliases 3 child_id E-ID #N/A",
            "ratings 2 child_id E-ID #N/A",
            "visits 2 visit_id E-ID #N/A",
            "visits 3 child_id E-ID #REF!",
            "workers 2 worker_id E-ID #N/A"
        ]
    );
}

/// Names of teams are one name however their accents are written.
#[test]
fn a_team_in_two_forms_of_unicode_is_one_team() {
    let csv = "child_id,status,status_start,team\n\
               001,CIN,2026-09-01,Caf\u{e9} North\n\
               002,CIN,2026-09-01,Cafe\u{301} No\u{ad}rth\n";
    let exports = cases(csv);
    assert_eq!(
        column(&exports, "team"),
        ["Caf\u{e9} North", "Caf\u{e9} North"]
    );
}
