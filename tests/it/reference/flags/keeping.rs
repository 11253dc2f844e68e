//! The flags of allocation, oversight, supervision and plans.

use super::super::calendar::birthday;
use super::super::contacts::Standard;
use super::super::rows::{Case, Rag, Status};
use super::Child;
use chrono::{Months, NaiveDate, NaiveTime, TimeDelta};

impl Child<'_> {
    pub fn keeping_flags(&self) -> Vec<(&'static str, bool)> {
        let workers = || self.open.iter().filter_map(|c| c.worker.as_ref());
        let found = |id: &String| self.worker(Some(id), self.d);
        let left = |id: &String| found(id).is_some_and(|w| w.left.is_some_and(|on| on <= self.d));
        let head = self.worker(self.head().worker.as_ref(), self.d);
        let cannot_visit = head.is_some_and(|w| w.can_visit == Some(false));
        let full = self.standard_on(self.d) == Standard::Full;
        vec![
            ("UNALLOCATED", self.open.iter().any(|c| self.unallocated(c))),
            (
                "HELD-BY-MANAGER",
                workers().any(|id| self.is_manager(Some(id), self.d)),
            ),
            ("WORKER-UNKNOWN", workers().any(|id| found(id).is_none())),
            ("WORKER-LEFT", workers().any(left)),
            ("WORKER-CANNOT-VISIT", full && cannot_visit),
            ("NO-SAFETY-PLAN", self.no_safety_plan()),
            ("NO-OVERSIGHT", self.no_oversight()),
            ("OVERSIGHT-NOT-MANAGER", self.oversight_not_by_manager()),
            ("SUPERVISION-OVERDUE", self.supervision_overdue()),
            ("PLAN-OLD", self.plan_old()),
            ("AGE-CHECK", self.age_check()),
            ("UNBORN", self.unborn),
        ]
    }

    /// More than 48 hours by the clock on the wall, up to 00:00 on `D`.
    fn unallocated(&self, row: &Case) -> bool {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
        let opened = row.opened.or(row.start.map(midnight));
        let long = opened.is_some_and(|at| midnight(self.d) - at > TimeDelta::hours(48));
        row.worker.is_none() && long
    }

    /// The latest on or before `D` of the open rows that `of` takes.
    fn latest_of(&self, date: impl Fn(&Case) -> Option<NaiveDate>) -> Option<NaiveDate> {
        let dates = self.open.iter().filter_map(|c| date(c));
        dates.filter(|on| *on <= self.d).max()
    }

    fn no_safety_plan(&self) -> bool {
        self.rag_on(self.d) != Rag::Green && self.latest_of(|c| c.safety_plan).is_none()
    }

    fn no_oversight(&self) -> bool {
        let Some(latest) = self.latest_of(|c| c.oversight) else {
            return true;
        };
        let decided = self.decided();
        let planned = self.latest_of(|c| c.safety_plan);
        decided.is_some_and(|on| (on - latest).num_days() > 7)
            || planned.is_some_and(|on| latest < on)
    }

    fn oversight_not_by_manager(&self) -> bool {
        let Some(latest) = self.latest_of(|c| c.oversight) else {
            return false;
        };
        let rows = self.open.iter().filter(|c| c.oversight == Some(latest));
        let named: Vec<&String> = rows.filter_map(|c| c.oversight_by.as_ref()).collect();
        let sound = |id: &&String| {
            self.is_manager(Some(id), latest)
                || self.role(Some(id), latest) == Some("advanced_practitioner")
        };
        !named.is_empty() && !named.iter().any(sound)
    }

    fn supervision_overdue(&self) -> bool {
        let social_care = self.open.iter().filter(|c| c.status.is_social_care());
        let involved = social_care
            .clone()
            .filter_map(|c| self.involved_from(c))
            .min();
        let from = self.latest_of(|c| c.supervision).or(involved);
        social_care.count() > 0 && from.is_some_and(|on| self.d > on + Months::new(1))
    }

    fn plan_old(&self) -> bool {
        [(Status::Cp, 3), (Status::Cic, 6), (Status::Cin, 3)]
            .into_iter()
            .any(|(status, months)| {
                let updated = |c: &Case| c.plan_updated.filter(|_| c.status == status);
                let mut rows = self.open.iter().filter(|c| c.status == status);
                let begun = rows.find_map(|c| self.status_from(c));
                let from = self.latest_of(updated).or(begun);
                from.is_some_and(|on| self.d > on + Months::new(months))
            })
    }

    fn age_check(&self) -> bool {
        let Some(born) = self.born else {
            return false;
        };
        let reached = |years: i32| self.d >= birthday(born, years);
        self.open.iter().any(|c| match c.status {
            Status::Cp | Status::Cic | Status::Cin => reached(18),
            Status::Cl => !reached(16) || reached(25),
            Status::Ts | Status::Yos => false,
        })
    }
}
