//! `lastseen check`: every problem at once, nothing written, nothing sent.

use std::path::Path;

use chrono::NaiveDate;

use super::{
    exit::Exit,
    load_settings,
    progress::Progress,
    refusal::{print_refusal, reasons},
};
use crate::{
    clock,
    ingest::report::Refused,
    ledger::Ledger,
    model::text::counted,
    rules::night::Night,
    run::{night, reach},
};

pub fn check(root: &Path, date: Option<NaiveDate>) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    say!(
        "settings: {}, {}, {}: in order",
        counted(settings.jobs.len(), "job", "jobs"),
        counted(settings.recipients.len(), "recipient", "recipients"),
        counted(settings.inputs.len(), "export", "exports")
    );
    let ledger = match Ledger::open_to_read(&settings.output.ledger) {
        Ok(ledger) => ledger,
        Err(error) => {
            complain!("error: {error}");
            return Exit::Storage;
        }
    };
    let now = date.is_none().then(clock::now);
    let date = date.unwrap_or_else(|| clock::today(settings.timezone));
    let intake = match night::read(&settings, date, now, ledger.as_ref(), &Progress::default()) {
        Ok(intake) => intake,
        Err(refused) => {
            complain!("error: the exports would be refused on {date}:");
            print_refusal(&refused);
            return Exit::InputRefused;
        }
    };
    for input in &intake.reading.inputs {
        say!(
            "{}: {}: {}, {} accepted, {} rejected, {}",
            input.data_set.name(),
            input.file.path,
            counted(input.rows.read, "row", "rows"),
            input.rows.accepted,
            input.rows.rejected,
            counted(input.rows.warnings, "warning", "warnings")
        );
        for reason in reasons(&intake.reading.problems, input.data_set, &input.file.path) {
            say!("  {reason}");
        }
        if !input.layout.ignored.is_empty() {
            say!(
                "  columns that no field takes: {}",
                input.layout.ignored.join(", ")
            );
        }
        for note in &input.layout.near_misses {
            say!("warning: {note}");
        }
        if !input.layout.is_verified {
            say!(
                "warning: the profile {} is not verified: compare its headings with your export's",
                input.layout.profile
            );
        }
    }
    for warning in &intake.reading.warnings {
        say!("warning: {warning}");
    }
    if intake.reading.case_rows_left_out > 0 {
        say!(
            "warning: {} cannot be used; the children behind may be on no list",
            counted(intake.reading.case_rows_left_out, "case row", "case rows")
        );
    }
    let night = Night::new(&intake.facts, date, &settings.rules);
    let positions = night.positions();
    say!(
        "{} an open case on {date}",
        counted(positions.len(), "child has", "children have")
    );
    let verdict = night::check_children(
        &settings,
        ledger.as_ref(),
        &night,
        &positions,
        &intake.reading.inputs,
    );
    for warning in &verdict.warnings {
        say!("warning: {warning}");
    }
    if !verdict.refusals.is_empty() {
        complain!("error: the exports would be refused on {date}:");
        print_refusal(&Refused::before_reading(verdict.refusals));
        return Exit::InputRefused;
    }
    for gap in reach::uncovered(&settings, &night, &positions) {
        say!("warning: {gap}");
    }
    for job in &settings.jobs {
        for unread in reach::unread(&settings, job) {
            say!("warning: {unread}");
        }
    }
    Exit::Done
}
