//! `holidays_file`: the bank holidays of England as gov.uk publishes them, in JSON.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::{document::Section, files::Files, problem::Problems};

const DIVISION: &str = "england-and-wales";

/// One division of the published file.
#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    date: NaiveDate,
}

/// The days of the file that the settings name; none where they name none.
pub(super) fn read(
    section: &mut Section<'_, '_>,
    files: &mut Files,
    problems: &mut Problems,
) -> Vec<NaiveDate> {
    let expected = "the path of a file such as \"jobs/bank-holidays.json\"";
    let Some(file) = section.value::<String>("holidays_file", expected) else {
        return Vec::new();
    };
    let Some(text) = files.read(&file, problems) else {
        return Vec::new();
    };
    days(&text).unwrap_or_else(|(line, what)| {
        problems.add(
            &file,
            line,
            format!("{what}; save https://www.gov.uk/bank-holidays.json there"),
        );
        Vec::new()
    })
}

/// The days of England, of the file with every division or of that with one.
fn days(text: &str) -> Result<Vec<NaiveDate>, (Option<usize>, String)> {
    let text = text.trim_start_matches('\u{feff}');
    let whole: Value = serde_json::from_str(text)
        .map_err(|error| (Some(error.line()), "is no JSON".to_owned()))?;
    let is_alone = whole.get("division").and_then(Value::as_str) == Some(DIVISION);
    let division = match is_alone {
        true => Some(&whole),
        false => whole.get(DIVISION),
    };
    let division = division.ok_or((None, format!("has no division {DIVISION}")))?;
    let division = Division::deserialize(division).map_err(|_| {
        (
            None,
            format!("the events of {DIVISION} are not a list with a date each"),
        )
    })?;
    let days: Vec<NaiveDate> = division.events.iter().map(|event| event.date).collect();
    match days.is_empty() {
        true => Err((None, format!("{DIVISION} has no event"))),
        false => Ok(days),
    }
}
