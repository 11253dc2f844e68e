//! The invented facts of one child: its case rows, rating decisions and visits, before any layout is chosen.

use chrono::{NaiveDate, NaiveDateTime};

use super::pace::Pace;

/// The status of a case row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Cp,
    Cic,
    Cin,
    CareLeaver,
    TargetedSupport,
    YouthOffending,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cp => "CP",
            Self::Cic => "CIC",
            Self::Cin => "CIN",
            Self::CareLeaver => "CL",
            Self::TargetedSupport => "TS",
            Self::YouthOffending => "YOS",
        }
    }

    /// The minimum frequency, where the status has one.
    pub(super) fn minimum(self) -> Option<Pace> {
        match self {
            Self::Cp => Some(Pace::Days(14)),
            Self::Cic => Some(Pace::Days(42)),
            Self::Cin => Some(Pace::Month),
            Self::CareLeaver => Some(Pace::Days(84)),
            Self::TargetedSupport | Self::YouthOffending => None,
        }
    }

    /// Kept in the social-care system, not in the one for early help.
    pub(super) fn is_social_care(self) -> bool {
        !matches!(self, Self::TargetedSupport | Self::YouthOffending)
    }
}

/// A child's rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rating {
    Red,
    Amber,
    Green,
}

impl Rating {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Red => "RED",
            Self::Amber => "AMBER",
            Self::Green => "GREEN",
        }
    }
}

/// A decision on a child's rating.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) rating: Rating,
    pub(super) decided_on: Option<NaiveDate>,
    pub(super) recorded_on: Option<NaiveDate>,
    /// Who decided, as an index into the workforce.
    pub(super) decided_by: usize,
    pub(super) rationale: &'static str,
}

/// One involvement of a child.
#[derive(Debug, Clone)]
pub(super) struct CaseRow {
    pub(super) status: Status,
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
    /// The team, as an index into the workforce.
    pub(super) team: usize,
    /// The allocated worker, as an index into the workforce.
    pub(super) worker: Option<usize>,
    pub(super) opened_at: NaiveDateTime,
    pub(super) decision: Option<Decision>,
    pub(super) risk_factors: Vec<&'static str>,
    pub(super) virtual_agreed_by: Option<usize>,
    pub(super) plan_interval_days: Option<u32>,
    pub(super) safety_plan_on: Option<NaiveDate>,
    pub(super) oversight_on: Option<NaiveDate>,
    pub(super) last_supervision_on: Option<NaiveDate>,
    pub(super) placement_changed_on: Option<NaiveDate>,
}

/// How a contact was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    FaceToFace,
    Video,
    Phone,
    Other,
}

impl Mode {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::FaceToFace => "face_to_face",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Other => "other",
        }
    }
}

/// What came of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Completed,
    Attempted,
    Cancelled,
    Planned,
}

impl Outcome {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Attempted => "attempted",
            Self::Cancelled => "cancelled",
            Self::Planned => "planned",
        }
    }
}

/// Yes, no, or nothing entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Blank,
}

impl Answer {
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Yes => "Y",
            Self::No => "N",
            Self::Blank => "",
        }
    }
}

/// One visit, contact or booking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub(super) date: NaiveDate,
    pub(super) mode: Mode,
    pub(super) outcome: Outcome,
    pub(super) child_seen: Answer,
    pub(super) seen_alone: Answer,
    /// Who made it, as an index into the workforce.
    pub(super) worker: usize,
    pub(super) recorded_at: NaiveDateTime,
}

/// All that is known of one child.
#[derive(Debug, Clone)]
pub(super) struct ChildRecord {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) born: NaiveDate,
    /// The open involvement first, then any others.
    pub(super) rows: Vec<CaseRow>,
    /// The rating history, oldest first.
    pub(super) decisions: Vec<Decision>,
    /// In the order of their dates.
    pub(super) visits: Vec<Visit>,
}
