//! Typed cells: what a raw cell says as an id, a text, a date, a yes or no, a number. Blank in every spelling is blank.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::{
    dates::{self, Epoch},
    profile::without_code_prefix,
    rows::Raw,
};
use crate::model::visit::Answer;

/// What a cell says: the one place where nothing, not known and a value part. [RULES 7: E-NO-VALUE]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It is blank, in one of the ways to write so.
    Nothing,
    /// An error of the spreadsheet, or a formula whose result was not stored: not known is not blank.
    NotKnown,
    /// A value.
    Something,
}

/// What a cell says.
#[inline]
pub fn says(raw: Raw<'_>) -> Says {
    match raw {
        Raw::Blank => Says::Nothing,
        Raw::Error(_) | Raw::NoResult | Raw::Unread(..) => Says::NotKnown,
        Raw::Text(text) => text_says(text),
        _ => Says::Something,
    }
}

/// Whether a cell says nothing.
#[inline]
pub fn is_blank(raw: Raw<'_>) -> bool {
    says(raw) == Says::Nothing
}

#[inline]
fn text_says(text: &str) -> Says {
    // Few texts that say something begin as those do that say nothing.
    match *text.as_bytes() {
        [] | [b'-' | b'.'] => Says::Nothing,
        [b'#', ..] | [b'e' | b'E', _, _, b':', ..] if is_error_word(text) => Says::NotKnown,
        [
            b'n' | b'N' | b'-' | b'(' | b'<' | b'[' | b'\\' | b'=' | b'p' | b'P' | 0xe2,
            _,
            ..,
        ]
        | [b'1', b'9', b'0', b'0', b'-', ..]
        | [b'9', b'9', b'9', b'9', b'-', ..]
            if is_blank_word(text) =>
        {
            Says::Nothing
        }
        _ => Says::Something,
    }
}

fn is_blank_word(text: &str) -> bool {
    const BLANKS: [&str; 16] = [
        "null",
        "n/a",
        "nan",
        "nat",
        "none",
        "--",
        "nil",
        "(blank)",
        "<na>",
        "(null)",
        "[null]",
        "<null>",
        "\\n",
        "1900-01-01",
        "9999-12-31",
        "placeholder_data",
    ];
    matches!(text, "\u{2013}" | "\u{2014}" | "=\"\"")
        || BLANKS.iter().any(|blank| text.eq_ignore_ascii_case(blank))
}

/// An error of a spreadsheet or of a report writer, as text: `#REF!`, `#NAME?`, `####`, `Err:502`.
fn is_error_word(text: &str) -> bool {
    const WITHOUT_MARK: [&str; 6] = [
        "n/a",
        "getting_data",
        "error",
        "deleted",
        "multivalue",
        "overflow",
    ];
    let Some(word) = text.strip_prefix('#') else {
        let number = text.get(4..).unwrap_or_default();
        let is_number = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
        return is_number && text[..4].eq_ignore_ascii_case("err:");
    };
    if word.len() >= 2 && word.bytes().all(|byte| byte == b'#') {
        return true;
    }
    let marked = word.strip_suffix(['!', '?']).is_some_and(|word| {
        word.bytes().any(|byte| byte.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_'))
    });
    marked
        || WITHOUT_MARK
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// Characters of a name or a word: what is longer is none, and would break what shows it.
pub const LONGEST_NAME: usize = 255;
/// Characters of a list of words: some of them, of several rows, stand in one cell, which holds 32,767.
pub const LONGEST_LIST: usize = 4_000;

/// The start of a text that is longer than it may be, with a mark that it is cut; nothing where it is not.
pub fn cut(text: &str, longest: usize) -> Option<String> {
    if text.len() <= longest || text.chars().nth(longest).is_none() {
        return None;
    }
    let kept = text.chars().take(longest - 1);
    Some(kept.chain(['\u{2026}']).collect())
}

/// A cell as text; numbers without a useless `.0`, dates as ISO.
#[inline]
pub fn text(raw: Raw<'_>) -> Cow<'_, str> {
    match raw {
        Raw::Text(text) => Cow::Borrowed(text),
        raw => other_text(raw),
    }
}

fn other_text(raw: Raw<'_>) -> Cow<'_, str> {
    match raw {
        Raw::Blank => Cow::Borrowed(""),
        Raw::NoResult => Cow::Borrowed("(a formula without a result)"),
        Raw::Text(text) | Raw::Error(text) | Raw::Unread(text, _) => Cow::Borrowed(text),
        Raw::Number(number) => Cow::Owned(number_text(number)),
        Raw::Serial(serial, epoch) => Cow::Owned(match dates::from_serial(serial, epoch) {
            Some(moment) if moment.time() == NaiveTime::MIN => moment.date().to_string(),
            Some(moment) => moment.to_string(),
            None => number_text(serial),
        }),
        Raw::Bool(answer) => Cow::Borrowed(if answer { "TRUE" } else { "FALSE" }),
    }
}

pub(super) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        format!("{number}")
    }
}

/// Why a date cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDate {
    /// No accepted form reads it.
    Unreadable,
    /// All numbers, with a year of two digits: which of them is the year, nobody can say.
    ShortYear,
    /// It can only be month first.
    MonthFirst,
    /// It can only be day first, in a table of the other kind.
    DayFirst,
    /// A year before 1990, or more than ten years after the run date.
    OutOfRange,
}

impl BadDate {
    /// The sentence for the analyst.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unreadable => {
                "this is no date that can be read (day/month/year, or year-month-day)"
            }
            Self::ShortYear => {
                "a year of two digits can be mistaken; export dates with four (23/11/2026, or 2026-11-23)"
            }
            Self::MonthFirst => {
                "this can only be month first, and dates are read day first; export them as day/month/year or year-month-day"
            }
            Self::DayFirst => {
                "this can only be day first, and the profile says dates = \"month first\"; take that out of the profile, or export dates as year-month-day"
            }
            Self::OutOfRange => "a date before 1990 or more than ten years ahead cannot be right",
        }
    }
}

/// A local moment; midnight where the cell states no time. `None` for the placeholders 1900-01-01 and 9999-12-31.
///
/// # Errors
/// A text or number that is no date, or one outside the years that make sense. [RULES 7]
pub fn moment(
    raw: Raw<'_>,
    epoch: Epoch,
    timezone: Tz,
    run_date: NaiveDate,
) -> Result<Option<NaiveDateTime>, BadDate> {
    let read = match raw {
        Raw::Serial(serial, epoch) => dates::from_serial(serial, epoch),
        // A number in General format, in a date column, is a serial number of its workbook.
        Raw::Number(number) if (1.0..3_000_000.0).contains(&number) => {
            dates::from_serial(number, epoch)
        }
        // 20261123, which a spreadsheet takes for a number.
        Raw::Number(number) if number >= 19_000_000.0 => {
            dates::from_text(&number_text(number), timezone)
        }
        Raw::Text(text) => dates::from_text(text, timezone),
        _ => None,
    };
    let moment = read.ok_or_else(|| match raw {
        Raw::Text(text) => dates::why_unread(text),
        _ => BadDate::Unreadable,
    })?;
    let day = moment.date();
    if is_placeholder(day) {
        return Ok(None);
    }
    let is_near = (1990..run_date.year() + 10).contains(&day.year());
    if !is_near && (day.year() < 1990 || day > ten_years_after(run_date)) {
        return Err(BadDate::OutOfRange);
    }
    Ok(Some(moment))
}

/// As [`moment`], of a text of a system that writes the month first: 11/23/2026.
///
/// # Errors
/// As [`moment`]; one that can only be day first too.
pub fn moment_month_first(
    text: &str,
    epoch: Epoch,
    timezone: Tz,
    run_date: NaiveDate,
) -> Result<Option<NaiveDateTime>, BadDate> {
    let Some(day_first) = dates::with_day_first(text) else {
        return moment(Raw::Text(text), epoch, timezone, run_date);
    };
    moment(Raw::Text(&day_first), epoch, timezone, run_date).map_err(|bad| match bad {
        BadDate::MonthFirst => BadDate::DayFirst,
        bad => bad,
    })
}

fn is_placeholder(day: NaiveDate) -> bool {
    (day.year(), day.ordinal()) == (1900, 1)
        || (day.year(), day.month(), day.day()) == (9999, 12, 31)
}

fn ten_years_after(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(chrono::Months::new(120))
        .unwrap_or(NaiveDate::MAX)
}

/// Yes or no in every usual spelling; `None` for a word that is neither.
pub fn answer(raw: Raw<'_>) -> Option<Answer> {
    match raw {
        Raw::Blank => Some(Answer::NotRecorded),
        Raw::Bool(true) => Some(Answer::Yes),
        Raw::Bool(false) => Some(Answer::No),
        Raw::Number(1.0) => Some(Answer::Yes),
        Raw::Number(0.0) => Some(Answer::No),
        Raw::Text(text) => answer_word(text),
        _ => None,
    }
}

fn answer_word(text: &str) -> Option<Answer> {
    const YES: [&str; 10] = [
        "y",
        "yes",
        "true",
        "t",
        "1",
        "1 - yes",
        "1-yes",
        "seen",
        "child seen",
        "qualified",
    ];
    const NO: [&str; 10] = [
        "n",
        "no",
        "false",
        "f",
        "0",
        "0 - no",
        "0-no",
        "not seen",
        "child not seen",
        "unqualified",
    ];
    const UNKNOWN: [&str; 5] = ["unknown", "not known", "not recorded", "u", "?"];
    let is = |words: &[&str], text: &str| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let read = |text: &str| {
        if is(&YES, text) {
            Some(Answer::Yes)
        } else if is(&NO, text) {
            Some(Answer::No)
        } else if is(&UNKNOWN, text) {
            Some(Answer::NotRecorded)
        } else {
            None
        }
    };
    read(text).or_else(|| without_code_prefix(text).and_then(read))
}

/// A whole number.
pub fn whole(raw: Raw<'_>) -> Option<i64> {
    match raw {
        Raw::Number(number) if number.fract() == 0.0 && number.abs() < 1e12 => Some(number as i64),
        Raw::Text(text) => {
            let text = text.strip_suffix(".0").unwrap_or(text);
            text.parse().ok()
        }
        _ => None,
    }
}
