//! The one file that reads the wall clock. Everything else is handed a run date.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one file that reads the clock"
)]

use std::time::SystemTime;

use chrono::{NaiveDate, Utc};
use chrono_tz::Tz;

/// The present moment.
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// Today's date in a time zone.
pub fn today(timezone: Tz) -> NaiveDate {
    Utc::now().with_timezone(&timezone).date_naive()
}
