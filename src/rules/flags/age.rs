//! Flags about age: not born yet, or of an age that does not fit the status.

use chrono::{Datelike, NaiveDate};

use super::{Because, ChildFacts};
use crate::{model::status::Status, rules::birth::Birth};

/// Not born on the run date.
pub fn unborn(facts: &ChildFacts<'_>) -> Option<Because> {
    (facts.position.birth == Birth::Unborn).then_some(Because {
        date: facts.position.born,
        count: None,
        since: None,
    })
}

/// A child's status from the 18th birthday on, or a care leaver's before the 16th or from the 25th on.
pub fn age_check(facts: &ChildFacts<'_>) -> Option<Because> {
    let date = facts.night().date;
    let born = facts.position.born?;
    let is_aged = |age| birthday(born, age).is_some_and(|day| day <= date);
    let fits = |status| match status {
        Status::Cp | Status::Cic | Status::Cin => !is_aged(18),
        Status::CareLeaver => is_aged(16) && !is_aged(25),
        Status::TargetedSupport | Status::YouthOffending => true,
    };
    let mut open = facts.open().iter();
    open.any(|row| !fits(row.status)).then(|| Because::on(born))
}

/// The day on which somebody reaches an age; born on 29 February, on 1 March where the year has none.
fn birthday(born: NaiveDate, age: i32) -> Option<NaiveDate> {
    let year = born.year().checked_add(age)?;
    born.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}
