//! How many of a group's children stand where: counts that can be added.

use std::{iter::Sum, ops::AddAssign};

use super::rate::{Rate, Rates};

/// What is counted of children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Open children.
    Children,
    /// With a minimum: some status or plan sets a due date.
    WithMinimum,
    /// Overdue.
    Overdue,
    /// Who can be seen and have a minimum: the ground of the unseen rate.
    ToBeSeen,
    /// Not seen in time.
    Unseen,
    /// With a dated rating that is neither old nor overtaken by an event.
    RatingCurrent,
    /// Rated RED.
    Red,
    /// Not rated.
    Unrated,
    /// Without a worker.
    Unallocated,
    /// With something to record.
    ToRecord,
}

impl Count {
    /// Every count.
    pub const ALL: [Self; 10] = [
        Self::Children,
        Self::WithMinimum,
        Self::Overdue,
        Self::ToBeSeen,
        Self::Unseen,
        Self::RatingCurrent,
        Self::Red,
        Self::Unrated,
        Self::Unallocated,
        Self::ToRecord,
    ];

    /// Those that the rates are made of.
    pub(super) const OF_RATES: [Self; 6] = [
        Self::Children,
        Self::WithMinimum,
        Self::Overdue,
        Self::ToBeSeen,
        Self::Unseen,
        Self::RatingCurrent,
    ];

    /// Its name in the frame.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Children => "children",
            Self::WithMinimum => "with_minimum",
            Self::Overdue => "overdue",
            Self::ToBeSeen => "to_be_seen",
            Self::Unseen => "unseen",
            Self::RatingCurrent => "rating_current",
            Self::Red => "red",
            Self::Unrated => "unrated",
            Self::Unallocated => "unallocated",
            Self::ToRecord => "to_record",
        }
    }
}

/// The counts of one group of children. Groups without a child in common are added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally([u64; Count::ALL.len()]);

impl Tally {
    /// How many there are of a kind.
    pub fn of(&self, count: Count) -> u64 {
        self.0[count as usize]
    }

    /// The three rates that managers are held to. [P 1.13]
    pub fn rates(&self) -> Rates {
        let all_but = |these: Count, whole: Count| Rate {
            numerator: self.of(whole).saturating_sub(self.of(these)),
            denominator: self.of(whole),
        };
        Rates {
            visits_in_time: all_but(Count::Overdue, Count::WithMinimum),
            seen_in_time: all_but(Count::Unseen, Count::ToBeSeen),
            ratings_current: Rate {
                numerator: self.of(Count::RatingCurrent),
                denominator: self.of(Count::Children),
            },
        }
    }
}

impl FromIterator<(Count, u64)> for Tally {
    fn from_iter<I: IntoIterator<Item = (Count, u64)>>(counts: I) -> Self {
        let mut tally = Self::default();
        for (count, number) in counts {
            tally.0[count as usize] = number;
        }
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    }
}
