//! One run date: the facts, the rules in force on it, and the position of every child.

use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{
    child::Child,
    flags::{self, FlagSet},
    position::Position,
    settings::RuleSettings,
    standard::FrameworkUse,
    words::WordBook,
    workers::WorkerBook,
};
use crate::model::{
    facts::{CaseRow, Facts},
    field::Field,
    text::Sym,
};

/// So many children are looked at one after another on one core.
const CHILDREN_AT_ONCE: usize = 512;

/// Everything that the rules need to answer for one day.
pub struct Night<'a> {
    /// What the exports say.
    pub facts: &'a Facts,
    /// The run date `D`.
    pub date: NaiveDate,
    /// The rule book's settings.
    pub settings: &'a RuleSettings,
    /// Whether the framework is in use on the day.
    pub framework: FrameworkUse,
    /// What the workers export says of each worker.
    pub workers: Arc<WorkerBook>,
    /// What the words of case rows mean to the rules.
    pub words: Arc<WordBook>,
    /// The flags that tonight's exports have the fields for.
    pub assessed: FlagSet,
}

impl<'a> Night<'a> {
    /// Prepares a run date; what is the same for every child is worked out once.
    pub fn new(facts: &'a Facts, date: NaiveDate, settings: &'a RuleSettings) -> Self {
        Self {
            facts,
            date,
            settings,
            framework: FrameworkUse::on(&settings.framework, date),
            workers: Arc::new(WorkerBook::new(facts, settings)),
            words: Arc::new(WordBook::new(facts, settings)),
            assessed: flags::assessed(facts.mapped),
        }
    }

    /// The same facts and rules on another date: a Sunday of a trend.
    pub fn on_date(&self, date: NaiveDate) -> Self {
        Self {
            date,
            framework: FrameworkUse::on(&self.settings.framework, date),
            workers: Arc::clone(&self.workers),
            words: Arc::clone(&self.words),
            ..*self
        }
    }

    /// Whether the framework is invoked on a day. [RULES 4]
    pub fn framework_on(&self, date: NaiveDate) -> FrameworkUse {
        FrameworkUse::on(&self.settings.framework, date)
    }

    /// The position of every child with an open case, sorted by child id in byte order, worked out over the cores.
    /// [RULES 5]
    pub fn positions(&self) -> Vec<Position> {
        let parts = self.facts.children_by_id().par_chunks(CHILDREN_AT_ONCE);
        parts
            .flat_map_iter(|part| self.positions_of(part))
            .collect()
    }

    /// The positions of some children, in their order.
    fn positions_of(&self, children: &[Sym]) -> Vec<Position> {
        let Some(&first) = children.first() else {
            return Vec::new();
        };
        let mut child = Child::new(self, first);
        let position = |&id: &Sym| {
            child.turn_to(id);
            Position::of(&child)
        };
        children.iter().filter_map(position).collect()
    }

    /// A child's open case rows, in tie order. [RULES 5]
    pub fn open_rows(&self, child: Sym) -> Vec<&'a CaseRow> {
        let rows = self.facts.cases_of(child).iter();
        rows.filter(|row| row.is_open_on(self.date)).collect()
    }

    /// The children with an open case who have died by the day: they have no position. [RULES 5]
    pub fn died(&self) -> impl Iterator<Item = Sym> {
        let children = self.facts.children_by_id().iter().copied();
        children.filter(|&child| {
            let rows = self.facts.cases_of(child);
            rows.iter().any(|row| row.is_open_on(self.date))
                && rows.iter().any(|row| row.is_of_the_dead_on(self.date))
        })
    }

    /// One child, as known on the day.
    pub fn child(&self, child: Sym) -> Child<'_> {
        Child::new(self, child)
    }

    /// The position of one child; none where it has no open case.
    pub fn position(&self, child: Sym) -> Option<Position> {
        Position::of(&self.child(child))
    }
}

/// Whether any export of tonight maps a rating; if none does, every child is unrated without a flag. [RULES 4]
pub fn ratings_are_mapped(facts: &Facts) -> bool {
    facts.mapped.contains(Field::CaseRag) || facts.mapped.contains(Field::RatingRag)
}

/// Nights are shared by those who work out their children side by side.
const _: fn() = || {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Night<'static>>();
    is_shared::<Position>();
};
