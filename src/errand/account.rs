//! The account of a run: what went in, where the children stand, what became of each delivery. [DESIGN 4]

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Errand, RunError};
use crate::{
    ledger::{Delivery, InputRecord, RunRecord},
    model::{
        delivery::{Contents, DeliveryState},
        input::InputReport,
        report,
        run::RunState,
        text::hex,
    },
    private_files,
    rules::{self, position::State},
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
    /// The version of the rule book that it answered by.
    #[serde(default = "first_rules")]
    pub rules_version: u32,
    /// How it ended.
    pub state: RunState,
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
    /// Why the exports were not used, as managers are told; left out where they were.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub for_managers: String,
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

/// Accounts named no version while there was one.
fn first_rules() -> u32 {
    1
}

impl Account {
    /// The account of a run of which only the reading is known: it was refused.
    pub fn of_reading(errand: &Errand<'_>, state: RunState, inputs: &[InputReport]) -> Self {
        let (job, settings) = (&errand.job.name, &errand.settings.digest);
        Self {
            job: job.clone(),
            date: errand.date().to_string(),
            run_id: run_id(job, errand.date(), inputs, settings),
            rules_version: rules::VERSION,
            state,
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
            for_managers: String::new(),
            exit_code: None,
        }
    }

    /// The account of a run that was stopped before anything could be said of it.
    pub fn failed(errand: &Errand<'_>, exit_code: u8) -> Self {
        Self {
            exit_code: Some(exit_code),
            ..Self::of_reading(errand, RunState::Failed, &[])
        }
    }

    /// The exit code of the run.
    pub fn code(&self) -> u8 {
        let d = &self.deliveries;
        match (self.exit_code, self.state) {
            (Some(code), _) => code,
            (None, RunState::Refused) => 4,
            (None, RunState::Failed) => 70,
            (None, _) if d.deferred + d.failed + d.held + d.unknown > 0 => 3,
            (None, _) => 0,
        }
    }

    /// How many rows of all files were rejected.
    pub fn rejected_rows(&self) -> u64 {
        self.inputs.iter().map(|input| input.rejected).sum()
    }

    /// Corrects how the messages ended in an account that lies in a run's folder; where there is none, nothing is done.
    ///
    /// # Errors
    /// The file system's own.
    pub fn correct(folder: &Path, deliveries: Deliveries) -> Result<(), RunError> {
        let Ok(text) = std::fs::read_to_string(folder.join("account.json")) else {
            return Ok(());
        };
        let Ok(mut account) = serde_json::from_str::<Self>(&text) else {
            return Ok(());
        };
        account.deliveries = deliveries;
        account.replace_in(folder)
    }

    /// The account as the file holds it.
    pub fn to_json(&self) -> String {
        // The account holds only numbers and texts, which JSON takes.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The account, once rows and deliveries add up.
    ///
    /// # Errors
    /// What does not.
    pub fn checked(self) -> Result<Self, RunError> {
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
        Ok(self)
    }

    /// Writes the account into a run's folder, in the place of the one that is there.
    ///
    /// # Errors
    /// The file system's own.
    pub fn replace_in(&self, folder: &Path) -> Result<(), RunError> {
        let path = folder.join("account.json");
        private_files::replace(&path, self.to_json().as_bytes()).map_err(RunError::storage(&path))
    }

    /// The run as the ledger keeps it.
    pub fn record<'a>(
        &'a self,
        errand: &'a Errand<'_>,
        inputs: &'a [InputRecord],
    ) -> RunRecord<'a> {
        RunRecord {
            run_id: &self.run_id,
            job: &self.job,
            date: errand.date(),
            state: self.state,
            rules_version: self.rules_version,
            rules: &errand.settings.rules_digest,
            reports: report::names(&errand.job.reports),
            settings: &errand.settings.digest,
            account: self.to_json(),
            inputs,
            at: errand.at(),
        }
    }
}

impl InputAccount {
    pub(crate) fn of(input: &InputReport) -> Self {
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

/// What was read of each file, as the ledger keeps it.
pub fn input_records(inputs: &[InputReport]) -> Vec<InputRecord> {
    inputs
        .iter()
        .map(|input| InputRecord {
            data_set: input.data_set.name(),
            pattern: input.file.pattern.clone(),
            sha256: input.file.sha256.clone(),
            read: input.rows.read,
            as_of: input.records.as_of,
            shape: input.signs.shape.clone(),
        })
        .collect()
}

impl Deliveries {
    /// How many messages ended how.
    pub fn of(deliveries: &[Delivery]) -> Self {
        let mut counted = Self {
            expected: deliveries.len(),
            ..Self::default()
        };
        for delivery in deliveries {
            counted.count(delivery);
        }
        counted
    }

    /// Counts one message by where it stands; what waits counts as deferred.
    pub fn count(&mut self, delivery: &Delivery) {
        let contents = delivery.message.as_ref().map(|message| message.contents);
        *match (delivery.state, contents) {
            (DeliveryState::Sent, Some(Contents::Nil)) => &mut self.nil,
            (DeliveryState::Sent, _) => &mut self.sent,
            (DeliveryState::Failed, _) => &mut self.failed,
            (DeliveryState::Held, _) => &mut self.held,
            (DeliveryState::Unknown | DeliveryState::Sending, _) => &mut self.unknown,
            (
                DeliveryState::Planned
                | DeliveryState::Verified
                | DeliveryState::Queued
                | DeliveryState::Deferred,
                _,
            ) => &mut self.deferred,
        } += 1;
    }
}

/// What a run is known by: job, date and a digest of inputs, settings and version.
pub fn run_id(job: &str, date: NaiveDate, inputs: &[InputReport], settings: &str) -> String {
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
