//! Flags about how visits are recorded: sight claimed without sight, no access, late. [P 1.4, 1.6]

use super::{Because, ChildFacts};
use crate::{
    model::{
        calendar,
        visit::{Answer, Mode, Outcome},
    },
    rules::standard::{is_statutory_contact, within},
};

/// A contact by phone or in writing claims that the child was seen.
pub fn seen_no_sight(child: &ChildFacts<'_>) -> Option<Because> {
    let night = child.night;
    let window = night.settings.sight_window_days;
    child
        .visits
        .iter()
        .rev()
        .take_while(|visit| within(visit.date, night.date, window))
        .find(|visit| {
            visit.kind.child_seen() == Answer::Yes
                && matches!(visit.kind.mode(), Mode::Phone | Mode::Other)
                && is_statutory_contact(visit, &night.workers)
        })
        .map(|visit| Because::on(visit.date))
}

/// Attempted visits, again and again, since the child was last seen.
pub fn no_access(child: &ChildFacts<'_>) -> Option<Because> {
    let mut attempts = 0;
    let mut latest = None;
    for visit in child.visits.since(child.position.last_seen).iter() {
        if visit.kind.outcome() == Outcome::Attempted
            && child.night.workers.is_statutory(visit.worker)
        {
            attempts += 1;
            latest = Some(visit.date);
        }
    }
    (attempts >= child.night.settings.no_access_attempts).then_some(Because {
        date: latest,
        count: Some(attempts),
    })
}

/// A visit of the last weeks was written down later than it should be.
pub fn late_recorded(child: &ChildFacts<'_>) -> Option<Because> {
    let night = child.night;
    let settings = night.settings;
    child
        .visits
        .iter()
        .rev()
        .take_while(|visit| within(visit.date, night.date, settings.recording_window_days))
        .filter(|visit| is_statutory_contact(visit, &night.workers))
        .find_map(|visit| {
            let days = calendar::days_between(visit.date, visit.recorded.date()?);
            let days = u32::try_from(days)
                .ok()
                .filter(|&days| days > settings.recording_days)?;
            Some(Because {
                date: Some(visit.date),
                count: Some(days),
            })
        })
}
