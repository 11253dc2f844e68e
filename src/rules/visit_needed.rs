//! What the next visit must be, in the words of the Monday meeting. [P 1.1]

use super::{birth::Birth, position::Position, standard::Standard};

/// The kind of visit that a child is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitNeeded {
    /// RED and unrated children, and everybody while the framework is not invoked.
    FullVisit,
    /// As a full visit, but the child is not born yet.
    UnbornVisit,
    /// AMBER and GREEN under the framework.
    RemoteAllowed,
}

impl VisitNeeded {
    /// What a position calls for.
    pub fn of(position: &Position) -> Self {
        Self::by(position.standard, position.birth)
    }

    /// What a standard calls for.
    pub fn by(standard: Standard, birth: Birth) -> Self {
        match (standard, birth) {
            (Standard::Full, Birth::Born) => Self::FullVisit,
            (Standard::Full, Birth::Unborn) => Self::UnbornVisit,
            (Standard::Hybrid | Standard::Remote, _) => Self::RemoteAllowed,
        }
    }

    /// The words for the visit list.
    pub fn title(self) -> &'static str {
        match self {
            Self::FullVisit => "face to face, qualified social worker, see the child",
            Self::UnbornVisit => "face to face, qualified social worker (child not born yet)",
            Self::RemoteAllowed => "phone or video allowed",
        }
    }
}
