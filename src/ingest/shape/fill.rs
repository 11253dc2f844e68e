//! Grouped reports: what stands once, above the rows of a group or in the first of them, is meant for all of them.
//!
//! Nothing is ever filled in from another group. Where a group has ended and no other has begun, cells stay blank, and
//! a row that needs them is rejected: a visit without a child is seen and mended, one of the wrong child is neither.

use crate::{
    ingest::{
        cell,
        heading::BoundFeed,
        rows::{Raw, RowBuf},
    },
    model::{field::Field, text::folded},
};

/// Words of headings that are about a child.
const OF_A_CHILD: [&str; 9] = [
    "name", "names", "forename", "surname", "child", "person", "client", "subject", "birth",
];

/// The columns that are filled in, the outermost group first, and what holds for the rows to come.
#[derive(Clone)]
pub struct Fill {
    columns: Vec<usize>,
    /// What was given last in each of them, since the group outside it changed.
    held: RowBuf,
    /// Of the other columns those that any field reads.
    own: Vec<usize>,
    /// Of these, for each field that every row needs, its columns.
    needed: Vec<Vec<usize>>,
    /// Which of the filled columns has the child's id, and which only tell more of the child.
    child: Option<usize>,
    about_child: Vec<usize>,
    last_row: Option<u32>,
    /// Whether a row has been read since something was given.
    has_rows: bool,
}

impl Fill {
    /// Binds the columns; `feeds` say what else a row has.
    pub fn of(columns: Vec<usize>, feeds: &[BoundFeed<'_>], headings: &[String]) -> Self {
        let is_own = |column: &usize| !columns.contains(column);
        let mut own: Vec<usize> = feeds
            .iter()
            .flat_map(BoundFeed::sources)
            .filter(is_own)
            .collect();
        own.sort_unstable();
        own.dedup();
        let mut needed = Vec::new();
        let place = |column: &usize| columns.iter().position(|filled| filled == column);
        let mut child = None;
        let mut about_child = Vec::new();
        for feed in feeds {
            for field in feed.data_set.fields() {
                let sources = feed.sources_of(field);
                let own: Vec<usize> = sources.iter().copied().filter(|at| is_own(at)).collect();
                let may_be_blank = || {
                    feed.field(field)
                        .is_some_and(|bound| bound.rule.default.is_some())
                };
                if field.is_required() && !own.is_empty() && !may_be_blank() {
                    needed.push(own);
                }
                let mut filled = sources.iter().filter_map(place);
                match field {
                    Field::CaseChildId | Field::VisitChildId | Field::RatingChildId => {
                        child = child.or(filled.next());
                    }
                    Field::CaseChildName | Field::CaseDateOfBirth => about_child.extend(filled),
                    _ => {}
                }
            }
            if let Some((columns, _)) = &feed.visit_type {
                needed.push(columns.iter().copied().filter(is_own).collect());
            }
        }
        // A name that no field takes tells of the child all the same.
        let is_read = |column: usize| feeds.iter().any(|feed| feed.reads(column));
        let unread = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !is_read(**column));
        about_child.extend(unread.filter_map(|(place, &column)| {
            let heading = folded(headings.get(column)?);
            let mut words = heading.split(' ');
            words
                .any(|word| OF_A_CHILD.contains(&word))
                .then_some(place)
        }));
        Self {
            columns,
            held: RowBuf::default(),
            own,
            needed,
            child,
            about_child,
            last_row: None,
            has_rows: false,
        }
    }

    /// Whether a column is one of them.
    pub fn fills(&self, column: usize) -> bool {
        self.columns.contains(&column)
    }

    /// Fills in a row; false where it only names a group.
    pub fn row(&mut self, row: &RowBuf, out: &mut RowBuf) -> bool {
        self.step(row.number);
        let has_given = self.take(row, self.columns.len());
        let names_a_group = has_given && self.own.iter().all(|&at| is_blank(row, at));
        self.has_rows = !names_a_group;
        for (place, &column) in self.columns.iter().enumerate() {
            if is_blank(row, column) {
                out.replace(column, self.held.cell(place));
            }
        }
        !names_a_group
    }

    /// A blank line below the rows of a group is its end.
    fn step(&mut self, row: u32) {
        let is_behind_a_gap = self.last_row.is_some_and(|last| last + 1 < row);
        if is_behind_a_gap && self.has_rows {
            self.forget();
        }
        self.last_row = Some(row);
    }

    /// Takes over what a row gives in the first so many columns. What is given begins a group: of those inside it
    /// nothing is known that the row does not say.
    fn take(&mut self, row: &RowBuf, columns: usize) -> bool {
        let is_given = |place: usize| !is_blank(row, self.columns[place]);
        let Some(mut first) = (0..columns).find(|&place| is_given(place)) else {
            return false;
        };
        // Another name or date of birth without an id is another child, whose id nobody knows.
        if let Some(child) = self.child
            && !is_given(child)
            && self.about_child.iter().any(|&place| {
                is_given(place)
                    && cell::text(row.cell(self.columns[place]))
                        != cell::text(self.held.cell(place))
            })
        {
            first = first.min(child);
        }
        let mut held = RowBuf::default();
        held.epoch = row.epoch;
        for (place, &column) in self.columns.iter().enumerate() {
            held.push(match place {
                _ if place < columns && is_given(place) => row.cell(column),
                _ if place < first => self.held.cell(place),
                _ => Raw::Blank,
            });
        }
        self.held = held;
        true
    }

    /// A row that is passed over for what stands in a column. One that is whole but for that, such as a draft, may be
    /// the first of its group; any other is a total, with which the group ends whose column says so, else all of them.
    pub fn pass(&mut self, row: &RowBuf, column: usize) {
        self.step(row.number);
        let is_whole = self
            .needed
            .iter()
            .all(|columns| columns.iter().any(|&at| !is_blank(row, at)));
        if is_whole && !self.needed.is_empty() {
            self.take(row, self.columns.len());
            self.has_rows = true;
            return;
        }
        let ended = self.columns.iter().position(|&filled| filled == column);
        let ended = ended.unwrap_or(0);
        self.take(row, ended);
        let mut held = RowBuf::default();
        held.epoch = self.held.epoch;
        (0..ended).for_each(|place| held.push(self.held.cell(place)));
        self.held = held;
        self.has_rows = false;
    }

    /// The headings stand again: a page ends, and its last group goes on.
    pub fn page(&mut self, row: u32) {
        self.last_row = Some(row);
        self.has_rows = false;
    }

    /// Nothing holds any more.
    pub fn forget(&mut self) {
        self.held = RowBuf::default();
        self.has_rows = false;
    }
}

fn is_blank(row: &RowBuf, column: usize) -> bool {
    cell::is_blank(row.cell(column))
}
