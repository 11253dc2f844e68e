//! `lastseen check`: every problem at once, nothing written, nothing sent.

use std::path::Path;

use chrono::NaiveDate;

use super::{
    exit::Exit,
    load_settings,
    refusal::{print_refusal, reasons},
    refuse, tonight,
};
use crate::{
    errand::pointers::broken_pointers,
    ingest::report::Refused,
    model::text::counted,
    night::{answers::Standings, exports::Past, reach},
};

pub fn check(root: &Path, date: Option<NaiveDate>) -> Exit {
    asked(root, date).unwrap_or_else(|exit| exit)
}

fn asked(root: &Path, date: Option<NaiveDate>) -> Result<Exit, Exit> {
    let settings = &load_settings(root)?;
    let broken = broken_pointers(settings);
    if !broken.is_empty() {
        return Err(refuse(&broken));
    }
    say!(
        "settings: {}, {}, {}: in order",
        counted(settings.jobs.len(), "job", "jobs"),
        counted(settings.lines().count(), "recipient", "recipients"),
        counted(settings.inputs.len(), "export", "exports")
    );
    let ledger = tonight::ledger(settings)?;
    let past = Past::of(ledger.as_ref());
    let (date, intake) = tonight::read(settings, date, past, "would be refused")?;
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
    let standings = Standings::of(&intake.facts, date, &settings.rules);
    let Standings { night, positions } = &standings;
    say!(
        "{} an open case on {date}",
        counted(positions.len(), "child has", "children have")
    );
    let objections =
        standings.objections(settings, &settings.jobs, ledger.as_ref(), &intake.reading);
    for warning in &objections.warnings {
        say!("warning: {warning}");
    }
    if !objections.refusals.is_empty() {
        complain!("error: the exports would be refused on {date}:");
        print_refusal(&Refused::before_reading(objections.refusals));
        return Err(Exit::InputRefused);
    }
    for gap in reach::uncovered(settings, night, positions) {
        say!("warning: {gap}");
    }
    for job in &settings.jobs {
        for unread in reach::unread(settings, job) {
            say!("warning: {unread}");
        }
    }
    Ok(Exit::Done)
}
