//! Tables that rows are joined with: of each key the row that is joined, and which of its headings are asked for.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;

use super::{
    cell,
    profile::Take,
    rows::{Raw, RowBuf},
};

/// The tables of one profile that were read, by their titles.
pub type Joined = HashMap<String, Lookup>;

/// The tables of every profile.
#[derive(Default)]
pub struct Lookups(HashMap<String, Arc<Joined>>);

impl Lookups {
    /// Those of a profile.
    pub fn of(&self, profile: &str) -> Arc<Joined> {
        self.0.get(profile).cloned().unwrap_or_default()
    }

    /// A table of a profile, begun where it is new.
    pub fn table(&mut self, profile: &str, title: &str) -> &mut Lookup {
        let joined = self.0.entry(profile.to_owned()).or_default();
        let joined = Arc::make_mut(joined);
        joined.entry(title.to_owned()).or_default()
    }
}

/// One table. Its rows are kept by their key; no answer depends on their order.
#[derive(Clone, Default)]
pub struct Lookup {
    /// The headings that some file of it has.
    pub headings: BTreeSet<String>,
    /// Those of the file that was read last.
    of_last: Option<Arc<[String]>>,
    rows: HashMap<String, Kept>,
}

/// What is known of a key.
#[derive(Clone)]
struct Kept {
    best: Row,
    /// Whether another row of the key says something else.
    is_contradicted: bool,
}

/// A row of a table: how long it holds, and its cells under the headings that are asked for.
#[derive(Clone)]
pub struct Row {
    /// From when it holds.
    pub start: Option<NaiveDate>,
    /// The day on which it holds no more.
    pub end: Option<NaiveDate>,
    /// The headings that are asked for, as far as the file has them.
    pub headings: Arc<[String]>,
    /// The cells below them.
    pub cells: RowBuf,
}

/// What a key is joined with.
pub enum Found<'l> {
    /// Nothing.
    None,
    /// A row.
    Row(&'l Row),
    /// Rows that differ, where there should be one.
    Several,
}

impl Row {
    /// How well it fits a date: open, then ended; of the open ones the latest start, of the others the latest end.
    fn fit(&self, date: NaiveDate) -> (u8, Option<NaiveDate>, bool, Option<NaiveDate>) {
        let has_begun = self.start.is_none_or(|start| start <= date);
        match self.end {
            _ if !has_begun => (0, None, false, None),
            Some(end) if end <= date => (1, self.end, false, self.start),
            end => (2, self.start, end.is_none(), end),
        }
    }

    /// The cell under a heading.
    pub fn cell(&self, heading: &str) -> Raw<'_> {
        let at = self.headings.iter().position(|own| own == heading);
        at.map_or(Raw::Blank, |at| self.cells.cell(at))
    }

    fn texts(&self) -> Vec<(&str, Cow<'_, str>)> {
        let headings = self.headings.iter().map(String::as_str);
        let mut texts: Vec<_> = headings
            .enumerate()
            .map(|(at, heading)| (heading, cell::text(self.cells.cell(at))))
            .collect();
        texts.sort_unstable();
        texts
    }
}

impl Lookup {
    /// Adds a row of a key.
    pub fn add(&mut self, key: String, row: Row, date: NaiveDate) {
        let of_before = self.of_last.replace(Arc::clone(&row.headings));
        if of_before.is_none_or(|before| !Arc::ptr_eq(&before, &row.headings)) {
            self.headings.extend(row.headings.iter().cloned());
        }
        let Some(kept) = self.rows.get_mut(&key) else {
            let kept = Kept {
                best: row,
                is_contradicted: false,
            };
            self.rows.insert(key, kept);
            return;
        };
        let (before, now) = (kept.best.texts(), row.texts());
        let is_other = before != now;
        // Of rows that fit alike any will do, but always the same.
        let fits_better = (row.fit(date), now) > (kept.best.fit(date), before);
        kept.is_contradicted |= is_other;
        if fits_better {
            kept.best = row;
        }
    }

    /// The row that a key is joined with.
    pub fn find(&self, key: &str, take: Take, date: NaiveDate) -> Found<'_> {
        match (self.rows.get(key), take) {
            (None, _) => Found::None,
            (Some(kept), Take::Only) if kept.is_contradicted => Found::Several,
            (Some(kept), Take::Open) if kept.best.fit(date).0 == 0 => Found::None,
            (Some(kept), _) => Found::Row(&kept.best),
        }
    }
}
