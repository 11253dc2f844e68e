//! What a meeting agreed about the children of a list.

use chrono::NaiveDate;

/// What was agreed of one child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The child.
    pub child_id: String,
    /// Who is to visit.
    pub worker_id: Option<String>,
    /// On which day.
    pub day: Option<NaiveDate>,
    /// In which way, in the word of the list.
    pub how: Option<String>,
}

/// The same, with the list that it was agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The list's date.
    pub list_date: NaiveDate,
    /// The line of `recipients.csv` whose list it was.
    pub recipient: String,
    /// What was agreed.
    pub agreement: Agreement,
}
