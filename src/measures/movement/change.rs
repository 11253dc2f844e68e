//! One change of one child, in plain data.

use std::fmt;

use chrono::NaiveDate;

use crate::model::rating::Rag;

/// What happened to a child, or to what is recorded of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Not seen in time now, and not so then (or not on the list): with [`StillUnseen`](Self::StillUnseen), all who are unseen now.
    NewlyUnseen,
    /// Not seen in time then; somebody has seen the child since.
    NowSeen,
    /// Not seen in time then, in time now, and yet nobody saw the child: the status, the plan or a rule changed.
    NoLongerUnseen,
    /// Not seen in time, then as now.
    StillUnseen,
    /// Was open; tonight's exports have the case rows, and none of them is open.
    Closed,
    /// Was open; tonight's exports have no case row of the child at all.
    Vanished,
    /// Is open now and was not.
    NewChild,
    /// A visit that counted is in no export any more.
    VisitDeleted,
    /// A visit that counted has another date now.
    VisitRedated,
    /// A visit that counted is still recorded on its date, and counts no longer.
    VisitAmended,
    /// Another team answers for the child.
    MovedTeam,
    /// Another rating is in force.
    RatingChanged,
    /// Overdue now, and not so then (or not on the list).
    NewlyOverdue,
    /// Overdue then, still open, not overdue now.
    NoLongerOverdue,
    /// Something about the rating is to be decided now, and was not then (or the child was not on the list).
    NewlyToReview,
    /// Something about the rating was to be decided then, still open, nothing is now.
    ReviewSettled,
    /// Something is to be recorded now, and was not then (or the child was not on the list).
    NewlyToRecord,
    /// Something was to be recorded then, still open, nothing is now.
    Recorded,
    /// Open to Targeted Support now, and not then.
    NewlyTargeted,
    /// Open to Targeted Support then, and not now, whether still open otherwise or not.
    NoLongerTargeted,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::NewlyUnseen,
        Self::NowSeen,
        Self::NoLongerUnseen,
        Self::StillUnseen,
        Self::Closed,
        Self::Vanished,
        Self::NewChild,
        Self::VisitDeleted,
        Self::VisitRedated,
        Self::VisitAmended,
        Self::MovedTeam,
        Self::RatingChanged,
        Self::NewlyOverdue,
        Self::NoLongerOverdue,
        Self::NewlyToReview,
        Self::ReviewSettled,
        Self::NewlyToRecord,
        Self::Recorded,
        Self::NewlyTargeted,
        Self::NoLongerTargeted,
    ];

    /// Its name in the frame.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NewlyUnseen => "newly_unseen",
            Self::NowSeen => "now_seen",
            Self::NoLongerUnseen => "no_longer_unseen",
            Self::StillUnseen => "still_unseen",
            Self::Closed => "closed",
            Self::Vanished => "vanished",
            Self::NewChild => "new_child",
            Self::VisitDeleted => "visit_deleted",
            Self::VisitRedated => "visit_redated",
            Self::VisitAmended => "visit_amended",
            Self::MovedTeam => "moved_team",
            Self::RatingChanged => "rating_changed",
            Self::NewlyOverdue => "newly_overdue",
            Self::NoLongerOverdue => "no_longer_overdue",
            Self::NewlyToReview => "newly_to_review",
            Self::ReviewSettled => "review_settled",
            Self::NewlyToRecord => "newly_to_record",
            Self::Recorded => "recorded",
            Self::NewlyTargeted => "newly_targeted",
            Self::NoLongerTargeted => "no_longer_targeted",
        }
    }

    /// The words that a manager reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::NewlyUnseen => "newly unseen",
            Self::NowSeen => "now seen",
            Self::NoLongerUnseen => "no longer unseen, without being seen",
            Self::StillUnseen => "still unseen",
            Self::Closed => "closed",
            Self::Vanished => "vanished from the export",
            Self::NewChild => "new",
            Self::VisitDeleted => "visit deleted",
            Self::VisitRedated => "visit re-dated",
            Self::VisitAmended => "visit no longer counts",
            Self::MovedTeam => "moved team",
            Self::RatingChanged => "rating changed",
            Self::NewlyOverdue => "newly overdue",
            Self::NoLongerOverdue => "no longer overdue",
            Self::NewlyToReview => "newly to review",
            Self::ReviewSettled => "settled",
            Self::NewlyToRecord => "newly to record",
            Self::Recorded => "now recorded",
            Self::NewlyTargeted => "newly open to Targeted Support",
            Self::NoLongerTargeted => "no longer open to Targeted Support",
        }
    }

    /// Whether it is told from what was flagged then, which older runs did not keep.
    pub fn is_about_flags(self) -> bool {
        matches!(
            self,
            Self::NewlyToReview | Self::ReviewSettled | Self::NewlyToRecord | Self::Recorded
        )
    }
}

/// What a visit that went had been counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedAs {
    /// The last contact.
    LastContact,
    /// The last time the child was seen.
    LastSeen,
    /// The last contact and the last time the child was seen.
    Both,
}

impl CountedAs {
    /// The words that a manager reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::LastContact => "last contact",
            Self::LastSeen => "last seen",
            Self::Both => "last contact and last seen",
        }
    }
}

/// One side of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// There was, or is, none.
    None,
    /// A day.
    Date(NaiveDate),
    /// A rating, a team, statuses.
    Word(String),
}

impl Value {
    pub(super) fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::None, Self::Date)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Date(date) => write!(f, "{date}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// One change of one child.
///
/// `was` and `is` hold: the day last seen (the unseen kinds), the due date (the overdue kinds), the visit's date,
/// the team, the rating (also where there is something to review), or the statuses (all others; `is` of a closed child
/// is the day it closed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The child.
    pub child_id: String,
    /// What happened.
    pub kind: ChangeKind,
    /// Then.
    pub was: Value,
    /// Now.
    pub is: Value,
    /// The team that answers for the child now; the earlier one where the child is no longer open.
    pub team: String,
    /// Its service.
    pub service: Option<String>,
    /// The team and service of its open Targeted Support row now.
    pub targeted_in: Option<(String, Option<String>)>,
    /// The rating in force now; the earlier one where the child is no longer open.
    pub rating: Option<Rag>,
    /// Whether nobody had seen the child in time then.
    pub was_unseen: bool,
    /// Whether nobody has now.
    pub is_unseen: bool,
    /// What a visit that went had been counted as.
    pub counted_as: Option<CountedAs>,
}
