//! Small files that want all memory or all time, or that break what reads them: read apart, each is refused and no more.

use std::{path::PathBuf, time::Duration};

use lastseen::{ingest::settings::WorkbookReader, model::field::DataSet};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workbooks::{Cell, parts, texts, workbook, zipped},
    workplace::DATE,
};

const DAMAGED: &str = "a part of it is damaged or cut short";
const MEMORY: &str = "takes more than 96 MB of memory";
const NOT_READ: &str = "the workbook cannot be read";

fn apart() -> WorkbookReader {
    WorkbookReader::Apart(PathBuf::from(env!("CARGO_BIN_EXE_lastseen")))
}

fn cases(file: &str, bytes: impl AsRef<[u8]>) -> Exports {
    let mut exports = Exports::new().with(DataSet::Cases, file, "canonical", bytes);
    exports.workbooks = apart();
    exports.gate.workbook_memory = 96_000_000;
    exports
}

/// The reason for which a file is refused.
#[track_caller]
fn reason(exports: &Exports) -> String {
    let refused = exports.read(day(DATE)).err().expect("a refusal");
    refused.refusals[0].trouble.to_string()
}

fn good() -> Vec<u8> {
    let rows = [
        "child_id|status|status_start|team",
        "C1|CIN|2026-09-01|North",
    ];
    workbook(&[("cases", rows.map(texts).to_vec())])
}

/// The good workbook, with some parts in the place of its own or besides them.
fn with(changed: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut parts = parts(&good());
    parts.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let named = |(name, bytes): &(&str, Vec<u8>)| ((*name).to_owned(), bytes.clone());
    parts.extend(changed.iter().map(named));
    zipped(&parts)
}

fn sst(attributes: &str, strings: &str) -> Vec<u8> {
    format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"{attributes}>{strings}</sst>").into_bytes()
}

pub fn declares(count: &str) -> Vec<u8> {
    let attributes = format!(" uniqueCount=\"{count}\"");
    with(&[(
        "xl/sharedStrings.xml",
        sst(&attributes, "<si><t>a</t></si>"),
    )])
}

/// So much of what hardly compresses that a part is no bomb by its ratio.
fn noise() -> String {
    let noise = (0_u32..60_000).map(|n| n.wrapping_mul(2_654_435_761).to_string());
    format!("<!--{}-->", noise.collect::<String>())
}

fn empty_strings(part: &str) -> Vec<u8> {
    let strings = noise() + &"<si/>".repeat(5_000_000);
    let mut parts = parts(&with(&[(part, sst("", &strings))]));
    if part != "xl/sharedStrings.xml" {
        parts.retain(|(name, _)| name != "xl/sharedStrings.xml");
    }
    zipped(&parts)
}

fn styles() -> Vec<u8> {
    let styles = noise() + "<cellXfs>" + &"<xf/>".repeat(8_000_000) + "</cellXfs>";
    let namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let styles = format!("<styleSheet {namespace}>{styles}</styleSheet>");
    with(&[("xl/styles.xml", styles.into_bytes())])
}

fn sheet_of(rows: &str) -> Vec<u8> {
    let namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    format!("<worksheet {namespace}>{rows}</worksheet>").into_bytes()
}

fn long_text(characters: usize) -> Vec<u8> {
    let text = "a".repeat(characters) + &noise();
    let rows = format!(
        "<sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData>"
    );
    with(&[("xl/worksheets/sheet1.xml", sheet_of(&rows))])
}

/// Many sheets that are one and the same part.
fn sheets(count: usize, part: &str) -> Vec<u8> {
    let sheet = |at: usize| format!("<sheet name=\"s{at}\" sheetId=\"{at}\" r:id=\"r{at}\"/>");
    let book: String = (1..=count).map(sheet).collect();
    let relation = |at: usize| {
        format!(
            "<Relationship Id=\"r{at}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        )
    };
    let relations: String = (1..=count).map(relation).collect();
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{book}</sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    );
    let mut changed = vec![
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.into_bytes()),
    ];
    if !part.is_empty() {
        changed.push(("xl/worksheets/sheet1.xml", sheet_of(part)));
    }
    with(&changed)
}

/// An ODS workbook with these attributes of its second row and of the cell in it.
fn ods(row: &str, cell: &str, text: &str) -> Vec<u8> {
    let head = ["child_id", "status", "status_start", "team"].map(|heading| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{heading}</text:p></table:table-cell>")
    });
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"cases\"><table:table-row>{}</table:table-row><table:table-row {row}><table:table-cell office:value-type=\"string\" {cell}><text:p>{text}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        head.concat()
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    zipped(
        &[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", manifest),
            ("content.xml", &content),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())),
    )
}

/// An old workbook with one sheet, of this extent, and a number in its first cell and in another.
fn xls(rows: [u32; 2], columns: [u16; 2], cell: [u16; 2]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let length = u16::try_from(body.len()).expect("a short record");
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    };
    let start = |kind: u16| {
        let body = [0x0600, kind, 0, 0, 0, 0, 0, 0].map(u16::to_le_bytes);
        record(0x0809, &body.concat())
    };
    let end = record(0x000a, &[]);
    let globals = |at: u32| {
        let name = [&at.to_le_bytes()[..], &[0, 0, 5, 0], b"cases"].concat();
        [start(5), record(0x0085, &name), end.clone()].concat()
    };
    let extent = [
        rows.map(u32::to_le_bytes).concat(),
        columns.map(u16::to_le_bytes).concat(),
        vec![0, 0],
    ];
    let number = |cell: [u16; 2]| {
        let place = [cell[0], cell[1], 0].map(u16::to_le_bytes).concat();
        record(0x0203, &[place, 1.0_f64.to_le_bytes().to_vec()].concat())
    };
    let sheet = [
        start(0x10),
        record(0x0200, &extent.concat()),
        number([0, 0]),
        number(cell),
        end.clone(),
    ];
    let behind = u32::try_from(globals(0).len()).expect("a short stream");
    let mut stream = [globals(behind), sheet.concat()].concat();
    stream.resize(4096, 0);
    compound(&stream)
}

/// The old workbook with a damaged head of the record of a number: one row less, were it believed.
fn damaged(head: [u8; 4]) -> Vec<u8> {
    let mut bytes = xls([0, 2], [0, 1], [1, 0]);
    let number = [0x03, 0x02, 0x0e, 0x00];
    let at = bytes.windows(4).rposition(|here| here == number);
    bytes[at.expect("a number")..][..4].copy_from_slice(&head);
    bytes
}

/// An OLE file with one stream of eight sectors, `Workbook`.
fn compound(stream: &[u8]) -> Vec<u8> {
    const NONE: u32 = u32::MAX;
    const LAST: u32 = u32::MAX - 1;
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.extend([0; 16]);
    header.extend(
        [0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]
            .map(u16::to_le_bytes)
            .concat(),
    );
    // Directories, tables, the directory's sector; the small streams, of which there are none; the table's sector.
    let numbers = [0, 1, 1, 0, 4096, LAST, 0, LAST, 0, 0];
    header.extend(numbers.map(u32::to_le_bytes).concat());
    header.resize(512, 0xff);
    let mut table = vec![u32::MAX - 2, LAST];
    table.extend((3..10).chain([LAST]));
    table.resize(128, NONE);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    let entry = |name: &str, kind: u8, child: u32, first: u32, size: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(entry.len() + 2).expect("a short name");
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend([NONE, NONE, child].map(u32::to_le_bytes).concat());
        entry.resize(116, 0);
        entry.extend(first.to_le_bytes());
        entry.extend((size as u64).to_le_bytes());
        entry
    };
    let mut directory = entry("Root Entry", 5, 1, LAST, 0);
    directory.extend(entry("Workbook", 2, NONE, 2, stream.len()));
    directory.resize(512, 0);
    [header, table, directory, stream.to_vec()].concat()
}

#[test_case("c.xlsx", declares("1000000000000"), MEMORY; "a declared count")]
#[test_case("c.xlsx", declares("18446744073709551615"), NOT_READ; "the greatest count")]
#[test_case("c.xlsx", empty_strings("xl/sharedStrings.xml"), MEMORY; "empty strings")]
#[test_case("c.xlsx", empty_strings("xl/SharedStrings.XML"), MEMORY; "empty strings in a part of another case")]
#[test_case("c.xlsx", styles(), MEMORY; "styles")]
#[test_case("c.xlsx", long_text(60_000_000), MEMORY; "one text")]
#[test_case("c.xlsx", long_text(1_100_000), "row 1 of sheet \"cases\" is longer than any row"; "a long text")]
#[test_case("c.xlsx", sheets(2_000, ""), "the workbook has 2000 sheets"; "sheets")]
#[test_case("c.xlsx", sheets(40, ""), "the workbook has 40 sheets"; "sheets that are one part")]
#[test_case("c.ods", ods("table:number-rows-repeated=\"6000\"", "table:number-columns-repeated=\"16384\"", "a"), MEMORY; "repeated rows and columns")]
#[test_case("c.ods", ods("table:number-rows-repeated=\"1048570\"", "", "a"), MEMORY; "repeated rows")]
#[test_case("c.ods", ods("", "table:number-columns-repeated=\"4000000000\"", "a"), "no row could be used"; "repeated columns")]
#[test_case("c.ods", ods("", "", "a<text:s text:c=\"2000000000\"/>b"), MEMORY; "repeated spaces")]
#[test_case("c.xls", xls([0, u32::MAX], [0, u16::MAX], [0, 0]), MEMORY; "a full extent")]
#[test_case("c.xls", xls([100, 0], [5, 0], [0, 0]), ""; "a backward extent")]
#[test_case("c.xls", xls([0, 1], [0, 1], [u16::MAX; 2]), MEMORY; "a cell at the far end")]
#[test_case("c.xls", xls([0, 1], [0, 1], [u16::MAX, 4000]), MEMORY; "a cell far down")]
#[test_case("c.xls", damaged([0xff, 0xff, 0x0e, 0x00]), DAMAGED; "a record of no kind")]
#[test_case("c.xls", damaged([0x03, 0x02, 0x12, 0x00]), NOT_READ; "a record that takes the next one in")]
#[test_case("c.xls", damaged([0x02, 0x02, 0xff, 0xff]), NOT_READ; "a record beyond the end")]
#[test_case("c.xls", damaged([0x0a, 0x00, 0x0e, 0x00]), DAMAGED; "an end that is none")]
fn a_hostile_workbook_is_refused(file: &str, bytes: Vec<u8>, why: &str) {
    let reason = reason(&cases(file, bytes));
    assert!(reason.contains(why), "{reason}");
}

#[test]
fn a_workbook_that_takes_too_long_is_refused() {
    let columns = noise()
        + "<cols>"
        + &"<col min=\"1\"/>".repeat(1_000_000)
        + "</cols><sheetData></sheetData>";
    let mut parts = parts(&sheets(250, &columns));
    parts.extend((0..250).map(|at| (format!("xl/media/{at}"), Vec::new())));
    let mut exports = cases("c.xlsx", zipped(&parts));
    exports.gate.workbook_time = Duration::from_secs(1);
    let reason = reason(&exports);
    assert!(reason.contains("takes longer than 1 seconds"), "{reason}");
}

/// Whatever a cell holds arrives as it would without a process in between.
#[test]
fn what_is_read_apart_is_what_is_read_here() {
    let head =
        "child_id|child_name|status|status_start|team|placement_changed_on|rag|plan_interval_days";
    let mut row = texts("C1|Zz\u{e9} \u{a0} na\u{301}me|CIN");
    let start = Cell::Serial(46_266.0);
    row.extend([
        start.clone(),
        "North".into(),
        Cell::Error("#N/A"),
        "RED".into(),
        Cell::Number(12.0),
    ]);
    let odd = vec![
        Cell::Number(2.0),
        Cell::Blank,
        "CP".into(),
        start,
        Cell::Bool(true),
    ];
    let spoilt = vec![Cell::Serial(46_000.0), Cell::Blank, "CP".into(), "x".into()];
    let book = workbook(&[("cases", vec![texts(head), row, odd, spoilt])]);
    let mut exports = cases("c.xlsx", book);
    let read = |exports: &Exports| {
        let intake = exports
            .read(day(DATE))
            .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
        let shown = format!("{:?}{:?}", intake.reading.inputs, intake.reading.problems);
        (shown, exports.positions(day(DATE), &[]))
    };
    let there = read(&exports);
    assert!(there.0.contains("spreadsheet"), "{}", there.0);
    exports.workbooks = WorkbookReader::Here;
    assert_eq!(there, read(&exports));
}

#[test]
fn without_its_reader_a_workbook_is_refused() {
    let mut exports = cases("c.xlsx", good());
    exports.workbooks = WorkbookReader::Apart(PathBuf::from("/no/such/program"));
    let reason = reason(&exports);
    assert!(
        reason.contains("the process that reads workbooks cannot be started"),
        "{reason}"
    );
}

fn csv(middle: &str) -> Vec<u8> {
    let head = "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\n";
    format!("{head}{middle}C3,CIN,2026-09-01,North\n").into_bytes()
}

fn utf16(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).expect("a text");
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

const LONG: &str = "line 3 is longer than any row of a table";

#[test_case(csv(&format!("C2,{}\n", "a".repeat(1_100_000))), LONG; "a cell")]
#[test_case(csv(&format!("C2{}\n", ",".repeat(17_000))), LONG; "cells")]
#[test_case(csv(&format!("C2,\"{}", "a\n".repeat(600_000))), "a quoted text that opens in line 3"; "lines in quotes")]
#[test_case("a".repeat(1_100_000).into_bytes(), "line 1 is longer"; "the headings")]
#[test_case(utf16(&csv(&"a".repeat(1_100_000))), LONG; "a cell in UTF-16")]
fn a_line_without_an_end_is_refused(bytes: Vec<u8>, why: &str) {
    let reason = reason(&cases("c.csv", bytes));
    assert!(reason.contains(why), "{reason}");
}

/// What is too long to be a name is cut and said; what is too long to be an id is none.
#[test]
fn names_and_ids_have_a_length() {
    let long = "n".repeat(32_700);
    let text = format!(
        "child_id,child_name,status,status_start,team,worker_id,risk_factors\nC1,{long},CIN,2026-09-01,{long},{long},{long}\n{long},,CIN,2026-09-01,North,,\nC2,Zz,CIN,2026-09-01,North,{},\n",
        "w".repeat(64)
    );
    let intake = cases("c.csv", text)
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    assert_eq!(intake.facts.children_by_id().len(), 2);
    let codes: Vec<_> = intake
        .reading
        .problems
        .iter()
        .map(|problem| {
            assert!(problem.value.chars().count() <= 255 && problem.sentence.len() < 1000);
            (
                problem.row,
                problem.code.code(),
                problem.column.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    for expected in [
        (2, "W-VALUE", "child_name"),
        (2, "W-VALUE", "team"),
        (2, "W-VALUE", "worker_id"),
        (2, "W-VALUE", "risk_factors"),
        (3, "E-ID", "child_id"),
    ] {
        assert!(
            codes.contains(&expected),
            "{expected:?} is not in {codes:?}"
        );
    }
    assert!(codes.iter().all(|(row, ..)| *row != 4), "{codes:?}");
}

/// What is wrong with a row takes room; a file that is refused for its rows whatever follows is not read to its end.
#[test_case(0.02, 0, "20000 of 20000 rows were rejected"; "nothing but bad rows")]
#[test_case(0.02, 22_000, "22000 of 44001 rows were rejected"; "as many good ones before them")]
#[test_case(0.6, 0, "22000 of 22001 rows were rejected"; "a service that bears many")]
fn so_many_bad_rows_end_the_reading(allowed: f64, good: usize, why: &str) {
    let mut text = "child_id,status,status_start,team\n".to_owned();
    for at in 0..good {
        text += &format!("C{at},CIN,2026-09-01,North\n");
    }
    text += &"B,WRONG,2026-09-01,North\n".repeat(22_000);
    text += "C,CIN,2026-09-01,North\n";
    let mut exports = cases("c.csv", text);
    exports.gate.max_rejected = allowed;
    let reason = reason(&exports);
    assert!(reason.contains(why), "{reason}");
}
