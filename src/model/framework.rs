//! When the prioritisation framework was invoked, and when its use ceased.

use chrono::NaiveDate;

/// One period of the framework. [F: invoked and ceased explicitly]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkPeriod {
    /// The first day.
    pub invoked: NaiveDate,
    /// The first day on which it is no longer in use.
    pub ceased: Option<NaiveDate>,
    /// Who invoked it.
    pub authorised_by: Option<String>,
}

impl FrameworkPeriod {
    /// Whether the framework is in use on a day because of this period. [RULES 4]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.invoked <= date && self.ceased.is_none_or(|ceased| date < ceased)
    }
}

/// The period that covers a day, if the framework is invoked on it.
pub fn in_force(periods: &[FrameworkPeriod], date: NaiveDate) -> Option<&FrameworkPeriod> {
    periods.iter().find(|period| period.covers(date))
}
