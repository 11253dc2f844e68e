//! Who may see which children: a recipient's scope against the team and service of a position. Names are one where they
//! differ in case and spaces alone: `16`, `16+` and `16-` are three teams. [RULES 2]

use chrono::NaiveDate;

use super::settings::{Recipient, Scope};
use crate::model::text::{counted, name_key};

/// A recipient's scope, made ready for many comparisons.
pub struct Audience {
    all: bool,
    teams: Vec<String>,
    services: Vec<String>,
}

impl Audience {
    /// The scope of a recipient.
    pub fn of(recipient: &Recipient) -> Self {
        let mut audience = Self {
            all: false,
            teams: Vec::new(),
            services: Vec::new(),
        };
        for part in &recipient.scope {
            match part {
                Scope::All => audience.all = true,
                Scope::Team(name) => audience.teams.push(name_key(name)),
                Scope::Service(name) => audience.services.push(name_key(name)),
            }
        }
        audience
    }

    /// Whether a child of this team and service is in the scope.
    pub fn holds(&self, team: &str, service: Option<&str>) -> bool {
        self.includes(&Place::of(team, service))
    }

    /// Whether a child of this place is in the scope.
    pub fn includes(&self, place: &Place) -> bool {
        self.all || self.teams.contains(&place.team) || self.includes_service_of(place)
    }

    /// Whether the service of a place is in the scope as a whole.
    pub fn includes_service_of(&self, place: &Place) -> bool {
        let service = place.service.as_ref();
        self.all || service.is_some_and(|service| self.services.contains(service))
    }
}

/// A team and service as scopes are compared with them: made once a night, compared with every recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    team: String,
    service: Option<String>,
}

impl Place {
    /// The place of a team and service.
    pub fn of(team: &str, service: Option<&str>) -> Self {
        Self {
            team: name_key(team),
            service: service.map(name_key),
        }
    }
}

/// A scope as a reader understands it.
pub fn scope_in_words(recipient: &Recipient) -> String {
    let parts: Vec<String> = recipient
        .scope
        .iter()
        .map(|part| match part {
            Scope::All => "all teams".to_owned(),
            Scope::Team(name) => format!("team {name}"),
            Scope::Service(name) => format!("service {name}"),
        })
        .collect();
    parts.join(", ")
}

/// The same for the subject of a letter: one name, or how many.
pub fn scope_in_short(recipient: &Recipient) -> String {
    match recipient.scope.as_slice() {
        [Scope::All] => "all teams".to_owned(),
        // A name may have been written on two lines.
        [Scope::Team(name) | Scope::Service(name)] => name
            .split(|sign: char| sign.is_whitespace() || sign.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        several => counted(several.len(), "team or service", "teams and services"),
    }
}

/// What readers must know of a deputy on a run date: of a copy whose it is, of what is copied who gets it as well.
pub fn deputy_in_words(
    recipient: &Recipient,
    all: &[Recipient],
    date: NaiveDate,
) -> Option<String> {
    let line = |id: &str| all.iter().find(|other| other.id == id);
    if let Some(stands_in) = &recipient.stands_in {
        let of = line(&stands_in.of)?;
        return Some(format!(
            "A copy for {}, who stands in for {} ({}){}.",
            recipient.name,
            of.name,
            of.id,
            stands_in.when()
        ));
    }
    let is_copy = |other: &&Recipient| {
        let stands_in = other.stands_in.as_ref();
        stands_in.is_some_and(|stands_in| stands_in.of == recipient.id) && other.is_reader_on(date)
    };
    let copy = all.iter().find(is_copy)?;
    let stands_in = copy.stands_in.as_ref()?;
    Some(format!(
        "A copy of this goes to {} ({}), who stands in for {}{}.",
        copy.name,
        stands_in.by,
        recipient.name,
        stands_in.when()
    ))
}
