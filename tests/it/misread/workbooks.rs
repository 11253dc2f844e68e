//! Workbooks as other programs write them: formulas without results, errors that calamine does not know, 1904.

use lastseen::{ingest::settings::WorkbookReader, model::field::DataSet};
use test_case::test_case;

use super::{column, problems, read, refusals};
use crate::{
    night::Exports,
    workbooks::{Cell, parts, patched, texts, workbook, zipped},
};

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Three children and a fifth column, of which the second child's cell, E3, is what a test is about.
fn with_cell(cell: &str, column: &str) -> Exports {
    let row = |id: &str, fifth: Cell| {
        let mut row = texts(id);
        row.extend(texts("CIN|2026-09-01|North"));
        row.push(fifth);
        row
    };
    let rows = vec![
        texts(&format!("child_id|status|status_start|team|{column}")),
        row("001", Cell::Blank),
        row("002", Cell::Number(77_777.0)),
        row("003", Cell::Blank),
    ];
    let book = workbook(&[("cases", rows)]);
    let book = patched(&book, SHEET, "<c r=\"E3\"><v>77777</v></c>", cell);
    Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book)
}

#[test_case("<c r=\"E3\"><f>DATE(2026,11,1)</f></c>"; "a formula")]
#[test_case("<c r=\"E3\"><f>DATE(2026,11,1)</f><v/></c>"; "a formula with an empty value")]
#[test_case("<c r=\"E3\"><f>DATE(2026,11,1)</f><v></v></c>"; "a formula with a value of nothing")]
#[test_case("<c r=\"E3\" t=\"b\"><f>TRUE()</f><v></v></c>"; "a truth without a result")]
#[test_case("<c r=\"E3\" t=\"str\"><f>A1&amp;A2</f></c>"; "a text without a result")]
#[test_case("<c r=\"E3\"><f t=\"shared\" ref=\"E3:E4\" si=\"0\">A1</f></c>"; "a shared formula")]
fn a_formula_without_a_result_is_not_blank(cell: &str) {
    let exports = with_cell(cell, "status_end");
    assert_eq!(
        problems(&read(&exports)),
        ["cases 3 status_end E-NO-VALUE (a formula without a result)"]
    );
    assert_eq!(column(&exports, "child_id"), ["001", "003"]);
}

#[test]
fn an_empty_text_that_a_formula_left_is_blank() {
    let cell = "<c r=\"E3\" t=\"str\"><f>IF(1,\"\",2)</f><v></v></c>";
    let exports = with_cell(cell, "status_end");
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(column(&exports, "child_id"), ["001", "002", "003"]);
}

#[test]
fn a_formula_without_a_result_is_blank_where_blank_can_be() {
    let exports = with_cell("<c r=\"E3\"><f>A1</f></c>", "worker_id");
    assert_eq!(
        problems(&read(&exports)),
        ["cases 3 worker_id W-VALUE (a formula without a result)"]
    );
    assert_eq!(column(&exports, "child_id"), ["001", "002", "003"]);
}

#[test_case("<c r=\"E3\" t=\"e\"><v>#SPILL!</v></c>", "#SPILL!"; "an error of newer programs")]
#[test_case("<c r=\"E3\" t=\"e\"><v>#CALC!</v></c>", "#CALC!"; "another")]
#[test_case("<c r=\"E3\" t=\"e\"><f>X()</f><v>#FIELD!</v></c>", "#FIELD!"; "one of a formula")]
#[test_case("<c r=\"E3\" t=\"e\"><v>#N/A</v></c>", "#N/A"; "one that every program knows")]
#[test_case("<c r=\"E3\" t=\"b\"><v>maybe</v></c>", "maybe"; "a truth that is none")]
fn an_error_is_said_with_its_place(cell: &str, value: &str) {
    let exports = with_cell(cell, "status_end");
    assert_eq!(
        problems(&read(&exports)),
        [format!("cases 3 status_end E-NO-VALUE {value}")]
    );
    assert_eq!(column(&exports, "child_id"), ["001", "003"]);
}

/// An optional cell with it keeps its row, and nothing else of the workbook is lost.
#[test]
fn an_error_that_calamine_does_not_know_costs_its_cell_only() {
    let book = workbook(&[(
        "cases",
        vec![
            texts("child_id|status|status_start|team|service|worker_id"),
            texts("001|CIN|2026-09-01|North|Care|W1"),
            vec![
                "002".into(),
                "CIN".into(),
                "2026-09-01".into(),
                "North".into(),
                Cell::Number(1.0),
                Cell::Number(2.0),
            ],
            texts("003|CIN|2026-09-01|North|Care|W3"),
        ],
    )]);
    let book = patched(
        &book,
        SHEET,
        "<c r=\"E3\"><v>1</v></c>",
        "<c r=\"E3\" t=\"e\"><v>#SPILL!</v></c>",
    );
    let book = patched(
        &book,
        SHEET,
        "<c r=\"F3\"><v>2</v></c>",
        "<c r=\"F3\" t=\"e\"><v>#CALC!</v></c>",
    );
    let exports = Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book);
    assert_eq!(
        problems(&read(&exports)),
        [
            "cases 3 service W-VALUE #SPILL!",
            "cases 3 worker_id W-VALUE #CALC!"
        ]
    );
    assert_eq!(column(&exports, "worker_id"), ["W1", "", "W3"]);
}

/// A place that no sheet has makes calamine panic: the process that reads the file ends, the file is refused, and the
/// program goes on.
#[test]
fn a_reader_that_stumbles_refuses_the_file() {
    let cell = "<c r=\"ZZZZZZZZZZZZZZ3\"><v>1</v></c>";
    let mut exports = with_cell(cell, "worker_id");
    exports.workbooks = WorkbookReader::Apart(env!("CARGO_BIN_EXE_lastseen").into());
    let said = refusals(&exports);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("cases export cases.xlsx: "), "{said:?}");
}

/// Three children whose dates count from 1904, in a workbook that says so in some way.
fn book_of_1904(says: &str) -> Vec<u8> {
    let row = |id: &str| {
        let mut row = texts(id);
        row.push("CIN".into());
        // 2026-09-01, counted from 1904.
        row.push(Cell::Serial(46_266.0 - 1462.0));
        row.push("North".into());
        row
    };
    let rows = vec![
        texts("child_id|status|status_start|team"),
        row("001"),
        row("002"),
    ];
    let book = workbook(&[("cases", rows)]);
    patched(
        &book,
        "xl/workbook.xml",
        "<workbookPr ",
        &format!("<workbookPr {says} "),
    )
}

fn starts(book: Vec<u8>) -> Vec<String> {
    let exports = Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book);
    // Without a contact, a child in need is due a month after the start.
    column(&exports, "due")
}

#[test_case("date1904=\"1\"")]
#[test_case("date1904='1'")]
#[test_case("date1904=\"true\"")]
#[test_case("date1904='true'")]
#[test_case("date1904 = \"1\"")]
#[test_case("date1904=\"on\"")]
#[test_case("date1904=\" TRUE \"")]
fn every_way_to_say_1904_is_understood(says: &str) {
    assert_eq!(starts(book_of_1904(says)), ["2026-10-01", "2026-10-01"]);
}

/// LibreOffice wrote it.
#[test]
fn an_old_workbook_may_count_from_1904_too() {
    let book = include_bytes!("../../corpus/dates_from_1904.xls");
    assert_eq!(starts(book.to_vec()), ["2026-10-01", "2026-10-01"]);
}

#[test]
fn a_way_to_say_1904_that_nobody_knows_is_refused() {
    let book = book_of_1904("date1904=\"perhaps\"");
    let exports = Exports::new().with(DataSet::Cases, "cases.xlsx", "canonical", book);
    let said = refusals(&exports);
    assert!(
        said[0].contains("where its dates begin (date1904)"),
        "{said:?}"
    );
}

/// A workbook whose parts have other names, which its relationships tell.
fn renamed(book: &[u8], from: &str, to: &str) -> Vec<u8> {
    let name = |path: &str| path.rsplit('/').next().expect("a name").to_owned();
    let (old, new) = (name(from), name(to));
    let parts: Vec<(String, Vec<u8>)> = parts(book)
        .into_iter()
        .map(|(part, bytes)| {
            let told = part.ends_with(".rels") || part == "[Content_Types].xml";
            let bytes = match String::from_utf8(bytes.clone()) {
                Ok(text) if told => text.replace(&old, &new).into_bytes(),
                _ => bytes,
            };
            (part.replace(&old, &new), bytes)
        })
        .collect();
    zipped(&parts)
}

#[test]
fn a_workbook_part_of_another_name_is_read() {
    let book = renamed(
        &book_of_1904("date1904=\"1\""),
        "xl/workbook.xml",
        "xl/workbook2.xml",
    );
    assert_eq!(starts(book), ["2026-10-01", "2026-10-01"]);
}

#[test]
fn a_workbook_whose_parts_are_named_with_backslashes_is_read() {
    let parts: Vec<(String, Vec<u8>)> = parts(&book_of_1904("date1904=\"1\""))
        .into_iter()
        .map(|(name, bytes)| (name.replace('/', "\\"), bytes))
        .collect();
    assert_eq!(starts(zipped(&parts)), ["2026-10-01", "2026-10-01"]);
}
