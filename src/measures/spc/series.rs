//! A rate's weeks as a control chart: each week by the baseline of its own source since the last rebase.

use chrono::NaiveDate;

use super::{
    super::{
        rate::{Measure, Rate},
        settings::Rebase,
        trend::{Origin, Point, Trend},
    },
    BASELINE, Limits, Signals, SpcSettings,
};

/// A rate of fewer than this is shown as a count, not as a chart.
const MIN_DENOMINATOR: u64 = 10;
/// Limits by which this share of the weeks is unusual do not fit, …
const MOST: f64 = 1.0 / 2.0;
/// … unless the baseline itself is calm: then the series has left it, and that is what its signals say.
const CALM: f64 = 1.0 / 3.0;
/// A verdict is of the last week, or where its own limits are not there yet of one so many weeks before.
const FRESH: usize = 4;

/// Who worked out a week: what one says is never judged by the limits of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A run of that day, by what was known then.
    Recorded,
    /// This run, by what the exports say of that day tonight.
    Recalculated,
}

impl Source {
    fn of(origin: Origin) -> Self {
        match origin {
            Origin::Ledger | Origin::Tonight => Self::Recorded,
            Origin::Recalculated => Self::Recalculated,
        }
    }
}

/// A rate, week by week.
#[derive(Clone, Debug, PartialEq)]
pub struct RateChart {
    /// The weeks of one source since one rebase, each group with its own limits.
    pub phases: Vec<Phase>,
    /// Each week, earliest first.
    pub weeks: Vec<Week>,
}

/// The weeks of one source since one rebase.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Who worked them out.
    pub source: Source,
    /// The rebase that they begin with; none for those before any.
    pub since: Option<Rebase>,
    /// How many weeks of it are known.
    pub known: usize,
    /// What its limits rest on; none before the twelfth week.
    pub baseline: Option<Baseline>,
    /// Why no week is judged by the limits.
    pub misfit: Option<Misfit>,
}

/// What limits rest on.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Its first week.
    pub from: NaiveDate,
    /// Its last week.
    pub to: NaiveDate,
    /// How many weeks it has.
    pub weeks: usize,
    /// The limits.
    pub limits: Limits,
}

/// Limits by which most weeks would be unusual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misfit {
    /// How many weeks would carry a signal.
    pub signalling: usize,
    /// Of how many.
    pub of: usize,
    /// How much of a week's distance from the mean the week before had already: its correlation with it.
    pub carried_over: f64,
}

/// One week of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// Its Sunday.
    pub date: NaiveDate,
    /// The rate.
    pub rate: Rate,
    /// Which of the chart's phases it is of.
    pub phase: usize,
    /// What is unusual about it; nothing where its phase has no limits, or limits that do not fit.
    pub signals: Signals,
}

/// What a chart says of where the rate stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict<'a> {
    /// There are no limits yet.
    TooFewWeeks(&'a Phase),
    /// The limits say nothing of the week.
    Misfit(Misfit, &'a Week),
    /// The week is judged by its phase's limits.
    Judged(&'a Phase, &'a Week),
}

impl RateChart {
    /// The chart of one rate of a trend; `None` where there is no week, or in some week fewer than 10 children to count.
    pub fn of(trend: &Trend, measure: Measure) -> Option<Self> {
        let rate = |point: &Point| point.rates.of(measure);
        let is_large = |point: &&Point| rate(point).denominator >= MIN_DENOMINATOR;
        if trend.weeks.is_empty() || !trend.weeks.iter().all(|point| is_large(&point)) {
            return None;
        }
        let before: Vec<&Point> = trend.before.iter().filter(is_large).collect();
        let key = |point: &Point| {
            let since = trend.rebases.iter().rposition(|of| of.date <= point.date);
            (since, Source::of(point.origin))
        };
        let mut keys = Vec::new();
        let mut weeks: Vec<Week> = trend
            .weeks
            .iter()
            .map(|point| {
                let known = keys.iter().position(|of| *of == key(point));
                let phase = known.unwrap_or_else(|| {
                    keys.push(key(point));
                    keys.len() - 1
                });
                Week {
                    date: point.date,
                    rate: rate(point),
                    phase,
                    signals: Signals::new(),
                }
            })
            .collect();
        let mut phases = Vec::new();
        for (at, (since, source)) in keys.iter().enumerate() {
            let earlier = before
                .iter()
                .filter(|point| key(point) == (*since, *source));
            let earlier: Vec<(NaiveDate, f64)> = earlier
                .map(|point| (point.date, share(rate(point))))
                .collect();
            let own: Vec<&mut Week> = weeks.iter_mut().filter(|week| week.phase == at).collect();
            let since = since.map(|at| trend.rebases[at].clone());
            phases.push(Phase::of(*source, since, &earlier, own));
        }
        Some(Self { phases, weeks })
    }

    /// The lowest and the highest share of the weeks shown that are of one phase with a week.
    pub fn span_around(&self, week: &Week) -> (f64, f64) {
        let own = self.weeks.iter().filter(|other| other.phase == week.phase);
        own.map(|other| share(other.rate))
            .fold((1.0, 0.0), |(least, most), share| {
                (share.min(least), share.max(most))
            })
    }

    /// What the last weeks say.
    pub fn verdict(&self) -> Option<Verdict<'_>> {
        let has_limits = |week: &&Week| self.phases[week.phase].baseline.is_some();
        let mut fresh = self.weeks.iter().rev().take(FRESH);
        let week = fresh.find(has_limits).or(self.weeks.last())?;
        let phase = &self.phases[week.phase];
        Some(match (&phase.baseline, phase.misfit) {
            (None, _) => Verdict::TooFewWeeks(phase),
            (_, Some(misfit)) => Verdict::Misfit(misfit, week),
            _ => Verdict::Judged(phase, week),
        })
    }
}

impl Phase {
    /// Sets the limits of some weeks and judges them by these.
    fn of(
        source: Source,
        since: Option<Rebase>,
        earlier: &[(NaiveDate, f64)],
        mut weeks: Vec<&mut Week>,
    ) -> Self {
        let shown = weeks.iter().map(|week| (week.date, share(week.rate)));
        let known: Vec<(NaiveDate, f64)> = earlier.iter().copied().chain(shown).collect();
        let values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
        let mut phase = Self {
            source,
            since,
            known: known.len(),
            baseline: None,
            misfit: None,
        };
        let Some(limits) = Limits::of(&values, SpcSettings::default()) else {
            return phase;
        };
        let length = known.len().min(BASELINE);
        phase.baseline = Some(Baseline {
            from: known[0].0,
            to: known[length - 1].0,
            weeks: length,
            limits,
        });
        // Between a whole baseline and the weeks shown others may lie: no run goes across.
        let seam = match earlier.len() >= BASELINE {
            true => earlier.len(),
            false => 0,
        };
        let mut signals = limits.judge(&values[..seam]);
        signals.extend(limits.judge(&values[seam..]));
        let signalling = |of: &[Signals]| of.iter().filter(|signals| !signals.is_empty()).count();
        let share_of = |of: &[Signals]| signalling(of) as f64 / of.len().max(1) as f64;
        if share_of(&signals) > MOST && share_of(&signals[..length]) > CALM {
            phase.misfit = Some(Misfit {
                signalling: signalling(&signals),
                of: signals.len(),
                carried_over: carried_over(&values),
            });
            return phase;
        }
        let own = signals.into_iter().skip(earlier.len());
        for (week, signals) in weeks.iter_mut().zip(own) {
            week.signals = signals;
        }
        phase
    }
}

fn share(rate: Rate) -> f64 {
    rate.share().unwrap_or_default()
}

/// The correlation of each value with the one before it.
fn carried_over(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let product = |pair: &[f64]| (pair[0] - mean) * (pair[1] - mean);
    let together: f64 = values.windows(2).map(product).sum();
    let alone: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    if alone > 0.0 { together / alone } else { 0.0 }
}
