//! A workbook read back, and a guard: every column, and every line with a figure in it, must be accounted for.

use std::{cell::RefCell, collections::BTreeSet, io::Cursor, path::Path};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use chrono::NaiveDate;

/// What a cell should hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Day(NaiveDate),
    Words(String),
    /// A gap in a chart's line.
    Blank,
}

pub fn number(count: impl TryInto<u32, Error: std::fmt::Debug>) -> Value {
    Value::Number(f64::from(count.try_into().expect("a count")))
}

pub fn words(text: impl Into<String>) -> Value {
    Value::Words(text.into())
}

pub fn yes_or_no(is_so: bool) -> Value {
    words(if is_so { "yes" } else { "no" })
}

pub fn day_or(day: Option<NaiveDate>, otherwise: &str) -> Value {
    day.map_or_else(|| words(otherwise), Value::Day)
}

pub fn share(part: u64, whole: u64) -> Value {
    if whole == 0 {
        return words("none to count");
    }
    Value::Number(part as f64 / whole as f64)
}

/// Columns of words that hold no figure: no number and no date may stand in them. Sheet and heading; `*` is any sheet.
const WORDS_ONLY: &[(&str, &str)] = &[
    ("*", "Name"),
    ("*", "How"),
    ("*", "Why"),
    ("*", "Decided by"),
    ("*", "To note"),
    ("*", "What to settle"),
    ("*", "What is wrong"),
    ("*", "The list"),
    ("*", "Which rows"),
    ("Ratings to review", "What the framework says"),
    ("Ratings to review", "Since the decision"),
    ("By kind", "What settles it"),
    ("By kind", "The rule"),
    ("Tracker", "Factors"),
    ("Tracker", "By"),
    ("Overview", "The chart"),
    ("At a glance", "The sheet"),
    ("Flags", "What it says"),
    ("Framework", "Authorised by"),
    ("Framework", "On the run date"),
    ("Framework", "Effect on the standard"),
    ("Definitions", "Term"),
    ("Definitions", "Meaning"),
    ("Notes", "Topic"),
    ("How it was read", "Sheets"),
    ("How it was read", "Profile"),
    ("How it was read", "Encoding"),
    ("How it was read", "Notes"),
    ("Problems by code", "What it means"),
    ("Problems by code", "First examples"),
    ("Oddities", "First examples"),
    ("Not assessed", "Flag"),
    ("Not assessed", "What it says"),
    ("Not assessed", "What is missing"),
    ("Columns", "Data set"),
    ("Columns", "File"),
    ("Columns", "Heading in the file"),
    ("Columns", "Read as"),
];

/// Columns that are left empty for people.
const TO_FILL_IN: &[&str] = &[
    "Allocated to",
    "Day",
    "How (agreed)",
    "New rating",
    "New decision date",
    "Rationale",
    "Exit planned for",
    "Step down to",
    "Agreed by",
];

/// Lines whose numbers are of the rule book or of settings, not of the night.
const FIXED_LINES: &[&str] = &[
    "The prioritisation framework is in use: invoked on 23 Mar 2020 by Children's Leadership Team.",
    "Contacts of any kind count here, whoever made them; visits by Targeted Support are not statutory (Procedures 5.1).",
    "An error leaves the row out; a warning keeps it.",
    "Each share with what it is a part of. A share of fewer than 10 children is marked.",
    "A limit beyond 0% or 100% is shown there.",
];

pub struct Book {
    stem: String,
    sheets: Vec<Sheet>,
}

pub struct Sheet {
    name: String,
    place: String,
    title: String,
    lines: Vec<String>,
    heads: Vec<String>,
    rows: Vec<Vec<Data>>,
    checked: RefCell<BTreeSet<String>>,
    said: RefCell<BTreeSet<String>>,
}

impl Book {
    pub fn open(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("a readable workbook");
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook that opens");
        let names = book.sheet_names();
        let sheets = names.into_iter().map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet");
            let rows = range.rows();
            let rows = rows.map(|row| row.iter().map(ungrouped_cell).collect());
            Sheet::of(&stem, name, rows.collect())
        });
        Self {
            sheets: sheets.collect(),
            stem,
        }
    }

    #[track_caller]
    pub fn sheet(&self, name: &str) -> &Sheet {
        let found = self.sheets.iter().find(|sheet| sheet.name == name);
        found.unwrap_or_else(|| panic!("no sheet {name} in {}", self.stem))
    }

    /// Fails where a column or line with a figure has not been checked.
    pub fn finish(&self) {
        for sheet in &self.sheets {
            sheet.finish();
        }
    }
}

fn ungrouped_cell(cell: &Data) -> Data {
    match cell {
        Data::String(text) => Data::String(ungrouped(text)),
        other => other.clone(),
    }
}

/// A sentence without the commas between its thousands.
pub fn ungrouped(text: &str) -> String {
    let pieces: Vec<&str> = text.split(',').collect();
    let mut out = pieces[0].to_owned();
    for pair in pieces.windows(2) {
        let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let is_grouped = pair[0].ends_with(|ch: char| ch.is_ascii_digit()) && digits(pair[1]) == 3;
        if !is_grouped {
            out.push(',');
        }
        out += pair[1];
    }
    out
}

/// One more row above a table: a line, or the rest of the one before, which stands hanging.
pub fn add_line(lines: &mut Vec<String>, row: &str) {
    match (row.strip_prefix("    "), lines.last_mut()) {
        (Some(rest), Some(line)) => {
            if !line.ends_with('-') {
                line.push(' ');
            }
            line.push_str(rest);
        }
        _ => lines.push(row.to_owned()),
    }
}

impl Sheet {
    fn of(stem: &str, name: String, mut cells: Vec<Vec<Data>>) -> Self {
        let is_blank = |row: &[Data]| row.iter().all(Data::is_empty);
        let gap = cells
            .iter()
            .position(|row| is_blank(row))
            .expect("a gap above the table");
        // A chart may stand in the gap.
        let free = cells[gap..].iter().take_while(|row| is_blank(row)).count();
        let mut rows = cells.split_off(gap + free);
        cells.truncate(gap);
        // A chart may stand above the table.
        let top = rows.iter().position(|row| !is_blank(row));
        rows.drain(..top.expect("a table"));
        let heads = rows.remove(0).iter().map(ToString::to_string).collect();
        let place = format!("{stem}, {name}");
        let mut lines: Vec<String> = Vec::new();
        for row in &cells {
            assert!(
                row[1..].iter().all(Data::is_empty),
                "{place}: cells beside a line"
            );
            assert!(row[0].is_string(), "{place}: a line that is no text");
            add_line(&mut lines, &row[0].to_string());
        }
        // One sentence in place of a table without rows.
        if rows.len() == 1 && rows[0][0].is_string() && rows[0][1..].iter().all(Data::is_empty) {
            rows.clear();
        }
        let title = lines.remove(0);
        Self {
            name,
            place,
            title,
            lines,
            heads,
            rows,
            checked: RefCell::default(),
            said: RefCell::default(),
        }
    }

    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    #[track_caller]
    fn cells(&self, head: &str) -> Vec<&Data> {
        let at = self.heads.iter().position(|other| other == head);
        let at = at.unwrap_or_else(|| panic!("no column {head} in {}", self.place));
        self.checked.borrow_mut().insert(head.to_owned());
        self.rows.iter().map(|row| &row[at]).collect()
    }

    /// The words of a column, which the caller checks.
    #[track_caller]
    pub fn words_of(&self, head: &str) -> Vec<String> {
        self.cells(head)
            .into_iter()
            .map(ToString::to_string)
            .collect()
    }

    /// A column holds exactly these values, top down.
    #[track_caller]
    pub fn column(&self, head: &str, expected: impl IntoIterator<Item = Value>) {
        let expected: Vec<Value> = expected.into_iter().collect();
        let cells = self.cells(head);
        assert_eq!(
            cells.len(),
            expected.len(),
            "rows of {}, {head}",
            self.place
        );
        for (at, (cell, expected)) in cells.into_iter().zip(expected).enumerate() {
            let holds = match (&expected, cell) {
                (Value::Number(a), Data::Float(b)) => (a - b).abs() < 1e-9,
                (Value::Number(a), Data::Int(b)) => (a - *b as f64).abs() < 1e-9,
                (Value::Day(day), Data::DateTime(_)) => cell.as_date() == Some(*day),
                (Value::Words(a), Data::String(b)) => a == b,
                (Value::Blank, Data::Empty) => true,
                _ => false,
            };
            let row = &self.rows[at];
            assert!(
                holds,
                "{}, {head}, row {at}: {cell:?}, not {expected:?}; {row:?}",
                self.place
            );
        }
    }

    /// A column of something that the rows have.
    #[track_caller]
    pub fn each<T>(&self, head: &str, of: &[T], value: impl Fn(&T) -> Value) {
        self.column(head, of.iter().map(value));
    }

    #[track_caller]
    pub fn title(&self, expected: &str) {
        assert_eq!(self.title, expected, "title of {}", self.place);
        self.said.borrow_mut().insert(expected.to_owned());
    }

    /// A line stands above the table.
    #[track_caller]
    pub fn says(&self, line: &str) {
        assert!(
            self.lines.iter().any(|l| l == line),
            "{}: no line {line:?} in {:#?}",
            self.place,
            self.lines
        );
        self.said.borrow_mut().insert(line.to_owned());
    }

    pub fn finish(&self) {
        let has_figure = |line: &str| line.chars().any(|c| c.is_ascii_digit());
        let fixed = |line: &str| FIXED_LINES.iter().any(|start| line.starts_with(start));
        let said = self.said.borrow();
        for line in std::iter::once(&self.title).chain(&self.lines) {
            let is_accounted_for = said.contains(line) || fixed(line) || !has_figure(line);
            assert!(
                is_accounted_for,
                "{}: no check of the line {line:?}",
                self.place
            );
        }
        for (at, head) in self.heads.iter().enumerate() {
            if self.checked.borrow().contains(head) {
                continue;
            }
            let of_words = WORDS_ONLY
                .iter()
                .any(|(sheet, name)| name == head && (*sheet == "*" || *sheet == self.name));
            let empty = TO_FILL_IN.contains(&head.as_str());
            assert!(
                of_words || empty,
                "{}: no check of the column {head:?}",
                self.place
            );
            for row in &self.rows {
                let sound = if empty {
                    row[at].is_empty()
                } else {
                    row[at].is_string()
                };
                assert!(sound, "{}: {:?} in {head}", self.place, row[at]);
            }
        }
    }
}
