//! Reading a night's exports with the settings' limits and the ledger's memory.

use std::time::SystemTime;

use chrono::NaiveDate;

use crate::{
    config::Settings,
    ingest::{
        self, Watch, Yardstick,
        report::{Intake, Refused},
        settings::IngestSettings,
    },
    ledger::Ledger,
    model::input::InputReport,
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
    let rows = |input: &InputReport, before: Option<NaiveDate>| {
        ledger?
            .last_good_rows(input.data_set.name(), &input.pattern, before)
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "the ledger could not be asked for the last good run");
                None
            })
    };
    let ingest_settings = IngestSettings {
        root: settings.root.clone(),
        inputs: settings.inputs.clone(),
        gate: settings.gate,
        timezone: settings.timezone,
        date,
    };
    let yardstick = Yardstick {
        date,
        now,
        last_rows: &|input| rows(input, None),
        rows_before: &|input| rows(input, Some(date)),
    };
    ingest::read_exports(&ingest_settings, &yardstick, watch)
}
