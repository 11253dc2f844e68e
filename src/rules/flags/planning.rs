//! Flags about the plan around the child: safety plan, management oversight, unborn. [P 1.3, 1.13]

use super::{Because, ChildFacts};
use crate::{model::rating::Rag, rules::standard::Birth};

/// Not GREEN, and no safety plan by the run date.
pub fn no_safety_plan(child: &ChildFacts<'_>) -> Option<Because> {
    let green = child.position.rag() == Some(Rag::Green);
    let planned = |day| day <= child.night.date;
    (!green
        && !child
            .open
            .iter()
            .any(|row| row.safety_plan_on.is_some_and(planned)))
    .then(Because::plain)
}

/// No management oversight by the run date, or none since the rating was decided.
pub fn no_oversight(child: &ChildFacts<'_>) -> Option<Because> {
    let latest = child
        .open
        .iter()
        .filter_map(|row| row.oversight_on)
        .filter(|&day| day <= child.night.date)
        .max();
    let decided = child.position.rating.and_then(|rating| rating.decided_on);
    match (latest, decided) {
        (None, _) => Some(Because::plain()),
        (Some(latest), Some(decided)) => (latest < decided).then(Because::plain),
        (Some(_), None) => None,
    }
}

/// Born after the run date.
pub fn unborn(child: &ChildFacts<'_>) -> Option<Because> {
    let born = child.open.iter().filter_map(|row| row.born).min();
    (child.position.birth == Birth::Unborn).then_some(Because {
        date: born,
        count: None,
    })
}
