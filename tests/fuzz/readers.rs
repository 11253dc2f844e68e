//! The readers of the house, without the rest of it, and one night of exports made from fuzzed bytes.
#![allow(dead_code, unused_imports, reason = "the sources of the house, of which a part is used")]

#[path = "../../src/config/mod.rs"]
pub mod config;
/// Of this room the settings need no more.
#[path = "../../src/deliver"]
pub mod deliver {
    pub mod address;
    pub mod settings;
}
#[path = "../../src/ingest/mod.rs"]
pub mod ingest;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/private_files.rs"]
mod private_files;
#[path = "../../src/rules/mod.rs"]
pub mod rules;
#[path = "../../src/schedule/mod.rs"]
pub mod schedule;

use std::{collections::BTreeSet, path::Path};

use chrono::NaiveDate;
use ingest::{
    Precedent, Unwatched, Yardstick,
    profile::{self, Profile},
    report::Intake,
    settings::{Gate, IngestSettings, Input, WorkbookReader},
};
use model::{field::DataSet, remembered::Remembered};

/// A folder in memory where there is one.
pub fn folder() -> tempfile::TempDir {
    let shared = Path::new("/dev/shm");
    let made = if shared.is_dir() {
        tempfile::tempdir_in(shared)
    } else {
        tempfile::tempdir()
    };
    made.expect("a folder to write into")
}

/// The run date of every fuzzed night.
pub fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// The canonical profile, or one of another text.
pub fn canonical() -> Profile {
    let text = profile::built_in("canonical").expect("a built-in profile");
    Profile::parse("canonical", text).expect("a sound profile")
}

/// Reads a night's files, each with its profile; nothing where it is refused.
pub fn night(folder: &Path, files: &[(DataSet, &str, &[u8], &Profile)]) -> Option<Intake> {
    let inputs = files.iter().map(|(data_set, file, bytes, profile)| {
        std::fs::write(folder.join(file), bytes).expect("a file");
        Input {
            data_set: *data_set,
            pattern: (*file).to_owned(),
            profile: (*profile).clone(),
            sheet: None,
        }
    });
    let settings = IngestSettings {
        root: folder.to_owned(),
        inputs: inputs.collect(),
        kept: None,
        factors: BTreeSet::new(),
        gate: Gate {
            max_rejected: 1.0,
            ..Gate::default()
        },
        workbooks: WorkbookReader::Here,
        timezone: chrono_tz::Europe::London,
        date: date(),
    };
    let yardstick = Yardstick {
        date: date(),
        now: None,
        past: &|_| Precedent::default(),
        remembered: &Remembered::default(),
    };
    let intake = ingest::read_exports(&settings, &yardstick, &Unwatched).ok()?;
    // Every row is accounted for.
    for input in &intake.reading.inputs {
        let rows = &input.rows;
        assert_eq!(rows.read, rows.accepted + rows.rejected, "a row without a fate");
    }
    Some(intake)
}

/// One open child.
pub const CASES: &[u8] = b"child_id,status,status_start,team\n001,CIN,2026-09-01,North\n";
