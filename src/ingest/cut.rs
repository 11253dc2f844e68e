//! Whether a file says itself that it is cut: a note of the exporting tool among its rows.

use super::{
    assemble::Fate,
    rows::{Raw, RowBuf},
};

/// A note may stand in so many cells, where a comma in it has split it.
const FEW_CELLS: usize = 3;

/// What such notes say.
const PHRASES: [(&str, &str); 6] = [
    ("truncat", "truncated"),
    ("limited to", "limited to"),
    ("exceed", "exceeded"),
    ("row limit", "row limit"),
    ("limit reached", "limit reached"),
    ("maximum number of", "maximum number of"),
];

/// What is counted in them.
const COUNTED: [&str; 4] = ["row", "record", "line", "result"];

/// The row that says that rows are missing, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// What it says, in words of ours: no row is ever quoted.
    pub says: &'static str,
}

/// Looks at the rows of a sheet as they pass. An ordinary row costs a look at its first cells.
#[derive(Default)]
pub(super) struct Lookout {
    found: Option<Note>,
    last: Option<Note>,
    text: String,
}

impl Lookout {
    /// A row above the headings: titles are of many things, so a note must speak of rows.
    pub(super) fn above(&mut self, row: &RowBuf) {
        if self.found.is_some() || filled(row) > FEW_CELLS {
            return;
        }
        self.read(row, usize::MAX);
        if self.text.contains("truncat") || counts_rows(&self.text) {
            self.found = self.note(row);
        }
    }

    /// A row below them, and what became of it. Only of the last row is one read that is no note by its form.
    pub(super) fn below(&mut self, row: &RowBuf, fate: Fate) {
        let cells = filled(row);
        self.last = None;
        if (cells > FEW_CELLS && fate != Fate::Rejected) || self.found.is_some() {
            return;
        }
        self.read(row, if cells > FEW_CELLS { 1 } else { cells });
        self.last = self.note(row);
        if self.last.is_some() && cells > 1 && cells <= FEW_CELLS && fate != Fate::Accepted {
            self.read(row, 1);
            self.found = self.note(row);
        } else if cells == 1 {
            self.found = self.last;
        }
    }

    /// The note, once all rows have passed.
    pub(super) fn end(self) -> Option<Note> {
        self.found.or(self.last)
    }

    /// Takes the text of so many filled cells, as if no comma had split it.
    fn read(&mut self, row: &RowBuf, cells: usize) {
        self.text.clear();
        let texts = (0..row.len())
            .map(|column| row.cell(column))
            .filter(|raw| !matches!(raw, Raw::Blank));
        for raw in texts.take(cells) {
            match raw {
                Raw::Text(text) => self.text.extend(text.chars().flat_map(char::to_lowercase)),
                Raw::Number(number) => self.text.push_str(&number.to_string()),
                _ => {}
            }
            self.text.push(' ');
        }
    }

    fn note(&self, row: &RowBuf) -> Option<Note> {
        let text = self.text.as_str();
        let listed = PHRASES.iter().find(|(phrase, _)| text.contains(phrase));
        let says = match listed {
            Some((_, says)) => says,
            None if is_of_the_first(text) => "only the first rows",
            None => return None,
        };
        Some(Note {
            row: row.number,
            says,
        })
    }
}

/// How many cells are filled; of more than a few it does not matter how many.
fn filled(row: &RowBuf) -> usize {
    (0..row.len())
        .filter(|&column| !matches!(row.cell(column), Raw::Blank))
        .take(FEW_CELLS + 1)
        .count()
}

/// Whether a number of rows stands in a text.
fn counts_rows(text: &str) -> bool {
    let mut since_number = usize::MAX;
    words(text).any(|word| {
        if word.starts_with(|ch: char| ch.is_ascii_digit()) {
            since_number = 0;
            return false;
        }
        since_number = since_number.saturating_add(1);
        since_number <= 2 && is_counted(word)
    })
}

/// Whether a text is about the first rows of more.
fn is_of_the_first(text: &str) -> bool {
    let mut rest = words(text);
    let is_only = text.contains("only");
    rest.any(|word| word == "first") && (is_only || counts_rows(text)) && rest.any(is_counted)
}

fn is_counted(word: &str) -> bool {
    COUNTED.iter().any(|counted| word.starts_with(counted))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
}
