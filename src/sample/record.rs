//! The invented facts of one child: its case rows, rating decisions and visits, before any layout is chosen.

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::rating::Rag;
use crate::model::status::Status;
use crate::model::visit::{Answer, Mode, Outcome};

/// A decision on a child's rating.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) rating: Rag,
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
    pub(super) plan_updated_on: Option<NaiveDate>,
    pub(super) safety_plan_on: Option<NaiveDate>,
    pub(super) oversight_on: Option<NaiveDate>,
    /// Who gave the oversight, as an index into the workforce.
    pub(super) oversight_by: Option<usize>,
    pub(super) last_supervision_on: Option<NaiveDate>,
    pub(super) placement_changed_on: Option<NaiveDate>,
    pub(super) died_on: Option<NaiveDate>,
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
    /// The older record of the child under another id, where there was one: it has since been merged into this one.
    pub(super) older: Option<Box<ChildRecord>>,
}

impl ChildRecord {
    /// This record and the older one, as the exports have them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.older.as_deref())
    }
}
