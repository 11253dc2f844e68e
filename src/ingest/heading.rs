//! Finding the heading row below title rows, and binding a profile's fields to its columns.

use std::collections::HashMap;

use super::{
    profile::{Feed, FieldRule, Table, VisitType, VisitTypes},
    refusal::{Nearest, Trouble},
    rows::{Raw, RowBuf, workbook::column_letters},
    spellings::Spellings,
    tally::Tally,
};
use crate::model::{
    field::{DataSet, Field, FieldSet},
    input::ColumnReport,
    text::{folded, nearest},
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
    /// Headings that no field takes.
    pub ignored: Vec<String>,
    /// Data sets that cannot be fed because a column of theirs is not there.
    pub dropped: Vec<(DataSet, String)>,
}

impl Heading<'_> {
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
    /// Fields without a column, the heading that was looked for, and the free one that comes nearest.
    pub near_misses: Vec<(Field, String, String)>,
}

/// Where one field is read from.
pub struct Bound<'p> {
    /// Columns, best first.
    pub columns: Vec<usize>,
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
    fn new(columns: Vec<usize>, rule: &'p FieldRule) -> Self {
        let words = rule.words.values().chain(&rule.otherwise);
        Self {
            columns,
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
    pub fn tallies(&self, texts: &[String]) -> Vec<ColumnReport> {
        let mut columns = Vec::new();
        for &field in Field::ALL {
            let Some(bound) = self.field(field) else {
                continue;
            };
            let heading = bound.columns.first().and_then(|&column| texts.get(column));
            let heading = heading.cloned().unwrap_or_default();
            columns.extend(bound.tally.report(field.name(), heading));
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
        self.fields
            .iter()
            .flatten()
            .any(|bound| bound.columns.contains(&column))
            || self
                .visit_type
                .as_ref()
                .is_some_and(|(columns, _)| columns.contains(&column))
    }
}

/// Picks the heading row among the first rows of a sheet and binds the table to it.
///
/// The heading row is the one with the most known headings, not the first with text in it.
///
/// # Errors
/// No heading row, a missing required column, a heading that stands twice.
pub fn find<'p>(table: &'p Table, set: DataSet, rows: &[RowBuf]) -> Result<Heading<'p>, Trouble> {
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
        return Err(no_header(table, set));
    };
    bind(table, set, row)
}

/// Every heading that some field of the table takes.
fn wanted(table: &Table) -> impl Iterator<Item = &str> {
    table.feeds.iter().flat_map(|feed| {
        let types = feed.visit_type.iter().flat_map(|types| &types.headings);
        feed.fields
            .iter()
            .flat_map(|(_, rule)| &rule.headings)
            .chain(types)
            .map(String::as_str)
    })
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

fn bind<'p>(table: &'p Table, set: DataSet, row: &RowBuf) -> Result<Heading<'p>, Trouble> {
    let texts = texts(row);
    let mut columns: HashMap<String, usize> = HashMap::new();
    let known: Vec<String> = wanted(table).map(folded).collect();
    for (column, text) in texts.iter().enumerate() {
        let key = folded(text);
        if key.is_empty() {
            continue;
        }
        if let Some(first) = columns.get(&key) {
            if known.contains(&key) {
                return Err(Trouble::DuplicateHeader {
                    heading: text.clone(),
                    first: column_letters(*first),
                    second: column_letters(column),
                });
            }
            continue;
        }
        columns.insert(key, column);
    }
    // A heading that some field takes already is not the one that was meant for another.
    let free: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty() && !known.contains(&folded(text)))
        .collect();
    let mut feeds: Vec<BoundFeed<'p>> = Vec::new();
    let mut dropped = Vec::new();
    for feed in &table.feeds {
        match bind_feed(feed, &columns, &free) {
            Ok(bound) => feeds.push(bound),
            Err(trouble) if feed.data_set == set => return Err(trouble),
            Err(trouble) => dropped.push((feed.data_set, trouble.to_string())),
        }
    }
    let ignored = texts
        .iter()
        .enumerate()
        .filter(|(column, text)| !text.is_empty() && !feeds.iter().any(|feed| feed.reads(*column)))
        .map(|(_, text)| text.clone())
        .collect();
    Ok(Heading {
        row: row.number,
        width: row.used(),
        texts,
        feeds,
        ignored,
        dropped,
    })
}

fn bind_feed<'p>(
    feed: &'p Feed,
    columns: &HashMap<String, usize>,
    free: &[&str],
) -> Result<BoundFeed<'p>, Trouble> {
    let find = |headings: &[String]| -> Vec<usize> {
        headings
            .iter()
            .filter_map(|heading| columns.get(&folded(heading)).copied())
            .collect()
    };
    let missing = |headings: &[String]| {
        let expected = headings.first().map(String::as_str).unwrap_or_default();
        Trouble::MissingColumn {
            expected: format!("\"{expected}\""),
            nearest: Nearest(nearest(expected, free.iter().copied()).map(str::to_owned)),
        }
    };
    let mut fields: Vec<Option<Bound<'p>>> = (0..Field::ALL.len()).map(|_| None).collect();
    let mut mapped = FieldSet::default();
    let mut near_misses = Vec::new();
    for (field, rule) in &feed.fields {
        let columns = find(&rule.headings);
        let is_there = !columns.is_empty()
            || rule.default.is_some()
            || rule.template.is_some()
            || rule.is_unknown;
        if is_there {
            fields[*field as usize] = Some(Bound::new(columns, rule));
            mapped.insert(*field);
        } else if field.is_required() {
            return Err(missing(&rule.headings));
        } else if let Some(expected) = rule.headings.first()
            && let Some(found) = nearest(expected, free.iter().copied())
        {
            near_misses.push((*field, expected.clone(), found.to_owned()));
        }
    }
    let visit_type = match &feed.visit_type {
        None => None,
        Some(types) => {
            let columns = find(&types.headings);
            if columns.is_empty() {
                return Err(missing(&types.headings));
            }
            mapped.insert(Field::VisitMode);
            mapped.insert(Field::VisitOutcome);
            Some((columns, types))
        }
    };
    Ok(BoundFeed {
        data_set: feed.data_set,
        fields,
        visit_type,
        types: Spellings::default(),
        modes: Spellings::default(),
        outcomes: Spellings::default(),
        mapped,
        near_misses,
    })
}
