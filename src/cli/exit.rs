//! The exit codes. [DESIGN 2]

use std::process::ExitCode;

use crate::{
    errand::{RunError, Sending},
    ledger::SlotState,
    post::PostOutcome,
    run::Ran,
};

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
    /// The mail service cannot be used; the queue is kept.
    MailUnreachable,
    /// A confinement or accounting check failed; nothing was sent.
    CheckFailed,
    /// The command line cannot be read.
    BadCommandLine,
    /// A fault of ours.
    Internal,
    /// A signal asked the program to stop; what was not sent is queued.
    Stopped,
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
            Self::MailUnreachable => 8,
            Self::CheckFailed => 9,
            Self::BadCommandLine => 64,
            Self::Internal => 70,
            Self::Stopped => 143,
        }
    }

    /// The code of a run that was stopped; no wildcard, so that a new error cannot forget its code.
    pub fn of_error(error: &RunError) -> Self {
        match error {
            RunError::Refused(_)
            | RunError::Moved { .. }
            | RunError::NotKept { .. }
            | RunError::OtherExports { .. } => Self::InputRefused,
            RunError::Locked { .. } => Self::Locked,
            RunError::Storage { .. } | RunError::NotWhole { .. } | RunError::Ledger(_) => {
                Self::Storage
            }
            RunError::Account(_)
            | RunError::Confinement { .. }
            | RunError::Unproved { .. }
            | RunError::Census(_) => Self::CheckFailed,
            RunError::Address { .. } | RunError::Secret(_) => Self::SettingsInvalid,
            RunError::Workbook(_)
            | RunError::Essential(_)
            | RunError::Measure(_)
            | RunError::Letter(_)
            | RunError::Seal(_)
            | RunError::Message(_) => Self::Internal,
        }
    }

    /// The code of a run that came to its end.
    pub fn of_outcome(outcome: &Ran, sending: &Sending) -> Self {
        let d = &outcome.account.deliveries;
        let held = if sending.is_real() { d.held } else { 0 };
        let tests_missing = match sending {
            Sending::Test(_) if outcome.post.unreachable.is_none() => {
                d.expected - outcome.post.tests_sent.min(d.expected)
            }
            _ => 0,
        };
        Self::of_post(
            &outcome.post,
            held + d.deferred + d.failed + d.unknown + tests_missing,
        )
    }

    /// The code of a queue that was sent, with how many messages did not simply arrive.
    pub fn of_post(post: &PostOutcome, open: usize) -> Self {
        if post.stopped {
            Self::Stopped
        } else if post.unreachable.is_some() {
            Self::MailUnreachable
        } else if open > 0 {
            Self::DeliveriesOpen
        } else {
            Self::Done
        }
    }

    /// How a due time stands after a run that ended so.
    ///
    /// A run that was stopped by a signal, or whose mail could not be sent, has run: its messages are in the queue.
    pub fn slot_state(self) -> SlotState {
        match self {
            Self::Done | Self::DeliveriesOpen | Self::MailUnreachable | Self::Stopped => {
                SlotState::Ran
            }
            Self::InputRefused
            | Self::Locked
            | Self::SettingsInvalid
            | Self::Storage
            | Self::CheckFailed
            | Self::BadCommandLine
            | Self::Internal => SlotState::Waiting,
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
