//! What a meeting filled in, row by row: each must be one of the words that the list offers.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::sheets::{Place, Sheets, Value};
use crate::{
    model::{agreement::Agreement, calendar},
    report::fill_in::{self, WEEKDAYS},
};

/// The columns of the list, by their headings, and the row below which its children stand.
pub(super) struct Form {
    row: u32,
    columns: BTreeMap<String, usize>,
}

impl Form {
    /// Finds them on a list of ours; none where it is no such list.
    pub(super) fn of(sheets: &Sheets) -> Option<Self> {
        let cells = sheets.sheet(fill_in::SHEET)?;
        let is_id = |value: &Value| *value == Value::Text(fill_in::CHILD_ID.to_owned());
        let (&(row, _), _) = cells
            .iter()
            .find(|((_, column), value)| *column == 0 && is_id(value))?;
        let headings = cells.range((row, 0)..(row + 1, 0));
        let columns = headings.filter_map(|(&(_, column), value)| match value {
            Value::Text(heading) => Some((heading.clone(), column)),
            _ => None,
        });
        Some(Self {
            row,
            columns: columns.collect(),
        })
    }

    /// Whether a cell is the meeting's to fill in.
    pub(super) fn is_of_meeting(&self, sheet: &str, (row, column): Place) -> bool {
        let mut own = [fill_in::ALLOCATED_TO, fill_in::DAY, fill_in::HOW]
            .into_iter()
            .filter_map(|heading| self.columns.get(heading));
        sheet == fill_in::SHEET && row > self.row && own.any(|&of| of == column)
    }
}

/// The decisions of a list of a day, which is ours but for what the meeting filled in.
///
/// # Errors
/// Where something was filled in that the list does not offer, and what to do.
pub(super) fn decisions(
    sheets: &Sheets,
    form: &Form,
    list_date: NaiveDate,
) -> Result<Vec<Agreement>, String> {
    let none = BTreeMap::new();
    let cells = sheets.sheet(fill_in::SHEET).unwrap_or(&none);
    let workers = sheets.sheet(fill_in::WORKERS).unwrap_or(&none);
    let is_listed = |name: &str| {
        let name = Value::Text(name.to_owned());
        let mut listed = workers.iter().filter(|((_, column), _)| *column == 0);
        listed.any(|(_, value)| *value == name)
    };
    let mut agreed = Vec::new();
    let rows = cells
        .keys()
        .filter(|(row, column)| *row > form.row && *column == 0);
    for &(row, _) in rows {
        let filled = |heading: &str| {
            let column = *form.columns.get(heading)?;
            Some((column, cells.get(&(row, column))?))
        };
        let text = |heading: &str| match filled(heading) {
            None => Ok(None),
            Some((_, Value::Text(text))) => Ok(Some(text.as_str())),
            Some(_) => Err(format!(
                "row {row} of {} holds something else than words under {heading}",
                fill_in::SHEET
            )),
        };
        let Some(Value::Text(child_id)) = cells.get(&(row, 0)) else {
            continue;
        };
        let worker = text(fill_in::ALLOCATED_TO)?;
        if worker.is_some_and(|name| !is_listed(name) || name == fill_in::NO_WORKER) {
            return Err(format!(
                "row {row} of {} allocates a visit to somebody who is not on the sheet {}; choose from the list",
                fill_in::SHEET,
                fill_in::WORKERS
            ));
        }
        let day = text(fill_in::DAY)?.map(|word| {
            let at = WEEKDAYS
                .iter()
                .position(|day| day.eq_ignore_ascii_case(word.trim()));
            let at = at.ok_or_else(|| {
                format!(
                    "row {row} of {} has no day of the week under {}",
                    fill_in::SHEET,
                    fill_in::DAY
                )
            })?;
            Ok::<_, String>(calendar::monday_of(list_date) + Days::new(at as u64))
        });
        let how = text(fill_in::HOW)?;
        if how.is_some_and(|how| !fill_in::WAYS.contains(&how)) {
            return Err(format!(
                "row {row} of {} has no word of the list under {}",
                fill_in::SHEET,
                fill_in::HOW
            ));
        }
        let agreement = Agreement {
            child_id: child_id.clone(),
            worker_id: worker.map(id_of),
            day: day.transpose()?,
            how: how.map(str::to_owned),
        };
        if agreement.worker_id.is_some() || agreement.day.is_some() || agreement.how.is_some() {
            agreed.push(agreement);
        }
    }
    Ok(agreed)
}

/// The id behind a worker's name, as the list shows them: `Sofia Tablerow (SW0119)`, or the id alone.
fn id_of(shown: &str) -> String {
    let behind = shown
        .strip_suffix(')')
        .and_then(|shown| shown.rsplit_once('('));
    behind.map_or(shown, |(_, id)| id).to_owned()
}
