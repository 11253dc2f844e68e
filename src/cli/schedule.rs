//! `lastseen schedule`: run jobs as they fall due.

use std::path::Path;

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{
    deliver, exit::Exit, load_settings, run::run_holding, surroundings::Machine, table::print_json,
};
use crate::{
    clock,
    config::Settings,
    errand::surroundings::Surroundings,
    night::exports::Exports,
    run::{
        look::{self, Ended, QueueTurn, Task, Work},
        scheduler::Scheduler,
    },
    schedule::{agenda::in_words, due, wait},
};

#[derive(clap::Args)]
pub struct ScheduleArguments {
    /// Run what is due or was missed, send what waits in the queue, then end
    #[arg(long, conflicts_with = "list")]
    once: bool,
    /// Print the next N due times of each job, and run nothing
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    list: Option<u16>,
    /// List from the beginning of this date, as YYYY-MM-DD [default: from now]
    #[arg(long, value_name = "D", requires = "list")]
    from: Option<NaiveDate>,
    /// With --list: print one JSON object
    #[arg(long, requires = "list")]
    json: bool,
}

/// The shape that `--list --json` prints.
#[derive(Serialize)]
struct DueTimes<'a> {
    timezone: &'static str,
    due: Vec<DueTime<'a>>,
}

/// One due time: when it falls due, and the date that the run answers for.
#[derive(Serialize)]
struct DueTime<'a> {
    job: &'a str,
    at: String,
    date: NaiveDate,
}

pub fn schedule(root: &Path, arguments: &ScheduleArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    match arguments.list {
        Some(count) => list(&settings, count, arguments),
        None if settings.jobs.iter().all(|job| job.schedule.is_none()) => {
            complain!("error: no job in jobs/ has a schedule; nothing would ever run");
            Exit::SettingsInvalid
        }
        None if arguments.once => once(&settings),
        None => keep_running(root, settings),
    }
}

fn list(settings: &Settings, count: u16, arguments: &ScheduleArguments) -> Exit {
    let zone = settings.timezone;
    let after = match arguments.from {
        None => Some(chrono::DateTime::<chrono::Utc>::from(clock::now()).with_timezone(&zone)),
        // A due time at midnight is of the day.
        Some(date) => due::midnight(date, zone).map(|midnight| midnight - TimeDelta::seconds(1)),
    };
    let Some(after) = after else {
        complain!("error: {zone} knows no such day");
        return Exit::BadCommandLine;
    };
    let mut listed = Vec::new();
    for job in &settings.jobs {
        let dues = job.schedule.iter().flat_map(|when| when.after(after));
        listed.extend(dues.take(usize::from(count)).map(|due| DueTime {
            job: &job.name,
            at: in_words(due.at),
            date: due.date,
        }));
    }
    if arguments.json {
        let timezone = zone.name();
        print_json(&DueTimes {
            timezone,
            due: listed,
        });
        return Exit::Done;
    }
    for due in listed {
        say!("{}\t{}", due.job, due.at);
    }
    Exit::Done
}

/// One look, for systemd and cron, which call again.
fn once(settings: &Settings) -> Exit {
    let machine = Machine::listening();
    let task = Task {
        // Whoever calls says how often.
        retry: TimeDelta::zero(),
        queue: QueueTurn::Send,
    };
    let mut exit = Exit::Done;
    let found = look::look(settings, &machine, task, &mut |work| {
        let (ended, ran) = run_due(work);
        exit = exit.and(ran);
        ended
    });
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            complain!("error: {error}");
            return exit.and(Exit::of_error(&error));
        }
    };
    for missed in &found.missed {
        // Messages that were expected were not sent.
        complain!("error: {missed}");
        exit = exit.and(Exit::DeliveriesOpen);
    }
    for behind in &found.behind {
        complain!("error: {behind}");
        exit = exit.and(Exit::SettingsInvalid);
    }
    for held in &found.held {
        complain!("error: {held}; nothing was done about it");
        exit = exit.and(Exit::Locked);
    }
    if let Some(delivered) = &found.delivered {
        exit = exit.and(deliver::tell(delivered));
    } else if found.runs.is_empty() {
        say!("nothing is due");
    }
    if machine.is_stopping() {
        exit = Exit::Stopped;
    }
    exit
}

/// Waits and runs, until the program is asked to stop.
fn keep_running(root: &Path, settings: Settings) -> Exit {
    let machine = Machine::listening();
    let mut scheduler = Scheduler::default();
    let mut say = |matter: &str| {
        complain!("schedule: {matter}");
        tracing::error!(matter, "schedule");
    };
    for job in &settings.jobs {
        if let Some(when) = &job.schedule {
            say!("{}: {}", job.name, when.source());
        }
    }
    say!("waiting; SIGTERM or Ctrl-C ends it");
    let mut settings = Some(settings);
    wait::keep_looking(&machine, machine.stop(), &mut |_| {
        // Read anew each time: what was changed meanwhile counts, and a mistake in it stops the runs.
        let read = settings.take().map_or_else(|| super::settings(root), Ok);
        let settings = match read {
            Ok(settings) => settings,
            Err(problems) => {
                let matters = problems
                    .iter()
                    .map(|problem| format!("{problem}; nothing runs until it is mended"))
                    .collect();
                scheduler.say_what_is_new(matters, &mut say);
                return None;
            }
        };
        let mut run = |work: &Work<'_>| run_due(work).0;
        scheduler.look(&settings, &machine, &mut run, &mut say)
    });
    say!("stopped by a signal; what was not sent is queued");
    Exit::Stopped
}

/// Runs what is due, and says how it went; a fault of ours ends the run, not the schedule.
fn run_due(work: &Work<'_>) -> (Ended, Exit) {
    let (exit, aftermath) = run_holding(work.lock, &work.errand, &mut Exports::default());
    if let Some(aftermath) = aftermath {
        aftermath.run_hook();
    }
    let ended = Ended {
        state: exit.slot_state(),
        exit: exit.code(),
    };
    (ended, exit)
}
