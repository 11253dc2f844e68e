//! The reasons behind a position in sentences: for `explain` and, in short, for the workbooks.

use super::{
    flags::Flag,
    frequency::Basis,
    night::Night,
    position::{Position, State},
    standard::{Standard, judge},
};
use crate::model::{
    calendar::plain,
    text::Sym,
    visit::{Outcome, Visit},
};

/// Why the child is on the list, in one sentence.
pub fn why(position: &Position, night: &Night<'_>) -> String {
    let Some(due) = position.due else {
        return format!(
            "{}: neither the status nor a plan sets a minimum",
            position.status.title()
        );
    };
    let every = match due.basis {
        Basis::Minimum => format!(
            "{} every {}",
            position.status.code(),
            due.interval.after_every()
        ),
        Basis::Plan => format!("plan asks for every {}", due.interval.after_every()),
    };
    let needs = match position.standard {
        Standard::Full => "face to face, child seen, by a qualified worker",
        Standard::Hybrid | Standard::Remote => "face to face or remote",
    };
    let rating = position.rag_code();
    let last = match position.last_contact {
        None => format!("nothing has counted since the start on {}", plain(due.from)),
        Some(visit) if visit.date < due.from => {
            format!("counted from the start on {}", plain(due.from))
        }
        Some(visit) => format!("the last that counted was on {}", plain(visit.date)),
    };
    let since = uncounted_since(position, night).map_or_else(String::new, |visit| {
        let verdict = judge(
            &visit,
            position.standard,
            position.birth,
            night.date,
            &night.workers,
        );
        format!(
            "; the contact on {} {}",
            plain(visit.date),
            verdict.because()
        )
    });
    let is_too_low = |flag| matches!(flag, Flag::RagBelow | Flag::RagGreenService);
    let challenge = if position.flags.iter().any(is_too_low) {
        "; the framework asks for a higher rating, which may ask for more: settle it first"
    } else {
        ""
    };
    format!("{every}, {rating} so {needs}; {last}{since}{challenge}")
}

/// The latest completed contact after the last that counted: often what somebody believes to have counted.
fn uncounted_since(position: &Position, night: &Night<'_>) -> Option<Visit> {
    if position.state == State::Ok {
        return None;
    }
    night
        .facts
        .visits_of(position.child)
        .until(night.date)
        .since(position.last_contact.map(|visit| visit.date))
        .iter()
        .rev()
        .find(|visit| visit.kind.outcome() == Outcome::Completed)
}

/// The next visit that is booked on or after the run date.
pub fn booking(child: Sym, night: &Night<'_>) -> Option<Visit> {
    let before = night.date.pred_opt();
    night
        .facts
        .visits_of(child)
        .since(before)
        .iter()
        .find(|visit| visit.kind.outcome() == Outcome::Planned)
}

/// Attempted statutory visits since the child was last seen, up to the run date.
pub fn no_access_attempts(position: &Position, night: &Night<'_>) -> u32 {
    let count = night
        .facts
        .visits_of(position.child)
        .until(night.date)
        .since(position.last_seen)
        .iter()
        .filter(|visit| {
            visit.kind.outcome() == Outcome::Attempted && night.workers.is_statutory(visit.worker)
        })
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The latest completed contact since the child was last seen that was no sighting.
pub fn contact_without_sight(position: &Position, night: &Night<'_>) -> Option<Visit> {
    night
        .facts
        .visits_of(position.child)
        .until(night.date)
        .since(position.last_seen)
        .iter()
        .rev()
        .find(|visit| visit.kind.outcome() == Outcome::Completed)
}

/// The latest completed contact of any kind, whoever made it: Targeted Support's own visits too. [P 5.1]
pub fn last_contact_of_any_kind(child: Sym, night: &Night<'_>) -> Option<Visit> {
    night
        .facts
        .visits_of(child)
        .until(night.date)
        .iter()
        .rev()
        .find(|visit| visit.kind.outcome() == Outcome::Completed)
}
