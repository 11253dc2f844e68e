//! A table of facts, and the many files that it can be.

use chrono::NaiveDateTime;

use crate::workbooks::{Cell, Sheet, serial};

/// How a workbook holds its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// Numbers with a date format, counted from 1900.
    True,
    /// The same, counted from 1904.
    True1904,
    /// Numbers in General format, counted from 1900.
    Serial,
    /// The same, counted from 1904.
    Serial1904,
    /// Text, day first.
    DayFirst,
    /// Text, year first.
    Iso,
}

/// Days between the two days that workbooks count from.
const EPOCHS_APART: f64 = 1462.0;

/// Headings and rows of text; dates are ISO.
#[derive(Clone, Debug)]
pub struct Table {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Lines of cells with `|` between them, the headings first.
    pub fn parse(text: &str) -> Self {
        let mut lines = text
            .lines()
            .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect());
        Self {
            headings: lines.next().expect("a table has headings"),
            rows: lines.collect(),
        }
    }

    /// Headings and rows.
    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.headings).chain(&self.rows)
    }

    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for line in self.lines() {
            writer
                .write_record(line)
                .expect("a vector takes every write");
        }
        let bytes = writer.into_inner().expect("a vector takes every write");
        String::from_utf8(bytes).expect("the table is UTF-8")
    }

    /// The rows in another order: the second half first, and backwards.
    pub fn shuffled(&self) -> Self {
        let mut rows = self.rows.clone();
        let half = rows.len() / 2;
        rows.rotate_left(half);
        rows[half..].reverse();
        Self {
            headings: self.headings.clone(),
            rows,
        }
    }

    /// The columns from right to left.
    pub fn mirrored(&self) -> Self {
        let mirror = |line: &Vec<String>| line.iter().rev().cloned().collect();
        Self {
            headings: mirror(&self.headings),
            rows: self.rows.iter().map(mirror).collect(),
        }
    }

    /// The rows of a workbook's sheet.
    pub fn sheet(&self, form: DateForm) -> Sheet {
        self.lines()
            .map(|line| line.iter().map(|text| cell(text, form)).collect())
            .collect()
    }
}

fn cell(text: &str, form: DateForm) -> Cell {
    let (moment, has_time) = match NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M") {
        Ok(moment) => (moment, true),
        Err(_) => match text.parse::<chrono::NaiveDate>() {
            Ok(date) => (date.into(), false),
            Err(_) => return Cell::from(text),
        },
    };
    let number = serial(moment);
    match form {
        DateForm::True => Cell::Serial(number),
        DateForm::True1904 => Cell::Serial(number - EPOCHS_APART),
        DateForm::Serial => Cell::Number(number),
        DateForm::Serial1904 => Cell::Number(number - EPOCHS_APART),
        DateForm::DayFirst if has_time => {
            Cell::Text(moment.format("%d/%m/%Y %H:%M:%S").to_string())
        }
        DateForm::DayFirst => Cell::Text(moment.format("%d/%m/%Y").to_string()),
        DateForm::Iso => Cell::from(text),
    }
}
