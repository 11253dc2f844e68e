//! Changes of a case: to another team, and from one status to the next. Each ends a row and begins another.

use chrono::NaiveDate;

use super::chance::Chance;
use super::pace::{shifted, weekday_back};
use super::record::{CaseRow, ChildRecord, Visit};
use super::scene::{Scene, office_time};
use crate::model::status::Status;

/// The case went to another team that does the same work, now and then with some days between.
pub(super) fn transferred(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let row = &mut record.rows[0];
    let moved_on = days_ago(scene, 3, 60, chance);
    let between = chance.weighted(&[(7, 0), (2, 1), (1, 5)]);
    let Some(team) = scene.workforce.sibling_of(row.team) else {
        return;
    };
    if row.start > shifted(moved_on, -14) {
        return;
    }
    let earlier = CaseRow {
        end: Some(shifted(moved_on, -between)),
        ..row.clone()
    };
    row.team = team;
    row.worker = Some(*chance.pick(&scene.workforce.teams[team].qualified));
    begin(row, moved_on, chance);
    record.rows.push(earlier);
}

/// A child in need went onto a child protection plan; half of them have not been visited since.
pub(super) fn stepped_up(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let changed_on = days_ago(scene, 3, 30, chance);
    changed_from(Status::Cin, changed_on, record, chance);
    if chance.percent(50.0) {
        let seen_until = shifted(changed_on, -12);
        let booked = |visit: &Visit| visit.date >= scene.run_date;
        record
            .visits
            .retain(|visit| visit.date < seen_until || booked(visit));
    }
}

/// A child protection plan ended; the child is in need.
pub(super) fn stepped_down(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let changed_on = days_ago(scene, 3, 40, chance);
    changed_from(Status::Cp, changed_on, record, chance);
}

/// First in need, then on a child protection plan, now in care.
pub(super) fn entered_care(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let entered_on = days_ago(scene, 2, 40, chance);
    changed_from(Status::Cp, entered_on, record, chance);
    record.rows[0].placement_changed_on = Some(entered_on);
    let Some(plan) = record.rows.last_mut() else {
        return;
    };
    let began = shifted(entered_on, -chance.between(30, 150));
    if plan.start < began {
        let in_need = CaseRow {
            status: Status::Cin,
            end: Some(began),
            ..plan.clone()
        };
        plan.start = began;
        record.rows.push(in_need);
    }
}

/// The open row begins on `changed_on`; one of status `before` takes its place until then.
fn changed_from(
    before: Status,
    changed_on: NaiveDate,
    record: &mut ChildRecord,
    chance: &mut Chance,
) {
    record.rows.truncate(1);
    let row = &mut record.rows[0];
    let earlier = CaseRow {
        status: before,
        start: row.start.min(shifted(changed_on, -40)).max(record.born),
        end: Some(changed_on),
        plan_interval_days: None,
        placement_changed_on: None,
        ..row.clone()
    };
    begin(row, changed_on, chance);
    record.rows.push(earlier);
}

fn begin(row: &mut CaseRow, day: NaiveDate, chance: &mut Chance) {
    row.start = day;
    row.opened_at = office_time(day, 9, 18, chance);
    row.placement_changed_on = row.placement_changed_on.map(|moved| moved.max(day));
}

fn days_ago(scene: &Scene, low: i64, high: i64, chance: &mut Chance) -> NaiveDate {
    weekday_back(shifted(scene.run_date, -chance.between(low, high)))
}
