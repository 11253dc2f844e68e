//! One row stream for every kind of file, so that nothing after it knows where a row came from.

mod ahead;
pub mod apart;
pub mod book;
mod container;
pub mod content;
pub mod csv_rows;
mod delimiter;
mod encoding;
mod records;
pub mod workbook;

use std::ops::{ControlFlow, Range};

pub use encoding::TextEncoding;

use unicode_normalization::UnicodeNormalization;

use super::{dates::Epoch, refusal::Trouble};
use crate::model::text::is_invisible;

/// Bytes of text in one row: more than twenty of the longest cells that Excel can hold.
const MOST_TEXT: usize = 1 << 20;
/// Cells of one row: as many as Excel has columns.
const MOST_CELLS: usize = 16_384;
/// A row that was longer than this gives its room back.
const MUCH_ROOM: usize = 1 << 14;

/// A cell as the file holds it, before it means anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Raw<'a> {
    /// Nothing, or only white space.
    Blank,
    /// Text, trimmed.
    Text(&'a str),
    /// A number without a date format.
    Number(f64),
    /// A number with a date format: days since the workbook's epoch.
    Serial(f64, Epoch),
    /// A true or false.
    Bool(bool),
    /// A formula error such as `#N/A`.
    Error(&'a str),
    /// A formula whose result the file does not hold.
    NoResult,
    /// A text in which a profile looks for something that is not there.
    Unread(&'a str, Unread),
}

/// What a profile does not find in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// What the pattern of the field takes out of it.
    Pattern,
    /// Whether the list names the row's child.
    List,
    /// A row's share of it: there are more values than any cell has.
    TooMany,
    /// One row that the key is joined with.
    Several,
}

#[derive(Clone, Debug)]
enum Slot {
    Blank,
    Text(u32, u32),
    /// Text of a row without anything to clean, perhaps with a space at its ends, perhaps nothing.
    Span(u32, u32),
    Number(f64),
    Serial(f64, Epoch),
    Bool(bool),
    Error(u32, u32),
    NoResult,
    Unread(u32, u32, Unread),
}

/// One row, whose room is used again for the next.
#[derive(Clone, Debug, Default)]
pub struct RowBuf {
    /// The row as a spreadsheet shows it, from 1.
    pub number: u32,
    /// The first column whose text could not be decoded.
    pub undecodable: Option<usize>,
    /// Whether the file's own form says how many cells a row has, as in CSV.
    pub has_fixed_width: bool,
    /// What a number without a date format counts from, if it is meant as a date.
    pub epoch: Epoch,
    text: String,
    slots: Vec<Slot>,
}

impl RowBuf {
    /// Empties the row for another.
    pub fn restart(&mut self, number: u32) {
        self.number = number;
        self.undecodable = None;
        self.text.clear();
        self.text.shrink_to(MUCH_ROOM);
        self.slots.clear();
        self.slots.shrink_to(MUCH_ROOM / size_of::<Slot>());
    }

    /// Takes the cells of another row, and perhaps more behind them: it has no width of its own any more.
    pub fn restart_as(&mut self, row: &Self) {
        self.restart(row.number);
        self.undecodable = row.undecodable;
        self.epoch = row.epoch;
        self.has_fixed_width = false;
        self.text.push_str(&row.text);
        self.slots.extend_from_slice(&row.slots);
    }

    /// Puts the cell of another row in the place of one.
    pub fn replace(&mut self, column: usize, raw: Raw<'_>) {
        self.pad(column + 1);
        self.push(raw);
        self.slots.swap_remove(column);
    }

    /// Adds a text cell; what is only white space is blank.
    pub fn push_text(&mut self, text: &str) {
        let slot = match self.keep(text) {
            Some((start, end)) => Slot::Text(start, end),
            None => Slot::Blank,
        };
        self.slots.push(slot);
    }

    /// Adds a cell of a row whose text comes behind its cells.
    pub(super) fn push_span(&mut self, start: usize, end: usize) {
        self.slots.push(Slot::Span(start as u32, end as u32));
    }

    /// Where the text of a cell that was added so stands in its row.
    fn span(&self, column: usize) -> Range<usize> {
        match self.slots.get(column) {
            Some(&Slot::Span(start, end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// How far the cells that were added so reach.
    fn spanned(&self) -> usize {
        self.slots
            .len()
            .checked_sub(1)
            .map_or(0, |last| self.span(last).end)
    }

    /// Gives such cells the text of their row, which needs no cleaning: nobody looks at a cell that is not asked for.
    fn take_plain(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Gives one such cell a text of its own; what is only white space is blank.
    fn set_text(&mut self, column: usize, text: &str) {
        let slot = match self.keep(text) {
            Some((start, end)) => Slot::Text(start, end),
            None => Slot::Blank,
        };
        self.slots[column] = slot;
    }

    /// Adds a formula error.
    pub fn push_error(&mut self, text: &str) {
        let slot = self
            .keep(text)
            .map_or(Slot::Blank, |(start, end)| Slot::Error(start, end));
        self.slots.push(slot);
    }

    /// Adds a cell that is not text.
    pub fn push(&mut self, raw: Raw<'_>) {
        match raw {
            Raw::Blank => self.slots.push(Slot::Blank),
            Raw::Text(text) => self.push_text(text),
            Raw::Error(text) => self.push_error(text),
            Raw::Number(number) => self.slots.push(Slot::Number(number)),
            Raw::Serial(serial, epoch) => self.slots.push(Slot::Serial(serial, epoch)),
            Raw::Bool(answer) => self.slots.push(Slot::Bool(answer)),
            Raw::NoResult => self.slots.push(Slot::NoResult),
            Raw::Unread(text, why) => {
                let (start, end) = self.keep(text).unwrap_or_default();
                self.slots.push(Slot::Unread(start, end, why));
            }
        }
    }

    /// Adds blank cells until there are `len`.
    pub fn pad(&mut self, len: usize) {
        while self.slots.len() < len {
            self.slots.push(Slot::Blank);
        }
    }

    /// Leaves so many cells, those that are lacking blank.
    pub fn cut_or_pad(&mut self, len: usize) {
        self.slots.truncate(len);
        self.pad(len);
    }

    /// The cell of a column, blank beyond the row's end.
    #[inline]
    pub fn cell(&self, column: usize) -> Raw<'_> {
        let text = |start: u32, end: u32| &self.text[start as usize..end as usize];
        match self.slots.get(column) {
            None | Some(Slot::Blank) => Raw::Blank,
            Some(&Slot::Text(start, end)) => Raw::Text(text(start, end)),
            Some(&Slot::Span(start, end)) => match text(start, end) {
                "" | " " => Raw::Blank,
                text => Raw::Text(one_space_less(text)),
            },
            Some(&Slot::Error(start, end)) => Raw::Error(text(start, end)),
            Some(&Slot::Number(number)) => Raw::Number(number),
            Some(&Slot::Serial(serial, epoch)) => Raw::Serial(serial, epoch),
            Some(&Slot::Bool(answer)) => Raw::Bool(answer),
            Some(Slot::NoResult) => Raw::NoResult,
            Some(&Slot::Unread(start, end, why)) => Raw::Unread(text(start, end), why),
        }
    }

    /// How many cells the row has, blank ones among them.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether the row has no cell at all.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The bytes of memory that it takes.
    pub fn room(&self) -> usize {
        self.text.len() + self.slots.len() * size_of::<Slot>()
    }

    /// Whether it is longer than any row of a table.
    fn is_too_long(&self) -> bool {
        self.text.len() > MOST_TEXT || self.slots.len() > MOST_CELLS
    }

    /// Whether every cell is blank.
    pub fn is_blank(&self) -> bool {
        (0..self.slots.len()).all(|column| matches!(self.cell(column), Raw::Blank))
    }

    /// How many cells are not blank.
    pub fn filled(&self) -> usize {
        let cells = (0..self.slots.len()).map(|column| self.cell(column));
        cells.filter(|raw| !matches!(raw, Raw::Blank)).count()
    }

    /// The number of cells up to the last one that is not blank.
    pub fn used(&self) -> usize {
        (0..self.slots.len())
            .rposition(|column| !matches!(self.cell(column), Raw::Blank))
            .map_or(0, |last| last + 1)
    }

    fn keep(&mut self, text: &str) -> Option<(u32, u32)> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let start = self.text.len() as u32;
        // Control characters and odd spaces never carry meaning; fields are short, so one look decides.
        let mut before = b'.';
        let plain = text.bytes().all(|byte| {
            let fine = (0x20..0x7f).contains(&byte) && (byte != b' ' || before != b' ');
            before = byte;
            fine
        });
        if plain {
            self.text.push_str(text);
        } else {
            push_cleaned(&mut self.text, text);
        }
        let end = self.text.len() as u32;
        (end > start).then_some((start, end))
    }
}

/// A text that has at most one space at either end without it.
fn one_space_less(text: &str) -> &str {
    let text = text.strip_prefix(' ').unwrap_or(text);
    text.strip_suffix(' ').unwrap_or(text)
}

/// Copies text composed (NFC), without control characters and marks that nobody sees, and with every run of white space
/// made one space. [RULES 7]
fn push_cleaned(out: &mut String, text: &str) {
    let start = out.len();
    // Before it is composed: what stands between two marks keeps them apart.
    let is_kept = |&ch: &char| !is_invisible(ch) && (ch.is_whitespace() || !ch.is_control());
    for ch in text.chars().filter(is_kept).nfc() {
        if !ch.is_whitespace() {
            out.push(ch);
        } else if out.len() > start && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let trimmed = out.trim_end().len().max(start);
    out.truncate(trimmed);
}

/// What a reader does with each row: goes on, stops early, or refuses the file.
pub type OnRow<'f> = &'f mut dyn FnMut(&RowBuf) -> Result<ControlFlow<()>, Trouble>;
