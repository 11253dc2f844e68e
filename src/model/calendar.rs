//! Days: intervals as date arithmetic, the week of a run date, working days in England.

mod bank_holidays;
mod holidays;

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

pub use holidays::Holidays;

/// A minimum gap between visits. [RULES 3]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// So many days.
    Days(u32),
    /// So many calendar months, clamped to the month's last day.
    Months(u32),
}

impl Interval {
    /// The date one interval after `anchor`; the last day that chrono knows where it would lie beyond.
    pub fn after(self, anchor: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => anchor.checked_add_days(Days::new(u64::from(days))),
            Self::Months(months) => anchor.checked_add_months(Months::new(months)),
        }
        .unwrap_or(NaiveDate::MAX)
    }

    /// The date `count` intervals before `date`, months at once and clamped to the month's last day.
    pub fn times_before(self, count: u32, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => {
                date.checked_sub_days(Days::new(u64::from(days) * u64::from(count)))
            }
            Self::Months(months) => {
                date.checked_sub_months(Months::new(months.saturating_mul(count)))
            }
        }
        .unwrap_or(NaiveDate::MIN)
    }

    /// Reads "14 days", "6 weeks", "1 month".
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: u32 = number.parse().ok().filter(|n| (1..=1000).contains(n))?;
        match unit.trim() {
            "day" | "days" => Some(Self::Days(number)),
            "week" | "weeks" => Some(Self::Days(number * 7)),
            "month" | "months" => Some(Self::Months(number)),
            _ => None,
        }
    }
}

impl Interval {
    /// What follows "every": `month`, `2 weeks`.
    pub fn after_every(self) -> String {
        match self {
            Self::Days(1) => "day".to_owned(),
            Self::Days(7) => "week".to_owned(),
            Self::Months(1) => "month".to_owned(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Days(1) => f.write_str("1 day"),
            Self::Days(days) if days % 7 == 0 && days > 7 => write!(f, "{} weeks", days / 7),
            Self::Days(days) => write!(f, "{days} days"),
            Self::Months(1) => f.write_str("1 month"),
            Self::Months(months) => write!(f, "{months} months"),
        }
    }
}

/// The Sunday that ends the week of `date`; weeks run from Monday. [RULES 1]
pub fn sunday_of(date: NaiveDate) -> NaiveDate {
    let left = 6 - date.weekday().num_days_from_monday();
    date.checked_add_days(Days::new(u64::from(left)))
        .unwrap_or(NaiveDate::MAX)
}

/// The Monday that begins the week of `date`.
pub fn monday_of(date: NaiveDate) -> NaiveDate {
    let back = date.weekday().num_days_from_monday();
    date.checked_sub_days(Days::new(u64::from(back)))
        .unwrap_or(NaiveDate::MIN)
}

/// The latest Monday before the day itself.
pub fn monday_before(date: NaiveDate) -> NaiveDate {
    date.pred_opt().map_or(NaiveDate::MIN, monday_of)
}

/// Whole days from `from` to `to`; negative where `to` is earlier.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// Whole days from `from` to `to`; 0 where `to` is earlier.
pub fn days_since(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(days_between(from, to)).unwrap_or(0)
}

/// Whether people are at work on a day: Monday to Friday, no bank holiday in England.
pub fn is_working_day(date: NaiveDate) -> bool {
    !is_weekend(date) && !bank_holidays::is_one(date)
}

/// Working days, by the bank holidays of a service. [RULES 1]
#[derive(Clone, Copy, Debug)]
pub struct WorkingDays<'a>(pub &'a Holidays);

impl WorkingDays<'_> {
    /// Whether a day is one.
    pub fn is_one(self, date: NaiveDate) -> bool {
        self.0.is_working_day(date)
    }

    /// The last one on or before `date`: a visit due on a Sunday must be made by the Friday.
    pub fn on_or_before(self, date: NaiveDate) -> NaiveDate {
        let mut day = date;
        while !self.is_one(day) {
            let Some(before) = day.pred_opt() else { break };
            day = before;
        }
        day
    }

    /// The `count`-th working day after `date`.
    pub fn after(self, date: NaiveDate, count: u32) -> NaiveDate {
        self.walk(date, count, NaiveDate::succ_opt)
    }

    /// The `count`-th working day before `date`.
    pub fn before(self, date: NaiveDate, count: u32) -> NaiveDate {
        self.walk(date, count, NaiveDate::pred_opt)
    }

    fn walk(
        self,
        date: NaiveDate,
        count: u32,
        step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> NaiveDate {
        let mut day = date;
        let mut left = count;
        while left > 0 {
            let Some(next) = step(&day) else { break };
            day = next;
            left -= u32::from(self.is_one(day));
        }
        day
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// A day as managers write it: `23 Nov 2026`.
pub fn plain(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// A day of a week that is talked about: `Tue 24 Nov`, with its year where that is not the year of `today`.
pub fn weekday(date: NaiveDate, today: NaiveDate) -> String {
    let form = match date.year() == today.year() {
        true => "%a %-d %b",
        false => "%a %-d %b %Y",
    };
    date.format(form).to_string()
}

/// A day that lies so near that its year is plain: `23 Nov`.
pub fn short(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}
