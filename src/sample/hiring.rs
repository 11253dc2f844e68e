//! Sets up teams in proportion to the number of children, and fills their posts: managers, case holders, helpers,
//! someone who has left.

use chrono::NaiveDate;

use super::chance::Chance;
use super::names;
use super::pace::{shifted, weekday_back};
use super::settings::SampleSettings;
use super::workforce::{
    CORPORATE_PARENTING, Group, SAFEGUARDING, SERVICES, TARGETED_SUPPORT, Team, Worker, Workforce,
};
use crate::model::visit::Answer;

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

/// The workforce for a sample of this size.
pub(super) fn workforce(settings: &SampleSettings) -> Workforce {
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
                teams.push(hiring.team(plan.group, plan.service, name, caseholders.max(2), place));
            }
        }
        groups.push((plan.group, first..teams.len()));
    }
    Workforce {
        teams,
        workers: hiring.workers,
        service_managers,
        supervisors: Vec::new(),
        groups,
    }
}

#[derive(Clone, Copy)]
enum Post {
    SocialWorker,
    SupportWorker,
    TargetedSupportWorker,
    PersonalAdviser,
    TeamManager,
    AssistantManager,
    ServiceManager,
    Student,
}

impl Post {
    fn role(self) -> &'static str {
        match self {
            Self::SocialWorker => "social_worker",
            Self::SupportWorker | Self::TargetedSupportWorker => "support_worker",
            Self::PersonalAdviser => "personal_adviser",
            Self::TeamManager => "team_manager",
            Self::AssistantManager => "assistant_manager",
            Self::ServiceManager => "service_manager",
            Self::Student => "student",
        }
    }

    fn id_prefix_and_width(self) -> (&'static str, usize) {
        match self {
            Self::SocialWorker => ("SW", 4),
            Self::SupportWorker => ("SP", 4),
            Self::TargetedSupportWorker => ("TS", 4),
            Self::PersonalAdviser => ("PA", 4),
            Self::TeamManager => ("TM", 3),
            Self::AssistantManager => ("AM", 3),
            Self::ServiceManager => ("SM", 3),
            Self::Student => ("ST", 4),
        }
    }

    fn qualified(self) -> Answer {
        match self {
            Self::SocialWorker
            | Self::TeamManager
            | Self::AssistantManager
            | Self::ServiceManager => Answer::Yes,
            _ => Answer::No,
        }
    }
}

struct Hiring {
    chance: Chance,
    run_date: NaiveDate,
    workers: Vec<Worker>,
    /// The last number given to each post.
    hired: [usize; 8],
}

impl Hiring {
    /// Nobody hired yet.
    fn new(chance: Chance, run_date: NaiveDate) -> Self {
        Self {
            chance,
            run_date,
            workers: Vec::new(),
            hired: [100, 20, 40, 0, 0, 0, 0, 10],
        }
    }

    /// Adds one person and returns their index.
    fn hire(&mut self, post: Post, team: &str, service: &'static str) -> usize {
        let (prefix, width) = post.id_prefix_and_width();
        let number = &mut self.hired[post as usize];
        *number += 1;
        self.workers.push(Worker {
            id: format!("{prefix}{number:0width$}"),
            name: names::person(&mut self.chance),
            role: post.role(),
            qualified: post.qualified(),
            team: team.to_owned(),
            service,
            left_on: None,
            can_visit: Answer::NotRecorded,
            earlier: None,
        });
        self.workers.len() - 1
    }

    /// The team `name`, the `place`-th of its group, with everyone in it.
    fn team(
        &mut self,
        group: Group,
        service: &'static str,
        name: String,
        caseholders: usize,
        place: usize,
    ) -> Team {
        let manager = self.hire(Post::TeamManager, &name, service);
        let assistant_manager = self.hire(Post::AssistantManager, &name, service);
        let (holder, social_workers) = match group {
            Group::LeavingCare => (Post::PersonalAdviser, 1),
            Group::TargetedSupport => (Post::TargetedSupportWorker, 1 + caseholders / 6),
            _ => (Post::SocialWorker, caseholders),
        };
        // The social workers of a Targeted Support team are on loan from Safeguarding: their visits are statutory.
        let social_work_service = match group {
            Group::TargetedSupport => SAFEGUARDING,
            _ => service,
        };
        let qualified: Vec<_> = (0..social_workers)
            .map(|_| self.hire(Post::SocialWorker, &name, social_work_service))
            .collect();
        let mut holders: Vec<_> = (social_workers..caseholders.max(social_workers + 1))
            .filter(|_| !matches!(holder, Post::SocialWorker))
            .map(|_| self.hire(holder, &name, service))
            .collect();
        if group != Group::TargetedSupport {
            holders.extend(&qualified);
        }
        let mut helpers = vec![self.hire(helper_post(group), &name, service)];
        let statutory = matches!(group, Group::Assessment | Group::Safeguarding);
        if statutory && place.is_multiple_of(2) {
            helpers.push(self.hire(Post::Student, &name, service));
        }
        let leaver =
            (!statutory || !place.is_multiple_of(2)).then(|| self.leaver(holder, &name, service));
        Team {
            name,
            service,
            manager,
            assistant_manager,
            caseholders: holders,
            qualified,
            helpers,
            leaver,
            practitioner: None,
            newly_qualified: None,
        }
    }

    fn leaver(&mut self, post: Post, team: &str, service: &'static str) -> usize {
        let leaver = self.hire(post, team, service);
        let days_ago = self.chance.between(10, 120);
        let left_on = weekday_back(shifted(self.run_date, -days_ago));
        self.workers[leaver].left_on = Some(left_on);
        leaver
    }
}

fn helper_post(group: Group) -> Post {
    match group {
        Group::TargetedSupport => Post::TargetedSupportWorker,
        _ => Post::SupportWorker,
    }
}
