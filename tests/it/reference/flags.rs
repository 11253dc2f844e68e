//! RULES §6: the flags of one child.

use super::rows::{Mode, Outcome, Rag, Visit, folded};
use super::{Child, Standard};
use chrono::{Months, NaiveDate, TimeDelta};

const MANAGERS: [&str; 3] = ["team_manager", "assistant_manager", "service_manager"];
const RED_EXAMPLES: [&str; 10] = [
    "placement_unstable",
    "notice_given",
    "new_placement",
    "safeguarding_concern",
    "child_exploitation",
    "placed_with_parents",
    "reg_24",
    "reg_26", // an alias of reg_24
    "pre_birth",
    "plo",
];
const NO_GREEN: [&str; 2] = ["daat", "safeguarding"];

/// Strictly after it, or any date where there is none.
fn since(date: NaiveDate, last: Option<NaiveDate>) -> bool {
    last.is_none_or(|last| date > last)
}

impl Child<'_> {
    /// Sorted. A flag that needs an absent field is not raised (§2).
    pub fn flags(&self) -> Vec<&'static str> {
        let mut flags: Vec<&str> = self
            .conditions()
            .into_iter()
            .filter(|c| c.1)
            .map(|c| c.0)
            .collect();
        flags.retain(|flag| self.assessed(flag));
        flags.sort();
        flags
    }

    /// §2: is every field that the flag needs there? Fields behind last_contact and last_seen are
    /// needed too; where any of several facts raises a flag, those that are there suffice.
    fn assessed(&self, flag: &str) -> bool {
        let has = |field: &str| self.facts.columns.contains(field);
        // A rating comes from the history and from the case rows: absent is what neither maps.
        let rating =
            |field: &str| has(&format!("cases.{field}")) || has(&format!("ratings.{field}"));
        let workers = self.facts.workers.is_some();
        // Without a workers export qualification is not assessed: nothing is needed for it.
        let qualification = !workers || has("workers.qualified") && has("visits.worker_id");
        // Where no data set maps a rating, no rating flag is raised (§4).
        if flag.starts_with("RAG-") && !rating("rag") {
            return false;
        }
        match flag {
            "RAG-UNDATED" => rating("rag_decided_on"),
            "RAG-LATE" => rating("rag_recorded_on"),
            "RAG-NO-RATIONALE" => rating("rag_rationale"),
            "RAG-NOT-MANAGER" => rating("rag_decided_by") && workers,
            "RAG-GREEN-SERVICE" => has("cases.service"),
            "VISIT-REMOTE" => has("visits.child_seen") && qualification,
            "VISIT-UNQUALIFIED" => has("visits.child_seen") && qualification && workers,
            "VIRTUAL-NOT-AGREED" => has("cases.virtual_agreed_by"),
            "SEEN-NO-SIGHT" => has("visits.child_seen"),
            "NO-ACCESS" => has("visits.outcome") && has("visits.child_seen"),
            "LATE-RECORDED" => has("visits.recorded_at"),
            "UNALLOCATED" => has("cases.worker_id"),
            "WORKER-UNKNOWN" => has("cases.worker_id") && workers,
            "WORKER-LEFT" => has("cases.worker_id") && has("workers.left_on"),
            "NO-SAFETY-PLAN" => has("cases.safety_plan_on"),
            "NO-OVERSIGHT" => has("cases.oversight_on"),
            "UNBORN" => has("cases.date_of_birth"),
            _ => true,
        }
    }

    fn conditions(&self) -> Vec<(&'static str, bool)> {
        let full = self.standard == Standard::Full;
        let remote = |v: &Visit| v.mode == Mode::Video || v.mode == Mode::Phone;
        let since_contact = |v: &Visit| since(v.date, self.last_contact);
        vec![
            ("RAG-UNRATED", self.in_force.is_empty()),
            (
                "RAG-UNDATED",
                !self.in_force.is_empty() && self.decided().is_none(),
            ),
            (
                "RAG-STALE",
                self.decided()
                    .is_some_and(|on| self.d > on + Months::new(1)),
            ),
            ("RAG-EVENT", self.event_since_decision()),
            (
                "RAG-LATE",
                self.in_force
                    .iter()
                    .any(|r| r.decided.is_some() && r.recorded > r.decided),
            ),
            ("RAG-NO-RATIONALE", self.no_rationale()),
            (
                "RAG-NOT-MANAGER",
                !self.in_force.is_empty() && !self.decided_by_manager(),
            ),
            ("RAG-BELOW", self.below_red_examples()),
            (
                "RAG-GREEN-SERVICE",
                self.rag() == Some(Rag::Green) && self.in_service_without_green(),
            ),
            (
                "VISIT-REMOTE",
                full && self.any(|v| self.made(v) && remote(v) && since_contact(v)),
            ),
            (
                "VISIT-UNQUALIFIED",
                full && self.any(|v| self.lacks_only_qualification(v) && since_contact(v)),
            ),
            (
                "VIRTUAL-NOT-AGREED",
                self.standard == Standard::Hybrid && self.remote_not_agreed(),
            ),
            (
                "SEEN-NO-SIGHT",
                self.any(|v| self.recent(v) && self.claims_sight(v)),
            ),
            ("NO-ACCESS", self.attempts_since_seen() >= 2),
            (
                "LATE-RECORDED",
                self.any(|v| self.recent(v) && self.recorded_late(v)),
            ),
            ("UNALLOCATED", self.unallocated()),
            ("WORKER-UNKNOWN", self.worker_unknown()),
            ("WORKER-LEFT", self.worker_left()),
            ("NO-SAFETY-PLAN", self.no_safety_plan()),
            ("NO-OVERSIGHT", self.no_oversight()),
            ("UNBORN", self.unborn),
        ]
    }

    fn any(&self, matches: impl Fn(&Visit) -> bool) -> bool {
        self.visits.iter().any(|v| matches(v))
    }

    fn decided(&self) -> Option<NaiveDate> {
        self.in_force.first().and_then(|r| r.decided)
    }

    /// After the decision, on or before `D`.
    fn event_since_decision(&self) -> bool {
        let Some(decided) = self.decided() else {
            return false;
        };
        let happened = |on: NaiveDate| decided < on && on <= self.d;
        self.open.iter().any(|c| {
            happened(c.start)
                || c.placement_changed.is_some_and(happened)
                || c.supervision.is_some_and(happened)
        })
    }

    /// One decision recorded twice has a blank rationale only if all its rows have (§4).
    fn no_rationale(&self) -> bool {
        !self.in_force.is_empty() && self.in_force.iter().all(|r| r.rationale.is_none())
    }

    /// Its decider is a manager if any of its rows' is (§4).
    fn decided_by_manager(&self) -> bool {
        let deciders = self.in_force.iter().map(|r| r.by.as_ref());
        let mut found = deciders.flat_map(|by| self.facts.worker(by));
        found.any(|w| MANAGERS.contains(&w.role.as_str()))
    }

    fn below_red_examples(&self) -> bool {
        let placed_lately = |on: NaiveDate| on <= self.d && (self.d - on).num_days() <= 42;
        let red_example = self.open.iter().any(|c| {
            c.status == super::Status::Cp
                || c.risk_factors
                    .iter()
                    .any(|f| RED_EXAMPLES.contains(&f.as_str()))
                || c.placement_changed.is_some_and(placed_lately)
        });
        matches!(self.rag(), Some(Rag::Amber | Rag::Green)) && red_example
    }

    fn in_service_without_green(&self) -> bool {
        let mut services = self.open.iter().filter_map(|c| c.service.as_deref());
        services.any(|service| NO_GREEN.contains(&folded(service).as_str()))
    }

    /// Completed, statutory, face to face, seen: all but the qualified worker.
    fn lacks_only_qualification(&self, v: &Visit) -> bool {
        let otherwise = self.made(v) && v.mode == Mode::FaceToFace && self.seen_or_waived(v);
        otherwise && !self.qualified(v)
    }

    fn remote_not_agreed(&self) -> bool {
        let on_the_day = |v: &&&Visit| self.counts(v) && Some(v.date) == self.last_contact;
        let all_remote = self
            .visits
            .iter()
            .filter(on_the_day)
            .all(|v| v.mode != Mode::FaceToFace);
        let agreed = self.open.iter().any(|c| c.virtual_agreed_by.is_some());
        self.last_contact.is_some() && all_remote && !agreed
    }

    /// Of the last 28 days.
    fn recent(&self, v: &Visit) -> bool {
        (self.d - v.date).num_days() <= 28
    }

    fn claims_sight(&self, v: &Visit) -> bool {
        let sightless = v.mode == Mode::Phone || v.mode == Mode::Other;
        self.made(v) && v.child_seen == Some(true) && sightless
    }

    /// More than two days after the visit, by dates.
    fn recorded_late(&self, v: &Visit) -> bool {
        let late = |on: NaiveDate| (on - v.date).num_days() > 2;
        self.made(v) && v.recorded.is_some_and(|at| late(at.date()))
    }

    fn attempts_since_seen(&self) -> usize {
        let attempted = |v: &Visit| v.outcome == Outcome::Attempted && self.statutory(v);
        self.visits
            .iter()
            .filter(|v| attempted(v) && since(v.date, self.last_seen))
            .count()
    }

    /// 48 hours by the clock on the wall, up to 00:00 on `D`.
    fn unallocated(&self) -> bool {
        let midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0).unwrap();
        self.open.iter().any(|c| {
            let opened = c.opened.unwrap_or(midnight(c.start));
            c.worker.is_none() && midnight(self.d) - opened > TimeDelta::hours(48)
        })
    }

    fn worker_unknown(&self) -> bool {
        let mut workers = self.open.iter().filter_map(|c| c.worker.as_ref());
        workers.any(|id| self.facts.worker(Some(id)).is_empty())
    }

    fn worker_left(&self) -> bool {
        let mut found = self
            .open
            .iter()
            .map(|c| self.facts.worker(c.worker.as_ref()));
        let left = |on: NaiveDate| on <= self.d;
        found.any(|w| !w.is_empty() && w.iter().all(|w| w.left.is_some_and(left)))
    }

    fn no_safety_plan(&self) -> bool {
        let mut plans = self.open.iter().filter_map(|c| c.safety_plan);
        self.rag() != Some(Rag::Green) && !plans.any(|on| on <= self.d)
    }

    /// None on or before `D`, or the latest of them is before the rating's decision.
    fn no_oversight(&self) -> bool {
        let oversight = self
            .open
            .iter()
            .filter_map(|c| c.oversight)
            .filter(|on| *on <= self.d);
        match oversight.max() {
            None => true,
            Some(latest) => self.decided().is_some_and(|decided| latest < decided),
        }
    }
}
