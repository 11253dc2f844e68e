//! The latest contacts of each kind: what counted, what would have counted for a RED child, what was a sighting.

use chrono::NaiveDate;

use super::{
    child::Child,
    standard::{Standard, Verdict},
};
use crate::model::visit::{Mode, Outcome, Visit};

/// The latest contacts on or before the run date.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latest {
    /// The latest that counts, by the standard of its own date.
    pub contact: Option<Visit>,
    /// The latest that would have counted had every rating been RED.
    pub full: Option<Visit>,
    /// The latest day the child was seen.
    pub seen: Option<NaiveDate>,
    /// The latest day the child was seen in person.
    pub face_to_face: Option<NaiveDate>,
}

impl Latest {
    /// Looks from the run date back, no further than it must.
    pub fn of(child: &Child<'_>) -> Self {
        let mut latest = Self::default();
        for visit in child.visits().iter().rev() {
            latest.take(child, &visit);
            if latest.full.is_some() && latest.face_to_face.is_some() {
                break;
            }
        }
        latest
    }

    fn take(&mut self, child: &Child<'_>, visit: &Visit) {
        if visit.kind.outcome() != Outcome::Completed || visit.kind.mode() == Mode::Other {
            return;
        }
        // What meets the full standard meets every other.
        if self.full.is_none() && child.judge_by(visit, Standard::Full) == Verdict::Counts {
            self.full = Some(*visit);
            self.contact = self.contact.or(self.full);
        }
        if self.contact.is_none() && child.judge(visit) == Verdict::Counts {
            self.contact = Some(*visit);
        }
        if self.face_to_face.is_none() && child.is_sighting(visit) {
            self.seen = self.seen.or(Some(visit.date));
            if visit.kind.mode() == Mode::FaceToFace {
                self.face_to_face = Some(visit.date);
            }
        }
    }

    /// The day of the latest contact that counts.
    pub fn contact_on(&self) -> Option<NaiveDate> {
        self.contact.map(|visit| visit.date)
    }

    /// The day of the latest contact of the full standard.
    pub fn full_on(&self) -> Option<NaiveDate> {
        self.full.map(|visit| visit.date)
    }
}
