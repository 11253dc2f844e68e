//! The rating decisions of a child over the year, the last of which also stands on its case row.

use chrono::NaiveDate;

use super::chance::Chance;
use super::outline::Outline;
use super::pace::{shifted, weekday_back};
use super::part::Part;
use super::record::Decision;
use super::scene::Scene;
use crate::model::rating::Rag;

const RED_REASONS: &[&str] = &[
    "High risk at conference; direct work at home every two weeks",
    "Change of home, first weeks to be seen in person",
    "Risk of exploitation reviewed with police, remains high",
    "Concern reported by school, section 47 enquiry under way",
    "PLO pre-proceedings started; parents not yet engaging",
    "Carers under strain, arrangements may break down this month",
];
const AMBER_REASONS: &[&str] = &[
    "Plan on track, some drift in school attendance",
    "Parents engage well; health visitor sees the child weekly",
    "Reduced from high after core group, review in a month",
    "Housing unsettled but the family has support",
    "Mix of home visits and video calls agreed in supervision",
    "Sibling group, eldest needs more direct work",
];
const GREEN_REASONS: &[&str] = &[
    "Settled, prefers video calls between visits",
    "Step-down planned, network strong",
    "In touch weekly; school or college going well",
    "No current concerns, carers confident",
    "Goals of the plan met, closing at next review",
];

/// What is told of a child's ratings.
pub(super) struct RatingHistory {
    /// Oldest first; empty where the system keeps none.
    pub(super) decisions: Vec<Decision>,
    /// What the case row shows.
    pub(super) on_case_row: Option<Decision>,
}

/// The rating history behind `outline`.
pub(super) fn history(scene: &Scene, outline: &Outline, chance: &mut Chance) -> RatingHistory {
    let none = RatingHistory {
        decisions: Vec::new(),
        on_case_row: None,
    };
    let Some(rating) = outline.rating else {
        return none;
    };
    let mut latest = decision(
        scene,
        outline,
        rating,
        latest_day(scene, outline, chance),
        chance,
    );
    if outline.part == Part::Ordinary && chance.percent(1.2) {
        (latest.decided_on, latest.recorded_on) = (None, None);
        return RatingHistory {
            on_case_row: Some(latest),
            ..none
        };
    }
    if !outline.status.is_social_care() {
        return RatingHistory {
            on_case_row: Some(latest),
            ..none
        };
    }
    let mut decisions = earlier_decisions(scene, outline, &latest, chance);
    // Now and then the history has the newest decision and the case row still shows the one before.
    let on_case_row = match decisions.last() {
        Some(previous) if chance.percent(2.0) => previous.clone(),
        _ => latest.clone(),
    };
    decisions.push(latest);
    RatingHistory {
        decisions,
        on_case_row: Some(on_case_row),
    }
}

/// Mostly within the last month, about one in ten stale.
fn latest_day(scene: &Scene, outline: &Outline, chance: &mut Chance) -> NaiveDate {
    let (low, high) = chance.weighted(&[(90, (1, 28)), (10, (34, 115))]);
    let day = weekday_back(shifted(scene.run_date, -chance.between(low, high)));
    let after_start = if day < outline.start && chance.percent(80.0) {
        shifted(outline.start, chance.between(0, 4))
    } else {
        day.max(outline.known_since)
    };
    after_start.min(scene.eve())
}

fn earlier_decisions(
    scene: &Scene,
    outline: &Outline,
    latest: &Decision,
    chance: &mut Chance,
) -> Vec<Decision> {
    let first = outline.known_since.max(shifted(scene.run_date, -365));
    let mut decisions = Vec::new();
    let mut rating = latest.rating;
    let mut day = latest.decided_on.unwrap_or(first);
    loop {
        day = weekday_back(shifted(day, -chance.between(24, 80)));
        if day < first {
            break;
        }
        rating = rating_before(rating, chance);
        decisions.push(decision(scene, outline, rating, day, chance));
    }
    decisions.reverse();
    decisions
}

/// Ratings mostly stay; where they move, they move by one step.
fn rating_before(rating: Rag, chance: &mut Chance) -> Rag {
    let moved = match rating {
        Rag::Red | Rag::Green => Rag::Amber,
        Rag::Amber => *chance.pick(&[Rag::Red, Rag::Green]),
    };
    chance.weighted(&[(80, rating), (20, moved)])
}

fn decision(
    scene: &Scene,
    outline: &Outline,
    rating: Rag,
    day: NaiveDate,
    chance: &mut Chance,
) -> Decision {
    let recorded_after = chance.weighted(&[
        (87, Some((0, 0))),
        (6, Some((1, 1))),
        (4, Some((2, 7))),
        (3, None),
    ]);
    let reasons = match rating {
        Rag::Red => RED_REASONS,
        Rag::Amber => AMBER_REASONS,
        Rag::Green => GREEN_REASONS,
    };
    Decision {
        rating,
        decided_on: Some(day),
        recorded_on: recorded_after
            .map(|(low, high)| shifted(day, chance.between(low, high)).min(scene.eve())),
        decided_by: decider(scene, outline, chance),
        rationale: if chance.percent(3.0) {
            ""
        } else {
            chance.pick::<&str>(reasons)
        },
    }
}

/// Mostly the team's managers; now and then a worker who may not.
fn decider(scene: &Scene, outline: &Outline, chance: &mut Chance) -> usize {
    let team = &scene.workforce.teams[outline.team];
    chance.weighted(&[
        (74, team.manager),
        (20, team.assistant_manager),
        (4, scene.workforce.service_manager_of(outline.team)),
        (2, outline.worker.unwrap_or(team.manager)),
    ])
}
