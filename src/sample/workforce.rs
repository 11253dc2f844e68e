//! Teams and the people in them.

use std::ops::Range;

use chrono::NaiveDate;

use crate::model::visit::Answer;

/// The service that makes no statutory visits.
pub(super) const TARGETED_SUPPORT: &str = "Targeted Support";
pub(super) const SAFEGUARDING: &str = "Safeguarding";
pub(super) const CORPORATE_PARENTING: &str = "Corporate Parenting";

/// The services of the sample, in the order of their service managers.
pub(super) const SERVICES: [&str; 3] = [SAFEGUARDING, CORPORATE_PARENTING, TARGETED_SUPPORT];

/// Teams that do the same kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Assessment,
    Safeguarding,
    ChildrenInCare,
    LeavingCare,
    TargetedSupport,
}

/// One person of the workforce.
pub(super) struct Worker {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) qualified: Answer,
    /// Empty for those who stand above the teams.
    pub(super) team: String,
    pub(super) service: &'static str,
    pub(super) left_on: Option<NaiveDate>,
    /// Whether the worker may be sent to see children.
    pub(super) can_visit: Answer,
    /// The post before the present one, where the export still knows it.
    pub(super) earlier: Option<EarlierPost>,
}

/// What a worker was before.
pub(super) struct EarlierPost {
    pub(super) role: &'static str,
    pub(super) qualified: Answer,
    pub(super) team: String,
    pub(super) service: &'static str,
    /// The first day of the present post.
    pub(super) until: NaiveDate,
}

/// One team; people are indices into the workforce.
pub(super) struct Team {
    pub(super) name: String,
    pub(super) service: &'static str,
    pub(super) manager: usize,
    pub(super) assistant_manager: usize,
    /// Who holds cases in the ordinary way.
    pub(super) caseholders: Vec<usize>,
    /// Who may make a visit to a child whose standard is the full one.
    pub(super) qualified: Vec<usize>,
    /// Support workers and students, who hold no cases.
    pub(super) helpers: Vec<usize>,
    /// Someone who has left.
    pub(super) leaver: Option<usize>,
    /// An advanced practitioner, where the team has one.
    pub(super) practitioner: Option<usize>,
    /// Someone who was a student until some months ago.
    pub(super) newly_qualified: Option<usize>,
}

/// Everyone, and every team.
pub(super) struct Workforce {
    pub(super) teams: Vec<Team>,
    pub(super) workers: Vec<Worker>,
    /// One for each of [`SERVICES`].
    pub(super) service_managers: Vec<usize>,
    /// Who supports the foster carers, and may stand in for the child's own social worker.
    pub(super) supervisors: Vec<usize>,
    pub(super) groups: Vec<(Group, Range<usize>)>,
}

impl Workforce {
    /// The team of `group` at `share` (0 to 1) of the way through them.
    pub(super) fn team_of(&self, group: Group, share: f64) -> usize {
        let teams = self
            .groups
            .iter()
            .find(|(listed, _)| *listed == group)
            .map_or(0..1, |(_, teams)| teams.clone());
        let offset = (teams.len() as f64 * share) as usize;
        (teams.start + offset).min(teams.end - 1)
    }

    /// Another team that does the same work as `team`, where there is one.
    pub(super) fn sibling_of(&self, team: usize) -> Option<usize> {
        let (_, teams) = self
            .groups
            .iter()
            .find(|(_, teams)| teams.contains(&team))?;
        let next = if team + 1 < teams.end {
            team + 1
        } else {
            teams.start
        };
        (next != team).then_some(next)
    }

    /// The manager of the service that `team` belongs to.
    pub(super) fn service_manager_of(&self, team: usize) -> usize {
        let service = self.teams[team].service;
        let place = SERVICES.iter().position(|listed| *listed == service);
        self.service_managers[place.unwrap_or(0)]
    }
}
