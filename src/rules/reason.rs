//! The reasons behind a position in sentences: for `explain` and, in short, for the workbooks.

use chrono::NaiveDate;

use super::{
    child::Child,
    due::{Basis, Due, DueRule},
    flags::Flag,
    night::Night,
    position::{Position, State},
    standard::{Standard, Verdict, within},
};
use crate::model::{
    calendar::plain,
    facts::CaseRow,
    text::Sym,
    visit::{Mode, Outcome, Visit},
};

/// Why the child is on the list, in short: without the dates that a list has columns for, the last contact that
/// counted and the due date.
pub fn why(position: &Position, night: &Night<'_>) -> String {
    if position.due_rule.is_none() {
        return "neither the status nor a plan sets a minimum".to_owned();
    }
    let child = night.child(position.child);
    let mut parts = vec![every(position)];
    parts.extend(clock_in_short(position));
    parts.extend(runs_on(position, &child));
    parts.extend(uncounted_since(position, &child).map(|(visit, verdict)| {
        format!("the contact on {} {}", plain(visit.date), verdict.because())
    }));
    let is_too_low = |flag| matches!(flag, Flag::RagBelow | Flag::RagGreenService);
    if position.flags.iter().any(is_too_low) {
        parts.push("rated too low: settle it first".to_owned());
    }
    parts.join("; ")
}

/// How often: "CP every 2 weeks".
fn every(position: &Position) -> String {
    let status = position.status.code();
    position.due.map_or_else(
        || status.to_owned(),
        |due| match due.basis {
            Basis::Minimum => format!("{status} every {}", due.interval.after_every()),
            Basis::Plan => format!("plan: every {}", due.interval.after_every()),
            Basis::FirstVisit => format!("{status}: first visit within {}", due.interval),
        },
    )
}

/// What the due date counts from, where that is not the last contact.
fn clock_in_short(position: &Position) -> Option<String> {
    let Some(due) = position.due else {
        return Some("since when is not known".to_owned());
    };
    let from = plain(due.from);
    match due.rule {
        DueRule::First if Some(due.from) != position.status_from => {
            Some(format!("moved on {from}"))
        }
        DueRule::First | DueRule::Change => {
            Some(format!("{} since {from}", position.status.code()))
        }
        DueRule::Raised => {
            let since = position.raised_on.map(plain);
            Some(since.map_or_else(|| "RED".to_owned(), |day| format!("RED since {day}")))
        }
        DueRule::Contact => position
            .last_contact
            .filter(|visit| position.standard == Standard::Full && visit.kind.mode().is_remote())
            .map(|visit| {
                format!(
                    "the last was by {}, allowed then",
                    visit.kind.mode().title()
                )
            }),
        DueRule::Start if position.last_contact_on() > Some(due.from) => {
            Some(format!("counted from the start on {from}"))
        }
        DueRule::Start | DueRule::Unknown => Some(format!("nothing has counted since {from}")),
    }
}

/// What the due date counts from, by the rule that gave it.
pub fn clock(position: &Position) -> String {
    let Some(due) = position.due else {
        return "nobody knows since when, and nothing has counted: overdue by no known number of days"
            .to_owned();
    };
    match due.rule {
        DueRule::First if Some(due.from) == position.status_from => format!(
            "{} since {}: the first visit is owed by {}",
            position.status.title(),
            plain(due.from),
            plain(due.date)
        ),
        DueRule::First => format!(
            "the child moved on {}: a visit is owed by {}",
            plain(due.from),
            plain(due.date)
        ),
        DueRule::Raised => raised(position, &due),
        DueRule::Contact => contact(position),
        DueRule::Change => format!(
            "{} since {}: {}, in time until the change; a visit is owed by {}",
            position.status.title(),
            plain(due.from),
            contact(position),
            plain(due.date)
        ),
        DueRule::Start if position.last_contact_on() > Some(due.from) => {
            format!("counted from the start on {}", plain(due.from))
        }
        DueRule::Start | DueRule::Unknown => {
            format!("nothing has counted since the start on {}", plain(due.from))
        }
    }
}

fn raised(position: &Position, due: &Due) -> String {
    let since = position
        .raised_on
        .map_or_else(String::new, |day| format!(" since {}", plain(day)));
    let last = position.last_full.map_or_else(
        || "there was none yet".to_owned(),
        |visit| format!("the last was on {}", plain(visit.date)),
    );
    format!("RED{since}: face to face by {}; {last}", plain(due.date))
}

fn contact(position: &Position) -> String {
    let Some(visit) = position.last_contact else {
        return "nothing has counted".to_owned();
    };
    // A contact is judged by the standard of its own date: what was right then stays right.
    let how = if position.standard == Standard::Full && visit.kind.mode().is_remote() {
        format!(", by {} as was allowed then", visit.kind.mode().title())
    } else {
        String::new()
    };
    format!(
        "the last contact that counted was on {}{how}",
        plain(visit.date)
    )
}

/// That a change of team or status did not restart the clock, where the clock began before it.
pub fn runs_on(position: &Position, child: &Child<'_>) -> Option<String> {
    let from = position.due?.from;
    let row = latest_open_row(position, child)?;
    let began = row.start.filter(|start| *start > from)?;
    let before = child
        .rows_by_start()
        .iter()
        .rev()
        .filter(|other| other.status.is_social_care() == row.status.is_social_care())
        .find(|other| {
            other.start < row.start && (other.team, other.status) != (row.team, row.status)
        })?;
    if before.start < position.involved_from {
        return None;
    }
    let facts = child.night.facts;
    let team = facts.words.text(before.team);
    let what = if before.status == row.status {
        format!("moved from {team} on")
    } else if before.team == row.team {
        format!("{} until", before.status.title())
    } else {
        format!("{} in {team} until", before.status.title())
    };
    Some(format!("{what} {}; the clock runs on", plain(began)))
}

/// The row of the governing status that began last.
fn latest_open_row<'n>(position: &Position, child: &Child<'n>) -> Option<&'n CaseRow> {
    let of_status = child
        .open
        .iter()
        .copied()
        .filter(|row| row.status == position.status);
    of_status.max_by_key(|row| row.start)
}

/// The latest completed contact after the last that counted: often what somebody believes to have counted.
fn uncounted_since(position: &Position, child: &Child<'_>) -> Option<(Visit, Verdict)> {
    if position.state == State::Ok {
        return None;
    }
    let visit = child
        .visits()
        .since(position.last_contact_on())
        .iter()
        .rev()
        .find(|visit| visit.kind.outcome() == Outcome::Completed)?;
    Some((visit, child.judge(&visit)))
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

/// Attempted statutory visits since the child was last seen, up to the run date; a joint one is one.
pub fn no_access_attempts(position: &Position, night: &Night<'_>) -> u32 {
    let child = night.child(position.child);
    let mut attempts: Vec<(NaiveDate, Sym)> = child
        .visits()
        .since(position.last_seen)
        .iter()
        .filter(|visit| visit.kind.outcome() == Outcome::Attempted && child.is_statutory(visit))
        .map(|visit| (visit.date, visit.id))
        .collect();
    attempts.dedup();
    u32::try_from(attempts.len()).unwrap_or(u32::MAX)
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

/// The latest statutory contact, face to face, by video or by phone, that a qualified worker made.
pub fn last_by_qualified(child: Sym, night: &Night<'_>) -> Option<Visit> {
    let child = night.child(child);
    let visits = child.visits();
    visits.iter().rev().find(|visit| {
        visit.kind.mode() != Mode::Other
            && child.is_statutory_contact(visit)
            && child.is_by_qualified(visit)
    })
}

/// The latest day within the days of a recent placement on which the child moved. [RULES 6, RAG-BELOW]
pub fn moved_lately_on(child: Sym, night: &Night<'_>) -> Option<NaiveDate> {
    let days = night.settings.placement_recent_days;
    let open = night.open_rows(child).into_iter();
    open.filter_map(|row| row.placement_changed_on)
        .filter(|day| within(*day, night.date, days))
        .max()
}
