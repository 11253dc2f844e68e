//! Reading a night's exports with the settings' limits and the ledger's memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::SystemTime,
};

use chrono::NaiveDate;

use crate::{
    config::{Job, Settings},
    deliver::{
        audience::{Audience, scope_in_words},
        coverage::{Coverage, Covered},
        settings::{Recipient, Scope},
    },
    ingest::{
        self, Accepted, Headcount, Past, Verdict, Watch, Yardstick,
        report::{ExportFile, Intake, Refused},
        settings::IngestSettings,
    },
    ledger::{AcceptedBy, Ledger, LedgerError},
    model::{
        input::InputReport,
        report::Report,
        text::{Sym, counted, nearest},
    },
    report::context::Gaps,
    rules::{night::Night, position::Position},
};

/// Reads the exports of a run date. Without a ledger nothing is compared with the last good run.
///
/// # Errors
/// The refused files.
pub fn read(
    settings: &Settings,
    date: NaiveDate,
    now: Option<SystemTime>,
    ledger: Option<&Ledger>,
    watch: &dyn Watch,
) -> Result<Intake, Box<Refused>> {
    read_kept(settings, date, now, ledger, None, watch)
}

/// Reads the exports of an earlier night again, from the files that were kept of it.
///
/// # Errors
/// The refused files.
pub(super) fn read_kept(
    settings: &Settings,
    date: NaiveDate,
    now: Option<SystemTime>,
    ledger: Option<&Ledger>,
    kept: Option<Vec<ExportFile>>,
    watch: &dyn Watch,
) -> Result<Intake, Box<Refused>> {
    let past = |input: &InputReport| {
        let asked = ledger.map(|ledger| past_of(ledger, input, date));
        told(asked.unwrap_or_else(|| Ok(Past::default())))
    };
    let ingest_settings = IngestSettings {
        root: settings.root.clone(),
        inputs: settings.inputs.clone(),
        kept,
        gate: settings.gate,
        timezone: settings.timezone,
        date,
    };
    let yardstick = Yardstick {
        date,
        now,
        past: &past,
    };
    ingest::read_exports(&ingest_settings, &yardstick, watch)
}

fn past_of(ledger: &Ledger, input: &InputReport, date: NaiveDate) -> Result<Past, LedgerError> {
    let accepted = |by| -> Result<Option<Accepted>, LedgerError> {
        let found = ledger.accepted(input.data_set.name(), &input.pattern, by)?;
        Ok(found.map(|found| Accepted {
            date: found.date,
            rows: found.rows,
            as_of: found.as_of,
        }))
    };
    Ok(Past {
        before: accepted(AcceptedBy::Before(date))?,
        same_date: accepted(AcceptedBy::For(date))?,
        same_bytes: accepted(AcceptedBy::BeforeWith(date, &input.sha256))?,
        is_back_fill: accepted(AcceptedBy::After(date))?.is_some(),
    })
}

/// Looks whether the children of the last run are still there. Without a ledger nothing is compared.
pub fn check_children(
    settings: &Settings,
    ledger: Option<&Ledger>,
    night: &Night<'_>,
    positions: &[Position],
    inputs: &[InputReport],
) -> Verdict {
    let before = ledger.map_or(Ok(None), |ledger| ledger.teams_before(night.date));
    let Some(before) = told(before) else {
        return Verdict::default();
    };
    let mut tonight = Headcount {
        date: night.date,
        by_team: BTreeMap::new(),
    };
    for position in positions {
        let team = night.facts.words.text(position.team);
        match tonight.by_team.get_mut(team) {
            Some(children) => *children += 1,
            None => {
                tonight.by_team.insert(team.to_owned(), 1);
            }
        }
    }
    let last = Headcount {
        date: before.date,
        by_team: before.by_team,
    };
    ingest::check_children(&tonight, &last, inputs, &settings.gate)
}

/// What the ledger knows; a ledger that cannot be asked knows nothing, and the log says so.
fn told<T: Default>(asked: Result<T, LedgerError>) -> T {
    asked.unwrap_or_else(|error| {
        tracing::warn!(%error, "the ledger could not be asked for earlier runs");
        T::default()
    })
}

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
                let (team, service) = (word(position.team), position.service.map(word));
                Lists {
                    covered: coverage.of_child(team, service),
                    has_senior: coverage.has_senior(team, service),
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
    let meant = |part: &Scope| match part {
        Scope::All => None,
        Scope::Team(name) => nearest(name, places.iter().map(|(team, _)| *team)),
        Scope::Service(name) => nearest(name, places.iter().filter_map(|(_, service)| *service)),
    };
    let empty = settings.recipients.iter().filter(is_empty);
    empty
        .map(|recipient| {
            let meant = recipient.scope.iter().find_map(meant);
            let meant = meant.map_or_else(String::new, |name| format!("; did you mean {name}?"));
            format!(
                "recipient {}: no child falls in its scope tonight ({}){meant}",
                recipient.id,
                scope_in_words(recipient)
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
