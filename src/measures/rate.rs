//! A rate as numerator and denominator, never as a share alone; what it is about and whose it is.

use std::{collections::BTreeMap, fmt, ops::AddAssign};

use crate::rules::{
    flags::Flag,
    position::{Position, State},
};

/// What a rate is about. More is better for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Of the children with a minimum, those who are not overdue.
    VisitsInTime,
    /// Of the children with a minimum who can be seen, those who are not unseen.
    SeenInTime,
    /// Of the open children, those with a dated rating that is neither old nor overtaken by an event.
    RatingsCurrent,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 3] = [Self::VisitsInTime, Self::SeenInTime, Self::RatingsCurrent];

    /// The word under which the ledger keeps it.
    pub fn code(self) -> &'static str {
        match self {
            Self::VisitsInTime => "visits-in-time",
            Self::SeenInTime => "seen-in-time",
            Self::RatingsCurrent => "ratings-current",
        }
    }

    /// The measure of a ledger's word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }

    /// Whether a child is one of those of whom it could be true and is not.
    pub fn misses(self, position: &Position) -> bool {
        match self {
            Self::VisitsInTime => position.state == State::Overdue,
            Self::SeenInTime => position.can_be_unseen() && position.unseen,
            // A rating without a date is current for nobody: it cannot be told how old it is.
            Self::RatingsCurrent => {
                let is_dated = position.rating.is_some_and(|of| of.decided_on.is_some());
                let is_old = position.flags.contains(Flag::RagStale);
                !is_dated || is_old || position.flags.contains(Flag::RagEvent)
            }
        }
    }

    /// The words that a manager reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::VisitsInTime => "Contacts in time",
            Self::SeenInTime => "Children seen in time",
            Self::RatingsCurrent => "Ratings current",
        }
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Of whom it is true.
    pub numerator: u64,
    /// Of whom it could be.
    pub denominator: u64,
}

impl Rate {
    /// Between 0 and 1; none of nobody.
    pub fn share(self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    /// Of whom it could be true and is not: the overdue, the unseen, the ratings to settle.
    pub fn rest(self) -> u64 {
        self.denominator.saturating_sub(self.numerator)
    }
}

/// The three rates of one group of children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// As [`Measure::VisitsInTime`].
    pub visits_in_time: Rate,
    /// As [`Measure::SeenInTime`].
    pub seen_in_time: Rate,
    /// As [`Measure::RatingsCurrent`].
    pub ratings_current: Rate,
}

impl Rates {
    /// One of the three.
    pub fn of(&self, measure: Measure) -> Rate {
        match measure {
            Measure::VisitsInTime => self.visits_in_time,
            Measure::SeenInTime => self.seen_in_time,
            Measure::RatingsCurrent => self.ratings_current,
        }
    }

    /// One of the three, to be written.
    pub fn of_mut(&mut self, measure: Measure) -> &mut Rate {
        match measure {
            Measure::VisitsInTime => &mut self.visits_in_time,
            Measure::SeenInTime => &mut self.seen_in_time,
            Measure::RatingsCurrent => &mut self.ratings_current,
        }
    }
}

impl AddAssign for Rates {
    /// The rates of two groups without a child in common.
    fn add_assign(&mut self, other: Self) {
        for measure in Measure::ALL {
            let rate = self.of_mut(measure);
            rate.numerator += other.of(measure).numerator;
            rate.denominator += other.of(measure).denominator;
        }
    }
}

/// Whose rates are remembered from run to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateScope {
    /// Every child.
    All,
    /// The children of a service.
    Service(String),
    /// The children of a team.
    Team(String),
}

impl fmt::Display for RateScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all teams"),
            Self::Service(name) => write!(f, "service {name}"),
            Self::Team(name) => write!(f, "team {name}"),
        }
    }
}

/// The rates of one scope on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRates {
    /// Whose.
    pub scope: RateScope,
    /// The rates.
    pub rates: Rates,
}

/// The rates of every scope that is remembered, from those of each service and team: all, each named service, each
/// named team.
pub(super) fn by_scope<'a>(
    places: impl IntoIterator<Item = (&'a str, &'a str, Rates)>,
) -> Vec<ScopeRates> {
    let mut scopes = BTreeMap::from([(RateScope::All, Rates::default())]);
    for (service, team, rates) in places {
        let named = [
            (service, RateScope::Service as fn(String) -> RateScope),
            (team, RateScope::Team),
        ];
        let named = named.into_iter().filter(|(name, _)| !name.is_empty());
        let named = named.map(|(name, scope)| scope(name.to_owned()));
        for scope in named.chain([RateScope::All]) {
            *scopes.entry(scope).or_default() += rates;
        }
    }
    scopes
        .into_iter()
        .map(|(scope, rates)| ScopeRates { scope, rates })
        .collect()
}
