//! The canonical exports: clean CSV with ISO dates and the headings of the rule book.

use super::file::{SampleError, SampleFile};
use super::record::{CaseRow, ChildRecord, Decision, Visit};
use super::scene::Scene;
use super::story;
use super::tables::CsvTable;
use super::workforce::Workforce;

const CASE_HEADINGS: [&str; 25] = [
    "child_id",
    "child_name",
    "date_of_birth",
    "status",
    "status_start",
    "status_end",
    "team",
    "service",
    "worker_id",
    "opened_at",
    "rag",
    "rag_decided_on",
    "rag_recorded_on",
    "rag_decided_by",
    "rag_rationale",
    "risk_factors",
    "virtual_agreed_by",
    "plan_interval_days",
    "plan_updated_on",
    "safety_plan_on",
    "oversight_on",
    "oversight_by",
    "last_supervision_on",
    "placement_changed_on",
    "died_on",
];
const VISIT_HEADINGS: [&str; 9] = [
    "visit_id",
    "child_id",
    "visit_date",
    "mode",
    "outcome",
    "child_seen",
    "seen_alone",
    "worker_id",
    "recorded_at",
];
const RATING_HEADINGS: [&str; 6] = [
    "child_id",
    "rag",
    "rag_decided_on",
    "rag_recorded_on",
    "rag_decided_by",
    "rag_rationale",
];
const WORKER_HEADINGS: [&str; 9] = [
    "worker_id",
    "worker_name",
    "role",
    "qualified",
    "can_visit",
    "team",
    "service",
    "left_on",
    "valid_from",
];
/// The file of merged records.
pub(super) const ALIASES: &str = "aliases.csv";
const ALIAS_HEADINGS: [&str; 2] = ["old_id", "child_id"];

/// About how many bytes a child takes in each file, so that no buffer grows while it is written.
const CASE_BYTES: usize = 370;
const VISIT_BYTES: usize = 2600;
const RATING_BYTES: usize = 640;

/// The data files of the canonical layout; children are told, written and forgotten one by one.
pub(super) fn files(scene: &Scene) -> Result<Vec<SampleFile>, SampleError> {
    let children = scene.children as usize;
    let workforce = scene.workforce;
    let mut cases = CsvTable::new(dated(scene, "cases"), &CASE_HEADINGS, children * CASE_BYTES)?;
    let mut visits = CsvTable::new(
        dated(scene, "visits"),
        &VISIT_HEADINGS,
        children * VISIT_BYTES,
    )?;
    let mut ratings = CsvTable::new(
        dated(scene, "ratings"),
        &RATING_HEADINGS,
        children * RATING_BYTES,
    )?;
    let mut merged = Vec::new();
    let mut visit_number = 0;
    for index in 0..scene.children {
        let child = story::child(scene, index);
        for record in child.all() {
            for row in &record.rows {
                write_case(&mut cases, workforce, record, row)?;
            }
            for visit in &record.visits {
                visit_number += 1;
                write_visit(&mut visits, workforce, record, visit, visit_number)?;
            }
            write_history(&mut ratings, workforce, record)?;
        }
        merged.extend(alias(&child));
    }
    let files = [
        cases.finish()?,
        visits.finish()?,
        ratings.finish()?,
        workers(workforce, "")?,
    ];
    Ok(files.into_iter().chain(aliases(&merged, "")?).collect())
}

/// The rating history, the workers and the merged records, which both layouts keep in canonical form, below `folder`.
pub(super) fn history_workers_and_aliases(
    scene: &Scene,
    records: &[ChildRecord],
    folder: &str,
) -> Result<Vec<SampleFile>, SampleError> {
    let path = format!("{folder}{}", dated(scene, "ratings"));
    let mut ratings = CsvTable::new(path, &RATING_HEADINGS, records.len() * RATING_BYTES)?;
    for child in records {
        for record in child.all() {
            write_history(&mut ratings, scene.workforce, record)?;
        }
    }
    let merged: Vec<_> = records.iter().filter_map(alias).collect();
    let files = [ratings.finish()?, workers(scene.workforce, folder)?];
    let aliases = aliases(&merged, folder)?;
    Ok(files.into_iter().chain(aliases).collect())
}

fn dated(scene: &Scene, stem: &str) -> String {
    format!("{stem}_{}.csv", scene.export_stamp())
}

fn write_case(
    table: &mut CsvTable,
    workforce: &Workforce,
    child: &ChildRecord,
    row: &CaseRow,
) -> Result<(), SampleError> {
    let team = &workforce.teams[row.team];
    let id_of = |worker: Option<usize>| worker.map_or("", |worker| &workforce.workers[worker].id);
    table.text(&child.id)?;
    table.text(&child.name)?;
    table.date(Some(child.born))?;
    table.text(row.status.code())?;
    table.date(Some(row.start))?;
    table.date(row.end)?;
    table.text(&team.name)?;
    table.text(team.service)?;
    table.text(id_of(row.worker))?;
    table.time(row.opened_at)?;
    match &row.decision {
        Some(decision) => write_decision(table, workforce, decision)?,
        None => (0..5).try_for_each(|_| table.text(""))?,
    }
    table.text(&row.risk_factors.join(";"))?;
    table.text(id_of(row.virtual_agreed_by))?;
    match row.plan_interval_days {
        Some(days) => table.formatted(format_args!("{days}"))?,
        None => table.text("")?,
    }
    table.date(row.plan_updated_on)?;
    table.date(row.safety_plan_on)?;
    table.date(row.oversight_on)?;
    table.text(id_of(row.oversight_by))?;
    table.date(row.last_supervision_on)?;
    table.date(row.placement_changed_on)?;
    table.date(row.died_on)?;
    table.end_row()
}

fn write_decision(
    table: &mut CsvTable,
    workforce: &Workforce,
    decision: &Decision,
) -> Result<(), SampleError> {
    table.text(decision.rating.code())?;
    table.date(decision.decided_on)?;
    table.date(decision.recorded_on)?;
    table.text(&workforce.workers[decision.decided_by].id)?;
    table.text(decision.rationale)
}

fn write_visit(
    table: &mut CsvTable,
    workforce: &Workforce,
    child: &ChildRecord,
    visit: &Visit,
    number: u64,
) -> Result<(), SampleError> {
    table.formatted(format_args!("V{number:08}"))?;
    table.text(&child.id)?;
    table.date(Some(visit.date))?;
    table.text(visit.mode.code())?;
    table.text(visit.outcome.code())?;
    table.text(visit.child_seen.code())?;
    table.text(visit.seen_alone.code())?;
    table.text(&workforce.workers[visit.worker].id)?;
    table.time(visit.recorded_at)?;
    table.end_row()
}

fn write_history(
    table: &mut CsvTable,
    workforce: &Workforce,
    child: &ChildRecord,
) -> Result<(), SampleError> {
    for decision in &child.decisions {
        table.text(&child.id)?;
        write_decision(table, workforce, decision)?;
        table.end_row()?;
    }
    Ok(())
}

fn alias(child: &ChildRecord) -> Option<[String; 2]> {
    let older = child.older.as_deref()?;
    Some([older.id.clone(), child.id.clone()])
}

/// The merged records, where there are any: an export without a row is refused.
fn aliases(merged: &[[String; 2]], folder: &str) -> Result<Option<SampleFile>, SampleError> {
    if merged.is_empty() {
        return Ok(None);
    }
    let mut table = CsvTable::new(format!("{folder}{ALIASES}"), &ALIAS_HEADINGS, 0)?;
    for cells in merged {
        table.row(cells)?;
    }
    Ok(Some(table.finish()?))
}

fn workers(workforce: &Workforce, folder: &str) -> Result<SampleFile, SampleError> {
    let path = format!("{folder}workers.csv");
    let mut table = CsvTable::new(path, &WORKER_HEADINGS, 0)?;
    for worker in &workforce.workers {
        if let Some(earlier) = &worker.earlier {
            table.text(&worker.id)?;
            table.text(&worker.name)?;
            table.text(earlier.role)?;
            table.text(earlier.qualified.code())?;
            table.text(worker.can_visit.code())?;
            table.text(&earlier.team)?;
            table.text(earlier.service)?;
            table.text("")?;
            table.text("")?;
            table.end_row()?;
        }
        table.text(&worker.id)?;
        table.text(&worker.name)?;
        table.text(worker.role)?;
        table.text(worker.qualified.code())?;
        table.text(worker.can_visit.code())?;
        table.text(&worker.team)?;
        table.text(worker.service)?;
        table.date(worker.left_on)?;
        table.date(worker.earlier.as_ref().map(|earlier| earlier.until))?;
        table.end_row()?;
    }
    table.finish()
}
