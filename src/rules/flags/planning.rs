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

/// Not GREEN, and no safety plan by the run date.
pub fn no_safety_plan(facts: &ChildFacts<'_>) -> Option<Because> {
    let green = facts.position.rag() == Some(Rag::Green);
    (!green && latest(facts, |row| row.safety_plan_on).is_none()).then(Because::plain)
}

/// No oversight by the run date, or none about the rating's decision or since the safety plan.
pub fn no_oversight(facts: &ChildFacts<'_>) -> Option<Because> {
    let Some(held) = latest(facts, |row| row.oversight_on) else {
        return Some(Because::plain());
    };
    let grace = Days::new(u64::from(facts.night().settings.oversight_grace_days));
    let decided = facts.position.rating.and_then(|rating| rating.decided_on);
    let before_rating = decided
        .and_then(|decided| decided.checked_sub_days(grace))
        .is_some_and(|limit| held < limit);
    let before_plan = latest(facts, |row| row.safety_plan_on).is_some_and(|plan| held < plan);
    (before_rating || before_plan).then(Because::plain)
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
    (named().next().is_some() && !named().any(is_overseer)).then(|| Because::on(held))
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
    (night.date > night.settings.supervision_every.after(since)).then(|| Because::on(since))
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
            (night.date > every.after(since)).then(|| Because::on(since))
        })
}
