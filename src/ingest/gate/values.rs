//! Whether the values of a column mean what they meant: words that nobody knows, dates that are month first.

use super::Evidence;
use crate::{ingest::refusal::Trouble, model::input::ColumnReport};

/// Optional coded fields, in which an unknown word counts as blank and would pass in silence. [RULES 10]
const CODED: [&str; 4] = ["child_seen", "outcome", "qualified", "rag"];

/// So few words say little.
const FEWEST_WORDS: u64 = 20;

/// Most of them that nobody may know, as a share.
const MOST_UNKNOWN: f64 = 0.2;

/// The words of an optional coded field are others than before.
pub(super) fn unread(evidence: &Evidence<'_>) -> Option<Trouble> {
    CODED.iter().find_map(|field| {
        let columns = evidence.input.columns.iter();
        let columns: Vec<_> = columns.filter(|of| of.field == *field).collect();
        let heading = columns.first()?.heading.clone();
        let words: u64 = columns.iter().map(|of| of.words).sum();
        let unknown: u64 = columns.iter().map(|of| of.unknown).sum();
        let share = unknown as f64 / words.max(1) as f64;
        (words >= FEWEST_WORDS && share > MOST_UNKNOWN).then_some(Trouble::ValuesUnread {
            field,
            heading,
            words,
            unknown,
            limit: MOST_UNKNOWN * 100.0,
        })
    })
}

/// Dates that can only be written the other way round, and none as the profile says: the others were misread.
pub(super) fn month_first(evidence: &Evidence<'_>) -> Option<Trouble> {
    let mut columns = evidence.input.columns.iter();
    let column = columns.find(|of| {
        let (right, wrong) = as_it_says(of);
        wrong >= 2 && right == 0
    })?;
    Some(Trouble::MonthFirst {
        heading: column.heading.clone(),
        dates: as_it_says(column).1,
        is_month_first: column.is_month_first,
    })
}

/// The dates that are written as the profile says, and those that are not.
fn as_it_says(column: &ColumnReport) -> (u64, u64) {
    match column.is_month_first {
        false => (column.day_first, column.month_first),
        true => (column.month_first, column.day_first),
    }
}

/// Dates of both kinds in one column, or a single one that is month first.
pub(super) fn mixed_dates(evidence: &Evidence<'_>) -> Option<Trouble> {
    let mut columns = evidence.input.columns.iter();
    let column = columns.find(|of| {
        let (right, wrong) = as_it_says(of);
        wrong == 1 || (wrong > 1 && right > 0)
    })?;
    Some(Trouble::MixedDates {
        heading: column.heading.clone(),
        month_first: column.month_first,
        day_first: column.day_first,
    })
}
