//! Control charts: the golden case of OPERATIONS 8.3, and each signal on a series that shows it alone.

use lastseen::measures::spc::{
    Bounds, Firmness, Good, Limits, Meaning, Screening, Signal, Signals, SpcSettings, Way,
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

fn limits(values: &[f64], settings: SpcSettings) -> Limits {
    Limits::of(values, settings).expect("enough points")
}

/// A series judged by limits of its own, no moving range left out.
fn chart(values: &[f64]) -> Vec<Signals> {
    limits(values, settings(Screening::Off, Bounds::None)).judge(values)
}

/// 18 points that sum to 35. Of the 17 moving ranges 14 are 1 (one each side of the pair around the tenfold point is 8
/// and 9, and one 1): together 32, mean 32/17 = 1.882; without those above 3.267 times that (8 and 9) 15/15 = 1.
#[test_case(Screening::Off, 6.952, -3.063; "unscreened")]
#[test_case(Screening::On, 4.604, -0.716; "screened")]
fn golden_case(screening: Screening, upper: f64, lower: f64) {
    let near = |a: f64, b: f64| (a - b).abs() < 0.0005;
    let exact = limits(&GOLDEN, settings(screening, Bounds::None));
    assert!(near(exact.mean, 1.944), "{}", exact.mean);
    assert!(near(exact.upper.exact, upper), "{}", exact.upper.exact);
    assert!(near(exact.lower.exact, lower), "{}", exact.lower.exact);
    assert!(!exact.lower.is_clamped());
    assert_eq!(exact.firmness, Firmness::Provisional, "18 points");
    let counts = limits(&GOLDEN, settings(screening, Bounds::Count));
    assert_eq!(counts.lower.shown, 0.0);
    assert!(counts.lower.is_clamped() && !counts.upper.is_clamped());

    let outside: Vec<usize> = marked(&exact.judge(&GOLDEN), Signal::Outside, Way::Up);
    assert_eq!(outside, [4]);
    assert_eq!(Good::Lower.meaning(Way::Up), Meaning::Concern);
    assert_eq!(Good::Higher.meaning(Way::Up), Meaning::Improvement);
    assert_eq!(Good::Higher.meaning(Way::Down), Meaning::Concern);
}

fn marked(points: &[Signals], signal: Signal, way: Way) -> Vec<usize> {
    let has = |at: &usize| points[*at].contains(&(signal, way));
    (0..points.len()).filter(has).collect()
}

/// Every signal of a chart as `way signal: points`.
fn signals(points: &[Signals]) -> Vec<String> {
    let mut found = Vec::new();
    for way in [Way::Up, Way::Down] {
        for signal in [
            Signal::Outside,
            Signal::Shift,
            Signal::Trend,
            Signal::NearLimit,
        ] {
            let points = marked(points, signal, way);
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
    let mut values = [4., 6.].repeat(10);
    values.extend([10.2, 5., 10.2, 4., 6., 4.]);
    let near = limits(&values, settings(Screening::Off, Bounds::None));
    let third = near.mean + (near.upper.exact - near.mean) * 2.0 / 3.0;
    assert!(
        third < 10.2 && 10.2 < near.upper.exact,
        "the series is as meant"
    );
    assert_eq!(signals(&near.judge(&values)), ["Up NearLimit: [20, 22]"]);
    // One near each limit is no signal.
    let apart = [
        4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 4., 6., 10.2, -0.2, 5.,
    ];
    assert!(marked(&chart(&apart), Signal::NearLimit, Way::Up).is_empty());
    assert!(marked(&chart(&apart), Signal::NearLimit, Way::Down).is_empty());
}

/// The first 20 points are the baseline, and no later one moves its limits.
#[test_case(0, None)]
#[test_case(11, None)]
#[test_case(12, Some(Firmness::Provisional))]
#[test_case(19, Some(Firmness::Provisional))]
#[test_case(20, Some(Firmness::Firm))]
#[test_case(26, Some(Firmness::Firm))]
fn limits_rest_on_the_first_twenty_points(points: usize, firmness: Option<Firmness>) {
    let mut values: Vec<f64> = (0..points)
        .map(|at| if at % 2 == 0 { 0.9 } else { 0.92 })
        .collect();
    let before = Limits::of(&values, SpcSettings::default());
    assert_eq!(before.map(|limits| limits.firmness), firmness);
    values.iter_mut().skip(20).for_each(|value| *value = 0.1);
    assert_eq!(Limits::of(&values, SpcSettings::default()), before);
}
