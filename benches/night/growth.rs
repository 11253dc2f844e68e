//! What a visit costs as the number of children grows, and a whole country against an earlier build.

use crate::{authority::Builds, exports::Exports, measured::Cost, rows, yardstick};

/// The children of one authority.
pub const ONE: u32 = 6_000;
/// How many authorities' worth of children a country has.
const COUNTRY: u32 = 50;

const MONDAY: &[&str] = &["monday-visits"];

/// Prints what a visit costs at each of `scales`, in authorities; the last may be a country.
pub fn grow(builds: &Builds, scales: &[u32]) {
    rows::title("run monday-visits --dry-run as the number of children grows");
    let mut first = None;
    for &scale in scales {
        let exports = Exports::new(builds.maker(), ONE * scale);
        let (_, visits) = yardstick::read_exports(exports.root());
        let rounds = if scale < 10 { 3 } else { 1 };
        let costs: Vec<Cost> = (0..rounds)
            .map(|_| exports.dry_run(builds.now, MONDAY))
            .collect();
        let cost = Cost::least(&costs);
        let each = cost.cpu * 1e6 / visits as f64;
        let first = *first.get_or_insert(each);
        let what = format!("{scale}×: {visits} visits, {each:.2} µs CPU a visit");
        rows::cost(&what, cost);
        rows::ratio("CPU a visit, of that at 1×", each, first, 1.15);
        if scale == COUNTRY {
            country(builds, &exports, cost);
        }
    }
}

fn country(builds: &Builds, exports: &Exports, whole: Cost) {
    let positions = exports.positions_alone(builds.now);
    rows::cost("ingest, rules and positions.csv alone", positions);
    let Some(before) = builds.before else { return };
    let whole_before = exports.dry_run(before, MONDAY);
    let positions_before = exports.positions_alone(before);
    rows::cost("the earlier build: the whole", whole_before);
    rows::ratio(
        "wall, of the earlier build",
        whole.wall,
        whole_before.wall,
        0.35,
    );
    let (peak, peak_before) = (whole.peak as f64, whole_before.peak as f64);
    rows::ratio("peak memory, of the earlier build", peak, peak_before, 0.8);
    rows::cost(
        "the earlier build: ingest, rules and positions.csv",
        positions_before,
    );
    rows::ratio(
        "wall, of the earlier build",
        positions.wall,
        positions_before.wall,
        0.4,
    );
}
