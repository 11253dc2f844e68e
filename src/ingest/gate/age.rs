//! How old an export is: by its newest record, else by the date in its name, else by the time it was written.

use chrono::{DateTime, NaiveDate, Utc};

use super::Evidence;
use crate::{
    ingest::{refusal::Trouble, settings::Gate},
    model::{calendar::is_working_day, input::InputReport},
};

/// Precedent this many days off nobody asks how many were working days.
const LONG_AGO: i64 = 60;

/// The day that an export is of, at most the run date: by its records where they are many enough to tell, else by its
/// name, else by the clock, else by whatever records there are.
pub(in crate::ingest) fn as_of(
    input: &InputReport,
    gate: &Gate,
    date: NaiveDate,
) -> Option<NaiveDate> {
    let by_content = input.records.newest_recorded;
    by_content
        .filter(|_| has_many_records(input, gate))
        .or_else(|| own_day(input))
        .or(by_content)
        .map(|day| day.min(date))
}

/// The day on which an export was made: by its name, else by the clock.
pub(super) fn own_day(input: &InputReport) -> Option<NaiveDate> {
    let written_on = input.file.written.map(|written| written.date_naive());
    input.file.export_date.or(written_on)
}

/// Whether silence in an export's records says something: in a small service nobody may record for some days.
fn has_many_records(input: &InputReport, gate: &Gate) -> bool {
    input.records.recorded_rows >= u64::from(gate.content_rows)
}

/// Too old, by the first of records, name and clock that can tell.
pub(super) fn stale(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence {
        input, gate, date, ..
    } = *evidence;
    match by_content(input, gate, date) {
        ByContent::Fresh => None,
        ByContent::Stale(trouble) if has_many_records(input, gate) => Some(trouble),
        ByContent::Stale(_) | ByContent::Untold => outside(evidence),
    }
}

/// No new record for too long, in an export too small to be sure that this means anything.
pub(super) fn quiet_for_its_size(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence {
        input, gate, date, ..
    } = *evidence;
    match by_content(input, gate, date) {
        ByContent::Stale(trouble)
            if !has_many_records(input, gate) && outside(evidence).is_none() =>
        {
            Some(trouble)
        }
        _ => None,
    }
}

fn outside(evidence: &Evidence<'_>) -> Option<Trouble> {
    let input = evidence.input;
    let written = input.file.written.map(|written| written.to_utc());
    let now = evidence.now.map(DateTime::<Utc>::from);
    from_outside(
        input.file.export_date,
        written,
        evidence.gate,
        evidence.date,
        now,
    )
}

/// Too old by the date in the name, else by the time it was written: told without reading the file.
pub(in crate::ingest) fn from_outside(
    export_date: Option<NaiveDate>,
    written: Option<DateTime<Utc>>,
    gate: &Gate,
    date: NaiveDate,
    now: Option<DateTime<Utc>>,
) -> Option<Trouble> {
    let limit = gate.max_age_hours;
    if let Some(export) = export_date {
        // A date without a time stands for its whole day, so an export of yesterday is 24 hours old at most.
        let age = (date - export).num_hours();
        return (age > i64::from(limit)).then_some(Trouble::TooOldByName {
            export,
            age,
            date,
            limit,
        });
    }
    let age = (now? - written?).num_hours();
    (age > i64::from(limit)).then_some(Trouble::TooOldByClock { age, limit })
}

/// Days after the newest export by which a run answers for a wrong date, however old exports may be: by a clock that
/// runs far ahead, lists of another year would be sent and remembered.
pub(in crate::ingest) const FAR: i64 = 31;

/// The newest export, where even that is far behind the run date. A few records alone tell nothing.
pub(super) fn far_behind<'a>(
    inputs: &'a [InputReport],
    gate: &Gate,
    date: NaiveDate,
) -> Option<(&'a InputReport, Trouble)> {
    let tells = |input| own_day(input).is_some() || has_many_records(input, gate);
    if !inputs.iter().any(tells) {
        return None;
    }
    let day = |input: &InputReport| own_day(input).max(input.records.newest_recorded);
    let (newest, input) = inputs
        .iter()
        .filter_map(|input| Some((day(input)?, input)))
        .max_by_key(|(day, _)| *day)?;
    let days = (date - newest).num_days();
    let trouble = Trouble::FarBehind {
        newest,
        days,
        date,
        limit: FAR,
    };
    (days > FAR).then_some((input, trouble))
}

enum ByContent {
    Fresh,
    Stale(Trouble),
    Untold,
}

fn by_content(input: &InputReport, gate: &Gate, date: NaiveDate) -> ByContent {
    let Some(newest) = input.records.newest_recorded else {
        return ByContent::Untold;
    };
    let limit = gate.max_age_hours;
    let age = working_hours(newest, date);
    if age <= i64::from(limit) {
        return ByContent::Fresh;
    }
    ByContent::Stale(Trouble::TooOldByContent {
        newest,
        age,
        date,
        limit,
    })
}

/// Hours from a day to the run date: days off between the two do not count, since a Monday's
/// export may well hold nothing that is newer than Friday.
fn working_hours(newest: NaiveDate, date: NaiveDate) -> i64 {
    let days = (date - newest).num_days();
    if days > LONG_AGO {
        return days * 24;
    }
    let days_off = newest
        .iter_days()
        .skip(1)
        .take_while(|day| *day < date)
        .filter(|day| !is_working_day(*day))
        .count() as i64;
    (days - days_off) * 24
}
