//! Who may see which children: a recipient's scope against the team and service of a position.

use super::settings::{Recipient, Scope};
use crate::model::text::folded;

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
                Scope::Team(name) => audience.teams.push(folded(name)),
                Scope::Service(name) => audience.services.push(folded(name)),
            }
        }
        audience
    }

    /// Whether a child of this team and service is in the scope.
    pub fn holds(&self, team: &str, service: Option<&str>) -> bool {
        self.all
            || self.teams.contains(&folded(team))
            || service.is_some_and(|service| self.services.contains(&folded(service)))
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
