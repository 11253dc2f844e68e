//! A parcel for each recipient and report: the workbook's bytes and what its letter says.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{RunError, proof::Proof, reach::gaps, surroundings::Surroundings};
use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{Audience, Place, scope_in_words},
        confinement::Entitled,
        settings::{Recipient, Scope},
    },
    ingest::report::Intake,
    measures::{
        memory::Memory,
        movement::Movement,
        rate::Scope as RateScope,
        trend::{Trend, Trends},
    },
    model::{report::Report, text::Sym},
    report::{
        context::{Context, Digest, Reader},
        reports, writer,
    },
    rules::{night::Night, position::Position},
};

/// One message in the making.
pub(super) struct Parcel {
    pub(super) job: String,
    pub(super) report: Report,
    pub(super) recipient: Recipient,
    pub(super) scope: String,
    pub(super) children: u64,
    pub(super) digest: Digest,
    /// The children who may stand in the workbook.
    pub(super) entitled: Arc<Entitled>,
    /// The workbook; none for a nil return.
    pub(super) workbook: Option<Vec<u8>>,
}

impl Parcel {
    /// `REPORT--RECIPIENT_ID`, the stem of its files.
    pub(super) fn stem(&self) -> String {
        format!("{}--{}", self.report.name(), self.recipient.id)
    }

    /// The workbook's file name.
    pub(super) fn workbook_name(&self) -> String {
        format!("{}.xlsx", self.stem())
    }
}

/// Builds the job's reports for everybody who gets them, and hands each on at once: no two are held in memory.
#[expect(
    clippy::too_many_arguments,
    reason = "everything of one night, handed through once"
)]
pub(super) fn build_each(
    settings: &Settings,
    job: &Job,
    run_id: &str,
    night: &Night<'_>,
    positions: &[Position],
    intake: &Intake,
    memory: &Memory,
    proof: &Proof,
    around: &dyn Surroundings,
    hand_on: &mut dyn FnMut(&Parcel) -> Result<(), RunError>,
) -> Result<(), RunError> {
    let gaps = gaps(settings, night, positions);
    let context = Context {
        night,
        inputs: &intake.inputs,
        problems: &intake.problems,
        oddities: &intake.oddities,
        warnings: &intake.warnings,
        case_rows_left_out: intake.case_rows_left_out,
        gaps: &gaps,
        service: &settings.service,
        marking: &settings.output.marking,
        run_id,
    };
    let groups = Groups::of(positions, &context, memory);
    for recipient in &settings.recipients {
        let reports: Vec<Report> = job
            .reports
            .iter()
            .copied()
            .filter(|report| recipient.reports.contains(report))
            .collect();
        if reports.is_empty() {
            continue;
        }
        let reader = groups.reader(recipient, &context, memory);
        let entitled = Arc::new(proof.entitled(recipient, &reader, &intake.facts));
        for report in reports {
            let mut parcel = parcel(job, report, recipient, &context, &reader, &entitled)?;
            parcel.workbook = parcel
                .workbook
                .take()
                .map(|workbook| around.bind(&parcel.workbook_name(), workbook));
            hand_on(&parcel)?;
        }
    }
    Ok(())
}

/// The children by team and service, so that a scope is compared with each once; each name is folded once a night.
struct Groups<'a> {
    positions: &'a [Position],
    by_team: Vec<Group>,
    /// The places of those who moved, by team and service as the ledger has them.
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
    fn of(positions: &'a [Position], context: &Context<'_>, memory: &'a Memory) -> Self {
        let mut by_team: HashMap<(Sym, Option<Sym>), Vec<usize>> = HashMap::new();
        for (at, position) in positions.iter().enumerate() {
            let key = (position.team, position.service);
            by_team.entry(key).or_default().push(at);
        }
        let group = |((team, service), children): ((Sym, Option<Sym>), Vec<usize>)| Group {
            team,
            service,
            place: Place::of(
                context.word(team),
                service.map(|service| context.word(service)),
            ),
            children,
        };
        let movements = memory.since.iter().map(|since| &since.movement);
        let mut moved = HashMap::new();
        for change in movements
            .chain(&memory.since_monday)
            .flat_map(|movement| &movement.changes)
        {
            let key = (change.team.as_str(), change.service.as_deref());
            moved.entry(key).or_insert_with(|| Place::of(key.0, key.1));
        }
        Self {
            positions,
            by_team: by_team.into_iter().map(group).collect(),
            moved,
        }
    }

    /// A recipient and the children of its scope, by id.
    fn reader(&self, recipient: &Recipient, context: &Context<'_>, memory: &Memory) -> Reader<'a> {
        let audience = Audience::of(recipient);
        let mut children: Vec<usize> = self
            .by_team
            .iter()
            .filter(|group| audience.includes(&group.place))
            .flat_map(|group| group.children.iter().copied())
            .collect();
        children.sort_unstable();
        let own = |movement: &Movement| {
            movement.only(|change| {
                let key = (change.team.as_str(), change.service.as_deref());
                audience.includes(&self.moved[&key])
            })
        };
        let movement = memory.since.as_ref().map(|since| own(&since.movement));
        let trend = memory
            .trends
            .as_ref()
            .map(|trends| trends.of(&self.scopes(recipient, &audience, context)));
        let team_trends = memory.trends.as_ref().map_or_else(Vec::new, |trends| {
            team_trends(trends, &children, self, context)
        });
        Reader {
            team_trends,
            movement,
            since_monday: memory.since_monday.as_ref().map(own),
            trend,
            role: recipient.role,
            scope: scope_in_words(recipient),
            children: children.into_iter().map(|at| &self.positions[at]).collect(),
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

/// The trend of each team that has a child in the scope, by the team's name.
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
    teams
        .into_iter()
        .map(|team| {
            (
                team.to_owned(),
                trends.of(&[RateScope::Team(team.to_owned())]),
            )
        })
        .collect()
}

fn parcel(
    job: &Job,
    report: Report,
    recipient: &Recipient,
    context: &Context<'_>,
    reader: &Reader<'_>,
    entitled: &Arc<Entitled>,
) -> Result<Parcel, RunError> {
    let built = reports::build(report, context, reader)?;
    let workbook = built.book.as_ref().map(writer::write).transpose()?;
    Ok(Parcel {
        job: job.name.clone(),
        report,
        recipient: recipient.clone(),
        scope: reader.scope.clone(),
        children: reader.children.len() as u64,
        digest: built.digest,
        entitled: Arc::clone(entitled),
        workbook,
    })
}
