//! Lists that come back from the meeting, laid in a folder: who was allocated, for which day, how it was agreed.
//!
//! A workbook is taken back only where it is the last list of one reader, cell for cell but for the three columns that the
//! meeting fills in. It changes what that reader's next list says, and nothing else.

mod decisions;
mod desk;
mod sheets;

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::DateTime;

use crate::{
    config::Settings,
    deliver::outbox,
    errand::{Errand, RunError},
    ledger::{Ledger, Returned},
    model::{calendar::plain, report::Report},
};
use desk::Desk;

/// A workbook that was laid there longer ago is deleted.
const KEPT_FOR: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Bytes; a list is far smaller.
const MOST_BYTES: u64 = 20_000_000;

/// Takes what has come back since the last run into the ledger, and deletes what has lain there for two weeks.
///
/// What is returned are sentences for the administrator, about each workbook that was not taken, told once.
///
/// # Errors
/// The ledger's.
pub fn take(errand: &Errand<'_>, ledger: &mut Ledger) -> Result<Vec<String>, RunError> {
    let Some(pattern) = &errand.settings.returns else {
        return Ok(Vec::new());
    };
    let mut desk = Desk::of(errand, ledger)?;
    let mut told = Vec::new();
    for path in files(&errand.settings.root, pattern) {
        // What cannot be read has no age that could be trusted: it stays, and the night goes on.
        let (laid, bytes) = match look_at(&path) {
            Ok(found) => found,
            Err(error) => {
                told.push(format!(
                    "A returned workbook cannot be read and was left where it is ({}): let the user who runs lastseen read the folder of returned lists.",
                    error.kind()
                ));
                continue;
            }
        };
        let now = SystemTime::from(errand.around.now());
        if now.duration_since(laid).is_ok_and(|age| age > KEPT_FOR) {
            if let Err(error) = std::fs::remove_file(&path) {
                let name = named(errand.settings, &path, laid);
                told.push(format!(
                    "{name} has lain there for two weeks and cannot be deleted ({}).",
                    error.kind()
                ));
            }
            continue;
        }
        let sha256 = outbox::digest(&bytes);
        if ledger.was_returned(&sha256)? {
            continue;
        }
        let returned = match bytes.len() as u64 {
            0..=MOST_BYTES => desk.judge(&path),
            _ => Err("it is larger than any list".to_owned()),
        };
        let returned = returned.unwrap_or_else(|why| {
            let name = named(errand.settings, &path, laid);
            told.push(format!("{name} was not taken back: {why}."));
            Returned::default()
        });
        tracing::info!(
            decisions = returned.agreements.len(),
            "a returned list was read"
        );
        ledger.take_back(&sha256, &returned, errand.at())?;
    }
    Ok(told)
}

/// When a workbook was laid there, and its first bytes: more than any list has where it is larger.
fn look_at(path: &Path) -> io::Result<(SystemTime, Vec<u8>)> {
    let file = File::open(path)?;
    let laid = file.metadata()?.modified()?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((laid, bytes))
}

/// The workbooks that lie there, by name; without what a spreadsheet program lays beside an open one.
fn files(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let root = glob::Pattern::escape(&root.to_string_lossy());
    let full = Path::new(&root).join(pattern);
    let Ok(found) = glob::glob(&full.to_string_lossy()) else {
        // The settings were read with care for the pattern.
        return Vec::new();
    };
    let is_list = |path: &PathBuf| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        path.is_file() && name.is_some_and(|name| !name.starts_with(['~', '.']))
    };
    found.filter_map(Result::ok).filter(is_list).collect()
}

/// What the administrator finds it by. Its name may be anybody's text, so of one that is not ours only the time is told.
fn named(settings: &Settings, path: &Path, laid: SystemTime) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let begins = |id: &str| name.starts_with(&format!("{}--{id}", Report::MondayVisits.name()));
    let reader = settings.recipients.iter().find(|reader| begins(&reader.id));
    let at = DateTime::<chrono::Utc>::from(laid).with_timezone(&settings.timezone);
    let at = format!("{} {}", plain(at.date_naive()), at.format("%H:%M"));
    match reader {
        Some(reader) => format!("The returned list of {} (laid there {at})", reader.id),
        None => format!("A returned workbook (laid there {at})"),
    }
}
