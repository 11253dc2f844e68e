//! A workbook as values by place, and where two differ.

use std::{collections::BTreeMap, ops::ControlFlow, path::Path};

use crate::ingest::{
    dates::Epoch,
    refusal::Trouble,
    rows::{
        Raw,
        book::Book,
        content::{BLOCK, Opened},
    },
    settings::IngestSettings,
};

/// What a cell holds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Truth(bool),
    /// A formula without a stored result, an error: nobody knows.
    Unknown,
}

impl PartialEq for Value {
    /// Other programs write the last digits of a number otherwise.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => {
                (one - other).abs() <= 1e-9 * one.abs().max(1.0)
            }
            (Self::Truth(one), Self::Truth(other)) => one == other,
            _ => false,
        }
    }
}

/// Row and column as a spreadsheet counts them, the row from 1, the column from 0.
pub(super) type Place = (u32, usize);

/// A sheet by its name, and its cells that hold something.
pub(super) type Sheet = (String, BTreeMap<Place, Value>);

/// Every sheet of a workbook, in order.
pub(super) struct Sheets(pub(super) Vec<Sheet>);

impl Sheets {
    /// Reads a workbook where exports are read, so that it can do no harm.
    ///
    /// # Errors
    /// It cannot be read, or must not.
    pub(super) fn read(path: &Path, settings: &IngestSettings) -> Result<Self, Trouble> {
        let whole = match Opened::open(path, BLOCK)? {
            Opened::Workbook(whole) => whole,
            Opened::Text(_) => {
                return Err(Trouble::NotAFile {
                    kind: "a text file",
                });
            }
        };
        let mut book = Book::open(&whole, settings)?;
        let names: Vec<String> = book
            .sheets()
            .iter()
            .map(|sheet| sheet.name.clone())
            .collect();
        let mut sheets = Vec::new();
        for name in names {
            let mut cells = BTreeMap::new();
            book.each_row(&name, u32::MAX, &mut |row| {
                for column in 0..row.len() {
                    if let Some(value) = value(row.cell(column)) {
                        cells.insert((row.number, column), value);
                    }
                }
                Ok(ControlFlow::Continue(()))
            })?;
            sheets.push((name, cells));
        }
        Ok(Self(sheets))
    }

    pub(super) fn sheet(&self, name: &str) -> Option<&BTreeMap<Place, Value>> {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, cells)| cells)
    }

    /// The first cell in which another differs, but for those of the meeting: its sheet, and its place as people write it.
    pub(super) fn difference(
        &self,
        other: &Self,
        is_of_meeting: impl Fn(&str, Place) -> bool,
    ) -> Option<String> {
        let names = |sheets: &Self| -> Vec<String> {
            sheets.0.iter().map(|(name, _)| name.clone()).collect()
        };
        if names(self) != names(other) {
            return Some("its sheets".to_owned());
        }
        for ((name, cells), (_, others)) in self.0.iter().zip(&other.0) {
            let mut places: Vec<Place> = cells.keys().chain(others.keys()).copied().collect();
            places.sort_unstable();
            places.dedup();
            let differs = |place: &Place| cells.get(place) != others.get(place);
            let found = places
                .into_iter()
                .filter(|place| !is_of_meeting(name, *place))
                .find(differs);
            if let Some((row, column)) = found {
                return Some(format!("sheet {name}, cell {}{row}", letters(column)));
            }
        }
        None
    }
}

fn value(raw: Raw<'_>) -> Option<Value> {
    Some(match raw {
        Raw::Blank => return None,
        Raw::Text(text) => Value::Text(text.to_owned()),
        Raw::Number(number) | Raw::Serial(number, Epoch::Excel1900) => Value::Number(number),
        Raw::Bool(truth) => Value::Truth(truth),
        Raw::Serial(_, Epoch::Excel1904) | Raw::Error(_) | Raw::NoResult | Raw::Unread(..) => {
            Value::Unknown
        }
    })
}

/// A column as a spreadsheet writes it: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect()
}
