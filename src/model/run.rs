//! How a run ended, as the account and the ledger say it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// It came to its end; what became of its messages is told beside it.
    Complete,
    /// Its exports were not used.
    Refused,
    /// It was stopped before anything could be said of it.
    Failed,
    /// It was only tried.
    DryRun,
    /// It was a test, sent to one address.
    Test,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Complete,
        Self::Refused,
        Self::Failed,
        Self::DryRun,
        Self::Test,
    ];

    /// The word in the account and the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::DryRun => "dry-run",
            Self::Test => "test",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A run that had a child on its lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastListed {
    /// Its date.
    pub date: NaiveDate,
    /// Its job.
    pub job: String,
    /// The child's team then.
    pub team: String,
}
