//! The bank holidays of a service: those of a published list as far as it goes, by rule beyond it, and days of its own.

use std::fmt;

use chrono::NaiveDate;

use super::{bank_holidays, is_weekend, plain};

/// Which days are bank holidays.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    listed: Vec<NaiveDate>,
    added: Vec<NaiveDate>,
}

impl Holidays {
    /// Those of a list, which may be empty, and days off besides.
    pub fn new(listed: &[NaiveDate], added: &[NaiveDate]) -> Self {
        let in_order = |days: &[NaiveDate]| {
            let mut days = days.to_vec();
            days.sort_unstable();
            days.dedup();
            days
        };
        Self {
            listed: in_order(listed),
            added: in_order(added),
        }
    }

    /// The same, with days off besides.
    pub fn and(&self, added: &[NaiveDate]) -> Self {
        Self::new(&self.listed, &[&self.added, added].concat())
    }

    /// Whether a day is one.
    pub fn is_one(&self, date: NaiveDate) -> bool {
        let is_listed = match self.is_within_list(date) {
            true => self.listed.binary_search(&date).is_ok(),
            false => bank_holidays::is_one(date),
        };
        is_listed || self.added.contains(&date)
    }

    fn is_within_list(&self, date: NaiveDate) -> bool {
        let ends = self.listed.first().zip(self.listed.last());
        ends.is_some_and(|(first, last)| (*first..=*last).contains(&date))
    }

    /// The last day that the list knows of.
    pub fn end(&self) -> Option<NaiveDate> {
        self.listed.last().copied()
    }

    /// Whether people are at work on a day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !is_weekend(date) && !self.is_one(date)
    }

    /// The days on which it is otherwise than the rule has it.
    fn beside_the_rule(&self) -> impl Iterator<Item = NaiveDate> {
        let (first, last) = (self.listed.first(), self.listed.last());
        let within = first.zip(last).into_iter();
        let within =
            within.flat_map(|(first, last)| first.iter_days().take_while(|day| day <= last));
        let added = self
            .added
            .iter()
            .copied()
            .filter(|&day| !self.is_within_list(day));
        let mut days: Vec<NaiveDate> = within.chain(added).collect();
        days.retain(|&day| self.is_one(day) != bank_holidays::is_one(day));
        days.sort_unstable();
        days.into_iter()
    }
}

impl fmt::Display for Holidays {
    /// What is otherwise than the rule has it: `7 Dec 2026, not 4 May 2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.beside_the_rule().map(|day| match self.is_one(day) {
            true => plain(day),
            false => format!("not {}", plain(day)),
        });
        let told: Vec<String> = told.collect();
        match told.is_empty() {
            true => f.write_str("none"),
            false => f.write_str(&told.join(", ")),
        }
    }
}

impl fmt::Debug for Holidays {
    /// A newer list that says the same makes no other rules.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.beside_the_rule()).finish()
    }
}
