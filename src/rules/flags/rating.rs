//! Flags about the rating in force: missing, undated, stale, unjustified. [F, P 1.1, 1.4, 1.7]

use super::{Because, ChildFacts};
use crate::{
    model::{field::Field, rating::Rag},
    rules::{in_force::RatingInForce, rating_grounds::changes},
};

fn in_force(facts: &ChildFacts<'_>) -> Option<RatingInForce> {
    facts.position.rating
}

/// No rating is in force.
pub fn unrated(facts: &ChildFacts<'_>) -> Option<Because> {
    in_force(facts).is_none().then(Because::plain)
}

/// The rating in force has no decision date, though case rows have the field; only they can be undated.
pub fn undated(facts: &ChildFacts<'_>) -> Option<Because> {
    let mapped = facts.night().facts.mapped;
    (in_force(facts)?.decided_on.is_none() && mapped.contains(Field::CaseRagDecidedOn))
        .then(Because::plain)
}

/// The decision is older than the supervision cycle.
pub fn stale(facts: &ChildFacts<'_>) -> Option<Because> {
    let decided = in_force(facts)?.decided_on?;
    let night = facts.night();
    (night.date > night.settings.rating_stale_after.after(decided)).then(|| Because::on(decided))
}

/// A status began, a placement changed or the child was born after the decision.
pub fn event(facts: &ChildFacts<'_>) -> Option<Because> {
    let decided = in_force(facts)?.decided_on?;
    changes(facts.child, Some(decided))
        .map(|(day, _)| day)
        .max()
        .map(Because::on)
}

/// The rating was written down on a later day than it was decided.
pub fn late(facts: &ChildFacts<'_>) -> Option<Because> {
    let rating = in_force(facts)?;
    let (decided, recorded) = (rating.decided_on?, rating.recorded_on?);
    (recorded > decided).then(|| Because::on(recorded))
}

/// No copy of the decision has a rationale.
pub fn no_rationale(facts: &ChildFacts<'_>) -> Option<Because> {
    (!in_force(facts)?.has_rationale?).then(Because::plain)
}

/// No copy of the decision was made by a manager.
pub fn not_manager(facts: &ChildFacts<'_>) -> Option<Because> {
    (!in_force(facts)?.by_manager?).then(Because::plain)
}

/// GREEN with an open row in a service that may hold none.
pub fn green_service(facts: &ChildFacts<'_>) -> Option<Because> {
    let green = in_force(facts)?.rag == Rag::Green;
    let words = &facts.night().words;
    let mut open = facts.open().iter();
    (green && open.any(|row| words.is_without_green(row.service))).then(Because::plain)
}
