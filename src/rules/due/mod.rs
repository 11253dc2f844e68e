//! When the next visit is due, by which rule, and counted from what. [RULES 5]
//!
//! One file a table: [`gap`] CONTACT, START and CHANGE, [`first_visit`] FIRST, [`raised`] RAISED.

mod first_visit;
pub mod gap;
pub mod raised;

use std::cmp::{Ordering, Reverse};

use chrono::NaiveDate;

use super::{child::Child, contacts::Latest};
use crate::model::{calendar::Interval, facts::CaseRow};
use gap::{Gap, intervals};

/// What a due date counts from; of rules that give the same date, the first here is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueRule {
    /// The first visit of a new status or placement.
    First,
    /// The visit of the full standard that a child is owed that became RED.
    Raised,
    /// The last contact that counts.
    Contact,
    /// The days of grace after a change of status.
    Change,
    /// The start, since nothing has counted.
    Start,
    /// The start is unknown and nothing has counted.
    Unknown,
}

impl DueRule {
    /// The word of `positions.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "FIRST",
            Self::Raised => "RAISED",
            Self::Contact => "CONTACT",
            Self::Change => "CHANGE",
            Self::Start => "START",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Where an interval comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The minimum of the status.
    Minimum,
    /// The interval that the child's plan sets.
    Plan,
    /// The time in which a first visit is owed.
    FirstVisit,
}

/// When a visit is due, and because of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the visit is in time.
    pub date: NaiveDate,
    /// The rule that gave the date.
    pub rule: DueRule,
    /// What it counts from.
    pub from: NaiveDate,
    /// The interval that governs; of RAISED, the one that a contact would have.
    pub interval: Interval,
    /// Where the interval comes from.
    pub basis: Basis,
}

impl Due {
    /// Of one date, the rule that is named comes first, and of one rule the latest day it counts from.
    fn naming(&self) -> (DueRule, Reverse<NaiveDate>) {
        (self.rule, Reverse(self.from))
    }

    /// The earlier of two; of one date, the one that is named.
    fn earlier(self, other: Self) -> Self {
        match self
            .date
            .cmp(&other.date)
            .then(self.naming().cmp(&other.naming()))
        {
            Ordering::Greater => other,
            _ => self,
        }
    }

    /// The later of two; of one date, the one that is named.
    fn later(self, other: Self) -> Self {
        match other
            .date
            .cmp(&self.date)
            .then(self.naming().cmp(&other.naming()))
        {
            Ordering::Greater => other,
            _ => self,
        }
    }
}

/// What a child is owed, by the row that governs.
#[derive(Clone, Copy, Debug)]
pub struct Governing<'n> {
    /// The governing row.
    pub row: &'n CaseRow,
    /// The due date; none where the row's start is unknown and nothing has counted.
    pub due: Option<Due>,
    /// From which day on the child is RED, where that asks for a visit of the full standard on this row.
    pub raised_on: Option<NaiveDate>,
}

/// The row that gives the earliest due date, if any open row has an interval.
pub fn governing<'n>(child: &Child<'n>, latest: &Latest) -> Option<Governing<'n>> {
    let red_since = raised::red_since(child);
    let mut best: Option<Governing<'n>> = None;
    for &row in &child.open {
        let Some(of_row) = of_row(child, row, latest, red_since) else {
            continue;
        };
        if best.is_none_or(|best| goes_before(&of_row, &best)) {
            best = Some(of_row);
        }
    }
    best
}

/// Rows come in tie order, so one of a lower status must be earlier. Of one status the row whose rule is named
/// governs, and of rows that say the same one whose start is known, which answers more.
fn goes_before(new: &Governing<'_>, best: &Governing<'_>) -> bool {
    match (new.due, best.due) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(new_due), Some(best_due)) => {
            let order = |due: &Due, row: &CaseRow| (due.date, due.naming(), row.start.is_none());
            if new.row.status == best.row.status {
                order(&new_due, new.row) < order(&best_due, best.row)
            } else {
                new_due.date < best_due.date
            }
        }
    }
}

/// What one open row asks for; none where it has no interval.
pub fn of_row<'n>(
    child: &Child<'n>,
    row: &'n CaseRow,
    latest: &Latest,
    red_since: Option<NaiveDate>,
) -> Option<Governing<'n>> {
    intervals(child, row).next()?;
    let Some(gap) = Gap::of(child, row) else {
        // The start is unknown: no clock but that of the last contact runs.
        return Some(Governing {
            row,
            due: gap::after_contact(child, row, latest.contact_on()),
            raised_on: None,
        });
    };
    let after_contact = gap.due(latest.contact_on())?;
    let raised = red_since.and_then(|red_since| raised::due(&gap, latest, red_since));
    let first = first_visit::due(&gap, latest.contact_on(), latest.full_on());
    let due = [raised, first]
        .into_iter()
        .flatten()
        .fold(after_contact, Due::earlier);
    Some(Governing {
        row,
        due: Some(due),
        raised_on: red_since.filter(|_| raised.is_some()),
    })
}

/// The due date of one open row, for `explain`: none where it has no interval, none within where nothing is known.
pub fn of_open_row<'n>(child: &Child<'n>, row: &'n CaseRow) -> Option<Option<Due>> {
    let latest = Latest::of(child);
    of_row(child, row, &latest, raised::red_since(child)).map(|governing| governing.due)
}

/// The child's due date were every rating RED; none too where a start is unknown and no contact of the full
/// standard is known.
pub fn if_red(child: &Child<'_>, latest: &Latest) -> Option<NaiveDate> {
    let full = latest.full_on();
    let mut earliest: Option<NaiveDate> = None;
    for &row in &child.open {
        if intervals(child, row).next().is_none() {
            continue;
        }
        let due = match Gap::of(child, row) {
            None => gap::after_contact(child, row, full)?,
            Some(gap) => {
                let after_full = gap.due(full)?;
                first_visit::due(&gap, full, full)
                    .map_or(after_full, |first| first.earlier(after_full))
            }
        };
        earliest = Some(earliest.map_or(due.date, |known| known.min(due.date)));
    }
    earliest
}
