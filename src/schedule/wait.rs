//! Waiting for the next due time, against the wall clock: a machine that slept or a clock that was set is noticed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

/// The longest time between two looks.
const STEP: TimeDelta = TimeDelta::seconds(30);

/// Tells the time and lets it pass.
pub trait Clock {
    /// The wall clock.
    fn now(&self) -> DateTime<Utc>;
    /// Lets time pass: at most this long, by a clock that is not set; less, if it likes.
    fn pause(&self, at_most: Duration);
}

/// Looks at what is due at once, when it said it wants to look again, and at least every thirty seconds; until told
/// to stop.
///
/// `look` gets the time and gives back when it next has something to do, if it knows.
pub fn keep_looking(
    clock: &dyn Clock,
    stop: &AtomicBool,
    look: &mut dyn FnMut(DateTime<Utc>) -> Option<DateTime<Utc>>,
) {
    while !stop.load(Ordering::Relaxed) {
        let wanted = look(clock.now());
        let mut now = clock.now();
        // A look may have taken hours; the next due time is then at hand.
        let again = wanted.map_or(now + STEP, |wanted| wanted.min(now + STEP));
        let mut before = now;
        while now < again && now >= before && !stop.load(Ordering::Relaxed) {
            clock.pause((again - now).to_std().unwrap_or_default());
            before = now;
            now = clock.now();
        }
    }
}
