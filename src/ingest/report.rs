//! A night's exports, read or refused.

use std::sync::Arc;

use super::refusal::Refusal;
use crate::model::{
    facts::Facts,
    field::DataSet,
    input::{InputReport, Reading},
    problem::{Problem, Source},
};

/// A night's exports, read.
pub struct Intake {
    /// The facts.
    pub facts: Facts,
    /// What is known of the reading itself.
    pub reading: Reading,
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

    /// Exports that were read whole.
    pub fn of_reading(refusals: Vec<Refusal>, reading: &Reading) -> Self {
        Self {
            refusals,
            problems: reading.problems.clone(),
            inputs: reading.inputs.clone(),
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
