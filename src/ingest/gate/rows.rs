//! Whether enough of a file's rows are there and can be used.

use super::Evidence;
use crate::{ingest::refusal::Trouble, model::input::InputReport};

/// Rows after which exports are cut off: the sheets of old and new workbooks, and the round limits of reporting tools.
const CAPS: [u64; 6] = [5_000, 10_000, 50_000, 65_536, 100_000, 1_048_576];

/// A file from which nothing can be used; nothing else need be said of it.
pub(super) fn nothing_to_use(input: &InputReport) -> Option<Trouble> {
    match (input.rows.read, input.rows.skipped) {
        (0, 0) => Some(Trouble::HeaderOnly),
        (0, skipped) => Some(Trouble::NothingOfOurs { skipped }),
        _ => None,
    }
}

pub(super) fn too_many_rejects(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence { input, gate, .. } = evidence;
    let share = input.rows.rejected as f64 / input.rows.read as f64;
    if share > gate.max_rejected {
        return Some(Trouble::TooManyRejects {
            rejected: input.rows.rejected,
            read: input.rows.read,
            share: share * 100.0,
            limit: gate.max_rejected * 100.0,
        });
    }
    (input.rows.accepted == 0).then_some(Trouble::NothingAccepted)
}

/// So many visits to nobody are the odd ones of a small export.
const FEW_ORPHANS: u64 = 9;

/// Visits that match no case row: some belong to children whose cases are closed, nearly all say that ids differ.
pub(super) fn too_many_orphans(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence { input, gate, .. } = evidence;
    let share = input.rows.orphans as f64 / input.rows.accepted.max(1) as f64;
    (share > gate.max_orphans && input.rows.orphans > FEW_ORPHANS).then_some(
        Trouble::TooManyOrphans {
            orphans: input.rows.orphans,
            accepted: input.rows.accepted,
            limit: gate.max_orphans * 100.0,
        },
    )
}

/// Compared with the run before first, so that a run that is repeated is told the same.
pub(super) fn too_few(evidence: &Evidence<'_>) -> Option<Trouble> {
    let Evidence {
        input, gate, past, ..
    } = evidence;
    let last = [&past.before, &past.same_date]
        .into_iter()
        .flatten()
        .map(|accepted| accepted.rows)
        .find(|rows| (input.rows.read as f64) < gate.min_rows_vs_last * *rows as f64)?;
    Some(Trouble::TooFewRows {
        read: input.rows.read,
        last,
        limit: gate.min_rows_vs_last * 100.0,
    })
}

/// As many rows as a limit that exports are cut off at, with or without the heading row.
pub(super) fn at_a_cap(evidence: &Evidence<'_>) -> Option<Trouble> {
    let rows = evidence.input.rows.longest_sheet;
    let cap = CAPS
        .into_iter()
        .find(|cap| rows == *cap || rows + 1 == *cap)?;
    Some(Trouble::AtACap { rows, cap })
}
