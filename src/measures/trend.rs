//! Twenty-six weeks of rates, each week's as of its Sunday: as recorded at the time, or recalculated and labelled so.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;

use super::{
    CountError,
    rate::{self, RateScope, Rates, ScopeRates},
    settings::Rebase,
    stack::{self, Key},
    tally::Count,
};
use crate::{model::text::Sym, rules::night::Night};

/// How many Sundays a trend shows.
pub const WEEKS: u64 = 26;

/// Where a point of a trend comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A complete run of that date recorded it.
    Ledger,
    /// Recalculated tonight for that date: visits recorded late are in it, cases that left the exports are not.
    Recalculated,
    /// Tonight's own run.
    Tonight,
}

impl Origin {
    /// The words that label a point.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ledger => "as recorded on the day",
            Self::Recalculated => "recalculated from tonight's exports",
            Self::Tonight => "this run",
        }
    }
}

/// What a run knows of the weeks before it: by it trends are drawn.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// What complete runs recorded on Sundays: those of a trend's weeks, and the first 20 since the rebase before them.
    pub days: BTreeMap<NaiveDate, Vec<ScopeRates>>,
    /// From when control charts are worked out anew, earliest first.
    pub rebases: Vec<Rebase>,
}

/// The rates of every scope on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// Where its rates come from.
    pub origin: Origin,
    /// The rates of each scope that had a child.
    pub scopes: Vec<ScopeRates>,
}

/// The trends of every scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trends {
    /// Recorded Sundays before those weeks, on which a baseline may rest; earliest first.
    pub before: Vec<Day>,
    /// Each week's Sunday, earliest first.
    pub weeks: Vec<Day>,
    /// The run date, which may be one of the Sundays.
    pub tonight: Day,
    /// From when control charts are worked out anew, earliest first.
    pub rebases: Vec<Rebase>,
}

/// One point of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub date: NaiveDate,
    /// Where its rates come from.
    pub origin: Origin,
    /// The rates; 0 of 0 where the scope had no child.
    pub rates: Rates,
}

/// The trend of one reader's children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Recorded Sundays before those weeks, on which a baseline may rest; earliest first.
    pub before: Vec<Point>,
    /// Each week's Sunday, earliest first.
    pub weeks: Vec<Point>,
    /// The run date.
    pub tonight: Point,
    /// From when control charts are worked out anew, earliest first.
    pub rebases: Vec<Rebase>,
}

impl Trends {
    /// The trend of some scopes together, which must have no child in common.
    pub fn of(&self, scopes: &[RateScope]) -> Trend {
        let points = |days: &[Day]| days.iter().map(|day| day.of(scopes)).collect();
        Trend {
            before: points(&self.before),
            weeks: points(&self.weeks),
            tonight: self.tonight.of(scopes),
            rebases: self.rebases.clone(),
        }
    }
}

impl Day {
    /// Some scopes together, which must have no child in common.
    pub fn of(&self, scopes: &[RateScope]) -> Point {
        let mut rates = Rates::default();
        let own = |of: &&ScopeRates| scopes.contains(&of.scope);
        self.scopes
            .iter()
            .filter(own)
            .for_each(|of| rates += of.rates);
        Point {
            date: self.date,
            origin: self.origin,
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

/// The trends up to a night, from what complete runs recorded on Sundays and from tonight's rates.
///
/// # Errors
/// None in practice; polars' own.
pub fn trends(
    night: &Night<'_>,
    tonight: Vec<ScopeRates>,
    recorded: Recorded,
) -> Result<Trends, CountError> {
    let tonight = Day {
        date: night.date,
        origin: Origin::Tonight,
        scopes: tonight,
    };
    let of_ledger = recorded.days.into_iter().map(|(date, scopes)| Day {
        date,
        origin: Origin::Ledger,
        scopes,
    });
    let mut days: BTreeMap<_, _> = of_ledger.map(|day| (day.date, day)).collect();
    // Never from the ledger, or a second run of the same night would tell another story.
    days.insert(night.date, tonight.clone());
    let sundays = sundays(night.date);
    let is_unknown = |date: &NaiveDate| !days.contains_key(date);
    let unknown: Vec<NaiveDate> = sundays.iter().copied().filter(is_unknown).collect();
    for day in recalculated(night, &unknown)? {
        days.insert(day.date, day);
    }
    let weeks: Vec<Day> = sundays
        .iter()
        .filter_map(|sunday| days.remove(sunday))
        .collect();
    let is_before = |day: &Day| weeks.first().is_some_and(|first| day.date < first.date);
    Ok(Trends {
        before: days.into_values().filter(is_before).collect(),
        weeks,
        tonight,
        rebases: recorded.rebases,
    })
}

/// Some days as tonight's exports tell them: each day's positions worked out on a core of its own, then stacked and
/// counted at once.
fn recalculated(night: &Night<'_>, days: &[NaiveDate]) -> PolarsResult<Vec<Day>> {
    const KEYS: [Key; 3] = [Key::Day, Key::Service, Key::Team];
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let layer = |(at, &day): (usize, &NaiveDate)| {
        let then = night.on_date(day);
        stack::layer(at as u32, &then.positions(), KEYS, Count::OF_RATES)
    };
    let layers = days.par_iter().enumerate().map(layer);
    let mut stack = DataFrame::empty();
    for layer in layers.collect::<PolarsResult<Vec<_>>>()? {
        stack.vstack_mut_owned(layer)?;
    }
    let word = |code: u32| night.facts.words.text(Sym::at(code as usize));
    let mut places = vec![Vec::new(); days.len()];
    for ([day, service, team], tally) in stack::tallies(stack, KEYS, Count::OF_RATES)? {
        let named = (
            service.map_or("", word),
            team.map_or("", word),
            tally.rates(),
        );
        places[day.map_or(0, |day| day as usize)].push(named);
    }
    let days = days.iter().zip(places).map(|(&date, places)| Day {
        date,
        origin: Origin::Recalculated,
        scopes: rate::by_scope(places),
    });
    Ok(days.collect())
}
