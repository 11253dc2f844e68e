//! Flags about the plan around the child: safety plan, oversight, supervision, the plan's age. [P 1.3, 1.13]

use chrono::{Days, NaiveDate};

use super::{Because, ChildFacts};
use crate::model::{facts::CaseRow, rating::Rag, status::Status};

/// The latest day that a field of the open rows gives, on or before the run date.
fn latest(facts: &ChildFacts<'_>, of: impl Fn(&CaseRow) -> Option<NaiveDate>) -> Option<NaiveDate> {
    let date = facts.night().date;
    let days = facts.open().iter().filter_map(|row| of(row));
    days.filter(|day| *day <= date).max()
}

/// The first day of the involvement that is open.
fn involved_from(facts: &ChildFacts<'_>) -> Option<NaiveDate> {
    let clocks = &facts.child.clocks;
    let open = facts.open().iter();
    open.filter_map(|row| clocks.involved_from(row)).min()
}

/// Not GREEN, and no safety plan by the run date.
pub fn no_safety_plan(facts: &ChildFacts<'_>) -> Option<Because> {
    let green = facts.position.rag() == Some(Rag::Green);
    (!green && latest(facts, |row| row.safety_plan_on).is_none())
        .then(|| Because::plain().since(involved_from(facts)))
}

/// No oversight by the run date, or none about the rating's decision or since the safety plan.
pub fn no_oversight(facts: &ChildFacts<'_>) -> Option<Because> {
    let Some(held) = latest(facts, |row| row.oversight_on) else {
        return Some(Because::plain().since(involved_from(facts)));
    };
    let grace = Days::new(u64::from(facts.night().settings.oversight_grace_days));
    let decided = facts.position.rating.and_then(|rating| rating.decided_on);
    let is_before_rating = |decided: &NaiveDate| {
        decided
            .checked_sub_days(grace)
            .is_some_and(|limit| held < limit)
    };
    let rated = decided.filter(is_before_rating);
    let planned = latest(facts, |row| row.safety_plan_on).filter(|plan| held < *plan);
    let since = rated.into_iter().chain(planned).min()?;
    Some(Because::plain().since(Some(since)))
}

/// The latest oversight was held by somebody who may not.
pub fn oversight_not_manager(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let held = latest(facts, |row| row.oversight_on)?;
    let named = || {
        facts
            .open()
            .iter()
            .filter(|row| row.oversight_on == Some(held))
            .filter_map(|row| row.oversight_by)
    };
    let is_overseer = |worker| night.workers.is_overseer(Some(worker), held);
    (named().next().is_some() && !named().any(is_overseer))
        .then(|| Because::on(held).since(Some(held)))
}

/// No supervision within the cycle.
pub fn supervision_overdue(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let social_care = || {
        facts
            .open()
            .iter()
            .filter(|row| row.status.is_social_care())
    };
    social_care().next()?;
    let since = latest(facts, |row| row.last_supervision_on).or_else(|| {
        social_care()
            .filter_map(|row| facts.child.clocks.involved_from(row))
            .min()
    })?;
    let due = night.settings.supervision_every.after(since);
    (night.date > due).then(|| Because::on(since).since(Some(due)))
}

/// The plan of a status was not updated for too long.
pub fn plan_old(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    [Status::Cp, Status::Cic, Status::Cin]
        .into_iter()
        .find_map(|status| {
            let began = facts
                .open()
                .iter()
                .filter(|row| row.status == status)
                .find_map(|row| facts.child.clocks.status_from(row));
            let of_status = |row: &CaseRow| row.plan_updated_on.filter(|_| row.status == status);
            let since = latest(facts, of_status).or(began)?;
            let every = if status == Status::Cic {
                night.settings.plan_every_cic
            } else {
                night.settings.plan_every
            };
            let due = every.after(since);
            (night.date > due).then(|| Because::on(since).since(Some(due)))
        })
}
