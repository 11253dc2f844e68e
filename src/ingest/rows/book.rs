//! A workbook, wherever it is read: in this process, or in one of its own.

use std::path::Path;

use super::{
    OnRow,
    apart::{Apart, Limits},
    content::{BLOCK, Opened, Whole},
    workbook::{SheetName, Workbook},
};
use crate::ingest::{
    refusal::Trouble,
    settings::{IngestSettings, WorkbookReader},
};

/// An open workbook.
pub enum Book {
    /// That is read here.
    Here(Box<Workbook>),
    /// That another process reads.
    Apart(Box<Apart>),
}

impl Book {
    /// Opens a workbook as the settings say.
    ///
    /// # Errors
    /// It cannot be read, or must not.
    pub fn open(whole: &Whole, settings: &IngestSettings) -> Result<Self, Trouble> {
        let file = whole.file()?;
        Ok(match &settings.workbooks {
            WorkbookReader::Here => Self::Here(Box::new(Workbook::open(file)?)),
            WorkbookReader::Apart(program) => {
                let limits = Limits {
                    memory: settings.gate.workbook_memory,
                    time: settings.gate.workbook_time,
                };
                let apart = Apart::open(program, file, whole.bytes(), limits)?;
                Self::Apart(Box::new(apart))
            }
        })
    }

    /// Its worksheets, in order.
    pub fn sheets(&self) -> &[SheetName] {
        match self {
            Self::Here(book) => book.sheets(),
            Self::Apart(book) => book.sheets(),
        }
    }

    /// Hands every row of a sheet that holds a cell, down to the row of a number, to `on_row`, in order.
    ///
    /// # Errors
    /// A damaged sheet, cells far outside any table; whatever `on_row` refuses.
    pub fn each_row(&mut self, sheet: &str, last: u32, on_row: OnRow<'_>) -> Result<(), Trouble> {
        match self {
            Self::Here(book) => book.each_row(sheet, last, on_row),
            Self::Apart(book) => book.each_row(sheet, last, on_row),
        }
    }
}

/// Whether a file is a workbook with a sheet of one of some names, which a reader of it sees.
pub fn has_sheet(path: &Path, is_named: impl Fn(&str) -> bool, settings: &IngestSettings) -> bool {
    let Ok(Opened::Workbook(whole)) = Opened::open(path, BLOCK) else {
        return false;
    };
    let book = Book::open(&whole, settings);
    book.is_ok_and(|book| {
        let mut sheets = book.sheets().iter();
        sheets.any(|sheet| sheet.is_visible && is_named(&sheet.name))
    })
}
