//! The case rows of a child: the open one with its rating, plans and supervision, and those beside or before it.

use chrono::NaiveDate;

use super::chance::Chance;
use super::outline::Outline;
use super::pace::{shifted, weekday_back};
use super::part::Part;
use super::record::{CaseRow, Decision};
use super::scene::{Scene, office_time};
use super::workforce::Group;
use crate::model::rating::Rag;
use crate::model::status::Status;

/// Factors that call for RED, by the status they are found with.
const CP_FACTORS: &[&str] = &["safeguarding_concern", "plo", "child_exploitation"];
const CIC_FACTORS: &[&str] = &[
    "placement_unstable",
    "notice_given",
    "new_placement",
    "placed_with_parents",
    "reg_24",
    "reg_26",
    "child_exploitation",
];
const CIN_FACTORS: &[&str] = &["safeguarding_concern", "child_exploitation", "plo"];
/// Factors that call for nothing by themselves.
const OTHER_FACTORS: &[&str] = &[
    "school_attendance",
    "parental_mental_health",
    "housing",
    "substance_misuse",
    "young_carer",
];

/// The rows of the child behind `outline`, the open one first.
pub(super) fn rows(
    scene: &Scene,
    outline: &Outline,
    decision: Option<Decision>,
    chance: &mut Chance,
) -> Vec<CaseRow> {
    let mut main = bare(outline, outline.status, outline.start, chance);
    let decided_on = decision.as_ref().and_then(|decision| decision.decided_on);
    if outline.part != Part::JustOpened {
        main.safety_plan_on = safety_plan(scene, outline, chance);
        main.last_supervision_on = Some(supervision(scene, decided_on, chance));
        main.oversight_on = oversight(scene, decided_on, chance);
        main.risk_factors = risk_factors(outline, chance);
    }
    if outline.status == Status::Cic {
        main.placement_changed_on = placement_change(scene, outline, chance);
    }
    if agreed_virtual(outline.rating, chance) {
        main.virtual_agreed_by = Some(scene.workforce.teams[outline.team].manager);
    }
    main.decision = decision;
    if outline.part == Part::Closed {
        let ended = weekday_back(shifted(scene.run_date, -chance.between(15, 60)));
        main.start = main.start.min(shifted(ended, -90));
        main.opened_at = main.opened_at.min(office_time(main.start, 9, 17, chance));
        main.end = Some(ended);
    }
    let beside = match outline.part {
        Part::DualPlan => Some(care_row(scene, outline, &main, chance)),
        _ => earlier_row(outline, chance),
    };
    std::iter::once(main).chain(beside).collect()
}

fn bare(outline: &Outline, status: Status, start: NaiveDate, chance: &mut Chance) -> CaseRow {
    let opened_on = if outline.part == Part::JustOpened {
        start
    } else {
        weekday_back(shifted(start, -chance.leaning(0, 10, 2.0)))
    };
    CaseRow {
        status,
        start,
        end: None,
        team: outline.team,
        worker: outline.worker,
        opened_at: office_time(opened_on, 9, 18, chance),
        decision: None,
        risk_factors: Vec::new(),
        virtual_agreed_by: None,
        plan_interval_days: outline.plan_days,
        plan_updated_on: None,
        safety_plan_on: None,
        oversight_on: None,
        oversight_by: None,
        last_supervision_on: None,
        placement_changed_on: None,
        died_on: None,
    }
}

/// The second row of a child that is in care and on a child protection plan for a while.
fn care_row(scene: &Scene, outline: &Outline, main: &CaseRow, chance: &mut Chance) -> CaseRow {
    let days_ago = (scene.run_date - outline.start).num_days();
    let entered_care = shifted(scene.run_date, -chance.between(5, days_ago.min(45)));
    let team = scene.workforce.team_of(Group::ChildrenInCare, 0.0);
    CaseRow {
        team,
        worker: Some(*chance.pick(&scene.workforce.teams[team].qualified)),
        decision: main.decision.clone(),
        risk_factors: vec!["new_placement"],
        plan_interval_days: None,
        placement_changed_on: Some(entered_care),
        ..bare(outline, Status::Cic, entered_care, chance)
    }
}

/// The row of the child-in-need plan that came before, where the export still shows it.
fn earlier_row(outline: &Outline, chance: &mut Chance) -> Option<CaseRow> {
    let stepped_up = matches!(outline.status, Status::Cp | Status::Cic);
    let known_before = (outline.start - outline.known_since).num_days() > 40;
    if outline.part != Part::Ordinary || !stepped_up || !known_before || !chance.percent(8.0) {
        return None;
    }
    Some(CaseRow {
        end: Some(outline.start),
        plan_interval_days: None,
        ..bare(outline, Status::Cin, outline.known_since, chance)
    })
}

fn safety_plan(scene: &Scene, outline: &Outline, chance: &mut Chance) -> Option<NaiveDate> {
    let percent = match outline.rating {
        Some(Rag::Red) => 93.0,
        Some(Rag::Amber) => 90.0,
        Some(Rag::Green) => 45.0,
        None => 60.0,
    };
    let days = (scene.run_date - outline.start).num_days().min(240);
    chance
        .percent(percent)
        .then(|| weekday_back(shifted(scene.run_date, -chance.between(1, days))).max(outline.start))
}

/// The rating is decided in supervision, so the two dates mostly agree.
fn supervision(scene: &Scene, decided_on: Option<NaiveDate>, chance: &mut Chance) -> NaiveDate {
    let some_day = weekday_back(shifted(scene.run_date, -chance.between(2, 34)));
    match decided_on {
        None => some_day,
        Some(decided) if chance.percent(7.0) => some_day.max(decided),
        Some(decided) if chance.percent(5.0) => shifted(decided, -28),
        Some(decided) => decided,
    }
}

fn oversight(
    scene: &Scene,
    decided_on: Option<NaiveDate>,
    chance: &mut Chance,
) -> Option<NaiveDate> {
    let (shift_low, shift_high) =
        chance.weighted(&[(89, Some((0, 6))), (7, Some((-40, -8))), (4, None)])?;
    let reference = decided_on.unwrap_or_else(|| shifted(scene.run_date, -20));
    let day = shifted(reference, chance.between(shift_low, shift_high));
    Some(day.min(scene.eve()))
}

fn risk_factors(outline: &Outline, chance: &mut Chance) -> Vec<&'static str> {
    let of_status = match outline.status {
        Status::Cp => CP_FACTORS,
        Status::Cic => CIC_FACTORS,
        _ => CIN_FACTORS,
    };
    let calls_for_red = match outline.rating {
        Some(Rag::Red) if outline.status == Status::Cp => 45.0,
        Some(Rag::Red) => 95.0,
        Some(Rag::Amber) => 2.5,
        Some(Rag::Green) => 0.7,
        None => 10.0,
    };
    let mut factors = Vec::new();
    if outline.part == Part::Unborn {
        factors.push("pre_birth");
    } else if chance.percent(calls_for_red) {
        factors.push(*chance.pick(of_status));
    }
    if chance.percent(30.0) {
        factors.push(*chance.pick(OTHER_FACTORS));
    }
    factors
}

fn placement_change(scene: &Scene, outline: &Outline, chance: &mut Chance) -> Option<NaiveDate> {
    let recent = match outline.rating {
        Some(Rag::Red) => 55,
        Some(_) => 2,
        None => 20,
    };
    let (low, high) =
        chance.weighted(&[(recent, Some((4, 40))), (40, Some((60, 700))), (45, None)])?;
    let day = shifted(scene.run_date, -chance.between(low, high));
    Some(day.max(outline.start))
}

fn agreed_virtual(rating: Option<Rag>, chance: &mut Chance) -> bool {
    chance.percent(match rating {
        Some(Rag::Amber | Rag::Green) => 88.0,
        _ => 3.0,
    })
}
