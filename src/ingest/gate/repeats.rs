//! An export that was there before: the same bytes again, or one that is older than the last.

use super::{Evidence, age::own_day};
use crate::{ingest::refusal::Trouble, model::field::DataSet};

/// The bytes of a run for an earlier date. Cases and visits change every day; ratings and workers need not. A past day
/// may be made up for from an export of a later one, which is no repeat when its own day comes.
pub(super) fn identical(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence { input, past, .. } = *evidence;
    let same = past.same_bytes.as_ref()?;
    let changes_daily = matches!(input.data_set, DataSet::Cases | DataSet::Visits);
    let made_up_for_a_past_day = own_day(input).is_some_and(|day| day > same.date);
    if !changes_daily || past.is_back_fill || made_up_for_a_past_day {
        return None;
    }
    Some(Trouble::Identical {
        read: input.rows.read,
        rows: same.rows,
        date: same.date,
    })
}

/// Of an earlier day than the file of the run before, or than the one that the run date had already: unless a past day
/// is made up for, which may have had a later day's export first and have its own now.
pub(super) fn older(evidence: &Evidence<'_>) -> Option<Trouble> {
    let past = evidence.past;
    let of = evidence.input.records.as_of?;
    let same_date = past.same_date.as_ref().filter(|_| !past.is_back_fill);
    past.before
        .as_ref()
        .into_iter()
        .chain(same_date)
        .filter_map(|last| Some((last.date, last.as_of?)))
        .find(|(_, last_of)| of < *last_of)
        .map(|(date, last_of)| Trouble::Older { of, last_of, date })
}
