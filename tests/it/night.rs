//! A night in a temporary folder: files in, positions out, through the library's public faces.

use std::{collections::BTreeMap, path::PathBuf};

use chrono::NaiveDate;
use lastseen::{
    ingest::{
        self, Precedent, Unwatched, Watch, Yardstick,
        profile::{self, Profile},
        report::{Intake, Refused},
        settings::{Gate, IngestSettings, Input, WorkbookReader},
    },
    model::{field::DataSet, framework::FrameworkPeriod, remembered::Remembered},
    report::csv_files::positions_csv,
    rules::{night::Night, settings::RuleSettings, words::known_factors},
};

/// A day, from its ISO text.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a test writes real days")
}

/// A folder of exports and how they are read.
pub struct Exports {
    folder: tempfile::TempDir,
    inputs: Vec<Input>,
    pub gate: Gate,
    pub workbooks: WorkbookReader,
}

impl Exports {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            inputs: Vec::new(),
            gate: Gate {
                max_rejected: 1.0,
                ..Gate::default()
            },
            workbooks: WorkbookReader::Here,
        }
    }

    /// Adds an export, read by a built-in profile.
    pub fn with(self, set: DataSet, file: &str, profile: &str, bytes: impl AsRef<[u8]>) -> Self {
        let text = profile::built_in(profile).expect("a built-in profile");
        self.read_by(set, file, (profile, text), bytes)
    }

    /// Adds an export, read by a profile of a name and a text.
    pub fn read_by(
        self,
        set: DataSet,
        file: &str,
        profile: (&str, &str),
        bytes: impl AsRef<[u8]>,
    ) -> Self {
        self.beside(file, bytes).reading_by(set, file, profile)
    }

    /// Puts a file into the folder that is read only where a pattern means it.
    pub fn beside(self, file: &str, bytes: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.folder.path().join(file), bytes).expect("a writable folder");
        self
    }

    /// Reads the file that a pattern means, by a built-in profile.
    pub fn reading(self, set: DataSet, pattern: &str, profile: &str) -> Self {
        let text = profile::built_in(profile).expect("a built-in profile");
        self.reading_by(set, pattern, (profile, text))
    }

    fn reading_by(mut self, set: DataSet, pattern: &str, (profile, text): (&str, &str)) -> Self {
        self.inputs.push(Input {
            data_set: set,
            pattern: pattern.to_owned(),
            profile: Profile::parse(profile, text).expect("a sound profile"),
            sheet: None,
        });
        self
    }

    /// Adds a canonical CSV export named after its data set.
    pub fn canonical(self, set: DataSet, text: &str) -> Self {
        self.with(set, &format!("{}.csv", set.name()), "canonical", text)
    }

    /// Where an export lies.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub fn read(&self, date: NaiveDate) -> Result<Intake, Box<Refused>> {
        self.read_watched(date, &Unwatched)
    }

    pub fn read_watched(&self, date: NaiveDate, watch: &dyn Watch) -> Result<Intake, Box<Refused>> {
        self.write_on(date);
        self.read_as_written(date, watch)
    }

    /// Reads for a date the files that were written on another.
    pub fn read_of(&self, date: NaiveDate, written: NaiveDate) -> Result<Intake, Box<Refused>> {
        self.write_on(written);
        self.read_as_written(date, &Unwatched)
    }

    fn read_as_written(&self, date: NaiveDate, watch: &dyn Watch) -> Result<Intake, Box<Refused>> {
        let settings = IngestSettings {
            root: self.folder.path().to_owned(),
            inputs: self.inputs.clone(),
            kept: None,
            factors: known_factors(&RuleSettings::default()),
            gate: self.gate,
            workbooks: self.workbooks.clone(),
            timezone: chrono_tz::Europe::London,
            date,
        };
        let yardstick = Yardstick {
            date,
            now: None,
            past: &|_| Precedent::default(),
            remembered: &Remembered::default(),
        };
        ingest::read_exports(&settings, &yardstick, watch)
    }

    /// Makes every file one that was written on a day, so that nothing depends on today's date.
    fn write_on(&self, date: NaiveDate) {
        let noon = date.and_hms_opt(12, 0, 0).expect("a time").and_utc();
        for file in std::fs::read_dir(self.folder.path()).expect("a folder") {
            let path = file.expect("a file").path();
            let file = std::fs::OpenOptions::new().append(true).open(path);
            let set = file.and_then(|file| file.set_modified(noon.into()));
            set.expect("a file of ours");
        }
    }

    /// `positions.csv` of a run date, by the rule book's default settings.
    pub fn positions(&self, date: NaiveDate, framework: &[FrameworkPeriod]) -> String {
        let settings = RuleSettings {
            framework: framework.to_vec(),
            ..RuleSettings::default()
        };
        let intake = self
            .read(date)
            .unwrap_or_else(|refused| panic!("refused: {:?}", refused.refusals));
        positions_text(&Night::new(&intake.facts, date, &settings))
    }

    /// The rows of `positions.csv` begin as expected, line for line.
    #[track_caller]
    pub fn has_positions(&self, date: NaiveDate, expected: &str) {
        let positions = self.positions(date, &[]);
        let lines: Vec<&str> = positions.lines().skip(1).collect();
        let expected: Vec<&str> = expected.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{positions}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(
                line.starts_with(expected),
                "expected {expected}\nfound    {line}"
            );
        }
    }
}

/// A child's row of `positions.csv`: `row["due"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionRow(BTreeMap<String, String>);

impl std::ops::Index<&str> for PositionRow {
    type Output = str;

    fn index(&self, column: &str) -> &str {
        match self.0.get(column) {
            Some(cell) => cell,
            None => panic!("positions.csv has no column {column}"),
        }
    }
}

/// A night's `positions.csv`.
pub fn positions_text(night: &Night<'_>) -> String {
    let csv = positions_csv(&night.positions(), night.facts);
    String::from_utf8(csv).expect("positions.csv is UTF-8")
}

/// Every row of a night's `positions.csv`.
pub fn position_rows(night: &Night<'_>) -> Vec<PositionRow> {
    let text = positions_text(night);
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| PositionRow(row.expect("positions.csv is a table")))
        .collect()
}
