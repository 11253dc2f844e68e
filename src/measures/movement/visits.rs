//! What became of the visits that an earlier run counted: deleted, moved to another day, or no longer good enough.
//!
//! A visit that moved forward looks like a new one on a list of dates; by its id it is told from one.

use chrono::NaiveDate;

use super::{ChangeKind, CountedAs, EarlierPosition, EarlierVisit};
use crate::{
    model::visit::{Outcome, Visit},
    rules::{birth::Birth, night::Night, position::Position, standard::Verdict},
};

/// What became of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct VisitChange {
    /// One of the three kinds about visits.
    pub(super) kind: ChangeKind,
    /// The day it was on.
    pub(super) was: NaiveDate,
    /// The day it is on now, where it moved.
    pub(super) is: Option<NaiveDate>,
    /// What the earlier run had counted it as.
    pub(super) counted_as: CountedAs,
}

/// What became of the visits behind a child's last contact and last sighting of an earlier run.
pub(super) fn of(then: &EarlierPosition, now: &Position, night: &Night<'_>) -> Vec<VisitChange> {
    let child = night.child(now.child);
    let sighting = then.last_seen.as_ref().and_then(|visit| {
        let fate = fate(visit, now, night, |visit| child.is_sighting(visit))?;
        Some((visit, fate))
    });
    let contact = then.last_contact.as_ref().and_then(|visit| {
        let fate = fate(visit, now, night, |visit| {
            child.judge(visit) == Verdict::Counts
        })?;
        // Under another standard, or once the child is born, an unchanged visit may rightly count no longer.
        let same_rule =
            then.standard == now.standard.code() && then.unborn == (now.birth == Birth::Unborn);
        (same_rule || fate.kind != ChangeKind::VisitAmended).then_some((visit, fate))
    });
    let change = |visit: &EarlierVisit, fate: Fate, counted_as| VisitChange {
        kind: fate.kind,
        was: visit.date,
        is: fate.is,
        counted_as,
    };
    match (sighting, contact) {
        (Some((seen, fate)), Some((contact, other))) if seen == contact && fate == other => {
            vec![change(seen, fate, CountedAs::Both)]
        }
        (sighting, contact) => {
            let seen = sighting.map(|(visit, fate)| change(visit, fate, CountedAs::LastSeen));
            let contact = contact.map(|(visit, fate)| change(visit, fate, CountedAs::LastContact));
            contact.into_iter().chain(seen).collect()
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Fate {
    kind: ChangeKind,
    is: Option<NaiveDate>,
}

/// What became of a visit; `None` where it still stands, or another of its day stands in for it.
fn fate(
    visit: &EarlierVisit,
    now: &Position,
    night: &Night<'_>,
    still_good: impl Fn(&Visit) -> bool,
) -> Option<Fate> {
    let visits = night.facts.visits_of(now.child);
    let same = night
        .facts
        .visit_ids
        .find(&visit.visit_id)
        .and_then(|id| visits.iter().find(|other| other.id == id));
    if let Some(moved) = same.filter(|same| same.date != visit.date) {
        return Some(Fate {
            kind: ChangeKind::VisitRedated,
            is: Some(moved.date),
        });
    }
    let of_the_day = || visits.iter().filter(|other| other.date == visit.date);
    if of_the_day().any(|other| still_good(&other)) {
        return None;
    }
    // A system may give a corrected visit a new id: a visit made on the same day is the same visit.
    let is_there = same.is_some() || of_the_day().any(|v| v.kind.outcome() == Outcome::Completed);
    Some(Fate {
        kind: if is_there {
            ChangeKind::VisitAmended
        } else {
            ChangeKind::VisitDeleted
        },
        is: None,
    })
}
