//! One message to one recipient: what it is known by, and where it stands on its way. [OPERATIONS 5.2]

use std::fmt;

use chrono::NaiveDate;

/// What makes a message one of its kind: a second one with the same key is never sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryKey {
    /// The job.
    pub job: String,
    /// The run date.
    pub date: NaiveDate,
    /// The report's name, [`ADMIN_NOTICE`] or [`NO_LIST`].
    pub report: String,
    /// The recipient's id, or [`ADMIN`].
    pub recipient: String,
    /// 1, and one more each time a person asks for it to be sent again.
    pub revision: u32,
}

/// What stands for the report in the key of a notice to the administrator.
pub const ADMIN_NOTICE: &str = "admin-notice";

/// What stands for the report in the key of a letter that says that there is no list.
pub const NO_LIST: &str = "no-list";

/// What stands for the recipient in the key of a notice to the administrator.
pub const ADMIN: &str = "admin";

impl DeliveryKey {
    /// The name of the stored message: `REPORT--RECIPIENT_ID.eml`, and `--r2` in it from the second revision on.
    pub fn file_name(&self) -> String {
        let revision = if self.revision > 1 {
            format!("--r{}", self.revision)
        } else {
            String::new()
        };
        format!("{}--{}{revision}.eml", self.report, self.recipient)
    }

    /// Whether it belongs to no run's reports, so that no account counts it.
    pub fn is_notice(&self) -> bool {
        self.is_for_administrator() || self.says_no_list()
    }

    /// Whether this is a notice to the administrator.
    pub fn is_for_administrator(&self) -> bool {
        self.report == ADMIN_NOTICE
    }

    /// Whether it tells a reader that there is no list.
    pub fn says_no_list(&self) -> bool {
        self.report == NO_LIST
    }
}

/// What a message holds of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// A letter with its workbook.
    Workbook,
    /// A letter that says there is nothing.
    Nil,
}

impl Contents {
    /// The word in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Workbook => "workbook",
            Self::Nil => "nil",
        }
    }

    /// The contents of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Workbook, Self::Nil]
            .into_iter()
            .find(|contents| contents.code() == code)
    }
}

/// How the workbook of a message is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// Not at all.
    None,
    /// It is encrypted with a password.
    Password,
}

impl Sealing {
    /// The word in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Password => "password",
        }
    }

    /// The sealing of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::None, Self::Password]
            .into_iter()
            .find(|sealing| sealing.code() == code)
    }
}

/// Where a message stands. Each change is committed before the next step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// The run should lead to it.
    Planned,
    /// Its workbook was read back and holds the recipient's own children only.
    Verified,
    /// Stored, to be sent.
    Queued,
    /// On its way: committed before the first byte leaves.
    Sending,
    /// The mail server took it (or, with the file transport, it lies in the outbox). Not proof that it was read.
    Sent,
    /// Refused for now, or the connection broke before the message was complete: to be tried again.
    Deferred,
    /// Refused for good, or not taken in time.
    Failed,
    /// Kept back for a person to decide.
    Held,
    /// Perhaps sent: the connection broke, or the program died, while the server's answer was awaited.
    Unknown,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Verified,
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Deferred,
        Self::Failed,
        Self::Held,
        Self::Unknown,
    ];

    /// The word in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Verified => "verified",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Held => "held",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing of the message can have left: a newer version of it may take its place.
    pub fn is_replaceable(self) -> bool {
        match self {
            Self::Planned
            | Self::Verified
            | Self::Queued
            | Self::Deferred
            | Self::Failed
            | Self::Held => true,
            Self::Sending | Self::Sent | Self::Unknown => false,
        }
    }
}

impl fmt::Display for DeliveryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
