//! Flags about children whom nobody meets: no access, no contact at all, newborn and not seen. [F, P 1.4, 5.1]

use super::{Because, ChildFacts};
use crate::{
    model::{
        calendar,
        rating::Rag,
        text::Sym,
        visit::{Mode, Outcome},
    },
    rules::{position::State, standard::within},
};

/// Attempted visits, again and again, since the child was last seen; of a RED child one is enough.
pub fn no_access(facts: &ChildFacts<'_>) -> Option<Because> {
    let settings = facts.night().settings;
    let enough = if facts.position.rag() == Some(Rag::Red) {
        settings.no_access_attempts_red
    } else {
        settings.no_access_attempts
    };
    let mut attempts = 0;
    let mut latest: Option<(chrono::NaiveDate, Sym)> = None;
    for visit in facts.visits().since(facts.position.last_seen).iter() {
        // A visit made jointly stands once for each worker.
        let is_counted = latest == Some((visit.date, visit.id));
        if visit.kind.outcome() == Outcome::Attempted
            && !is_counted
            && facts.child.is_statutory(&visit)
        {
            attempts += 1;
            latest = Some((visit.date, visit.id));
        }
    }
    (attempts >= enough).then_some(Because {
        date: latest.map(|(date, _)| date),
        count: Some(attempts),
        since: None,
    })
}

/// Nobody of any service has met or spoken to a child that no minimum protects.
pub fn no_contact(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let head = facts.open().first()?;
    if facts.child.has_social_care() || facts.position.state != State::NoMinimum {
        return None;
    }
    let days = match facts.position.rag() {
        Some(Rag::Red) | None => night.settings.no_contact_days_red,
        Some(Rag::Amber) => night.settings.no_contact_days_amber,
        Some(Rag::Green) => return None,
    };
    let began = facts.child.clocks.status_from(head)?;
    let met = facts
        .visits()
        .iter()
        .rev()
        .take_while(|visit| within(visit.date, night.date, days))
        .any(|visit| {
            visit.kind.outcome() == Outcome::Completed && visit.kind.mode() != Mode::Other
        });
    let is_long = calendar::days_between(began, night.date) >= i64::from(days);
    (is_long && !met).then(|| Because::times(days))
}

/// Born lately, and nobody has seen the child.
pub fn newborn_not_seen(facts: &ChildFacts<'_>) -> Option<Because> {
    let night = facts.night();
    let born = facts.child.birth.born_on()?;
    let is_newborn = within(born, night.date, night.settings.newborn_days);
    // A sighting is never before birth.
    (is_newborn && facts.position.last_seen.is_none()).then(|| Because::on(born))
}
