//! Ids as spreadsheets hand them over: kept as text, repaired where that is certain, refused where it is not. [RULES 7: E-ID]

use std::borrow::Cow;

use super::{cell, rows::Raw};

/// Characters of an id: the longest in use are hashes (SHA-256) in hexadecimal.
const LONGEST: usize = 64;

/// How a spreadsheet has spoilt an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    /// It has made a date of it.
    Date,
    /// It has cut a long number, or left only its first digits.
    Rounded,
    /// It has written marks between the thousands.
    Thousands,
    /// It has made a fraction of it, or a true or false.
    NotWhole,
    /// It is longer than ids are.
    TooLong,
}

impl Spoilt {
    /// The sentence for the analyst.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Date => "a spreadsheet has made a date of this id; export the column as text",
            Self::Rounded => {
                "a spreadsheet has made a rounded number of this id; export the column as text"
            }
            Self::Thousands => {
                "a spreadsheet has set marks between the thousands of this id; export the column as text"
            }
            Self::NotWhole => {
                "this is a number with a fraction, or a true or false, and no id; export the column as text"
            }
            Self::TooLong => {
                "an id of more than 64 characters is none of any case system; is another column meant?"
            }
        }
    }
}

/// An id, kept as text: leading zeros stay, `.0`, `="…"`, a leading apostrophe and exact exponents are repaired.
///
/// # Errors
/// A spreadsheet has spoilt it: what the id was cannot be told.
#[inline]
pub fn id(raw: Raw<'_>) -> Result<Cow<'_, str>, Spoilt> {
    match raw {
        Raw::Text(text) if text.len() > LONGEST && text.chars().count() > LONGEST => {
            Err(Spoilt::TooLong)
        }
        Raw::Text(text) if !text.bytes().any(may_be_spoilt) => Ok(Cow::Borrowed(text)),
        raw => odd_id(raw),
    }
}

fn may_be_spoilt(byte: u8) -> bool {
    matches!(byte, b'e' | b'E' | b'.' | b',' | b' ' | b'\'' | b'=' | 0xe2)
}

fn odd_id(raw: Raw<'_>) -> Result<Cow<'_, str>, Spoilt> {
    match raw {
        Raw::Text(text) => of_text(text),
        Raw::Serial(..) => Err(Spoilt::Date),
        Raw::Bool(_) => Err(Spoilt::NotWhole),
        Raw::Number(number) if number.abs() >= 1e15 => Err(Spoilt::Rounded),
        Raw::Number(number) if number.fract() != 0.0 => Err(Spoilt::NotWhole),
        raw => Ok(cell::text(raw)),
    }
}

fn of_text(text: &str) -> Result<Cow<'_, str>, Spoilt> {
    const APOSTROPHES: [char; 2] = ['\'', '\u{2019}'];
    let quoted = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let held_as_text = quoted.or_else(|| text.strip_prefix(APOSTROPHES));
    if let Some(held) = held_as_text.map(str::trim).filter(|held| !held.is_empty()) {
        return Ok(Cow::Borrowed(held));
    }
    if let Some(number) = scientific(text) {
        return number.map(Cow::Owned).ok_or(Spoilt::Rounded);
    }
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if all(fraction, b'0') => whole,
        _ => text,
    };
    if is_digits(whole) {
        return Ok(Cow::Borrowed(whole));
    }
    let mut groups = whole.split([',', ' ', '\'', '\u{2019}']);
    let first = groups.next().unwrap_or_default();
    let (mut others, mut are_thousands) = (0, is_digits(first) && first.len() <= 3);
    for group in groups {
        others += 1;
        are_thousands &= is_digits(group) && group.len() == 3;
    }
    if others > 0 && are_thousands {
        return Err(Spoilt::Thousands);
    }
    Ok(Cow::Borrowed(text))
}

/// `1.2345E4` or `12345E+0`, with a point before the exponent or a sign behind it: the whole number that it gives, or
/// none. No outer value where the text is no such number: `2E10` is an id.
fn scientific(text: &str) -> Option<Option<String>> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_marked = power.len() < exponent.len() || mantissa.contains(['.', ',']);
    let digits_of = |mantissa: &str| {
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
        let others = mantissa.len() - digits;
        digits > 0 && others == mantissa.matches(['.', ',', '-']).count()
    };
    if !is_marked || !is_digits(power) || !digits_of(mantissa) {
        return None;
    }
    Some(whole_number(mantissa, exponent))
}

fn whole_number(mantissa: &str, exponent: &str) -> Option<String> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    if !is_digits(whole) || !(fraction.is_empty() || is_digits(fraction)) {
        return None;
    }
    let power: usize = exponent.trim_start_matches('+').parse().ok()?;
    let zeros = power.checked_sub(fraction.len()).filter(|_| power < 30)?;
    let number = format!("{whole}{fraction}{}", "0".repeat(zeros));
    let number = number.trim_start_matches('0');
    (!number.is_empty()).then(|| number.to_owned())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn all(text: &str, byte: u8) -> bool {
    !text.is_empty() && text.bytes().all(|other| other == byte)
}

/// Whether the cell of a case's or visit's worker says that there is none. [RULES 7]
pub fn is_nobody(worker: &str) -> bool {
    const NOBODY: [&str; 4] = ["unallocated", "notallocated", "tbc", "vacant"];
    let may_be = matches!(
        worker.as_bytes().first(),
        Some(b'u' | b'U' | b'n' | b'N' | b't' | b'T' | b'v' | b'V')
    );
    may_be && NOBODY.contains(&crate::model::text::word_key(worker).as_str())
}
