//! The table that is printed: a line for each thing measured, and what it should be.

use crate::measured::Cost;

/// Begins a table.
pub fn title(words: &str) {
    println!("\n{words}");
    println!("{:<58} {:>8} {:>8} {:>8}", "", "wall s", "CPU s", "peak MB");
}

/// One thing measured.
pub fn cost(what: &str, cost: Cost) {
    let peak = match cost.peak {
        0 => "–".to_owned(),
        bytes => (bytes / 1_000_000).to_string(),
    };
    println!("{what:<58} {:>8.2} {:>8.2} {peak:>8}", cost.wall, cost.cpu);
}

/// A ratio and the most that it should be; nothing fails where it is more.
pub fn ratio(what: &str, part: f64, whole: f64, at_most: f64) {
    let ratio = part / whole;
    let verdict = if ratio <= at_most { "met" } else { "missed" };
    println!("  {what:<56} {ratio:>8.2}   at most {at_most}: {verdict}");
}
