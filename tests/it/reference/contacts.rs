//! RULES §4: which contacts count, and what seen means.

use super::Child;
use super::cells::folded;
use super::rows::{Mode, Outcome, Rag, Status, Visit, Worker};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const SUPERVISING: &str = "supervising_social_worker";
const PERSONAL_ADVISER: &str = "personal_adviser";

#[derive(Clone, Copy, PartialEq)]
pub enum Standard {
    Full,
    Hybrid,
    Remote,
}

/// By whom a contact was made; of a joint one the best of them.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum By {
    /// Targeted Support: the contact is not statutory.
    Targeted,
    Unqualified,
    Supervising,
    Qualified,
}

impl Child<'_> {
    pub fn invoked(&self, x: NaiveDate) -> bool {
        let mut periods = self.framework.iter();
        periods.any(|f| f.invoked <= x && f.ceased.is_none_or(|ceased| x < ceased))
    }

    pub fn standard_on(&self, x: NaiveDate) -> Standard {
        match self.rag_on(x) {
            _ if !self.invoked(x) => Standard::Full,
            Rag::Red | Rag::Unrated => Standard::Full,
            Rag::Amber => Standard::Hybrid,
            Rag::Green => Standard::Remote,
        }
    }

    /// The social care statuses open on a date.
    fn social_care_on(&self, x: NaiveDate) -> BTreeSet<Status> {
        let open = self.rows.iter().filter(|c| c.is_open_on(x));
        let statuses = open.map(|c| c.status);
        statuses.filter(|s| s.is_social_care()).collect()
    }

    fn by_one(&self, id: Option<&String>, on: NaiveDate) -> By {
        let has = |column: &str| self.facts.columns.contains(column);
        if !has("visits.worker_id") {
            return By::Qualified;
        }
        let worker = self.worker(id, on);
        let role = worker.map_or("", |w| w.role.as_str());
        let service = worker.and_then(|w| w.service.as_deref());
        let social_care = self.social_care_on(on);
        if service.map(folded).as_deref() == Some("targeted support") && !social_care.is_empty() {
            return By::Targeted;
        }
        let not_assessed = self.facts.workers.is_none() || !has("workers.qualified");
        let adviser = !self.invoked(on)
            && role == PERSONAL_ADVISER
            && social_care == BTreeSet::from([Status::Cl]);
        let qualified =
            not_assessed || adviser || worker.is_some_and(|w| w.qualified == Some(true));
        match qualified {
            false => By::Unqualified,
            true if role == SUPERVISING => By::Supervising,
            true => By::Qualified,
        }
    }

    pub fn by(&self, visit: &Visit) -> By {
        let workers = visit.workers.iter();
        let by = workers.map(|id| self.by_one(id.as_ref(), visit.values.date));
        by.reduce(|a, b| if a < b { b } else { a }).unwrap()
    }

    pub fn statutory(&self, visit: &Visit) -> bool {
        self.by(visit) != By::Targeted
    }

    /// Completed and statutory.
    pub fn made(&self, visit: &Visit) -> bool {
        visit.values.outcome == Outcome::Completed && self.statutory(visit)
    }

    /// Waived before the date of birth; on every date where none is known and the child is unborn.
    pub fn seen_or_waived(&self, visit: &Visit) -> bool {
        let waived = match self.born {
            Some(born) => visit.values.date < born,
            None => self.unborn,
        };
        visit.values.child_seen == Some(true) || waived
    }

    /// A contact that meets FULL but for the worker.
    pub fn in_person(&self, visit: &Visit) -> bool {
        self.made(visit) && visit.values.mode == Mode::FaceToFace && self.seen_or_waived(visit)
    }

    pub fn meets_full(&self, visit: &Visit) -> bool {
        self.in_person(visit) && self.by(visit) == By::Qualified
    }

    /// Judged by the standard of its own date.
    pub fn counts(&self, visit: &Visit) -> bool {
        match self.standard_on(visit.values.date) {
            Standard::Full => self.meets_full(visit),
            Standard::Hybrid | Standard::Remote => {
                self.made(visit) && visit.values.mode != Mode::Other
            }
        }
    }

    pub fn seen(&self, visit: &Visit) -> bool {
        let on = visit.values.date;
        let sight = match visit.values.mode {
            Mode::FaceToFace => true,
            Mode::Video => self.invoked(on),
            Mode::Phone | Mode::Other => false,
        };
        let born = self.born.is_none_or(|born| on >= born);
        self.made(visit) && visit.values.child_seen == Some(true) && born && sight
    }

    /// §2: on a date the latest begun row holds, before all of them the earliest.
    pub fn worker(&self, id: Option<&String>, on: NaiveDate) -> Option<&Worker> {
        let rows = self.facts.workers.as_ref()?.get(id?)?;
        let begun = |w: &&Worker| w.valid_from.is_none_or(|from| from <= on);
        rows.iter().rev().find(begun).or(rows.first())
    }

    pub fn role(&self, id: Option<&String>, on: NaiveDate) -> Option<&str> {
        Some(self.worker(id, on)?.role.as_str())
    }
}
