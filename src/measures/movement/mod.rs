//! What has changed since an earlier run: who is newly unseen, who was seen, who left the lists, which visits went.

mod change;
mod joined;
mod visits;

use chrono::NaiveDate;

pub use change::{Change, ChangeKind, CountedAs, Value};

use super::CountError;
use crate::{
    model::rating::Rag,
    rules::{flags::FlagSet, night::Night, position::Position},
};

/// A child's position as an earlier run left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierPosition {
    /// The child.
    pub child_id: String,
    /// Every open status, as `CP+CIC`.
    pub statuses: String,
    /// The rating's word.
    pub rag: String,
    /// The standard's word.
    pub standard: String,
    /// The team.
    pub team: String,
    /// Its service.
    pub service: Option<String>,
    /// When the next visit was due.
    pub due: Option<NaiveDate>,
    /// Whether it was overdue.
    pub overdue: bool,
    /// The latest visit that counted.
    pub last_contact: Option<EarlierVisit>,
    /// The latest visit at which the child was seen.
    pub last_seen: Option<EarlierVisit>,
    /// Whether nobody had seen the child in time.
    pub unseen: bool,
    /// Whether the child was not born yet.
    pub unborn: bool,
    /// What was flagged; none where the run did not keep it.
    pub flags: Option<FlagSet>,
}

/// A visit that an earlier run counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierVisit {
    /// The case system's id.
    pub visit_id: String,
    /// The day it was said to have been made on.
    pub date: NaiveDate,
}

/// Every position of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its run date.
    pub date: NaiveDate,
    /// One a child.
    pub positions: Vec<EarlierPosition>,
}

/// Everything that has changed since an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The run date compared with.
    pub since: NaiveDate,
    /// Whether the earlier run kept what was flagged, so that the kinds about flags can be told.
    pub knows_flags: bool,
    /// By child id, then in the order of the kinds.
    pub changes: Vec<Change>,
}

impl Movement {
    /// How many changes there are of a kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|c| c.kind == kind).count()
    }

    /// How many there are of each kind, those of which there are none included.
    pub fn counts(&self) -> Vec<(ChangeKind, usize)> {
        ChangeKind::ALL
            .into_iter()
            .map(|kind| (kind, self.count(kind)))
            .collect()
    }

    /// Only some of the changes: those of one reader's teams, those of one kind.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Change) -> bool) -> Self {
        Self {
            since: self.since,
            knows_flags: self.knows_flags,
            changes: self.changes.iter().filter(|c| keep(c)).cloned().collect(),
        }
    }
}

/// Compares an earlier run with tonight's positions.
///
/// # Errors
/// None in practice; polars' own.
pub fn compare(
    earlier: &Earlier,
    night: &Night<'_>,
    positions: &[Position],
) -> Result<Movement, CountError> {
    let mut changes = Vec::new();
    for found in joined::compared(&earlier.positions, night, positions)? {
        let sides = Sides {
            then: found.then.and_then(|at| earlier.positions.get(at)),
            now: found.now.and_then(|at| positions.get(at)),
            night,
        };
        changes.extend(found.kinds.into_iter().map(|kind| sides.change(kind)));
        if let (Some(then), Some(now)) = (sides.then, sides.now) {
            changes.extend(
                visits::of(then, now, night)
                    .into_iter()
                    .map(|visit| Change {
                        was: Value::Date(visit.was),
                        is: Value::date(visit.is),
                        counted_as: Some(visit.counted_as),
                        ..sides.change(visit.kind)
                    }),
            );
        }
    }
    changes.sort_by(|a, b| (&a.child_id, a.kind).cmp(&(&b.child_id, b.kind)));
    Ok(Movement {
        since: earlier.date,
        knows_flags: earlier.positions.iter().all(|then| then.flags.is_some()),
        changes,
    })
}

/// One child then and now; at least one of the two is there.
struct Sides<'a> {
    then: Option<&'a EarlierPosition>,
    now: Option<&'a Position>,
    night: &'a Night<'a>,
}

impl Sides<'_> {
    fn change(&self, kind: ChangeKind) -> Change {
        let (was, is) = self.values(kind);
        let facts = self.night.facts;
        let word = |sym| facts.words.text(sym).to_owned();
        let (team, service) = match (self.now, self.then) {
            (Some(now), _) => (word(now.team), now.service.map(word)),
            (None, Some(then)) => (then.team.clone(), then.service.clone()),
            (None, None) => (String::new(), None),
        };
        Change {
            child_id: match (self.then, self.now) {
                (Some(then), _) => then.child_id.clone(),
                (None, Some(now)) => facts.children.text(now.child).to_owned(),
                (None, None) => String::new(),
            },
            kind,
            was,
            is,
            team,
            service,
            targeted_in: self
                .now
                .and_then(|now| now.targeted_in)
                .map(|(team, service)| (word(team), service.map(word))),
            rating: match (self.now, self.then) {
                (Some(now), _) => now.rag(),
                (None, then) => then.and_then(|then| Rag::from_code(&then.rag)),
            },
            was_unseen: self.then.is_some_and(|then| then.unseen),
            is_unseen: self.now.is_some_and(|now| now.unseen),
            counted_as: None,
        }
    }

    fn values(&self, kind: ChangeKind) -> (Value, Value) {
        let (then, now) = (self.then, self.now);
        let word = |text: Option<String>| text.map_or(Value::None, Value::Word);
        match kind {
            ChangeKind::NewlyUnseen
            | ChangeKind::NowSeen
            | ChangeKind::NoLongerUnseen
            | ChangeKind::StillUnseen => (
                Value::date(then.and_then(|then| Some(then.last_seen.as_ref()?.date))),
                Value::date(now.and_then(|now| now.last_seen)),
            ),
            ChangeKind::NewlyOverdue | ChangeKind::NoLongerOverdue => (
                Value::date(then.and_then(|then| then.due)),
                Value::date(now.and_then(Position::due_date)),
            ),
            ChangeKind::Closed => (
                word(then.map(|then| then.statuses.clone())),
                Value::date(then.and_then(|then| self.closed_on(&then.child_id))),
            ),
            ChangeKind::Vanished
            | ChangeKind::NewChild
            | ChangeKind::NewlyToRecord
            | ChangeKind::Recorded
            | ChangeKind::NewlyTargeted
            | ChangeKind::NoLongerTargeted => (
                word(then.map(|then| then.statuses.clone())),
                word(now.map(|now| now.statuses.to_string())),
            ),
            ChangeKind::MovedTeam => (
                word(then.map(|then| then.team.clone())),
                word(now.map(|now| self.night.facts.words.text(now.team).to_owned())),
            ),
            ChangeKind::RatingChanged | ChangeKind::NewlyToReview | ChangeKind::ReviewSettled => (
                word(then.map(|then| then.rag.clone())),
                word(now.map(|now| now.rag_code().to_owned())),
            ),
            // The visit's dates come from what became of it.
            ChangeKind::VisitDeleted | ChangeKind::VisitRedated | ChangeKind::VisitAmended => {
                (Value::None, Value::None)
            }
        }
    }

    /// The latest day on which a case row ended.
    fn closed_on(&self, child_id: &str) -> Option<NaiveDate> {
        let child = self.night.facts.children.find(child_id)?;
        let ends = self.night.facts.cases_of(child).iter();
        ends.filter_map(|row| row.end)
            .filter(|end| *end <= self.night.date)
            .max()
    }
}
