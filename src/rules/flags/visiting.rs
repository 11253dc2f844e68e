//! Flags about how the child is visited: remotely, by whom, with whose agreement. [F, P 1.1, 1.6, 2]

use super::{Because, ChildFacts};
use crate::{
    model::visit::{Mode, Visit},
    rules::standard::{Standard, Verdict},
};

/// The completed statutory contacts since the last that counts, where the full standard holds; latest first.
fn uncounted<'f>(facts: &'f ChildFacts<'_>) -> impl Iterator<Item = Visit> + 'f {
    let position = facts.position;
    let visits = facts.visits().since(position.last_contact_on());
    visits
        .iter()
        .rev()
        .filter(|_| position.standard == Standard::Full)
        .filter(|visit| facts.child.is_statutory_contact(visit))
}

/// Remote work where face to face was owed.
pub fn remote(facts: &ChildFacts<'_>) -> Option<Because> {
    uncounted(facts)
        .find(|visit| visit.kind.mode().is_remote())
        .map(|visit| Because::on(visit.date))
}

/// A full visit in everything but the worker's qualification, whoever came along.
pub fn unqualified(facts: &ChildFacts<'_>) -> Option<Because> {
    let verdict = |visit: &Visit| facts.child.judge_by(visit, Standard::Full);
    let is_joined = |of: &Visit| {
        uncounted(facts)
            .skip_while(|visit| visit.date > of.date)
            .take_while(|visit| visit.date == of.date)
            .any(|visit| visit.id == of.id && verdict(&visit) == Verdict::Supervising)
    };
    uncounted(facts)
        .find(|visit| verdict(visit) == Verdict::NotQualified && !is_joined(visit))
        .map(|visit| Because::on(visit.date))
}

/// A full visit but for the supervising social worker who made it.
pub fn by_supervising(facts: &ChildFacts<'_>) -> Option<Because> {
    uncounted(facts)
        .find(|visit| facts.child.judge_by(visit, Standard::Full) == Verdict::Supervising)
        .map(|visit| Because::on(visit.date))
}

/// The day of the last contact, where remote visits are allowed and every counting one of that day was remote.
fn last_was_remote(facts: &ChildFacts<'_>) -> Option<Because> {
    let position = facts.position;
    if position.standard == Standard::Full {
        return None;
    }
    let last = position.last_contact_on()?;
    facts
        .visits()
        .iter()
        .rev()
        .skip_while(|visit| visit.date > last)
        .take_while(|visit| visit.date == last)
        .filter(|visit| facts.child.judge(visit) == Verdict::Counts)
        .all(|visit| visit.kind.mode().is_remote())
        .then(|| Because::on(last))
}

/// Nobody agreed to virtual visits.
pub fn virtual_not_agreed(facts: &ChildFacts<'_>) -> Option<Because> {
    let mut open = facts.open().iter();
    if open.any(|row| row.virtual_agreed_by.is_some()) {
        return None;
    }
    last_was_remote(facts)
}

/// Somebody agreed to virtual visits, and no manager.
pub fn virtual_not_manager(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let agreed = || facts.open().iter().filter_map(|row| row.virtual_agreed_by);
    let is_manager = |worker| night.workers.is_manager(Some(worker), night.date);
    if agreed().next().is_none() || agreed().any(is_manager) {
        return None;
    }
    last_was_remote(facts)
}

/// AMBER is a combination: within two intervals one visit is in person.
pub fn not_hybrid(facts: &ChildFacts<'_>) -> Option<Because> {
    let (position, night) = (facts.position, facts.night());
    let minimum = night.settings.minimum(position.status)?;
    position.due?;
    if position.standard != Standard::Hybrid {
        return None;
    }
    let since = minimum.times_before(night.settings.hybrid_intervals, night.date);
    let involved_from = position.involved_from?;
    let in_person = |visit: Visit| {
        visit.kind.mode() == Mode::FaceToFace
            && facts.child.is_statutory_contact(&visit)
            && facts.child.is_seen_or_waived(&visit)
            && facts.child.is_by_qualified(&visit)
    };
    let mut later = facts.visits().since(Some(since)).iter();
    (involved_from <= since && !later.any(in_person)).then(|| Because::on(since))
}
