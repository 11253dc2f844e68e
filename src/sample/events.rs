//! Events in a child's life that leave the case where it is: a birth, a rating raised, a new home, a stand-in who
//! came, a death, a record under an older id.

use chrono::NaiveDate;

use super::chance::Chance;
use super::pace::{shifted, weekday_back};
use super::record::{CaseRow, ChildRecord, Decision, Visit};
use super::scene::{Scene, office_time};
use crate::model::rating::Rag;
use crate::model::status::Status;
use crate::model::visit::{Answer, Mode, Outcome};

/// Born some days ago, known since before.
pub(super) fn born(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let born = shifted(scene.run_date, -chance.between(3, 25));
    let first = weekday_back(shifted(born, -chance.between(45, 100)));
    record.born = born;
    record.rows.truncate(1);
    let row = &mut record.rows[0];
    row.start = first;
    row.opened_at = office_time(first, 9, 18, chance);
    row.risk_factors = vec!["pre_birth"];
    row.safety_plan_on = row.safety_plan_on.map(|day| day.max(first));
    record.visits.retain(|visit| visit.date >= first);
    for visit in &mut record.visits {
        if visit.date < born {
            (visit.child_seen, visit.seen_alone) = (Answer::NotRecorded, Answer::NotRecorded);
        } else if visit.seen_alone == Answer::Yes {
            visit.seen_alone = Answer::No;
        }
    }
    record
        .decisions
        .retain(|decision| decision.decided_on.is_none_or(|day| day >= first));
}

/// The rating was raised to RED some days ago.
pub(super) fn raised(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    raise_on(days_ago(scene, 1, 12, chance), scene, record);
}

/// Moved to another placement, and mostly not rated again since.
pub(super) fn new_home(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let moved_on = days_ago(scene, 2, 20, chance);
    let row = &mut record.rows[0];
    row.placement_changed_on = Some(moved_on.max(row.start));
    if !row.risk_factors.contains(&"new_placement") {
        row.risk_factors.push("new_placement");
    }
    if chance.percent(40.0) {
        raise_on(moved_on, scene, record);
    }
}

/// RED, and a supervising social worker went instead of the child's own.
pub(super) fn supervisor_came(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    raise_on(days_ago(scene, 21, 30, chance), scene, record);
    let day = days_ago(scene, 1, 6, chance);
    let visit = Visit {
        date: day,
        mode: Mode::FaceToFace,
        outcome: Outcome::Completed,
        child_seen: Answer::Yes,
        seen_alone: Answer::No,
        worker: *chance.pick(&scene.workforce.supervisors),
        recorded_at: office_time(day, 15, 19, chance),
    };
    record.visits.push(visit);
    record.visits.sort_by_key(|visit| visit.date);
}

/// The child has died; the case is not closed yet.
pub(super) fn died(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let died_on = shifted(scene.run_date, -chance.between(3, 40));
    for row in &mut record.rows {
        row.died_on = Some(died_on);
    }
    record.visits.retain(|visit| visit.date < died_on);
}

/// The involvement before this one was recorded under another id, which has since been merged into this one.
pub(super) fn merged(id: String, record: &mut ChildRecord) {
    let main = &record.rows[0];
    let began = main.start;
    let (before, since) = record.visits.iter().partition(|visit| visit.date < began);
    let before: Vec<Visit> = before;
    let Some(first) = before.first() else {
        return;
    };
    let row = CaseRow {
        status: Status::Cin,
        start: first.date.max(record.born),
        end: Some(began),
        opened_at: first.date.and_time(main.opened_at.time()),
        decision: None,
        plan_interval_days: None,
        placement_changed_on: None,
        ..main.clone()
    };
    let was_decided = |decision: &Decision| decision.decided_on.is_some_and(|day| day < began);
    let (earlier, later) = record.decisions.drain(..).partition(was_decided);
    let older = ChildRecord {
        id,
        name: record.name.clone(),
        born: record.born,
        rows: vec![row],
        decisions: earlier,
        visits: before,
        older: None,
    };
    record.rows.truncate(1);
    record.decisions = later;
    record.visits = since;
    record.older = Some(Box::new(older));
}

/// Where the rating allows it, some visits are made by a supervising social worker or by someone newly qualified.
pub(super) fn stood_in(scene: &Scene, record: &mut ChildRecord, chance: &mut Chance) {
    let row = &record.rows[0];
    let rated_red = |decision: &Decision| decision.rating == Rag::Red;
    if row.decision.as_ref().is_none_or(rated_red) {
        return;
    }
    let team = &scene.workforce.teams[row.team];
    let stand_in = match row.status {
        Status::Cic => Some(*chance.pick(&scene.workforce.supervisors)),
        _ => team.newly_qualified,
    };
    let Some(stand_in) = stand_in else { return };
    for visit in &mut record.visits {
        let in_person = visit.mode == Mode::FaceToFace && visit.outcome == Outcome::Completed;
        if in_person && chance.percent(6.0) {
            visit.worker = stand_in;
        }
    }
}

fn raise_on(day: NaiveDate, scene: &Scene, record: &mut ChildRecord) {
    let row = &mut record.rows[0];
    let decision = Decision {
        rating: Rag::Red,
        decided_on: Some(day),
        recorded_on: Some(day),
        decided_by: scene.workforce.teams[row.team].manager,
        rationale: "Raised to high after new information; to be seen in person",
    };
    row.decision = Some(decision.clone());
    record
        .decisions
        .retain(|earlier| earlier.decided_on.is_some_and(|decided| decided < day));
    record.decisions.push(decision);
}

fn days_ago(scene: &Scene, low: i64, high: i64, chance: &mut Chance) -> NaiveDate {
    weekday_back(shifted(scene.run_date, -chance.between(low, high)))
}
