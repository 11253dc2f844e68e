//! Reading a night's exports with the settings' limits and the ledger's memory.

use std::{collections::BTreeMap, time::SystemTime};

use chrono::NaiveDate;

use crate::{
    config::Settings,
    ingest::{
        self, Accepted, Headcount, Past, Verdict, Watch, Yardstick,
        report::{Intake, Refused},
        settings::IngestSettings,
    },
    ledger::{AcceptedBy, Ledger, LedgerError},
    model::input::{ExportFile, InputReport},
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
        let found = ledger.accepted(input.data_set.name(), &input.file.pattern, by)?;
        Ok(found.map(|found| Accepted {
            date: found.date,
            rows: found.rows,
            as_of: found.as_of,
        }))
    };
    Ok(Past {
        before: accepted(AcceptedBy::Before(date))?,
        same_date: accepted(AcceptedBy::For(date))?,
        same_bytes: accepted(AcceptedBy::BeforeWith(date, &input.file.sha256))?,
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
