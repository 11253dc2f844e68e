//! Files of other kinds under the name of an export: named for what they are, with what helps.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{CASES, cases, column, problems, read, refusals};
use crate::workbooks::zipped;

const OPEN_AND_SAVE: &str = "open it in Excel and save it as .xlsx";

fn of_zip(names: &[&str]) -> Vec<u8> {
    let parts: Vec<(String, Vec<u8>)> = names
        .iter()
        .map(|name| ((*name).to_owned(), b"<x/>".to_vec()))
        .collect();
    zipped(&parts)
}

#[test_case(b"%PDF-1.7 ...", "a PDF", "export the same list as .xlsx or .csv"; "a PDF")]
#[test_case(b"\x1f\x8b\x08\x00\x00\x00", "a gzip archive", "unpack it"; "a gzip archive")]
#[test_case(b"[{\"child_id\": 1}]", "a JSON file", "export the same list"; "a list of JSON")]
#[test_case(b"{ \"rows\": [] }", "a JSON file", "export the same list"; "an object of JSON")]
#[test_case(b"{\\rtf1 x}", "a text document (RTF)", "export the same list"; "RTF")]
#[test_case(b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "an XML Spreadsheet 2003", OPEN_AND_SAVE; "XML Spreadsheet 2003")]
#[test_case(b"<?xml version=\"1.0\"?><rows/>", "an XML file", "export the same list"; "another XML file")]
#[test_case(b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body><table><tr><td>child_id", "a web page with a table", OPEN_AND_SAVE; "a table of HTML named xls")]
#[test_case(b"<TABLE><tr><td>child_id", "a web page with a table", OPEN_AND_SAVE; "a bare table of HTML")]
fn a_file_of_another_kind_is_named(bytes: &[u8], what: &str, remedy: &str) {
    let exports = cases(CASES).with(DataSet::Visits, "visits.xls", "canonical", bytes);
    let said = refusals(&exports);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(&format!("this is {what}, ")), "{said:?}");
    assert!(said[0].contains(remedy), "{said:?}");
}

#[test_case(&["export.csv"], "a zip archive without a workbook in it", "unpack it"; "a zipped CSV")]
#[test_case(&["[Content_Types].xml", "word/document.xml"], "a Word document", "save the table as .xlsx or .csv"; "a Word document")]
#[test_case(&["[Content_Types].xml", "ppt/presentation.xml"], "a PowerPoint file", "save the table"; "slides")]
#[test_case(&["[Content_Types].xml", "xl/workbook.bin"], "a binary workbook (.xlsb)", OPEN_AND_SAVE; "a binary workbook")]
fn a_zip_of_another_kind_is_named(names: &[&str], what: &str, remedy: &str) {
    let exports = cases(CASES).with(DataSet::Visits, "visits.xlsx", "canonical", of_zip(names));
    let said = refusals(&exports);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(&format!("this is {what}, ")), "{said:?}");
    assert!(said[0].contains(remedy), "{said:?}");
}

#[test_case("\x1a"; "a Ctrl-Z")]
#[test_case("\0\0\0\0\0\0\0\0"; "zeros")]
#[test_case("\r\n\x1a\0\0\0"; "an empty line, a Ctrl-Z and zeros")]
fn padding_behind_the_last_row_is_no_row(padding: &str) {
    let exports = cases(&format!("{CASES}{padding}"));
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(column(&exports, "child_id"), ["001", "002"]);
    let without_newline = CASES.trim_end();
    let exports = cases(&format!("{without_newline}{padding}"));
    assert_eq!(column(&exports, "worker_id"), ["W1", "W2"]);
}

#[test]
fn a_footer_without_a_line_break_is_told_what_helps() {
    let said = refusals(&cases(&format!("{CASES}2 rows")));
    assert!(
        said[0].contains("without a footer, if that is one"),
        "{said:?}"
    );
}
