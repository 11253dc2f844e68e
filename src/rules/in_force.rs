//! The rating in force on a day. [RULES 4, F]

use chrono::NaiveDate;

use super::night::WorkerBook;
use crate::model::{
    facts::CaseRow,
    rating::{Decision, Rag},
    text::Sym,
};

/// The rating that holds on a day, with what its decision says of itself.
#[derive(Clone, Copy, Debug)]
pub struct RatingInForce {
    /// RED, AMBER or GREEN.
    pub rag: Rag,
    /// The day of the decision; none where only an undated rating exists.
    pub decided_on: Option<NaiveDate>,
    /// The day it was written down; none where every copy leaves it blank, which counts as the decision's own day.
    pub recorded_on: Option<NaiveDate>,
    /// Whether any copy of the decision carries a rationale.
    pub has_rationale: bool,
    /// Whether any copy of it was made by a manager.
    pub by_manager: bool,
    /// Who decided; the manager where any copy names one.
    pub decided_by: Option<Sym>,
}

/// Finds the rating in force on `date` among a child's history and open rows.
///
/// The latest decision on or before the day wins; ties go to the later record, then to the higher risk.
/// Only where there is none does an undated rating of an open row hold, the highest risk of them.
/// Copies that tie in everything are one decision recorded twice.
pub fn rating_in_force(
    history: &[Decision],
    open: &[&CaseRow],
    date: NaiveDate,
    workers: &WorkerBook,
) -> Option<RatingInForce> {
    let decisions = || {
        history
            .iter()
            .chain(open.iter().filter_map(|row| row.rating.as_ref()))
    };
    let key = |decision: &Decision| (decision.decided_on, decision.recorded(), decision.rag);
    let dated = decisions()
        .filter(|decision| decision.decided_on.is_some_and(|day| day <= date))
        .max_by_key(|decision| key(decision));
    if let Some(latest) = dated {
        return Some(merged(
            latest,
            decisions().filter(|decision| key(decision) == key(latest)),
            workers,
        ));
    }
    let undated = || {
        open.iter()
            .filter_map(|row| row.rating.as_ref())
            .filter(|decision| decision.decided_on.is_none())
    };
    let highest = undated().max_by_key(|decision| decision.rag)?;
    Some(merged(
        highest,
        undated().filter(|decision| decision.rag == highest.rag),
        workers,
    ))
}

fn merged<'a>(
    decision: &Decision,
    copies: impl Iterator<Item = &'a Decision>,
    workers: &WorkerBook,
) -> RatingInForce {
    let mut rating = RatingInForce {
        rag: decision.rag,
        decided_on: decision.decided_on,
        recorded_on: None,
        has_rationale: false,
        by_manager: false,
        decided_by: None,
    };
    for copy in copies {
        rating.recorded_on = rating.recorded_on.max(copy.recorded_on);
        rating.has_rationale |= copy.has_rationale;
        let by_manager = workers.is_manager(copy.decided_by);
        // A manager's name wins; among equals the lower id, so that the order of rows does not matter.
        let better = match (rating.decided_by, copy.decided_by) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(known), Some(new)) => {
                (by_manager && !rating.by_manager)
                    || (by_manager == rating.by_manager && workers.id(new) < workers.id(known))
            }
        };
        if better {
            rating.decided_by = copy.decided_by;
        }
        rating.by_manager |= by_manager;
    }
    rating
}
