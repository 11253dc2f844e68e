//! Which children of the case-system sample play an uncommon part, so that every finding has someone to show it.

use super::pace::shifted;
use super::part::Part;
use super::record::{CaseRow, ChildRecord};
use super::scene::Scene;
use super::story;
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
    records
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
