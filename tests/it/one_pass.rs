//! A CSV file is read once, a block at a time: where the blocks end, and what shows only at the end, changes nothing.

use std::{cell::Cell, io::Write, path::PathBuf};

use lastseen::{
    ingest::{
        Watch,
        refusal::Trouble,
        rows::{
            Raw,
            content::{BLOCK, Opened},
            csv_rows::CsvRows,
        },
    },
    model::field::DataSet,
};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workplace::DATE,
};

const CASES: &str = "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\n";

/// A row: its number, its cells, and the first that cannot be decoded.
type Row = (u32, Vec<String>, Option<usize>);

/// Every row of a file that is read in blocks of a size.
fn rows(bytes: &[u8], block: usize) -> Result<Vec<Row>, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("visits.csv");
    std::fs::write(&path, bytes).expect("a writable folder");
    let told = |trouble: Trouble| trouble.to_string();
    let Opened::Text(text) = Opened::open(&path, block).map_err(told)? else {
        panic!("a workbook");
    };
    let mut csv = CsvRows::new(*text, b',');
    let rows = csv.up_to(u32::MAX).map_err(told)?;
    let end = csv.finish().map_err(told)?;
    assert_eq!(end.sha256.len(), 64);
    let cell = |raw: Raw<'_>| match raw {
        Raw::Blank => String::new(),
        Raw::Text(text) => text.to_owned(),
        raw => panic!("no cell of a CSV file: {raw:?}"),
    };
    Ok(rows
        .iter()
        .map(|row| {
            let cells = (0..row.len()).map(|column| cell(row.cell(column)));
            (row.number, cells.collect(), row.undecodable)
        })
        .collect())
}

/// Behind as many bytes as are read in any case before a file is known for what it is.
fn behind_a_long_start(tail: &[u8]) -> Vec<u8> {
    let mut bytes = b"a,b\n".repeat(2048);
    bytes.extend_from_slice(tail);
    bytes
}

#[test_case("Zoë,Süd\nNørd,ß\n".as_bytes(), &[&["Zoë", "Süd"], &["Nørd", "ß"]]; "letters of several bytes")]
#[test_case(b"\"a, \"\"b\"\"\",\"\"\r\n\"\"\"\",\"x\"\r\n", &[&["a, \"b\"", ""], &["\"", "x"]]; "quotes")]
#[test_case(b"a,b\r\nc,d\r\n", &[&["a", "b"], &["c", "d"]]; "CRLF")]
#[test_case(b"a,b\rc,d\r", &[&["a", "b"], &["c", "d"]]; "CR")]
#[test_case(b"\"one\r\ntwo\",b\r\n\"\n\",d", &[&["one two", "b"], &["", "d"]]; "line breaks in a cell")]
#[test_case(b" a , b  c ,\n,\n", &[&["a", "b c", ""], &["", ""]]; "white space and nothing")]
#[test_case(b"a,b\nc,", &[&["a", "b"], &["c", ""]]; "an open end behind a comma")]
#[test_case(b"a,b\nc,\"d\"", &[&["a", "b"], &["c", "d"]]; "an open end behind a quote")]
#[test_case(b"a\"b,c\"\n", &[&["a\"b", "c\""]]; "quotes that open nothing")]
#[test_case("a,\u{feff}\u{a0}b\u{200b}\n".as_bytes(), &[&["a", "b"]]; "what nobody sees")]
fn where_a_block_ends_changes_nothing(tail: &[u8], expected: &[&[&str]]) {
    let bytes = behind_a_long_start(tail);
    let whole = rows(&bytes, BLOCK).expect("a sound file");
    let found: Vec<&[String]> = whole[2048..]
        .iter()
        .map(|(_, row, _)| row.as_slice())
        .collect();
    assert_eq!(found, expected);
    for block in (1..40).chain([8191, 8193, bytes.len() - 1]) {
        assert_eq!(
            rows(&bytes, block).as_ref(),
            Ok(&whole),
            "in blocks of {block}"
        );
    }
}

#[test_case(b"a,b\n\"c,d\ne,f\n", 2050; "never closed")]
#[test_case(b"a,b\r\n\"c\r\n\"d,e\r\n", 2050; "closed within a cell")]
#[test_case(b"a,b\r\rc,\"d\" \r", 2051; "a space behind it")]
fn a_quote_is_told_with_its_line_wherever_a_block_ends(tail: &[u8], line: u32) {
    let bytes = behind_a_long_start(tail);
    let expected = Trouble::Quote { line }.to_string();
    for block in [1, 2, 3, 5, 7, 4096, BLOCK] {
        assert_eq!(
            rows(&bytes, block),
            Err(expected.clone()),
            "in blocks of {block}"
        );
    }
}

#[test]
fn rows_are_numbered_alike_wherever_a_block_ends() {
    let bytes = behind_a_long_start(b"\r\n\r\n\"x\r\ny\"\n\n\rlast");
    let numbers = |block| {
        let rows = rows(&bytes, block).expect("a sound file");
        rows[2048..].iter().map(|row| row.0).collect::<Vec<_>>()
    };
    for block in 1..30 {
        assert_eq!(numbers(block), [2051, 2054], "in blocks of {block}");
    }
}

#[test]
fn a_byte_order_mark_alone_hides_no_quote() {
    for block in [1, 2, 3, 4, BLOCK] {
        let found = rows(b"\xef\xbb\xbf\"a,b\",c\n", block);
        let expected = vec![(1, vec!["a,b".to_owned(), "c".to_owned()], None)];
        assert_eq!(found, Ok(expected));
    }
}

/// The rows of a file longer than several blocks, with some of them otherwise.
fn long_visits(odd: impl Fn(usize) -> Option<&'static [u8]>) -> Vec<u8> {
    let mut csv = b"visit_id,child_id,visit_date,mode,worker_id,notes\n".to_vec();
    for at in 0..30_000 {
        write!(csv, "V{at:05},C1,2026-11-01,phone,,").expect("memory");
        csv.extend_from_slice(odd(at).unwrap_or(b"calm"));
        csv.push(b'\n');
    }
    assert!(csv.len() > 3 * BLOCK);
    csv
}

/// One broken byte among many good letters: the file is UTF-8 and the row is rejected, even where the good ones follow
/// far behind it.
#[test_case(|at| (at == 29_000).then_some(b"Zo\xeb"), |at| (at < 5).then_some("Süd".as_bytes()); "good letters first")]
#[test_case(|at| (at == 10).then_some(b"Zo\xeb"), |at| (at > 29_000).then_some("Süd".as_bytes()); "good letters last")]
fn a_broken_byte_of_utf_8_rejects_its_row(
    broken: fn(usize) -> Option<&'static [u8]>,
    good: fn(usize) -> Option<&'static [u8]>,
) {
    let exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        "visits.csv",
        "canonical",
        long_visits(|at| broken(at).or_else(|| good(at))),
    );
    let intake = exports.read(day(DATE)).expect("not refused");
    let problems: Vec<String> = intake
        .reading
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.code, problem.value))
        .collect();
    assert_eq!(problems, ["E-ENCODING Zoë"]);
    assert_eq!(intake.reading.inputs[1].file.encoding, Some("UTF-8"));
    assert_eq!(intake.reading.inputs[1].rows.accepted, 29_999);
}

/// More letters of Windows-1252 than of UTF-8: the file is Windows-1252, even where the first letters speak for UTF-8.
#[test_case(|at| at < 3; "letters of UTF-8 first")]
#[test_case(|at| at > 29_990; "letters of UTF-8 last")]
fn most_letters_decide_the_encoding_of_the_whole_file(is_utf_8: fn(usize) -> bool) {
    let visits = long_visits(|at| match at {
        at if is_utf_8(at) => Some("Süd".as_bytes()),
        at if at % 100 == 3 => Some(b"Zo\xeb"),
        _ => None,
    });
    let exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        "visits.csv",
        "canonical",
        visits,
    );
    let intake = exports.read(day(DATE)).expect("not refused");
    assert_eq!(
        intake.reading.problems.len(),
        0,
        "{:?}",
        intake.reading.problems.first()
    );
    assert_eq!(intake.reading.inputs[1].file.encoding, Some("Windows-1252"));
}

/// Of a damaged file nothing counts, not even the rows before the damage.
#[test]
fn a_late_damage_leaves_nothing_of_the_file() {
    let mut cases = b"child_id,status,status_start,team\n".to_vec();
    for at in 0..30_000 {
        let status = if at == 7 { "pigeon" } else { "CIN" };
        writeln!(cases, "C{at},{status},2026-09-01,North").expect("memory");
    }
    cases.extend_from_slice(b"C1,\"CIN,2026-09-01,North\n");
    let exports = Exports::new()
        .with(DataSet::Cases, "cases.csv", "canonical", cases)
        .canonical(
            DataSet::Visits,
            "visit_id,child_id,visit_date,mode\nV1,C1,2026-11-01,phone\n",
        );
    let Err(refused) = exports.read(day(DATE)) else {
        panic!("a quote that is never closed");
    };
    let told: Vec<String> = refused.refusals.iter().map(ToString::to_string).collect();
    assert!(
        told[0].contains("a quoted text that opens in line 30002 is not closed"),
        "{told:?}"
    );
    let problems: Vec<String> = refused
        .problems
        .iter()
        .map(|problem| format!("{} {} {}", problem.source.file, problem.row, problem.code))
        .collect();
    assert_eq!(problems, ["visits.csv 2 W-ORPHAN"]);
}

/// A damage counts for more than a missing heading, wherever it is.
#[test]
fn a_late_damage_comes_before_a_missing_column() {
    let mut visits = long_visits(|_| None);
    visits.extend_from_slice(b"V,C1,\"2026-11-01\",\"phone,\n");
    let visits = String::from_utf8(visits).expect("ASCII");
    let exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(DataSet::Visits, &visits.replacen("visit_date", "Zq", 1));
    let Err(refused) = exports.read(day(DATE)) else {
        panic!("a quote that is never closed");
    };
    let told = refused.refusals[0].to_string();
    assert!(told.contains("opens in line 30002"), "{told}");
}

/// Writes on to a file as soon as it is opened, or once rows of it are read.
struct Meddler {
    path: PathBuf,
    at_rows: bool,
    meddled: Cell<bool>,
}

impl Meddler {
    fn meddle(&self) {
        if !self.meddled.replace(true) {
            let file = std::fs::OpenOptions::new().append(true).open(&self.path);
            let written = file
                .expect("the file")
                .write_all(b"V,C1,2026-11-01,phone,\n");
            written.expect("a writable file");
        }
    }
}

impl Watch for Meddler {
    fn file(&self, name: &str, _bytes: u64) {
        if name == "visits.csv" && !self.at_rows {
            self.meddle();
        }
    }

    fn rows(&self, rows: u64) {
        if rows == 10_000 && self.at_rows {
            self.meddle();
        }
    }
}

#[test_case(false; "as soon as it is opened")]
#[test_case(true; "when rows of it are read")]
fn a_file_that_grows_while_it_is_read_is_refused(at_rows: bool) {
    let exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        "visits.csv",
        "canonical",
        long_visits(|at| (at == 3).then_some(b"\xff")),
    );
    let meddler = Meddler {
        path: exports.path("visits.csv"),
        at_rows,
        meddled: Cell::new(false),
    };
    let Err(refused) = exports.read_watched(day(DATE), &meddler) else {
        panic!("it changed");
    };
    let told: Vec<String> = refused.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "visits export visits.csv: the file changed while it was read; wait until the export is complete"
        ]
    );
    assert!(
        refused.problems.is_empty(),
        "{:?}",
        refused.problems.first()
    );
}
