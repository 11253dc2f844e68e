//! A sheet as a page: the lines above its table, what stays in sight when it is scrolled, what is printed and how.

use std::borrow::Cow;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    book::{Book, ChartRoom, Line, Sheet, Table},
    room::{self, Weight},
    style::{Style, TITLE_POINTS},
    writer,
};

/// The height of one line of letters of a size, both in points.
fn line_height(points: f64) -> f64 {
    points * 1.275
}

/// The height of an empty row, in points.
const FREE_ROW: f64 = 15.0;

/// What may stay in sight above a scrolled list, in points: a third of what a laptop shows.
const MOST_FROZEN: f64 = 150.0;

/// The paper's edges in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.6, 0.6, 0.3, 0.3];

/// What stands after the first row of a line that takes several.
const HANGING: &str = "    ";

/// A row above the table. No cells are merged: a line that is wider than what is printed goes on in the next row.
struct Row<'a> {
    text: Cow<'a, str>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Title,
    Words,
    LookFirst,
    /// A sheet, and the row of its table.
    Link(&'static str, Option<usize>),
}

/// The rows of the title and the lines.
fn rows_above(sheet: &Sheet) -> Vec<Row<'_>> {
    let lines = sheet.lines.iter().map(|line| match line {
        Line::Text(text) => (text, Kind::Words),
        Line::LookFirst(text) => (text, Kind::LookFirst),
        Line::Link { text, sheet } => (text, Kind::Link(sheet, None)),
        Line::LinkToRow { text, sheet, row } => (text, Kind::Link(sheet, Some(*row))),
    });
    let width = sheet.table.printed_width();
    std::iter::once((&sheet.title, Kind::Title))
        .chain(lines)
        .flat_map(|(text, kind)| {
            let (weight, points) = match kind {
                Kind::Title => (Weight::Bold, TITLE_POINTS),
                Kind::LookFirst => (Weight::Bold, sheet.table.points()),
                Kind::Words | Kind::Link(..) => (Weight::Plain, sheet.table.points()),
            };
            let pieces = room::broken(text, width, weight, points).into_iter();
            pieces.enumerate().map(move |(at, piece)| Row {
                text: match at {
                    0 => Cow::Borrowed(piece),
                    _ => Cow::Owned(format!("{HANGING}{piece}")),
                },
                kind,
            })
        })
        .collect()
}

/// How many rows the title and the lines take.
pub(super) fn rows_of_lines(sheet: &Sheet) -> u32 {
    rows_above(sheet).len() as u32
}

/// Writes the title and the lines.
///
/// # Errors
/// A text beyond what Excel holds.
pub(super) fn head(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
    style: &Style,
) -> Result<(), XlsxError> {
    for (row, above) in (0..).zip(rows_above(sheet)) {
        let text = &*above.text;
        match above.kind {
            Kind::Title => worksheet.write_with_format(row, 0, text, &style.title)?,
            Kind::Words => worksheet.write_with_format(row, 0, text, &style.line)?,
            Kind::LookFirst => worksheet.write_with_format(row, 0, text, &style.look_first)?,
            Kind::Link(to, of_table) => {
                let link = writer::link(text, to, row_of(book, to, of_table));
                worksheet.write_url_with_format(row, 0, link, &style.link)?
            }
        };
        worksheet.set_row_height(row, height(sheet, above.kind))?;
    }
    Ok(())
}

/// The row of a sheet, from 0, that a row of its table is; the first row without one.
fn row_of(book: &Book, sheet: &str, of_table: Option<usize>) -> u32 {
    let sheet = Sheet::named(book, sheet);
    sheet
        .zip(of_table)
        .map_or(0, |(sheet, row)| sheet.heading_row() + 1 + row as u32)
}

/// The height of a row above the table, in points.
fn height(sheet: &Sheet, kind: Kind) -> f64 {
    match kind {
        Kind::Title => line_height(TITLE_POINTS) + 3.0,
        Kind::Words | Kind::LookFirst | Kind::Link(..) => line_height(sheet.table.points()) + 2.25,
    }
}

/// The height of a table's headings.
pub(super) fn heading_height(table: &Table) -> f64 {
    let (upright, across): (Vec<_>, Vec<_>) =
        table.columns.iter().partition(|head| head.is_upright);
    let lines = across
        .into_iter()
        .map(|head| room::lines(&head.heading, head.width, Weight::Bold, table.points()));
    let across = f64::from(lines.max().unwrap_or(1)) * line_height(table.points()) + 9.0;
    let lengths = upright.into_iter().map(|head| length_in_two(&head.heading));
    lengths.fold(across, f64::max)
}

/// The length of an upright heading in points, where two lines of it have room side by side.
fn length_in_two(heading: &str) -> f64 {
    let fits = |width: &u16| room::lines(heading, *width, Weight::Bold, room::POINTS) <= 2;
    let width = (8..LONGEST_UPRIGHT).find(fits).unwrap_or(LONGEST_UPRIGHT);
    room::pixels(width + 2) * 0.75
}

/// The longest upright heading in digits; what is longer is cut by its cell.
const LONGEST_UPRIGHT: u16 = 30;

/// The height of a table's row with so many lines.
pub(super) fn row_height(table: &Table, lines: u32) -> f64 {
    let free = if table.is_grid() { 1.5 } else { 4.5 };
    line_height(table.points()) * f64::from(lines) + free
}

/// The rows that stay in sight: all down to the headings where those stand near the top, else none, lest nothing be
/// left to scroll.
fn frozen_rows(sheet: &Sheet) -> u32 {
    let above: f64 = rows_above(sheet)
        .iter()
        .map(|row| height(sheet, row.kind))
        .sum();
    let is_near = above + FREE_ROW + heading_height(&sheet.table) <= MOST_FROZEN;
    if sheet.charts_in(ChartRoom::AboveTable) == 0 && is_near {
        sheet.heading_row() + 1
    } else {
        0
    }
}

/// Sets what stays in sight, and the paper: A4 across, as wide as the printed columns, the headings on each page.
///
/// # Errors
/// A range beyond the sheet.
pub(super) fn set_up(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
) -> Result<(), XlsxError> {
    worksheet.set_freeze_panes(frozen_rows(sheet), sheet.table.frozen_columns)?;
    let [left, right, top, bottom, header, footer] = MARGINS;
    let last_column = sheet.table.printed().saturating_sub(1);
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(left, right, top, bottom, header, footer)
        .set_header_footer_scale_with_doc(false)
        .set_header(format!(
            "&L&\"Arial,Bold\"&9{}&R&9{}",
            plain(&book.marking),
            plain(&book.title)
        ))
        .set_footer(format!(
            "&L&9{}&C&9{}&R&9Page &P of &N",
            plain(sheet.name),
            plain(&book.marking)
        ))
        .set_print_area(0, 0, sheet.last_printed_row(), last_column)?
        .set_repeat_rows(sheet.heading_row(), sheet.heading_row())?;
    Ok(())
}

/// A text in a page header, where `&` begins a command.
fn plain(text: &str) -> String {
    text.replace('&', "&&")
}
