//! A status within a longer word, such as "LAC - Full Care Order": plain where it is one alone, and nothing beside it
//! speaks of another or of none.

use std::collections::BTreeMap;

use crate::model::text::folded;

/// By status the words that say which it is; under `deny` those that leave it open.
#[derive(Default)]
pub(super) struct Statuses(BTreeMap<String, Vec<String>>);

impl Statuses {
    pub(super) fn of(words: BTreeMap<String, Vec<String>>) -> Self {
        Self(words)
    }

    /// The status that a text speaks of.
    pub(super) fn within(&self, text: &str) -> Option<&str> {
        let padded = format!(" {} ", folded(text));
        let says = |words: &Vec<String>| {
            words
                .iter()
                .any(|word| padded.contains(&format!(" {word} ")))
        };
        let mut found = self.0.iter().filter(|(_, words)| says(words));
        match (found.next(), found.next()) {
            (Some((status, _)), None) if status != "deny" => Some(status),
            _ => None,
        }
    }
}
