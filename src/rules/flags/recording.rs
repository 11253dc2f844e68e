//! Flags about how visits are recorded: sight claimed without sight, late. [P 1.6]

use super::{Because, ChildFacts};
use crate::{
    model::{
        calendar::{self, WorkingDays},
        visit::{Answer, Mode, Visit},
    },
    rules::standard::within,
};

/// The visits of the last days, latest first.
fn recent<'f>(facts: &'f ChildFacts<'_>, window: u32) -> impl Iterator<Item = Visit> + 'f {
    let date = facts.night().date;
    let visits = facts.visits().iter().rev();
    visits.take_while(move |visit| within(visit.date, date, window))
}

/// A contact by phone or in writing claims that the child was seen.
pub fn seen_no_sight(facts: &ChildFacts<'_>) -> Option<Because> {
    recent(facts, facts.night().settings.sight_window_days)
        .find(|visit| {
            visit.kind.child_seen() == Answer::Yes
                && matches!(visit.kind.mode(), Mode::Phone | Mode::Other)
                && facts.child.is_statutory_contact(visit)
        })
        .map(|visit| Because::on(visit.date))
}

/// A visit of the last weeks was written down later than it should be.
pub fn late_recorded(facts: &ChildFacts<'_>) -> Option<Because> {
    let settings = facts.night().settings;
    let days = WorkingDays(&settings.bank_holidays);
    let in_time = settings.recording_days;
    recent(facts, settings.recording_window_days).find_map(|visit| {
        let recorded = visit.recorded.date()?;
        let count = calendar::days_since(visit.date, recorded);
        // So many working days are at least so many days.
        if count <= in_time || !facts.child.is_statutory_contact(&visit) {
            return None;
        }
        let due = days.after(visit.date, in_time);
        (recorded > due).then_some(Because {
            date: Some(visit.date),
            count: Some(count),
            since: Some(due),
        })
    })
}
