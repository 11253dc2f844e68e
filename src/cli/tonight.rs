//! Tonight's exports for those who only ask: `check`, `list`, `who-gets-what`, `explain`.

use std::time::SystemTime;

use chrono::NaiveDate;

use super::{exit::Exit, progress::Progress, refusal::print_refusal};
use crate::{
    clock,
    config::Settings,
    errand::RunError,
    ingest::report::Intake,
    ledger::Ledger,
    model::{input::Reading, text::counted},
    night::exports::{self, Past},
};

/// The date that is answered for, and the moment where it is today's.
#[derive(Clone, Copy)]
pub struct Asked {
    pub date: NaiveDate,
    now: Option<SystemTime>,
}

/// Today unless a date is given.
pub fn date(settings: &Settings, date: Option<NaiveDate>) -> Asked {
    Asked {
        date: date.unwrap_or_else(|| clock::today(settings.timezone)),
        now: date.is_none().then(clock::now),
    }
}

/// The ledger, where there is one; it is read only.
pub fn ledger(settings: &Settings) -> Result<Option<Ledger>, Exit> {
    Ledger::open_to_read(&settings.output.ledger).map_err(|error| {
        complain!("error: {error}");
        Exit::Storage
    })
}

/// The exports of a date; what is wrong with them is for the caller to say.
pub fn read_quietly(settings: &Settings, asked: Asked, past: Past<'_>) -> Result<Intake, RunError> {
    exports::read(settings, asked.date, asked.now, past, &Progress::default())
}

/// The exports of a date, today unless one is given. A refusal is printed: they "would be refused", or "cannot be used".
pub fn read(
    settings: &Settings,
    date: Option<NaiveDate>,
    past: Past<'_>,
    refusal: &str,
) -> Result<(NaiveDate, Intake), Exit> {
    let asked = self::date(settings, date);
    let date = asked.date;
    read_quietly(settings, asked, past)
        .map(|intake| (date, intake))
        .map_err(|error| {
            match &error {
                RunError::Refused(refused) => {
                    complain!("error: the exports {refusal} on {date}:");
                    print_refusal(refused);
                }
                error => complain!("error: {error}"),
            }
            Exit::of_error(&error)
        })
}

/// What is the matter with whole files, and which children may be missing for it.
pub fn warnings_of(reading: &Reading) -> Vec<String> {
    let mut warnings: Vec<String> = reading.warnings.iter().map(ToString::to_string).collect();
    if reading.case_rows_left_out > 0 {
        warnings.push(format!(
            "{} cannot be used; the children behind may be on no list",
            counted(reading.case_rows_left_out, "case row", "case rows")
        ));
    }
    warnings
}
