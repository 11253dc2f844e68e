//! Workbooks as the case systems export them: plain sheets, true dates, nothing that depends on when they are made.
#![expect(
    clippy::disallowed_methods,
    reason = "these workbooks are exports, not reports of the house"
)]

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{DocProperties, Format, Workbook};

use super::file::{SampleError, SampleFile};

/// One cell of a sheet.
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Time(NaiveDateTime),
}

impl Cell {
    /// A text cell, or an empty one where there is no text.
    pub(super) fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// A date that has lost its format and shows as the number behind it.
    pub(super) fn serial(date: NaiveDate) -> Self {
        const DAY_ZERO: NaiveDate =
            NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date of the calendar");
        Self::Number((date - DAY_ZERO).num_days() as f64)
    }
}

/// One sheet: its name and its rows, headings and titles included.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A workbook of `sheets` that says it was made at `created`.
pub(super) fn workbook(
    path: String,
    created: NaiveDateTime,
    sheets: &[Sheet],
) -> Result<SampleFile, SampleError> {
    let day = Format::new().set_num_format("d/mm/yyyy");
    let minute = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        for (cells, row) in sheet.rows.iter().zip(0..) {
            for (cell, column) in cells.iter().zip(0..) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => worksheet.write_string(row, column, text)?,
                    Cell::Number(number) => worksheet.write_number(row, column, *number)?,
                    Cell::Date(date) => {
                        worksheet.write_datetime_with_format(row, column, date, &day)?
                    }
                    Cell::Time(time) => {
                        worksheet.write_datetime_with_format(row, column, time, &minute)?
                    }
                };
            }
        }
        worksheet.set_column_range_width(0, 21, 15)?;
    }
    Ok(SampleFile {
        path,
        bytes: workbook.save_to_buffer()?,
    })
}

/// The rows above a table: titles, then the headings.
pub(super) fn top_rows(titles: &[&str], headings: &[&str]) -> Vec<Vec<Cell>> {
    let heading_row = headings.iter().map(|heading| Cell::text(heading)).collect();
    titles
        .iter()
        .map(|title| vec![Cell::text(title)])
        .chain(std::iter::once(heading_row))
        .collect()
}
