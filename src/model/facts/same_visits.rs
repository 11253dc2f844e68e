//! One visit that stands under several ids. [RULES 7: W-SAME-VISIT]

use super::{Facts, range};

impl Facts {
    /// The places, among all visits, of those that are the same visit as another of a lower id.
    pub fn same_visits(&self) -> Vec<usize> {
        let columns = &self.visits;
        let mut found = Vec::new();
        for child in self.children.symbols() {
            let range = range(&self.visit_ends, child);
            let mut day = range.start;
            for at in range {
                if columns.date[at] != columns.date[day] {
                    day = at;
                }
                let is_lower = |other: usize| columns.id[other] != columns.id[at];
                let visit = columns.get(at);
                if (day..at)
                    .any(|other| is_lower(other) && columns.get(other).is_same_visit(&visit))
                {
                    found.push(at);
                }
            }
        }
        found
    }
}
