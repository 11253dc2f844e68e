//! The turn that a child's case has taken lately, for about one child in twenty of the clean sample.

use super::chance::Chance;
use super::record::ChildRecord;
use super::scene::Scene;
use super::{changes, events};
use crate::model::status::Status;

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// To another team.
    Transferred,
    /// From in need onto a child protection plan.
    SteppedUp,
    /// From a child protection plan to in need.
    SteppedDown,
    /// From in need onto a plan and into care.
    EnteredCare,
    /// Born.
    Born,
    /// Rated RED.
    Raised,
    /// To another placement.
    NewHome,
    /// RED, and visited by a supervising social worker.
    SupervisorCame,
    /// Died.
    Died,
    /// Known before under another id.
    Merged,
}

impl Turn {
    /// A turn for a child of this status, mostly none.
    pub(super) fn drawn(status: Status, chance: &mut Chance) -> Option<Self> {
        if !chance.percent(5.0) {
            return None;
        }
        match status {
            Status::Cin => chance.weighted(&[
                (30, Some(Self::Transferred)),
                (25, Some(Self::SteppedDown)),
                (35, Some(Self::Raised)),
                (4, Some(Self::Merged)),
                (1, Some(Self::Died)),
            ]),
            Status::Cp => chance.weighted(&[
                (30, Some(Self::Transferred)),
                (45, Some(Self::SteppedUp)),
                (15, Some(Self::Born)),
                (5, Some(Self::Merged)),
                (1, Some(Self::Died)),
            ]),
            Status::Cic => chance.weighted(&[
                (40, Some(Self::EnteredCare)),
                (35, Some(Self::NewHome)),
                (10, Some(Self::SupervisorCame)),
                (10, Some(Self::Raised)),
                (4, Some(Self::Merged)),
                (1, Some(Self::Died)),
            ]),
            Status::CareLeaver => {
                chance.weighted(&[(85, None), (10, Some(Self::Raised)), (5, Some(Self::Died))])
            }
            Status::TargetedSupport | Status::YouthOffending => None,
        }
    }

    /// Tells it of child `index`.
    pub(super) fn happen(
        self,
        scene: &Scene,
        index: u32,
        record: &mut ChildRecord,
        chance: &mut Chance,
    ) {
        match self {
            Self::Transferred => changes::transferred(scene, record, chance),
            Self::SteppedUp => changes::stepped_up(scene, record, chance),
            Self::SteppedDown => changes::stepped_down(scene, record, chance),
            Self::EnteredCare => changes::entered_care(scene, record, chance),
            Self::Born => events::born(scene, record, chance),
            Self::Raised => events::raised(scene, record, chance),
            Self::NewHome => events::new_home(scene, record, chance),
            Self::SupervisorCame => events::supervisor_came(scene, record, chance),
            Self::Died => events::died(scene, record, chance),
            Self::Merged => events::merged(format!("8{index:06}"), record),
        }
    }
}
