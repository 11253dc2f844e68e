//! What the layouts of single case systems share: the children whom social care knows, and how such systems name people.

use super::record::{CaseRow, ChildRecord, Visit};
use super::scene::Scene;
use super::story;

/// The children of the sample who have a row of social care, with those rows only.
pub(super) fn children(scene: &Scene) -> Vec<ChildRecord> {
    let told = (0..scene.children).map(|index| story::child(scene, index));
    told.filter(|child| child.rows[0].status.is_social_care())
        .map(|mut child| {
            child.rows.retain(|row| row.status.is_social_care());
            child
        })
        .collect()
}

/// Their case rows, by child and start.
pub(super) fn case_rows(known: &[ChildRecord]) -> Vec<(&ChildRecord, &CaseRow)> {
    let mut rows: Vec<_> = known
        .iter()
        .flat_map(ChildRecord::all)
        .flat_map(|child| child.rows.iter().map(move |row| (child, row)))
        .collect();
    rows.sort_by_key(|(child, row)| (&child.id, row.start));
    rows
}

/// Their visits, by when they were recorded.
pub(super) fn visits(known: &[ChildRecord]) -> Vec<(&ChildRecord, &Visit)> {
    let mut visits: Vec<_> = known
        .iter()
        .flat_map(ChildRecord::all)
        .flat_map(|child| child.visits.iter().map(move |visit| (child, visit)))
        .collect();
    visits.sort_by_key(|(child, visit)| (visit.recorded_at, &child.id));
    visits
}

/// The id of a worker of the sample; nothing for none.
pub(super) fn worker_id<'s>(scene: &Scene<'s>, worker: Option<usize>) -> &'s str {
    worker.map_or("", |worker| &scene.workforce.workers[worker].id)
}

/// `Leila Anon` as `ANON, Leila`.
pub(super) fn surname_first(name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((forename, surname)) => format!("{}, {forename}", surname.to_uppercase()),
        None => name.to_uppercase(),
    }
}

/// A worker as `DEMO, Violet (SW0107)`.
pub(super) fn worker_in_brackets(scene: &Scene, worker: Option<usize>) -> String {
    worker.map_or_else(String::new, |worker| {
        let worker = &scene.workforce.workers[worker];
        format!("{} ({})", surname_first(&worker.name), worker.id)
    })
}
