//! Who joined the workforce lately or holds another post than before: supervising social workers, advanced
//! practitioners, the newly qualified, those who changed teams; and who may be sent to see children.

use super::chance::Chance;
use super::names;
use super::pace::{shifted, weekday_back};
use super::settings::SampleSettings;
use super::workforce::{CORPORATE_PARENTING, EarlierPost, SAFEGUARDING, Worker, Workforce};
use crate::model::visit::Answer;

/// So many teams share an advanced practitioner, and a newly qualified social worker.
const TEAMS_EACH: usize = 4;

/// Adds the newcomers behind everyone else, so that nobody's id or name changes.
pub(super) fn join(workforce: &mut Workforce, settings: &SampleSettings) {
    let mut chance = Chance::seeded(settings.seed, u64::MAX - 6);
    for worker in &mut workforce.workers {
        worker.can_visit = match worker.role {
            "team_manager" | "assistant_manager" | "service_manager" => Answer::NotRecorded,
            "social_worker" if chance.percent(5.0) => Answer::No,
            _ => Answer::Yes,
        };
    }
    for worker in &mut workforce.workers {
        if worker.role == "social_worker" && worker.left_on.is_none() && chance.percent(4.0) {
            let moved_on = weekday_back(shifted(settings.date, -chance.between(20, 300)));
            worker.earlier = Some(EarlierPost {
                role: "social_worker",
                qualified: Answer::Yes,
                team: "Early Assessment".to_owned(),
                service: SAFEGUARDING,
                until: moved_on,
            });
        }
    }
    let teams = workforce.teams.len();
    for number in 1..=2 + teams / TEAMS_EACH {
        let id = format!("SS{number:04}");
        let role = "supervising_social_worker";
        let hired = worker(id, role, "Fostering", CORPORATE_PARENTING, &mut chance);
        workforce.supervisors.push(workforce.workers.len());
        workforce.workers.push(hired);
    }
    for (number, team) in (0..teams).step_by(TEAMS_EACH).enumerate() {
        let place = &workforce.teams[team];
        let (name, service) = (place.name.clone(), place.service);
        let id = format!("AP{:03}", number + 1);
        let practitioner = worker(id, "advanced_practitioner", &name, service, &mut chance);
        workforce.teams[team].practitioner = Some(workforce.workers.len());
        workforce.workers.push(practitioner);
        let id = format!("NQ{:04}", number + 1);
        let mut newly = worker(id, "social_worker", &name, service, &mut chance);
        let qualified_on = weekday_back(shifted(settings.date, -chance.between(40, 180)));
        newly.earlier = Some(EarlierPost {
            role: "student",
            qualified: Answer::No,
            team: name,
            service,
            until: qualified_on,
        });
        workforce.teams[team].newly_qualified = Some(workforce.workers.len());
        workforce.workers.push(newly);
    }
}

fn worker(
    id: String,
    role: &'static str,
    team: &str,
    service: &'static str,
    chance: &mut Chance,
) -> Worker {
    Worker {
        id,
        name: names::person(chance),
        role,
        qualified: Answer::Yes,
        team: team.to_owned(),
        service,
        left_on: None,
        can_visit: Answer::Yes,
        earlier: None,
    }
}
