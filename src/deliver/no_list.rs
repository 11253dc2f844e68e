//! The short letter to a reader after a night without a list: that there is none, why, and which list still stands.

use serde::Serialize;

use super::letter::{Bodies, bodies};

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoList {
    /// The service's name.
    pub service: String,
    /// The lists that there are not, by their titles.
    pub lists: String,
    /// The run date, as people write it.
    pub date: String,
    /// The reader's name.
    pub recipient: String,
    /// What the reader answers for.
    pub scope: String,
    /// Why, in a sentence.
    pub why: String,
    /// The date of the last list, where there was one.
    pub last: Option<String>,
    /// The handling marking.
    pub marking: String,
}

impl NoList {
    /// The mail's subject, with whose lists they are.
    pub fn subject(&self, of: &str) -> String {
        let marking = match self.marking.as_str() {
            "" => String::new(),
            marking => format!(" [{marking}]"),
        };
        format!("{}, {of}: no list for {}{marking}", self.lists, self.date)
    }
}

/// Fills in the templates.
///
/// # Errors
/// A fault in a template of ours.
pub fn compose(letter: &NoList) -> Result<Bodies, minijinja::Error> {
    bodies("no_list", letter)
}
