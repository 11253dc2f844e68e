//! The second implementation of RULES.md, for tests only: naive, a row at a time, to be read
//! beside the rule book. Here §3 to §5; `rows` has §2 and §7, `flags` has §6.

mod flags;
mod rows;

use chrono::{Days, Months, NaiveDate};
use rows::{Case, Facts, Mode, Outcome, Rag, Rating, Status, Visit, folded};
use std::collections::BTreeSet;

/// The canonical CSV texts of one night; headings are the names of RULES §2.
pub struct Inputs<'a> {
    pub cases: &'a str,
    pub visits: &'a str,
    pub ratings: Option<&'a str>,
    pub workers: Option<&'a str>,
}

/// One period of the prioritisation framework.
pub struct Framework {
    pub invoked: NaiveDate,
    pub ceased: Option<NaiveDate>,
}

const HEADER: &str = "child_id,status,statuses,rag,standard,last_contact,due,state,days_overdue,last_seen,\
                      days_unseen,unseen,last_face_to_face,team,worker_id,flags";

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

// ---------------------------------------------------------------- §3, §4, §5: one child on D

#[derive(PartialEq)]
enum Standard {
    Full,
    Hybrid,
    Remote,
}

/// A child with an open row on `D`, and all that the flags ask about it.
struct Child<'a> {
    facts: &'a Facts,
    d: NaiveDate,
    child_id: &'a str,
    open: Vec<&'a Case>,
    /// Up to `D`.
    visits: Vec<&'a Visit>,
    /// The rating in force: one row, or several that tie in everything. Empty: unrated.
    in_force: Vec<&'a Rating>,
    standard: Standard,
    unborn: bool,
    last_contact: Option<NaiveDate>,
    last_seen: Option<NaiveDate>,
}

impl<'a> Child<'a> {
    fn find(
        facts: &'a Facts,
        child_id: &'a str,
        framework: &[Framework],
        d: NaiveDate,
    ) -> Option<Child<'a>> {
        // §5: open when status_start ≤ D and (status_end blank or D < status_end).
        let is_open = |c: &&Case| c.start <= d && c.end.is_none_or(|end| d < end);
        let rows = facts.cases.iter().filter(|c| c.child_id == child_id);
        let open: Vec<&Case> = rows.filter(is_open).collect();
        if open.is_empty() {
            return None;
        }
        let visits = facts.visits.iter();
        let visits = visits
            .filter(|v| v.child_id == child_id && v.date <= d)
            .collect();
        let in_force = rating_in_force(&open, facts, child_id, d);
        // §4: invoked on D when invoked ≤ D and no ceased, or D < ceased.
        let invoked = |f: &Framework| f.invoked <= d && f.ceased.is_none_or(|ceased| d < ceased);
        let standard = match in_force.first().map(|r| r.rag) {
            Some(Rag::Amber) if framework.iter().any(invoked) => Standard::Hybrid,
            Some(Rag::Green) if framework.iter().any(invoked) => Standard::Remote,
            _ => Standard::Full,
        };
        let unborn = open
            .iter()
            .filter_map(|c| c.born)
            .min()
            .is_some_and(|born| born > d);
        let (last_contact, last_seen) = (None, None);
        let mut child = Child {
            facts,
            d,
            child_id,
            open,
            visits,
            in_force,
            standard,
            unborn,
            last_contact,
            last_seen,
        };
        child.last_contact = child.latest(|v| child.counts(v));
        child.last_seen = child.latest(|v| child.seen(v));
        Some(child)
    }

    fn latest(&self, matches: impl Fn(&Visit) -> bool) -> Option<NaiveDate> {
        self.visits
            .iter()
            .filter(|v| matches(v))
            .map(|v| v.date)
            .max()
    }

    /// §4: not made by a worker whose service is Targeted Support.
    fn statutory(&self, visit: &Visit) -> bool {
        let services = self.facts.worker(visit.worker.as_ref()).iter();
        let mut services = services.filter_map(|w| w.service.as_deref());
        !services.any(|service| folded(service) == "targeted support")
    }

    /// Completed and statutory.
    fn made(&self, visit: &Visit) -> bool {
        visit.outcome == Outcome::Completed && self.statutory(visit)
    }

    /// §4: absent from the workers file or `qualified` blank is not qualified; without a workers file everybody is.
    fn qualified(&self, visit: &Visit) -> bool {
        let worker = self.facts.worker(visit.worker.as_ref());
        self.facts.workers.is_none() || worker.iter().any(|w| w.qualified == Some(true))
    }

    /// §4: "child seen = Y", waived for the unborn.
    fn seen_or_waived(&self, visit: &Visit) -> bool {
        visit.child_seen == Some(true) || self.unborn
    }

    /// §4: the table of standards.
    fn counts(&self, visit: &Visit) -> bool {
        let full =
            visit.mode == Mode::FaceToFace && self.seen_or_waived(visit) && self.qualified(visit);
        let any = visit.mode != Mode::Other;
        self.made(visit)
            && if self.standard == Standard::Full {
                full
            } else {
                any
            }
    }

    /// §4: sight of the child, so never by phone.
    fn seen(&self, visit: &Visit) -> bool {
        let sight = matches!(visit.mode, Mode::FaceToFace | Mode::Video);
        self.made(visit) && visit.child_seen == Some(true) && sight
    }

    /// §5: the earliest due date of the open rows and the status of the row that gives it.
    fn due(&self, from: Option<NaiveDate>) -> Option<(NaiveDate, Status)> {
        let due = self
            .open
            .iter()
            .filter_map(|c| Some((due_of(c, from)?, c.status)));
        due.min()
    }

    /// §5: one row of positions.csv.
    fn position(&self) -> Vec<String> {
        let d = self.d;
        // Highest status, then the earliest start, then team and worker id in byte order.
        let first = self
            .open
            .iter()
            .min_by_key(|c| (c.status, c.start, &c.team, &c.worker))
            .unwrap();
        let due = self.due(self.last_contact);
        let sunday = d.week(chrono::Weekday::Mon).last_day();
        let state = match due {
            None => "NO-MINIMUM",
            Some((due, _)) if d > due => "OVERDUE",
            Some((due, _)) if due <= sunday => "DUE",
            Some(_) => "OK",
        };
        let statuses: BTreeSet<Status> = self.open.iter().map(|c| c.status).collect();
        let statuses: Vec<&str> = statuses.into_iter().map(status_word).collect();
        let unseen = !self.unborn && self.due(self.last_seen).is_some_and(|(due, _)| d > due);
        let earliest = self.open.iter().map(|c| c.start).min().unwrap();
        let days_unseen = match self.unborn {
            true => String::new(),
            false => (d - self.last_seen.unwrap_or(earliest))
                .num_days()
                .to_string(),
        };
        let face_to_face = self.latest(|v| self.seen(v) && v.mode == Mode::FaceToFace);
        let rag = match self.rag() {
            Some(Rag::Red) => "RED",
            Some(Rag::Amber) => "AMBER",
            Some(Rag::Green) => "GREEN",
            None => "UNRATED",
        };
        let standard = match self.standard {
            Standard::Full => "FULL",
            Standard::Hybrid => "HYBRID",
            Standard::Remote => "REMOTE",
        };
        vec![
            self.child_id.to_owned(),
            status_word(due.map_or(first.status, |(_, status)| status)).to_owned(),
            statuses.join("+"),
            rag.to_owned(),
            standard.to_owned(),
            text(self.last_contact),
            text(due.map(|(due, _)| due)),
            state.to_owned(),
            due.map_or(String::new(), |(due, _)| {
                (d - due).num_days().max(0).to_string()
            }),
            text(self.last_seen),
            days_unseen,
            unseen.to_string(),
            text(face_to_face),
            first.team.clone(),
            first.worker.clone().unwrap_or_default(),
            self.flags().join(";"),
        ]
    }

    fn rag(&self) -> Option<Rag> {
        self.in_force.first().map(|r| r.rag)
    }
}

/// §4. The undated come in only where no dated one is on or before `D`.
fn rating_in_force<'a>(
    open: &[&'a Case],
    facts: &'a Facts,
    child_id: &str,
    d: NaiveDate,
) -> Vec<&'a Rating> {
    let on_cases: Vec<&Rating> = open.iter().filter_map(|c| c.rating.as_ref()).collect();
    let history = facts
        .ratings
        .iter()
        .filter(|(id, _)| id == child_id)
        .map(|(_, r)| r);
    let mut candidates: Vec<&Rating> = history.chain(on_cases.iter().copied()).collect();
    candidates.retain(|r| r.decided.is_some_and(|decided| decided <= d));
    if candidates.is_empty() {
        candidates = on_cases;
        candidates.retain(|r| r.decided.is_none());
        let highest = candidates.iter().map(|r| r.rag).max();
        candidates.retain(|r| Some(r.rag) == highest);
        return candidates;
    }
    let rank = |r: &Rating| (r.decided, r.recorded.or(r.decided), r.rag);
    let best = candidates.iter().map(|r| rank(r)).max();
    candidates.retain(|r| Some(rank(r)) == best);
    candidates
}

/// §3 and §5: `max(from, status_start)` + the interval; of minimum and plan the earlier.
fn due_of(case: &Case, from: Option<NaiveDate>) -> Option<NaiveDate> {
    let base = from.map_or(case.start, |from| from.max(case.start));
    let minimum = match case.status {
        Status::Cin => Some(base + Months::new(1)), // clamped to the month's last day
        Status::Cp => Some(base + Days::new(14)),
        Status::Cic => Some(base + Days::new(42)),
        Status::Cl => Some(base + Days::new(84)),
        Status::Ts | Status::Yos => None,
    };
    let plan = case.plan_interval.map(|days| base + Days::new(days));
    minimum.into_iter().chain(plan).min()
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Cp => "CP",
        Status::Cic => "CIC",
        Status::Cin => "CIN",
        Status::Cl => "CL",
        Status::Ts => "TS",
        Status::Yos => "YOS",
    }
}

fn text(date: Option<NaiveDate>) -> String {
    date.map_or(String::new(), |date| date.to_string())
}
