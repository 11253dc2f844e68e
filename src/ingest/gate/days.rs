//! Whether cases and visits are of one day: a child who is new in one and not yet in the other is judged wrongly.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

use super::age::own_day;
use crate::{
    ingest::refusal::Trouble,
    model::{calendar::days_between, field::DataSet, input::InputReport, text::counted},
};

/// Exports of one night may be written on both sides of midnight; nearer than this they are of one night.
const ONE_NIGHT: TimeDelta = TimeDelta::hours(12);

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
        .filter(|(older, newer)| older.1 < newer.1 && !are_of_one_night(older.0, newer.0))
        .max_by_key(|(older, newer)| days_between(older.1, newer.1))?;
    Some((
        older.0,
        Trouble::DifferentDays {
            of: older.1,
            other: format!("{} export {}", newer.0.data_set.name(), newer.0.file.path),
            other_of: newer.1,
            days: counted(days_between(older.1, newer.1), "day", "days"),
        },
    ))
}

/// Two names are taken at their word; a name and a clock, or two clocks, may have midnight between them.
fn are_of_one_night(older: &InputReport, newer: &InputReport) -> bool {
    if older.file.export_date.is_some() && newer.file.export_date.is_some() {
        return false;
    }
    let gap = span(newer)
        .zip(span(older))
        .map(|((begin, _), (_, end))| begin - end);
    gap.is_some_and(|gap| gap < ONE_NIGHT)
}

/// The local time in which an export was made: the whole day that its name states, else the moment it was written.
fn span(input: &InputReport) -> Option<(NaiveDateTime, NaiveDateTime)> {
    match input.file.export_date {
        Some(day) => {
            let next = day.checked_add_days(Days::new(1))?;
            Some((day.and_time(NaiveTime::MIN), next.and_time(NaiveTime::MIN)))
        }
        None => input
            .file
            .written
            .map(|at| at.naive_local())
            .map(|at| (at, at)),
    }
}
