//! The rating in force on any date up to the run date. [RULES 4, F]

use chrono::{Days, NaiveDate};

use super::workers::WorkerBook;
use crate::model::{
    calendar,
    facts::{CaseRow, Facts},
    field::Field,
    rating::{Decision, Rag},
    text::Sym,
};

/// How long before a child's chain a decision of elsewhere still belongs to it.
const BEFORE_THE_CHAIN: Days = Days::new(7);

/// The rating that holds on the run date, with what its decision says of itself.
#[derive(Clone, Copy, Debug)]
pub struct RatingInForce {
    /// RED, AMBER or GREEN.
    pub rag: Rag,
    /// The day of the decision; none where only an undated rating exists.
    pub decided_on: Option<NaiveDate>,
    /// The day it was written down; none where every copy leaves it blank, which counts as the decision's own day.
    pub recorded_on: Option<NaiveDate>,
    /// Whether any copy of the decision carries a rationale; none where no export of theirs has the field.
    pub has_rationale: Option<bool>,
    /// Whether any copy of it was made by a manager; none where no export of theirs has the field.
    pub by_manager: Option<bool>,
    /// Who decided; the manager where any copy names one.
    pub decided_by: Option<Sym>,
}

/// A decision and the data set that it stands in, which settles what is known of it.
#[derive(Clone, Copy, Debug)]
struct Stated<'a> {
    decision: &'a Decision,
    is_history: bool,
}

impl Stated<'_> {
    /// What settles which decision is in force: the later day, the later record, the higher risk.
    fn key(&self) -> (Option<NaiveDate>, Option<NaiveDate>, Option<Rag>) {
        let decision = self.decision;
        (decision.decided_on, decision.recorded(), decision.rag)
    }
}

/// A rating that holds from the day of a decision until the next one.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: NaiveDate,
    rag: Option<Rag>,
}

/// A child's ratings over time, as known on the run date.
#[derive(Clone, Debug, Default)]
pub struct Ratings<'a> {
    /// The dated decisions that take part, in the order of their key.
    dated: Vec<Stated<'a>>,
    /// One step a day of decision.
    steps: Vec<Step>,
    /// The undated ratings of open rows, of the highest risk.
    undated: Vec<Stated<'a>>,
}

/// Whose decisions are gathered, and up to when.
pub(super) struct Sources<'a, 'o> {
    /// The ratings data set's.
    pub history: &'a [Decision],
    /// Every case row's.
    pub rows: &'a [CaseRow],
    /// The rows that are open on the run date.
    pub open: &'o [&'a CaseRow],
    /// The run date.
    pub run_date: NaiveDate,
    /// The start of the chain of all rows that holds an open one.
    pub chain_start: Option<NaiveDate>,
}

impl<'a> Ratings<'a> {
    /// Forgets one child and gathers the decisions of another.
    pub(super) fn gather(&mut self, sources: &Sources<'a, '_>) {
        self.dated.clear();
        self.steps.clear();
        self.undated.clear();
        // A child that comes back is rated anew: what was decided long before its chain is no longer its rating.
        let earliest = sources
            .chain_start
            .and_then(|start| start.checked_sub_days(BEFORE_THE_CHAIN));
        let is_known = |day: NaiveDate| day <= sources.run_date;
        let belongs = |day: NaiveDate| earliest.is_none_or(|earliest| earliest <= day);
        for decision in sources.history {
            if decision
                .decided_on
                .is_some_and(|day| is_known(day) && belongs(day))
            {
                self.dated.push(Stated {
                    decision,
                    is_history: true,
                });
            }
        }
        for row in sources.rows {
            let Some(decision) = &row.rating else {
                continue;
            };
            let is_open = row.is_open_on(sources.run_date);
            if decision
                .decided_on
                .is_some_and(|day| is_known(day) && (is_open || belongs(day)))
            {
                self.dated.push(Stated {
                    decision,
                    is_history: false,
                });
            }
        }
        if self.dated.is_empty() {
            self.gather_undated(sources.open);
            return;
        }
        self.dated.sort_by_key(Stated::key);
        for copy in &self.dated {
            let Some(from) = copy.decision.decided_on else {
                continue;
            };
            if self.steps.last().is_some_and(|step| step.from == from) {
                self.steps.pop();
            }
            self.steps.push(Step {
                from,
                rag: copy.decision.rag,
            });
        }
    }

    fn gather_undated(&mut self, open: &[&'a CaseRow]) {
        let undated = || {
            open.iter()
                .filter_map(|row| row.rating.as_ref())
                .filter(|decision| decision.decided_on.is_none())
        };
        let highest = undated().filter_map(|decision| decision.rag).max();
        self.undated.extend(
            undated()
                .filter(|decision| decision.rag == highest)
                .map(|decision| Stated {
                    decision,
                    is_history: false,
                }),
        );
    }

    /// The rating in force on a day up to the run date; none for UNRATED.
    ///
    /// Before the first decision the first one is taken, and an undated rating holds on every day.
    pub fn on(&self, date: NaiveDate) -> Option<Rag> {
        let decided = self.steps.partition_point(|step| step.from <= date);
        match self.steps.get(decided.saturating_sub(1)) {
            Some(step) => step.rag,
            None => self.undated.first()?.decision.rag,
        }
    }

    /// What was decided on each day of a decision, earliest first; none where the rating was withdrawn.
    pub fn decided(&self) -> impl Iterator<Item = (NaiveDate, Option<Rag>)> {
        self.steps.iter().map(|step| (step.from, step.rag))
    }

    /// The day from which on the child is RED, by decisions with a date, up to the run date. [RULES 5]
    ///
    /// A gap of fewer than `gap` days, from the first decision that is not RED to the next that is, is left out.
    pub fn red_since(&self, gap: u32) -> Option<NaiveDate> {
        let mut since = None;
        let mut gap_from = None;
        for step in &self.steps {
            if step.rag == Some(Rag::Red) {
                let is_anew = gap_from
                    .is_none_or(|from| calendar::days_between(from, step.from) >= i64::from(gap));
                if since.is_none() || (gap_from.is_some() && is_anew) {
                    since = Some(step.from);
                }
                gap_from = None;
            } else {
                gap_from = gap_from.or(Some(step.from));
            }
        }
        since.filter(|_| gap_from.is_none())
    }

    /// The day of the decision that withdrew the rating, where that is the one in force on the run date.
    pub fn withdrawn_on(&self) -> Option<NaiveDate> {
        let last = self.steps.last()?;
        last.rag.is_none().then_some(last.from)
    }

    /// The rating in force on the run date with all that is known of its decision.
    ///
    /// Copies that tie in everything, and the undated ones of one risk, are one decision recorded twice.
    pub(super) fn in_force(
        &self,
        run_date: NaiveDate,
        facts: &Facts,
        workers: &WorkerBook,
    ) -> Option<RatingInForce> {
        let last = self.dated.last().or_else(|| self.undated.first())?;
        let decision = last.decision;
        let mut rating = RatingInForce {
            rag: decision.rag?,
            decided_on: decision.decided_on,
            recorded_on: None,
            has_rationale: None,
            by_manager: None,
            decided_by: None,
        };
        let key = last.key();
        let copies = self
            .dated
            .iter()
            .rev()
            .take_while(|copy| copy.key() == key)
            .chain(&self.undated);
        let decision_day = decision.decided_on.unwrap_or(run_date);
        for copy in copies {
            rating.add(copy, decision_day, facts, workers);
        }
        Some(rating)
    }
}

impl RatingInForce {
    fn add(&mut self, copy: &Stated<'_>, day: NaiveDate, facts: &Facts, workers: &WorkerBook) {
        let decision = copy.decision;
        let (rationale, decider) = if copy.is_history {
            (Field::RatingRationale, Field::RatingDecidedBy)
        } else {
            (Field::CaseRagRationale, Field::CaseRagDecidedBy)
        };
        self.recorded_on = self.recorded_on.max(decision.recorded_on);
        if facts.mapped.contains(rationale) {
            *self.has_rationale.get_or_insert_default() |= decision.has_rationale;
        }
        if !facts.mapped.contains(decider) {
            return;
        }
        let by_manager = workers.is_manager(decision.decided_by, day);
        let was_by_manager = self.by_manager.unwrap_or(false);
        let id = |worker| facts.workers.text(worker);
        // A manager's name wins; among equals the lower id, so that the order of rows does not matter.
        let is_better = match (self.decided_by, decision.decided_by) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(known), Some(new)) => {
                (by_manager && !was_by_manager)
                    || (by_manager == was_by_manager && id(new) < id(known))
            }
        };
        if is_better {
            self.decided_by = decision.decided_by;
        }
        self.by_manager = Some(was_by_manager || by_manager);
    }
}
