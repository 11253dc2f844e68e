//! Whether every child is on somebody's list: a team's Monday list, a service's list of unseen children, a senior's
//! tracker.

use super::{
    audience::{Audience, Place},
    settings::Recipient,
};
use crate::model::report::{Report, Role};

/// Who gets the lists that answer for every child.
pub struct Coverage {
    monday: Vec<Audience>,
    unseen: Vec<Audience>,
    seniors: Vec<Audience>,
}

/// Which of the lists a child of a team and service is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// A team manager's Monday list at least.
    ByTeam,
    /// Only a service manager's: no Monday meeting works from a list with the child on it.
    ByServiceOnly,
    /// Nobody's.
    ByNobody,
}

impl Coverage {
    /// The recipients' scopes by the reports that they get.
    pub fn of(recipients: &[Recipient]) -> Self {
        let audiences = |keep: &dyn Fn(&Recipient) -> bool| {
            recipients
                .iter()
                .filter(|recipient| keep(recipient))
                .map(Audience::of)
                .collect()
        };
        let who_gets = |report: Report| audiences(&|recipient| recipient.reports.contains(&report));
        Self {
            monday: who_gets(Report::MondayVisits),
            unseen: who_gets(Report::UnseenChildren),
            seniors: audiences(&|recipient| {
                recipient.role == Role::Senior
                    && recipient.reports.contains(&Report::TargetedTracker)
            }),
        }
    }

    /// Which lists a child of this place is on.
    pub fn of_child(&self, place: &Place) -> Covered {
        let is_in = |audiences: &[Audience]| audiences.iter().any(|who| who.includes(place));
        if is_in(&self.monday) {
            Covered::ByTeam
        } else if is_in(&self.unseen) {
            Covered::ByServiceOnly
        } else {
            Covered::ByNobody
        }
    }

    /// Whether a senior's tracker of Targeted Support, the one of GREEN children, reaches a child of this place.
    pub fn has_senior(&self, place: &Place) -> bool {
        self.seniors.iter().any(|who| who.includes(place))
    }
}
