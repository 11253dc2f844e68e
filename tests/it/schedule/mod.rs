//! The schedule: due times across changes of the clocks, what is made of them, and one winner among many.

mod attempts;
mod command;
mod dues;
mod messages;
mod nights;
mod race;
mod simulated;

use chrono::{DateTime, Utc};
use lastseen::{
    config::Settings,
    ledger::{Ledger, SlotRow},
    schedule::{agenda::in_words, due::Due, expression::CronExpression},
};

use crate::workplace::Workplace;

const JOB: &str = "jobs/nightly.toml";

/// Replaces the job `nightly` by one with this schedule and patience.
fn reschedule(place: &Workplace, schedule: &str, catch_up: &str) {
    place.write(
        JOB,
        format!(
            "schedule = \"{schedule}\"\nreports = [\"monday-visits\", \"unseen-children\", \"data-quality\"]\ncatch_up = \"{catch_up}\"\n"
        ),
    );
}

fn settings(place: &Workplace) -> Settings {
    Settings::load(place.root()).unwrap_or_else(|problems| panic!("settings: {problems:?}"))
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("RFC 3339")
}

fn cron(text: &str) -> CronExpression {
    CronExpression::parse(text).expect("a sound expression")
}

/// A due time as its instant and run date.
fn told(due: &Due) -> String {
    format!("{} for {}", in_words(due.at), due.date)
}

/// Every due time that the ledger knows of `nightly`, earliest first.
fn slots(place: &Workplace) -> Vec<SlotRow> {
    let mut rows = Ledger::open_to_read(&place.path("reports/ledger.sqlite"))
        .expect("a sound ledger")
        .map_or_else(Vec::new, |ledger| {
            ledger.last_slots("nightly", 1000).expect("readable")
        });
    rows.reverse();
    rows
}

/// What became of each due time: `DATE state`.
fn states(place: &Workplace) -> Vec<String> {
    let rows = slots(place);
    let told = rows
        .iter()
        .map(|row| format!("{} {}", row.slot.date, row.state.name()));
    told.collect()
}
