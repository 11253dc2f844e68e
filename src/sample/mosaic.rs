//! What Mosaic would export: open cases with workers as `SURNAME, Forename (id)` and a total below, and the visit extract
//! `dm_visits` with its stamps of time, its planned visits and those not made.

use chrono::TimeDelta;

use super::cells::slashed;
use super::file::{SampleError, SampleFile};
use super::known;
use super::record::{ChildRecord, Visit};
use super::scene::Scene;
use super::tables::CsvTable;
use crate::model::{
    rating::Rag,
    status::Status,
    visit::{Answer, Mode, Outcome},
};

const CASE_HEADINGS: [&str; 11] = [
    "Person ID",
    "Person Name",
    "Date of Birth",
    "Primary Status",
    "Status Start Date",
    "Status End Date",
    "Allocated Team",
    "Service",
    "Allocated Worker",
    "RAG Rating",
    "RAG Decision Date",
];
const VISIT_HEADINGS: [&str; 11] = [
    "visit_id",
    "person_id",
    "visit_type",
    "planned_datetime",
    "actual_datetime",
    "reason_not_planned",
    "reason_visit_not_made",
    "seen_alone_flag",
    "completed_flag",
    "org_id",
    "worker_id",
];

/// The Mosaic exports of the children whom social care knows.
pub(super) fn files(scene: &Scene, known: &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError> {
    Ok(vec![cases(scene, known)?, visits(scene, known)?])
}

fn cases(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let path = format!("exports/mosaic_cases_{}.csv", scene.export_stamp());
    let mut table = CsvTable::below("\u{feff}", path, &CASE_HEADINGS)?;
    let rows = known::case_rows(known);
    for (child, row) in &rows {
        let decision = row.decision.as_ref();
        let decided_on = decision.and_then(|decision| decision.decided_on);
        table.row(&[
            child.id.as_str(),
            &known::surname_first(&child.name),
            &slashed(child.born),
            status(row.status),
            &slashed(row.start),
            &row.end.map(slashed).unwrap_or_default(),
            &scene.workforce.teams[row.team].name,
            scene.workforce.teams[row.team].service,
            &known::worker_in_brackets(scene, row.worker),
            decision.map_or("", |decision| rating(decision.rating)),
            &decided_on.map(slashed).unwrap_or_default(),
        ])?;
    }
    let mut total = [const { String::new() }; CASE_HEADINGS.len()];
    total[0] = "Total".to_owned();
    total[1] = rows.len().to_string();
    table.row(&total)?;
    table.finish()
}

fn visits(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let path = format!("exports/dm_visits_{}.csv", scene.export_stamp());
    let mut table = CsvTable::below("\u{feff}", path, &VISIT_HEADINGS)?;
    // The extract knows of visits in person only.
    let in_person = |(_, visit): &(&ChildRecord, &Visit)| visit.mode == Mode::FaceToFace;
    for (number, (child, visit)) in known::visits(known)
        .into_iter()
        .filter(in_person)
        .enumerate()
    {
        let at = visit.date.and_time(visit.recorded_at.time()) - TimeDelta::minutes(90);
        let stamp = at.format("%Y-%m-%d %H:%M:%S.000").to_string();
        let is_made = visit.outcome == Outcome::Completed;
        let why_not = match visit.outcome {
            Outcome::Completed | Outcome::Planned => "NULL",
            Outcome::Attempted => "NOACCESS",
            Outcome::Cancelled => "CANCELLED",
        };
        table.row(&[
            format!("{}", 900_000 + number).as_str(),
            &child.id,
            visit_type(child, visit),
            if is_made { "NULL" } else { &stamp },
            if is_made { &stamp } else { "NULL" },
            "NULL",
            why_not,
            match visit.seen_alone {
                Answer::Yes => "Y",
                Answer::No => "N",
                Answer::NotRecorded => "NULL",
            },
            if is_made { "Y" } else { "N" },
            "1",
            known::worker_id(scene, Some(visit.worker)),
        ])?;
    }
    table.finish()
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Cp => "Child Protection",
        Status::Cic => "Child Looked After",
        Status::CareLeaver => "Care Leaver",
        Status::Cin | Status::TargetedSupport | Status::YouthOffending => "Child in Need",
    }
}

fn rating(rating: Rag) -> &'static str {
    match rating {
        Rag::Red => "High",
        Rag::Amber => "Medium",
        Rag::Green => "Low",
    }
}

fn visit_type(child: &ChildRecord, visit: &Visit) -> &'static str {
    let main = &child.rows[0];
    match main.status {
        Status::Cp if visit.date >= main.start => "VIS.CP",
        Status::Cic if visit.date >= main.start => "VIS.CLA",
        _ => "VIS.CIN",
    }
}
