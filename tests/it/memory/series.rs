//! A rate's weeks as a control chart: its baseline, a rebase, a change of source, limits that do not fit.

use chrono::{Days, NaiveDate};
use lastseen::measures::{
    rate::{Measure, Rate, Rates},
    settings::Rebase,
    spc::{
        Firmness, Signal, Way,
        series::{Phase, RateChart, Source, Verdict},
    },
    trend::{Origin, Point, Trend},
};
use test_case::test_case;

use crate::night::day;

const MEASURE: Measure = Measure::SeenInTime;
const FIRST: &str = "2026-05-31";
const LAST: &str = "2026-11-22";

/// Weeks from a Sunday on, each so many of a hundred.
fn weeks(from: &str, origin: Origin, of_hundred: &[u64]) -> Vec<Point> {
    let point = |(at, &numerator): (usize, &u64)| {
        let mut rates = Rates::default();
        *rates.of_mut(MEASURE) = Rate {
            numerator,
            denominator: 100,
        };
        Point {
            date: day(from) + Days::new(7 * at as u64),
            origin,
            rates,
        }
    };
    of_hundred.iter().enumerate().map(point).collect()
}

fn trend(weeks: Vec<Point>) -> Trend {
    assert_eq!(weeks.len(), 26);
    Trend {
        before: Vec::new(),
        tonight: weeks[25],
        weeks,
        rebases: Vec::new(),
    }
}

fn rebase(date: &str) -> Rebase {
    Rebase {
        date: day(date),
        reason: "two teams became one".to_owned(),
    }
}

fn chart(trend: &Trend) -> RateChart {
    RateChart::of(trend, MEASURE).expect("a hundred children each week")
}

/// 90 and 92 by turns.
fn calm(weeks: usize) -> Vec<u64> {
    (0..weeks as u64).map(|at| 90 + 2 * (at % 2)).collect()
}

fn joined(parts: &[&[u64]]) -> Vec<u64> {
    parts.concat()
}

type Rests = (
    Source,
    Option<(&'static str, &'static str, usize, Firmness)>,
);

/// What a phase's limits rest on.
fn rests(phase: &Phase) -> (Source, Option<(NaiveDate, NaiveDate, usize, Firmness)>) {
    let of = phase.baseline.as_ref();
    let baseline = of.map(|of| (of.from, of.to, of.weeks, of.limits.firmness));
    (phase.source, baseline)
}

fn dated((source, baseline): Rests) -> (Source, Option<(NaiveDate, NaiveDate, usize, Firmness)>) {
    let dates = |(from, to, weeks, firmness)| (day(from), day(to), weeks, firmness);
    (source, baseline.map(dates))
}

/// Mean (10 × 90 + 10 × 92) / 20 = 91 %, moving range 2 points: limits 91 ± 5.32.
#[test]
fn a_baseline_of_twenty_weeks_judges_those_after_it() {
    let values = joined(&[&calm(20), &[91, 91, 85, 97, 91, 85]]);
    let chart = chart(&trend(weeks(FIRST, Origin::Recalculated, &values)));
    let [phase] = chart.phases.as_slice() else {
        panic!("{:?}", chart.phases);
    };
    let whole = (FIRST, "2026-10-11", 20, Firmness::Firm);
    assert_eq!(rests(phase), dated((Source::Recalculated, Some(whole))));
    let limits = phase.baseline.as_ref().expect("a baseline").limits;
    for (is, should_be) in [
        (limits.mean, 0.91),
        (limits.moving_range, 0.02),
        (limits.lower.exact, 0.8568),
        (limits.upper.exact, 0.9632),
    ] {
        assert!((is - should_be).abs() < 1e-9, "{is}, not {should_be}");
    }
    let signalled: Vec<(NaiveDate, Vec<(Signal, Way)>)> = chart
        .weeks
        .iter()
        .filter(|week| !week.signals.is_empty())
        .map(|week| (week.date, week.signals.clone()))
        .collect();
    assert_eq!(
        signalled,
        [
            (day("2026-11-01"), vec![(Signal::Outside, Way::Down)]),
            (day("2026-11-08"), vec![(Signal::Outside, Way::Up)]),
            (day(LAST), vec![(Signal::Outside, Way::Down)]),
        ]
    );
    assert!(matches!(
        chart.verdict(),
        Some(Verdict::Judged(_, week)) if week.date == day(LAST)
    ));
}

/// After a rebase the new level is no signal by limits of its own, and without one it is.
#[test]
fn a_rebase_sets_new_limits() {
    let values = joined(&[
        &calm(13),
        &calm(13).iter().map(|of| of - 30).collect::<Vec<_>>(),
    ]);
    let mut trend = trend(weeks(FIRST, Origin::Recalculated, &values));
    let is_calm = |chart: &RateChart| chart.weeks.iter().all(|week| week.signals.is_empty());
    // Of the first 20 weeks seven are low: the level within the baseline is no level.
    let before = chart(&trend);
    assert!(!is_calm(&before) || before.phases[0].misfit.is_some());
    trend.rebases = vec![rebase("2026-08-30")];
    let after = chart(&trend);
    let old = (FIRST, "2026-08-23", 13, Firmness::Provisional);
    let new = ("2026-08-30", LAST, 13, Firmness::Provisional);
    let expected = [old, new].map(|of| dated((Source::Recalculated, Some(of))));
    assert_eq!(after.phases.iter().map(rests).collect::<Vec<_>>(), expected);
    assert_eq!(after.phases[0].since, None);
    assert_eq!(after.phases[1].since, Some(rebase("2026-08-30")));
    assert!(is_calm(&after));
    // A day later, and the week of the rebase is of the old state.
    trend.rebases = vec![rebase("2026-08-31")];
    assert_eq!(chart(&trend).weeks[13].phase, 0);
}

/// Recorded weeks after recalculated ones of another level: neither judges the other, and there is no verdict before
/// the recorded ones have limits.
#[test_case(3, None; "few are recorded")]
#[test_case(11, None; "eleven are recorded")]
#[test_case(12, Some((12, Firmness::Provisional)); "twelve are recorded")]
#[test_case(14, Some((14, Firmness::Provisional)); "fourteen are recorded")]
fn a_change_of_source_is_no_direction(recorded: usize, limits: Option<(usize, Firmness)>) {
    let first = 26 - recorded;
    let low: Vec<u64> = calm(recorded).iter().map(|of| of - 40).collect();
    let from = (day(FIRST) + Days::new(7 * first as u64)).to_string();
    let mut points = weeks(FIRST, Origin::Recalculated, &calm(first));
    points.extend(weeks(&from, Origin::Ledger, &low));
    let chart = chart(&trend(points));
    assert_eq!(chart.phases.len(), 2);
    let recorded_phase = &chart.phases[1];
    assert_eq!(recorded_phase.source, Source::Recorded);
    assert_eq!(recorded_phase.known, recorded);
    let own = recorded_phase.baseline.as_ref();
    assert_eq!(own.map(|of| (of.weeks, of.limits.firmness)), limits);
    assert!(chart.weeks.iter().all(|week| week.signals.is_empty()));
    match (limits, chart.verdict()) {
        // The recalculated weeks before have limits, and are fresh enough to be told.
        (None, Some(Verdict::Judged(phase, _))) => {
            assert!(recorded < 4);
            assert_eq!(phase.source, Source::Recalculated);
        }
        (None, Some(Verdict::TooFewWeeks(phase))) => assert_eq!(phase.known, recorded),
        (Some(_), Some(Verdict::Judged(phase, week))) => {
            assert_eq!(phase.source, Source::Recorded);
            assert_eq!(week.date, day(LAST));
        }
        other => panic!("{other:?}"),
    }
}

/// A night that was missed is recalculated amid recorded weeks, and is of neither baseline nor run.
#[test]
fn a_missed_sunday_is_passed_over() {
    let mut points = weeks(FIRST, Origin::Ledger, &calm(26));
    points[25].origin = Origin::Recalculated;
    let missed = chart(&trend(points.clone()));
    assert_eq!(missed.phases.len(), 2);
    assert_eq!(missed.phases[1].known, 1);
    assert!(matches!(
        missed.verdict(),
        Some(Verdict::Judged(phase, week)) if phase.source == Source::Recorded && week.date == day("2026-11-15")
    ));
}

/// What was recorded before the 26 weeks stays the baseline; a fall since is a concern in every week.
#[test]
fn a_baseline_from_before_the_weeks_shown_holds() {
    let mut trend = trend(weeks(FIRST, Origin::Ledger, &[70; 26]));
    trend.before = weeks("2025-06-01", Origin::Ledger, &calm(20));
    let chart = chart(&trend);
    let whole = ("2025-06-01", "2025-10-12", 20, Firmness::Firm);
    let [phase] = chart.phases.as_slice() else {
        panic!("{:?}", chart.phases);
    };
    assert_eq!(rests(phase), dated((Source::Recorded, Some(whole))));
    assert_eq!(phase.misfit, None, "the baseline itself is calm");
    let is_low = |signals: &[(Signal, Way)]| signals.contains(&(Signal::Outside, Way::Down));
    assert!(chart.weeks.iter().all(|week| is_low(&week.signals)));
}

/// A state that wanders slowly: small steps set narrow limits, by which nearly every week would signal.
#[test]
fn limits_that_do_not_fit_are_said_instead_of_signals() {
    let up: Vec<u64> = (60..73).collect();
    let down: Vec<u64> = (60..73).rev().collect();
    let chart = chart(&trend(weeks(
        FIRST,
        Origin::Recalculated,
        &joined(&[&up, &down]),
    )));
    let misfit = chart.phases[0].misfit.expect("limits that do not fit");
    assert!(misfit.signalling > 13 && misfit.of == 26, "{misfit:?}");
    assert!(misfit.carried_over > 0.8, "{misfit:?}");
    assert!(chart.weeks.iter().all(|week| week.signals.is_empty()));
    assert!(
        matches!(chart.verdict(), Some(Verdict::Misfit(of, week)) if of == misfit && chart.span_around(week) == (0.60, 0.72))
    );
}

#[test_case(9, false)]
#[test_case(10, true)]
fn a_rate_of_few_children_has_no_chart(children: u64, has_chart: bool) {
    let mut points = weeks(FIRST, Origin::Ledger, &calm(26));
    *points[3].rates.of_mut(MEASURE) = Rate {
        numerator: 9,
        denominator: children,
    };
    assert_eq!(RateChart::of(&trend(points), MEASURE).is_some(), has_chart);
}
