//! The parts that a child can play: mostly the ordinary one.

use crate::model::status::Status;

/// A child that something out of the ordinary has happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Ordinary,
    /// On a child protection plan before birth.
    Unborn,
    /// On a child protection plan and in care.
    DualPlan,
    /// Nobody holds the case.
    Unallocated,
    /// Opened the day before the run: not allocated, not rated, not visited yet.
    JustOpened,
    /// The worker who holds the case has left.
    WorkerLeft,
    /// The involvement has ended.
    Closed,
    /// On a child protection plan, rated GREEN.
    CpGreen,
    /// Overdue and RED; a student went instead of a social worker.
    StudentWent,
    /// Overdue on a child protection plan; a Targeted Support worker went.
    TargetedSupportWent,
    /// Overdue; nobody answered the door, twice.
    NoAccess,
    /// Overdue and RED; a video call took the place of a visit.
    RemoteInstead,
}

impl Part {
    /// The status that the part needs, where it needs one.
    pub(super) fn status(self) -> Option<Status> {
        match self {
            Self::Unborn
            | Self::DualPlan
            | Self::CpGreen
            | Self::StudentWent
            | Self::TargetedSupportWent
            | Self::RemoteInstead => Some(Status::Cp),
            Self::WorkerLeft => Some(Status::Cic),
            Self::JustOpened | Self::Closed => Some(Status::Cin),
            Self::Ordinary | Self::Unallocated | Self::NoAccess => None,
        }
    }
}
