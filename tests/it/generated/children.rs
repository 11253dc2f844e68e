//! The generator's children: when they were born, and the dates that matter to them.

use super::{Generator, Row};
use chrono::{Datelike, Duration, NaiveDate};

/// What the rows of one child have in common.
pub struct Child {
    pub id: String,
    pub born: Option<NaiveDate>,
    pub unborn: bool,
    /// Its ratings, and what happened about them, cluster about this date.
    pub decided: NaiveDate,
    /// Starts of case rows, moves, birth, decisions: visits and events lie near them.
    pub turns: Vec<NaiveDate>,
}

impl Generator {
    pub fn add_child(&mut self, number: usize) {
        let id = match number % 13 {
            3 => format!("c{number:04}"),
            5 => format!("00{number:04}"),
            7 => format!("É{number:04}"),
            9 => format!("{}", 12_345 + number),
            11 => format!("C-{number:04}"),
            _ => format!("C{number:04}"),
        };
        let decided = match self.below(10) {
            0 | 1 => self.months_before(self.d, 1),
            2 => self.shift(self.d, &[-1, 0, 1]),
            3 => self.ago(42),
            4 | 5 => self.shift(self.d, &[-12, -10, -8, -7, -6, -5, -3, -2]),
            _ => self.past(),
        };
        let born = self.born();
        let mut child = Child {
            id,
            born,
            unborn: born.is_some_and(|born| born > self.d),
            decided: decided.min(self.d + Duration::days(1)),
            turns: Vec::new(),
        };
        let first_row = self.cases.len();
        let contact = self.add_cases(&mut child);
        self.add_ratings(&mut child);
        self.add_visits(&child, contact);
        if self.chance(10) {
            self.merge(&child, first_row, number);
        }
    }

    fn born(&mut self) -> Option<NaiveDate> {
        let age = 400 + self.below(5500);
        let birthday = |years: i32| self.d.with_year(self.d.year() - years);
        let (adult, leaver, oldest) = (birthday(18), birthday(16), birthday(25));
        match self.below(20) {
            0 | 1 => Some(self.shift(self.d, &[1, 1, 30, 200])),
            2 | 3 => Some(self.shift(self.d, &[-29, -28, -27, -14, -3, -1, 0])),
            4 => Some(self.past()),
            5 | 6 => {
                let day = self.pick(&[adult, leaver, oldest])?;
                Some(self.shift(day, &[-1, 0, 1]))
            }
            7 => NaiveDate::from_ymd_opt(self.pick(&[2004, 2008]), 2, 29),
            8 => None,
            _ => Some(self.ago(age)),
        }
    }

    /// Some of the child's rows stand under an earlier id, or under one before that.
    fn merge(&mut self, child: &Child, first_row: usize, number: usize) {
        let (old, older) = (format!("OLD{number}"), format!("OLDER{number}"));
        for (old, new) in [(&old, &child.id), (&older, &old)] {
            let row = Row::from([("old_id", old.clone()), ("child_id", new.clone())]);
            self.aliases.push(row);
        }
        let mut cases = std::mem::take(&mut self.cases);
        let mut visits = std::mem::take(&mut self.visits);
        let mut ratings = std::mem::take(&mut self.ratings);
        let new = cases[first_row..].iter_mut();
        for row in new.chain(&mut visits).chain(&mut ratings) {
            if row["child_id"] == child.id && self.chance(40) {
                row.insert("child_id", self.pick(&[old.clone(), older.clone()]));
            }
        }
        (self.cases, self.visits, self.ratings) = (cases, visits, ratings);
    }
}
