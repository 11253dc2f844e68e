//! Flags about the rating in force: missing, undated, stale, unjustified, too low. [F, P 1.1, 1.4, 1.7]

use super::{Because, ChildFacts};
use crate::{
    model::rating::Rag,
    rules::{
        in_force::RatingInForce,
        rating_grounds::{changes, red_examples},
    },
};

fn in_force(child: &ChildFacts<'_>) -> Option<RatingInForce> {
    child.position.rating
}

/// No rating is in force.
pub fn unrated(child: &ChildFacts<'_>) -> Option<Because> {
    in_force(child).is_none().then(Because::plain)
}

/// The rating in force has no decision date.
pub fn undated(child: &ChildFacts<'_>) -> Option<Because> {
    in_force(child)?.decided_on.is_none().then(Because::plain)
}

/// The decision is older than the supervision cycle.
pub fn stale(child: &ChildFacts<'_>) -> Option<Because> {
    let decided = in_force(child)?.decided_on?;
    (child.night.date > child.night.settings.rating_stale_after.after(decided))
        .then(|| Because::on(decided))
}

/// A status began, a placement changed or a supervision was held after the decision.
pub fn event(child: &ChildFacts<'_>) -> Option<Because> {
    let decided = in_force(child)?.decided_on?;
    changes(child.open, Some(decided), child.night.date)
        .map(|(day, _)| day)
        .max()
        .map(Because::on)
}

/// The rating was written down on a later day than it was decided.
pub fn late(child: &ChildFacts<'_>) -> Option<Because> {
    let rating = in_force(child)?;
    let (decided, recorded) = (rating.decided_on?, rating.recorded_on?);
    (recorded > decided).then(|| Because::on(recorded))
}

/// No copy of the decision has a rationale.
pub fn no_rationale(child: &ChildFacts<'_>) -> Option<Because> {
    (!in_force(child)?.has_rationale).then(Because::plain)
}

/// No copy of the decision was made by a manager.
pub fn not_manager(child: &ChildFacts<'_>) -> Option<Because> {
    (!in_force(child)?.by_manager).then(Because::plain)
}

/// AMBER or GREEN while one of the framework's RED examples applies.
pub fn below(child: &ChildFacts<'_>) -> Option<Because> {
    if in_force(child)?.rag == Rag::Red {
        return None;
    }
    red_examples(child.open, child.night)
        .next()
        .is_some()
        .then(Because::plain)
}

/// GREEN with an open row in a service that may hold none.
pub fn green_service(child: &ChildFacts<'_>) -> Option<Because> {
    let green = in_force(child)?.rag == Rag::Green;
    let barred = |service| child.night.without_green.contains(&service);
    (green && child.open.iter().any(|row| row.service.is_some_and(barred))).then(Because::plain)
}
