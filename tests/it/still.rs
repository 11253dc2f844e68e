//! A machine on which time stands still and nobody asks to stop.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use lastseen::{errand::surroundings::Surroundings, ingest::Watch, schedule::wait::Clock};

/// Six in the morning of a day, for ever.
pub struct Still(pub NaiveDate);

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        let six = NaiveTime::from_hms_opt(6, 0, 0).expect("a time of day");
        self.0.and_time(six).and_utc()
    }

    fn pause(&self, _: Duration) {}
}

impl Watch for Still {}

impl Surroundings for Still {
    fn is_stopping(&self) -> bool {
        false
    }
}
