//! What the settings say about counting.

use chrono::NaiveDate;

/// A day from which control charts are worked out anew, because what they measure has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebase {
    /// The first day of the new state.
    pub date: NaiveDate,
    /// What has changed.
    pub reason: String,
}
