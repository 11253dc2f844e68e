//! How ids stand in the cells of a column: alone, behind or before a name, several with a mark between them.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{ids, rows::Raw};

/// Where an id stands in a text, the plainest first.
const PATTERNS: [&str; 8] = [
    r"^[^()]*\(([^()]+)\)\s*$",
    r"\[([^\[\]]+)\]\s*$",
    r"^(\S+)\s+-\s",
    r"\s-\s+(\S+)$",
    r":\s*(\S+)$",
    r"^(\d{3,})\s",
    r"\s(\d{3,})$",
    // What is left of one in brackets where lists are split at the closing one: "Smith, Jane (1), Smith, Tom (2)".
    r"\(([^()]+)$",
];
const MARKS: [&str; 6] = [";", ",", "/", "|", "&", CLOSING];
const CLOSING: &str = ")";

/// So many cells tell how ids stand in a column.
const MOST_CELLS: u64 = 2_000;

/// A column's cells, counted by how ids stand in them. The first of each list is of ids that stand alone.
#[derive(Default)]
pub(super) struct IdForms {
    cells: u64,
    one: [u64; PATTERNS.len() + 1],
    several: [[u64; PATTERNS.len() + 1]; MARKS.len()],
}

/// How ids stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IdForm {
    /// The pattern that takes an id out of its text.
    pub(super) pattern: Option<&'static str>,
    /// What stands between two of them.
    pub(super) between: Option<&'static str>,
}

impl IdForms {
    pub(super) fn take(&mut self, text: &str) {
        if self.cells == MOST_CELLS {
            return;
        }
        self.cells += 1;
        for (form, count) in self.one.iter_mut().enumerate() {
            *count += u64::from(holds_id(form, text));
        }
        for (mark, counts) in MARKS.iter().zip(&mut self.several) {
            if !text.contains(mark) {
                continue;
            }
            let parts = text.split(mark).map(str::trim);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            for (form, count) in counts.iter_mut().enumerate() {
                // A list that is split where its entries end may have one of them.
                let is_enough = parts.len() > 1 || *mark == CLOSING;
                let is_list = is_enough && parts.iter().all(|part| holds_id(form, part));
                *count += u64::from(is_list);
            }
        }
    }

    /// How ids stand in most of the cells, where they do not simply stand alone.
    pub(super) fn form(&self) -> Option<IdForm> {
        let forms = (0..self.one.len()).filter_map(|form| {
            let lists = self.several.iter().map(|counts| counts[form]);
            let (mark, lists) = MARKS
                .iter()
                .zip(lists)
                .rev()
                .max_by_key(|(_, lists)| *lists)?;
            let pattern = form.checked_sub(1).map(|at| PATTERNS[at]);
            let cells = self.one[form] + lists;
            let found = IdForm {
                pattern,
                between: (lists > 0).then_some(*mark),
            };
            (cells * 10 >= self.cells * 9 && self.cells > 0).then_some((cells, found))
        });
        // That of most cells, and of several the plainest.
        let (_, form) = forms.rev().max_by_key(|(cells, _)| *cells)?;
        (form.pattern.is_some() || form.between.is_some()).then_some(form)
    }
}

fn holds_id(form: usize, text: &str) -> bool {
    static ALL: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
        PATTERNS
            .iter()
            .map(|pattern| Regex::new(pattern).ok())
            .collect()
    });
    let has_digit = |id: &str| id.bytes().any(|byte| byte.is_ascii_digit());
    match form.checked_sub(1) {
        None => is_id(text) && has_digit(text),
        Some(at) => {
            let found = ALL[at].as_ref().and_then(|pattern| pattern.captures(text));
            let id = found.and_then(|found| found.get(1));
            id.is_some_and(|id| is_id(id.as_str().trim()) && has_digit(id.as_str()))
        }
    }
}

/// Whether a text is an id and nothing else.
pub(super) fn is_id(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.len() <= 40
        && !text.is_empty()
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || "-_./".contains(sign))
        && ids::id(Raw::Text(text)).is_ok()
}
