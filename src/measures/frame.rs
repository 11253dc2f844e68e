//! The positions of a night as a data frame.

use polars::prelude::{Column, DataFrame, Expr, IntoColumn, NamedFrom, PolarsResult, Series, col};

use crate::{
    model::{facts::Facts, rating::Rag},
    rules::{
        flags::Flag,
        position::{Position, State},
    },
};

/// The columns of the positions frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionColumn {
    /// The team's name.
    Team,
    /// The service's name, blank where none is recorded.
    Service,
    /// The governing status.
    Status,
    /// The rating's word.
    Rating,
    /// Whether rated RED.
    Red,
    /// Whether not rated.
    Unrated,
    /// Whether overdue.
    Overdue,
    /// Whether due this week.
    Due,
    /// Whether some status or plan sets a due date.
    HasDueDate,
    /// Whether unseen.
    Unseen,
    /// Whether the child can be seen at all: not unborn.
    CanBeSeen,
    /// Whether a worker is allocated.
    Allocated,
    /// The allocated worker's id, blank where none is.
    Worker,
    /// Whether rated, dated, and neither old nor overtaken by an event.
    RatingCurrent,
}

impl PositionColumn {
    /// The name in the frame.
    pub fn name(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Service => "service",
            Self::Status => "status",
            Self::Rating => "rating",
            Self::Red => "red",
            Self::Unrated => "unrated",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::HasDueDate => "has_due_date",
            Self::Unseen => "unseen",
            Self::CanBeSeen => "can_be_seen",
            Self::Allocated => "allocated",
            Self::Worker => "worker",
            Self::RatingCurrent => "rating_current",
        }
    }

    /// The column as an expression.
    pub fn expr(self) -> Expr {
        col(self.name())
    }

    fn texts<'a>(self, values: impl Iterator<Item = &'a str>) -> Column {
        let values: Vec<&str> = values.collect();
        Series::new(self.name().into(), values).into_column()
    }

    fn flags(self, values: impl Iterator<Item = bool>) -> Column {
        let values: Vec<bool> = values.collect();
        Series::new(self.name().into(), values).into_column()
    }
}

/// One row a child.
///
/// # Errors
/// None in practice: the columns have one length.
pub fn positions_frame(positions: &[&Position], facts: &Facts) -> PolarsResult<DataFrame> {
    use PositionColumn as C;
    let each = || positions.iter().copied();
    let word = |sym| facts.words.text(sym);
    DataFrame::new(
        positions.len(),
        vec![
            C::Team.texts(each().map(|p| word(p.team))),
            C::Service.texts(each().map(|p| p.service.map_or("", word))),
            C::Status.texts(each().map(|p| p.status.code())),
            C::Rating.texts(each().map(Position::rag_code)),
            C::Red.flags(each().map(|p| p.rag() == Some(Rag::Red))),
            C::Unrated.flags(each().map(|p| p.rag().is_none())),
            C::Overdue.flags(each().map(|p| p.state == State::Overdue)),
            C::Due.flags(each().map(|p| p.state == State::Due)),
            C::HasDueDate.flags(each().map(|p| p.state != State::NoMinimum)),
            C::Unseen.flags(each().map(|p| p.unseen)),
            C::CanBeSeen.flags(each().map(|p| p.can_be_unseen())),
            C::Allocated.flags(each().map(|p| p.worker.is_some())),
            C::Worker.texts(each().map(|p| p.worker.map_or("", |id| facts.workers.text(id)))),
            C::RatingCurrent.flags(each().map(has_current_rating)),
        ],
    )
}

/// A rating without a date is current for nobody: it cannot be told how old it is.
fn has_current_rating(position: &Position) -> bool {
    position
        .rating
        .is_some_and(|rating| rating.decided_on.is_some())
        && !position.flags.contains(Flag::RagStale)
        && !position.flags.contains(Flag::RagEvent)
}
