//! The small languages of settings: shares, lengths of time, dates, secrets.

use std::{path::Path, time::Duration};

use chrono::NaiveDate;

use super::document::Section;
use crate::{deliver::settings::SecretSource, model::calendar::Interval};

/// "2%" as 0.02.
pub(super) fn share(text: &str) -> Option<f64> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number / 100.0)
}

/// "26h" or "3d" in hours.
pub(super) fn hours(text: &str) -> Option<u32> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u32 = number
        .trim()
        .parse()
        .ok()
        .filter(|n| (1..=100_000).contains(n))?;
    match unit {
        "h" => Some(number),
        "d" => Some(number * 24),
        _ => None,
    }
}

/// "90s", "5m", "12h" or "3d".
pub(super) fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.trim().parse().ok().filter(|n| *n <= 1_000_000)?;
    let seconds = match unit {
        "s" => number,
        "m" => number * 60,
        "h" => number * 3600,
        "d" => number * 86400,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

/// "20MB" or "500kB" in bytes.
pub(super) fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, factor) = match (text.strip_suffix("MB"), text.strip_suffix("kB")) {
        (Some(number), _) => (number, 1_000_000),
        (None, Some(number)) => (number, 1000),
        (None, None) => return None,
    };
    let number: u64 = number.trim().parse().ok()?;
    (1..=10_000).contains(&number).then_some(number * factor)
}

/// "400d" in days.
pub(super) fn days(text: &str) -> Option<u32> {
    hours(text)
        .filter(|hours| hours % 24 == 0)
        .map(|hours| hours / 24)
}

/// "14 days", "6 weeks", "1 month".
pub(super) fn interval(section: &mut Section<'_, '_>, key: &'static str) -> Option<Interval> {
    section.parsed(
        key,
        "a length of time such as \"14 days\", \"6 weeks\" or \"1 month\"",
        Interval::parse,
    )
}

/// A length of time, or "none" where there is no limit.
pub(super) fn limit(section: &mut Section<'_, '_>, key: &'static str) -> Option<Option<Interval>> {
    section.parsed(
        key,
        "a length of time such as \"7 days\", or \"none\"",
        |text| match text.trim() {
            "none" => Some(None),
            text => Interval::parse(text).map(Some),
        },
    )
}

/// A whole number within bounds.
pub(super) fn number(
    section: &mut Section<'_, '_>,
    key: &'static str,
    bounds: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
    let number: i64 = section.value(key, &expected)?;
    let fits = u32::try_from(number)
        .ok()
        .filter(|number| bounds.contains(number));
    if fits.is_none() {
        section.note(key, &format!("must be {expected}, not {number}"));
    }
    fits
}

/// A date as TOML writes one, or as a text.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Either {
    Plain(toml::value::Datetime),
    Quoted(String),
}

impl Either {
    fn text(&self) -> String {
        match self {
            Self::Plain(date) => date.to_string(),
            Self::Quoted(text) => text.clone(),
        }
    }
}

/// A date, as TOML writes one, with or without quotes.
pub(super) fn date(section: &mut Section<'_, '_>, key: &'static str) -> Option<NaiveDate> {
    let expected = "a date such as 2020-03-23";
    let text = section.value::<Either>(key, expected)?.text();
    let date = text.parse().ok();
    if date.is_none() {
        section.note(key, &format!("must be {expected}, not \"{text}\""));
    }
    date
}

/// A list of dates, each with or without quotes.
pub(super) fn dates(section: &mut Section<'_, '_>, key: &'static str) -> Option<Vec<NaiveDate>> {
    let expected = "a list of dates such as [2027-05-07]";
    let found: Vec<Either> = section.value(key, expected)?;
    let dates: Option<Vec<NaiveDate>> = found.iter().map(|date| date.text().parse().ok()).collect();
    if dates.is_none() {
        section.note(key, &format!("must be {expected}"));
    }
    dates
}

/// A secret's whereabouts: `KEY_file` or `KEY_env`, not both.
pub(super) fn secret(
    section: &mut Section<'_, '_>,
    root: &Path,
    file_key: &'static str,
    variable_key: &'static str,
) -> Option<SecretSource> {
    let file: Option<String> = section.value(file_key, "the path of a file");
    let variable: Option<String> =
        section.value(variable_key, "the name of an environment variable");
    match (file, variable) {
        (Some(_), Some(_)) => {
            section.note(
                variable_key,
                &format!("and {file_key} are both set; keep one"),
            );
            None
        }
        (Some(file), None) => Some(SecretSource::File {
            path: root.join(&file),
            credential: Some(file).filter(|file| is_bare(file)),
        }),
        (None, variable) => variable.map(SecretSource::Variable),
    }
}

/// Whether a path is a file's name alone.
fn is_bare(file: &str) -> bool {
    Path::new(file).file_name().is_some_and(|name| name == file)
}
