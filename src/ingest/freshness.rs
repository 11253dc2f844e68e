//! How fresh tonight's exports are, told without reading them.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    gate, locate,
    refusal::Trouble,
    settings::{Gate, Input, Reaction},
};

/// What shows from outside that a file changes: its size and when it was last written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The size in bytes.
    pub bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// That of a file, where it is there.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        Some(Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }

    /// Whether the file was written less than some time ago, or later than the clock shows.
    pub fn is_younger_than(self, age: Duration, now: SystemTime) -> bool {
        let since = self.modified.map(|written| now.duration_since(written));
        match since {
            Some(Ok(since)) => since < age,
            Some(Err(_)) => !age.is_zero(),
            None => false,
        }
    }
}

/// Whether an export could be read now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is there, and new enough.
    Fresh,
    /// It is older than the gate lets pass.
    Stale,
    /// There is none, or it is no file.
    Missing,
}

/// The newest file of an input line.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Its name, where there is one.
    pub file: Option<String>,
    /// Where it is.
    pub path: Option<PathBuf>,
    /// The same as messages show it.
    pub shown: Option<String>,
    /// The date that its name states.
    pub export_date: Option<NaiveDate>,
    /// Hours since it was written.
    pub age_hours: Option<u64>,
    /// Whether it could be read.
    pub freshness: Freshness,
    /// Why not.
    pub trouble: Option<Trouble>,
}

impl Freshness {
    /// The word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Missing => "missing",
        }
    }
}

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Whether a day lies so far behind a date that a clock must be wrong.
pub fn is_far_behind(day: NaiveDate, date: NaiveDate) -> bool {
    (date - day).num_days() > gate::age::FAR
}

/// The newest day that any export is of, told without reading: by its name, and else by when it was written.
pub fn newest_days(root: &Path, inputs: &[Input]) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let found = inputs
        .iter()
        .filter_map(|input| locate::locate(root, &input.pattern).ok());
    found.fold((None, None), |(by_name, by_any), file| {
        (by_name.max(file.export_date), by_any.max(file.day()))
    })
}

/// Looks for the newest file of an input line, as a run of a date would at a moment.
pub fn sight(
    root: &Path,
    input: &Input,
    gate: &Gate,
    date: NaiveDate,
    now: SystemTime,
) -> Sighting {
    let file = match locate::locate(root, &input.pattern) {
        Ok(file) => file,
        Err(trouble) => {
            return Sighting {
                file: None,
                path: None,
                shown: None,
                export_date: None,
                age_hours: None,
                freshness: Freshness::Missing,
                trouble: Some(trouble),
            };
        }
    };
    let age = file.modified.and_then(|at| now.duration_since(at).ok());
    let written = file.modified.map(DateTime::<Utc>::from);
    let now = Some(now.into());
    let trouble = gate::age::from_outside(file.export_date, written, gate, date, now)
        .filter(|_| gate.stale != Reaction::Off);
    Sighting {
        export_date: file.export_date,
        age_hours: age.map(|age| age.as_secs() / 3600),
        freshness: match trouble {
            None => Freshness::Fresh,
            Some(_) => Freshness::Stale,
        },
        trouble,
        file: Some(file.name),
        path: Some(file.path),
        shown: Some(file.shown),
    }
}
