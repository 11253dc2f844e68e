//! Tells the story of one child at a time: who it is, where it stands, and the record that follows from that.

use super::chance::Chance;
use super::part::Part;
use super::record::ChildRecord;
use super::scene::Scene;
use super::turns::Turn;
use super::{cases, events, names, oversight, ratings, visits};
use crate::model::status::Status;

/// Child `index`, with a part drawn by chance.
pub(super) fn child(scene: &Scene, index: u32) -> ChildRecord {
    let mut chance = Chance::seeded(scene.seed, u64::from(index));
    let part = chance.weighted(&[
        (9870, Part::Ordinary),
        (15, Part::Unborn),
        (20, Part::DualPlan),
        (30, Part::Unallocated),
        (15, Part::JustOpened),
        (25, Part::WorkerLeft),
        (25, Part::NoAccess),
    ]);
    let mut record = tell(scene, index, part, &mut chance);
    let mut lately = lately(scene, index);
    if part == Part::Ordinary
        && let Some(turn) = Turn::drawn(record.rows[0].status, &mut lately)
    {
        turn.happen(scene, index, &mut record, &mut lately);
    }
    record
}

/// Child `index` in a given part.
pub(super) fn child_as(scene: &Scene, index: u32, part: Part) -> ChildRecord {
    let mut chance = Chance::seeded(scene.seed, u64::from(index));
    tell(scene, index, part, &mut chance)
}

/// The chance that a child's turn is drawn from: another than that of its record, which stays as it is without.
pub(super) fn lately(scene: &Scene, index: u32) -> Chance {
    Chance::seeded(scene.seed, 2 << 40 | u64::from(index))
}

fn tell(scene: &Scene, index: u32, part: Part, chance: &mut Chance) -> ChildRecord {
    let outline = scene.outline(index, part, chance);
    let history = ratings::history(scene, &outline, chance);
    let visits = visits::history(scene, &outline, &history.decisions, chance);
    let name = match part {
        Part::Unborn => names::unborn(chance),
        _ => names::person(chance),
    };
    let mut record = ChildRecord {
        id: child_id(scene, index, outline.status, chance),
        name,
        born: outline.born,
        rows: cases::rows(scene, &outline, history.on_case_row, chance),
        decisions: history.decisions,
        visits,
        older: None,
    };
    let mut beside = Chance::seeded(scene.seed, 1 << 40 | u64::from(index));
    oversight::fill(scene, &mut record, &mut beside);
    events::stood_in(scene, &mut record, &mut beside);
    record
}

/// Ids as the systems give them: seven digits, from one million for social care, from five for Targeted Support;
/// a few old ones begin with zeros.
fn child_id(scene: &Scene, index: u32, status: Status, chance: &mut Chance) -> String {
    let stride = i64::from((3_900_000 / scene.children).min(97));
    let number = i64::from(index) * stride + chance.between(0, stride - 1);
    if !status.is_social_care() {
        (5_000_000 + number).to_string()
    } else if chance.percent(3.0) {
        format!("{:07}", 4000 + index)
    } else {
        (1_000_000 + number).to_string()
    }
}
