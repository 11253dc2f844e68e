//! Tells the story of one child at a time: who it is, where it stands, and the record that follows from that.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::chance::{Chance, SPREAD};
use super::pace::shifted;
use super::record::{ChildRecord, Status};
use super::workforce::Workforce;
use super::{cases, names, ratings, visits};

/// Tells the children of one sample.
pub(super) struct Storyteller<'a> {
    pub(super) run_date: NaiveDate,
    pub(super) seed: u64,
    pub(super) children: u32,
    pub(super) spread_start: [f64; SPREAD],
    pub(super) workforce: &'a Workforce,
}

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

impl Storyteller<'_> {
    /// The day before the run date: nothing but bookings lies after it.
    pub(super) fn eve(&self) -> NaiveDate {
        shifted(self.run_date, -1)
    }

    /// The date in the names of the exports.
    pub(super) fn export_stamp(&self) -> String {
        self.eve().format("%Y%m%d").to_string()
    }

    /// When the exports were run: at 19:30 the evening before.
    pub(super) fn exported_at(&self) -> NaiveDateTime {
        self.eve().and_time(NaiveTime::MIN) + TimeDelta::minutes(19 * 60 + 30)
    }

    /// Child `index`, with a part drawn by chance.
    pub(super) fn child(&self, index: u32) -> ChildRecord {
        let mut chance = Chance::seeded(self.seed, u64::from(index));
        let part = chance.weighted(&[
            (9870, Part::Ordinary),
            (15, Part::Unborn),
            (20, Part::DualPlan),
            (30, Part::Unallocated),
            (15, Part::JustOpened),
            (25, Part::WorkerLeft),
            (25, Part::NoAccess),
        ]);
        self.tell(index, part, &mut chance)
    }

    /// Child `index` in a given part.
    pub(super) fn child_as(&self, index: u32, part: Part) -> ChildRecord {
        let mut chance = Chance::seeded(self.seed, u64::from(index));
        self.tell(index, part, &mut chance)
    }

    fn tell(&self, index: u32, part: Part, chance: &mut Chance) -> ChildRecord {
        let outline = self.outline(index, part, chance);
        let history = ratings::history(self, &outline, chance);
        let visits = visits::history(self, &outline, &history.decisions, chance);
        let name = match part {
            Part::Unborn => names::unborn(chance),
            _ => names::person(chance),
        };
        ChildRecord {
            id: self.child_id(index, outline.status, chance),
            name,
            born: outline.born,
            rows: cases::rows(self, &outline, history.on_case_row, chance),
            decisions: history.decisions,
            visits,
        }
    }

    /// Ids as the systems give them: seven digits, from one million for social care, from five for Targeted Support;
    /// a few old ones begin with zeros.
    fn child_id(&self, index: u32, status: Status, chance: &mut Chance) -> String {
        let stride = i64::from((3_900_000 / self.children).min(97));
        let number = i64::from(index) * stride + chance.between(0, stride - 1);
        if !status.is_social_care() {
            (5_000_000 + number).to_string()
        } else if chance.percent(3.0) {
            format!("{:07}", 4000 + index)
        } else {
            (1_000_000 + number).to_string()
        }
    }
}

/// A minute of `date` between the hours `from` and `to`.
pub(super) fn office_time(
    date: NaiveDate,
    from: i64,
    to: i64,
    chance: &mut Chance,
) -> NaiveDateTime {
    let minutes = chance.between(from * 60, to * 60 - 1);
    date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes)
}
