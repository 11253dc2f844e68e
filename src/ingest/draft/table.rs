//! An export whose profile is yet to be written, as a table of cells: read as a run reads it, within the same limits.

use std::{ops::ControlFlow, path::Path};

use super::super::{
    cell::{self, Says},
    refusal::Trouble,
    rows::{
        Raw, RowBuf,
        book::Book,
        content::{BLOCK, Opened},
        csv_rows::CsvRows,
    },
    settings::IngestSettings,
    sheets::same_name,
};

/// So many rows tell what an export is like.
const MOST_ROWS: usize = 50_000;

/// What a cell holds, as far as the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Nothing,
    Text,
    Number,
    Day,
    Truth,
    /// An error, or a result that is not there.
    Unknown,
}

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) holds: Holds,
}

/// A row that holds something.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// As a spreadsheet counts.
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

impl Row {
    pub(super) fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells
            .get(column)
            .filter(|cell| cell.holds != Holds::Nothing)
    }

    /// How many cells are not blank.
    pub(super) fn filled(&self) -> usize {
        self.cells
            .iter()
            .filter(|cell| cell.holds != Holds::Nothing)
            .count()
    }
}

/// A sheet or CSV file.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The sheet, in a workbook.
    pub(super) sheet: Option<String>,
    /// The workbook's other sheets that hold something.
    pub(super) others: Vec<String>,
    pub(super) delimiter: char,
    pub(super) rows: Vec<Row>,
    /// Whether there are more rows than were looked at.
    pub(super) is_part: bool,
}

/// Reads the file, of a workbook the sheet that is named, else the one with most rows.
pub(super) fn read(
    path: &Path,
    sheet: Option<&str>,
    settings: &IngestSettings,
) -> Result<Table, Trouble> {
    match Opened::open(path, BLOCK)? {
        Opened::Workbook(whole) => {
            let mut book = Book::open(&whole, settings)?;
            let mut found: Vec<Table> = Vec::new();
            for known in book.sheets().to_vec() {
                let is_meant =
                    sheet.map_or(known.is_visible, |sheet| same_name(sheet, &known.name));
                if !is_meant {
                    continue;
                }
                let mut taken = Taken::default();
                book.each_row(&known.name, u32::MAX, &mut |row| Ok(taken.row(row)))?;
                found.push(taken.table(Some(known.name), ','));
            }
            let names = |tables: &[Table]| -> Vec<String> {
                let filled = tables.iter().filter(|table| !table.rows.is_empty());
                filled.filter_map(|table| table.sheet.clone()).collect()
            };
            let all = names(&found);
            let longest = found.into_iter().max_by_key(|table| table.rows.len());
            let mut table = longest.ok_or_else(|| Trouble::NoSheet {
                expected: sheet.unwrap_or("a sheet with rows").to_owned(),
                found: book
                    .sheets()
                    .iter()
                    .map(|sheet| sheet.name.clone())
                    .collect::<Vec<_>>()
                    .join(", "),
            })?;
            table.others = all
                .into_iter()
                .filter(|name| Some(name) != table.sheet.as_ref())
                .collect();
            Ok(table)
        }
        Opened::Text(_) => {
            let tables = [',', ';', '\t', '|'].map(|delimiter| csv(path, delimiter));
            // The first error is that of commas, which says what is wrong with the file itself.
            let mut best: Option<Table> = None;
            let mut trouble = None;
            for table in tables {
                match table {
                    Ok(table) => {
                        if best.as_ref().is_none_or(|best| shape(&table) > shape(best)) {
                            best = Some(table);
                        }
                    }
                    Err(error) => {
                        trouble.get_or_insert(error);
                    }
                }
            }
            best.ok_or_else(|| trouble.unwrap_or(Trouble::HeaderOnly))
        }
    }
}

/// How much of a table a separator makes of the file: cells of the rows that are as wide as most.
fn shape(table: &Table) -> usize {
    let widths: Vec<usize> = table
        .rows
        .iter()
        .take(200)
        .map(|row| row.cells.len())
        .collect();
    let most = widths
        .iter()
        .max_by_key(|width| widths.iter().filter(|other| other == width).count());
    let Some(&width) = most else { return 0 };
    (width - 1) * widths.iter().filter(|other| **other == width).count()
}

fn csv(path: &Path, delimiter: char) -> Result<Table, Trouble> {
    let Opened::Text(text) = Opened::open(path, BLOCK)? else {
        return Err(Trouble::HeaderOnly);
    };
    // Each of the four is one byte.
    let mut rows = CsvRows::new(*text, delimiter as u8);
    let mut taken = Taken::default();
    let mut row = RowBuf::default();
    while rows.next(&mut row)? {
        if taken.row(&row).is_break() {
            break;
        }
    }
    Ok(taken.table(None, delimiter))
}

#[derive(Default)]
struct Taken {
    rows: Vec<Row>,
    is_part: bool,
}

impl Taken {
    fn row(&mut self, row: &RowBuf) -> ControlFlow<()> {
        if self.rows.len() == MOST_ROWS {
            self.is_part = true;
            return ControlFlow::Break(());
        }
        if row.is_blank() {
            return ControlFlow::Continue(());
        }
        let cells = (0..row.len())
            .map(|column| taken(row.cell(column)))
            .collect();
        self.rows.push(Row {
            number: row.number,
            cells,
        });
        ControlFlow::Continue(())
    }

    fn table(self, sheet: Option<String>, delimiter: char) -> Table {
        Table {
            sheet,
            others: Vec::new(),
            delimiter,
            rows: self.rows,
            is_part: self.is_part,
        }
    }
}

fn taken(raw: Raw<'_>) -> Cell {
    let holds = match cell::says(raw) {
        Says::Nothing => Holds::Nothing,
        Says::NotKnown => Holds::Unknown,
        Says::Something => match raw {
            Raw::Number(_) => Holds::Number,
            Raw::Serial(..) => Holds::Day,
            Raw::Bool(_) => Holds::Truth,
            _ => Holds::Text,
        },
    };
    let text = match holds {
        Holds::Nothing => String::new(),
        _ => cell::text(raw).trim().to_owned(),
    };
    Cell { text, holds }
}
