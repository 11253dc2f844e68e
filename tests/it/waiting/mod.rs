//! The scheduler that waits, in simulated time and as a program: what it does of itself, tries again, says, and leaves alone.

mod attempts;
mod claims;
mod command;
mod messages;
mod nights;
mod no_list;
mod simulated;

use chrono::{DateTime, Utc};
use lastseen::{
    config::Settings,
    ledger::{Ledger, SlotRow},
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
