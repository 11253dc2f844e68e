//! `lastseen run`.

use std::{
    panic::{self, AssertUnwindSafe},
    path::Path,
};

use chrono::NaiveDate;

use super::{exit::Exit, load_settings, refusal::print_refusal, surroundings::Machine};
use crate::{
    clock,
    config::{Job, Settings},
    deliver::{address::check_address, settings::Transport},
    errand::{Errand, Lock, RunError, RunOptions, Sending, take_lock},
    model::text::{counted, nearest},
    night::exports::Exports,
    post::PostOutcome,
    run::{
        self, Ran,
        aftermath::{self, Aftermath, Trace},
    },
};

#[derive(clap::Args)]
pub struct RunArguments {
    /// The jobs to run: the names of files in jobs/, without .toml
    #[arg(required = true, value_name = "JOB")]
    jobs: Vec<String>,
    /// The run date to answer for, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "D")]
    date: Option<NaiveDate>,
    /// Build and write the reports, send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send once more what was sent for the date before, as a new revision that says so
    #[arg(long, conflicts_with = "dry_run")]
    resend: bool,
    /// For a past date whose reports were made from other exports: put this run in their place. They are kept beside
    /// it, and the letters go as a new revision
    #[arg(long, requires = "date", conflicts_with_all = ["dry_run", "resend"])]
    replace: bool,
    /// A test: send every message to this one address, with a banner; nothing counts as sent
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["dry_run", "resend", "replace"])]
    to: Option<String>,
}

pub fn run(root: &Path, arguments: &RunArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let mut jobs: Vec<&Job> = Vec::new();
    for name in &arguments.jobs {
        match settings.job(name) {
            Some(job) => jobs.push(job),
            None => return no_such_job(&settings, name),
        }
    }
    if let Some(address) = &arguments.to
        && let Err(what) = check_address(address, &settings.mail.allowed_domains)
    {
        complain!("error: the address after --to {what}");
        return Exit::BadCommandLine;
    }
    let options = RunOptions {
        date: arguments
            .date
            .unwrap_or_else(|| clock::today(settings.timezone)),
        now: arguments.date.is_none().then(clock::now),
        sending: match &arguments.to {
            Some(address) => Sending::Test(address.clone()),
            None if arguments.dry_run => Sending::DryRun,
            None if arguments.resend => Sending::Resend,
            None if arguments.replace => Sending::Replace,
            None => Sending::Send,
        },
    };
    let machine = Machine::listening();
    let mut exports = Exports::default();
    jobs.into_iter().fold(Exit::Done, |exit, job| {
        let errand = Errand {
            settings: &settings,
            job,
            options: &options,
            around: &machine,
        };
        exit.and(run_one(&errand, &mut exports))
    })
}

/// Says which jobs there are instead.
pub fn no_such_job(settings: &Settings, name: &str) -> Exit {
    let names = || settings.jobs.iter().map(|job| job.name.as_str());
    let hint = nearest(name, names())
        .map_or_else(|| ".".to_owned(), |near| format!("; did you mean {near}?"));
    complain!(
        "error: there is no job \"{name}\"{hint} The jobs are {}",
        names().collect::<Vec<_>>().join(", ")
    );
    Exit::BadCommandLine
}

/// Runs a job, and says how it went.
fn run_one(errand: &Errand<'_>, exports: &mut Exports) -> Exit {
    let lock = match take_lock(errand.settings) {
        Ok(lock) => lock,
        Err(error) => return tell(errand, Err(error)),
    };
    let (exit, aftermath) = run_holding(&lock, errand, exports);
    drop(lock);
    // Without the lock: the service's command may begin another run.
    if let Some(aftermath) = aftermath {
        aftermath.run_hook();
    }
    exit
}

/// Runs a job under the lock, says how it went and keeps its exit code; a fault of ours ends the run alone.
pub fn run_holding<'a>(
    lock: &Lock,
    errand: &Errand<'a>,
    exports: &mut Exports,
) -> (Exit, Option<Aftermath<'a>>) {
    let run = || {
        let ran = run::run_job_holding(lock, errand, exports);
        let trace = Trace::of(&ran);
        (trace, tell(errand, ran))
    };
    let ended = panic::catch_unwind(AssertUnwindSafe(run));
    let (trace, exit) = ended.unwrap_or((Trace::Nothing, Exit::Internal));
    let aftermath = aftermath::keep(errand, trace, exit.code());
    (exit, aftermath)
}

/// Says how a run went.
fn tell(errand: &Errand<'_>, ran: Result<Ran, RunError>) -> Exit {
    let Errand {
        settings,
        job,
        options,
        ..
    } = errand;
    match ran {
        Ok(ran) => {
            print_ran(errand, &ran);
            Exit::of_outcome(&ran, &options.sending)
        }
        Err(error) => {
            complain!("error: {} {}: {error}", job.name, options.date);
            if let RunError::Refused(refused) = &error {
                print_refusal(refused);
                if refused
                    .problems
                    .iter()
                    .any(|problem| problem.code.is_error())
                {
                    let folder = errand.refusal_folder();
                    let folder = folder.strip_prefix(&settings.root).unwrap_or(&folder);
                    complain!("  the rows are in {}", folder.join("rejects.csv").display());
                }
            }
            tracing::error!(job = job.name, date = %options.date, code = Exit::of_error(&error).code(), "run stopped");
            Exit::of_error(&error)
        }
    }
}

fn print_ran(errand: &Errand<'_>, ran: &Ran) {
    let Errand {
        settings,
        job,
        options,
        ..
    } = errand;
    let account = &ran.account;
    let state = |code: &str| account.states.get(code).copied().unwrap_or(0);
    let d = &account.deliveries;
    say!("{} {}: {}", job.name, options.date, account.state);
    for warning in &account.warnings {
        complain!("warning: {warning}");
    }
    say!(
        "  {}: {} overdue, {} due this week, {} in time, {} without a minimum; {} not seen in time",
        counted(account.children, "child", "children"),
        state("OVERDUE"),
        state("DUE"),
        state("OK"),
        state("NO-MINIMUM"),
        account.unseen
    );
    match &options.sending {
        Sending::DryRun => say!(
            "  {} held back: a dry run sends nothing",
            counted(d.held, "message", "messages")
        ),
        Sending::Test(_) if settings.mail.transport == Transport::File => say!(
            "  {} made as a test, in outbox-test",
            counted(d.held, "message", "messages")
        ),
        Sending::Test(_) => say!(
            "  {} made as a test, {} sent to the one address; nothing counts as sent",
            counted(d.held, "message", "messages"),
            ran.post.tests_sent
        ),
        Sending::Send | Sending::Resend | Sending::Replace => {
            let held = if d.held > 0 {
                format!(", {} held", d.held)
            } else {
                String::new()
            };
            let sent = match ran.sent_before {
                0 => format!("{} sent", d.sent),
                before => format!(
                    "{} sent now, {before} earlier",
                    d.sent.saturating_sub(before)
                ),
            };
            say!(
                "  {}: {sent}, {}, {} deferred, {} failed, {} unknown{held}",
                counted(d.expected, "message", "messages"),
                counted(d.nil, "nil return", "nil returns"),
                d.deferred,
                d.failed,
                d.unknown
            );
        }
    }
    print_post(&ran.post);
    let folder = ran
        .folder
        .strip_prefix(&settings.root)
        .unwrap_or(&ran.folder);
    say!("  in {}", folder.display());
}

/// Why the queue is not empty.
pub fn print_post(post: &PostOutcome) {
    if let Some(unreachable) = &post.unreachable {
        complain!("error: {unreachable}");
        complain!("  the queue is kept; lastseen deliver, or the next run, sends it");
    }
    if post.stopped {
        complain!(
            "error: stopped by a signal; what was not sent is queued, and lastseen deliver sends it"
        );
    }
}
