//! What Liquidlogic LCS would export: the caseload as a workbook, and visits grouped by child, with the child's id on the
//! first row only, a total below each group, headings that stand again on each page, and a grand total.

use chrono::NaiveDate;

use super::cells::slashed_time;
use super::file::{SampleError, SampleFile};
use super::known;
use super::record::{ChildRecord, Visit};
use super::scene::Scene;
use super::sheets::{Cell, Sheet, top_rows, workbook};
use crate::model::{
    rating::Rag,
    status::Status,
    visit::{Mode, Outcome},
};

const CASE_HEADINGS: [&str; 11] = [
    "Child ID",
    "Child Name",
    "DOB",
    "Category",
    "Category Start",
    "Category End",
    "Team",
    "Service",
    "Worker ID",
    "RAG",
    "RAG Date",
];
const VISIT_HEADINGS: [&str; 8] = [
    "Child ID",
    "Child",
    "Case Note ID",
    "Note Type",
    "Event Date",
    "Seen",
    "Seen Alone",
    "Recorded By ID",
];
const RECORDED: &str = "Date Recorded";

/// After so many rows the report begins a page.
const PAGE: usize = 60;

/// The LCS exports of the children whom social care knows.
pub(super) fn files(scene: &Scene, known: &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError> {
    Ok(vec![caseload(scene, known)?, visits(scene, known)?])
}

fn caseload(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let mut rows = top_rows(&[], &CASE_HEADINGS);
    let cases = known::case_rows(known);
    let date = |date: Option<NaiveDate>| date.map_or(Cell::Empty, Cell::Date);
    for (child, row) in &cases {
        let team = &scene.workforce.teams[row.team];
        let decision = row.decision.as_ref();
        rows.push(vec![
            Cell::text(&child.id),
            Cell::text(&child.name),
            Cell::Date(child.born),
            Cell::text(category(row.status)),
            Cell::Date(row.start),
            date(row.end),
            Cell::text(&team.name),
            Cell::text(team.service),
            Cell::text(known::worker_id(scene, row.worker)),
            Cell::text(decision.map_or("", |decision| rating(decision.rating))),
            date(decision.and_then(|decision| decision.decided_on)),
        ]);
    }
    rows.push(vec![
        Cell::text("Grand Total"),
        Cell::Number(cases.len() as f64),
    ]);
    let sheet = Sheet {
        name: "Caseload",
        rows,
    };
    let path = format!("exports/lcs_caseload_{}.xlsx", scene.export_stamp());
    workbook(path, scene.exported_at(), &[sheet])
}

fn visits(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let headings: Vec<&str> = VISIT_HEADINGS.into_iter().chain([RECORDED]).collect();
    let run_at = format!("Run by performance, {}", slashed_time(scene.exported_at()));
    let mut rows = top_rows(&["LCS: statutory visits by child", &run_at], &headings);
    let mut number = 0;
    let children = known.iter().flat_map(ChildRecord::all);
    for child in children.filter(|child| !child.visits.is_empty()) {
        for (at, visit) in child.visits.iter().enumerate() {
            number += 1;
            let of_group = |text: &str| match at {
                0 => Cell::text(text),
                _ => Cell::Empty,
            };
            rows.push(vec![
                of_group(&child.id),
                of_group(&child.name),
                Cell::Number(f64::from(7_000_000 + number)),
                Cell::text(note_type(child, visit)),
                Cell::Date(visit.date),
                Cell::text(visit.child_seen.code()),
                Cell::text(visit.seen_alone.code()),
                Cell::text(known::worker_id(scene, Some(visit.worker))),
                Cell::Time(visit.recorded_at),
            ]);
            if rows.len().is_multiple_of(PAGE) {
                rows.extend(top_rows(&[], &headings));
            }
        }
        rows.push(vec![
            Cell::Empty,
            Cell::Text(format!("Total for {}", child.name)),
            Cell::Number(child.visits.len() as f64),
        ]);
    }
    rows.push(vec![
        Cell::text("Grand Total"),
        Cell::Empty,
        Cell::Number(f64::from(number)),
    ]);
    let sheet = Sheet {
        name: "Report",
        rows,
    };
    let path = format!("exports/lcs_visits_{}.xlsx", scene.export_stamp());
    workbook(path, scene.exported_at(), &[sheet])
}

fn category(status: Status) -> &'static str {
    match status {
        Status::Cp => "CPP",
        Status::Cic => "CLA",
        Status::CareLeaver => "16PLUS",
        Status::Cin | Status::TargetedSupport | Status::YouthOffending => "CIN",
    }
}

fn rating(rating: Rag) -> &'static str {
    match rating {
        Rag::Red => "R",
        Rag::Amber => "A",
        Rag::Green => "G",
    }
}

fn note_type(child: &ChildRecord, visit: &Visit) -> &'static str {
    let main = &child.rows[0];
    let of_plan = visit.date >= main.start;
    match (visit.outcome, visit.mode, main.status) {
        (Outcome::Planned, ..) => "PLAN",
        (Outcome::Cancelled, ..) => "CANC",
        (Outcome::Attempted, ..) => "NOACC",
        (_, Mode::Phone, _) => "TEL",
        (_, Mode::Other, _) => "LET",
        (_, Mode::Video, Status::Cp) => "STVCPCOVID",
        (_, Mode::Video, Status::Cic) => "STVLCOVID",
        (_, Mode::Video, _) => "CNSTATCOVID",
        (_, Mode::FaceToFace, Status::Cp) if of_plan => "STVC",
        (_, Mode::FaceToFace, Status::Cic) if of_plan => "STVL",
        (_, Mode::FaceToFace, _) => "CNSTAT",
    }
}
