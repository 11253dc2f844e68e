//! What has happened to a child since the last contact that counts: mostly nothing, sometimes a visit that does not count.

use super::chance::Chance;
use super::outline::Outline;
use super::pace::{Target, shifted, weekday_back};
use super::part::Part;
use super::telling::Telling;
use super::workforce::Group;
use crate::model::visit::{Answer, Mode, Outcome};

/// A lapse since the last contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lapse {
    None,
    /// A letter or an e-mail.
    Wrote,
    /// Nobody answered the door, once.
    NoAccessOnce,
    /// Nobody answered the door, twice or more.
    NoAccess,
    /// A visit that was called off.
    Cancelled,
    /// A video call or a phone call where a visit was owed.
    RemoteInstead,
    /// A visit by someone who is not a qualified social worker, where one was owed.
    UnqualifiedWent,
    /// A visit by a Targeted Support worker.
    TargetedSupportWent,
}

impl Lapse {
    /// The lapse of `outline`'s part, or one drawn by chance.
    pub(super) fn drawn(outline: &Outline, chance: &mut Chance) -> Self {
        let full = u32::from(outline.full_standard() && outline.status.is_social_care());
        let overdue = outline.target == Target::Overdue;
        match outline.part {
            Part::NoAccess => Self::NoAccess,
            Part::StudentWent => Self::UnqualifiedWent,
            Part::TargetedSupportWent => Self::TargetedSupportWent,
            Part::RemoteInstead => Self::RemoteInstead,
            _ if overdue => chance.weighted(&[
                (30, Self::None),
                (10, Self::Wrote),
                (18, Self::NoAccessOnce),
                (22, Self::NoAccess),
                (12, Self::Cancelled),
                (30 * full, Self::RemoteInstead),
                (12 * full, Self::UnqualifiedWent),
            ]),
            _ => chance.weighted(&[
                (86, Self::None),
                (6, Self::Wrote),
                (3, Self::NoAccessOnce),
                (2, Self::Cancelled),
                (6 * full, Self::RemoteInstead),
                (2 * full, Self::UnqualifiedWent),
            ]),
        }
    }
}

impl Telling<'_> {
    /// Adds what `lapse` says, where there is a day for it.
    pub(super) fn since_last_contact(&mut self, lapse: Lapse) {
        let team = &self.scene.workforce.teams[self.outline.team];
        let helper = match team.helpers.last() {
            Some(helper) if self.outline.part == Part::StudentWent => *helper,
            _ => *self.chance.pick(&team.helpers),
        };
        let times = match lapse {
            Lapse::NoAccess => self.chance.between(2, 3),
            _ => 1,
        };
        let (mode, outcome, seen) = match lapse {
            Lapse::None => return,
            Lapse::Wrote => (Mode::Other, Outcome::Completed, Answer::NotRecorded),
            Lapse::NoAccessOnce | Lapse::NoAccess => {
                (Mode::FaceToFace, Outcome::Attempted, Answer::No)
            }
            Lapse::Cancelled => (Mode::FaceToFace, Outcome::Cancelled, Answer::NotRecorded),
            Lapse::RemoteInstead if self.chance.percent(30.0) => {
                (Mode::Phone, Outcome::Completed, self.phone_seen())
            }
            Lapse::RemoteInstead => (Mode::Video, Outcome::Completed, Answer::Yes),
            Lapse::UnqualifiedWent | Lapse::TargetedSupportWent => {
                (Mode::FaceToFace, Outcome::Completed, Answer::Yes)
            }
        };
        for _ in 0..times {
            let days = (self.scene.eve() - self.outline.last_contact).num_days();
            let some_day = shifted(self.scene.eve(), -self.chance.between(0, days - 1));
            let day = weekday_back(some_day);
            if day <= self.outline.last_contact || day < self.outline.known_since {
                continue;
            }
            let worker = match lapse {
                Lapse::UnqualifiedWent => helper,
                Lapse::TargetedSupportWent => self.targeted_support_worker(),
                _ => self.worker_on(day, self.outline.rating),
            };
            self.push(day, mode, outcome, seen, worker);
        }
    }

    fn targeted_support_worker(&mut self) -> usize {
        let workforce = self.scene.workforce;
        let team = workforce.team_of(Group::TargetedSupport, 0.0);
        *self.chance.pick(&workforce.teams[team].caseholders)
    }
}
