//! A night's exports: read with the settings' limits and the ledger's memory, once for all jobs of a command.

use std::{collections::BTreeMap, path::PathBuf, time::SystemTime};

use chrono::NaiveDate;

use super::answers::Standings;
use crate::{
    config::Settings,
    errand::Errand,
    ingest::{
        self, Accepted, Headcount, Objections, Precedent, Watch, Yardstick,
        freshness::{self, Stamp},
        report::{Intake, Refused},
        settings::IngestSettings,
    },
    ledger::{AcceptedBy, Ledger, LedgerError},
    model::{
        input::{ExportFile, InputReport},
        remembered::Remembered,
    },
    rules::words::known_factors,
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
    /// The refused files.
    pub fn read(
        &mut self,
        errand: &Errand<'_>,
        ledger: &Ledger,
    ) -> Result<&mut Intake, Box<Refused>> {
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
                ingest::judge_again(&mut last.intake.reading, &settings.gate, &yardstick)?;
                last.intake
            }
            None => read(settings, date, now, Some(ledger), errand.around)?,
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
    read_from(&ingest_settings(settings, date, None), now, ledger, watch)
}

/// Reads the exports of an earlier night again, from the files that were kept of it.
///
/// # Errors
/// The refused files.
pub fn read_kept(
    errand: &Errand<'_>,
    kept: Vec<ExportFile>,
    ledger: &Ledger,
) -> Result<Intake, Box<Refused>> {
    let settings = ingest_settings(errand.settings, errand.date(), Some(kept));
    read_from(&settings, errand.options.now, Some(ledger), errand.around)
}

fn ingest_settings(
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
        timezone: settings.timezone,
        date,
    }
}

fn read_from(
    settings: &IngestSettings,
    now: Option<SystemTime>,
    ledger: Option<&Ledger>,
    watch: &dyn Watch,
) -> Result<Intake, Box<Refused>> {
    let date = settings.date;
    let past = |input: &InputReport| precedent(ledger, input, date);
    let remembered = ledger.map_or_else(|| Ok(Remembered::default()), |of| of.remembered(date));
    let yardstick = Yardstick {
        date,
        now,
        past: &past,
        remembered: &told(remembered),
    };
    let read = ingest::read_exports(settings, &yardstick, watch);
    watch.done();
    read
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

/// What the ledger knows; a ledger that cannot be asked knows nothing, and the log says so.
fn told<T: Default>(asked: Result<T, LedgerError>) -> T {
    asked.unwrap_or_else(|error| {
        tracing::warn!(%error, "the ledger could not be asked for earlier runs");
        T::default()
    })
}
