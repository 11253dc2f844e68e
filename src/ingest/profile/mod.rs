//! Import profiles: how one system's headings and words become the canonical ones. Profiles are data (TOML);
//! the built-in ones are compiled in, and a file of the same name in `jobs/profiles/` takes their place.

mod file;
mod fit;
mod resolve;
mod rows;

use std::{collections::HashMap, ops::Range, sync::Arc};

pub use fit::{Several, is_coded, is_day};
use regex::Regex;

use crate::model::{
    field::{DataSet, Field, FieldSet},
    text::folded,
    visit::{Answer, Mode, Outcome},
};

const BUILT_IN: &[(&str, &str)] = &[
    ("annex-a", include_str!("builtin/annex-a.toml")),
    ("canonical", include_str!("builtin/canonical.toml")),
    ("ssd", include_str!("builtin/ssd.toml")),
    ("capita-cases", include_str!("builtin/capita-cases.toml")),
    ("capita-visits", include_str!("builtin/capita-visits.toml")),
    (
        "carefirst-cases",
        include_str!("builtin/carefirst-cases.toml"),
    ),
    (
        "carefirst-visits",
        include_str!("builtin/carefirst-visits.toml"),
    ),
    ("eclipse", include_str!("builtin/eclipse.toml")),
    ("liquidlogic", include_str!("builtin/liquidlogic.toml")),
    ("mosaic", include_str!("builtin/mosaic.toml")),
];

/// The names of the profiles that are compiled in.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// The text of a built-in profile.
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// How one system's exports are read.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name that the settings use.
    pub name: String,
    /// SHA-256 of its text, in hexadecimal.
    pub digest: String,
    /// What it reads, in words.
    pub title: String,
    /// Whether it was checked against a real export of the system.
    pub is_verified: bool,
    /// What its users must know; printed in the data-quality report.
    pub notes: Vec<String>,
    /// The character between two cells of a CSV file.
    pub delimiter: u8,
    /// Its tables: one each for every kind of sheet.
    pub tables: Vec<Arc<Table>>,
}

/// One kind of sheet and the data sets that it feeds.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the sheet is, in words.
    pub title: String,
    /// The names under which the sheet is known.
    pub sheets: Vec<String>,
    /// Whether an export without the sheet is complete.
    pub is_optional: bool,
    /// The data sets, with the columns of each.
    pub feeds: Vec<Feed>,
    /// Case rows of these statuses are left to the sheet that they stand in, where the child stands there.
    pub left_to_other_sheets: Vec<crate::model::status::Status>,
    /// Rows that are none of ours: totals, footers, drafts.
    pub skipped: Vec<SkipRule>,
    /// Columns of which a blank cell means what stands above it, the outermost group first.
    pub fill_down: Vec<String>,
    /// Whether the system writes dates in numbers month first.
    pub is_month_first: bool,
    /// The tables of the profile that its rows are joined with, in order.
    pub joins: Vec<Join>,
    /// The headings that other tables take from its rows.
    pub looked_up: Vec<String>,
}

impl Table {
    /// The names of files that may hold it, as patterns.
    pub fn file_names(&self) -> Vec<String> {
        let names = self.names().iter();
        names
            .map(|name| format!("*{}*", glob::Pattern::escape(name)))
            .collect()
    }

    /// What it is called outside: its sheets, else its title.
    pub fn names(&self) -> &[String] {
        match self.sheets.as_slice() {
            [] => std::slice::from_ref(&self.title),
            sheets => sheets,
        }
    }

    /// Whether the table feeds a data set.
    pub fn feeds(&self, set: DataSet) -> bool {
        self.feeds.iter().any(|feed| feed.data_set == set)
    }
}

/// Which rows of a table are none of ours.
#[derive(Clone, Debug)]
pub struct SkipRule {
    /// The headings of the column that tells, best first.
    pub column: Vec<String>,
    /// What its cell says, folded; blank for a blank cell.
    pub is: Vec<String>,
    /// What its cell begins with, folded.
    pub starts_with: Vec<String>,
}

/// A table that each row is joined with.
#[derive(Clone, Debug)]
pub struct Join {
    /// The title of the other table, which stands before its headings, with a dot between.
    pub table: String,
    /// The headings of the column whose value is the other table's key, best first.
    pub on: Vec<String>,
    /// What is taken out of that column's text, where it is not the key as it stands.
    pub extract: Option<Regex>,
    /// Which of several rows is taken.
    pub take: Take,
    /// Whether the other table may be lacking.
    pub is_optional: bool,
}

/// Which of several rows of one key is joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The row open on the run date with the latest start, else the one that ended last.
    Open,
    /// There is one only; several that differ are not known.
    Only,
}

/// How a row of a table becomes a row of one data set.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The data set.
    pub data_set: DataSet,
    /// Where each mapped field comes from.
    pub fields: Vec<(Field, FieldRule)>,
    /// The column that says mode, outcome and sight at once, in visits.
    pub visit_type: Option<VisitTypes>,
}

impl Feed {
    /// Every field that the feed maps, if the columns are there.
    pub fn mapped(&self) -> FieldSet {
        let mut set = FieldSet::default();
        self.fields.iter().for_each(|(field, _)| set.insert(*field));
        if self.visit_type.is_some() {
            set.insert(Field::VisitMode);
            set.insert(Field::VisitOutcome);
        }
        set
    }
}

/// Where one field comes from: columns, else a constant; its words, else the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct FieldRule {
    /// The headings, best first; the first cell that is not blank is taken.
    pub headings: Vec<String>,
    /// What stands where no cell says anything.
    pub default: Option<String>,
    /// Words of the system, folded, and what each means; of a field with words of its own, empty where they are the
    /// canonical ones.
    pub words: HashMap<String, String>,
    /// What a word means that is not among them, where that is safe to say.
    pub otherwise: Option<String>,
    /// Put before an id, so that two systems' ids never meet.
    pub prefix: String,
    /// An id composed of canonical fields, such as `list-6-{child_id}-{visit_date}`.
    pub template: Option<String>,
    /// Whether the system is known not to know it; said of a status' start only.
    pub is_unknown: bool,
    /// What stands between several values in one cell.
    pub split: Option<String>,
    /// What is taken out of a text: the one group of the pattern, or all that it finds.
    pub extract: Option<Regex>,
    /// Whether the cell lists those who were seen, and the row's child among them.
    pub is_list_of_seen: bool,
    /// What stands between the cells of all headings, where they are one text together.
    pub together: Option<String>,
}

/// What a code word of a system means, where the row is none of ours.
pub const SKIP: &str = "SKIP";

/// What a pattern takes out of a text, and where all that it found stands; the whole text without a pattern.
pub fn taken_out<'t>(pattern: Option<&Regex>, text: &'t str) -> Option<(&'t str, Range<usize>)> {
    let Some(pattern) = pattern else {
        return Some((text, 0..text.len()));
    };
    let captures = pattern.captures(text)?;
    let whole = captures.get(0)?;
    let taken = captures.get(pattern.captures_len() - 1)?.as_str().trim();
    (!taken.is_empty()).then_some((taken, whole.range()))
}

impl FieldRule {
    /// The canonical word for a cell's text; `None` for a word that the profile does not know.
    pub fn word<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        if self.words.is_empty() {
            return Some(text);
        }
        self.listed_word(text)
    }

    /// As [`word`](Self::word), of the words that the profile lists.
    pub fn listed_word(&self, text: &str) -> Option<&str> {
        let key = folded(text);
        if let Some(word) = self.words.get(&key) {
            return Some(word);
        }
        without_code_prefix(text)
            .and_then(|rest| self.words.get(&folded(rest)))
            .or(self.otherwise.as_ref())
            .map(String::as_str)
    }
}

/// The text behind a code letter: `c) Child in need plan` gives `Child in need plan`.
pub fn without_code_prefix(text: &str) -> Option<&str> {
    let (letter, rest) = text.split_once(')')?;
    let letter = letter.trim();
    let is_code = !letter.is_empty()
        && letter.len() <= 2
        && letter.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| rest.trim()).filter(|rest| !rest.is_empty())
}

/// The column that tells what kind of contact a row is, and what each of its words means.
#[derive(Clone, Debug)]
pub struct VisitTypes {
    /// The headings, best first.
    pub headings: Vec<String>,
    /// Folded word to meaning.
    pub types: HashMap<String, VisitType>,
}

/// What a visit type says of a row; what it leaves open is read from the row's other columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitType {
    /// Not a contact with the child at all.
    Skip,
    /// A contact.
    Contact {
        /// How it was made.
        mode: Mode,
        /// What came of it, if the type says.
        outcome: Option<Outcome>,
        /// Whether the child was seen, if the type says.
        child_seen: Option<Answer>,
    },
}

impl VisitType {
    /// Whether it says whether the child was seen.
    pub fn tells_of_sight(self) -> bool {
        matches!(
            self,
            Self::Contact {
                child_seen: Some(_),
                ..
            }
        )
    }
}

/// What is wrong with a profile file.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ProfileError {
    /// Where in the file, as a byte offset, if known.
    pub offset: Option<usize>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// The first thing wrong with it, with the nearest right word.
    pub fn parse(name: &str, text: &str) -> Result<Self, ProfileError> {
        resolve::profile(name, text)
    }

    /// The tables that an input line under `data_set` reads, with the data sets that it takes from each.
    ///
    /// A line under `cases` brings everything that the same rows feed; any other line feeds its own data set only.
    pub fn tables_for(&self, data_set: DataSet) -> Vec<Arc<Table>> {
        self.tables
            .iter()
            .filter(|table| table.feeds(data_set))
            .cloned()
            .collect()
    }
}
