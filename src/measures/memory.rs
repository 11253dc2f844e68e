//! What a run knows of earlier ones: plain data for the reports.

use chrono::NaiveDate;

use super::{
    last_week::{LastWeek, WorkedOff},
    movement::Movement,
    rate::ScopeRates,
    trend::Trends,
};
use crate::model::agreement::Agreed;

/// What earlier runs left, compared with tonight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// The same job's last run before the run date; none on a first run.
    pub since: Option<Since>,
    /// What has changed since last Monday, where a report of the job asks; since the latest run of any job where no
    /// run of that Monday is on record.
    pub since_monday: Option<Movement>,
    /// Where one of them answered by another version of the rule book, so that nothing is compared with it: since when
    /// runs answer by this one.
    pub rules_changed_on: Option<NaiveDate>,
    /// Twenty-six weeks of rates, where a report of the job shows them.
    pub trends: Option<Trends>,
    /// What became of last week's Monday list, where a report of the job shows it and there was one.
    pub last_week: Option<LastWeek>,
    /// What meetings agreed on the lists since last week's, as the lists came back.
    pub agreed: Vec<Agreed>,
    /// How far the lists of thirteen weeks were worked off, the latest last, where a report shows the weeks.
    pub worked_off: Vec<WorkedOff>,
}

/// The last run before this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// What has changed; it names the run date compared with.
    pub movement: Movement,
    /// The rates as they were.
    pub rates: Vec<ScopeRates>,
}
