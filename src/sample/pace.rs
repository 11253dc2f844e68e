//! How often a child is to be visited, and the last contact that puts a child where the story wants it.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::chance::Chance;
use crate::model::status::Status;

/// The gap that a status or a plan allows between two visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// A calendar month.
    Month,
    /// A number of days.
    Days(u32),
}

/// Where a child is to stand on the run date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The due date has passed.
    Overdue,
    /// Due within seven days from the run date.
    DueSoon,
    /// Due later than that.
    InTime,
}

impl Pace {
    /// The minimum frequency of a status, where it has one.
    pub(super) fn minimum(status: Status) -> Option<Self> {
        match status {
            Status::Cp => Some(Self::Days(14)),
            Status::Cic => Some(Self::Days(42)),
            Status::Cin => Some(Self::Month),
            Status::CareLeaver => Some(Self::Days(84)),
            Status::TargetedSupport | Status::YouthOffending => None,
        }
    }

    /// The date by which the visit after one on `contact` is due.
    pub(super) fn due(self, contact: NaiveDate) -> NaiveDate {
        match self {
            Self::Month => contact + Months::new(1),
            Self::Days(days) => contact + Days::new(u64::from(days)),
        }
    }

    /// About how many days it is.
    pub(super) fn days(self) -> u32 {
        match self {
            Self::Month => 30,
            Self::Days(days) => days,
        }
    }

    /// The shorter of the two.
    pub(super) fn or_shorter(self, plan_days: Option<u32>) -> Self {
        match plan_days {
            Some(days) if days < self.days() => Self::Days(days),
            _ => self,
        }
    }

    fn contact(self, due: NaiveDate) -> NaiveDate {
        match self {
            Self::Month => due - Months::new(1),
            Self::Days(days) => due - Days::new(u64::from(days)),
        }
    }

    /// A last contact before `run_date` that leaves the child at `target`, on a working day where one can be found.
    pub(super) fn last_contact(
        self,
        target: Target,
        run_date: NaiveDate,
        chance: &mut Chance,
    ) -> NaiveDate {
        let latest = (self.due(run_date - Days::new(1)) - run_date).num_days();
        let mut contact = run_date - Days::new(1);
        for _ in 0..24 {
            let due_in = match target {
                Target::Overdue => -overdue_days(chance),
                Target::DueSoon => chance.between(0, 6),
                Target::InTime => chance.between(7, latest),
            };
            contact = self.contact(shifted(run_date, due_in));
            if contact < run_date && is_weekday(contact) {
                return contact;
            }
        }
        contact.min(run_date - Days::new(1))
    }
}

/// Mostly a few days, now and then weeks, seldom months.
fn overdue_days(chance: &mut Chance) -> i64 {
    let (low, high) =
        chance.weighted(&[(60, (1, 7)), (23, (8, 21)), (9, (22, 55)), (8, (56, 160))]);
    chance.between(low, high)
}

/// `date` moved by `days`, forward or back.
pub(super) fn shifted(date: NaiveDate, days: i64) -> NaiveDate {
    let span = Days::new(days.unsigned_abs());
    if days < 0 { date - span } else { date + span }
}

/// `date`, or the Friday before where it falls on a weekend.
pub(super) fn weekday_back(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date - Days::new(1),
        Weekday::Sun => date - Days::new(2),
        _ => date,
    }
}

/// `date`, or the Monday after where it falls on a weekend.
pub(super) fn weekday_forward(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

pub(super) fn is_weekday(date: NaiveDate) -> bool {
    weekday_back(date) == date
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clamped month ends may move a due date by up to three days, never across a target's far side.
    #[test]
    fn last_contact_leaves_the_child_at_its_target() {
        let mut chance = Chance::seeded(1, 1);
        let start = NaiveDate::from_ymd_opt(2027, 6, 1).expect("a date of the calendar");
        for day in 0..400 {
            let run_date = shifted(start, day);
            for pace in [Pace::Month, Pace::Days(10), Pace::Days(14), Pace::Days(84)] {
                for target in [Target::Overdue, Target::DueSoon, Target::InTime] {
                    let contact = pace.last_contact(target, run_date, &mut chance);
                    let due_in = (pace.due(contact) - run_date).num_days();
                    assert!(contact < run_date);
                    match target {
                        Target::Overdue => assert!(due_in < 0),
                        Target::DueSoon => assert!((-3..=6).contains(&due_in)),
                        Target::InTime => assert!(due_in >= 4),
                    }
                }
            }
        }
    }
}
