//! What a run is asked to do and what can stop it: the ground on which making, sending, keeping and watching stand.

mod account;
mod error;
pub mod lock;
pub mod plan;
pub mod pointers;
pub mod stationery;
pub mod surroundings;
pub mod unended;

use std::path::PathBuf;

use chrono::NaiveDate;

pub use account::{Account, Deliveries, input_records, run_id};
pub use error::RunError;
pub use lock::{Lock, take_lock};

use crate::{
    config::{Job, Settings},
    model::run::RunState,
};
use surroundings::Surroundings;

/// One job to be run for one date.
#[derive(Clone, Copy)]
pub struct Errand<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The job.
    pub job: &'a Job,
    /// For which date, and what is sent.
    pub options: &'a RunOptions,
    /// The machine around it.
    pub around: &'a dyn Surroundings,
}

impl Errand<'_> {
    /// The run date.
    pub fn date(&self) -> NaiveDate {
        self.options.date
    }

    /// The present moment, in seconds since 1970.
    pub fn at(&self) -> i64 {
        self.around.now().timestamp()
    }

    /// Where the run leaves its outputs.
    pub fn folder(&self) -> PathBuf {
        let reports = &self.settings.output.reports;
        reports.join(self.date().to_string()).join(&self.job.name)
    }

    /// Where what a run left is kept once another has taken its place.
    pub fn folder_of_replaced(&self, run_id: &str) -> PathBuf {
        self.folder().with_extension(format!("replaced-{run_id}"))
    }

    /// The day on which the run is made, where the service is.
    pub fn today(&self) -> NaiveDate {
        let now = self.around.now();
        now.with_timezone(&self.settings.timezone).date_naive()
    }

    /// Where the run, if it is refused, says why, beside the last good outputs, which stay.
    pub fn refusal_folder(&self) -> PathBuf {
        self.folder().with_extension("refused")
    }
}

/// For which date a run answers, and what it sends.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The run date.
    pub date: NaiveDate,
    /// The moment of the run, where it answers for today.
    pub now: Option<std::time::SystemTime>,
    /// Whether anything is sent.
    pub sending: Sending,
}

/// Whether a run sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// As the settings say: what was sent before for the same job and date is not sent again.
    Send,
    /// As the settings say, and what was sent before once more, as a new revision.
    Resend,
    /// As the settings say; and where the date is past and its run was made from other exports, in that run's place:
    /// what it left is kept beside, and its messages go once more, as a new revision.
    Replace,
    /// Build and write the reports, send nothing.
    DryRun,
    /// Build, and send everything to one address with a banner; nothing counts as sent.
    Test(String),
}

impl Sending {
    /// Whether messages go to their recipients.
    pub fn is_real(&self) -> bool {
        matches!(self, Self::Send | Self::Resend | Self::Replace)
    }

    /// How a run that comes to its end is recorded.
    pub fn state(&self) -> RunState {
        match self {
            Self::Send | Self::Resend | Self::Replace => RunState::Complete,
            Self::DryRun => RunState::DryRun,
            Self::Test(_) => RunState::Test,
        }
    }

    /// How a run that is refused is recorded: what was only tried is no refused night.
    pub fn state_of_refused(&self) -> RunState {
        match self.state() {
            RunState::Complete => RunState::Refused,
            tried => tried,
        }
    }
}
