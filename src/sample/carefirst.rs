//! What CareFirst would export: social-care and care-leaver cases as CSV below title rows, visits as a workbook.

use super::carefirst_visits;
use super::cells::{UntidyCells, slashed, slashed_time};
use super::chance::Chance;
use super::file::{SampleError, SampleFile};
use super::record::{CaseRow, ChildRecord};
use super::scene::Scene;
use super::tables::CsvTable;
use crate::model::status::Status;

const CASE_HEADINGS: [&str; 25] = [
    "Client ID",
    "Client Name",
    "D.O.B.",
    "Case Type",
    "Case Start Date",
    "Case End Date",
    "Team Name",
    "Service Area",
    "Allocated Worker ID",
    "Date Opened",
    "RAG Rating",
    "RAG Decision Date",
    "RAG Recorded Date",
    "RAG Decided By",
    "RAG Rationale",
    "Risk Factors",
    "Virtual Visits Agreed By",
    "Plan Visit Interval (Days)",
    "Safety Plan Date",
    "Management Oversight Date",
    "Last Supervision Date",
    "Placement Change Date",
    "Plan Updated Date",
    "Management Oversight By",
    "Date of Death",
];

/// Rows, counted from the first, that have one odd cell each.
const END_OF_TIME_ROWS: [usize; 3] = [31, 160, 181];
const START_OF_TIME_ROW: usize = 122;
const INTERVAL_IN_WORDS_ROW: usize = 141;
const UNKNOWN_RATING_ROW: usize = 87;
const UNKNOWN_WORKER_ROW: usize = 68;
const LINE_BREAK_ROW: usize = 55;

/// The CareFirst exports of `records`.
pub(super) fn files(
    scene: &Scene,
    records: &[ChildRecord],
) -> Result<Vec<SampleFile>, SampleError> {
    Ok(vec![
        cases(scene, records)?,
        carefirst_visits::file(scene, records)?,
    ])
}

fn cases(scene: &Scene, records: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let path = format!("sample_data/carefirst/cases_{}.csv", scene.export_stamp());
    let run_at = slashed_time(scene.exported_at());
    let preamble = format!("\u{feff}CareFirst open cases\r\nRun {run_at}\r\n\r\n");
    let mut rows: Vec<_> = records
        .iter()
        .flat_map(ChildRecord::all)
        .flat_map(|child| child.rows.iter().map(move |row| (child, row)))
        .filter(|(_, row)| row.status.is_social_care())
        .collect();
    rows.sort_by_key(|(child, row)| (&child.id, row.start));
    let mut table = CsvTable::below(&preamble, path, &CASE_HEADINGS)?;
    let mut untidy = UntidyCells {
        chance: Chance::seeded(scene.seed, u64::MAX - 2),
    };
    for (number, (child, row)) in rows.into_iter().enumerate() {
        let mut cells = case_cells(scene, child, row, &mut untidy);
        plant(number, row, &mut cells);
        table.row(&cells)?;
    }
    table.finish()
}

fn case_cells(
    scene: &Scene,
    child: &ChildRecord,
    row: &CaseRow,
    untidy: &mut UntidyCells,
) -> [String; 25] {
    let workforce = scene.workforce;
    let team = &workforce.teams[row.team];
    let id_of = |worker: Option<usize>| worker.map_or("", |worker| &workforce.workers[worker].id);
    let decision = row.decision.as_ref();
    let rating = match decision {
        Some(decision) => untidy.rating(decision.rating),
        None => untidy.nothing(),
    };
    let interval = row.plan_interval_days.map(|days| days.to_string());
    [
        untidy.id(&child.id),
        untidy.text(&child.name),
        untidy.date(Some(child.born)),
        untidy.text(case_type(row.status)),
        untidy.date(Some(row.start)),
        untidy.date(row.end),
        untidy.text(&team.name),
        untidy.text(team.service),
        untidy.text(id_of(row.worker)),
        slashed_time(row.opened_at),
        rating.to_owned(),
        untidy.date(decision.and_then(|decision| decision.decided_on)),
        untidy.date(decision.and_then(|decision| decision.recorded_on)),
        untidy.text(id_of(decision.map(|decision| decision.decided_by))),
        untidy.text(decision.map_or("", |decision| decision.rationale)),
        untidy.text(&row.risk_factors.join("; ")),
        untidy.text(id_of(row.virtual_agreed_by)),
        untidy.text(interval.as_deref().unwrap_or_default()),
        untidy.date(row.safety_plan_on),
        untidy.date(row.oversight_on),
        untidy.date(row.last_supervision_on),
        untidy.date(row.placement_changed_on),
        row.plan_updated_on.map(slashed).unwrap_or_default(),
        id_of(row.oversight_by).to_owned(),
        row.died_on.map(slashed).unwrap_or_default(),
    ]
}

/// Puts the one odd cell into the rows that have one; none of them costs the row.
fn plant(number: usize, row: &CaseRow, cells: &mut [String; 25]) {
    let (column, text) = match number {
        _ if END_OF_TIME_ROWS.contains(&number) && row.end.is_none() => (5, "31/12/9999"),
        START_OF_TIME_ROW => (21, "01/01/1900"),
        INTERVAL_IN_WORDS_ROW => (17, "fortnightly"),
        UNKNOWN_WORKER_ROW => (8, "AG0007"),
        UNKNOWN_RATING_ROW => (10, "Purple"),
        LINE_BREAK_ROW => (
            14,
            "Seen at home with mother.\nReviewed in supervision, \"no change\"",
        ),
        _ => return,
    };
    cells[column] = text.to_owned();
}

fn case_type(status: Status) -> &'static str {
    match status {
        Status::Cp => "Child Protection Plan",
        Status::Cic => "Looked After Child",
        Status::CareLeaver => "Care Leaver",
        Status::Cin | Status::TargetedSupport | Status::YouthOffending => "Child in Need Plan",
    }
}
