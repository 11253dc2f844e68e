//! Whether the ids that one export names are those that another one has.

use super::Evidence;
use crate::{
    ingest::refusal::Trouble,
    model::input::{Link, LinkKind},
};

/// So many rows that match nothing are the odd ones of a small export.
const FEW_ORPHANS: u64 = 9;

/// Some rows belong to children whose cases are closed; where nearly all match nothing, the ids differ.
pub(super) fn orphans(evidence: &Evidence<'_>) -> Option<Trouble> {
    find(evidence, |kind| {
        matches!(kind, LinkKind::VisitChild | LinkKind::RatingChild)
    })
}

/// The same of workers.
pub(super) fn unknown_workers(evidence: &Evidence<'_>) -> Option<Trouble> {
    find(evidence, |kind| {
        matches!(kind, LinkKind::VisitWorker | LinkKind::CaseWorker)
    })
}

fn find(evidence: &Evidence<'_>, is_meant: fn(LinkKind) -> bool) -> Option<Trouble> {
    let limit = evidence.gate.max_orphans;
    let is_too_many = |link: &&Link| {
        let share = link.unmatched as f64 / link.rows.max(1) as f64;
        is_meant(link.kind) && share > limit && link.unmatched > FEW_ORPHANS
    };
    let links = &evidence.input.signs.links;
    links
        .iter()
        .find(is_too_many)
        .map(|link| Trouble::TooManyOrphans {
            link: *link,
            limit: limit * 100.0,
        })
}
