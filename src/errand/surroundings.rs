//! What a run needs of the machine that it is on: the time, patience, and whether it is asked to stop.

use crate::{ingest::Watch, schedule::wait::Clock};

/// The machine around a run: its clock, and whoever looks on. The command line gives the real one.
pub trait Surroundings: Clock + Watch {
    /// Whether the run is asked to stop: the message that is being sent ends, the rest stays queued.
    fn is_stopping(&self) -> bool;

    /// Told of each step that was committed. Tests end the program here.
    fn reached(&self, milestone: Milestone) {
        let _ = milestone;
    }
}

/// A step of a run after which it may die without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// The files that the run is made from are kept.
    Kept,
    /// The messages that the run should lead to are in the ledger.
    Planned,
    /// Every workbook is written, and none is proved yet.
    Built,
    /// Every workbook was proved to hold its recipient's children only.
    Verified,
    /// The outputs are in place.
    Published,
    /// The run is recorded and its messages are queued.
    Queued,
    /// A message is about to leave.
    Sending,
    /// The mail server has answered, and the ledger does not know yet.
    Answered,
    /// The answer is in the ledger.
    Settled,
    /// The account tells how the messages ended.
    Accounted,
}

impl Milestone {
    /// Every milestone, in order.
    pub const ALL: [Self; 10] = [
        Self::Kept,
        Self::Planned,
        Self::Built,
        Self::Verified,
        Self::Published,
        Self::Queued,
        Self::Sending,
        Self::Answered,
        Self::Settled,
        Self::Accounted,
    ];

    /// A word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Planned => "planned",
            Self::Built => "built",
            Self::Verified => "verified",
            Self::Published => "published",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Answered => "answered",
            Self::Settled => "settled",
            Self::Accounted => "accounted",
        }
    }
}
