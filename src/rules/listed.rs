//! What became of a child that stood on an earlier Monday list. [RULES 8]

use chrono::NaiveDate;

use super::{
    child::Child,
    night::Night,
    position::{Position, State},
    standard::{Standard, Verdict},
};
use crate::model::{
    text::{Sym, name_key},
    visit::{Outcome, Visit},
};

/// What became of it; of several that hold, the first here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListOutcome {
    /// It is no longer one of this list: closed, in another team, or what is recorded now would not have listed it.
    LeftList,
    /// A visit as the list asked for.
    Done,
    /// The same, recorded after that week.
    DoneLateRecorded,
    /// A visit that was not what the list asked for.
    NotAsNeeded,
    /// Nobody let the worker in.
    Attempted,
    /// A fit booking stood on the list.
    BookedNotMade,
    /// Nothing at all.
    Nothing,
}

impl ListOutcome {
    /// Every one, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Nothing,
        Self::BookedNotMade,
        Self::Attempted,
        Self::NotAsNeeded,
        Self::DoneLateRecorded,
        Self::Done,
        Self::LeftList,
    ];

    /// Its word on the lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::LeftList => "LEFT-LIST",
            Self::Done => "DONE",
            Self::DoneLateRecorded => "DONE-LATE-RECORDED",
            Self::NotAsNeeded => "NOT-AS-NEEDED",
            Self::Attempted => "ATTEMPTED",
            Self::BookedNotMade => "BOOKED-NOT-MADE",
            Self::Nothing => "NOTHING",
        }
    }

    /// What a manager reads of it.
    pub fn title(self) -> &'static str {
        match self {
            Self::LeftList => "no longer on this team's list",
            Self::Done => "visited as needed",
            Self::DoneLateRecorded => "visited as needed, recorded after the week",
            Self::NotAsNeeded => "visited, not as needed",
            Self::Attempted => "attempted, no access",
            Self::BookedNotMade => "booked, and no visit recorded",
            Self::Nothing => "nothing recorded",
        }
    }

    /// Whether the list was worked off for the child.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneLateRecorded)
    }
}

/// How a child stood on a list.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// The list's date, and the Sunday of its week.
    pub week: (NaiveDate, NaiveDate),
    /// The team that it was for.
    pub team: &'a str,
    /// What the visit was to be.
    pub standard: Standard,
    /// The fit booking that stood on it.
    pub booked: Option<NaiveDate>,
}

/// What became of it, and the visit that says so.
pub fn outcome(
    child: Sym,
    position: Option<&Position>,
    listing: &Listing<'_>,
    night: &Night<'_>,
) -> (ListOutcome, Option<Visit>) {
    let team = |position: &Position| name_key(night.facts.words.text(position.team));
    let is_of_team = position.is_some_and(|position| team(position) == name_key(listing.team));
    let mut child = night.child(child);
    if !is_of_team || !would_be_listed(&mut child, listing.week.0) {
        return (ListOutcome::LeftList, None);
    }
    let visits = child.visits().since(listing.week.0.pred_opt());
    let visits: Vec<Visit> = visits.until(listing.week.1).iter().collect();
    let first = |keep: &dyn Fn(&Visit) -> bool| visits.iter().copied().find(keep);
    let is_as_needed = |visit: &Visit| child.judge_by(visit, listing.standard) == Verdict::Counts;
    let in_time = |visit: &Visit| {
        visit
            .recorded
            .date()
            .is_none_or(|day| day <= listing.week.1)
    };
    if let Some(done) = first(&|visit| is_as_needed(visit) && in_time(visit)) {
        return (ListOutcome::Done, Some(done));
    }
    let of_outcome = |outcome| move |visit: &Visit| visit.kind.outcome() == outcome;
    let made = first(&is_as_needed).map(|visit| (ListOutcome::DoneLateRecorded, visit));
    let made = made.or_else(|| {
        first(&of_outcome(Outcome::Completed)).map(|visit| (ListOutcome::NotAsNeeded, visit))
    });
    let made = made.or_else(|| {
        first(&of_outcome(Outcome::Attempted)).map(|visit| (ListOutcome::Attempted, visit))
    });
    match made {
        Some((what, visit)) => (what, Some(visit)),
        None if listing.booked.is_some_and(|day| day <= listing.week.1) => {
            (ListOutcome::BookedNotMade, None)
        }
        None => (ListOutcome::Nothing, None),
    }
}

/// Whether the child would be overdue or due tonight had there been no visit since the list.
fn would_be_listed(child: &mut Child<'_>, since: NaiveDate) -> bool {
    let all = child.visits_until;
    child.visits_until = since.pred_opt().unwrap_or(since);
    let without = Position::of(child);
    child.visits_until = all;
    without.is_some_and(|position| matches!(position.state, State::Overdue | State::Due))
}
