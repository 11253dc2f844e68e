//! RULES §1: working days in England. RULES §3: intervals.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The anonymous Gregorian rule.
fn easter_sunday(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

fn first_monday(from: NaiveDate) -> NaiveDate {
    from.iter_days()
        .find(|day| day.weekday() == Weekday::Mon)
        .unwrap()
}

fn weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn bank_holidays(year: i32) -> Vec<NaiveDate> {
    let easter = easter_sunday(year);
    let mut days = vec![
        easter - Days::new(2),
        easter + Days::new(1),
        first_monday(day(year, 5, 1)),
        first_monday(day(year, 5, 25)),
        first_monday(day(year, 8, 25)),
    ];
    match year {
        2020 => days[2] = day(2020, 5, 8),
        2022 => {
            days[3] = day(2022, 6, 2);
            days.extend([day(2022, 6, 3), day(2022, 9, 19)]);
        }
        2023 => days.push(day(2023, 5, 8)),
        _ => {}
    }
    // One that falls on a weekend is given on the next day that is neither weekend nor holiday.
    for fixed in [day(year, 1, 1), day(year, 12, 25), day(year, 12, 26)] {
        if !weekend(fixed) {
            days.push(fixed);
        }
    }
    for fixed in [day(year, 1, 1), day(year, 12, 25), day(year, 12, 26)] {
        if weekend(fixed) {
            let free = |day: &NaiveDate| !weekend(*day) && !days.contains(day);
            let substitute = fixed.iter_days().find(free).unwrap();
            days.push(substitute);
        }
    }
    days
}

/// The n-th working day after `from`.
pub fn working_days_after(from: NaiveDate, n: usize) -> NaiveDate {
    let works = |day: &NaiveDate| !weekend(*day) && !bank_holidays(day.year()).contains(day);
    from.iter_days().skip(1).filter(works).nth(n - 1).unwrap()
}

#[derive(Clone, Copy)]
pub enum Interval {
    Days(u64),
    /// Clamped to the month's last day.
    Months(u32),
}

impl Interval {
    pub fn after(self, date: NaiveDate) -> NaiveDate {
        match self {
            Interval::Days(days) => date + Days::new(days),
            Interval::Months(months) => date + Months::new(months),
        }
    }

    /// `date` minus two of them.
    pub fn twice_before(self, date: NaiveDate) -> NaiveDate {
        match self {
            Interval::Days(days) => date - Days::new(2 * days),
            Interval::Months(months) => date - Months::new(2 * months),
        }
    }
}

/// Of the last n days.
pub fn of_last(days: i64, date: NaiveDate, d: NaiveDate) -> bool {
    (0..=days).contains(&(d - date).num_days())
}

/// The birthday on which a child is so many years old; of 29 February, 1 March.
pub fn birthday(born: NaiveDate, years: i32) -> NaiveDate {
    let year = born.year() + years;
    born.with_year(year).unwrap_or_else(|| day(year, 3, 1))
}
