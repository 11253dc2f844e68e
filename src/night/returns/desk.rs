//! The last list as it went out to each reader, against which a returned workbook is held.

use std::path::Path;

use super::{
    decisions::{Form, decisions},
    sheets::{Sheets, Value},
};
use crate::{
    deliver::settings::Recipient,
    errand::{Errand, RunError},
    ingest::settings::IngestSettings,
    ledger::{Ledger, ListRun, Returned},
    model::{calendar::plain, report::Report},
    night::exports::ingest_settings,
};

/// What every list of ours has in its first cell, before its day.
const TITLE: &str = "Monday visit list, week of ";

/// The last list and its kept copies.
pub(super) struct Desk<'a> {
    errand: &'a Errand<'a>,
    reading: IngestSettings,
    list: Option<ListRun>,
    /// By reader, each read once.
    kept: Vec<(&'a Recipient, Option<Sheets>)>,
}

impl<'a> Desk<'a> {
    pub(super) fn of(errand: &'a Errand<'a>, ledger: &Ledger) -> Result<Self, RunError> {
        Ok(Self {
            errand,
            reading: ingest_settings(errand.settings, errand.date(), None),
            list: ledger.last_list()?,
            kept: errand
                .settings
                .recipients
                .iter()
                .map(|reader| (reader, None))
                .collect(),
        })
    }

    /// What a workbook brings back.
    ///
    /// # Errors
    /// Why it is not taken, as a sentence without its end.
    pub(super) fn judge(&mut self, path: &Path) -> Result<Returned, String> {
        let Some(list) = self.list.clone() else {
            return Err("no list has gone out yet".to_owned());
        };
        let sheets = Sheets::read(path, &self.reading).map_err(|trouble| trouble.to_string())?;
        let of_week = title(&sheets)
            .and_then(|title| title.strip_prefix(TITLE))
            .ok_or("it is no Monday list of this program, or its first sheet was changed")?;
        if of_week != plain(list.date) {
            return Err(format!(
                "it is the list of {of_week}, and the last list is that of {}; send back the last one",
                plain(list.date)
            ));
        }
        // Its name is a hint where to look first.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hinted = |id: &str| name.starts_with(&format!("{}--{id}", Report::MondayVisits.name()));
        let mut order: Vec<usize> = (0..self.kept.len()).collect();
        order.sort_by_key(|&at| !hinted(&self.kept[at].0.id));
        let mut nearest = None;
        for at in order {
            let Some(kept) = self.kept(at, &list) else {
                continue;
            };
            let Some(form) = Form::of(kept) else {
                continue;
            };
            let is_own = scope(kept) == scope(&sheets);
            match kept.difference(&sheets, |sheet, place| form.is_of_meeting(sheet, place)) {
                None => {
                    return Ok(Returned {
                        list: Some(list.clone()),
                        agreements: decisions(&sheets, &form, list.date)?,
                        recipient: Some(self.kept[at].0.line().to_owned()),
                    });
                }
                Some(place) if is_own => nearest = nearest.or(Some(place)),
                Some(_) => {}
            }
        }
        Err(nearest.map_or_else(
            || "no reader's list of that day is like it".to_owned(),
            |place| format!("more than the three columns to fill in was changed ({place}); rows that were sorted count as changed, so fill in a list as it came"),
        ))
    }

    /// The kept copy of a reader's list, if the reader had one.
    fn kept(&mut self, at: usize, list: &ListRun) -> Option<&Sheets> {
        let (reader, kept) = &mut self.kept[at];
        if kept.is_none() {
            let folder = self
                .errand
                .settings
                .output
                .reports
                .join(list.date.to_string());
            let name = format!("{}--{}.xlsx", Report::MondayVisits.name(), reader.id);
            let path = folder.join(&list.job).join(name);
            if path.exists() {
                *kept = Sheets::read(&path, &self.reading).ok();
            }
        }
        kept.as_ref()
    }
}

/// The first cell of the first sheet.
fn title(sheets: &Sheets) -> Option<&str> {
    text(sheets, 1)
}

/// The line below it: the service, the reader's scope, the run date.
fn scope(sheets: &Sheets) -> Option<&str> {
    text(sheets, 2)
}

fn text(sheets: &Sheets, row: u32) -> Option<&str> {
    let (_, cells) = sheets.0.first()?;
    match cells.get(&(row, 0))? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
