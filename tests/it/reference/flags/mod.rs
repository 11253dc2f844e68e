//! RULES §6: the flags of one child.

mod keeping;
mod rating;
mod visiting;

use super::Child;
use super::rows::Visit;
use chrono::NaiveDate;

const MANAGERS: [&str; 3] = ["team_manager", "assistant_manager", "service_manager"];

impl Child<'_> {
    /// Sorted. A flag that needs an absent field is not raised (§2).
    pub fn flags(&self) -> Vec<&'static str> {
        let raised = [
            self.rating_flags(),
            self.visiting_flags(),
            self.keeping_flags(),
        ];
        let raised = raised.into_iter().flatten().filter(|(_, raised)| *raised);
        let mut flags: Vec<&str> = raised.map(|(code, _)| code).collect();
        flags.retain(|flag| self.assessed(flag));
        flags.sort();
        flags
    }

    /// Are the fields that the flag needs there? Those behind last_contact and last_seen are needed
    /// too; where any of several facts raises a flag, those that are there suffice.
    fn assessed(&self, flag: &str) -> bool {
        let has = |field: &str| self.facts.columns.contains(field);
        let rated = has("cases.rag") || has("ratings.rag");
        let workers = self.facts.workers.is_some();
        // Without a workers export qualification is not assessed: nothing is needed for it.
        let qualification = !workers || has("workers.qualified") && has("visits.worker_id");
        match flag {
            // Where no data set maps a rating, no rating flag is raised (§4).
            _ if flag.starts_with("RAG-") && !rated => false,
            // An undated rating is one of a case row.
            "RAG-UNDATED" => has("cases.rag_decided_on"),
            "RAG-NOT-MANAGER" => workers,
            "RAG-GREEN-SERVICE" => has("cases.service"),
            "BELOW-AND-LATE" => rated,
            "NOT-HYBRID" | "VISIT-REMOTE" => has("visits.child_seen") && qualification,
            "VISIT-UNQUALIFIED" => has("visits.child_seen") && qualification && workers,
            "VISIT-BY-SUPERVISING" => {
                has("visits.child_seen") && has("visits.worker_id") && workers
            }
            "VIRTUAL-NOT-AGREED" => has("cases.virtual_agreed_by"),
            "VIRTUAL-NOT-MANAGER" => has("cases.virtual_agreed_by") && workers,
            "SEEN-NO-SIGHT" => has("visits.child_seen"),
            "NO-ACCESS" => has("visits.outcome") && has("visits.child_seen"),
            "NEWBORN-NOT-SEEN" => has("cases.date_of_birth") && has("visits.child_seen"),
            "LATE-RECORDED" => has("visits.recorded_at"),
            "UNALLOCATED" => has("cases.worker_id"),
            "HELD-BY-MANAGER" | "WORKER-UNKNOWN" => has("cases.worker_id") && workers,
            "WORKER-LEFT" => has("cases.worker_id") && has("workers.left_on"),
            "WORKER-CANNOT-VISIT" => has("cases.worker_id") && has("workers.can_visit"),
            "NO-SAFETY-PLAN" => has("cases.safety_plan_on"),
            "NO-OVERSIGHT" => has("cases.oversight_on"),
            "OVERSIGHT-NOT-MANAGER" => {
                has("cases.oversight_on") && has("cases.oversight_by") && workers
            }
            "SUPERVISION-OVERDUE" => has("cases.last_supervision_on"),
            "PLAN-OLD" => has("cases.plan_updated_on"),
            "AGE-CHECK" => has("cases.date_of_birth"),
            "UNBORN" => has("cases.date_of_birth") || has("cases.risk_factors"),
            _ => true,
        }
    }

    fn any(&self, matches: impl Fn(&Visit) -> bool) -> bool {
        self.visits.iter().any(|v| matches(v))
    }

    fn is_manager(&self, id: Option<&String>, on: NaiveDate) -> bool {
        self.role(id, on)
            .is_some_and(|role| MANAGERS.contains(&role))
    }
}

/// Strictly after it, or any date where there is none.
fn since(date: NaiveDate, last: Option<NaiveDate>) -> bool {
    last.is_none_or(|last| date > last)
}
