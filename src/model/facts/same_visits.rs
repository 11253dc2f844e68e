//! One visit that stands under several ids. [RULES 7: W-SAME-VISIT]

use hashbrown::HashMap;

use super::{Facts, Sym, range};

impl Facts {
    /// The child and the place, among all visits, of each that is the same visit as another of a lower id.
    pub fn same_visits(&self) -> Vec<(Sym, usize)> {
        let columns = &self.visits;
        let mut found = Vec::new();
        // The lowest id of each visit of a day; a child's visits of a day come by their ids.
        let mut lowest = HashMap::new();
        for child in self.children.symbols() {
            let mut rest = range(&self.visit_ends, child);
            while let Some(first) = rest.next() {
                let date = columns.date[first];
                let end = rest
                    .find(|&at| columns.date[at] != date)
                    .unwrap_or(rest.end);
                let day = first..end;
                rest.start = end;
                if day.len() == 1 {
                    continue;
                }
                lowest.clear();
                for at in day {
                    let visit = columns.get(at);
                    let Some(made) = visit.made() else {
                        continue;
                    };
                    if *lowest.entry(made).or_insert(visit.id) != visit.id {
                        found.push((child, at));
                    }
                }
            }
        }
        found
    }
}
