//! The account of a run: what went in, where the children stand, what became of each delivery. [DESIGN 4]

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{RunError, RunOptions, Sending};
use crate::{
    ingest::report::Intake,
    model::{input::InputReport, text::hex},
    private_files,
    rules::{
        flags::Flag,
        position::{Position, State},
    },
};

/// `account.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The job.
    pub job: String,
    /// The run date.
    pub date: String,
    /// The run's id: the same inputs, date, settings and version have the same.
    pub run_id: String,
    /// `complete`, `dry-run`, `test` or `refused`.
    pub state: String,
    /// What was read of each file.
    pub inputs: Vec<InputAccount>,
    /// Children with a position.
    pub children: usize,
    /// How many stand how.
    pub states: BTreeMap<String, usize>,
    /// How many are unseen.
    pub unseen: usize,
    /// How many have each flag.
    pub flags: BTreeMap<String, usize>,
    /// What became of each delivery.
    pub deliveries: Deliveries,
    /// What is the matter with whole files, and did not stop the run; left out where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The exit code, in the ledger, where the rest does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<u8>,
}

/// What was read of one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InputAccount {
    data_set: String,
    path: String,
    sha256: String,
    read: u64,
    accepted: u64,
    rejected: u64,
    warnings: u64,
}

/// How many deliveries ended how; the last six add up to the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliveries {
    /// Messages that the run should lead to.
    pub expected: usize,
    /// Sent, with a workbook.
    pub sent: usize,
    /// A letter that says there is nothing.
    pub nil: usize,
    /// To be tried again.
    pub deferred: usize,
    /// Given up.
    pub failed: usize,
    /// Kept back: a dry run, or for a person to decide.
    pub held: usize,
    /// Perhaps sent.
    pub unknown: usize,
}

impl Account {
    /// The account of a run that was not refused.
    pub(super) fn of(
        job: &str,
        options: &RunOptions,
        run_id: &str,
        intake: &Intake,
        positions: &[Position],
        deliveries: Deliveries,
    ) -> Self {
        let in_state = |state: State| positions.iter().filter(|p| p.state == state).count();
        let flagged = |flag: Flag| positions.iter().filter(|p| p.flags.contains(flag)).count();
        Self {
            job: job.to_owned(),
            date: options.date.to_string(),
            run_id: run_id.to_owned(),
            state: match options.sending {
                Sending::Send | Sending::Resend => "complete",
                Sending::DryRun => "dry-run",
                Sending::Test(_) => "test",
            }
            .to_owned(),
            inputs: intake.reading.inputs.iter().map(InputAccount::of).collect(),
            children: positions.len(),
            states: State::ALL
                .into_iter()
                .map(|state| (state.code().to_owned(), in_state(state)))
                .collect(),
            unseen: positions.iter().filter(|p| p.unseen).count(),
            flags: Flag::all()
                .map(|flag| (flag.code().to_owned(), flagged(flag)))
                .collect(),
            deliveries,
            warnings: intake
                .reading
                .warnings
                .iter()
                .map(ToString::to_string)
                .collect(),
            exit_code: None,
        }
    }

    /// The account of a refused run: what was read, and nothing else.
    pub(super) fn refused(
        job: &str,
        date: NaiveDate,
        inputs: &[InputReport],
        settings: &str,
    ) -> Self {
        Self {
            job: job.to_owned(),
            date: date.to_string(),
            run_id: run_id(job, date, inputs, settings),
            state: "refused".to_owned(),
            inputs: inputs.iter().map(InputAccount::of).collect(),
            children: 0,
            states: State::ALL
                .into_iter()
                .map(|state| (state.code().to_owned(), 0))
                .collect(),
            unseen: 0,
            flags: BTreeMap::new(),
            deliveries: Deliveries::default(),
            warnings: Vec::new(),
            exit_code: None,
        }
    }

    /// The account of a run that was stopped before anything could be said of it.
    pub(super) fn failed(job: &str, date: NaiveDate, settings: &str, exit_code: u8) -> Self {
        Self {
            state: "failed".to_owned(),
            exit_code: Some(exit_code),
            ..Self::refused(job, date, &[], settings)
        }
    }

    /// The exit code of the run.
    pub(super) fn code(&self) -> u8 {
        let d = &self.deliveries;
        match (self.exit_code, self.state.as_str()) {
            (Some(code), _) => code,
            (None, "refused") => 4,
            (None, "failed") => 70,
            (None, _) if d.deferred + d.failed + d.held + d.unknown > 0 => 3,
            (None, _) => 0,
        }
    }

    /// How many rows of all files were rejected.
    pub(super) fn rejected_rows(&self) -> u64 {
        self.inputs.iter().map(|input| input.rejected).sum()
    }

    /// Corrects how the messages ended in an account that lies in a run's folder; where there is none, nothing is done.
    ///
    /// # Errors
    /// The file system's own.
    pub(super) fn correct(path: &Path, deliveries: Deliveries) -> Result<(), RunError> {
        let Ok(text) = std::fs::read_to_string(path) else {
            return Ok(());
        };
        let Ok(mut account) = serde_json::from_str::<Self>(&text) else {
            return Ok(());
        };
        account.deliveries = deliveries;
        private_files::replace(path, account.to_json().as_bytes()).map_err(RunError::storage(path))
    }

    /// The account as the file holds it.
    pub fn to_json(&self) -> String {
        // The account holds only numbers and texts, which JSON takes.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Whether rows and deliveries add up.
    ///
    /// # Errors
    /// What does not.
    pub(super) fn check(&self) -> Result<(), RunError> {
        if let Some(input) = self
            .inputs
            .iter()
            .find(|input| input.read != input.accepted + input.rejected)
        {
            return Err(RunError::Account(format!(
                "rows of the {} export",
                input.data_set
            )));
        }
        let d = &self.deliveries;
        if d.expected != d.sent + d.nil + d.deferred + d.failed + d.held + d.unknown {
            return Err(RunError::Account("deliveries".to_owned()));
        }
        if self.states.values().sum::<usize>() != self.children {
            return Err(RunError::Account("children by state".to_owned()));
        }
        Ok(())
    }
}

impl InputAccount {
    fn of(input: &InputReport) -> Self {
        Self {
            data_set: input.data_set.name().to_owned(),
            path: input.file.path.clone(),
            sha256: input.file.sha256.clone(),
            read: input.rows.read,
            accepted: input.rows.accepted,
            rejected: input.rows.rejected,
            warnings: input.rows.warnings,
        }
    }
}

/// What a run is known by: job, date and a digest of inputs, settings and version.
pub(super) fn run_id(job: &str, date: NaiveDate, inputs: &[InputReport], settings: &str) -> String {
    let mut hash = Sha256::new();
    for part in inputs
        .iter()
        .map(|input| input.file.sha256.as_str())
        .chain([settings, env!("CARGO_PKG_VERSION")])
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hex(&hash.finalize()[..5]);
    format!("{job}-{date}-{digest}")
}
