//! What becomes of whole rows before their cells are read: passed over, filled from above, joined, cut into several.

mod fill;
mod pieces;
mod seen;

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

pub use pieces::{Derived, each_piece};
pub use seen::ChildNames;

use fill::Fill;

use super::{
    cell,
    heading::{Asked, BoundFeed, Heading, name_of_unnamed},
    ids,
    lookups::{Found, Joined},
    profile::{Join, SkipRule, Table, taken_out},
    refusal::Trouble,
    rows::{Raw, RowBuf, Unread},
};
use crate::model::{field::DataSet, text::folded};

/// So few keys say little.
const FEWEST_KEYS: u64 = 10;

/// What a table says of its rows, bound to the columns of a file.
pub struct RowPlan {
    /// The headings as they would stand among the rows, column by column.
    headings: Vec<(usize, String)>,
    skipped: Vec<BoundSkip>,
    fill: Option<Fill>,
    joins: Vec<BoundJoin>,
    /// How many columns the file has.
    width: usize,
    /// Whether dates in numbers are written month first.
    pub is_month_first: bool,
}

struct BoundSkip {
    columns: Vec<usize>,
    rule: SkipRule,
}

struct BoundJoin {
    join: Join,
    on: Vec<usize>,
    /// The headings of the columns that it adds, in order.
    adds: Vec<String>,
}

impl RowPlan {
    /// Binds what a table says of its rows.
    ///
    /// # Errors
    /// A column that tells which rows count is not there.
    pub fn of(
        table: &Table,
        feeds: &[BoundFeed<'_>],
        texts: &[String],
        (columns, asked): (&HashMap<String, usize>, Asked<'_>),
    ) -> Result<Self, Trouble> {
        let find = |headings: &[String]| -> Vec<usize> {
            let found = headings.iter().map(|heading| columns.get(&folded(heading)));
            found.flatten().copied().collect()
        };
        // Without the column nobody knows which rows are none of ours, or whose they are.
        let needed = |key: &str, headings: &[String]| -> Result<Vec<usize>, Trouble> {
            let found = find(headings);
            if found.is_empty() {
                return Err(Trouble::NoColumnFor {
                    key: key.to_owned(),
                    expected: headings.first().cloned().unwrap_or_default(),
                });
            }
            Ok(found)
        };
        let mut skipped = Vec::new();
        // Where a table is looked up, nothing has been joined with it.
        let is_of_a_join = |heading: &String| {
            let mut joins = table.joins.iter();
            joins.any(|join| heading.starts_with(&format!("{}.", join.table)))
        };
        let is_looked_up = asked.set == DataSet::Lookups;
        let rules = table.skipped.iter();
        for rule in rules.filter(|rule| !(is_looked_up && rule.column.iter().all(is_of_a_join))) {
            skipped.push(BoundSkip {
                columns: needed("skip_rows_where", &rule.column)?,
                rule: rule.clone(),
            });
        }
        let mut filled = Vec::new();
        for heading in &table.fill_down {
            filled.extend(needed("fill_down", std::slice::from_ref(heading))?);
        }
        let mut joins = Vec::new();
        for join in &table.joins {
            let Some(lookup) = asked.joined.get(&join.table) else {
                continue;
            };
            let on = find(&join.on);
            if join.is_optional && on.is_empty() {
                continue;
            }
            joins.push(BoundJoin {
                join: join.clone(),
                on: needed("join", &join.on)?,
                adds: lookup.headings.iter().cloned().collect(),
            });
        }
        let named = texts.iter().enumerate();
        Ok(Self {
            headings: named
                .map(|(column, text)| (column, text.clone()))
                .filter(|(column, text)| !text.is_empty() && *text != name_of_unnamed(*column))
                .collect(),
            skipped,
            fill: (!filled.is_empty()).then(|| Fill::of(filled, feeds, texts)),
            joins,
            width: texts.len(),
            is_month_first: table.is_month_first,
        })
    }

    /// Whether a column tells something of whole rows.
    pub fn reads(&self, column: usize) -> bool {
        let of_joins = self.joins.iter().flat_map(|join| &join.on);
        let mut all = self
            .skipped
            .iter()
            .flat_map(|skip| &skip.columns)
            .chain(of_joins);
        all.any(|&read| read == column) || self.fill.as_ref().is_some_and(|fill| fill.fills(column))
    }

    /// Whether the headings stand again among the rows, as they do on each page of a report.
    fn is_heading(&self, row: &RowBuf) -> bool {
        let mut same = 0;
        for (column, heading) in &self.headings {
            match row.cell(*column) {
                Raw::Blank => {}
                Raw::Text(text) if text.eq_ignore_ascii_case(heading) => same += 1,
                _ => return false,
            }
        }
        // A page may leave out a heading or two; one word alone is a value.
        same > 1 && same == row.filled() && (same > 2 || same == self.headings.len())
    }
}

impl BoundSkip {
    /// Whether a row is to be passed over; `blanks` says whether a blank cell may tell so.
    fn takes(&self, row: &RowBuf, blanks: bool) -> Option<usize> {
        let said = self
            .columns
            .iter()
            .map(|&column| (column, row.cell(column)));
        let (column, raw) = said
            .clone()
            .find(|(_, raw)| !cell::is_blank(*raw))
            .or_else(|| said.clone().next())?;
        if cell::is_blank(raw) {
            return (blanks && self.rule.is.iter().any(String::is_empty)).then_some(column);
        }
        let text = folded(&cell::text(raw));
        if text.is_empty() {
            return None;
        }
        let begins = |start: &String| text.starts_with(start.as_str());
        let is = self.rule.is.contains(&text) || self.rule.starts_with.iter().any(begins);
        is.then_some(column)
    }
}

/// The rows of a sheet on their way, one after the other.
pub struct Shaper<'h> {
    plan: &'h RowPlan,
    fill: Option<Fill>,
    joined: Arc<Joined>,
    date: NaiveDate,
    row: RowBuf,
    /// For each join the rows that have a key, and those of them that found no other row.
    links: Vec<(u64, u64)>,
}

impl<'h> Shaper<'h> {
    /// Begins below the headings.
    pub fn new(heading: &'h Heading<'_>, joined: Arc<Joined>, date: NaiveDate) -> Self {
        Self {
            plan: &heading.plan,
            fill: heading.plan.fill.clone(),
            joined,
            date,
            row: RowBuf::default(),
            links: vec![(0, 0); heading.plan.joins.len()],
        }
    }

    /// The row as it is to be read; none where it is passed over.
    pub fn row<'s>(&'s mut self, row: &'s RowBuf, is_broken: bool) -> Option<&'s RowBuf> {
        let plan = self.plan;
        if plan.is_heading(row) {
            if let Some(fill) = &mut self.fill {
                fill.page(row.number);
            }
            return None;
        }
        let words = plan.skipped.iter().find_map(|skip| skip.takes(row, false));
        if let Some(column) = words {
            if let Some(fill) = &mut self.fill {
                fill.pass(row, column);
            }
            return None;
        }
        if is_broken {
            // Its cells may stand in other columns: what it says of its group is not known.
            if let Some(fill) = &mut self.fill {
                fill.forget();
            }
            return Some(row);
        }
        if self.fill.is_none() && plan.joins.is_empty() {
            let is_skipped = plan
                .skipped
                .iter()
                .any(|skip| skip.takes(row, true).is_some());
            return (!is_skipped).then_some(row);
        }
        self.row.restart_as(row);
        if let Some(fill) = &mut self.fill
            && !fill.row(row, &mut self.row)
        {
            return None;
        }
        self.join();
        let is_skipped = |skip: &BoundSkip| skip.takes(&self.row, true).is_some();
        (!plan.skipped.iter().any(is_skipped)).then_some(&self.row)
    }

    /// The joins of which nearly no row found another: the title of the table, the rows with a key, those without
    /// another row, and whether the table may lack.
    pub fn loose(&self, most: f64) -> impl Iterator<Item = (&str, u64, u64, bool)> {
        let joins = self.plan.joins.iter().zip(&self.links);
        joins
            .filter(move |(_, (keys, unmatched))| {
                *keys >= FEWEST_KEYS && *unmatched as f64 > most * *keys as f64
            })
            .map(|(bound, (keys, unmatched))| {
                let join = &bound.join;
                (join.table.as_str(), *keys, *unmatched, join.is_optional)
            })
    }

    /// Puts the cells of joined rows behind those of the file.
    fn join(&mut self) {
        self.row.cut_or_pad(self.plan.width);
        for (bound, (keys, unmatched)) in self.plan.joins.iter().zip(&mut self.links) {
            let mut said = bound.on.iter().map(|&column| self.row.cell(column));
            let key = said.find(|raw| !cell::is_blank(*raw));
            let key = key.and_then(|raw| key_of(&bound.join, raw));
            let lookup = self.joined.get(&bound.join.table);
            let found = lookup.zip(key).map_or(Found::None, |(lookup, key)| {
                let found = lookup.find(&key, bound.join.take, self.date);
                *keys += 1;
                *unmatched += u64::from(matches!(found, Found::None));
                found
            });
            for heading in &bound.adds {
                self.row.push(match found {
                    Found::None => Raw::Blank,
                    Found::Row(row) => row.cell(heading),
                    Found::Several => Raw::Unread(heading, Unread::Several),
                });
            }
        }
    }
}

/// The key that a cell gives.
fn key_of(join: &Join, raw: Raw<'_>) -> Option<String> {
    let id = ids::id(raw).ok()?;
    let (taken, _) = taken_out(join.extract.as_ref(), &id)?;
    Some(taken.to_owned())
}
