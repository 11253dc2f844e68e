//! Whether as many children are overdue, unseen or unrated as last time: work changes a few, an export a great many.

use chrono::NaiveDate;

use super::{Objections, children::case_files};
use crate::{
    ingest::{refusal::Trouble, settings::Gate},
    model::{field::DataSet, input::InputReport},
};

/// A smaller share of all children is not worth a word, however few there were before.
const WORTH_SAYING: f64 = 0.05;

/// How many children of a run are in which plight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The run date.
    pub date: NaiveDate,
    /// All children with an open case.
    pub children: u64,
    /// Those overdue.
    pub overdue: u64,
    /// Those whom nobody has seen in time.
    pub unseen: u64,
    /// Those without a rating.
    pub unrated: u64,
}

/// Compares tonight's children with those of the same job's last run, by the same rules.
pub fn check_jump(
    tonight: &Standing,
    last: &Standing,
    inputs: &[InputReport],
    gate: &Gate,
) -> Objections {
    let mut objections = Objections::default();
    for (what, now, before) in [
        ("overdue", tonight.overdue, last.overdue),
        ("unseen", tonight.unseen, last.unseen),
        ("unrated", tonight.unrated, last.unrated),
    ] {
        let change = now.abs_diff(before);
        if change * 2 > before && change as f64 > WORTH_SAYING * tonight.children as f64 {
            let trouble = Trouble::Jump {
                what,
                before,
                now,
                children: tonight.children,
                date: last.date,
            };
            objections.take(gate.jump, DataSet::Cases, &case_files(inputs), trouble);
        }
    }
    objections
}
