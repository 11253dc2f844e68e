//! How fresh tonight's exports are, told without reading them.

use std::{fmt, path::Path, time::SystemTime};

use chrono::NaiveDate;

use super::{
    Yardstick, gate, locate,
    refusal::Trouble,
    settings::{Gate, Input},
};

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
                export_date: None,
                age_hours: None,
                freshness: Freshness::Missing,
                trouble: Some(trouble),
            };
        }
    };
    let yardstick = Yardstick {
        date,
        now: Some(now),
        last_rows: &|_| None,
        rows_before: &|_| None,
    };
    let age = file.modified.and_then(|at| now.duration_since(at).ok());
    let trouble = gate::check_age(&file, gate, &yardstick).err();
    Sighting {
        export_date: file.export_date,
        age_hours: age.map(|age| age.as_secs() / 3600),
        freshness: match trouble {
            None => Freshness::Fresh,
            Some(_) => Freshness::Stale,
        },
        trouble,
        file: Some(file.name),
    }
}
