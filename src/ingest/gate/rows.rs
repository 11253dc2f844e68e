//! Whether enough of a file's rows are there and can be used.

use super::Evidence;
use crate::{ingest::refusal::Trouble, model::input::InputReport};

/// Rows that a sheet of an old and of a new workbook holds: an export that fills one is cut off.
const SHEET_CAPS: [u64; 2] = [65_536, 1_048_576];

/// The round limits of reporting tools, which a whole export may have by chance.
const ROUND_CAPS: [u64; 7] = [2_000, 5_000, 10_000, 30_000, 50_000, 100_000, 150_000];

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
        let rows = &input.rows;
        return Some(Trouble::too_many_rejects(
            rows.rejected,
            rows.read,
            gate.max_rejected,
        ));
    }
    (input.rows.accepted == 0).then_some(Trouble::NothingAccepted)
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

/// As many rows as a sheet can have, with or without the heading row.
pub(super) fn at_the_end_of_a_sheet(evidence: &Evidence<'_>) -> Option<Trouble> {
    at_a_cap(evidence, &SHEET_CAPS)
}

/// As many rows as a limit that reporting tools are set to, with or without the heading row.
pub(super) fn at_a_round_number(evidence: &Evidence<'_>) -> Option<Trouble> {
    at_a_cap(evidence, &ROUND_CAPS)
}

fn at_a_cap(evidence: &Evidence<'_>, caps: &[u64]) -> Option<Trouble> {
    let rows = evidence.input.rows.longest_sheet;
    let cap = *caps.iter().find(|cap| rows == **cap || rows + 1 == **cap)?;
    Some(Trouble::AtACap { rows, cap })
}
