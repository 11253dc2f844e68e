//! Due times across changes of the clocks: each local due time is one instant, and instants only go up.
//!
//! The `cron` crate loses and doubles runs where clocks change. So it only ever counts wall-clock times, which it
//! is told are UTC; each is placed on the real time line here, at the first instant at which the wall clock shows
//! it or a later time. That is the first of two where clocks go back, and the end of the gap where they go forward.

use std::{
    collections::BTreeSet,
    iter::{self, Peekable},
};

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta,
    TimeZone,
};
use chrono_tz::{GapInfo, Tz};

use super::expression::{CronExpression, OnHoliday};

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
            .walls_after(instant.naive_local())
            .filter_map(move |wall| place(wall, zone))
            // In the second pass through a repeated hour, its due times lie behind.
            .filter(move |due| due.at > instant)
            .peekable();
        iter::from_fn(move || {
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
        let mut wall = until.naive_local().trunc_subsecs(0).and_utc() + TimeDelta::seconds(1);
        // One that is due by then; it need not be the last, where later times have moved or an hour comes twice.
        let some = loop {
            wall = self.schedule.after(&wall).next_back()?;
            let kept = self.kept(wall.naive_utc());
            let due = kept.and_then(|wall| place(wall, zone));
            if let Some(due) = due.filter(|due| due.at <= until) {
                break due;
            }
        };
        self.between(some.at - TimeDelta::seconds(1), until).last()
    }

    /// The wall-clock times after one, with holidays observed, in order and each once.
    fn walls_after(&self, wall: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
        let mut from = wall;
        if self.on_holiday == OnHoliday::NextWorkingDay {
            // What was due on the days off before may have moved behind it.
            let mut day = wall.date();
            while let Some(before) = day
                .pred_opt()
                .filter(|day| !self.holidays.is_working_day(*day))
            {
                day = before;
            }
            if day < wall.date() {
                from = day.and_time(NaiveTime::MIN) - TimeDelta::seconds(1);
            }
        }
        let walls = self.schedule.after_owned(from.and_utc());
        let mut walls: Peekable<_> = walls.map(|wall| wall.naive_utc()).peekable();
        let mut kept = BTreeSet::new();
        iter::from_fn(move || {
            // A time only ever moves to a later one, so that none can come before the next as it is written.
            loop {
                let first = kept.first().copied();
                match walls.peek() {
                    Some(&next) if first.is_none_or(|first| next <= first) => {
                        walls.next();
                        kept.extend(self.kept(next));
                    }
                    _ => return kept.pop_first(),
                }
            }
        })
        .filter(move |kept| *kept > wall)
    }

    /// Where a wall-clock time of the expression goes; none where it is passed over.
    fn kept(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        if self.on_holiday == OnHoliday::Run || !self.holidays.is_one(wall.date()) {
            return Some(wall);
        }
        if self.on_holiday == OnHoliday::Skip {
            return None;
        }
        let mut day = wall.date();
        while !self.holidays.is_working_day(day) {
            day = day.succ_opt()?;
        }
        Some(day.and_time(wall.time()))
    }
}

/// The first instant of a day.
pub fn midnight(date: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    place(date.and_time(NaiveTime::MIN), zone).map(|due| due.at)
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
