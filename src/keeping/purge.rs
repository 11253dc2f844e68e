//! What is past the time that reports are kept is deleted: reports, messages, notices, exports, and the children in the
//! ledger. The ledger's rows of what was run and sent stay.

use std::{
    collections::BTreeSet,
    fs::{self, DirEntry},
    path::{Path, PathBuf},
};

use chrono::{Days, NaiveDate};

use super::store::{Store, WORK_FOLDER};
use crate::{
    config::Settings,
    errand::{RunError, surroundings::Surroundings, take_lock},
    ledger::{Forgotten, Ledger},
};

/// Whether anything is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// It is.
    Delete,
    /// It is only said what would be.
    Tell,
}

/// What is past its time.
#[derive(Debug)]
pub struct Purged {
    /// Everything for dates before this one.
    pub before: NaiveDate,
    /// Folders and files, from the reports folder.
    pub files: Vec<PathBuf>,
    /// What the ledger forgot; nothing where it is only told.
    pub forgotten: Forgotten,
}

/// Deletes what is past its time today, or tells what it is.
///
/// # Errors
/// The lock's, the ledger's and the file system's own; what is left then goes the next time.
pub fn purge(
    settings: &Settings,
    around: &dyn Surroundings,
    how: Purge,
) -> Result<Purged, RunError> {
    let lock = take_lock(settings)?;
    let now = around.now();
    lock.tell("deleting what is past its time", now, settings.timezone);
    let today = now.with_timezone(&settings.timezone).date_naive();
    let mut ledger = Ledger::open_sound(&settings.output.ledger)?;
    let purged = purge_before(
        settings,
        &mut ledger,
        around,
        first_kept(settings, today),
        how,
    )?;
    if how == Purge::Delete {
        ledger.copy(&settings.output.ledger)?;
    }
    Ok(purged)
}

/// Deletes what is past its time for a run, where the settings say so. A run for a day long ago deletes by that day,
/// never what it has just made.
///
/// # Errors
/// The ledger's and the file system's own.
pub fn purge_nightly(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    date: NaiveDate,
) -> Result<(), RunError> {
    if !settings.output.purge_nightly {
        return Ok(());
    }
    let today = around.now().with_timezone(&settings.timezone).date_naive();
    let before = first_kept(settings, date.min(today));
    let purged = purge_before(settings, ledger, around, before, Purge::Delete)?;
    if !purged.files.is_empty() {
        tracing::info!(before = %purged.before, files = purged.files.len(), "deleted what is past its time");
    }
    Ok(())
}

fn first_kept(settings: &Settings, today: NaiveDate) -> NaiveDate {
    let days = Days::new(u64::from(settings.output.keep_days));
    today.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
}

/// The ledger first: whatever is marked there and still on the disk after a kill goes the next time.
fn purge_before(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    before: NaiveDate,
    how: Purge,
) -> Result<Purged, RunError> {
    let forgotten = match how {
        Purge::Delete => ledger.forget(before, around.now().timestamp())?,
        Purge::Tell => Forgotten::default(),
    };
    let reports = &settings.output.reports;
    let mut past = Vec::new();
    collect(reports, &mut past, |name| {
        date_of(name).is_some_and(|date| date < before) || name.starts_with(WORK_FOLDER)
    })?;
    collect(&reports.join("rebuilt"), &mut past, |name| {
        date_of(name).is_some_and(|date| date < before)
    })?;
    collect(&reports.join("notices"), &mut past, |name| {
        let date = name.split_once("--").and_then(|(date, _)| date_of(date));
        date.is_some_and(|date| date < before)
    })?;
    let to_keep: BTreeSet<String> = ledger.sources_since(before)?.into_iter().collect();
    collect(&Store::of(settings).folder, &mut past, |name| {
        let left_of_a_kill = name.starts_with('.') && name.ends_with(".gz.writing");
        left_of_a_kill || Store::hash_in(name).is_some_and(|hash| !to_keep.contains(hash))
    })?;
    if how == Purge::Delete {
        for path in &past {
            let gone = match path.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            };
            gone.map_err(RunError::storage(path))?;
        }
    }
    Ok(Purged {
        before,
        files: past
            .iter()
            .map(|path| path.strip_prefix(reports).unwrap_or(path).to_owned())
            .collect(),
        forgotten,
    })
}

/// The entries of a folder with certain names, in order. Links are left alone: what they lead to is not ours.
fn collect(
    folder: &Path,
    past: &mut Vec<PathBuf>,
    is_past: impl Fn(&str) -> bool,
) -> Result<(), RunError> {
    if !folder.exists() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(RunError::storage(folder))?;
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| !entry.file_type().is_ok_and(|kind| kind.is_symlink()))
        .filter(|entry| is_past(&entry.file_name().to_string_lossy()))
        .map(|entry| DirEntry::path(&entry))
        .collect();
    found.sort_unstable();
    past.append(&mut found);
    Ok(())
}

/// The date that a name is, and nothing but.
fn date_of(name: &str) -> Option<NaiveDate> {
    let date: NaiveDate = name.parse().ok()?;
    (date.to_string() == name).then_some(date)
}
