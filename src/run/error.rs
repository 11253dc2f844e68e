//! What can stop a run. Each kind has its own exit code.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{ingest::report::Refused, ledger::LedgerError, report::writer::WriteError};

/// What stopped a run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum RunError {
    #[error("input refused; nothing was sent and the last good reports stay")]
    Refused(Box<Refused>),
    #[error("another run is at work ({holder}); nothing was done")]
    Locked { holder: String },
    #[error("failed to write {path}: {cause}", path = path.display())]
    Storage { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Workbook(#[from] WriteError),
    #[error("failed to count the positions")]
    Measure(#[from] polars::prelude::PolarsError),
    #[error("failed to write a letter: {0}")]
    Letter(#[from] minijinja::Error),
    #[error("failed to build a message: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("recipient {recipient}: the address {what}")]
    Address { recipient: String, what: String },
    #[error("the account does not add up: {0}; nothing was published")]
    Account(String),
}

impl RunError {
    /// A file system's error at a path.
    pub(super) fn storage(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Storage { path, cause }
    }
}
