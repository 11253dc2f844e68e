//! Statistical process control: the XmR chart of a rate, its limits and its signals. [OPERATIONS 8.3]
//!
//! Mean ± 2.66 × the mean moving range of a baseline that stays, so that what comes later is judged by it and does not
//! move it. A chart is for a group's rate, never for one child.

mod runs;
pub mod series;

use runs::{in_runs, in_trends, two_of_three};

/// Limits lie so many mean moving ranges from the mean.
const LIMIT: f64 = 2.66;
/// A moving range above so many times their mean is left out where ranges are screened.
const SCREEN: f64 = 3.267;
/// A baseline has no more points.
pub const BASELINE: usize = 20;
/// Limits of a baseline that is not full yet; of fewer points there are none.
pub const PROVISIONAL_FROM: usize = 12;
/// A shift is so many points on one side, a trend so many that rise or fall.
const RUN: usize = 7;
/// Differences that only rounding makes.
const EPSILON: f64 = 1e-9;

/// Whether unusually large moving ranges are left out, once, before the limits are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screening {
    /// All of them count, as in the NHS Excel tool.
    Off,
    /// Those above 3.267 × their mean do not count, as in the NHS R package.
    On,
}

/// The values that can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounds {
    /// Any.
    None,
    /// A count: 0 or more.
    Count,
    /// A share: 0 to 1.
    Share,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// More is better, as for all three rates.
    Higher,
    /// Less is better.
    Lower,
}

/// How a chart is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpcSettings {
    /// Whether large moving ranges are left out.
    pub screening: Screening,
    /// The values that can be.
    pub bounds: Bounds,
    /// Which way is good.
    pub good: Good,
}

impl Default for SpcSettings {
    /// A rate of which more is better, its moving ranges screened.
    fn default() -> Self {
        Self {
            screening: Screening::On,
            bounds: Bounds::Share,
            good: Good::Higher,
        }
    }
}

/// One limit of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// As the formula gives it; signals are judged by it.
    pub exact: f64,
    /// As it is shown: within the values that can be.
    pub shown: f64,
}

impl Limit {
    fn new(exact: f64, bounds: Bounds) -> Self {
        let shown = match bounds {
            Bounds::None => exact,
            Bounds::Count => exact.max(0.0),
            Bounds::Share => exact.clamp(0.0, 1.0),
        };
        Self { exact, shown }
    }

    /// Whether it is shown elsewhere than the formula puts it, which is to be noted beside the chart.
    pub fn is_clamped(self) -> bool {
        (self.exact - self.shown).abs() > EPSILON
    }
}

/// How far limits can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Firmness {
    /// 12 points or more, and fewer than 20: they move with the next point.
    Provisional,
    /// 20 points.
    Firm,
}

/// What is unusual about a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Outside the limits.
    Outside,
    /// One of seven or more in a row on one side of the mean.
    Shift,
    /// One of seven or more in a row that rise, or fall.
    Trend,
    /// One of two out of three beyond two thirds of the way to one limit.
    NearLimit,
}

impl Signal {
    /// The words that label it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Outside => "outside the limits",
            Self::Shift => "seven or more on one side of the mean",
            Self::Trend => "seven or more rising or falling",
            Self::NearLimit => "two of three near a limit",
        }
    }
}

/// The way a signal points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// High, or rising.
    Up,
    /// Low, or falling.
    Down,
}

/// What a signal means where the direction of good is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The good way.
    Improvement,
    /// The other way.
    Concern,
}

/// What is unusual about a point, none for common variation.
pub type Signals = Vec<(Signal, Way)>;

impl Good {
    /// What pointing one way means.
    pub fn meaning(self, way: Way) -> Meaning {
        match (self, way) {
            (Self::Higher, Way::Up) | (Self::Lower, Way::Down) => Meaning::Improvement,
            (Self::Higher, Way::Down) | (Self::Lower, Way::Up) => Meaning::Concern,
        }
    }
}

/// The limits that a baseline sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The mean of the baseline.
    pub mean: f64,
    /// The mean moving range that the limits come from.
    pub moving_range: f64,
    /// The upper limit.
    pub upper: Limit,
    /// The lower limit.
    pub lower: Limit,
    /// How far the limits can be relied on.
    pub firmness: Firmness,
}

impl Limits {
    /// The limits of a series: its first 20 points are the baseline, and there are none before the twelfth.
    pub fn of(series: &[f64], settings: SpcSettings) -> Option<Self> {
        let baseline = &series[..series.len().min(BASELINE)];
        if baseline.len() < PROVISIONAL_FROM {
            return None;
        }
        let mean = mean(baseline)?;
        let moving_range = moving_range(baseline, settings.screening)?;
        let limit = |side: f64| Limit::new(mean + side * LIMIT * moving_range, settings.bounds);
        Some(Self {
            mean,
            moving_range,
            upper: limit(1.0),
            lower: limit(-1.0),
            firmness: match baseline.len() {
                BASELINE => Firmness::Firm,
                _ => Firmness::Provisional,
            },
        })
    }

    /// What is unusual about each of some points in a row.
    pub fn judge(&self, values: &[f64]) -> Vec<Signals> {
        let mut points = vec![Signals::new(); values.len()];
        for (way, toward) in [(Way::Up, 1.0), (Way::Down, -1.0)] {
            let limit = match way {
                Way::Up => self.upper.exact,
                Way::Down => self.lower.exact,
            };
            // Above zero is beyond the line, toward the limit in question.
            let beyond = |line: f64| {
                values
                    .iter()
                    .map(move |value| (value - line) * toward > EPSILON)
                    .collect::<Vec<bool>>()
            };
            let near = beyond(self.mean + (limit - self.mean) * 2.0 / 3.0);
            let steps: Vec<bool> = values
                .windows(2)
                .map(|pair| (pair[1] - pair[0]) * toward > EPSILON)
                .collect();
            for (signal, marked) in [
                (Signal::Outside, beyond(limit)),
                (Signal::Shift, in_runs(&beyond(self.mean), RUN)),
                (Signal::Trend, in_trends(&steps)),
                (Signal::NearLimit, two_of_three(&near)),
            ] {
                for (point, _) in points.iter_mut().zip(marked).filter(|(_, marked)| *marked) {
                    point.push((signal, way));
                }
            }
        }
        points
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn moving_range(values: &[f64], screening: Screening) -> Option<f64> {
    let mut ranges: Vec<f64> = values
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).abs())
        .collect();
    let all = mean(&ranges)?;
    match screening {
        Screening::Off => Some(all),
        Screening::On => {
            // Not every range can lie above a multiple of their mean, so some are left.
            ranges.retain(|range| *range <= SCREEN * all);
            mean(&ranges)
        }
    }
}
