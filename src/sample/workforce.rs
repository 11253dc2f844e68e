//! Teams and the people in them, in proportion to the number of children.

use std::ops::Range;

use chrono::NaiveDate;

use super::SampleSettings;
use super::chance::Chance;
use super::hiring::{Hiring, Post};
use super::record::Answer;

/// The service that makes no statutory visits.
pub(super) const TARGETED_SUPPORT: &str = "Targeted Support";
pub(super) const SAFEGUARDING: &str = "Safeguarding";
const CORPORATE_PARENTING: &str = "Corporate Parenting";

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

struct GroupPlan {
    group: Group,
    team_names: &'static [&'static str],
    service: &'static str,
    share_of_children: f64,
}

const GROUPS: [GroupPlan; 5] = [
    GroupPlan {
        group: Group::Assessment,
        team_names: &["Assessment North", "Assessment South"],
        service: SAFEGUARDING,
        share_of_children: 0.255,
    },
    GroupPlan {
        group: Group::Safeguarding,
        team_names: &["Safeguarding East", "Safeguarding West"],
        service: SAFEGUARDING,
        share_of_children: 0.405,
    },
    GroupPlan {
        group: Group::ChildrenInCare,
        team_names: &["Children in Care"],
        service: CORPORATE_PARENTING,
        share_of_children: 0.14,
    },
    GroupPlan {
        group: Group::LeavingCare,
        team_names: &["Leaving Care"],
        service: CORPORATE_PARENTING,
        share_of_children: 0.09,
    },
    GroupPlan {
        group: Group::TargetedSupport,
        team_names: &["Targeted Support Central"],
        service: TARGETED_SUPPORT,
        share_of_children: 0.11,
    },
];

/// With more children than this, a team is split.
const CHILDREN_PER_TEAM: f64 = 134.0;
const CHILDREN_PER_WORKER: f64 = 16.5;

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
}

/// Everyone, and every team.
pub(super) struct Workforce {
    pub(super) teams: Vec<Team>,
    pub(super) workers: Vec<Worker>,
    /// One for each of [`SERVICES`].
    pub(super) service_managers: Vec<usize>,
    groups: Vec<(Group, Range<usize>)>,
}

impl Workforce {
    /// The workforce for a sample of this size.
    pub(super) fn new(settings: &SampleSettings) -> Self {
        let chance = Chance::seeded(settings.seed, u64::MAX - 1);
        let mut hiring = Hiring::new(chance, settings.date);
        let mut teams = Vec::new();
        let mut groups = Vec::new();
        let service_managers = SERVICES
            .iter()
            .map(|service| hiring.hire(Post::ServiceManager, "", service))
            .collect();
        for plan in &GROUPS {
            let children = f64::from(settings.children) * plan.share_of_children;
            let named = plan.team_names.len() as f64;
            let parts = (children / named / CHILDREN_PER_TEAM).ceil().max(1.0);
            let caseholders = (children / named / parts / CHILDREN_PER_WORKER).ceil() as usize;
            let first = teams.len();
            for part in 1..=parts as usize {
                for name in plan.team_names {
                    let name = match part {
                        1 => (*name).to_owned(),
                        _ => format!("{name} {part}"),
                    };
                    let place = teams.len() - first;
                    teams.push(hiring.team(
                        plan.group,
                        plan.service,
                        name,
                        caseholders.max(2),
                        place,
                    ));
                }
            }
            groups.push((plan.group, first..teams.len()));
        }
        Self {
            teams,
            workers: hiring.workers,
            service_managers,
            groups,
        }
    }

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

    /// The manager of the service that `team` belongs to.
    pub(super) fn service_manager_of(&self, team: usize) -> usize {
        let service = self.teams[team].service;
        let place = SERVICES.iter().position(|listed| *listed == service);
        self.service_managers[place.unwrap_or(0)]
    }
}
