//! The gap after the last contact that counts: CONTACT, START, and CHANGE where the status changed since. [RULES 3, 5]

use chrono::{Days, NaiveDate};

use super::{Basis, Due, DueRule};
use crate::{
    model::{calendar::Interval, facts::CaseRow, status::Status},
    rules::child::Child,
};

/// The intervals of an open row: the minimum of its status, and its plan's, which can only shorten the gap.
/// Targeted Support and Youth Offending set none beside social care. [RULES 3, 5]
pub fn intervals<'c>(
    child: &'c Child<'_>,
    row: &'c CaseRow,
) -> impl Iterator<Item = (Interval, Basis)> + use<> {
    let settings = child.night.settings;
    let counts = row.status.is_social_care() || !child.has_social_care();
    let minimum = settings
        .minimum(row.status)
        .map(|interval| (interval, Basis::Minimum));
    let plan = row
        .plan_interval_days
        .map(|days| (Interval::Days(u32::from(days)), Basis::Plan));
    [minimum, plan]
        .into_iter()
        .flatten()
        .filter(move |_| counts)
}

/// The due date of a row whose start is unknown, by its last contact alone; none without one.
pub fn after_contact(child: &Child<'_>, row: &CaseRow, last: Option<NaiveDate>) -> Option<Due> {
    let from = last?;
    intervals(child, row)
        .map(|(interval, basis)| Due {
            date: interval.after(from),
            rule: DueRule::Contact,
            from,
            interval,
            basis,
        })
        .reduce(Due::earlier)
}

/// The clock of one open row whose start is known.
#[derive(Clone, Copy)]
pub struct Gap<'c, 'n> {
    /// The child.
    pub child: &'c Child<'n>,
    /// The row.
    pub row: &'n CaseRow,
    /// The row's `status_from`, or the date of birth where that stands in its place.
    pub status_from: NaiveDate,
    /// The row's `involved_from`, or the date of birth where that stands in its place.
    pub involved_from: NaiveDate,
}

impl<'c, 'n> Gap<'c, 'n> {
    /// The clock of an open row; none where its start is unknown.
    pub fn of(child: &'c Child<'n>, row: &'n CaseRow) -> Option<Self> {
        Some(Self {
            child,
            row,
            status_from: child.clocks.status_from(row)?,
            involved_from: child.clocks.involved_from(row)?,
        })
    }

    /// A contact, where it lies in the involvement.
    pub fn within(&self, contact: Option<NaiveDate>) -> Option<NaiveDate> {
        contact.filter(|day| *day >= self.involved_from)
    }

    /// The due date after a last contact: the earliest over the row's intervals, `due(a)` of the rule book.
    pub fn due(&self, contact: Option<NaiveDate>) -> Option<Due> {
        let contact = self.within(contact);
        intervals(self.child, self.row)
            .map(|(interval, basis)| self.due_by(contact, interval, basis))
            .reduce(Due::earlier)
    }

    fn due_by(&self, contact: Option<NaiveDate>, interval: Interval, basis: Basis) -> Due {
        let since = contact.unwrap_or(self.involved_from);
        let because_of = |date, rule, from| Due {
            date,
            rule,
            from,
            interval,
            basis,
        };
        let of_contact = if contact.is_some() {
            DueRule::Contact
        } else {
            DueRule::Start
        };
        let after_contact = because_of(interval.after(since), of_contact, since);
        if since >= self.status_from {
            return after_contact;
        }
        // The status changed since: nobody is overdue for the change itself, and overdue stays overdue.
        let start = self.status_from;
        let after_start = because_of(interval.after(start), DueRule::Start, start);
        let change = match self.ran_out_on(since) {
            Some(day) => because_of(day, of_contact, since),
            None => because_of(self.days_after_change(), DueRule::Change, start),
        };
        after_start.earlier(after_contact.later(change))
    }

    fn days_after_change(&self) -> NaiveDate {
        let days = Days::new(u64::from(self.child.night.settings.change_within_days));
        let day = self.status_from.checked_add_days(days);
        day.unwrap_or(NaiveDate::MAX)
    }

    /// The latest day on which the contact was good for a status just left, where it had run out for all of them.
    fn ran_out_on(&self, since: NaiveDate) -> Option<NaiveDate> {
        let settings = self.child.night.settings;
        let latest = self
            .statuses_just_left()
            .filter_map(|status| settings.minimum(status))
            .map(|interval| interval.after(since))
            .max()?;
        (latest < self.status_from).then_some(latest)
    }

    /// The other social care statuses of the involvement that began before this one and ended, if at all, not
    /// long before it.
    fn statuses_just_left(&self) -> impl Iterator<Item = Status> {
        let within = Days::new(u64::from(self.child.night.settings.continues_within_days));
        let not_before = self.status_from.checked_sub_days(within);
        let involved_from = self.child.clocks.involved_from(self.row);
        self.child
            .rows_by_start()
            .iter()
            .filter(|row| row.status.is_social_care() && row.status != self.row.status)
            .filter(move |row| involved_from <= row.start && row.start < Some(self.status_from))
            .filter(move |row| row.end.is_none_or(|end| Some(end) >= not_before))
            .map(|row| row.status)
    }
}
