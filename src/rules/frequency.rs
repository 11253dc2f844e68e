//! Minimum frequency: when the next visit is due, from the last one. [P 1.6]

use chrono::NaiveDate;

use super::settings::RuleSettings;
use crate::model::{calendar::Interval, facts::CaseRow};

/// Which of a case row's two intervals set its due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The minimum of its status.
    Minimum,
    /// The interval that the child's plan sets.
    Plan,
}

/// When a row's next visit is due, and because of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the visit is in time.
    pub date: NaiveDate,
    /// What the interval counts from: the last contact, or the row's start where that is later.
    pub from: NaiveDate,
    /// The interval that gave the date.
    pub interval: Interval,
    /// Where the interval comes from.
    pub basis: Basis,
}

/// The due date of one open row, none where neither its status nor its plan sets an interval.
///
/// The plan's interval can only shorten the gap: the earlier date governs. [RULES 3]
pub fn due(row: &CaseRow, last: Option<NaiveDate>, settings: &RuleSettings) -> Option<Due> {
    let from = last.map_or(row.start, |last| last.max(row.start));
    let on = |interval: Interval, basis| Due {
        date: interval.after(from),
        from,
        interval,
        basis,
    };
    let minimum = settings
        .minimum(row.status)
        .map(|interval| on(interval, Basis::Minimum));
    let plan = row
        .plan_interval_days
        .map(|days| on(Interval::Days(u32::from(days)), Basis::Plan));
    match (minimum, plan) {
        (Some(minimum), Some(plan)) if plan.date < minimum.date => Some(plan),
        (minimum, plan) => minimum.or(plan),
    }
}
