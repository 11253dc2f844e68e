//! A parcel for each recipient and report: the workbook's bytes and what its letter says.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::{RunError, proof::Proof, reach::gaps, surroundings::Surroundings};
use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{Audience, scope_in_words},
        confinement::Entitled,
        settings::{Recipient, Scope},
    },
    ingest::report::Intake,
    measures::{
        counted::Counted,
        memory::Memory,
        movement::Movement,
        rate::RateScope,
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
    pub(super) entitled: Rc<Entitled>,
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
    counted: &Counted<'_>,
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
    let groups = Groups::of(positions, counted);
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
        let entitled = Rc::new(proof.entitled(recipient, &reader, &intake.facts));
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

type TeamAndService = (Sym, Option<Sym>);

/// The children by team and service, so that a scope is compared with each once.
struct Groups<'a> {
    positions: &'a [Position],
    counted: &'a Counted<'a>,
    by_team: Vec<(TeamAndService, Vec<usize>)>,
}

impl<'a> Groups<'a> {
    fn of(positions: &'a [Position], counted: &'a Counted<'a>) -> Self {
        let mut places: HashMap<TeamAndService, Vec<usize>> = HashMap::new();
        for (at, position) in positions.iter().enumerate() {
            places
                .entry((position.team, position.service))
                .or_default()
                .push(at);
        }
        Self {
            positions,
            counted,
            by_team: places.into_iter().collect(),
        }
    }

    /// A recipient and the children of its scope, by id.
    fn reader(&self, recipient: &Recipient, context: &Context<'_>, memory: &Memory) -> Reader<'a> {
        let audience = Audience::of(recipient);
        let mut children: Vec<usize> = self
            .by_team
            .iter()
            .filter(|((team, service), _)| {
                audience.holds(
                    context.word(*team),
                    service.map(|service| context.word(service)),
                )
            })
            .flat_map(|(_, children)| children.iter().copied())
            .collect();
        children.sort_unstable();
        let own = |movement: &Movement| {
            movement.only(|change| audience.holds(&change.team, change.service.as_deref()))
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
            counted: self
                .counted
                .only(|team, service| audience.holds(team, service)),
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
            .filter_map(|((team, service), _)| {
                let service = service.map(|service| context.word(service));
                let team = context.word(*team);
                match service {
                    Some(name) if audience.holds("", Some(name)) => {
                        Some(RateScope::Service(name.to_owned()))
                    }
                    _ => audience
                        .holds(team, None)
                        .then(|| RateScope::Team(team.to_owned())),
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
    entitled: &Rc<Entitled>,
) -> Result<Parcel, RunError> {
    let built = reports::build(report, context, reader);
    let workbook = built.book.as_ref().map(writer::write).transpose()?;
    Ok(Parcel {
        job: job.name.clone(),
        report,
        recipient: recipient.clone(),
        scope: reader.scope.clone(),
        children: reader.children.len() as u64,
        digest: built.digest,
        entitled: Rc::clone(entitled),
        workbook,
    })
}
