//! How the rows of an export lie: where its headings stand, and which rows are no rows.

use super::{
    super::dates,
    table::{Cell, Holds, Row, Table},
};
use crate::model::text::folded;

/// Rows in which the headings are looked for.
const SEARCHED: usize = 30;
/// Columns in which they are looked for; so many are looked at.
pub(super) const MOST_COLUMNS: usize = 300;

/// A row that is none of the table's, by words that reports write: only these are ever named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skipped {
    pub(super) column: usize,
    /// The whole cell, or how it starts.
    pub(super) words: Vec<&'static str>,
    pub(super) starts: Vec<&'static str>,
    pub(super) rows: u64,
}

const TOTALS: [&str; 9] = [
    "Total",
    "Totals",
    "Grand Total",
    "Grand Totals",
    "Sub Total",
    "Subtotal",
    "Overall Total",
    "Count",
    "Sum",
];
const STARTS: [&str; 31] = [
    "Official",
    "Confidential",
    "Restricted",
    "Note:",
    "Notes:",
    "Please ",
    "Filters:",
    "Total for",
    "Totals for",
    "Sub total for",
    "Subtotal for",
    "Total:",
    "Total ",
    "Count of",
    "No. of ",
    "Number of ",
    "Grand Total",
    "Applied filters",
    "Filters applied",
    "Report run",
    "Run by",
    "Run on",
    "Run date",
    "Printed",
    "Produced by",
    "Produced on",
    "Generated",
    "Source:",
    "End of report",
    "Data as at",
    "Page ",
];

/// The headings' row, and the rows below it that are of the table.
pub(super) struct Layout<'t> {
    pub(super) heading: &'t Row,
    pub(super) body: Vec<&'t Row>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) repeated_headings: u64,
    /// Rows with one cell only that nothing explains.
    pub(super) notes: u64,
}

/// Finds the row with most headings that somebody knows. `None` where no row has two.
pub(super) fn of<'t>(table: &'t Table, is_known: &dyn Fn(&str) -> bool) -> Option<Layout<'t>> {
    let known = |row: &Row| {
        row.cells
            .iter()
            .take(MOST_COLUMNS)
            .filter(|cell| is_known(&cell.text))
            .count()
    };
    let (at, heading) = table
        .rows
        .iter()
        .take(SEARCHED)
        .enumerate()
        .filter(|(at, row)| may_be_headings(row, &table.rows[at + 1..]))
        .max_by_key(|(at, row)| (known(row), row.filled(), std::cmp::Reverse(*at)))
        .filter(|(_, row)| known(row) >= 2)?;
    let headings: Vec<String> = heading
        .cells
        .iter()
        .map(|cell| folded(&cell.text))
        .collect();
    let mut layout = Layout {
        heading,
        body: Vec::new(),
        skipped: Vec::new(),
        repeated_headings: 0,
        notes: 0,
    };
    for row in &table.rows[at + 1..] {
        if is_again(row, &headings) {
            layout.repeated_headings += 1;
        } else if let Some((column, word, is_whole)) = none_of_ours(row, headings.len()) {
            layout.skip(column, word, is_whole);
        } else {
            layout.body.push(row);
        }
    }
    layout.notes = match headings.len() > 2 {
        true => layout.body.iter().filter(|row| row.filled() == 1).count() as u64,
        false => 0,
    };
    Some(layout)
}

/// Whether the headings stand again, all or but a few.
fn is_again(row: &Row, headings: &[String]) -> bool {
    let same = row.cells.iter().zip(headings);
    let same =
        same.filter(|(cell, heading)| !heading.is_empty() && folded(&cell.text) == **heading);
    row.filled() > 1 && same.count() == row.filled()
}

/// Whether a row can be one of headings: texts without dates and bare numbers, of which hardly any is a value of the
/// rows below it. A row of data is never taken for headings: what it says would be shown.
fn may_be_headings(row: &Row, below: &[Row]) -> bool {
    const LOOKED_AT: usize = 300;
    let is_text = |cell: &Cell| {
        matches!(cell.holds, Holds::Text | Holds::Unknown)
            && !cell.text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let cells = row.cells.iter().enumerate().take(MOST_COLUMNS);
    let filled: Vec<(usize, &Cell)> = cells
        .filter(|(_, cell)| cell.holds != Holds::Nothing)
        .collect();
    let is_plain = |(_, cell): &(usize, &Cell)| is_text(cell) && dates::order(&cell.text).is_none();
    if filled.len() < 2 || !filled.iter().all(is_plain) {
        return false;
    }
    // The headings themselves may stand again.
    let others = below.iter().take(LOOKED_AT);
    let others: Vec<&Row> = others.filter(|other| !is_same(other, row)).collect();
    let is_again = |(column, cell): &&(usize, &Cell)| {
        let mut cells = others.iter().filter_map(|other| other.cell(*column));
        cells.any(|other| other.text.eq_ignore_ascii_case(&cell.text))
    };
    filled.iter().filter(is_again).count() * 5 <= filled.len()
}

fn is_same(a: &Row, b: &Row) -> bool {
    let texts =
        |row: &Row| -> Vec<String> { row.cells.iter().map(|cell| folded(&cell.text)).collect() };
    texts(a) == texts(b)
}

impl Layout<'_> {
    fn skip(&mut self, column: usize, word: &'static str, is_whole: bool) {
        let at = self
            .skipped
            .iter()
            .position(|skipped| skipped.column == column);
        let at = at.unwrap_or_else(|| {
            self.skipped.push(Skipped {
                column,
                words: Vec::new(),
                starts: Vec::new(),
                rows: 0,
            });
            self.skipped.len() - 1
        });
        let skipped = &mut self.skipped[at];
        skipped.rows += 1;
        let list = if is_whole {
            &mut skipped.words
        } else {
            &mut skipped.starts
        };
        if !list.contains(&word) {
            list.push(word);
        }
    }
}

/// The cell by which a row is a total or a note, the word, and whether it is the whole cell.
fn none_of_ours(row: &Row, width: usize) -> Option<(usize, &'static str, bool)> {
    // A total has its word, and at most a few numbers beside it.
    if row.filled() * 2 > width.max(2) + 1 {
        return None;
    }
    row.cells.iter().enumerate().find_map(|(column, cell)| {
        let text = cell.text.trim();
        let whole = TOTALS.into_iter().find(|word| folded(word) == folded(text));
        let starts = || {
            let longest = STARTS.into_iter().filter(|start| {
                text.get(..start.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(start))
            });
            longest.max_by_key(|start| start.len())
        };
        match (whole, starts()) {
            (Some(word), _) => Some((column, word, true)),
            (None, Some(word)) => Some((column, word, false)),
            (None, None) => None,
        }
    })
}
