//! How many children have which status, rating and position, and in whose teams they are.

use super::chance::Chance;
use super::pace::Target;
use super::workforce::Group;
use crate::model::rating::Rag;
use crate::model::status::Status;

/// The status at `share` (0 to 1) of the way through all children.
pub(super) fn status_at(share: f64) -> Status {
    const UP_TO: [(f64, Status); 6] = [
        (0.49, Status::Cin),
        (0.66, Status::Cp),
        (0.80, Status::Cic),
        (0.89, Status::CareLeaver),
        (0.99, Status::TargetedSupport),
        (1.00, Status::YouthOffending),
    ];
    UP_TO
        .iter()
        .find(|(limit, _)| share < *limit)
        .map_or(Status::Cin, |(_, status)| *status)
}

/// The rating at `share` (0 to 1) of the way through the children of a status,
/// most urgent first; none where the child is unrated.
pub(super) fn rating_at(status: Status, share: f64) -> Option<Rag> {
    let (red, amber, green) = match status {
        Status::Cin => (0.08, 0.79, 0.09),
        Status::Cp => (0.89, 0.06, 0.015),
        Status::Cic => (0.10, 0.22, 0.64),
        Status::CareLeaver => (0.02, 0.10, 0.84),
        Status::TargetedSupport => (0.03, 0.22, 0.70),
        Status::YouthOffending => (0.08, 0.42, 0.45),
    };
    if share < red {
        Some(Rag::Red)
    } else if share < red + amber {
        Some(Rag::Amber)
    } else if share < red + amber + green {
        Some(Rag::Green)
    } else {
        None
    }
}

/// Where the child at `share` (0 to 1) of the way through its team stands: some teams keep up better than others.
pub(super) fn target_at(share: f64, team: usize) -> Target {
    const OVERDUE: f64 = 0.074;
    const DUE_SOON: f64 = 0.090;
    const PRESSURE: [f64; 7] = [0.7, 1.3, 0.8, 1.5, 0.9, 0.8, 1.0];
    let pressure = PRESSURE[team % PRESSURE.len()];
    if share < OVERDUE * pressure {
        Target::Overdue
    } else if share < OVERDUE * pressure + DUE_SOON {
        Target::DueSoon
    } else {
        Target::InTime
    }
}

/// Whose work a case of this status is.
pub(super) fn group_of(status: Status, chance: &mut Chance) -> Group {
    let (assessment, safeguarding) = match status {
        Status::Cin => (45, 55),
        Status::Cp => (20, 80),
        Status::Cic => return Group::ChildrenInCare,
        Status::CareLeaver => return Group::LeavingCare,
        Status::TargetedSupport | Status::YouthOffending => return Group::TargetedSupport,
    };
    chance.weighted(&[
        (assessment, Group::Assessment),
        (safeguarding, Group::Safeguarding),
    ])
}

/// The interval that the child's plan sets, where it sets one; a longer one than the minimum has no effect.
pub(super) fn plan_days(status: Status, chance: &mut Chance) -> Option<u32> {
    let choices: &[(u32, Option<u32>)] = match status {
        Status::Cp => &[(94, None), (6, Some(10))],
        Status::Cin => &[(93, None), (4, Some(14)), (3, Some(21))],
        Status::Cic => &[(88, None), (10, Some(28)), (2, Some(56))],
        Status::CareLeaver => &[(88, None), (4, Some(28)), (8, Some(42))],
        Status::TargetedSupport | Status::YouthOffending => {
            &[(74, None), (8, Some(14)), (12, Some(28)), (6, Some(42))]
        }
    };
    chance.weighted(choices)
}

/// For how many days before its present status a child was known and visited.
pub(super) fn days_known_before(status: Status, chance: &mut Chance) -> i64 {
    let (percent, low, high) = match status {
        Status::Cin => (60.0, 60, 520),
        Status::Cp => (85.0, 60, 420),
        Status::Cic => (90.0, 100, 700),
        Status::CareLeaver => (100.0, 400, 900),
        Status::TargetedSupport | Status::YouthOffending => (40.0, 60, 300),
    };
    if chance.percent(percent) {
        chance.between(low, high)
    } else {
        chance.between(0, 30)
    }
}
