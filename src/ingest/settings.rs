//! What ingestion needs to be told; `config` fills it.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use chrono::NaiveDate;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::profile::Profile;
use crate::model::{field::DataSet, input::ExportFile, text::hex};

/// One line of `[inputs]`.
#[derive(Clone, Debug)]
pub struct Input {
    /// The data set that it stands under.
    pub data_set: DataSet,
    /// The path or glob as the settings write it.
    pub pattern: String,
    /// The profile that reads it.
    pub profile: Profile,
    /// The sheet to read, where the settings name one.
    pub sheet: Option<String>,
}

impl Input {
    /// Known by its profile's text and by the line itself: another of either reads a file otherwise.
    pub(super) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [
            self.data_set.name(),
            &self.pattern,
            &self.profile.name,
            &self.profile.digest,
            self.sheet.as_deref().unwrap_or_default(),
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hex(&hash.finalize()[..16])
    }
}

/// What a finding of the gate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Nothing: it is not looked for.
    Off,
    /// The run goes on, and everybody who reads is told.
    Warn,
    /// The run stops before anything is sent.
    Refuse,
}

impl Reaction {
    /// The same, and never a refusal.
    pub fn at_most_a_warning(self) -> Self {
        match self {
            Self::Off => Self::Off,
            Self::Warn | Self::Refuse => Self::Warn,
        }
    }
}

/// The limits at which a run stops before anything is sent, and what is only warned of. [RULES 7]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// Most rejected rows, as a share of those read.
    pub max_rejected: f64,
    /// Most visits to children without a case row, as a share of those of the file.
    pub max_orphans: f64,
    /// Too many of them.
    pub orphans: Reaction,
    /// Fewest rows, as a share of the last good run's.
    pub min_rows_vs_last: f64,
    /// The age in hours past which an export is too old.
    pub max_age_hours: u32,
    /// An export that is too old.
    pub stale: Reaction,
    /// Recorded rows from which on an export is judged by the newest of them; a smaller one is warned of at most.
    pub content_rows: u32,
    /// Too few rows.
    pub rows_down: Reaction,
    /// Fewest open children, as a share of the last run's.
    pub min_children_vs_last: f64,
    /// Too few open children.
    pub children_down: Reaction,
    /// Many more or fewer overdue, unseen or unrated children.
    pub jump: Reaction,
    /// Two files of one date.
    pub two_files: Reaction,
    /// A sheet that the profile names and the workbook does not have.
    pub sheets_gone: Reaction,
    /// A sheet with a profile's headings that no table took.
    pub sheets_unread: Reaction,
    /// A team that is gone or new.
    pub teams: Reaction,
    /// As many rows as a sheet can have.
    pub row_cap: Reaction,
    /// Words of an optional coded field that nobody knows.
    pub values_unread: Reaction,
    /// Dates that are month first.
    pub date_order: Reaction,
    /// As many rows as reporting tools are set to give at most.
    pub round_cap: Reaction,
    /// A row that says that rows are missing.
    pub cut: Reaction,
    /// A column that the last good run read and that is not there.
    pub columns_gone: Reaction,
    /// The bytes of an earlier run date.
    pub identical: Reaction,
    /// Of an earlier day than the last.
    pub older: Reaction,
    /// Cases and visits of different days.
    pub different_days: Reaction,
    /// How long a run waits for exports that are missing, too old or still growing.
    pub wait: Duration,
    /// How long a file must have stayed as it is.
    pub settle: Duration,
    /// Bytes of memory that reading a workbook may take.
    pub workbook_memory: u64,
    /// How long reading a workbook may take, for each begun 100 MB of it.
    pub workbook_time: Duration,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            max_rejected: 0.02,
            max_orphans: 0.9,
            orphans: Reaction::Refuse,
            min_rows_vs_last: 0.8,
            max_age_hours: 26,
            stale: Reaction::Refuse,
            content_rows: 200,
            rows_down: Reaction::Refuse,
            min_children_vs_last: 0.9,
            children_down: Reaction::Refuse,
            jump: Reaction::Warn,
            two_files: Reaction::Warn,
            sheets_gone: Reaction::Refuse,
            sheets_unread: Reaction::Warn,
            teams: Reaction::Warn,
            row_cap: Reaction::Refuse,
            values_unread: Reaction::Refuse,
            date_order: Reaction::Refuse,
            round_cap: Reaction::Warn,
            cut: Reaction::Refuse,
            columns_gone: Reaction::Refuse,
            identical: Reaction::Warn,
            older: Reaction::Refuse,
            different_days: Reaction::Warn,
            wait: Duration::ZERO,
            settle: Duration::from_secs(2),
            workbook_memory: 512_000_000,
            workbook_time: Duration::from_secs(60),
        }
    }
}

/// Where workbooks are read: their libraries can be made to take all memory, or to end the process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WorkbookReader {
    /// In this process, by those who have no program to start.
    #[default]
    Here,
    /// In a process of their own, which this program starts.
    Apart(PathBuf),
}

/// Everything ingestion needs for one run date.
#[derive(Clone, Debug)]
pub struct IngestSettings {
    /// The folder that relative paths start from.
    pub root: PathBuf,
    /// Every configured export.
    pub inputs: Vec<Input>,
    /// The files to read; none, to find the newest of each pattern.
    pub kept: Option<Vec<ExportFile>>,
    /// The risk factors that rules or their aliases name, in comparable form ([`word_key`](crate::model::text::word_key)).
    pub factors: BTreeSet<String>,
    /// The limits.
    pub gate: Gate,
    /// Where workbooks are read.
    pub workbooks: WorkbookReader,
    /// The zone of local dates.
    pub timezone: Tz,
    /// The run date `D`.
    pub date: NaiveDate,
}
