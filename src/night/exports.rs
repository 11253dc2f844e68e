//! A night's exports: read with the settings' limits and the ledger's memory, once for all jobs of a command.

use std::{collections::BTreeMap, path::PathBuf, time::SystemTime};

use chrono::NaiveDate;

use super::answers::Standings;
use crate::{
    config::{Job, Settings},
    errand::{Errand, RunError},
    ingest::{
        self, Accepted, Headcount, Objections, Precedent, Standing, Watch, Yardstick,
        freshness::{self, Stamp},
        report::Intake,
        settings::IngestSettings,
    },
    ledger::{AcceptedBy, Ledger, LedgerError},
    model::{
        input::{ExportFile, InputReport},
        remembered::Remembered,
    },
    rules::{
        self,
        position::{Position, State, UNRATED},
        words::known_factors,
    },
};

/// The exports of a command, read once for all its jobs as long as they lie there unchanged.
#[derive(Default)]
pub struct Exports {
    last: Option<Read>,
}

/// Exports that were read, and how they lay there.
struct Read {
    date: NaiveDate,
    lying: Vec<(PathBuf, Option<Stamp>)>,
    intake: Intake,
}

impl Exports {
    /// Reads the exports of a run, or judges those anew that were read for the job before.
    ///
    /// # Errors
    /// As those of [`read`].
    pub fn read(&mut self, errand: &Errand<'_>, ledger: &Ledger) -> Result<&mut Intake, RunError> {
        let (settings, date, now) = (errand.settings, errand.date(), errand.options.now);
        let lying = lying(settings, date, now);
        let kept = self
            .last
            .take()
            .filter(|last| last.date == date && last.lying == lying);
        let intake = match kept {
            Some(mut last) => {
                let past = |input: &InputReport| precedent(Some(ledger), input, date);
                let yardstick = Yardstick {
                    date,
                    now,
                    past: &past,
                    // The facts have it already.
                    remembered: &Remembered::default(),
                };
                ingest::judge_again(&mut last.intake.reading, &settings.gate, &yardstick)
                    .map_err(RunError::Refused)?;
                last.intake
            }
            None => read(settings, date, now, Past::Compared(ledger), errand.around)?,
        };
        let last = Read {
            date,
            lying,
            intake,
        };
        Ok(&mut self.last.insert(last).intake)
    }

    /// What was read last.
    pub fn last(&self) -> Option<&Intake> {
        self.last.as_ref().map(|last| &last.intake)
    }
}

/// How the files lie there that the settings mean.
fn lying(
    settings: &Settings,
    date: NaiveDate,
    now: Option<SystemTime>,
) -> Vec<(PathBuf, Option<Stamp>)> {
    let now = now.unwrap_or(SystemTime::UNIX_EPOCH);
    let inputs = settings.inputs.iter();
    inputs
        .map(|input| {
            let seen = freshness::sight(&settings.root, input, &settings.gate, date, now);
            let path = seen.path.unwrap_or_default();
            let stamp = Stamp::of(&path);
            (path, stamp)
        })
        .collect()
}

/// What earlier runs have to say about exports.
#[derive(Clone, Copy)]
pub enum Past<'a> {
    /// Nothing: there is no ledger.
    Unknown,
    /// What they saw of ratings and workers joins the facts; nothing is compared, so that nothing is refused for it.
    Remembered(&'a Ledger),
    /// Besides, the exports are compared with those of the last good run.
    Compared(&'a Ledger),
}

impl<'a> Past<'a> {
    /// Everything that a ledger says, where there is one.
    pub fn of(ledger: Option<&'a Ledger>) -> Self {
        ledger.map_or(Self::Unknown, Self::Compared)
    }

    fn ledger(self) -> Option<&'a Ledger> {
        match self {
            Self::Unknown => None,
            Self::Remembered(ledger) | Self::Compared(ledger) => Some(ledger),
        }
    }

    fn compared(self) -> Option<&'a Ledger> {
        match self {
            Self::Unknown | Self::Remembered(_) => None,
            Self::Compared(ledger) => Some(ledger),
        }
    }
}

/// Reads the exports of a run date.
///
/// # Errors
/// The refused files; a ledger that cannot say what it remembers, without which the answers would be others.
pub fn read(
    settings: &Settings,
    date: NaiveDate,
    now: Option<SystemTime>,
    past: Past<'_>,
    watch: &dyn Watch,
) -> Result<Intake, RunError> {
    read_from(&ingest_settings(settings, date, None), now, past, watch)
}

/// Reads the exports of an earlier night again, from the files that were kept of it.
///
/// # Errors
/// As those of [`read`].
pub fn read_kept(
    errand: &Errand<'_>,
    kept: Vec<ExportFile>,
    ledger: &Ledger,
) -> Result<Intake, RunError> {
    let settings = ingest_settings(errand.settings, errand.date(), Some(kept));
    let past = Past::Compared(ledger);
    read_from(&settings, errand.options.now, past, errand.around)
}

/// What exports and returned lists are read by.
pub(super) fn ingest_settings(
    settings: &Settings,
    date: NaiveDate,
    kept: Option<Vec<ExportFile>>,
) -> IngestSettings {
    IngestSettings {
        root: settings.root.clone(),
        inputs: settings.inputs.clone(),
        kept,
        factors: known_factors(&settings.rules),
        gate: settings.gate,
        workbooks: settings.workbooks.clone(),
        timezone: settings.timezone,
        date,
    }
}

fn read_from(
    settings: &IngestSettings,
    now: Option<SystemTime>,
    past: Past<'_>,
    watch: &dyn Watch,
) -> Result<Intake, RunError> {
    let date = settings.date;
    let remembered = past.ledger().map(|ledger| ledger.remembered(date));
    let precedent = |input: &InputReport| precedent(past.compared(), input, date);
    let yardstick = Yardstick {
        date,
        now,
        past: &precedent,
        remembered: &remembered.transpose()?.unwrap_or_default(),
    };
    let read = ingest::read_exports(settings, &yardstick, watch);
    watch.done();
    read.map_err(RunError::Refused)
}

/// What earlier runs accepted; without a ledger, nothing.
fn precedent(ledger: Option<&Ledger>, input: &InputReport, date: NaiveDate) -> Precedent {
    let asked = ledger.map(|ledger| ask(ledger, input, date));
    told(asked.unwrap_or_else(|| Ok(Precedent::default())))
}

fn ask(ledger: &Ledger, input: &InputReport, date: NaiveDate) -> Result<Precedent, LedgerError> {
    let accepted = |by| -> Result<Option<Accepted>, LedgerError> {
        let found = ledger.accepted(input.data_set.name(), &input.file.pattern, by)?;
        Ok(found.map(|found| Accepted {
            date: found.date,
            rows: found.rows,
            as_of: found.as_of,
            shape: found.shape,
        }))
    };
    Ok(Precedent {
        before: accepted(AcceptedBy::Before(date))?,
        same_date: accepted(AcceptedBy::For(date))?,
        same_bytes: accepted(AcceptedBy::BeforeWith(date, &input.file.sha256))?,
        is_back_fill: accepted(AcceptedBy::After(date))?.is_some(),
    })
}

/// Looks whether the children of the last run are still there. Without a ledger nothing is compared.
pub(super) fn check_children(
    settings: &Settings,
    ledger: Option<&Ledger>,
    standings: &Standings<'_>,
    inputs: &[InputReport],
) -> Objections {
    let night = &standings.night;
    let before = ledger.map_or(Ok(None), |ledger| ledger.teams_before(night.date));
    let Some(before) = told(before) else {
        return Objections::default();
    };
    let mut tonight = Headcount {
        date: night.date,
        by_team: BTreeMap::new(),
    };
    for position in &standings.positions {
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

/// Looks whether as many children are overdue, unseen or unrated as in a job's last run. Other rules, and the framework
/// invoked or ceased, change that without a fault of the exports.
pub(super) fn check_jump(
    settings: &Settings,
    job: &Job,
    ledger: Option<&Ledger>,
    standings: &Standings<'_>,
    inputs: &[InputReport],
) -> Objections {
    let (night, positions) = (&standings.night, &standings.positions);
    let before = ledger.map_or(Ok(None), |ledger| {
        ledger.standing_before(&job.name, night.date, State::Overdue.code(), UNRATED)
    });
    let last = told(before).filter(|last| {
        last.rules_version == rules::VERSION
            && last.rules.as_deref() == Some(&settings.rules_digest)
            && night.framework_on(last.date) == night.framework_on(night.date)
    });
    let Some(last) = last else {
        return Objections::default();
    };
    let count = |is_meant: fn(&Position) -> bool| {
        positions
            .iter()
            .filter(|position| is_meant(position))
            .count() as u64
    };
    let tonight = Standing {
        date: night.date,
        children: positions.len() as u64,
        overdue: count(|position| position.state == State::Overdue),
        unseen: count(|position| position.unseen),
        unrated: count(|position| position.rag_code() == UNRATED),
    };
    let last = Standing {
        date: last.date,
        children: last.children,
        overdue: last.overdue,
        unseen: last.unseen,
        unrated: last.unrated,
    };
    ingest::check_jump(&tonight, &last, inputs, &settings.gate)
}

/// What the ledger has to compare with; one that cannot be asked has nothing, and the log says so.
fn told<T: Default>(asked: Result<T, LedgerError>) -> T {
    asked.unwrap_or_else(|error| {
        tracing::warn!(%error, "the ledger could not be asked for earlier runs");
        T::default()
    })
}
