//! Bank holidays in England, by the rule that fixes them for every year, and the single days that broke it. [RULES 1]

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Single days that were added.
const ADDED: [(i32, u32, u32); 5] = [
    (2020, 5, 8),
    (2022, 6, 2),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
];

/// Days of the rule that others took the place of.
const MOVED: [(i32, u32, u32); 2] = [(2020, 5, 4), (2022, 5, 30)];

/// Whether a day is a bank holiday in England.
pub(super) fn is_one(date: NaiveDate) -> bool {
    let day = (date.year(), date.month(), date.day());
    ADDED.contains(&day) || (is_by_rule(date) && !MOVED.contains(&day))
}

fn is_by_rule(date: NaiveDate) -> bool {
    let is_monday = date.weekday() == Weekday::Mon;
    match (date.month(), date.day()) {
        (1, day) => day == 1 && !is_weekend(date) || is_monday && matches!(day, 2 | 3),
        // Easter lies between 22 March and 25 April.
        (3 | 4, _) => is_around_easter(date),
        (5, day) => is_monday && (day <= 7 || day > 24),
        (8, day) => is_monday && day > 24,
        // Of the two days, one that falls on a weekend is made up for on the Monday or Tuesday.
        (12, 25 | 26) => !is_weekend(date),
        (12, 27 | 28) => matches!(date.weekday(), Weekday::Mon | Weekday::Tue),
        _ => false,
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Good Friday or Easter Monday.
fn is_around_easter(date: NaiveDate) -> bool {
    let day = |offset: i64| {
        let sunday = easter(date.year())?;
        if offset < 0 {
            sunday.checked_sub_days(Days::new(offset.unsigned_abs()))
        } else {
            sunday.checked_add_days(Days::new(offset.unsigned_abs()))
        }
    };
    matches!(date.weekday(), Weekday::Fri | Weekday::Mon)
        && (day(-2) == Some(date) || day(1) == Some(date))
}

/// Easter Sunday in the Gregorian calendar (the "anonymous" computation of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(n / 31).ok()?,
        u32::try_from(n % 31).ok()? + 1,
    )
}
