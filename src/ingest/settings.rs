//! What ingestion needs to be told; `config` fills it.

use std::path::PathBuf;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{profile::Profile, report::ExportFile};
use crate::model::field::DataSet;

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

/// The limits at which a run stops before anything is sent. [RULES 7]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// Most rejected rows, as a share of those read.
    pub max_rejected: f64,
    /// Fewest rows, as a share of the last good run's.
    pub min_rows_vs_last: f64,
    /// The age in hours past which an export is too old.
    pub max_age_hours: u32,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            max_rejected: 0.02,
            min_rows_vs_last: 0.8,
            max_age_hours: 26,
        }
    }
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
    /// The limits.
    pub gate: Gate,
    /// The zone of local dates.
    pub timezone: Tz,
    /// The run date `D`.
    pub date: NaiveDate,
}
