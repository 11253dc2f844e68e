//! What has changed since an earlier run, in one sentence of counts: of a report's own children and its own events.

use super::{Reader, plain};
use crate::measures::movement::{ChangeKind, Movement};

/// The events of some kinds since the job's last run.
pub(super) fn since_last_run(reader: &Reader<'_>, kinds: &[ChangeKind]) -> String {
    since(reader, reader.movement.as_ref(), kinds)
}

/// The same of a part of the reader's children.
pub(super) fn since(
    reader: &Reader<'_>,
    movement: Option<&Movement>,
    kinds: &[ChangeKind],
) -> String {
    movement.map_or_else(
        || not_compared(reader),
        |movement| told(movement, &plain(movement.since), kinds),
    )
}

/// The same since last Monday, by its name.
pub(super) fn since_monday(reader: &Reader<'_>, kinds: &[ChangeKind]) -> String {
    reader.since_monday.as_ref().map_or_else(
        || not_compared(reader),
        |movement| {
            let day = format!("{} {}", movement.since.format("%A"), plain(movement.since));
            told(movement, &day, kinds)
        },
    )
}

/// Why nothing is compared: a first run, or other rules.
pub(super) fn not_compared(reader: &Reader<'_>) -> String {
    reader.rules_changed_on.map_or_else(
        || "There is nothing to compare with yet: this is the first run of its kind.".to_owned(),
        |day| {
            format!(
                "The rules changed on {}: by other rules other children are overdue, so this is not compared with runs before.",
                plain(day)
            )
        },
    )
}

fn told(movement: &Movement, since: &str, kinds: &[ChangeKind]) -> String {
    let is_known = |kind: &&ChangeKind| movement.knows_flags || !kind.is_about_flags();
    let known: Vec<ChangeKind> = kinds.iter().filter(is_known).copied().collect();
    let parts = counts(movement, &known);
    match (parts.is_empty(), known.len() < kinds.len()) {
        (true, false) => format!("Nothing has changed since {since}."),
        (false, false) => format!("Since {since}: {parts}."),
        (true, true) => format!(
            "What was to be settled is not compared yet: the run of {since} did not keep it."
        ),
        (false, true) => format!(
            "Since {since}: {parts}. What was to be settled is not compared yet: that run did not keep it."
        ),
    }
}

/// "newly unseen 3, now seen 1".
pub(super) fn counts(movement: &Movement, kinds: &[ChangeKind]) -> String {
    let counts = kinds.iter().map(|&kind| (movement.count(kind), kind));
    let parts: Vec<String> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{} {count}", kind.title()))
        .collect();
    parts.join(", ")
}
