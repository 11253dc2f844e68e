//! Where and when every story of one sample plays: the run date, the workforce, the dates that follow from them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::chance::{Chance, SPREAD};
use super::pace::shifted;
use super::workforce::Workforce;

/// What all children of one sample share.
pub(super) struct Scene<'a> {
    pub(super) run_date: NaiveDate,
    pub(super) seed: u64,
    pub(super) children: u32,
    pub(super) spread_start: [f64; SPREAD],
    pub(super) workforce: &'a Workforce,
}

impl Scene<'_> {
    /// The day before the run date: nothing but bookings lies after it.
    pub(super) fn eve(&self) -> NaiveDate {
        shifted(self.run_date, -1)
    }

    /// The date in the names of the exports.
    pub(super) fn export_stamp(&self) -> String {
        self.eve().format("%Y%m%d").to_string()
    }

    /// When the exports were run: at 19:30 the evening before.
    pub(super) fn exported_at(&self) -> NaiveDateTime {
        self.eve().and_time(NaiveTime::MIN) + TimeDelta::minutes(19 * 60 + 30)
    }
}

/// A minute of `date` between the hours `from` and `to`.
pub(super) fn office_time(
    date: NaiveDate,
    from: i64,
    to: i64,
    chance: &mut Chance,
) -> NaiveDateTime {
    let minutes = chance.between(from * 60, to * 60 - 1);
    date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes)
}
