//! A night's exports, read or refused.

use std::{path::PathBuf, sync::Arc, time::SystemTime};

use super::refusal::Refusal;
use crate::model::{
    facts::Facts,
    field::DataSet,
    input::{FileWarning, InputReport, Oddity},
    problem::{Problem, Source},
};

/// A night's exports, read.
pub struct Intake {
    /// The facts.
    pub facts: Facts,
    /// What is wrong with rows, in the order they were read.
    pub problems: Vec<Problem>,
    /// File by file, what was read.
    pub inputs: Vec<InputReport>,
    /// The file that each line of the settings meant.
    pub exports: Vec<ExportFile>,
    /// What is odd.
    pub oddities: Vec<Oddity>,
    /// What is the matter with whole files, and does not stop the run.
    pub warnings: Vec<FileWarning>,
    /// Case rows that are quarantined: unless another row has them, their children are on no list.
    pub case_rows_left_out: u64,
}

/// The file that a line of the settings means on a night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// The line's data set.
    pub data_set: DataSet,
    /// The line's path or pattern.
    pub pattern: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// The path, as reports and messages show it.
    pub shown: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was last written.
    pub modified: Option<SystemTime>,
}

/// A night's exports that must not be used.
#[derive(Debug)]
pub struct Refused {
    /// Why, file by file.
    pub refusals: Vec<Refusal>,
    /// What is wrong with the rows that were read all the same.
    pub problems: Vec<Problem>,
    /// What was read all the same.
    pub inputs: Vec<InputReport>,
}

impl Refused {
    /// Exports that were not read at all.
    pub fn before_reading(refusals: Vec<Refusal>) -> Self {
        Self {
            refusals,
            problems: Vec::new(),
            inputs: Vec::new(),
        }
    }
}

/// The source of the rows of one sheet.
pub(super) fn source(data_set: DataSet, file: &str, sheet: Option<&str>) -> Arc<Source> {
    Arc::new(Source {
        data_set,
        file: file.to_owned(),
        sheet: sheet.map(str::to_owned),
    })
}
