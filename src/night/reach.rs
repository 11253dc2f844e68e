//! Whom the recipients' scopes reach: children on too few lists, scopes without a child, reports without a reader.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{Audience, Place, scope_in_words},
        coverage::{Coverage, List, Lists},
        settings::{Recipient, Scope},
    },
    model::{
        rating::Rag,
        report::Report,
        text::{counted, did_you_mean, name_key},
    },
    report::context::Gaps,
    rules::{
        night::Night,
        position::{Position, TeamAndService},
    },
};

/// The children whom the recipients' scopes leave out somewhere.
pub fn gaps(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Gaps {
    let reach = Reach::of(settings, night, positions);
    let without = |is_without: &dyn Fn(&Position) -> bool| {
        let left_out = positions.iter().filter(|position| is_without(position));
        left_out.map(|position| position.child).collect()
    };
    Gaps {
        without_team_manager: without(&|position| !reach.has(position, List::Monday)),
        without_senior: without(&|position| reach.is_untracked_by(position, List::SeniorsTracker)),
    }
}

/// The lists by team and service: scopes are compared with each once, not with each child.
struct Reach {
    coverage: Coverage,
    lists: HashMap<TeamAndService, Lists>,
}

impl Reach {
    fn of(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Self {
        let coverage = Coverage::of(&settings.recipients);
        let mut lists = HashMap::new();
        for key in positions.iter().flat_map(places_of) {
            let word = |sym| night.facts.words.text(sym);
            let place = || Place::of(word(key.0), key.1.map(word));
            lists.entry(key).or_insert_with(|| coverage.at(&place()));
        }
        Self { coverage, lists }
    }

    /// Whether a child is on a list by its own team and service.
    fn has(&self, position: &Position, list: List) -> bool {
        self.lists[&(position.team, position.service)].has(list)
    }

    /// Whether a child of Targeted Support is on no such tracker.
    fn is_untracked_by(&self, position: &Position, tracker: List) -> bool {
        let key = position.targeted_in;
        key.is_some_and(|key| !self.lists[&key].has(tracker))
    }

    /// Whether a child of Targeted Support is on nobody's tracker, although there are readers of one.
    fn is_tracked_by_nobody(&self, position: &Position) -> bool {
        let trackers = [List::ManagersTracker, List::SeniorsTracker];
        let is_green = position.rag() == Some(Rag::Green);
        trackers
            .iter()
            .any(|&tracker| self.coverage.is_read(tracker))
            && self.is_untracked_by(position, List::ManagersTracker)
            && (!is_green || self.is_untracked_by(position, List::SeniorsTracker))
    }
}

/// The children who are on too few lists, a sentence a kind with what to do; empty where every child is on each list
/// that answers for it.
pub fn uncovered(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Vec<String> {
    let reach = Reach::of(settings, night, positions);
    let monday = |of: &Position| reach.has(of, List::Monday);
    let unseen = |of: &Position| reach.has(of, List::Unseen);
    let review = |of: &Position| reach.has(of, List::RatingReview);
    let reviews_are_read = reach.coverage.is_read(List::RatingReview);
    let left_out = |is_left_out: &dyn Fn(&Position) -> bool| -> Vec<&Position> {
        positions
            .iter()
            .filter(|position| is_left_out(position))
            .collect()
    };
    let unknown_to_service = left_out(&|of| monday(of) && !unseen(of));
    let unseen_tonight = unknown_to_service.iter().filter(|of| of.unseen).count();
    let holes = [
        (
            left_out(&|of| !monday(of) && !unseen(of)).len(),
            "on nobody's list: add their teams or services to recipients.csv".to_owned(),
        ),
        (
            left_out(&|of| !monday(of) && unseen(of)).len(),
            "on no team's Monday list, only on a service manager's list of unseen children: add a team manager for their teams to recipients.csv".to_owned(),
        ),
        (
            unknown_to_service.len(),
            format!("on no service manager's list of unseen children ({unseen_tonight} unseen tonight): add a service manager for their services to recipients.csv"),
        ),
        (
            left_out(&|of| reviews_are_read && monday(of) && !review(of)).len(),
            "on a team's Monday list and on nobody's rating review: add rating-review to the reports of their team manager in recipients.csv".to_owned(),
        ),
        (
            left_out(&|of| reach.is_tracked_by_nobody(of)).len(),
            "open to Targeted Support and on nobody's tracker: add a manager for the teams of their Targeted Support rows, who gets targeted-tracker, to recipients.csv".to_owned(),
        ),
    ];
    let said = holes.into_iter().filter(|(count, _)| *count > 0);
    said.map(|(count, words)| {
        format!(
            "{} {words}",
            counted(count, "open child is", "open children are")
        )
    })
    .chain(taken_for_one(night, positions))
    .chain(empty_scopes(settings, night, positions))
    .collect()
}

/// The places of a child: that of its team, and that of its Targeted Support row.
fn places_of(position: &Position) -> impl Iterator<Item = TeamAndService> {
    std::iter::once((position.team, position.service)).chain(position.targeted_in)
}

/// Names of teams and of services that differ in case and spaces alone, and are one to every scope and figure.
fn taken_for_one(night: &Night<'_>, positions: &[Position]) -> Vec<String> {
    let word = |sym| night.facts.words.text(sym);
    let (mut teams, mut services) = (BTreeSet::new(), BTreeSet::new());
    for (team, service) in positions.iter().flat_map(places_of) {
        teams.insert(word(team));
        services.extend(service.map(word));
    }
    let mut said = Vec::new();
    for (kind, names) in [("teams", teams), ("services", services)] {
        let mut spellings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in names {
            let same = spellings.entry(name_key(name)).or_default();
            same.push(format!("\"{name}\""));
        }
        for mut same in spellings.into_values().filter(|same| same.len() > 1) {
            same.sort_unstable();
            said.push(format!(
                "the {kind} {} differ in case or spaces alone and are taken for one: if they are two, give one of them another name in the case system",
                same.join(" and ")
            ));
        }
    }
    said
}

/// The recipients in whose scope no child falls tonight, with the team or service that may be meant.
fn empty_scopes(settings: &Settings, night: &Night<'_>, positions: &[Position]) -> Vec<String> {
    let word = |sym| night.facts.words.text(sym);
    let places: BTreeSet<(&str, Option<&str>)> = positions
        .iter()
        .flat_map(places_of)
        .map(|(team, service)| (word(team), service.map(word)))
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
    let lines = settings.lines();
    let empty = lines.filter(is_empty);
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
