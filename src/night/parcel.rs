//! A parcel for each recipient and report: the workbook's bytes and what its letter says.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{answers::Answers, in_order::in_order, proof::Proof, reach::gaps};
use crate::{
    config::Settings,
    deliver::{
        audience::{Audience, Place, deputy_in_words, scope_in_words},
        confinement::Entitled,
        settings::{Recipient, Scope},
    },
    errand::RunError,
    measures::{
        counted::Counted,
        last_week::WorkedOff,
        memory::Memory,
        movement::{ChangeKind, Movement},
        rate::RateScope,
        trend::{Trend, Trends},
    },
    model::{
        report::Report,
        text::{Sym, name_key},
    },
    report::{
        context::{Context, Digest, Reader},
        reports, writer,
    },
    rules::position::{Position, TeamAndService},
};

/// One message in the making.
pub(super) struct Parcel<'a> {
    pub(super) report: Report,
    pub(super) recipient: &'a Recipient,
    pub(super) scope: String,
    pub(super) children: u64,
    pub(super) digest: Digest,
    /// The children who may stand in the workbook.
    pub(super) entitled: Arc<Entitled>,
    /// Who gets it in whose place, where somebody stands in.
    pub(super) deputy: Option<String>,
    /// Whether it holds a workbook; a nil return has none.
    pub(super) has_workbook: bool,
}

impl Parcel<'_> {
    /// `REPORT--RECIPIENT_ID.xlsx`, the workbook's file name.
    pub(super) fn workbook_name(&self) -> String {
        format!("{}--{}.xlsx", self.report.name(), self.recipient.id)
    }
}

/// A parcel and, but for a nil return, its workbook.
pub(super) type Packed<'a> = (Parcel<'a>, Option<Vec<u8>>);

/// Makes the reports for everybody who gets them, over the cores, and hands each on in the order of the recipients.
///
/// # Errors
/// A fault of ours in a workbook, and what `hand_on` refuses.
pub(super) fn make_each<'a>(
    settings: &'a Settings,
    reports: &[Report],
    answers: &'a Answers<'a>,
    proof: &Proof,
    hand_on: &mut dyn FnMut(Packed<'a>) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let gaps = gaps(settings, &answers.night, &answers.positions);
    let context = Context {
        night: &answers.night,
        reading: answers.reading,
        gaps: &gaps,
        unnamed_workers: &proof.unnamed_workers,
        service: &settings.service,
        contact: settings.contact.as_deref(),
        marking: &settings.output.marking,
        run_id: &answers.run_id,
    };
    let groups = Groups::of(answers, &context);
    let date = answers.night.date;
    let has_tracker = reports.contains(&Report::TargetedTracker);
    let readers: Vec<_> = settings
        .recipients
        .par_iter()
        .filter(|recipient| reports.iter().any(|&of| recipient.gets(of, date)))
        .map(|recipient| {
            let mut reader = groups.reader(recipient, &context, &answers.memory);
            reader.deputy = deputy_in_words(recipient, &settings.recipients, date);
            let entitled = Arc::new(proof.entitled(recipient, &reader));
            let tracked = has_tracker.then(|| Arc::new(proof.entitled_to_track(recipient)));
            (recipient, reader, entitled, tracked)
        })
        .collect();
    let mut tasks = Vec::new();
    for (recipient, reader, entitled, tracked) in &readers {
        let got = reports
            .iter()
            .filter(|&&report| recipient.gets(report, date));
        tasks.extend(got.map(|report| {
            let entitled = match (report, tracked) {
                (Report::TargetedTracker, Some(tracked)) => tracked,
                _ => entitled,
            };
            (*recipient, reader, entitled, *report)
        }));
    }
    let work = |task: &(&'a Recipient, &Reader<'_>, &Arc<Entitled>, Report)| {
        let (recipient, reader, entitled, report) = *task;
        parcel(&context, recipient, reader, entitled, report)
    };
    in_order(&tasks, work, hand_on)
}

fn parcel<'a>(
    context: &Context<'_>,
    recipient: &'a Recipient,
    reader: &Reader<'_>,
    entitled: &Arc<Entitled>,
    report: Report,
) -> Result<Packed<'a>, RunError> {
    let built = reports::build(report, context, reader);
    let workbook = built.book.as_ref().map(writer::write).transpose()?;
    let parcel = Parcel {
        report,
        recipient,
        scope: reader.scope.clone(),
        deputy: reader.deputy.clone(),
        children: reader.answers_for(report) as u64,
        digest: built.digest,
        entitled: Arc::clone(entitled),
        has_workbook: workbook.is_some(),
    };
    Ok((parcel, workbook))
}

/// The children by team and service, so that a scope is compared with each once; each name is folded once a night.
struct Groups<'a> {
    positions: &'a [Position],
    counted: &'a Counted<'a>,
    by_team: Vec<Group>,
    /// The children of Targeted Support, by the team and service of that row.
    targeted: Vec<Group>,
    /// The places of those who moved or stood on last week's list, by team and service as the ledger has them.
    moved: HashMap<(&'a str, Option<&'a str>), Place>,
}

/// The children of one team and service.
struct Group {
    team: Sym,
    service: Option<Sym>,
    place: Place,
    children: Vec<usize>,
}

impl<'a> Groups<'a> {
    fn of(answers: &'a Answers<'a>, context: &Context<'_>) -> Self {
        let (positions, memory) = (&answers.positions, &answers.memory);
        let by = |place: &dyn Fn(&Position) -> Option<TeamAndService>| {
            let mut groups: HashMap<TeamAndService, Vec<usize>> = HashMap::new();
            for (at, position) in positions.iter().enumerate() {
                if let Some(key) = place(position) {
                    groups.entry(key).or_default().push(at);
                }
            }
            let word = |sym| context.word(sym);
            let groups = groups.into_iter();
            groups
                .map(|((team, service), children)| Group {
                    team,
                    service,
                    place: Place::of(word(team), service.map(word)),
                    children,
                })
                .collect()
        };
        let movements = memory.since.iter().map(|since| &since.movement);
        let mut moved = HashMap::new();
        for change in movements
            .chain(&memory.since_monday)
            .flat_map(|movement| &movement.changes)
        {
            let targeted = change.targeted_in.as_ref();
            let targeted = targeted.map(|(team, service)| (team.as_str(), service.as_deref()));
            let own = (change.team.as_str(), change.service.as_deref());
            for key in targeted.into_iter().chain([own]) {
                moved.entry(key).or_insert_with(|| Place::of(key.0, key.1));
            }
        }
        for of in memory.last_week.iter().flat_map(|list| &list.listed) {
            let key = (of.then.team.as_str(), of.then.service.as_deref());
            moved.entry(key).or_insert_with(|| Place::of(key.0, key.1));
        }
        Self {
            positions,
            counted: &answers.counted,
            by_team: by(&|position| Some((position.team, position.service))),
            targeted: by(&|position| position.targeted_in),
            moved,
        }
    }

    /// A recipient and the children of its scope, by id.
    fn reader(&self, recipient: &Recipient, context: &Context<'_>, memory: &Memory) -> Reader<'a> {
        let audience = Audience::of(recipient);
        let of = |groups: &[Group]| {
            let groups = groups.iter();
            let own = groups.filter(|group| audience.includes(&group.place));
            let mut children: Vec<usize> = own
                .flat_map(|group| group.children.iter().copied())
                .collect();
            children.sort_unstable();
            children
        };
        let children = of(&self.by_team);
        let positions = |places: Vec<usize>| {
            let places = places.into_iter();
            places.map(|at| &self.positions[at]).collect()
        };
        let own = |movement: &Movement| {
            movement.only(|change| {
                let key = (change.team.as_str(), change.service.as_deref());
                audience.includes(&self.moved[&key])
            })
        };
        let targeted = |movement: &Movement| {
            movement.only(|change| match (&change.targeted_in, change.kind) {
                (Some((team, service)), _) => {
                    audience.includes(&self.moved[&(team.as_str(), service.as_deref())])
                }
                // Where its row was is not on record: its team is.
                (None, ChangeKind::NoLongerTargeted) => {
                    let key = (change.team.as_str(), change.service.as_deref());
                    audience.includes(&self.moved[&key])
                }
                (None, _) => false,
            })
        };
        let movement = memory.since.as_ref().map(|since| own(&since.movement));
        let targeted_movement = memory.since.as_ref().map(|since| targeted(&since.movement));
        let trend = memory
            .trends
            .as_ref()
            .map(|trends| trends.of(&self.scopes(recipient, &audience, context)));
        let team_trends = memory.trends.as_ref().map_or_else(Vec::new, |trends| {
            team_trends(trends, &children, self, context)
        });
        let last_week = memory.last_week.as_ref().map(|list| {
            list.only(|then| {
                let key = (then.team.as_str(), then.service.as_deref());
                audience.includes(&self.moved[&key])
            })
        });
        Reader {
            last_week,
            agreed: memory
                .agreed
                .iter()
                .filter(|agreed| agreed.recipient == recipient.line())
                .cloned()
                .collect(),
            worked_off: worked_off(&memory.worked_off, &children, self, context),
            team_trends,
            movement,
            targeted_movement,
            rules_changed_on: memory.rules_changed_on,
            since_monday: memory.since_monday.as_ref().map(own),
            trend,
            counted: self
                .counted
                .only(|team, service| audience.holds(team, service)),
            deputy: None,
            role: recipient.role,
            sees_everyone: recipient.scope.contains(&Scope::All),
            scope: scope_in_words(recipient),
            targeted: positions(of(&self.targeted)),
            children: positions(children),
        }
    }

    /// The recipient's scope as rates are kept: no two of them have a child in common.
    fn scopes(
        &self,
        recipient: &Recipient,
        audience: &Audience,
        context: &Context<'_>,
    ) -> Vec<RateScope> {
        if recipient.scope.contains(&Scope::All) {
            return vec![RateScope::All];
        }
        let mut scopes: Vec<RateScope> = self
            .by_team
            .iter()
            .filter_map(|group| {
                let word = |sym| context.word(sym).to_owned();
                match group.service {
                    Some(service) if audience.includes_service_of(&group.place) => {
                        Some(RateScope::Service(word(service)))
                    }
                    _ => audience
                        .includes(&group.place)
                        .then(|| RateScope::Team(word(group.team))),
                }
            })
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }
}

/// How far the lists of the teams that have a child in the scope were worked off.
fn worked_off(
    weeks: &[WorkedOff],
    children: &[usize],
    groups: &Groups<'_>,
    context: &Context<'_>,
) -> Vec<WorkedOff> {
    let teams = children.iter().map(|&at| groups.positions[at].team);
    let teams: HashSet<Sym> = teams.collect();
    let teams: HashSet<String> = teams
        .into_iter()
        .map(|team| name_key(context.word(team)))
        .collect();
    let is_own = |scope: &RateScope| match scope {
        RateScope::Team(name) => teams.contains(&name_key(name)),
        RateScope::All | RateScope::Service(_) => false,
    };
    let own = |week: &WorkedOff| {
        let rates = week.rates.iter().filter(|(scope, _)| is_own(scope));
        WorkedOff {
            monday: week.monday,
            rates: rates.map(|(scope, rate)| (scope.clone(), *rate)).collect(),
        }
    };
    weeks.iter().map(own).collect()
}

/// The trend of each team that has a child in the scope, by the team's name; of several spellings the first.
fn team_trends(
    trends: &Trends,
    children: &[usize],
    groups: &Groups<'_>,
    context: &Context<'_>,
) -> Vec<(String, Trend)> {
    let teams: BTreeSet<&str> = children
        .iter()
        .map(|&at| context.word(groups.positions[at].team))
        .collect();
    let mut scopes: BTreeMap<String, Vec<RateScope>> = BTreeMap::new();
    for team in teams {
        let spellings = scopes.entry(name_key(team)).or_default();
        spellings.push(RateScope::Team(team.to_owned()));
    }
    let mut named: Vec<(String, Trend)> = scopes
        .into_values()
        .filter_map(|spellings| match spellings.first() {
            Some(RateScope::Team(name)) => Some((name.clone(), trends.of(&spellings))),
            _ => None,
        })
        .collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named
}
