//! One child as known on the run date, before any answer: its rows, chains, birth and ratings over time.

use chrono::NaiveDate;

use super::{
    birth::BirthFacts,
    chain::Clocks,
    in_force::{RatingInForce, Ratings, Sources},
    night::Night,
    standard::Standard,
};
use crate::model::{
    facts::{CaseRow, Visits},
    status::{Status, StatusSet},
    text::Sym,
};

/// One child; its room is used again for the next one.
pub struct Child<'n> {
    /// Everything known on the run date.
    pub night: &'n Night<'n>,
    /// The child.
    pub id: Sym,
    /// Every case row, open and closed.
    pub rows: &'n [CaseRow],
    /// The rows that are open on the run date, in tie order.
    pub open: Vec<&'n CaseRow>,
    /// Where the clocks of the open rows began.
    pub clocks: Clocks,
    /// What is known of the birth.
    pub birth: BirthFacts,
    /// The ratings over time.
    pub ratings: Ratings<'n>,
    /// Later visits are not looked at: the run date, or a day before it where it is asked how the child would stand
    /// without them.
    pub visits_until: NaiveDate,
    by_start: Vec<&'n CaseRow>,
}

impl<'n> Child<'n> {
    /// A child among [`crate::model::facts::Facts::children`].
    pub fn new(night: &'n Night<'n>, id: Sym) -> Self {
        let mut child = Self {
            night,
            id,
            rows: &[],
            open: Vec::new(),
            clocks: Clocks::default(),
            birth: BirthFacts::of(&[], &[], night.date, &night.words),
            ratings: Ratings::default(),
            visits_until: night.date,
            by_start: Vec::new(),
        };
        child.turn_to(id);
        child
    }

    /// Forgets one child and takes up another.
    pub fn turn_to(&mut self, id: Sym) {
        let night = self.night;
        self.id = id;
        self.rows = night.facts.cases_of(id);
        self.open.clear();
        self.open
            .extend(self.rows.iter().filter(|row| row.is_open_on(night.date)));
        if self.open.is_empty() {
            return;
        }
        self.by_start.clear();
        self.by_start.extend(
            self.rows
                .iter()
                .filter(|row| row.start.is_some_and(|start| start <= night.date)),
        );
        self.by_start.sort_by_key(|row| row.start);
        self.clocks = Clocks::of(
            self.by_start.iter().copied(),
            night.settings.continues_within_days,
        );
        self.birth = BirthFacts::of(self.rows, &self.open, night.date, &night.words);
        let holds_an_open_row = self.open.iter().any(|row| row.start.is_some());
        self.ratings.gather(&Sources {
            history: night.facts.ratings_of(id),
            rows: self.rows,
            open: &self.open,
            run_date: night.date,
            chain_start: self.clocks.known_from().filter(|_| holds_an_open_row),
        });
    }

    /// Whether the child has a position: an open row, and no day of death on or before the run date. [RULES 5]
    pub fn has_position(&self) -> bool {
        !self.open.is_empty() && self.died_on().is_none()
    }

    /// The day of death, on or before the run date, on any row.
    pub fn died_on(&self) -> Option<NaiveDate> {
        let date = self.night.date;
        let rows = self.rows.iter().filter(|row| row.is_of_the_dead_on(date));
        rows.filter_map(|row| row.died_on).min()
    }

    /// The visits on or before the run date, earliest first.
    pub fn visits(&self) -> Visits<'n> {
        self.night.facts.visits_of(self.id).until(self.visits_until)
    }

    /// The rows that started on or before the run date, by start.
    pub fn rows_by_start(&self) -> &[&'n CaseRow] {
        &self.by_start
    }

    /// The rating in force on the run date, with its decision.
    pub fn rating(&self) -> Option<RatingInForce> {
        let night = self.night;
        self.ratings
            .in_force(night.date, night.facts, &night.workers)
    }

    /// The standard of a day. [RULES 4]
    pub fn standard_on(&self, date: NaiveDate) -> Standard {
        Standard::of(self.ratings.on(date), self.night.framework_on(date))
    }

    /// The social care statuses that are open on a day.
    pub fn social_care_on(&self, date: NaiveDate) -> StatusSet {
        let mut statuses = StatusSet::default();
        let open = self.rows.iter().filter(|row| row.is_open_on(date));
        open.map(|row| row.status)
            .filter(|status| status.is_social_care())
            .for_each(|status| statuses.insert(status));
        statuses
    }

    /// Whether the only social care status open on a day is that of a care leaver.
    pub fn is_care_leaver_only_on(&self, date: NaiveDate) -> bool {
        self.social_care_on(date) == StatusSet::of(Status::CareLeaver)
    }

    /// Whether a social care row is open on the run date.
    pub fn has_social_care(&self) -> bool {
        self.open.iter().any(|row| row.status.is_social_care())
    }
}
