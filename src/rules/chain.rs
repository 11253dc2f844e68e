//! Chains of case rows that follow one another: a change of team, worker or status restarts no clock. [RULES 1]

use chrono::{Days, NaiveDate};

use crate::model::{facts::CaseRow, status::Status};

/// Where the clocks of a child's open rows began.
///
/// A row that is open holds its chain open, so that every later row joins it: of any kind of row, the last
/// chain is the only one that can hold an open row, and all open rows of that kind stand in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    of_status: [Chain; Status::ALL.len()],
    of_social_care: Chain,
    of_all: Chain,
}

/// The last chain of some rows.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    /// The first start.
    start: Option<NaiveDate>,
    /// The latest end; none where a row never ends.
    end: Option<NaiveDate>,
}

impl Chain {
    fn take(&mut self, start: NaiveDate, end: Option<NaiveDate>, within: Days) {
        let joins = self.start.is_some()
            && self.end.is_none_or(|last| {
                last.checked_add_days(within)
                    .is_none_or(|limit| start <= limit)
            });
        *self = if joins {
            Self {
                start: self.start,
                end: self.end.zip(end).map(|(one, other)| one.max(other)),
            }
        } else {
            Self {
                start: Some(start),
                end,
            }
        };
    }
}

impl Clocks {
    /// Follows rows that are sorted by start, which all started on or before the run date.
    pub fn of<'a>(rows: impl Iterator<Item = &'a CaseRow>, within: u32) -> Self {
        let within = Days::new(u64::from(within));
        let mut clocks = Self::default();
        for row in rows {
            // A row whose start is unknown is in no chain.
            let Some(start) = row.start else { continue };
            clocks.of_status[row.status as usize].take(start, row.end, within);
            clocks.of_all.take(start, row.end, within);
            if row.status.is_social_care() {
                clocks.of_social_care.take(start, row.end, within);
            }
        }
        clocks
    }

    /// `status_from` of an open row; none where its start is unknown.
    pub fn status_from(&self, row: &CaseRow) -> Option<NaiveDate> {
        row.start?;
        self.of_status[row.status as usize].start
    }

    /// `involved_from` of an open row; none where its start is unknown.
    pub fn involved_from(&self, row: &CaseRow) -> Option<NaiveDate> {
        row.start?;
        if row.status.is_social_care() {
            self.of_social_care.start
        } else {
            self.of_status[row.status as usize].start
        }
    }

    /// The start of the last chain of all rows, whatever their status.
    pub fn known_from(&self) -> Option<NaiveDate> {
        self.of_all.start
    }
}
