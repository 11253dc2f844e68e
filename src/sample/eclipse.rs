//! What Eclipse would export: people with their classifications, and visit forms; visits of one worker to several
//! children on one day are one form, which lists its subjects and, apart, those who were seen.

use std::collections::BTreeMap;

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

const PEOPLE_HEADINGS: [&str; 11] = [
    "Person ID",
    "Name",
    "Date of birth",
    "Classification",
    "Classification start date",
    "Classification end date",
    "Lead team",
    "Service",
    "Lead worker ID",
    "Priority",
    "Priority date",
];
const FORM_HEADINGS: [&str; 8] = [
    "Form ID",
    "Subject IDs",
    "Date and time of visit",
    "Form name",
    "How was the visit carried out?",
    "Who was seen?",
    "Completed by ID",
    "Finalised on",
];

/// The Eclipse exports of the children whom social care knows.
pub(super) fn files(scene: &Scene, known: &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError> {
    Ok(vec![people(scene, known)?, forms(scene, known)?])
}

fn people(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let path = format!("exports/eclipse_people_{}.csv", scene.export_stamp());
    let mut table = CsvTable::below("\u{feff}", path, &PEOPLE_HEADINGS)?;
    let midnight = |date: chrono::NaiveDate| format!("{date}T00:00:00");
    for (child, row) in known::case_rows(known) {
        let decision = row.decision.as_ref();
        let decided_on = decision.and_then(|decision| decision.decided_on);
        table.row(&[
            child.id.as_str(),
            &child.name,
            &child.born.to_string(),
            classification(row.status),
            &midnight(row.start),
            &row.end.map(midnight).unwrap_or_default(),
            &scene.workforce.teams[row.team].name,
            scene.workforce.teams[row.team].service,
            known::worker_id(scene, row.worker),
            decision.map_or("", |decision| priority(decision.rating)),
            &decided_on.map(midnight).unwrap_or_default(),
        ])?;
    }
    table.finish()
}

fn forms(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let path = format!("exports/eclipse_visits_{}.csv", scene.export_stamp());
    let mut table = CsvTable::below("\u{feff}", path, &FORM_HEADINGS)?;
    // A family: up to four visits that one worker made in one way, on one day, recorded in one hour.
    let mut forms: BTreeMap<_, Vec<(&ChildRecord, &Visit)>> = BTreeMap::new();
    for (child, visit) in known::visits(known) {
        // A form says who was seen, or not at all.
        let says_so = visit.child_seen != Answer::NotRecorded;
        let method = method(visit);
        let at = visit.recorded_at.format("%Y-%m-%dT%H:00:00").to_string();
        forms
            .entry((visit.date, at, visit.worker, method, says_so))
            .or_default()
            .push((child, visit));
    }
    let mut number = 0;
    for ((date, at, worker, method, says_so), of_day) in &forms {
        for family in of_day.chunks(4) {
            number += 1;
            let ids = |keep: &dyn Fn(&Visit) -> bool| -> String {
                let kept = family.iter().filter(|(_, visit)| keep(visit));
                kept.map(|(child, _)| child.id.as_str())
                    .collect::<Vec<_>>()
                    .join("; ")
            };
            let seen = ids(&|visit| visit.child_seen == Answer::Yes);
            let seen = match (says_so, seen.is_empty()) {
                (false, _) => String::new(),
                (true, true) => "None seen".to_owned(),
                (true, false) => seen,
            };
            table.row(&[
                format!("F{number:06}").as_str(),
                &ids(&|_| true),
                &format!("{date}T10:{:02}:00", number % 60),
                "Child: Visit",
                method,
                &seen,
                known::worker_id(scene, Some(*worker)),
                at,
            ])?;
        }
    }
    table.finish()
}

fn classification(status: Status) -> &'static str {
    match status {
        Status::Cp => "Child Protection Plan",
        Status::Cic => "Child in Care",
        Status::CareLeaver => "Care Leaver",
        Status::Cin | Status::TargetedSupport | Status::YouthOffending => "Child in Need",
    }
}

fn priority(rating: Rag) -> &'static str {
    match rating {
        Rag::Red => "Red",
        Rag::Amber => "Amber",
        Rag::Green => "Green",
    }
}

fn method(visit: &Visit) -> &'static str {
    match (visit.outcome, visit.mode) {
        (Outcome::Planned, _) => "Planned",
        (Outcome::Cancelled, _) => "Cancelled",
        (Outcome::Attempted, _) => "Nobody at home",
        (_, Mode::FaceToFace) => "In person",
        (_, Mode::Video) => "Microsoft Teams",
        (_, Mode::Phone) => "Phone call",
        (_, Mode::Other) => "Letter or email",
    }
}
