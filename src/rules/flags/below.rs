//! Flags about a rating below the RED examples, and what that rating hides. [F, P 1.4, 5.1]

use super::{Because, ChildFacts};
use crate::{
    model::rating::Rag,
    rules::{child::Child, position::Position, rating_grounds::red_examples},
};

/// AMBER or GREEN while one of the RED examples applies.
pub fn below(facts: &ChildFacts<'_>) -> Option<Because> {
    is_below(facts.child, facts.position).then(Because::plain)
}

/// The same, and past the due date that a RED child would have.
pub fn below_and_late(facts: &ChildFacts<'_>) -> Option<Because> {
    let due = facts.position.due_if_red?;
    (facts.night().date > due).then(|| Because::on(due))
}

pub(super) fn is_below(child: &Child<'_>, position: &Position) -> bool {
    matches!(position.rag(), Some(Rag::Amber | Rag::Green)) && red_examples(child).next().is_some()
}
