//! `lastseen status`: how everything stands, for people, and in JSON and by its exit code for monitors.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{exit::Exit, load_settings};
use crate::{
    clock,
    ingest::rows::apart::confine,
    model::run::RunState,
    model::text::counted,
    schedule::agenda::in_words,
    watching::status::{self, InputStatus, JobStatus, PastRun, Picture, Standing},
};

#[derive(clap::Args)]
pub struct StatusArguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The picture with the code that the monitor gets.
#[derive(Serialize)]
struct Shown<'a> {
    exit_code: u8,
    #[serde(flatten)]
    picture: &'a Picture,
}

pub fn status(root: &Path, arguments: &StatusArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let now: DateTime<Utc> = clock::now().into();
    let mut picture = status::picture(&settings, now);
    picture
        .warnings
        .extend(confine::lacking().map(str::to_owned));
    let exit = match picture.standing() {
        Standing::Well => Exit::Done,
        Standing::Undelivered => Exit::DeliveriesOpen,
        Standing::Amiss => Exit::InputRefused,
        Standing::LedgerBroken => Exit::Storage,
    };
    if arguments.json {
        let shown = Shown {
            exit_code: exit.code(),
            picture: &picture,
        };
        // The picture holds only numbers, texts and times, which JSON takes.
        say!(
            "{}",
            serde_json::to_string_pretty(&shown).unwrap_or_default()
        );
    } else {
        print(&picture);
    }
    exit
}

fn print(picture: &Picture) {
    say!("{}, {}", picture.service, in_words(picture.at));
    let verdict = match picture.standing() {
        Standing::Well => "all is well",
        Standing::Undelivered => "messages were not sent",
        Standing::Amiss => "somebody must look",
        Standing::LedgerBroken => "the ledger cannot be relied upon",
    };
    say!("{verdict}");
    if let Some(trouble) = &picture.ledger_trouble {
        say!("\nledger: {trouble}");
    }
    if let Some(holder) = &picture.at_work {
        say!("\nat work: {holder}");
    }
    if let Some(unended) = &picture.unended {
        say!("\nBROKEN: {unended}; the next run, or lastseen schedule, tells the administrator");
    }
    say!("\njobs");
    for job in &picture.jobs {
        print_job(job, picture.ledger_trouble.is_some());
    }
    say!("\nexports");
    for input in &picture.inputs {
        print_input(input);
    }
    let count = picture.undelivered.len();
    if picture.ledger_trouble.is_none() {
        say!("\n{} not sent", counted(count, "message", "messages"));
    }
    for message in &picture.undelivered {
        let reason = in_brackets(&message.reason);
        say!(
            "  {} {}: {} for {}: {}{reason}",
            message.job,
            message.date,
            message.report,
            message.recipient,
            message.state
        );
    }
    for warning in &picture.warnings {
        say!("\nwarning: {warning}");
    }
}

fn print_job(job: &JobStatus, is_past_unknown: bool) {
    let next = job.next_due.map_or_else(
        || "run by hand only".to_owned(),
        |at| format!("next due {}", in_words(at)),
    );
    say!("  {}: {next}", job.job);
    match &job.last_run {
        Some(run) => say!("    last run {}", in_short(run)),
        None if is_past_unknown => say!("    last run not known"),
        None => say!("    never run"),
    }
    if let Some(run) = &job.last_success
        && job
            .last_run
            .as_ref()
            .is_some_and(|last| last.result != RunState::Complete)
    {
        say!("    last complete run {}", in_short(run));
    }
    if let Some(missed) = &job.missed {
        say!(
            "    MISSED: due {}, and there is no complete run of it; lastseen run {} --date {} makes up for it",
            in_words(missed.due),
            job.job,
            missed.date
        );
    }
}

fn in_short(run: &PastRun) -> String {
    let ended = run
        .ended
        .map_or_else(String::new, |at| format!(", ended {}", in_words(at)));
    let counts = if run.result == RunState::Complete {
        format!(
            ": {}, {} overdue, {} unseen",
            counted(run.children, "child", "children"),
            run.overdue,
            run.unseen
        )
    } else {
        String::new()
    };
    format!(
        "for {}: {} (exit code {}){ended}{counts}",
        run.date, run.result, run.exit_code
    )
}

fn print_input(input: &InputStatus) {
    let file = input.file.as_deref().unwrap_or("no file");
    let as_of = input
        .as_of
        .map_or_else(String::new, |date| format!(", of {date}"));
    let age = input.age_hours.map_or_else(String::new, |hours| {
        format!(", written {} ago", counted(hours, "hour", "hours"))
    });
    say!(
        "  {} {}: {} ({file}{as_of}{age})",
        input.data_set,
        input.pattern,
        input.state
    );
    if let Some(trouble) = &input.trouble {
        say!("    {trouble}");
    }
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}
