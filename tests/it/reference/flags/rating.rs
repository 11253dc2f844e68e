//! The flags of the rating and of what it allows.

use super::super::calendar::of_last;
use super::super::cells::folded;
use super::super::contacts::Standard;
use super::super::rows::{Case, Field, Rag, Rating, Status, Visit};
use super::Child;
use chrono::{Months, NaiveDate};

const RED_EXAMPLES: [&str; 12] = [
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
    "section_47",
    "legal_proceedings",
];
const TS_RED_EXAMPLES: [&str; 7] = [
    "exploitation",
    "neglect",
    "emotional_abuse",
    "physical_chastisement",
    "domestic_abuse",
    "missing",
    "gangs",
];
const NO_GREEN: [&str; 2] = ["daat", "safeguarding"];

impl Child<'_> {
    pub fn rating_flags(&self) -> Vec<(&'static str, bool)> {
        let rag = self.rag_on(self.d);
        let rated = rag != Rag::Unrated;
        let in_force = self.in_force(self.d);
        let green = rag == Rag::Green;
        let below = matches!(rag, Rag::Amber | Rag::Green) && self.red_example();
        let decided = self.decided();
        vec![
            ("RAG-UNRATED", !rated),
            ("RAG-UNDATED", rated && decided.is_none()),
            (
                "RAG-STALE",
                decided.is_some_and(|on| self.d > on + Months::new(1)),
            ),
            ("RAG-EVENT", decided.is_some_and(|on| self.event_after(on))),
            (
                "RAG-LATE",
                rated && in_force.iter().any(|r| recorded_late(r)),
            ),
            ("RAG-NO-RATIONALE", rated && no_rationale(&in_force)),
            ("RAG-NOT-MANAGER", rated && self.not_by_manager(&in_force)),
            ("RAG-BELOW", below),
            (
                "BELOW-AND-LATE",
                below && self.due_if_red().is_some_and(|due| self.d > due),
            ),
            (
                "RAG-GREEN-SERVICE",
                green && self.in_service_without_green(),
            ),
            ("NOT-HYBRID", self.not_hybrid()),
        ]
    }

    /// After the decision, on or before `D`.
    fn event_after(&self, decided: NaiveDate) -> bool {
        let happened = |on: Option<NaiveDate>| on.is_some_and(|on| decided < on && on <= self.d);
        let of_row = |c: &&Case| happened(self.status_from(c)) || happened(c.placement_changed);
        happened(self.born) || self.open.iter().any(of_row)
    }

    /// Its decider is a manager if any of theirs is (§4); a role is that of the decision's date.
    fn not_by_manager(&self, in_force: &[&Rating]) -> bool {
        let on = self.decided().unwrap_or(self.d);
        let mapped = in_force.iter().filter(|r| r.by != Field::Absent);
        let by: Vec<bool> = mapped
            .map(|r| match &r.by {
                Field::Filled(id) => self.is_manager(Some(id), on),
                _ => false,
            })
            .collect();
        !by.is_empty() && !by.contains(&true)
    }

    fn red_example(&self) -> bool {
        let lately = |on: Option<NaiveDate>| on.is_some_and(|on| of_last(42, on, self.d));
        let factor = |c: &Case| c.factors.iter().any(|f| RED_EXAMPLES.contains(&f.as_str()));
        let of_row = |c: &&Case| {
            let new_in_care = c.status == Status::Cic && lately(self.status_from(c));
            c.status == Status::Cp || factor(c) || lately(c.placement_changed) || new_in_care
        };
        self.unborn
            || self.open.iter().any(of_row)
            || self
                .open
                .iter()
                .any(|c| c.status == Status::Ts && self.targeted_red_example(c))
    }

    /// Of an open TS row.
    fn targeted_red_example(&self, row: &Case) -> bool {
        let factor = row
            .factors
            .iter()
            .any(|f| TS_RED_EXAMPLES.contains(&f.as_str()));
        let daat = |c: &&Case| c.service.as_deref().map(folded).as_deref() == Some("daat");
        let stepped_down = self.status_from(row).is_some_and(|from| {
            let ended = |c: &&Case| c.end.is_some_and(|end| of_last(28, end, from));
            of_last(28, from, self.d)
                && self
                    .rows
                    .iter()
                    .copied()
                    .filter(|c| daat(c))
                    .any(|c| ended(&c))
                && !self.open.iter().any(daat)
        });
        factor || stepped_down
    }

    fn in_service_without_green(&self) -> bool {
        let mut services = self.open.iter().filter_map(|c| c.service.as_deref());
        services.any(|service| NO_GREEN.contains(&folded(service).as_str()))
    }

    /// AMBER is a combination: nobody was there for two intervals.
    fn not_hybrid(&self) -> bool {
        let Some(governing) = self.governing() else {
            return false;
        };
        let Some(minimum) = super::super::due::minimum(governing.status) else {
            return false;
        };
        let w = minimum.twice_before(self.d);
        let qualified = |v: &Visit| self.in_person(v) && self.is_qualified(v);
        self.standard_on(self.d) == Standard::Hybrid
            && governing.involved_from.is_some_and(|from| from <= w)
            && !self.any(|v| v.values.date > w && qualified(v))
    }
}

fn recorded_late(rating: &Rating) -> bool {
    rating.decided.is_some() && rating.recorded > rating.decided
}

/// One decision recorded twice has a blank rationale only if all its rows have (§4).
fn no_rationale(in_force: &[&Rating]) -> bool {
    let rationales = in_force.iter().map(|r| &r.rationale);
    let rows: Vec<&Field> = rationales.filter(|r| **r != Field::Absent).collect();
    !rows.is_empty() && rows.iter().all(|r| **r == Field::Blank)
}
