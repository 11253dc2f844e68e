//! Fills the posts of a team: managers, case holders, helpers, someone who has left.

use chrono::NaiveDate;

use super::chance::Chance;
use super::names;
use super::pace::{shifted, weekday_back};
use super::record::Answer;
use super::workforce::{Group, SAFEGUARDING, Team, Worker};

#[derive(Clone, Copy)]
pub(super) enum Post {
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

pub(super) struct Hiring {
    chance: Chance,
    run_date: NaiveDate,
    pub(super) workers: Vec<Worker>,
    /// The last number given to each post.
    hired: [usize; 8],
}

impl Hiring {
    /// Nobody hired yet.
    pub(super) fn new(chance: Chance, run_date: NaiveDate) -> Self {
        Self {
            chance,
            run_date,
            workers: Vec::new(),
            hired: [100, 20, 40, 0, 0, 0, 0, 10],
        }
    }

    /// Adds one person and returns their index.
    pub(super) fn hire(&mut self, post: Post, team: &str, service: &'static str) -> usize {
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
        });
        self.workers.len() - 1
    }

    /// The team `name`, the `place`-th of its group, with everyone in it.
    pub(super) fn team(
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
