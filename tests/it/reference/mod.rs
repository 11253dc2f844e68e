//! The second implementation of RULES.md, version 2, for tests only: naive, a row at a time, to be
//! read beside the rule book. `cells` has §7, `rows` §2 and §7, `calendar` §1 and §3, `chains` §1,
//! `ratings` and `contacts` §4, `due` and `position` §5, `flags` §6.

mod calendar;
mod cells;
mod chains;
mod contacts;
mod due;
mod flags;
mod position;
mod ratings;
mod rows;
mod worked;

use chrono::NaiveDate;
use rows::{Case, Facts, Visit};
use std::collections::BTreeSet;

/// The canonical CSV texts of one night; headings are the names of RULES §2.
pub struct Inputs<'a> {
    pub cases: &'a str,
    /// Case rows of a system that knows no start of a status.
    pub startless: Option<&'a str>,
    pub visits: &'a str,
    pub ratings: Option<&'a str>,
    pub workers: Option<&'a str>,
    pub aliases: Option<&'a str>,
}

/// One period of the prioritisation framework.
pub struct Framework {
    pub invoked: NaiveDate,
    pub ceased: Option<NaiveDate>,
}

const HEADER: &str = "child_id,status,statuses,rag,standard,last_contact,due,state,days_overdue,last_seen,\
                      days_unseen,unseen,last_face_to_face,team,worker_id,flags,due_rule,due_from,raised_on,\
                      due_if_red";

/// The text of `positions.csv` (§5).
pub fn positions_csv(inputs: &Inputs, framework: &[Framework], date: NaiveDate) -> String {
    let facts = Facts::read(inputs, date);
    let children: BTreeSet<&str> = facts.cases.iter().map(|c| c.child_id.as_str()).collect();
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    out.write_record(HEADER.split(',')).unwrap();
    for child in children {
        if let Some(child) = Child::find(&facts, child, framework, date) {
            out.write_record(child.position()).unwrap();
        }
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

/// A child with a position on `D`, and all that the rules ask about it.
struct Child<'a> {
    facts: &'a Facts,
    framework: &'a [Framework],
    d: NaiveDate,
    child_id: &'a str,
    /// All of its case rows.
    rows: Vec<&'a Case>,
    /// Those open on `D`.
    open: Vec<&'a Case>,
    /// Up to `D`.
    visits: Vec<&'a Visit>,
    born: Option<NaiveDate>,
    unborn: bool,
    last_contact: Option<NaiveDate>,
    last_seen: Option<NaiveDate>,
    /// The last contact that would count had every rating been RED: `f` of §5.
    last_full: Option<NaiveDate>,
}

impl Case {
    /// §5: `status_start ≤ x` and (`status_end` blank or `x < status_end`).
    fn is_open_on(&self, x: NaiveDate) -> bool {
        self.start.is_none_or(|start| start <= x) && self.end.is_none_or(|end| x < end)
    }
}

impl<'a> Child<'a> {
    fn find(
        facts: &'a Facts,
        child_id: &'a str,
        framework: &'a [Framework],
        d: NaiveDate,
    ) -> Option<Child<'a>> {
        let rows: Vec<&Case> = facts
            .cases
            .iter()
            .filter(|c| c.child_id == child_id)
            .collect();
        let open: Vec<&Case> = rows.iter().copied().filter(|c| c.is_open_on(d)).collect();
        let died = rows.iter().any(|c| c.died.is_some_and(|on| on <= d));
        if open.is_empty() || died {
            return None;
        }
        let visits = facts.visits.iter();
        let visits = visits.filter(|v| v.values.child_id == child_id && v.values.date <= d);
        // §4: the earliest on an open row; else the earliest on any row.
        let born_by = |rows: &[&Case]| rows.iter().filter_map(|c| c.born).min();
        let born = born_by(&open).or(born_by(&rows));
        let pre_birth = open
            .iter()
            .any(|c| c.factors.iter().any(|f| f == "pre_birth"));
        let mut child = Child {
            facts,
            framework,
            d,
            child_id,
            visits: visits.collect(),
            rows,
            open,
            born,
            unborn: born.map_or(pre_birth, |born| born > d),
            last_contact: None,
            last_seen: None,
            last_full: None,
        };
        child.last_contact = child.latest(|v| child.counts(v));
        child.last_seen = child.latest(|v| child.seen(v));
        child.last_full = child.latest(|v| child.meets_full(v));
        Some(child)
    }

    fn latest(&self, matches: impl Fn(&Visit) -> bool) -> Option<NaiveDate> {
        let visits = self.visits.iter().filter(|v| matches(v));
        visits.map(|v| v.values.date).max()
    }
}
