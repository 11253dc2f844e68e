//! A cron expression, with what the `cron` crate would let pass refused.

use std::str::FromStr;

use chrono::{NaiveDate, TimeZone, Utc};
use cron::Schedule;

use crate::model::calendar::Holidays;

/// So many due times ahead the list of bank holidays should reach.
const DUE_TIMES_AHEAD: usize = 10;

/// When a job falls due: second, minute, hour, day, month, weekday.
#[derive(Clone, Debug)]
pub struct CronExpression {
    pub(super) schedule: Schedule,
    pub(super) on_holiday: OnHoliday,
    pub(super) holidays: Holidays,
}

/// What becomes of a due time on a bank holiday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnHoliday {
    /// It stays.
    #[default]
    Run,
    /// There is none.
    Skip,
    /// It moves to the same time of the next working day; one that is due then anyway is the same.
    NextWorkingDay,
}

impl CronExpression {
    /// Reads an expression of six fields; five, as in a crontab, get second 0.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence. Numbers for weekdays are refused: they mean one thing in
    /// a crontab and another in the library.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let six = match fields.len() {
            5 => format!("0 {text}"),
            6 => text.to_owned(),
            n => {
                return Err(format!(
                    "has {n} fields; write second minute hour day month weekday, such as \"0 30 6 * * Mon\""
                ));
            }
        };
        let weekday = fields.last().copied().unwrap_or_default();
        if weekday.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "names its weekday by number (\"{weekday}\"), which means different days in different tools; write Mon, Tue, Mon-Fri"
            ));
        }
        let schedule = Schedule::from_str(&six)
            .map_err(|_| "is no cron expression; write second minute hour day month weekday, such as \"0 30 6 * * Mon\"".to_owned())?;
        // Any fixed day does: an expression that fires at all fires within the years behind it.
        let from = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single();
        if from.and_then(|from| schedule.after(&from).next()).is_none() {
            return Err("never falls due".to_owned());
        }
        Ok(Self {
            schedule,
            on_holiday: OnHoliday::Run,
            holidays: Holidays::default(),
        })
    }

    /// The same, with bank holidays observed.
    ///
    /// # Errors
    /// Nothing is left of it, as the end of a sentence.
    pub fn observing(self, on_holiday: OnHoliday, holidays: &Holidays) -> Result<Self, String> {
        let observing = Self {
            schedule: self.schedule,
            on_holiday,
            holidays: holidays.clone(),
        };
        let from = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single();
        let from = from.map(|from| from.with_timezone(&chrono_tz::UTC));
        match from.and_then(|from| observing.after(from).next()) {
            Some(_) => Ok(observing),
            None => Err("leaves no due time: all of them are bank holidays".to_owned()),
        }
    }

    /// The day with which the list of bank holidays ends, where one of the next due times lies behind it and asks.
    pub fn outlives_list(&self, from: NaiveDate) -> Option<NaiveDate> {
        let end = self.holidays.end()?;
        let from = from.and_time(chrono::NaiveTime::MIN).and_utc();
        let mut next = self
            .after(from.with_timezone(&chrono_tz::UTC))
            .take(DUE_TIMES_AHEAD);
        let is_asked = self.on_holiday != OnHoliday::Run;
        (is_asked && next.any(|due| due.date > end)).then_some(end)
    }

    /// The expression as six fields.
    pub fn source(&self) -> &str {
        self.schedule.source()
    }
}
