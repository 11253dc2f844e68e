//! What can stop a run. Each kind has its own exit code.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use crate::{
    deliver::{
        confinement::TooMany, essentials::Fault, readback::Unreadable, seal::SealError,
        secret::SecretError,
    },
    ingest::report::Refused,
    ledger::LedgerError,
    measures::CountError,
    report::writer::WriteError,
};

/// What stopped a run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum RunError {
    #[error("input refused; nothing was sent and the last good reports stay")]
    Refused(Box<Refused>),
    #[error(
        "the export {file} was written anew while the run read it; nothing was sent, the last good reports stay: run again"
    )]
    Moved { file: String },
    #[error(
        "the reports of {date} were made from other exports than these (run {run_id}); nothing was changed. To put a run from these exports in their place, and keep them beside it: lastseen run {job} --date {date} --replace; to see them as they were made: lastseen rebuild {job} --date {date}"
    )]
    OtherExports {
        job: String,
        date: NaiveDate,
        run_id: String,
    },
    #[error("{job} for {date} cannot be made again: {why}")]
    NotKept {
        job: String,
        date: NaiveDate,
        why: String,
    },
    #[error(
        "the kept copy of {name}, {path}, is missing or damaged: put it back from a backup, or the run cannot be made again"
    )]
    NotWhole { name: String, path: String },
    #[error("another run is at work ({holder}); nothing was done")]
    Locked { holder: String },
    #[error("failed to write {path}: {cause}", path = path.display())]
    Storage { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Workbook(#[from] WriteError),
    #[error(transparent)]
    Measure(#[from] CountError),
    #[error("a finished workbook breaks an essential: {0}")]
    Essential(Fault),
    #[error("failed to write a letter: {0}")]
    Letter(#[from] minijinja::Error),
    #[error("failed to build a message: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("recipient {recipient}: the address {what}")]
    Address { recipient: String, what: String },
    #[error("the account does not add up: {0}; nothing was published")]
    Account(String),
    #[error(
        "a workbook for {recipient} ({report}) holds a child outside the recipient's scope ({stray}); nothing was sent to anyone"
    )]
    Confinement {
        report: &'static str,
        recipient: String,
        stray: String,
    },
    #[error(
        "nothing can be proved of a workbook for {recipient} ({report}): {why}; nothing was sent to anyone"
    )]
    Unproved {
        report: &'static str,
        recipient: String,
        why: Unreadable,
    },
    #[error("{0}; nothing was sent to anyone")]
    Census(#[from] TooMany),
    #[error("a workbook could not be sealed: {0}")]
    Seal(#[from] SealError),
    #[error("{0}; nothing was sent")]
    Secret(#[from] SecretError),
}

impl RunError {
    /// Whether the administrator is told by mail: the run itself is sound enough to say so.
    pub fn is_for_the_administrator(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Moved { .. } => true,
            Self::Address { .. } | Self::Account(_) => true,
            Self::Confinement { .. } | Self::Unproved { .. } | Self::Census(_) => true,
            Self::Seal(_) | Self::Secret(_) => true,
            Self::Workbook(_) | Self::Essential(_) => true,
            Self::Measure(_) | Self::Letter(_) | Self::Message(_) => true,
            // Without a lock, a disk or a ledger there is nothing to keep a notice in.
            Self::Locked { .. } | Self::Storage { .. } | Self::Ledger(_) => false,
            // Asked for by a person, who reads it.
            Self::NotKept { .. } | Self::NotWhole { .. } | Self::OtherExports { .. } => false,
        }
    }

    /// Whether a workbook failed its proof, so that nothing was published.
    pub fn is_of_the_proof(&self) -> bool {
        matches!(
            self,
            Self::Confinement { .. } | Self::Unproved { .. } | Self::Census(_)
        )
    }

    /// What the notice lists.
    pub fn matters(&self) -> Vec<String> {
        match self {
            Self::Refused(refused) => refused.refusals.iter().map(ToString::to_string).collect(),
            Self::Confinement { .. } | Self::Unproved { .. } => vec![
                "This is a fault of lastseen or of the recipients' scopes. Do not send the workbook by hand; report it."
                    .to_owned(),
            ],
            _ => Vec::new(),
        }
    }

    /// Why there are no lists, in a sentence for managers; empty where it is none of the data.
    pub fn for_managers(&self) -> String {
        match self {
            Self::Refused(refused) => refused.for_managers(),
            _ => String::new(),
        }
    }

    /// A file system's error at a path.
    pub fn storage(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Storage { path, cause }
    }
}
