//! The exit codes. [DESIGN 2]

use std::process::ExitCode;

use crate::run::{Deliveries, RunError, Sending};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything expected was done; row warnings included.
    Done,
    /// Some deliveries failed, were deferred, are unknown or had to be held.
    DeliveriesOpen,
    /// Input refused, nothing sent to managers.
    InputRefused,
    /// Another run holds the lock.
    Locked,
    /// The settings are invalid.
    SettingsInvalid,
    /// The disk or the ledger failed.
    Storage,
    /// A confinement or accounting check failed; nothing was sent.
    CheckFailed,
    /// The command line cannot be read.
    BadCommandLine,
    /// A fault of ours.
    Internal,
}

impl Exit {
    /// The code that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::DeliveriesOpen => 3,
            Self::InputRefused => 4,
            Self::Locked => 5,
            Self::SettingsInvalid => 6,
            Self::Storage => 7,
            Self::CheckFailed => 9,
            Self::BadCommandLine => 64,
            Self::Internal => 70,
        }
    }

    /// The code of a run that was stopped; no wildcard, so that a new error cannot forget its code.
    pub fn of_error(error: &RunError) -> Self {
        match error {
            RunError::Refused(_) => Self::InputRefused,
            RunError::Locked { .. } => Self::Locked,
            RunError::Storage { .. } | RunError::Ledger(_) => Self::Storage,
            RunError::Account(_) => Self::CheckFailed,
            RunError::Address { .. } => Self::SettingsInvalid,
            RunError::Workbook(_)
            | RunError::Measure(_)
            | RunError::Letter(_)
            | RunError::Message(_) => Self::Internal,
        }
    }

    /// The code of a run that came to its end.
    pub fn of_deliveries(deliveries: &Deliveries, sending: Sending) -> Self {
        let held = if sending == Sending::Send {
            deliveries.held
        } else {
            0
        };
        if held + deliveries.deferred + deliveries.failed + deliveries.unknown > 0 {
            Self::DeliveriesOpen
        } else {
            Self::Done
        }
    }

    /// Of several runs: the first that was not clean, unless a later one was worse.
    pub fn and(self, other: Self) -> Self {
        if other.code() > self.code() {
            other
        } else {
            self
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
