//! A run that has begun and not ended: a small file beside the lock, which only a run that ends takes away.
//!
//! What remains of it when nobody holds the lock is of a run that was killed, ran out of memory or power, or broke.

use std::{fs, io::ErrorKind, path::PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Errand, RunError};
use crate::{config::Settings, private_files, schedule::agenda::in_words};

/// A run whose end nobody has told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unended {
    /// The job.
    pub job: String,
    /// The run date.
    pub date: NaiveDate,
    /// When it was begun, in words.
    pub since: String,
}

impl Unended {
    /// The sentence for people.
    pub fn sentence(&self) -> String {
        format!(
            "The run of {} for {}, begun {}, ended without a word: it was killed, the machine stopped or had no memory left, or lastseen broke",
            self.job, self.date, self.since
        )
    }
}

/// Notes that a run has begun; under the lock.
///
/// # Errors
/// The file system's own.
pub fn begin(errand: &Errand<'_>) -> Result<(), RunError> {
    let now = errand.around.now();
    let begun = Unended {
        job: errand.job.name.clone(),
        date: errand.date(),
        since: in_words(now.with_timezone(&errand.settings.timezone)),
    };
    let path = path(errand.settings);
    // Texts and a date, which JSON takes.
    let text = serde_json::to_string(&begun).unwrap_or_default();
    private_files::replace(&path, text.as_bytes()).map_err(RunError::storage(&path))
}

/// Notes that the run has ended, however it did, or that somebody was told; under the lock.
///
/// # Errors
/// The file system's own.
pub fn end(settings: &Settings) -> Result<(), RunError> {
    let path = path(settings);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(RunError::storage(&path)(error)),
        _ => Ok(()),
    }
}

/// The run that has begun and not ended: of whoever holds the lock, or of one that broke.
pub fn found(settings: &Settings) -> Option<Unended> {
    let text = fs::read_to_string(path(settings)).ok()?;
    serde_json::from_str(&text).ok()
}

fn path(settings: &Settings) -> PathBuf {
    settings.output.reports.join(".run")
}
