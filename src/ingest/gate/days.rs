//! Whether cases and visits are of one day: a child who is new in one and not yet in the other is judged wrongly.

use super::age::own_day;
use crate::{
    ingest::refusal::Trouble,
    model::{calendar::days_between, field::DataSet, input::InputReport, text::counted},
};

/// The cases and the visits that are furthest apart: the older of the two, and what is wrong with it.
pub(super) fn apart(inputs: &[InputReport]) -> Option<(&InputReport, Trouble)> {
    let of = |set: DataSet| {
        inputs
            .iter()
            .filter(move |input| input.data_set == set)
            .filter_map(|input| Some((input, own_day(input)?)))
    };
    let (older, newer) = of(DataSet::Cases)
        .flat_map(|cases| of(DataSet::Visits).map(move |visits| (cases, visits)))
        .map(|(a, b)| if a.1 <= b.1 { (a, b) } else { (b, a) })
        .filter(|(older, newer)| older.1 < newer.1)
        .max_by_key(|(older, newer)| days_between(older.1, newer.1))?;
    Some((
        older.0,
        Trouble::DifferentDays {
            of: older.1,
            other: format!("{} export {}", newer.0.data_set.name(), newer.0.path),
            other_of: newer.1,
            days: counted(days_between(older.1, newer.1), "day", "days"),
        },
    ))
}
