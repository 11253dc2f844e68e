//! Flags about who holds the case. [P 1.5]

use chrono::{NaiveTime, TimeDelta};

use super::{Because, ChildFacts};

/// No worker, longer after opening than it may take.
pub fn unallocated(child: &ChildFacts<'_>) -> Option<Because> {
    let hours = child.night.settings.allocation_hours;
    let midnight = child.night.date.and_time(NaiveTime::MIN);
    let allowed = TimeDelta::hours(i64::from(hours));
    child
        .open
        .iter()
        .filter(|row| row.worker.is_none())
        .map(|row| row.opened_at.unwrap_or(row.start.and_time(NaiveTime::MIN)))
        .any(|opened| midnight - opened > allowed)
        .then(|| Because::times(hours))
}

/// The worker is not in the workers export.
pub fn worker_unknown(child: &ChildFacts<'_>) -> Option<Because> {
    let workers = &child.night.workers;
    child
        .open
        .iter()
        .filter_map(|row| row.worker)
        .any(|worker| !workers.is_known(worker))
        .then(Because::plain)
}

/// The worker has left.
pub fn worker_left(child: &ChildFacts<'_>) -> Option<Because> {
    let night = child.night;
    child
        .open
        .iter()
        .filter_map(|row| row.worker)
        .filter(|&worker| night.workers.has_left(worker))
        .find_map(|worker| night.facts.worker(worker)?.left_on)
        .map(Because::on)
}
