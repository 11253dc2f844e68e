//! Flags about the visits since the last contact that counts. [F, P 1.6]

use super::{Because, ChildFacts};
use crate::rules::standard::{Standard, Verdict, is_statutory_contact, judge};

/// Remote work where face to face was owed.
pub fn remote(child: &ChildFacts<'_>) -> Option<Because> {
    if child.position.standard != Standard::Full {
        return None;
    }
    let last = child.position.last_contact.map(|visit| visit.date);
    child
        .visits
        .since(last)
        .iter()
        .rev()
        .find(|visit| {
            visit.kind.mode().is_remote() && is_statutory_contact(visit, &child.night.workers)
        })
        .map(|visit| Because::on(visit.date))
}

/// A full visit in everything but the worker's qualification.
pub fn unqualified(child: &ChildFacts<'_>) -> Option<Because> {
    let position = child.position;
    let night = child.night;
    if position.standard != Standard::Full {
        return None;
    }
    child
        .visits
        .since(position.last_contact.map(|visit| visit.date))
        .iter()
        .rev()
        .find(|visit| {
            judge(
                visit,
                Standard::Full,
                position.birth,
                night.date,
                &night.workers,
            ) == Verdict::NotQualified
        })
        .map(|visit| Because::on(visit.date))
}

/// Every counting visit on the date of the last contact was remote, and nobody agreed to that.
pub fn virtual_not_agreed(child: &ChildFacts<'_>) -> Option<Because> {
    let position = child.position;
    let night = child.night;
    if position.standard != Standard::Hybrid || child.open.iter().any(|row| row.virtual_agreed) {
        return None;
    }
    let last = position.last_contact?.date;
    child
        .visits
        .iter()
        .rev()
        .skip_while(|visit| visit.date > last)
        .take_while(|visit| visit.date == last)
        .filter(|visit| {
            judge(
                visit,
                position.standard,
                position.birth,
                night.date,
                &night.workers,
            ) == Verdict::Counts
        })
        .all(|visit| visit.kind.mode().is_remote())
        .then(|| Because::on(last))
}
