//! The bank holidays of a service: those of a published list as far as it goes, by rule beyond it, and days of its own.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{bank_holidays, is_weekend};

/// Which days are bank holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    listed: BTreeSet<NaiveDate>,
    added: Vec<NaiveDate>,
}

impl Holidays {
    /// Those of a list, which may be empty, and days off besides.
    pub fn new(listed: impl IntoIterator<Item = NaiveDate>, added: &[NaiveDate]) -> Self {
        Self {
            listed: listed.into_iter().collect(),
            added: added.to_vec(),
        }
    }

    /// Whether a day is one.
    pub fn is_one(&self, date: NaiveDate) -> bool {
        let list = self.listed.first().zip(self.listed.last());
        let by_list = list.filter(|(first, last)| (**first..=**last).contains(&date));
        let is_listed = match by_list {
            Some(_) => self.listed.contains(&date),
            None => bank_holidays::is_one(date),
        };
        is_listed || self.added.contains(&date)
    }

    /// The last day that the list knows of.
    pub fn end(&self) -> Option<NaiveDate> {
        self.listed.last().copied()
    }

    /// The days of the list that the rule does not have.
    pub fn beside_the_rule(&self) -> impl Iterator<Item = NaiveDate> {
        let listed = self.listed.iter().copied();
        listed.filter(|&day| !bank_holidays::is_one(day))
    }

    /// Whether people are at work on a day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !is_weekend(date) && !self.is_one(date)
    }
}
