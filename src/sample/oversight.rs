//! When the plan of a case row was last updated, and who gave its management oversight.

use chrono::NaiveDate;

use super::chance::Chance;
use super::pace::{shifted, weekday_back};
use super::record::{CaseRow, ChildRecord};
use super::scene::Scene;
use crate::model::status::Status;

/// Fills them in for every row of `record`.
pub(super) fn fill(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    for row in &mut record.rows {
        row.plan_updated_on = plan_updated(scene, row, chance);
        // Oversight mostly follows a new safety plan.
        if chance.percent(85.0) {
            row.oversight_on = row.oversight_on.max(row.safety_plan_on);
        }
        row.oversight_by = row.oversight_on.and_then(|_| overseer(scene, row, chance));
    }
}

/// Mostly in time: within three months, of children in care within six; some not at all.
fn plan_updated(scene: &Scene, row: &CaseRow, chance: &mut Chance) -> Option<NaiveDate> {
    let in_time = match row.status {
        Status::Cic | Status::CareLeaver => 175,
        Status::Cp | Status::Cin => 86,
        Status::TargetedSupport | Status::YouthOffending => return None,
    };
    let (low, high) = chance.weighted(&[
        (90, Some((1, in_time))),
        (7, Some((in_time + 10, in_time + 140))),
        (3, None),
    ])?;
    let day = weekday_back(shifted(scene.run_date, -chance.between(low, high)));
    let day = day.max(row.start);
    Some(row.end.map_or(day, |end| day.min(end)))
}

/// Mostly the team's managers; now and then an advanced practitioner, the worker, or nobody by name.
fn overseer(scene: &Scene, row: &CaseRow, chance: &mut Chance) -> Option<usize> {
    let team = &scene.workforce.teams[row.team];
    chance.weighted(&[
        (76, Some(team.manager)),
        (14, Some(team.assistant_manager)),
        (5, team.practitioner.or(Some(team.manager))),
        (3, row.worker),
        (2, None),
    ])
}
