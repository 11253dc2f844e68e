//! RULES §3 and §5: due dates, and the rules that give them.

use super::Child;
use super::calendar::{Interval, of_last, working_days_after};
use super::rows::{Case, Rag, Status};
use chrono::{Days, NaiveDate};

const CHANGE_WITHIN_DAYS: u64 = 5;
const LEFT_WITHIN_DAYS: i64 = 7;
const FIRST_VISIT_DAYS: u64 = 7;
const PLACEMENT_RECENT_DAYS: i64 = 42;
const RAISED_WITHIN_WORKING_DAYS: usize = 5;

/// In the order in which they are named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    First,
    Raised,
    Contact,
    Change,
    Start,
}

/// A date that is owed.
#[derive(Clone, Copy)]
pub struct Owed {
    pub due: NaiveDate,
    pub rule: Rule,
    pub from: NaiveDate,
}

fn owed(due: NaiveDate, rule: Rule, from: NaiveDate) -> Owed {
    Owed { due, rule, from }
}

/// All rules that give the earliest date.
pub fn earliest(all: Vec<Owed>) -> Vec<Owed> {
    let first = all.iter().map(|o| o.due).min();
    all.into_iter().filter(|o| Some(o.due) == first).collect()
}

/// All rules that give the latest date.
fn latest(all: Vec<Owed>) -> Vec<Owed> {
    let last = all.iter().map(|o| o.due).max();
    all.into_iter().filter(|o| Some(o.due) == last).collect()
}

/// §3.
pub fn minimum(status: Status) -> Option<Interval> {
    match status {
        Status::Cin => Some(Interval::Months(1)),
        Status::Cp => Some(Interval::Days(14)),
        Status::Cic => Some(Interval::Days(42)),
        Status::Cl => Some(Interval::Days(84)),
        Status::Ts | Status::Yos => None,
    }
}

/// A row's clock: its `status_from` and `involved_from`.
#[derive(Clone, Copy)]
pub struct Clock {
    pub s: NaiveDate,
    pub involved_from: NaiveDate,
}

impl Child<'_> {
    /// The minimum and the plan's; none for a TS or YOS row beside an open social care row.
    pub fn intervals(&self, row: &Case) -> Vec<Interval> {
        let beside = self.open.iter().any(|c| c.status.is_social_care());
        if !row.status.is_social_care() && beside {
            return Vec::new();
        }
        let plan = row.plan_interval.map(Interval::Days);
        minimum(row.status).into_iter().chain(plan).collect()
    }

    pub fn clock(&self, row: &Case) -> Option<Clock> {
        Some(Clock {
            s: self.status_from(row)?,
            involved_from: self.involved_from(row)?,
        })
    }

    /// `due(a)`, over the row's intervals; `contact` is the last of those that are asked about.
    pub fn due_after(&self, row: &Case, clock: Clock, contact: Option<NaiveDate>) -> Vec<Owed> {
        let intervals = self.intervals(row).into_iter();
        let each = intervals.flat_map(|i| self.due_by(row, clock, contact, i));
        earliest(each.collect())
    }

    /// The first table of §5.
    fn due_by(
        &self,
        row: &Case,
        clock: Clock,
        contact: Option<NaiveDate>,
        interval: Interval,
    ) -> Vec<Owed> {
        let s = clock.s;
        let contact = contact.filter(|on| *on >= clock.involved_from);
        let a = contact.unwrap_or(clock.involved_from);
        let by_contact = match contact {
            Some(_) => Rule::Contact,
            None => Rule::Start,
        };
        if a >= s {
            let from = if contact.is_some() { a } else { s };
            return vec![owed(interval.after(a), by_contact, from)];
        }
        let left = self.minima_left(row, s);
        let ran_out = left.iter().all(|left| left.after(a) < s);
        let mut later = vec![owed(interval.after(a), by_contact, a)];
        match left.into_iter().map(|left| left.after(a)).max() {
            Some(overdue_from) if ran_out => later.push(owed(overdue_from, by_contact, a)),
            _ => later.push(owed(s + Days::new(CHANGE_WITHIN_DAYS), Rule::Change, s)),
        }
        let mut all = latest(later);
        all.push(owed(interval.after(s), Rule::Start, s));
        earliest(all)
    }

    /// The minima of the statuses just left at `s`: other social care statuses of the involvement,
    /// begun before `s` and not ended more than 7 days before it.
    fn minima_left(&self, row: &Case, s: NaiveDate) -> Vec<Interval> {
        let just_left = |c: &&Case| {
            let ended_before = c.end.map_or(0, |end| (s - end).num_days());
            c.status != row.status && c.start < Some(s) && ended_before <= LEFT_WITHIN_DAYS
        };
        let involvement = self.involvement(row).into_iter();
        let left = involvement.filter(just_left);
        left.filter_map(|c| minimum(c.status)).collect()
    }

    // ------------------------------------------------------------ the second table

    /// First visits of a CIC row; `contact` is the last counting one, or the last full one again.
    pub fn first_visits(&self, row: &Case, contact: Option<NaiveDate>) -> Vec<Owed> {
        if row.status != Status::Cic || self.intervals(row).is_empty() {
            return Vec::new();
        }
        let Some(status_from) = self.status_from(row) else {
            return Vec::new();
        };
        let chain = self.status_chain(row).into_iter();
        let moves = chain.filter_map(|c| c.placement_changed);
        let later = moves.filter(|on| *on > status_from && *on <= self.d);
        let visited = |e: NaiveDate| match of_last(PLACEMENT_RECENT_DAYS, e, self.d) {
            true => self.last_full.is_some_and(|on| on >= e),
            false => contact.is_some_and(|on| on >= e),
        };
        std::iter::once(status_from)
            .chain(later)
            .filter(|e| !visited(*e))
            .map(|e| owed(e + Days::new(FIRST_VISIT_DAYS), Rule::First, e))
            .collect()
    }

    /// What a dated RED adds; nothing where the line does not apply to the row.
    pub fn raised(&self, row: &Case) -> Vec<Owed> {
        if self.rag_on(self.d) != Rag::Red || self.intervals(row).is_empty() {
            return Vec::new();
        }
        let (Some(raised_on), Some(clock)) = (self.raised_on(), self.clock(row)) else {
            return Vec::new();
        };
        let within = |from: NaiveDate| {
            let due = working_days_after(from, RAISED_WITHIN_WORKING_DAYS);
            owed(due, Rule::Raised, from)
        };
        let found = |contact: Option<NaiveDate>| contact.filter(|on| *on >= clock.involved_from);
        let f = found(self.last_full);
        if row.status.is_social_care() && f.is_none() {
            return vec![within(raised_on.max(clock.involved_from))];
        }
        let f = f.unwrap_or(clock.involved_from);
        let a = found(self.last_contact).unwrap_or(clock.involved_from);
        if f >= a {
            return Vec::new();
        }
        let mut later = self.due_after(row, clock, self.last_full);
        for owed in &mut later {
            owed.rule = Rule::Raised;
        }
        later.push(within(raised_on));
        latest(later)
    }

    /// Everything that may be owed for an open row of known start.
    pub fn row_due(&self, row: &Case) -> Vec<Owed> {
        let Some(clock) = self.clock(row) else {
            return Vec::new();
        };
        let mut all = self.due_after(row, clock, self.last_contact);
        all.extend(self.first_visits(row, self.last_contact));
        all.extend(self.raised(row));
        earliest(all)
    }
}
