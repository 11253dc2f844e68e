//! When jobs fall due, what a look does about it, and that one of many wins.

mod due;
mod holidays;
mod nights;
mod races;

use std::{cell::Cell, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use lastseen::{errand::surroundings::Surroundings, ingest::Watch, schedule::wait::Clock};

/// A machine whose clock a test sets.
pub struct Hands(pub Cell<DateTime<Utc>>);

impl Hands {
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self(Cell::new(moment))
    }

    pub fn turn(&self, by: TimeDelta) {
        self.0.set(self.0.get() + by);
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        self.0.get()
    }

    fn pause(&self, time: Duration) {
        self.turn(TimeDelta::from_std(time).expect("a short pause"));
    }
}

impl Watch for Hands {}

impl Surroundings for Hands {
    fn is_stopping(&self) -> bool {
        false
    }
}
