//! Which children of the case-system sample play an uncommon part, so that every finding has someone to show it.

use super::pace::shifted;
use super::part::Part;
use super::record::{CaseRow, ChildRecord};
use super::scene::Scene;
use super::story;
use super::turns::Turn;
use crate::model::status::Status;

/// Who plays what, by the child's place in the sample.
const CAST: [(u32, Part); 18] = [
    (11, Part::Unborn),
    (15, Part::StudentWent),
    (23, Part::DualPlan),
    (29, Part::NoAccess),
    (37, Part::Unallocated),
    (44, Part::WorkerLeft),
    (52, Part::TargetedSupportWent),
    (58, Part::DualPlan),
    (63, Part::Closed),
    (71, Part::Unallocated),
    (77, Part::CpGreen),
    (85, Part::RemoteInstead),
    (90, Part::JustOpened),
    (96, Part::WorkerLeft),
    (101, Part::StudentWent),
    (118, Part::NoAccess),
    (133, Part::RemoteInstead),
    (147, Part::WorkerLeft),
];

/// What has lately happened to whom, by the child's place among those of its status who play no part.
const TURNS: [(Status, usize, Turn); 22] = [
    (Status::Cin, 20, Turn::Transferred),
    (Status::Cin, 33, Turn::Transferred),
    (Status::Cin, 47, Turn::Transferred),
    (Status::Cp, 12, Turn::Transferred),
    (Status::Cp, 4, Turn::SteppedUp),
    (Status::Cp, 17, Turn::SteppedUp),
    (Status::Cp, 25, Turn::SteppedUp),
    (Status::Cin, 26, Turn::SteppedDown),
    (Status::Cin, 61, Turn::SteppedDown),
    (Status::Cic, 3, Turn::EnteredCare),
    (Status::Cic, 14, Turn::EnteredCare),
    (Status::Cp, 9, Turn::Born),
    (Status::Cp, 21, Turn::Born),
    (Status::Cin, 24, Turn::Raised),
    (Status::Cin, 38, Turn::Raised),
    (Status::Cin, 52, Turn::Raised),
    (Status::Cic, 7, Turn::Raised),
    (Status::Cic, 5, Turn::NewHome),
    (Status::Cic, 11, Turn::NewHome),
    (Status::Cic, 17, Turn::NewHome),
    (Status::Cic, 9, Turn::SupervisorCame),
    (Status::CareLeaver, 6, Turn::Died),
];

/// The children of the case-system sample, and one early-help record of a child that social care knows too.
pub(super) fn records(scene: &Scene) -> Vec<ChildRecord> {
    let mut records: Vec<_> = (0..scene.children)
        .map(|index| {
            let played = CAST.iter().find(|(place, _)| *place == index);
            story::child_as(
                scene,
                index,
                played.map_or(Part::Ordinary, |(_, part)| *part),
            )
        })
        .collect();
    let in_need = bystanders(&records, Status::Cin);
    if let Some(index) = in_need.get(3) {
        records[*index].name = "=SUM(Test)".to_owned();
    }
    if let Some(index) = in_need.get(8) {
        let backwards = ends_before_it_starts(&records[*index].rows[0]);
        records[*index].rows.push(backwards);
    }
    let school_age = shifted(scene.run_date, -7 * 365);
    let known = in_need
        .iter()
        .skip(9)
        .find(|index| records[**index].born < school_age);
    let helped = bystanders(&records, Status::TargetedSupport);
    if let (Some(known), Some(helped)) = (known, helped.first()) {
        let known = &records[*known];
        records.push(ChildRecord {
            id: known.id.clone(),
            name: known.name.clone(),
            born: known.born,
            ..records[*helped].clone()
        });
    }
    lately(scene, &mut records);
    records
}

fn lately(scene: &Scene, records: &mut [ChildRecord]) {
    let happens: Vec<_> = TURNS
        .iter()
        .filter_map(|(status, place, turn)| {
            Some((*bystanders(records, *status).get(*place)?, turn))
        })
        .collect();
    let known_before = bystanders(records, Status::Cin)
        .into_iter()
        .skip(62)
        .find(|place| known_before(&records[*place]))
        .map(|place| (place, &Turn::Merged));
    for (place, turn) in happens.into_iter().chain(known_before) {
        let index = place as u32;
        let mut chance = story::lately(scene, index);
        turn.happen(scene, index, &mut records[place], &mut chance);
    }
}

/// Visited for some time before the open row began.
fn known_before(record: &ChildRecord) -> bool {
    let days_before = shifted(record.rows[0].start, -60);
    record
        .visits
        .first()
        .is_some_and(|first| first.date < days_before)
}

/// The children of a status who play no part, by their place in the sample.
fn bystanders(records: &[ChildRecord], status: Status) -> Vec<usize> {
    (0..records.len())
        .filter(|index| CAST.iter().all(|(place, _)| *place as usize != *index))
        .filter(|index| records[*index].rows[0].status == status)
        .collect()
}

fn ends_before_it_starts(row: &CaseRow) -> CaseRow {
    CaseRow {
        start: shifted(row.start, -60),
        end: Some(shifted(row.start, -81)),
        ..row.clone()
    }
}
