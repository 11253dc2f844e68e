//! RULES §2 and §7: what one cell says.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;

/// A value, or the code of the error that quarantines the row (§7).
pub type Read<T> = Result<T, &'static str>;

const BLANK: [&str; 12] = [
    "",
    "NULL",
    "N/A",
    "-",
    "NONE",
    "NAN",
    "NAT",
    "\\N",
    "[NULL]",
    "<NULL>",
    "1900-01-01",
    "9999-12-31",
];
const ERROR_WORDS: [&str; 11] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
];

/// A row as read: its cells by column, blank ones left out.
pub struct Row(BTreeMap<String, String>);

impl Row {
    pub fn new<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> Row {
        let cells = cells.map(|(column, text)| (column.trim().to_owned(), told(text)));
        Row(cells.filter(|(_, text)| !is_blank(text)).collect())
    }

    /// An optional cell of text or code; W-VALUE: an error word is blank.
    pub fn text(&self, column: &str) -> Option<String> {
        let text = self.0.get(column)?;
        (!is_error(text)).then(|| text.clone())
    }

    /// E-MISSING, E-NO-VALUE.
    pub fn required(&self, column: &str) -> Read<String> {
        let text = self.0.get(column).ok_or("E-MISSING")?;
        if is_error(text) {
            return Err("E-NO-VALUE");
        }
        Ok(text.clone())
    }

    /// An optional cell in which not known is not blank: `outcome`, `child_seen`, `qualified`.
    pub fn known(&self, column: &str) -> Read<Option<String>> {
        match self.0.contains_key(column) {
            true => self.required(column).map(Some),
            false => Ok(None),
        }
    }

    /// A required id of a child, a visit or a worker.
    pub fn id(&self, column: &str) -> Read<String> {
        repaired(self.0.get(column).ok_or("E-MISSING")?)
    }

    /// Another column of worker ids; W-VALUE: a spoilt one is blank.
    pub fn worker(&self, column: &str) -> Option<String> {
        repaired(self.0.get(column)?).ok()
    }

    /// The `worker_id` of a case row or a visit, in which some more words are blank.
    pub fn allocated(&self) -> Option<String> {
        const NOBODY: [&str; 4] = ["unallocated", "not allocated", "tbc", "vacant"];
        let worker = self.worker("worker_id");
        worker.filter(|id| !NOBODY.contains(&folded(id).as_str()))
    }

    pub fn required_date(&self, column: &str, d: NaiveDate) -> Read<NaiveDate> {
        self.sure_date(column, d)?.ok_or("E-MISSING")
    }

    /// E-DATE: a date that no accepted format reads, also before 1990 or after the day ten years after `D`.
    pub fn sure_date(&self, column: &str, d: NaiveDate) -> Read<Option<NaiveDate>> {
        let Some(text) = self.known(column)? else {
            return Ok(None);
        };
        let stamp = stamp(&text).ok_or("E-DATE")?;
        if is_blank(&stamp.date().to_string()) {
            return Ok(None);
        }
        match in_range(stamp.date(), d) {
            true => Ok(Some(stamp.date())),
            false => Err("E-DATE"),
        }
    }

    /// W-VALUE: an optional date that cannot be read is blank.
    pub fn date(&self, column: &str, d: NaiveDate) -> Option<NaiveDate> {
        Some(self.stamp(column, d)?.date())
    }

    pub fn stamp(&self, column: &str, d: NaiveDate) -> Option<NaiveDateTime> {
        let stamp = stamp(&self.text(column)?)?;
        let blank = is_blank(&stamp.date().to_string());
        (!blank && in_range(stamp.date(), d)).then_some(stamp)
    }
}

fn in_range(date: NaiveDate, d: NaiveDate) -> bool {
    date.year() >= 1990 && date <= d + Months::new(120)
}

/// What a cell says without the marks that nobody sees, and in NFC as far as the generator needs it.
fn told(text: &str) -> String {
    const UNSEEN: [char; 5] = ['\u{200e}', '\u{ad}', '\u{2060}', '\u{200b}', '\u{feff}'];
    let seen: String = text.chars().filter(|c| !UNSEEN.contains(c)).collect();
    seen.trim()
        .replace("E\u{301}", "\u{c9}")
        .replace("e\u{301}", "\u{e9}")
}

fn is_blank(text: &str) -> bool {
    BLANK.contains(&text.to_uppercase().as_str())
}

/// A spreadsheet error as text.
fn is_error(text: &str) -> bool {
    let text = text.to_uppercase();
    let word = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphabetic());
    let hashes = text.len() >= 3 && text.chars().all(|c| c == '#');
    let other = text.strip_prefix('#').is_some_and(|rest| {
        let rest = rest.strip_suffix('!').or(rest.strip_suffix('?'));
        rest.is_some_and(word)
    });
    let numbered = text
        .strip_prefix("ERR:")
        .is_some_and(|rest| digits(rest) && rest.len() == 3);
    ERROR_WORDS.contains(&text.as_str()) || hashes || other || numbered
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// E-ID: an id that a spreadsheet has spoilt, repaired where that can be done.
fn repaired(text: &str) -> Read<String> {
    if is_error(text) {
        return Err("E-ID");
    }
    if let Some(quoted) = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        return Ok(quoted.to_owned());
    }
    if let Some(quoted) = text.strip_prefix('\'') {
        return Ok(quoted.to_owned());
    }
    if let Some((whole, fraction)) = text.split_once('.')
        && digits(whole)
        && digits(fraction)
        && fraction.bytes().all(|b| b == b'0')
    {
        return Ok(whole.to_owned());
    }
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E'])
        && let Some(read) = scientific(mantissa, exponent)
    {
        return read;
    }
    let mut groups = text.split([',', ' ', '\'']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let thousands = !rest.is_empty()
        && digits(first)
        && first.len() <= 3
        && rest.iter().all(|group| digits(group) && group.len() == 3);
    match thousands {
        true => Err("E-ID"),
        false => Ok(text.to_owned()),
    }
}

/// A mantissa with a point, or an exponent with a sign; nothing where it is neither.
fn scientific(mantissa: &str, exponent: &str) -> Option<Read<String>> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let signed = exponent.starts_with(['+', '-']);
    let pointed = mantissa.contains('.');
    let sound = digits(whole)
        && (digits(fraction) || !pointed)
        && digits(exponent.trim_start_matches(['+', '-']));
    if !sound || !(signed || pointed) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let power: usize = match exponent.trim_start_matches('+').parse() {
        Ok(power) if power < 30 => power,
        _ => return Some(Err("E-ID")),
    };
    if fraction.len() > power {
        return Some(Err("E-ID"));
    }
    let zeros = "0".repeat(power - fraction.len());
    let number = format!("{whole}{fraction}{zeros}");
    Some(Ok(number.trim_start_matches('0').to_owned()))
}

fn stamp(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(date, "%d/%m/%Y"))
        .ok()?;
    let time = NaiveTime::parse_from_str(time, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
        .ok()?;
    Some(date.and_time(time))
}

/// W-VALUE: a word that nobody knows counts as blank.
pub fn yes_no(word: Option<String>) -> Option<bool> {
    match word?.to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" => Some(true),
        "n" | "no" | "false" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// Codes and names compare without regard to case and spaces.
pub fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
