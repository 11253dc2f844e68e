//! What complete runs saw and later exports may no longer say: rating decisions on case rows, and what held of each
//! worker. [RULES 2, 4] Ids of children and workers, never a name.

use std::borrow::Cow;

use chrono::NaiveDate;

/// What complete runs saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered<'a> {
    /// Dated decisions that stood on case rows.
    pub decisions: Vec<SeenDecision<'a>>,
    /// What held of workers, by worker and day.
    pub workers: Vec<SeenWorker<'a>>,
}

/// A rating decision as a run saw it on a case row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeenDecision<'a> {
    /// The child.
    pub child_id: Cow<'a, str>,
    /// The rating's word; `UNRATED` withdraws it.
    pub rag: Cow<'a, str>,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// The day it counts as recorded.
    pub recorded_on: NaiveDate,
    /// Who decided.
    pub decided_by: Option<Cow<'a, str>>,
    /// Whether a rationale was given; its text is never read.
    pub has_rationale: bool,
}

/// What held of a worker from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenWorker<'a> {
    /// The worker.
    pub worker_id: Cow<'a, str>,
    /// The role, as exported.
    pub role: Cow<'a, str>,
    /// `Y`, `N` or blank.
    pub qualified: Cow<'a, str>,
    /// `Y`, `N` or blank.
    pub can_visit: Cow<'a, str>,
    /// The team; blank where none is recorded.
    pub team: Cow<'a, str>,
    /// The service; blank where none is recorded.
    pub service: Cow<'a, str>,
    /// The first day on which the worker is no longer there.
    pub left_on: Option<NaiveDate>,
    /// The date of the first run that saw it so.
    pub seen_from: NaiveDate,
}

impl SeenWorker<'_> {
    /// Whether the same holds of the worker, since whenever.
    pub fn holds_as(&self, other: &SeenWorker<'_>) -> bool {
        SeenWorker {
            seen_from: other.seen_from,
            ..self.clone()
        } == *other
    }
}
