//! Finding the heading row below title rows, and binding a profile's fields to its columns.

mod bind;

use std::{collections::HashMap, sync::Arc};

use super::{
    lookups::Joined,
    profile::{FieldRule, Table, VisitType, VisitTypes},
    refusal::Trouble,
    rows::{Raw, RowBuf, workbook::column_letters},
    shape::{Derived, RowPlan},
    spellings::Spellings,
    tally::Tally,
};
use crate::model::{
    field::{DataSet, Field, FieldSet},
    input::ColumnReport,
    text::folded,
    visit::{Answer, Mode, Outcome},
};

/// How many rows are searched for the headings.
pub const SEARCHED_ROWS: u32 = 30;

/// A heading row that a table can be read from.
pub struct Heading<'p> {
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// How many cells a whole row has.
    pub width: usize,
    /// The headings as the file writes them, column by column.
    pub texts: Vec<String>,
    /// The data sets that the table feeds, bound to columns.
    pub feeds: Vec<BoundFeed<'p>>,
    /// What becomes of whole rows before their cells are read.
    pub plan: RowPlan,
    /// The columns that are of visits alone, and make a row one.
    pub of_visits: Vec<usize>,
    /// The headings that rows joined with these ask for, and their columns.
    pub looked_up: (Arc<[String]>, Vec<usize>),
    /// What the columns behind those of the file are called: joined ones, and those made of others.
    behind: Vec<String>,
    /// Headings that no field takes.
    pub ignored: Vec<String>,
    /// Data sets that cannot be fed because a column of theirs is not there.
    pub dropped: Vec<(DataSet, String)>,
}

impl Heading<'_> {
    /// What a column is called.
    pub fn label(&self, column: usize) -> Option<&String> {
        let behind = || self.behind.get(column - self.texts.len());
        self.texts.get(column).or_else(behind)
    }

    /// Whether a row's cells may stand in other columns than they should, or cannot be read as text.
    pub fn is_broken(&self, row: &RowBuf) -> bool {
        let is_too_long = || row.len() > self.texts.len() && row.used() > self.texts.len();
        row.undecodable.is_some()
            || (row.has_fixed_width && (row.len() < self.width || is_too_long()))
    }

    /// Which share of the fields that `table` reads from columns have theirs here.
    pub fn coverage(&self, table: &Table) -> f64 {
        let wanted = table
            .feeds
            .iter()
            .flat_map(|feed| &feed.fields)
            .filter(|(_, rule)| !rule.headings.is_empty())
            .count();
        let found = self
            .feeds
            .iter()
            .flat_map(|feed| feed.fields.iter().flatten())
            .filter(|bound| !bound.columns.is_empty())
            .count();
        found as f64 / wanted.max(1) as f64
    }
}

/// A feed whose fields know their columns.
pub struct BoundFeed<'p> {
    /// The data set.
    pub data_set: DataSet,
    /// Indexed by [`Field`]: the columns and the rule, where the field is mapped.
    fields: Vec<Option<Bound<'p>>>,
    /// The column that tells the type of a visit.
    pub visit_type: Option<(Vec<usize>, &'p VisitTypes)>,
    /// What the spellings of visit types mean.
    pub types: Spellings<VisitType>,
    /// The same of modes.
    pub modes: Spellings<Mode>,
    /// The same of outcomes.
    pub outcomes: Spellings<Outcome>,
    /// The fields that the file has.
    pub mapped: FieldSet,
    /// What is made of cells before they are read.
    pub derived: Vec<Derived<'p>>,
    /// Fields without a column, the heading that was looked for, and the free one that comes nearest.
    pub near_misses: Vec<(Field, String, String)>,
}

/// Where one field is read from.
pub struct Bound<'p> {
    /// Columns, best first: of the file, joined with it, or made of these.
    pub columns: Vec<usize>,
    /// The columns in the file, or joined with it.
    sources: Vec<usize>,
    /// The rule.
    pub rule: &'p FieldRule,
    /// The canonical words that a code column can mean, and which of them its spellings mean.
    words: Vec<&'p str>,
    spellings: Spellings<usize>,
    /// The spellings of yes and no.
    pub answers: Spellings<Answer>,
    /// How its values could be read.
    pub tally: Tally,
}

impl<'p> Bound<'p> {
    fn new(columns: Vec<usize>, sources: Vec<usize>, rule: &'p FieldRule) -> Self {
        let words = rule.words.values().chain(&rule.otherwise);
        Self {
            columns,
            sources,
            rule,
            words: words.map(String::as_str).collect(),
            spellings: Spellings::default(),
            answers: Spellings::default(),
            tally: Tally::default(),
        }
    }

    /// The canonical word for a cell's text; `None` for a word that the profile does not know.
    pub fn word<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        let rule = self.rule;
        if rule.words.is_empty() {
            return Some(text);
        }
        let place_of = |word| self.words.iter().position(|known| *known == word);
        self.spellings
            .meaning(text, || rule.listed_word(text).and_then(place_of))
            .map(|place| self.words[place])
    }
}

impl<'p> BoundFeed<'p> {
    /// Where a field is read from; `None` where it is absent.
    #[inline]
    pub fn field(&self, field: Field) -> Option<&Bound<'p>> {
        self.fields[field as usize].as_ref()
    }

    /// How the values of its columns could be read, heading by heading, where that is counted.
    pub fn tallies(&self, heading: &Heading<'_>) -> Vec<ColumnReport> {
        let mut columns = Vec::new();
        for &field in Field::ALL {
            let Some(bound) = self.field(field) else {
                continue;
            };
            let first = bound.columns.first();
            let label = first.and_then(|&column| heading.label(column));
            let label = label.cloned().unwrap_or_default();
            let is_month_first = heading.plan.is_month_first;
            columns.extend(bound.tally.report(field.name(), label, is_month_first));
        }
        columns
    }

    /// The fields that have a column, as `visits.outcome`.
    pub fn columns(&self) -> impl Iterator<Item = String> {
        let of_columns = Field::ALL.iter().copied().filter(|field| {
            let bound = self.field(*field);
            bound.is_some_and(|bound| !bound.columns.is_empty())
        });
        let of_types = self.visit_type.as_ref().map(|_| Field::VisitMode);
        of_columns
            .chain(of_types)
            .map(|field| format!("{}.{}", self.data_set.name(), field.name()))
    }

    /// Whether a column is read for any field.
    pub fn reads(&self, column: usize) -> bool {
        self.sources().any(|source| source == column)
    }

    /// Whether some field lists those who were seen.
    pub fn has_lists_of_seen(&self) -> bool {
        self.derived
            .iter()
            .any(|derived| derived.rule.is_list_of_seen)
    }

    /// The columns that are read for any field.
    pub fn sources(&self) -> impl Iterator<Item = usize> {
        let of_fields = self
            .fields
            .iter()
            .flatten()
            .flat_map(|bound| &bound.sources);
        let of_types = self.visit_type.iter().flat_map(|(columns, _)| columns);
        of_fields.chain(of_types).copied()
    }

    /// The columns of a field in the file, or joined with it.
    pub fn sources_of(&self, field: Field) -> &[usize] {
        self.field(field)
            .map_or(&[], |bound| bound.sources.as_slice())
    }
}

/// What headings are looked for in: the data set that is read, and the tables that were read before it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The data set of the line.
    pub set: DataSet,
    /// The tables that rows can be joined with.
    pub joined: &'a Joined,
}

/// Picks the heading row among the first rows of a sheet and binds the table to it.
///
/// The heading row is the one with the most known headings, not the first with text in it.
///
/// # Errors
/// No heading row, a missing required column, a heading that stands twice.
pub fn find<'p>(
    table: &'p Table,
    asked: Asked<'_>,
    rows: &[RowBuf],
) -> Result<Heading<'p>, Trouble> {
    let known: HashMap<String, ()> = wanted(table).map(|heading| (folded(heading), ())).collect();
    let score = |row: &RowBuf| {
        let mut seen: Vec<String> = texts(row)
            .into_iter()
            .map(|text| folded(&text))
            .filter(|text| known.contains_key(text))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let best = rows.iter().rev().max_by_key(|row| score(row));
    let Some(row) = best.filter(|row| score(row) > 0) else {
        return Err(no_header(table, asked.set));
    };
    bind::bind(table, asked, row)
}

/// Every heading that something of the table takes.
fn wanted(table: &Table) -> impl Iterator<Item = &str> {
    let of_feeds = table.feeds.iter().flat_map(|feed| {
        let types = feed.visit_type.iter().flat_map(|types| &types.headings);
        feed.fields
            .iter()
            .flat_map(|(_, rule)| &rule.headings)
            .chain(types)
    });
    of_feeds
        .chain(table.skipped.iter().flat_map(|rule| &rule.column))
        .chain(table.joins.iter().flat_map(|join| &join.on))
        .chain(&table.fill_down)
        .chain(&table.looked_up)
        .map(String::as_str)
}

/// What a column without a heading is called.
pub fn name_of_unnamed(column: usize) -> String {
    format!("Column {}", column_letters(column))
}

fn texts(row: &RowBuf) -> Vec<String> {
    (0..row.len())
        .map(|column| match row.cell(column) {
            Raw::Text(text) => text.to_owned(),
            _ => String::new(),
        })
        .collect()
}

fn no_header(table: &Table, set: DataSet) -> Trouble {
    let expected: Vec<&str> = required_headings(table, set).take(3).collect();
    Trouble::NoHeader {
        rows: SEARCHED_ROWS,
        expected: expected.join(", "),
    }
}

fn required_headings(table: &Table, set: DataSet) -> impl Iterator<Item = &str> {
    table
        .feeds
        .iter()
        .filter(move |feed| feed.data_set == set)
        .flat_map(|feed| &feed.fields)
        .filter(|(field, rule)| field.is_required() && rule.default.is_none() && !rule.is_unknown)
        .filter_map(|(_, rule)| rule.headings.first())
        .map(String::as_str)
}
