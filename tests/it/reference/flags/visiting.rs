//! The flags of visits.

use super::super::calendar::{of_last, working_days_after};
use super::super::contacts::{By, Standard};
use super::super::rows::{Mode, Outcome, Rag, Visit};
use super::{Child, since};

impl Child<'_> {
    pub fn visiting_flags(&self) -> Vec<(&'static str, bool)> {
        let standard = self.standard_on(self.d);
        let full = standard == Standard::Full;
        let since_contact = |v: &Visit| since(v.values.date, self.last_contact);
        let remote = |v: &Visit| matches!(v.values.mode, Mode::Video | Mode::Phone);
        let in_person =
            |v: &Visit, by: By| since_contact(v) && self.in_person(v) && self.by(v) == by;
        let agreed: Vec<&String> = self
            .open
            .iter()
            .filter_map(|c| c.virtual_agreed_by.as_ref())
            .collect();
        let by_manager = agreed.iter().any(|id| self.is_manager(Some(id), self.d));
        let remote_only = !full && self.last_contact_was_remote();
        vec![
            (
                "VISIT-REMOTE",
                full && self.any(|v| since_contact(v) && self.made(v) && remote(v)),
            ),
            (
                "VISIT-UNQUALIFIED",
                full && self.any(|v| in_person(v, By::Unqualified)),
            ),
            (
                "VISIT-BY-SUPERVISING",
                full && self.any(|v| in_person(v, By::Supervising)),
            ),
            ("VIRTUAL-NOT-AGREED", remote_only && agreed.is_empty()),
            (
                "VIRTUAL-NOT-MANAGER",
                remote_only && !agreed.is_empty() && !by_manager,
            ),
            (
                "SEEN-NO-SIGHT",
                self.any(|v| self.recent(v) && self.claims_sight(v)),
            ),
            ("NO-ACCESS", self.no_access()),
            ("NO-CONTACT", self.no_contact()),
            ("NEWBORN-NOT-SEEN", self.newborn_not_seen()),
            (
                "LATE-RECORDED",
                self.any(|v| self.recent(v) && self.recorded_late(v)),
            ),
        ]
    }

    /// A supervising social worker may be qualified.
    pub fn is_qualified(&self, v: &Visit) -> bool {
        matches!(self.by(v), By::Qualified | By::Supervising)
    }

    /// Every counting contact on its date was.
    fn last_contact_was_remote(&self) -> bool {
        let on_the_day = |v: &Visit| self.counts(v) && Some(v.values.date) == self.last_contact;
        let in_person = |v: &Visit| on_the_day(v) && v.values.mode == Mode::FaceToFace;
        self.last_contact.is_some() && !self.any(in_person)
    }

    fn recent(&self, v: &Visit) -> bool {
        of_last(28, v.values.date, self.d)
    }

    fn claims_sight(&self, v: &Visit) -> bool {
        let sightless = matches!(v.values.mode, Mode::Phone | Mode::Other);
        self.made(v) && v.values.child_seen == Some(true) && sightless
    }

    fn no_access(&self) -> bool {
        let attempted = |v: &Visit| v.values.outcome == Outcome::Attempted && self.statutory(v);
        let attempts = self
            .visits
            .iter()
            .filter(|v| attempted(v) && since(v.values.date, self.last_seen));
        let allowed = if self.rag_on(self.d) == Rag::Red {
            1
        } else {
            2
        };
        attempts.count() >= allowed
    }

    fn no_contact(&self) -> bool {
        let days = match self.rag_on(self.d) {
            Rag::Red | Rag::Unrated => 14,
            Rag::Amber => 28,
            Rag::Green => return false,
        };
        let social_care = self.open.iter().any(|c| c.status.is_social_care());
        let begun = self.status_from(self.head());
        let contact = |v: &Visit| {
            v.values.outcome == Outcome::Completed
                && v.values.mode != Mode::Other
                && of_last(days, v.values.date, self.d)
        };
        !social_care
            && self.governing().is_none()
            && begun.is_some_and(|from| (self.d - from).num_days() >= days)
            && !self.any(contact)
    }

    fn newborn_not_seen(&self) -> bool {
        let newborn = self.born.is_some_and(|born| of_last(28, born, self.d));
        newborn && !self.any(|v| self.seen(v) && Some(v.values.date) >= self.born)
    }

    /// On a date after the second working day after it.
    fn recorded_late(&self, v: &Visit) -> bool {
        let in_time = working_days_after(v.values.date, 2);
        self.made(v) && v.values.recorded.is_some_and(|at| at.date() > in_time)
    }
}
