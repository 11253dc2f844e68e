//! Whom the recipients' scopes reach: children on too few lists, scopes without a child, reports without a reader.

use std::collections::{BTreeSet, HashMap};

use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{Audience, Place, scope_in_words},
        coverage::{Coverage, Covered},
        settings::{Recipient, Scope},
    },
    model::{
        report::Report,
        text::{Sym, counted, did_you_mean},
    },
    report::context::Gaps,
    rules::{night::Night, position::Position},
};

/// The children whom the recipients' scopes leave out somewhere.
pub fn gaps(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Gaps {
    let lists = lists(settings, night, positions);
    let mut gaps = Gaps::default();
    for position in positions {
        let on = &lists[&(position.team, position.service)];
        if on.covered != Covered::ByTeam {
            gaps.without_team_manager.insert(position.child);
        }
        if !on.has_senior {
            gaps.without_senior.insert(position.child);
        }
    }
    gaps
}

/// The lists that reach the children of a team and service.
struct Lists {
    covered: Covered,
    has_senior: bool,
}

/// The lists by team and service: scopes are compared with each once, not with each child.
fn lists(
    settings: &Settings,
    night: &Night<'_>,
    positions: &[Position],
) -> HashMap<(Sym, Option<Sym>), Lists> {
    let word = |sym| night.facts.words.text(sym);
    let coverage = Coverage::of(&settings.recipients);
    let mut lists = HashMap::new();
    for position in positions {
        lists
            .entry((position.team, position.service))
            .or_insert_with(|| {
                let place = Place::of(word(position.team), position.service.map(word));
                Lists {
                    covered: coverage.of_child(&place),
                    has_senior: coverage.has_senior(&place),
                }
            });
    }
    lists
}

/// The children who are on too few lists, a sentence a kind with what to do; empty where every child is on a team's list.
pub fn uncovered(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Vec<String> {
    let lists = lists(settings, night, positions);
    let count = |covered| {
        positions
            .iter()
            .filter(|position| lists[&(position.team, position.service)].covered == covered)
            .count()
    };
    let gaps = [
        (
            count(Covered::ByNobody),
            "on nobody's list: add their teams or services to recipients.csv",
        ),
        (
            count(Covered::ByServiceOnly),
            "on no team's Monday list, only on a service manager's list of unseen children: add a team manager for their teams to recipients.csv",
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{} {words}", counted(count, "open child is", "open children are")));
    gaps.chain(empty_scopes(settings, night, positions))
        .collect()
}

/// The recipients in whose scope no child falls tonight, with the team or service that may be meant.
fn empty_scopes(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Vec<String> {
    let word = |sym| night.facts.words.text(sym);
    let places: BTreeSet<(&str, Option<&str>)> = positions
        .iter()
        .map(|position| (word(position.team), position.service.map(word)))
        .collect();
    let is_empty = |recipient: &&Recipient| {
        let audience = Audience::of(recipient);
        !places
            .iter()
            .any(|(team, service)| audience.holds(team, *service))
    };
    let hint = |part: &Scope| match part {
        Scope::All => String::new(),
        Scope::Team(name) => did_you_mean(name, places.iter().map(|(team, _)| *team)),
        Scope::Service(name) => {
            did_you_mean(name, places.iter().filter_map(|(_, service)| *service))
        }
    };
    let empty = settings.recipients.iter().filter(is_empty);
    empty
        .map(|recipient| {
            let hints = recipient.scope.iter().map(hint);
            let hint = hints.into_iter().find(|hint| !hint.is_empty());
            format!(
                "recipient {}: no child falls in its scope tonight ({}){}",
                recipient.id,
                scope_in_words(recipient),
                hint.unwrap_or_default()
            )
        })
        .collect()
}

/// The reports of a job that nobody in recipients.csv gets.
pub fn unread(settings: &Settings, job: &Job) -> Vec<String> {
    let is_read = |report: &&Report| {
        let mut recipients = settings.recipients.iter();
        recipients.any(|recipient| recipient.reports.contains(report))
    };
    let unread = job.reports.iter().filter(|report| !is_read(report));
    unread
        .map(|report| {
            format!(
                "nobody in recipients.csv gets the report {} of job {}: it is not made",
                report.name(),
                job.name
            )
        })
        .collect()
}
