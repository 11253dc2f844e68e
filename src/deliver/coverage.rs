//! Whether every child is on the lists that answer for it: who gets each, by scope.

use super::{
    audience::{Audience, Place},
    settings::Recipient,
};
use crate::model::report::{Report, Role};

/// A list that answers for children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What the team's Monday meeting works from.
    Monday,
    /// The children whom nobody has seen in time, as somebody beside their own team's manager gets it.
    Unseen,
    /// The ratings to decide.
    RatingReview,
    /// The managers' tracker of Targeted Support: RED, AMBER and unrated children.
    ManagersTracker,
    /// The seniors' tracker: GREEN children.
    SeniorsTracker,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 5] = [
        Self::Monday,
        Self::Unseen,
        Self::RatingReview,
        Self::ManagersTracker,
        Self::SeniorsTracker,
    ];

    fn is_got_by(self, recipient: &Recipient) -> bool {
        let gets = |report| recipient.reports.contains(&report);
        let is_senior = recipient.role == Role::Senior;
        match self {
            Self::Monday => gets(Report::MondayVisits),
            Self::Unseen => gets(Report::UnseenChildren) && recipient.role != Role::TeamManager,
            Self::RatingReview => gets(Report::RatingReview),
            Self::ManagersTracker => gets(Report::TargetedTracker) && !is_senior,
            Self::SeniorsTracker => gets(Report::TargetedTracker) && is_senior,
        }
    }
}

/// Who gets the lists that answer for every child.
pub struct Coverage([Vec<Audience>; List::ALL.len()]);

impl Coverage {
    /// The recipients' scopes by the lists that they get.
    pub fn of(recipients: &[Recipient]) -> Self {
        Self(List::ALL.map(|list| {
            let readers = recipients.iter().filter(|of| list.is_got_by(of));
            readers.map(Audience::of).collect()
        }))
    }

    /// Whether anybody gets the list at all.
    pub fn is_read(&self, list: List) -> bool {
        !self.0[list as usize].is_empty()
    }

    /// The lists that reach the children of a place.
    pub fn at(&self, place: &Place) -> Lists {
        Lists(List::ALL.map(|list| {
            let mut readers = self.0[list as usize].iter();
            readers.any(|who| who.includes(place))
        }))
    }
}

/// The lists that reach a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lists([bool; List::ALL.len()]);

impl Lists {
    /// Whether a list is among them.
    pub fn has(self, list: List) -> bool {
        self.0[list as usize]
    }
}
