//! What Capita One would export: Targeted Support and Youth Offending cases as a workbook, their visits as CSV.

use chrono::NaiveDate;

use super::cells::{UntidyCells, slashed, slashed_time};
use super::chance::Chance;
use super::file::{SampleError, SampleFile};
use super::record::{CaseRow, ChildRecord, Visit};
use super::scene::Scene;
use super::sheets::{Cell, Sheet, top_rows, workbook};
use super::tables::CsvTable;
use crate::model::status::Status;
use crate::model::visit::{Mode, Outcome};

const CASE_HEADINGS: [&str; 21] = [
    "Young Person ID",
    "Young Person Name",
    "Date of Birth",
    "Involvement",
    "Involvement Start",
    "Involvement End",
    "Team",
    "Service",
    "Key Worker ID",
    "Opened",
    "RAG",
    "RAG Date",
    "RAG Recorded",
    "RAG Agreed By",
    "RAG Reason",
    "Risk Factors",
    "Contact Interval (Days)",
    "Safety Plan",
    "Oversight",
    "Supervision",
    "Oversight By",
];
const VISIT_HEADINGS: [&str; 8] = [
    "Contact ID",
    "Young Person ID",
    "Contact Type",
    "Contact Date",
    "Outcome",
    "Young Person Seen",
    "Key Worker ID",
    "Entered On",
];

/// Which contacts are exported twice, and which has a type that nobody has heard of.
const RECORDED_TWICE: [usize; 3] = [44, 388, 1020];
const UNKNOWN_TYPE: usize = 600;

/// The Capita exports of `records`.
pub(super) fn files(
    scene: &Scene,
    records: &[ChildRecord],
) -> Result<Vec<SampleFile>, SampleError> {
    let mut untidy = UntidyCells {
        chance: Chance::seeded(scene.seed, u64::MAX - 4),
    };
    let known: Vec<_> = records
        .iter()
        .filter(|child| !child.rows[0].status.is_social_care())
        .collect();
    Ok(vec![
        cases(scene, &known, &mut untidy)?,
        visits(scene, &known, &mut untidy)?,
    ])
}

fn cases(
    scene: &Scene,
    known: &[&ChildRecord],
    untidy: &mut UntidyCells,
) -> Result<SampleFile, SampleError> {
    let exported_at = scene.exported_at();
    let title = format!(
        "Young people open to Targeted Support and Youth Offending, {}",
        slashed_time(exported_at),
    );
    let mut rows = top_rows(&[&title], &CASE_HEADINGS);
    for child in known {
        for row in &child.rows {
            rows.push(case_row(scene, child, row, untidy));
        }
    }
    let path = format!("sample_data/capita/cases_{}.xlsx", scene.export_stamp());
    let sheet = Sheet {
        name: "Report",
        rows,
    };
    workbook(path, exported_at, &[sheet])
}

fn case_row(
    scene: &Scene,
    child: &ChildRecord,
    row: &CaseRow,
    untidy: &mut UntidyCells,
) -> Vec<Cell> {
    let workforce = scene.workforce;
    let team = &workforce.teams[row.team];
    let id_of = |worker: Option<usize>| worker.map_or("", |worker| &workforce.workers[worker].id);
    let decision = row.decision.as_ref();
    let mut text = |text: &str| Cell::text(&untidy.text(text));
    let (name, involvement, team_name, service) = (
        text(&child.name),
        text(involvement(row.status)),
        text(&team.name),
        text(team.service),
    );
    let (worker, decided_by, reason, factors) = (
        text(id_of(row.worker)),
        text(id_of(decision.map(|decision| decision.decided_by))),
        text(decision.map_or("", |decision| decision.rationale)),
        text(&row.risk_factors.join(";")),
    );
    let rating = decision.map_or("", |decision| untidy.rating(decision.rating));
    let mut date = |date: Option<NaiveDate>| date_cell(date, untidy);
    vec![
        Cell::text(&child.id),
        name,
        date(Some(child.born)),
        involvement,
        date(Some(row.start)),
        date(row.end),
        team_name,
        service,
        worker,
        Cell::Time(row.opened_at),
        Cell::text(rating),
        date(decision.and_then(|decision| decision.decided_on)),
        date(decision.and_then(|decision| decision.recorded_on)),
        decided_by,
        reason,
        factors,
        row.plan_interval_days
            .map_or(Cell::Empty, |days| Cell::Number(f64::from(days))),
        date(row.safety_plan_on),
        date(row.oversight_on),
        date(row.last_supervision_on),
        Cell::text(id_of(row.oversight_by)),
    ]
}

/// Mostly a true date, sometimes the text of one.
fn date_cell(date: Option<NaiveDate>, untidy: &mut UntidyCells) -> Cell {
    match date {
        None => Cell::text(untidy.nothing()),
        Some(date) if untidy.chance.percent(8.0) => Cell::Text(slashed(date)),
        Some(date) => Cell::Date(date),
    }
}

fn involvement(status: Status) -> &'static str {
    match status {
        Status::YouthOffending => "Youth Offending",
        _ => "Targeted Support",
    }
}

fn visits(
    scene: &Scene,
    known: &[&ChildRecord],
    untidy: &mut UntidyCells,
) -> Result<SampleFile, SampleError> {
    let mut contacts: Vec<_> = known
        .iter()
        .flat_map(|child| child.visits.iter().map(move |visit| (child, visit)))
        .collect();
    contacts.sort_by_key(|(_, visit)| visit.recorded_at);
    let path = format!("sample_data/capita/visits_{}.csv", scene.export_stamp());
    let mut table = CsvTable::new(path, &VISIT_HEADINGS, contacts.len() * 80)?;
    for (number, (child, visit)) in contacts.into_iter().enumerate() {
        let contact_type = match number {
            UNKNOWN_TYPE => "Drop-in group",
            _ => contact_type(visit.mode, untidy),
        };
        let mut cells = [
            format!("C{}", 200_417 + 2 * number),
            child.id.clone(),
            untidy.text(contact_type),
            slashed(visit.date),
            untidy.text(outcome(visit)),
            untidy.answer(visit.child_seen).to_owned(),
            untidy.text(&scene.workforce.workers[visit.worker].id),
            slashed_time(visit.recorded_at),
        ];
        table.row(&cells)?;
        if RECORDED_TWICE.contains(&number) {
            cells[7] = slashed_time(scene.exported_at());
            table.row(&cells)?;
        }
    }
    table.finish()
}

fn contact_type(mode: Mode, untidy: &mut UntidyCells) -> &'static str {
    match mode {
        Mode::FaceToFace => untidy.chance.weighted(&[
            (60, "Home visit"),
            (25, "School visit"),
            (15, "Office visit"),
        ]),
        Mode::Video => "Video call",
        Mode::Phone => "Phone call",
        Mode::Other => "Text or e-mail",
    }
}

fn outcome(visit: &Visit) -> &'static str {
    match visit.outcome {
        Outcome::Completed => "Completed",
        Outcome::Attempted => "No access",
        Outcome::Cancelled => "Cancelled",
        Outcome::Planned => "Planned",
    }
}
