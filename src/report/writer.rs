//! A plain-data book as bytes: the one place that writes workbooks. The same book gives the same bytes.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file that makes workbooks"
)]

use std::borrow::Cow;

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Formula,
    Table as ExcelTable, TableColumn, Url, Workbook, Worksheet, XlsxError,
};

use super::{
    book::{Book, Cell, Choices, Sheet, Table},
    charts, page,
    room::{self, Weight},
    runs::Runs,
    style::Style,
};
use crate::model::rating::Rag;

/// The longest text that a cell of Excel holds.
const LONGEST: usize = 32_767;

/// The level of deflate at which Excel itself saves.
const COMPRESSION: u8 = 3;

/// The height of a row and the width of a column of which nothing is said: eight digits of seven pixels and the edges.
const ROW_PIXELS: u32 = 20;
const COLUMN_PIXELS: u32 = 64;

/// A workbook that cannot be written: a fault of ours, not of the data.
#[derive(Debug, thiserror::Error)]
#[error("failed to write the workbook, sheet {sheet}: {cause}")]
pub struct WriteError {
    sheet: &'static str,
    cause: XlsxError,
}

/// Writes a book.
///
/// # Errors
/// A name or table that Excel forbids.
pub fn write(book: &Book) -> Result<Vec<u8>, WriteError> {
    let (style, prose) = (
        Style::with_letters(room::POINTS),
        Style::with_letters(room::PROSE_POINTS),
    );
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    let whole = |cause| WriteError {
        sheet: "of the whole book",
        cause,
    };
    workbook
        .set_default_format(&style.plain, ROW_PIXELS, COLUMN_PIXELS)
        .map_err(whole)?;
    let created = ExcelDateTime::from_ymd(
        chrono::Datelike::year(&book.date).clamp(1900, 9999) as u16,
        chrono::Datelike::month(&book.date) as u8,
        chrono::Datelike::day(&book.date) as u8,
    );
    let properties = DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author("lastseen")
        .set_creation_datetime(&created.map_err(whole)?);
    workbook.set_properties(&properties);
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet();
        write_sheet(
            worksheet,
            sheet,
            book,
            if sheet.table.is_prose { &prose } else { &style },
        )
        .map_err(|cause| WriteError {
            sheet: sheet.name,
            cause,
        })?;
    }
    workbook.save_to_buffer().map_err(whole)
}

fn write_sheet(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
    style: &Style,
) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.name)?;
    page::head(worksheet, sheet, book, style)?;
    write_table(worksheet, sheet, book, style)?;
    charts::place(worksheet, sheet, book)?;
    page::set_up(worksheet, sheet, book)
}

fn write_table(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
    style: &Style,
) -> Result<(), XlsxError> {
    let (table, top) = (&sheet.table, sheet.heading_row());
    let points = table.points();
    let numeric: Vec<bool> = (0..table.columns.len())
        .map(|at| is_numeric(table, at))
        .collect();
    let heading = |at: usize| {
        if table.columns[at].is_upright {
            &style.heading_upright
        } else if numeric[at] {
            &style.heading_of_numbers
        } else {
            &style.heading
        }
    };
    for (at, column) in table.columns.iter().enumerate() {
        worksheet.set_column_width(at as u16, f64::from(column.width))?;
        worksheet.write_with_format(top, at as u16, &*column.heading, heading(at))?;
    }
    worksheet.set_row_height(top, page::heading_height(table))?;
    let mut runs = Runs::of(table.columns.len());
    for (down, cells) in table.rows.iter().enumerate() {
        let row = top + 1 + down as u32;
        let mut lines = 1;
        for (across, cell) in cells.iter().enumerate() {
            let at = (row, across as u16);
            write_cell(worksheet, at, cell, style)?;
            match cell {
                Cell::Link { .. } => {}
                Cell::Absent(_) if numeric[across] => {
                    runs.add(worksheet, at, &style.absent_number)?;
                }
                _ => runs.add(worksheet, at, style.of(cell))?,
            }
            if let Cell::Spark {
                sheet,
                row: of,
                columns,
                ..
            } = cell
            {
                charts::spark(worksheet, at, book, sheet, *of, *columns)?;
            }
            lines = lines.max(lines_of(cell, table.columns[across].width, points));
        }
        worksheet.set_row_height(row, page::row_height(table, lines))?;
    }
    runs.finish(worksheet)?;
    if table.rows.is_empty() {
        worksheet.write_with_format(top + 1, 0, table.when_empty, &style.line)?;
        return Ok(());
    }
    let last_row = top + table.rows.len() as u32;
    let last_column = table.columns.len() as u16 - 1;
    let heads: Vec<TableColumn> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            TableColumn::new()
                .set_header(&*column.heading)
                .set_header_format(heading(at).clone())
        })
        .collect();
    let excel = ExcelTable::new()
        .set_name(table.name)
        .set_columns(&heads)
        .set_style(style.table());
    worksheet.add_table(top, 0, last_row, last_column, &excel)?;
    for (at, column) in table.columns.iter().enumerate() {
        if let Choices::Words(words) = column.choices {
            let words = DataValidation::new().allow_list_strings(words)?;
            worksheet.add_data_validation(top + 1, at as u16, last_row, at as u16, &words)?;
        }
        offer_rows(worksheet, table, at, top, book)?;
    }
    Ok(())
}

/// How many lines a cell's words take in a column.
fn lines_of(cell: &Cell, width: u16, points: f64) -> u32 {
    match cell {
        Cell::Text(text) => room::lines(text, width, Weight::Plain, points),
        Cell::Absent(text) => room::lines(text, width, Weight::Plain, points),
        Cell::Link { text, .. } => room::lines(text, width, Weight::Plain, points),
        Cell::Topic(text) => room::lines(text, width, Weight::Bold, points),
        Cell::Standing(_, text) => room::lines(text, width, Weight::Bold, points),
        Cell::FillIn
        | Cell::Choose { .. }
        | Cell::Blank
        | Cell::Spark { .. }
        | Cell::Date(_)
        | Cell::Day(_)
        | Cell::Count(_)
        | Cell::Share(_)
        | Cell::Rating(_) => 1,
    }
}

/// Whether a column holds numbers, which stand at its right with their heading.
fn is_numeric(table: &Table, column: usize) -> bool {
    let is_number = |cell: &Cell| matches!(cell, Cell::Count(_) | Cell::Share(_));
    let mut cells = table.rows.iter().map(|cells| &cells[column]);
    cells.clone().any(is_number)
        && cells.all(|cell| is_number(cell) || matches!(cell, Cell::Absent(_) | Cell::Blank))
}

/// Writes what a cell holds; of its format only a link's, whose own the writer would add.
fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    style: &Style,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Standing(_, words) => worksheet.write_string(row, column, words)?,
        Cell::Text(text) => worksheet.write_string(row, column, &*fitting(text))?,
        Cell::Topic(words) => worksheet.write_string(row, column, *words)?,
        Cell::Absent(why) => worksheet.write_string(row, column, *why)?,
        // The format makes the cell.
        Cell::FillIn | Cell::Choose { .. } | Cell::Blank | Cell::Spark { .. } => worksheet,
        Cell::Date(date) | Cell::Day(date) => worksheet.write_datetime(row, column, *date)?,
        Cell::Count(number) => worksheet.write_number(row, column, *number as f64)?,
        Cell::Share(share) => worksheet.write_number(row, column, *share)?,
        Cell::Rating(rag) => {
            worksheet.write_string(row, column, rag.map_or("UNRATED", Rag::code))?
        }
        Cell::Link { text, sheet } => {
            worksheet.write_url_with_format(row, column, link(text, sheet, 0), &style.link_cell)?
        }
    };
    Ok(())
}

/// A text as Excel can hold it: control characters but the line's end gone, cut with a visible mark where it is too long.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && !text.bytes().any(|byte| byte < 0x20) {
        return Cow::Borrowed(text);
    }
    let clean = text.chars().map(|ch| match ch {
        '\n' => ch,
        ch if ch.is_control() => ' ',
        ch => ch,
    });
    // Excel counts UTF-16 units, of which a character has at most two.
    let mut cut: String = clean.take(LONGEST / 2 - 8).collect();
    if cut.len() < text.len() && text.chars().count() > LONGEST / 2 - 8 {
        cut.push_str(" … (cut)");
    }
    Cow::Owned(cut)
}

/// A link to a row of another sheet, from 0.
pub(super) fn link(text: &str, sheet: &str, row: u32) -> Url {
    // A quote in a name stands twice.
    let name = sheet.replace('\'', "''");
    Url::new(format!("internal:'{name}'!A{}", row + 1)).set_text(text)
}

/// The drop-downs of a column whose cells are chosen from another sheet's rows: one for neighbours that offer the same.
fn offer_rows(
    worksheet: &mut Worksheet,
    table: &Table,
    column: usize,
    top: u32,
    book: &Book,
) -> Result<(), XlsxError> {
    let offered = |cells: &Vec<Cell>| match cells[column] {
        Cell::Choose { sheet, rows } => Some((sheet, rows)),
        _ => None,
    };
    let mut row = top + 1;
    for alike in table.rows.chunk_by(|a, b| offered(a) == offered(b)) {
        let last = row + alike.len() as u32 - 1;
        if let Some((name, (from, to))) = alike.first().and_then(offered)
            && from < to
            && let Some(sheet) = Sheet::named(book, name)
        {
            let first = sheet.heading_row() as usize + 2;
            let range = format!("='{name}'!$A${}:$A${}", first + from, first + to - 1);
            let validation = DataValidation::new()
                .allow_list_formula(Formula::new(range))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Not in the list")?
                .set_error_message("Choose from the list: a name that is not on the Workers sheet cannot be taken back.")?;
            worksheet.add_data_validation(row, column as u16, last, column as u16, &validation)?;
        }
        row = last + 1;
    }
    Ok(())
}
