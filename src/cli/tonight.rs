//! Tonight's exports for those who only ask: `check`, `who-gets-what`, `explain`.

use chrono::NaiveDate;

use super::{exit::Exit, progress::Progress, refusal::print_refusal};
use crate::{
    clock,
    config::Settings,
    errand::RunError,
    ingest::report::Intake,
    ledger::Ledger,
    night::exports::{self, Past},
};

/// The ledger, where there is one; it is read only.
pub fn ledger(settings: &Settings) -> Result<Option<Ledger>, Exit> {
    Ledger::open_to_read(&settings.output.ledger).map_err(|error| {
        complain!("error: {error}");
        Exit::Storage
    })
}

/// The exports of a date, today unless one is given. A refusal is printed: they "would be refused", or "cannot be used".
pub fn read(
    settings: &Settings,
    date: Option<NaiveDate>,
    past: Past<'_>,
    refusal: &str,
) -> Result<(NaiveDate, Intake), Exit> {
    let now = date.is_none().then(clock::now);
    let date = date.unwrap_or_else(|| clock::today(settings.timezone));
    exports::read(settings, date, now, past, &Progress::default())
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
