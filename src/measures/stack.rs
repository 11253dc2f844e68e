//! The positions of one day or many, stacked in one frame and counted by one `group_by`.

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::{
    rate::Measure,
    sums::{Codes, sums},
    tally::{Count, Tally},
};
use crate::{
    model::rating::Rag,
    rules::{
        flags::Flag,
        position::{Position, State},
    },
};

/// The columns by which children are counted; the others are named by [`Count`]. A row is a child on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The day's place among those that are stacked.
    Day,
    /// The service's symbol; null where none is recorded.
    Service,
    /// The team's symbol.
    Team,
    /// The allocated worker's symbol; null where there is none.
    Worker,
    /// The governing status's place in tie order.
    Status,
    /// The rating's place in the order of risk; null for UNRATED.
    Rating,
}

impl Key {
    fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Service => "service",
            Self::Team => "team",
            Self::Worker => "worker",
            Self::Status => "status",
            Self::Rating => "rating",
        }
    }

    fn of(self, day: u32, position: &Position) -> Option<u32> {
        // A symbol has four bytes.
        match self {
            Self::Day => Some(day),
            Self::Service => position.service.map(|service| service.index() as u32),
            Self::Team => Some(position.team.index() as u32),
            Self::Worker => position.worker.map(|worker| worker.index() as u32),
            Self::Status => Some(position.status as u32),
            Self::Rating => position.rag().map(|rag| rag as u32),
        }
    }
}

impl Count {
    fn holds(self, position: &Position) -> bool {
        let has_minimum = position.state != State::NoMinimum;
        match self {
            Self::Children => true,
            Self::WithMinimum => has_minimum,
            Self::Overdue => Measure::VisitsInTime.misses(position),
            Self::ToBeSeen => position.can_be_unseen(),
            Self::Unseen => Measure::SeenInTime.misses(position),
            Self::RatingCurrent => !Measure::RatingsCurrent.misses(position),
            Self::Red => position.rag() == Some(Rag::Red),
            Self::Unrated => position.rag().is_none(),
            Self::Unallocated => position.worker.is_none(),
            Self::ToRecord => position.flags.iter().any(Flag::asks_for_record),
        }
    }
}

/// The positions of one day, a row a child, to be stacked on those of others.
pub(super) fn layer<const KEYS: usize, const COUNTS: usize>(
    day: u32,
    positions: &[Position],
    keys: [Key; KEYS],
    counts: [Count; COUNTS],
) -> PolarsResult<DataFrame> {
    let codes = keys.into_iter().map(|key| {
        let codes: Vec<Option<u32>> = positions.iter().map(|p| key.of(day, p)).collect();
        Column::new(key.code().into(), codes)
    });
    let flags = counts.into_iter().map(|count| {
        let flags: Vec<bool> = positions.iter().map(|p| count.holds(p)).collect();
        Column::new(count.code().into(), flags)
    });
    DataFrame::new(positions.len(), codes.chain(flags).collect())
}

/// The tally of each group of a stack. The order of the groups means nothing.
pub(super) fn tallies<const KEYS: usize, const COUNTS: usize>(
    stack: DataFrame,
    keys: [Key; KEYS],
    counts: [Count; COUNTS],
) -> PolarsResult<Vec<(Codes<KEYS>, Tally)>> {
    let groups = sums(stack, keys.map(Key::code), counts.map(Count::code))?;
    let tally = |sums| counts.into_iter().zip(sums).collect();
    Ok(groups
        .into_iter()
        .map(|(codes, sums)| (codes, tally(sums)))
        .collect())
}
