//! The three rates that managers are held to, counted by all, service, team, worker, status and rating. [P 1.13]

use polars::prelude::{
    DataFrame, DataType, Expr, IntoLazy, PolarsResult, SortMultipleOptions, len,
};

use super::{
    frame::{PositionColumn, positions_frame},
    rate::{Rate, Rates, Scope, ScopeRates},
};
use crate::{model::facts::Facts, rules::position::Position};

/// What the children of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The service; blank where none is recorded.
    Service,
    /// The team.
    Team,
    /// The allocated worker's id; blank where there is none.
    Worker,
    /// The governing status.
    Status,
    /// The rating in force, or UNRATED.
    Rating,
}

impl Grouping {
    fn column(self) -> PositionColumn {
        match self {
            Self::Service => PositionColumn::Service,
            Self::Team => PositionColumn::Team,
            Self::Worker => PositionColumn::Worker,
            Self::Status => PositionColumn::Status,
            Self::Rating => PositionColumn::Rating,
        }
    }
}

/// The rates of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRates {
    /// What the group has in common.
    pub group: String,
    /// Its rates.
    pub rates: Rates,
}

/// The rates of all together.
///
/// # Errors
/// None in practice; polars' own.
pub fn all(positions: &[&Position], facts: &Facts) -> PolarsResult<Rates> {
    all_of(&positions_frame(positions, facts)?)
}

/// The rates of each group, in the order of the groups' names.
///
/// # Errors
/// None in practice; polars' own.
pub fn by(
    grouping: Grouping,
    positions: &[&Position],
    facts: &Facts,
) -> PolarsResult<Vec<GroupRates>> {
    groups_of(grouping, &positions_frame(positions, facts)?)
}

/// The rates of every scope that is remembered: all, each named service, each team.
///
/// # Errors
/// None in practice; polars' own.
pub fn by_scope(positions: &[Position], facts: &Facts) -> PolarsResult<Vec<ScopeRates>> {
    let positions: Vec<&Position> = positions.iter().collect();
    let frame = positions_frame(&positions, facts)?;
    let mut scopes = vec![ScopeRates {
        scope: Scope::All,
        rates: all_of(&frame)?,
    }];
    for (grouping, scope) in [
        (Grouping::Service, Scope::Service as fn(String) -> Scope),
        (Grouping::Team, Scope::Team),
    ] {
        let named = groups_of(grouping, &frame)?
            .into_iter()
            .filter(|group| !group.group.is_empty());
        scopes.extend(named.map(|group| ScopeRates {
            scope: scope(group.group),
            rates: group.rates,
        }));
    }
    Ok(scopes)
}

/// The columns of counts, beside the group's own.
#[derive(Clone, Copy)]
enum RateColumn {
    InTime,
    WithMinimum,
    Seen,
    ToBeSeen,
    Current,
    Children,
}

impl RateColumn {
    fn name(self) -> &'static str {
        match self {
            Self::InTime => "in_time",
            Self::WithMinimum => "with_minimum",
            Self::Seen => "seen",
            Self::ToBeSeen => "to_be_seen",
            Self::Current => "current",
            Self::Children => "children",
        }
    }
}

fn counts() -> Vec<Expr> {
    use PositionColumn as C;
    let count =
        |truth: Expr, name: RateColumn| truth.cast(DataType::UInt64).sum().alias(name.name());
    let minimum = || C::HasDueDate.expr();
    let to_be_seen = || C::CanBeSeen.expr();
    vec![
        count(minimum().and(C::Overdue.expr().not()), RateColumn::InTime),
        count(minimum(), RateColumn::WithMinimum),
        count(to_be_seen().and(C::Unseen.expr().not()), RateColumn::Seen),
        count(to_be_seen(), RateColumn::ToBeSeen),
        count(C::RatingCurrent.expr(), RateColumn::Current),
        len()
            .cast(DataType::UInt64)
            .alias(RateColumn::Children.name()),
    ]
}

fn all_of(frame: &DataFrame) -> PolarsResult<Rates> {
    rates(&frame.clone().lazy().select(counts()).collect()?, 0)
}

fn groups_of(grouping: Grouping, frame: &DataFrame) -> PolarsResult<Vec<GroupRates>> {
    let group = grouping.column();
    let grouped = frame
        .clone()
        .lazy()
        .group_by([group.expr()])
        .agg(counts())
        .sort([group.name()], SortMultipleOptions::default())
        .collect()?;
    let names = grouped.column(group.name())?.str()?;
    (0..grouped.height())
        .map(|row| {
            Ok(GroupRates {
                group: names.get(row).unwrap_or_default().to_owned(),
                rates: rates(&grouped, row)?,
            })
        })
        .collect()
}

fn rates(frame: &DataFrame, row: usize) -> PolarsResult<Rates> {
    let rate = |numerator: RateColumn, denominator: RateColumn| {
        let number =
            |column: RateColumn| PolarsResult::Ok(frame.column(column.name())?.u64()?.get(row));
        PolarsResult::Ok(Rate {
            numerator: number(numerator)?.unwrap_or(0),
            denominator: number(denominator)?.unwrap_or(0),
        })
    };
    Ok(Rates {
        visits_in_time: rate(RateColumn::InTime, RateColumn::WithMinimum)?,
        seen_in_time: rate(RateColumn::Seen, RateColumn::ToBeSeen)?,
        ratings_current: rate(RateColumn::Current, RateColumn::Children)?,
    })
}
