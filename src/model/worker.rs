//! A worker, as the workers export describes one.

use chrono::NaiveDate;

use super::{text::Sym, visit::Answer};

/// One row of the workers export: what holds of a worker from a day on, until a later row begins. [RULES 2]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// A symbol among the workers' ids.
    pub id: Sym,
    /// The name that a manager knows the worker by, where the export has one.
    pub name: Option<Sym>,
    /// The role, as exported.
    pub role: Sym,
    /// Whether a qualified social worker.
    pub qualified: Answer,
    /// Whether the worker may visit children.
    pub can_visit: Answer,
    /// The worker's team.
    pub team: Option<Sym>,
    /// The worker's service.
    pub service: Option<Sym>,
    /// The first day on which the worker is no longer there.
    pub left_on: Option<NaiveDate>,
    /// The first day on which the row holds; none where it holds from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// Whether tonight's export has the row; one that an earlier run saw is not in it.
    pub is_in_export: bool,
}
