//! Twenty-six weeks of rates, each week's as of its Sunday: as recorded at the time, or recalculated and labelled so.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use polars::prelude::PolarsResult;

use super::{
    rate::{Rates, Scope, ScopeRates},
    rates::by_scope,
};
use crate::rules::night::Night;

/// How many Sundays a trend shows.
pub const WEEKS: u64 = 26;

/// Where a point of a trend comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A complete run of that date recorded it.
    Ledger,
    /// Recalculated tonight for that date: visits recorded late are in it, cases that left the exports are not.
    Recalculated,
    /// Tonight's own run.
    Tonight,
}

impl Source {
    /// The words that label a point.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ledger => "as recorded on the day",
            Self::Recalculated => "recalculated from tonight's exports",
            Self::Tonight => "this run",
        }
    }
}

/// The rates of every scope on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// Where its rates come from.
    pub source: Source,
    /// The rates of each scope that had a child.
    pub scopes: Vec<ScopeRates>,
}

/// The trends of every scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trends {
    /// Each week's Sunday, earliest first.
    pub weeks: Vec<Day>,
    /// The run date, which may be one of the Sundays.
    pub tonight: Day,
}

/// One point of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub date: NaiveDate,
    /// Where its rates come from.
    pub source: Source,
    /// The rates; 0 of 0 where the scope had no child.
    pub rates: Rates,
}

/// The trend of one reader's children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Each week's Sunday, earliest first.
    pub weeks: Vec<Point>,
    /// The run date.
    pub tonight: Point,
}

impl Trends {
    /// The trend of some scopes together, which must have no child in common.
    pub fn of(&self, scopes: &[Scope]) -> Trend {
        Trend {
            weeks: self.weeks.iter().map(|day| day.of(scopes)).collect(),
            tonight: self.tonight.of(scopes),
        }
    }
}

impl Day {
    /// Some scopes together, which must have no child in common.
    pub fn of(&self, scopes: &[Scope]) -> Point {
        let rates = self
            .scopes
            .iter()
            .filter(|of| scopes.contains(&of.scope))
            .fold(Rates::default(), |sum, of| sum.with(&of.rates));
        Point {
            date: self.date,
            source: self.source,
            rates,
        }
    }
}

/// The Sundays of a trend: 26 of them up to the last on or before the run date, earliest first.
pub fn sundays(date: NaiveDate) -> Vec<NaiveDate> {
    let since_sunday = u64::from(date.weekday().num_days_from_sunday());
    (0..WEEKS)
        .rev()
        .filter_map(|weeks| date.checked_sub_days(Days::new(since_sunday + 7 * weeks)))
        .collect()
}

/// The trends up to a night, from what complete runs recorded on its Sundays and from tonight's rates.
///
/// # Errors
/// None in practice; polars' own.
pub fn trends(
    night: &Night<'_>,
    tonight: Vec<ScopeRates>,
    mut recorded: BTreeMap<NaiveDate, Vec<ScopeRates>>,
) -> PolarsResult<Trends> {
    let tonight = Day {
        date: night.date,
        source: Source::Tonight,
        scopes: tonight,
    };
    let mut weeks = Vec::new();
    for date in sundays(night.date) {
        weeks.push(if date == night.date {
            // Never from the ledger, or a second run of the same night would tell another story.
            tonight.clone()
        } else if let Some(scopes) = recorded.remove(&date) {
            Day {
                date,
                source: Source::Ledger,
                scopes,
            }
        } else {
            let then = night.on_date(date);
            Day {
                date,
                source: Source::Recalculated,
                scopes: by_scope(&then.positions(), night.facts)?,
            }
        });
    }
    Ok(Trends { weeks, tonight })
}
