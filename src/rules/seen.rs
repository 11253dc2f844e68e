//! Whether anybody has seen the child in time, and how long ago. [RULES 5]

use chrono::NaiveDate;

use super::{
    birth::Birth,
    child::Child,
    due::gap::{self, Gap, intervals},
};
use crate::model::calendar;

/// How a child stands against being seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The due date worked from the last sighting.
    pub due: Option<NaiveDate>,
    /// Whether nobody has seen the child in time.
    pub is_unseen: bool,
    /// Days since the child was seen, or since it could be; none for the unborn and where no start is known.
    pub days: Option<u32>,
}

impl Seen {
    /// Works from the day the child was last seen.
    pub fn of(child: &Child<'_>, last_seen: Option<NaiveDate>) -> Self {
        let run_date = child.night.date;
        let mut seen = Self::default();
        let mut nobody_knows = false;
        for &row in &child.open {
            if intervals(child, row).next().is_none() {
                continue;
            }
            let due = match Gap::of(child, row) {
                Some(gap) => born_within(gap).due(last_seen),
                None => gap::after_contact(child, row, last_seen),
            };
            match due {
                Some(due) => {
                    seen.due = Some(seen.due.map_or(due.date, |known| known.min(due.date)));
                }
                None => nobody_knows = true,
            }
        }
        if child.birth.birth == Birth::Unborn {
            return seen;
        }
        seen.is_unseen = nobody_knows || seen.due.is_some_and(|due| run_date > due);
        seen.days = unseen_from(child, last_seen).map(|from| calendar::days_since(from, run_date));
        seen
    }
}

/// The clock of being seen starts no earlier than birth.
fn born_within<'c, 'n>(gap: Gap<'c, 'n>) -> Gap<'c, 'n> {
    let Some(born) = gap.child.birth.born_on() else {
        return gap;
    };
    Gap {
        status_from: gap.status_from.max(born),
        involved_from: gap.involved_from.max(born),
        ..gap
    }
}

/// The latest of the last sighting, the first involvement and birth; none where a child was never seen and a
/// start is unknown, since no number of days is made up.
fn unseen_from(child: &Child<'_>, last_seen: Option<NaiveDate>) -> Option<NaiveDate> {
    if last_seen.is_none() && child.open.iter().any(|row| row.start.is_none()) {
        return None;
    }
    let involved_from = child
        .open
        .iter()
        .filter_map(|row| child.clocks.involved_from(row))
        .min();
    last_seen.max(involved_from).max(child.birth.born_on())
}
