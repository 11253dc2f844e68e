//! `lastseen check`: every problem at once, nothing written, nothing sent.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    QuestionArguments,
    exit::Exit,
    refusal::{Reason, print_refusal, reasons},
    table::print_json,
    tonight,
};
use crate::{
    config::SettingsProblem,
    errand::{RunError, pointers::broken_pointers},
    ingest::report::Refused,
    ledger::Ledger,
    model::{calendar::plain, input::InputReport, problem::Problem, text::counted},
    night::{answers::Standings, exports::Past, reach},
};

/// What was found, in the shape that `--json` prints.
#[derive(Default, Serialize)]
struct Found {
    exit_code: u8,
    /// The run date that was answered for; none where the settings are wrong.
    date: Option<NaiveDate>,
    settings: Option<Counts>,
    /// What is wrong with the settings.
    problems: Vec<SettingsProblem>,
    inputs: Vec<Input>,
    /// Children with an open case.
    children: Option<usize>,
    /// Who gets copies of whose letters.
    deputies: Vec<Deputy>,
    /// Why a run would be refused.
    refusals: Vec<String>,
    warnings: Vec<String>,
    /// What kept us from looking further.
    error: Option<String>,
    #[serde(skip)]
    refused: Option<Box<Refused>>,
}

#[derive(Serialize)]
struct Deputy {
    recipient: String,
    deputy: String,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    /// Whether the date lies between them.
    is_one: bool,
    #[serde(skip)]
    when: String,
}

#[derive(Serialize)]
struct Counts {
    jobs: usize,
    recipients: usize,
    exports: usize,
}

/// How one export was read.
#[derive(Serialize)]
struct Input {
    data_set: &'static str,
    path: String,
    profile: String,
    is_verified: bool,
    rows: Rows,
    reasons: Vec<Reason>,
    columns_not_taken: Vec<String>,
    near_misses: Vec<String>,
}

#[derive(Serialize)]
struct Rows {
    read: u64,
    accepted: u64,
    rejected: u64,
    warnings: u64,
}

pub fn check(root: &Path, arguments: &QuestionArguments) -> Exit {
    let mut found = Found::default();
    let exit = look(root, arguments.date, &mut found);
    found.exit_code = exit.code();
    match arguments.json {
        true => print_json(&found),
        false => found.print(),
    }
    exit
}

/// Looks at everything, up to what makes looking further useless.
fn look(root: &Path, date: Option<NaiveDate>, found: &mut Found) -> Exit {
    let settings = match super::settings(root) {
        Ok(settings) => settings,
        Err(problems) => {
            found.problems = problems;
            return Exit::SettingsInvalid;
        }
    };
    found.problems = broken_pointers(&settings);
    if !found.problems.is_empty() {
        return Exit::SettingsInvalid;
    }
    found.settings = Some(Counts {
        jobs: settings.jobs.len(),
        recipients: settings.lines().count(),
        exports: settings.inputs.len(),
    });
    let ledger = match Ledger::open_to_read(&settings.output.ledger) {
        Ok(ledger) => ledger,
        Err(error) => {
            found.error = Some(error.to_string());
            return Exit::Storage;
        }
    };
    let date = tonight::date(&settings, date);
    found.date = Some(date.date);
    for copy in &settings.recipients {
        found
            .deputies
            .extend(copy.stands_in.iter().map(|stands_in| Deputy {
                recipient: stands_in.of.clone(),
                deputy: stands_in.by.clone(),
                from: stands_in.from,
                until: stands_in.until,
                is_one: copy.is_reader_on(date.date),
                when: stands_in.when(),
            }));
    }
    let read = tonight::read_quietly(&settings, date, Past::of(ledger.as_ref()));
    let intake = match read {
        Ok(intake) => intake,
        Err(error) => {
            let exit = Exit::of_error(&error);
            match error {
                RunError::Refused(refused) => found.refuse(refused),
                error => found.error = Some(error.to_string()),
            }
            return exit;
        }
    };
    let reading = &intake.reading;
    found.inputs = inputs(&reading.inputs, &reading.problems);
    let standings = Standings::of(&intake.facts, date.date, &settings.rules);
    found.children = Some(standings.positions.len());
    found.warnings = tonight::warnings_of(reading);
    let objections = standings.objections(&settings, &settings.jobs, ledger.as_ref(), reading);
    let warnings = objections.warnings.iter().map(ToString::to_string);
    found.warnings.extend(warnings);
    if !objections.refusals.is_empty() {
        found.refuse(Box::new(Refused::before_reading(objections.refusals)));
        return Exit::InputRefused;
    }
    let Standings { night, positions } = &standings;
    let uncovered = reach::uncovered(&settings, night, positions);
    found.warnings.extend(uncovered);
    for job in &settings.jobs {
        let end = job
            .schedule
            .as_ref()
            .and_then(|when| when.outlives_list(date.date));
        found.warnings.extend(end.map(|end| {
            format!(
                "the list of holidays_file ends on {}, before the next due times of job {}: save the newest there; beyond it bank holidays go by rule",
                plain(end),
                job.name
            )
        }));
        found.warnings.extend(reach::unread(&settings, job));
    }
    Exit::Done
}

fn inputs(read: &[InputReport], problems: &[Problem]) -> Vec<Input> {
    let input = |input: &InputReport| Input {
        data_set: input.data_set.name(),
        path: input.file.path.clone(),
        profile: input.layout.profile.clone(),
        is_verified: input.layout.is_verified,
        rows: Rows {
            read: input.rows.read,
            accepted: input.rows.accepted,
            rejected: input.rows.rejected,
            warnings: input.rows.warnings,
        },
        reasons: reasons(problems, input.data_set, &input.file.path),
        columns_not_taken: input.layout.ignored.clone(),
        near_misses: input.layout.near_misses.clone(),
    };
    read.iter().map(input).collect()
}

impl Found {
    fn refuse(&mut self, refused: Box<Refused>) {
        if self.inputs.is_empty() {
            self.inputs = inputs(&refused.inputs, &refused.problems);
        }
        let refusals = refused.refusals.iter();
        self.refusals = refusals.map(ToString::to_string).collect();
        self.refused = Some(refused);
    }

    fn print(&self) {
        if !self.problems.is_empty() {
            super::refuse(&self.problems);
        }
        if let Some(settings) = &self.settings {
            say!(
                "settings: {}, {}, {}: in order",
                counted(settings.jobs, "job", "jobs"),
                counted(settings.recipients, "recipient", "recipients"),
                counted(settings.exports, "export", "exports")
            );
        }
        for Deputy {
            recipient,
            deputy,
            when,
            is_one,
            ..
        } in &self.deputies
        {
            let now = if *is_one { "" } else { "; none on this date" };
            say!("deputy: {deputy} gets copies of the letters of {recipient}{when}{now}");
        }
        // Of exports that could not be read to their end the refusal says what there is to say.
        let read = self.inputs.iter().filter(|_| self.children.is_some());
        read.for_each(Input::print);
        if let (Some(children), Some(date)) = (self.children, self.date) {
            say!(
                "{} an open case on {date}",
                counted(children, "child has", "children have")
            );
        }
        for warning in &self.warnings {
            say!("warning: {warning}");
        }
        if let Some(error) = &self.error {
            complain!("error: {error}");
        }
        if let (Some(refused), Some(date)) = (&self.refused, self.date) {
            complain!("error: the exports would be refused on {date}:");
            print_refusal(refused);
        }
    }
}

impl Input {
    fn print(&self) {
        say!(
            "{}: {}: {}, {} accepted, {} rejected, {}",
            self.data_set,
            self.path,
            counted(self.rows.read, "row", "rows"),
            self.rows.accepted,
            self.rows.rejected,
            counted(self.rows.warnings, "warning", "warnings")
        );
        for reason in &self.reasons {
            say!("  {reason}");
        }
        if !self.columns_not_taken.is_empty() {
            let columns = self.columns_not_taken.join(", ");
            say!("  columns that no field takes: {columns}");
        }
        for note in &self.near_misses {
            say!("warning: {note}");
        }
        if !self.is_verified {
            say!(
                "warning: the profile {} is not verified: compare its headings with your export's",
                self.profile
            );
        }
    }
}
