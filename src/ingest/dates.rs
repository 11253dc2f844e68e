//! Dates as exports write them: ISO, day first, month in letters, Excel serials; never guessed month first.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday,
};
use chrono_tz::Tz;

use super::cell::BadDate;

/// The day that a workbook counts its serial numbers from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    /// The usual one; its serial 60 is a day that never was.
    #[default]
    Excel1900,
    /// That of old Macintosh workbooks.
    Excel1904,
}

/// The local moment of an Excel serial number, to the second; none outside 1900 to 9999.
pub fn from_serial(serial: f64, epoch: Epoch) -> Option<NaiveDateTime> {
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let base = match epoch {
        // Serials after February 1900 count from here, because of the leap day that Excel invented.
        Epoch::Excel1900 if serial >= 60.0 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        Epoch::Excel1900 => NaiveDate::from_ymd_opt(1899, 12, 31)?,
        Epoch::Excel1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    let seconds = ((serial - serial.trunc()) * 86_400.0).round() as i64;
    let day = base.checked_add_days(Days::new(serial.trunc() as u64))?;
    day.and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::seconds(seconds))
}

/// The serial number of a date that a workbook holds as ISO text.
pub fn to_serial(text: &str) -> Option<f64> {
    let text = text.trim();
    let day = text.get(..10)?.parse::<NaiveDate>().ok()?;
    let time = text[10..].trim_start_matches(['T', ' ']);
    let time = time.trim_end_matches('Z');
    let time = match time {
        "" => NaiveTime::MIN,
        time => NaiveTime::parse_from_str(time, "%H:%M:%S%.f")
            .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"))
            .ok()?,
    };
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - first).num_days();
    // Before March 1900 the count of days is another, because of the leap day that Excel invented.
    let days = if days < 61 { days - 1 } else { days };
    let seconds = f64::from(time.num_seconds_from_midnight());
    (days >= 0).then(|| days as f64 + seconds / 86_400.0)
}

/// The local moment that a text states; midnight where it states no time. None where no accepted form reads it.
///
/// Accepted: `2026-11-23`, `2026/11/23`, `20261123`, `23/11/2026`, `23-11-2026`, `23.11.2026`, `3 Nov 2026`,
/// `3-November-2026`, `03-Nov-26`, any of these behind its day of the week, a five-digit serial; each but the last with
/// or without a time. A time with `Z` or an offset is turned into local time.
pub fn from_text(text: &str, timezone: Tz) -> Option<NaiveDateTime> {
    if let Some(moment) = iso(text.as_bytes()) {
        return Some(moment);
    }
    let text = text.trim();
    if !text.is_ascii() || text.len() > 60 {
        return None;
    }
    if let Some((weekday, rest)) = split_weekday(text) {
        // A date that lies on another day of the week is not the one that was meant.
        return from_text(rest, timezone).filter(|moment| moment.date().weekday() == weekday);
    }
    if !text.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == text.len() {
        return match digits {
            5 => from_serial(text.parse().ok()?, Epoch::Excel1900)
                .filter(|moment| plausible(moment.date())),
            8 => date(&text[..4], &text[4..6], &text[6..]).map(midnight),
            _ => None,
        };
    }
    if digits == 5 && text.as_bytes()[5] == b'.' {
        return from_serial(text.parse().ok()?, Epoch::Excel1900)
            .filter(|moment| plausible(moment.date()));
    }
    let (day, rest) = split_date(text, digits)?;
    match rest.trim_start_matches(['T', 't', ' ', ',']) {
        "" => rest.is_empty().then(|| midnight(day)),
        time => with_time(day, time, timezone),
    }
}

/// The day of the week that a text begins with, and what follows it: `Thu 01/10/2026`, `Thursday, 1 October 2026`.
fn split_weekday(text: &str) -> Option<(Weekday, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphabetic())?;
    // chrono reads a day in full or by its first three letters.
    let weekday = text[..end].parse().ok()?;
    let rest = text[end..].trim_start_matches([' ', ',', '.']);
    rest.starts_with(|first: char| first.is_ascii_digit())
        .then_some((weekday, rest))
}

/// Day or month, month or day, and year, of a text that is all numbers so far.
fn all_numbers(text: &str) -> Option<(u32, u32, &str)> {
    let text = text.trim();
    let text = split_weekday(text).map_or(text, |(_, rest)| rest);
    let mut parts = text.splitn(3, ['/', '-', '.']);
    let mut small = || {
        parts
            .next()
            .filter(|part| all_digits(part) && part.len() <= 2)
    };
    let (first, second) = (small()?.parse().ok()?, small()?.parse().ok()?);
    let rest = parts.next()?;
    let end = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some((first, second, &rest[..end]))
}

/// Which part of a date in numbers stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It can only be the day: `23/11/2026`.
    Day,
    /// It can only be the month: `11/23/2026`.
    Month,
    /// Either.
    Either,
}

/// The order of a date that is written in numbers with its year last; none for any other text.
pub fn order(text: &str) -> Option<Order> {
    // Years stand first in nearly every export.
    if text.as_bytes().get(4) == Some(&b'-') {
        return None;
    }
    let (first, second, year) = all_numbers(text)?;
    if !matches!(year.len(), 2 | 4) {
        return None;
    }
    match (first, second) {
        (1..=12, 13..=31) => Some(Order::Month),
        (13..=31, 1..=12) => Some(Order::Day),
        (1..=12, 1..=12) => Some(Order::Either),
        _ => None,
    }
}

/// A date in numbers that is written month first, with its day first; none for any other text.
pub fn with_day_first(text: &str) -> Option<String> {
    order(text)?;
    let text = text.trim();
    let numbers = split_weekday(text).map_or(text, |(_, rest)| rest);
    let weekday = &text[..text.len() - numbers.len()];
    let mut parts = numbers.splitn(3, ['/', '-', '.']);
    let (month, day) = (parts.next()?, parts.next()?);
    let mark = numbers.get(month.len()..=month.len())?;
    let rest = numbers.get(month.len() + 1 + day.len()..)?;
    Some(format!("{weekday}{day}{mark}{month}{rest}"))
}

/// Why a text is no date that can be taken, where that is known.
pub fn why_unread(text: &str) -> BadDate {
    match (order(text), all_numbers(text)) {
        (Some(Order::Month), _) => BadDate::MonthFirst,
        (Some(_), Some((.., year))) if year.len() == 2 => BadDate::ShortYear,
        _ => BadDate::Unreadable,
    }
}

/// `2026-11-23`, `2026-11-23 16:42` or `2026-11-23T16:42:05`, which nearly every export has; the forms below read them too.
fn iso(text: &[u8]) -> Option<NaiveDateTime> {
    let (day, time) = text.split_first_chunk::<10>()?;
    let day = match *day {
        [a, b, c, d, b'-', e, f, b'-', g, h] => {
            let year = two_digits(a, b)? * 100 + two_digits(c, d)?;
            NaiveDate::from_ymd_opt(year as i32, two_digits(e, f)?, two_digits(g, h)?)?
        }
        _ => return None,
    };
    let time = match *time {
        [] => NaiveTime::MIN,
        [b' ' | b'T', a, b, b':', c, d] => {
            NaiveTime::from_hms_opt(two_digits(a, b)?, two_digits(c, d)?, 0)?
        }
        [b' ' | b'T', a, b, b':', c, d, b':', e, f] => {
            NaiveTime::from_hms_opt(two_digits(a, b)?, two_digits(c, d)?, two_digits(e, f)?)?
        }
        _ => return None,
    };
    Some(day.and_time(time))
}

fn two_digits(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

fn plausible(day: NaiveDate) -> bool {
    (1990..2100).contains(&day.year())
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The date at the head of a text, and what follows it.
fn split_date(text: &str, digits: usize) -> Option<(NaiveDate, &str)> {
    let separator = *text.as_bytes().get(digits)?;
    let rest = &text[digits + 1..];
    if digits == 4 {
        // Year first: two digits each for month and day, as ISO demands.
        let same = separator == *rest.as_bytes().get(2)?;
        let form = matches!(separator, b'-' | b'/') && same && rest.len() >= 5;
        let (month, day) = (rest.get(..2)?, rest.get(3..5)?);
        let numbers = all_digits(month) && all_digits(day);
        return (form && numbers)
            .then(|| Some((date(&text[..4], month, day)?, &rest[5..])))
            .flatten();
    }
    if digits > 2 || !matches!(separator, b'/' | b'-' | b'.' | b' ') {
        return None;
    }
    let middle_end = rest
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric())?;
    let (middle, after) = rest.split_at(middle_end);
    let after = after.strip_prefix(char::from(separator))?;
    let month = if all_digits(middle) && middle.len() <= 2 && separator != b' ' {
        middle.to_owned()
    } else {
        month_number(middle)?.to_string()
    };
    let digits_of_year = after.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = after.split_at(digits_of_year);
    let year = match digits_of_year {
        4 => year.to_owned(),
        // Among words of months a year of two digits cannot be mistaken. [RULES 7: E-DATE]
        2 if !all_digits(middle) => {
            let century = if year <= "68" { "20" } else { "19" };
            format!("{century}{year}")
        }
        _ => return None,
    };
    Some((date(&year, &month, &text[..digits])?, rest))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn month_number(word: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| {
            *month == word
                || (word.len() == 3 && month.starts_with(&word))
                || (word == "sept" && *month == "september")
        })
        .map(|at| at + 1)
}

/// A day with the time, and perhaps the offset, that follows it.
fn with_time(day: NaiveDate, time: &str, timezone: Tz) -> Option<NaiveDateTime> {
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (time[..at].trim_end(), Some(&time[at..])),
        None => (time, None),
    };
    let clock = plain_time(clock).or_else(|| {
        let upper = clock.to_ascii_uppercase();
        ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"]
            .iter()
            .find_map(|form| NaiveTime::parse_from_str(&upper, form).ok())
    })?;
    let moment = day.and_time(clock);
    let Some(offset) = offset else {
        return Some(moment);
    };
    let offset = if offset.eq_ignore_ascii_case("z") {
        "+00:00"
    } else {
        offset
    };
    let stamped = format!("{}{offset}", moment.format("%Y-%m-%dT%H:%M:%S"));
    let utc = DateTime::parse_from_str(&stamped, "%Y-%m-%dT%H:%M:%S%#z").ok()?;
    Some(utc.with_timezone(&timezone).naive_local())
}

/// `16:42` or `16:42:05`, the forms that nearly every export has.
fn plain_time(text: &str) -> Option<NaiveTime> {
    let two = |at: usize| -> Option<u32> {
        text.get(at..at + 2)
            .filter(|digits| all_digits(digits))?
            .parse()
            .ok()
    };
    let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
    match text.len() {
        5 if colon(2) => NaiveTime::from_hms_opt(two(0)?, two(3)?, 0),
        8 if colon(2) && colon(5) => NaiveTime::from_hms_opt(two(0)?, two(3)?, two(6)?),
        _ => None,
    }
}

/// The date that a file's name states: `_20261122`, `_2026-11-22`, `22-11-2026`; the last one where there are several.
pub fn in_file_name(name: &str) -> Option<NaiveDate> {
    let bytes = name.as_bytes();
    let mut found = None;
    for at in 0..bytes.len() {
        if at > 0 && bytes[at - 1].is_ascii_digit() {
            continue;
        }
        let run = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let text = |range: std::ops::Range<usize>| name.get(range);
        let separated = |first: usize, second: usize, third: usize| {
            let (a, b) = (at + first, at + first + 1 + second);
            let separator = *bytes.get(a)?;
            let same = matches!(separator, b'-' | b'_' | b'.') && bytes.get(b) == Some(&separator);
            let end = b + 1 + third;
            let closed = !bytes.get(end).is_some_and(u8::is_ascii_digit);
            let parts = (text(at..a)?, text(a + 1..b)?, text(b + 1..end)?);
            (same && closed && all_digits(parts.1) && all_digits(parts.2)).then_some(parts)
        };
        let day = match run {
            8 => text(at..at + 8).and_then(|all| {
                date(&all[..4], &all[4..6], &all[6..])
                    .or_else(|| date(&all[4..], &all[2..4], &all[..2]))
            }),
            // A clock time may follow the date without a break: 202611220530.
            12 | 14 => text(at..at + 8).and_then(|all| date(&all[..4], &all[4..6], &all[6..])),
            4 => separated(4, 2, 2).and_then(|(year, month, day)| date(year, month, day)),
            2 => separated(2, 2, 4).and_then(|(day, month, year)| date(year, month, day)),
            _ => None,
        };
        if let Some(day) = day.filter(|&day| plausible(day)) {
            found = Some(day);
        }
    }
    found
}
