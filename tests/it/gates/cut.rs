//! A file that says itself that it is cut, in whatever way and place tools write so; and titles and texts that do not.

use lastseen::model::field::DataSet;
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workbooks::{texts, workbook},
};

const HEADINGS: &str = "child_id,child_name,status,status_start,team,service\n";
const ROW: &str = "001,Zzname,CIN,2026-09-01,North,Care\n";

/// What the refusal says of the place, where the file is refused.
fn refused(exports: &Exports) -> Option<String> {
    let refused = exports.read(day("2026-11-23")).err()?;
    let refusals: Vec<String> = refused.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(refusals.len(), 1, "{refusals:?}");
    assert!(!refusals[0].contains("Zz"), "{refusals:?}");
    Some(refusals[0].clone())
}

fn csv(text: &str) -> Exports {
    Exports::new().canonical(DataSet::Cases, text)
}

#[test_case("Results truncated: only the first 30000 rows are shown\n"; "a sentence with a colon")]
#[test_case("Results truncated: only the first 30000 rows are shown"; "without a newline at its end")]
#[test_case("\"The result is limited to 30,000 rows\"\n"; "limited to")]
#[test_case("The result is limited to 30,000 rows,,,\n"; "split by its comma")]
#[test_case(",,Exceeds the maximum number of records,,,\n"; "in a middle cell")]
#[test_case("Data exceeded the limit. Some results may be missing.,,,,,\n"; "exceeded")]
#[test_case("Only the first 5000 rows were exported,,,,,\n"; "only the first")]
#[test_case("Only the first thousand rows were exported\n"; "only the first, in words")]
#[test_case("TRUNCATED\n"; "one word")]
#[test_case("The row limit applies\n"; "row limit")]
#[test_case("Limit reached.\n"; "limit reached")]
#[test_case("Maximum number of items shown\n"; "maximum number")]
#[test_case("Showing the first 5000 results\n"; "a number of the first")]
#[test_case("*** OUTPUT TRUNCATED ***,,,,,\n\n\n"; "with blank lines behind it")]
fn a_note_behind_the_rows(note: &str) {
    let said = refused(&csv(&format!("{HEADINGS}{ROW}{ROW}{note}")));
    let said = said.expect("a file that is cut");
    assert!(said.contains("row 4 says that rows are missing"), "{said}");
    let note = note.trim_end();
    let said = refused(&csv(&format!("{HEADINGS}{ROW}{note}\n{ROW}")));
    assert!(said.is_some_and(|said| said.contains("row 3 says that rows are missing")));
}

#[test_case("Truncated export of 23 November\n"; "truncated")]
#[test_case("The first 30000 rows only\n"; "a number of rows")]
#[test_case("Limited to 30000 records\n"; "a number of records")]
#[test_case("Exceeds 30000 lines\n"; "a number of lines")]
#[test_case("Limited to 30000 search results\n"; "a number of results")]
#[test_case("This list is limited to 30000 rows\n"; "limited to a number of rows")]
fn a_note_above_the_headings(note: &str) {
    let said = refused(&csv(&format!("{note}{HEADINGS}{ROW}")));
    assert!(said.is_some_and(|said| said.contains("row 1 says that rows are missing")));
}

#[test_case("Cases, limited to open ones\n"; "a title that limits something else")]
#[test_case("Visits that exceed the plan\n"; "a title that exceeds something else")]
fn a_title_that_says_something_else(title: &str) {
    assert_eq!(refused(&csv(&format!("{title}{HEADINGS}{ROW}"))), None);
}

#[test]
fn a_child_or_team_of_such_a_name_is_no_note() {
    let row = "002,Zzname Limited To,CIN,2026-09-01,Exceeded Expectations,Care\n";
    assert_eq!(refused(&csv(&format!("{HEADINGS}{row}{ROW}{row}"))), None);
}

/// A row that is full and rejected is a note only as the last one: a tool has filled its line up.
#[test]
fn a_last_row_that_is_filled_up() {
    let note = "Results truncated,-,-,-,-,-\n";
    let said = refused(&csv(&format!("{HEADINGS}{ROW}{ROW}{note}")));
    assert!(said.is_some_and(|said| said.contains("row 4 says that rows are missing")));
}

/// Such words in rows that are read are names, in few cells too, and in the last row.
#[test]
fn an_accepted_row_is_no_note() {
    let named_first = "child_name,child_id,status,status_start,team,service\n\
        Zzname,001,CIN,2026-09-01,North,Care\nZz Exceed,002,CIN,2026-09-01,North,Care\n";
    assert_eq!(refused(&csv(named_first)), None);
    let workers =
        "worker_id,worker_name,role\nW1,Zz Limited To,social_worker\nW2,Zzname,social_worker\n";
    let exports = csv(&format!("{HEADINGS}{ROW}")).canonical(DataSet::Workers, workers);
    assert_eq!(refused(&exports), None);
}

#[test]
fn a_note_in_a_workbook() {
    let note = "Results truncated: only the first 30000 rows are shown";
    for (rows, place) in [
        (["head", "row", "note"], "row 3"),
        (["note", "head", "row"], "row 1"),
    ] {
        let rows = rows.map(|row| match row {
            "head" => texts(&HEADINGS.trim().replace(',', "|")),
            "row" => texts(&ROW.trim().replace(',', "|")),
            _ => texts(note),
        });
        let book = workbook(&[("Cases", rows.to_vec())]);
        let exports = Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book);
        let said = refused(&exports).expect("a workbook that is cut");
        assert!(
            said.contains(&format!("{place} of sheet \"Cases\" says")),
            "{said}"
        );
    }
}
