//! Due times across changes of the clocks: each local due time is one instant, and instants only go up.
//!
//! The `cron` crate loses and doubles runs where clocks change. So it only ever counts wall-clock times, which it
//! is told are UTC; each is placed on the real time line here, at the first instant at which the wall clock shows
//! it or a later time. That is the first of two where clocks go back, and the end of the gap where they go forward.

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone,
};
use chrono_tz::{GapInfo, Tz};

use super::expression::CronExpression;

/// One due time of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The instant.
    pub at: DateTime<Tz>,
    /// The date that the run answers for: that of the expression's own wall-clock time.
    pub date: NaiveDate,
}

impl CronExpression {
    /// The due times after an instant, in its time zone; without end, or nearly.
    ///
    /// Due times that a gap puts on one instant are one, with the date of the last of them.
    pub fn after(&self, instant: DateTime<Tz>) -> impl Iterator<Item = Due> {
        let zone = instant.timezone();
        let mut rest = self
            .schedule
            .after_owned(instant.naive_local().and_utc())
            .filter_map(move |wall| place(wall.naive_utc(), zone))
            // In the second pass through a repeated hour, its due times lie behind.
            .filter(move |due| due.at > instant)
            .peekable();
        std::iter::from_fn(move || {
            let mut due = rest.next()?;
            while let Some(same) = rest.next_if(|next| next.at <= due.at) {
                due.date = same.date;
            }
            Some(due)
        })
    }

    /// The due times after an instant, up to and with another.
    pub fn between(&self, after: DateTime<Tz>, until: DateTime<Tz>) -> impl Iterator<Item = Due> {
        self.after(after).take_while(move |due| due.at <= until)
    }

    /// The last due time at or before an instant.
    pub fn last(&self, until: DateTime<Tz>) -> Option<Due> {
        let zone = until.timezone();
        let wall = until.naive_local().trunc_subsecs(0).and_utc();
        let earlier = self
            .schedule
            .after(&(wall + TimeDelta::seconds(1)))
            .next_back()?;
        // In the second pass through a repeated hour, later wall-clock times lie behind as well.
        let later = self.schedule.after(&earlier);
        std::iter::once(earlier)
            .chain(later)
            .filter_map(|wall| place(wall.naive_utc(), zone))
            .take_while(|due| due.at <= until)
            .last()
    }
}

/// The first instant of a day.
pub fn midnight(date: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    place(date.and_time(chrono::NaiveTime::MIN), zone).map(|due| due.at)
}

/// The first instant at which the wall clock shows a time or a later one; none outside the zone's known times.
fn place(wall: NaiveDateTime, zone: Tz) -> Option<Due> {
    let at = match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at,
        MappedLocalTime::None => GapInfo::new(&wall, &zone)?.end?,
    };
    Some(Due {
        at,
        date: wall.date(),
    })
}
