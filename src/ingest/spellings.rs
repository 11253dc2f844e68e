//! What a code column's words mean, worked out once for each spelling and not once a row.

use std::cell::RefCell;

/// More spellings than this are no code column.
const MOST: usize = 64;

/// The spellings of a column that have been met, and what each means.
#[derive(Debug)]
pub struct Spellings<T>(RefCell<Vec<(Box<str>, T)>>);

impl<T> Default for Spellings<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Copy> Spellings<T> {
    /// What a spelling means that has been met.
    pub fn met(&self, spelling: &str) -> Option<T> {
        let met = self.0.borrow();
        let found = met.iter().find(|(known, _)| **known == *spelling);
        found.map(|(_, meaning)| *meaning)
    }

    /// Remembers what a spelling means.
    pub fn learn(&self, spelling: &str, meaning: T) {
        let mut met = self.0.borrow_mut();
        if met.len() < MOST {
            met.push((spelling.into(), meaning));
        }
    }

    /// What a spelling means; `work_out` says it until it is known.
    pub fn meaning(&self, spelling: &str, work_out: impl FnOnce() -> Option<T>) -> Option<T> {
        self.met(spelling).or_else(|| {
            let meaning = work_out()?;
            self.learn(spelling, meaning);
            Some(meaning)
        })
    }
}
