//! Birth: it starts the clock of being seen, and before it "child seen" is waived. [RULES 4]

use chrono::NaiveDate;

use super::words::WordBook;
use crate::model::facts::CaseRow;

/// Whether the child is born on the run date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// Born, or nothing says otherwise.
    Born,
    /// Cannot be seen yet.
    Unborn,
}

/// What is known of a child's birth.
#[derive(Clone, Copy, Debug)]
pub struct BirthFacts {
    /// The date of birth; the expected one for an unborn child.
    pub date: Option<NaiveDate>,
    /// Whether the child is born on the run date.
    pub birth: Birth,
}

impl BirthFacts {
    /// The earliest date of birth on an open row, else on any row; without one, an open row's factor says "unborn".
    pub fn of(rows: &[CaseRow], open: &[&CaseRow], run_date: NaiveDate, words: &WordBook) -> Self {
        let on_open = open.iter().filter_map(|row| row.born).min();
        let date = on_open.or_else(|| rows.iter().filter_map(|row| row.born).min());
        let is_unborn = match date {
            Some(date) => date > run_date,
            None => open.iter().any(|row| words.is_pre_birth(row.risk_factors)),
        };
        Self {
            date,
            birth: if is_unborn {
                Birth::Unborn
            } else {
                Birth::Born
            },
        }
    }

    /// Whether a contact of a day counts without the child having been seen.
    pub fn waives_sight_on(self, date: NaiveDate) -> bool {
        self.date
            .map_or(self.birth == Birth::Unborn, |born| date < born)
    }

    /// Whether a day lies before the date of birth, so that nobody can have been seen.
    pub fn is_after(self, date: NaiveDate) -> bool {
        self.date.is_some_and(|born| date < born)
    }

    /// The date of birth of a child that is born.
    pub fn born_on(self) -> Option<NaiveDate> {
        self.date.filter(|_| self.birth == Birth::Born)
    }
}
