//! Flags about who holds the case. [P 1.5]

use chrono::{NaiveTime, TimeDelta};

use super::{Because, ChildFacts};
use crate::{model::text::Sym, rules::standard::Standard};

/// The workers of the open rows.
fn workers<'f>(facts: &'f ChildFacts<'_>) -> impl Iterator<Item = Sym> + 'f {
    facts.open().iter().filter_map(|row| row.worker)
}

/// No worker, longer after opening than it may take.
pub fn unallocated(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let hours = night.settings.allocation_hours;
    let midnight = night.date.and_time(NaiveTime::MIN);
    let allowed = TimeDelta::hours(i64::from(hours));
    facts
        .open()
        .iter()
        .filter(|row| row.worker.is_none())
        .filter_map(|row| {
            row.opened_at
                .or_else(|| Some(row.start?.and_time(NaiveTime::MIN)))
        })
        .any(|opened| midnight - opened > allowed)
        .then(|| Because::times(hours))
}

/// A manager holds the case, who should oversee it.
pub fn held_by_manager(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    workers(facts)
        .any(|worker| night.workers.is_manager(Some(worker), night.date))
        .then(Because::plain)
}

/// The worker is not in the workers export.
pub fn worker_unknown(facts: &ChildFacts<'_>) -> Option<Because> {
    workers(facts)
        .any(|worker| !facts.night().workers.is_known(worker))
        .then(Because::plain)
}

/// The worker has left.
pub fn worker_left(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    workers(facts)
        .filter_map(|worker| night.workers.left_on(worker, night.date))
        .min()
        .map(Because::on)
}

/// Face to face is owed, and the worker cannot visit.
pub fn cannot_visit(facts: &ChildFacts<'_>) -> Option<Because> {
    let (position, night) = (facts.position, facts.night());
    (position.standard == Standard::Full && night.workers.cannot_visit(position.worker, night.date))
        .then(Because::plain)
}
