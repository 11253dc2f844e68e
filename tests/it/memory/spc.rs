//! Control charts: the golden case of OPERATIONS 8.3, and each signal on a series that shows it alone.

use lastseen::measures::{
    rate::Rate,
    spc::{
        Bounds, ControlChart, Firmness, Good, Meaning, Screening, Signal, SpcSettings, Way,
        of_rates, of_values,
    },
};
use test_case::test_case;

const GOLDEN: [f64; 18] = [
    1., 2., 1., 2., 10., 1., 2., 1., 2., 1., 2., 1., 2., 1., 2., 1., 2., 1.,
];

fn settings(screening: Screening, bounds: Bounds) -> SpcSettings {
    SpcSettings {
        screening,
        bounds,
        good: Good::Lower,
    }
}

fn chart(values: &[f64]) -> ControlChart {
    of_values(values, settings(Screening::Off, Bounds::None)).expect("enough points")
}

#[test_case(Screening::Off, 6.952, -3.063; "unscreened")]
#[test_case(Screening::On, 4.604, -0.716; "screened")]
fn golden_case(screening: Screening, upper: f64, lower: f64) {
    let near = |a: f64, b: f64| (a - b).abs() < 0.0005;
    let chart = of_values(&GOLDEN, settings(screening, Bounds::None)).expect("18 points");
    assert!(near(chart.mean, 1.944), "{}", chart.mean);
    assert!(near(chart.upper.exact, upper), "{}", chart.upper.exact);
    assert!(near(chart.lower.exact, lower), "{}", chart.lower.exact);
    assert!(!chart.lower.is_clamped());
    assert_eq!(chart.firmness, Firmness::Firm);
    let counts = of_values(&GOLDEN, settings(screening, Bounds::Count)).expect("18 points");
    assert_eq!(counts.lower.shown, 0.0);
    assert!(counts.lower.is_clamped() && !counts.upper.is_clamped());

    let outside: Vec<usize> = marked(&chart, Signal::Outside, Way::Up);
    assert_eq!(outside, [4]);
    assert_eq!(
        chart.meaning(Way::Up),
        Meaning::Concern,
        "less is better here"
    );
}

fn marked(chart: &ControlChart, signal: Signal, way: Way) -> Vec<usize> {
    let has = |at: &usize| chart.points[*at].signals.contains(&(signal, way));
    (0..chart.points.len()).filter(has).collect()
}

/// Every signal of a chart as `way signal: points`.
fn signals(chart: &ControlChart) -> Vec<String> {
    let mut found = Vec::new();
    for way in [Way::Up, Way::Down] {
        for signal in [
            Signal::Outside,
            Signal::Shift,
            Signal::Trend,
            Signal::NearLimit,
        ] {
            let points = marked(chart, signal, way);
            if !points.is_empty() {
                found.push(format!("{way:?} {signal:?}: {points:?}"));
            }
        }
    }
    found
}

#[test]
fn common_variation_has_no_signal() {
    let values: Vec<f64> = (0..20).map(|at| f64::from(at % 2)).collect();
    assert_eq!(signals(&chart(&values)), [""; 0]);
    let still = [0.1; 20];
    assert_eq!(signals(&chart(&still)), [""; 0], "rounding makes no shift");
}

#[test]
fn seven_on_one_side_are_a_shift_and_six_are_none() {
    let six = [
        4., 6., 4., 6., 4., 6., 4., 6., 6., 6., 6., 6., 4., 4., 4., 4., 4., 6.,
    ];
    assert_eq!(signals(&chart(&six)), [""; 0]);
    let seven = [
        4., 6., 4., 6., 4., 6., 4., 6., 6., 6., 6., 6., 6., 6., 4., 4., 4., 4.,
    ];
    let shift = signals(&chart(&seven));
    assert_eq!(shift, ["Up Shift: [7, 8, 9, 10, 11, 12, 13]"]);
    let below: Vec<f64> = seven.iter().map(|value| -value).collect();
    assert_eq!(
        signals(&chart(&below)),
        ["Down Shift: [7, 8, 9, 10, 11, 12, 13]"]
    );
}

#[test]
fn seven_rising_are_a_trend_and_six_are_none() {
    // The wild points before keep the limits wide, so that only the trend is left to see.
    let wild = [0., 20., 0., 20., 0., 20., 0., 20.];
    let rising = |points: i32| -> Vec<f64> {
        let ramp = (0..points).map(|at| 7. + f64::from(at));
        wild.into_iter().chain(ramp).chain([2., 18.]).collect()
    };
    let six = rising(5);
    assert_eq!(signals(&chart(&six)), [""; 0]);
    let seven = rising(7);
    assert_eq!(
        signals(&chart(&seven)),
        ["Up Trend: [8, 9, 10, 11, 12, 13, 14]"]
    );
    let falling: Vec<f64> = seven.iter().map(|value| -value).collect();
    assert_eq!(
        signals(&chart(&falling)),
        ["Down Trend: [8, 9, 10, 11, 12, 13, 14]"]
    );
}

#[test]
fn two_of_three_near_one_limit() {
    let mut values = vec![
        4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6.,
    ];
    values.extend([10.2, 5., 10.2, 4., 6., 4.]);
    let near = chart(&values);
    let third = near.mean + (near.upper.exact - near.mean) * 2.0 / 3.0;
    assert!(
        third < 10.2 && 10.2 < near.upper.exact,
        "the series is as meant"
    );
    assert_eq!(signals(&near), ["Up NearLimit: [16, 18]"]);
    // One near each limit is no signal.
    let apart = [
        4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 10.2, -0.2, 5.,
    ];
    assert!(marked(&chart(&apart), Signal::NearLimit, Way::Up).is_empty());
    assert!(marked(&chart(&apart), Signal::NearLimit, Way::Down).is_empty());
}

#[test]
fn fewer_than_twelve_points_give_trial_limits() {
    assert_eq!(chart(&GOLDEN[..11]).firmness, Firmness::Trial);
    assert_eq!(chart(&GOLDEN[..12]).firmness, Firmness::Firm);
    assert_eq!(of_values(&[1.0], SpcSettings::default()), None);
    assert_eq!(of_values(&[], SpcSettings::default()), None);
}

#[test]
fn a_rate_of_few_children_has_no_chart() {
    let rate = |numerator, denominator| Rate {
        numerator,
        denominator,
    };
    let mut rates: Vec<Rate> = (0..26).map(|at| rate(9 + at % 2, 10)).collect();
    let chart = of_rates(&rates, SpcSettings::default()).expect("denominators of 10");
    assert_eq!(chart.upper.shown, 1.0);
    assert!(chart.upper.is_clamped() && chart.upper.exact > 1.0);
    assert!(!chart.lower.is_clamped());
    assert_eq!(chart.meaning(Way::Up), Meaning::Improvement);
    assert_eq!(chart.meaning(Way::Down), Meaning::Concern);
    rates[3] = rate(9, 9);
    assert_eq!(of_rates(&rates, SpcSettings::default()), None);
}
