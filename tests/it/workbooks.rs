//! Workbooks that the tests make: by the writer where it can, by patching the zip where it cannot.
#![expect(
    clippy::disallowed_methods,
    reason = "these workbooks are exports, not reports of the house"
)]

use std::io::{Cursor, Read, Write};

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// One cell of a sheet.
#[derive(Clone, Debug)]
pub enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// A number that is shown as a date.
    Serial(f64),
    Bool(bool),
    /// A text over five merged columns.
    Title(&'static str),
    /// A formula whose stored result is an error such as `#N/A`.
    Error(&'static str),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Serial(serial(date.into()))
    }
}

/// The serial number of a moment in a workbook that counts from 1900.
pub fn serial(moment: NaiveDateTime) -> f64 {
    let day_zero = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date of the calendar");
    let since = moment - NaiveDateTime::from(day_zero);
    since.num_seconds() as f64 / 86_400.0
}

/// Rows of cells.
pub type Sheet = Vec<Vec<Cell>>;

/// A row of text cells, written with `|` between them.
pub fn texts(row: &str) -> Vec<Cell> {
    row.split('|').map(Cell::from).collect()
}

/// A workbook with these sheets.
pub fn workbook(sheets: &[(&str, Sheet)]) -> Vec<u8> {
    let date = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a sound sheet name");
        for (number, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let (number, column) = (number as u32, column as u16);
                match cell {
                    Cell::Blank => continue,
                    Cell::Text(text) => sheet.write(number, column, text),
                    Cell::Number(value) => sheet.write(number, column, *value),
                    Cell::Serial(value) => {
                        sheet.write_number_with_format(number, column, *value, &date)
                    }
                    Cell::Title(text) => {
                        sheet.merge_range(number, column, number, column + 4, text, &Format::new())
                    }
                    Cell::Bool(value) => sheet.write(number, column, *value),
                    Cell::Error(error) => {
                        let formula = Formula::new("=NA()").set_result(*error);
                        sheet.write_formula(number, column, formula)
                    }
                }
                .expect("a cell within the sheet");
            }
        }
    }
    book.save_to_buffer().expect("a workbook in memory")
}

/// The parts of a zip file, by name.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("a sound part");
            (name, bytes)
        })
        .collect()
}

/// A zip file of these parts.
pub fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .expect("a zip in memory");
        writer.write_all(bytes).expect("a zip in memory");
    }
    writer.finish().expect("a zip in memory").into_inner()
}

/// A workbook in which a text of one part is replaced.
pub fn patched(bytes: &[u8], part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut parts = parts(bytes);
    let (_, bytes) = parts
        .iter_mut()
        .find(|(name, _)| name == part)
        .expect("the part is there");
    let text = String::from_utf8(std::mem::take(bytes)).expect("a part of text");
    assert!(text.contains(old), "{old} is not in {part}: {text}");
    *bytes = text.replace(old, new).into_bytes();
    zipped(&parts)
}

/// A workbook with one more part.
pub fn with_part(bytes: &[u8], name: &str, part: Vec<u8>) -> Vec<u8> {
    let mut parts = parts(bytes);
    parts.push((name.to_owned(), part));
    zipped(&parts)
}
