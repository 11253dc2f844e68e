//! The command line: one file a command, and the exit codes.

/// Says a line on standard output. Whoever listens may have gone (`| head`): that is no fault, and stops nothing.
macro_rules! say {
    ($($said:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($said)*);
    }};
}

/// Says a line on standard error, likewise.
macro_rules! complain {
    ($($said:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($said)*);
    }};
}

mod check;
mod child_history;
mod completions;
mod config;
mod deliver;
pub mod exit;
mod explain;
mod init;
mod list;
mod log;
mod profile;
mod progress;
mod purge;
mod read_workbook;
mod rebuild;
mod refusal;
mod run;
mod sample;
mod schedule;
mod status;
mod surroundings;
mod table;
mod tonight;
mod who_gets_what;

use std::{panic, path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, parser::ValueSource};

use crate::{
    config::{Settings, SettingsProblem},
    ingest::{rows::apart, settings::WorkbookReader},
    model::text::counted,
};
use exit::Exit;

/// When was each child last seen, and who must be visited now?
///
/// Reads the case and visit exports named in jobs/service.toml, works out every child's position against the
/// minimum visiting frequencies and the RED/AMBER/GREEN framework, and leaves workbooks and letters for the
/// managers who answer for those children.
#[derive(Parser)]
#[command(name = "lastseen", version, max_term_width = 100, after_help = AFTER_HELP, arg_required_else_help = true)]
struct Arguments {
    /// The folder that holds jobs/; relative paths in the settings start there
    #[arg(long, global = true, env = ROOT_VARIABLE, default_value = ".", value_name = "DIR")]
    root: PathBuf,
    #[command(flatten)]
    log: log::LogArguments,
    #[command(subcommand)]
    command: Command,
}

/// Says the root where no option does.
const ROOT_VARIABLE: &str = "LASTSEEN_ROOT";

const AFTER_HELP: &str = "\
Examples:
  lastseen check                       everything that is wrong with settings and exports
  lastseen run nightly monday-visits   tonight's jobs, for today
  lastseen run nightly --date 2026-11-23 --dry-run
  lastseen who-gets-what               each recipient, reports, scope, number of children
  lastseen list --unseen 84            the children whom nobody has seen for so many days
  lastseen deliver                     what the mail server did not take before
  lastseen explain 1004217             why this child stands where it stands
  lastseen explain 1004217 --history   and how it stood on the nights before
  lastseen rebuild nightly --date 2026-11-16
                                       last week's workbooks again, the same to the byte
  lastseen status                      is all well? For people and, by its exit code, for monitors

Exit codes:
  0  everything expected was done          8  the mail server cannot be used, queue kept
  3  some messages could not be sent       9  a child on the wrong list, or the account
  4  an export was refused, nothing sent      does not add up: nothing sent
  5  another run is at work               64  bad command line
  6  settings invalid                     70  internal error
  7  storage failure                     143  stopped by a signal, the rest is queued";

#[derive(Subcommand)]
enum Command {
    /// Run one or several jobs for a date, in order
    ///
    /// Reads the exports, works out the positions, and leaves positions.csv, rejects.csv, account.json, a workbook
    /// for each recipient and the letters in reports/DATE/JOB/. If an export is refused, nothing is sent and the
    /// outputs of earlier runs stay as they are.
    Run(run::RunArguments),
    /// Wait, and run each job when it falls due
    ///
    /// Runs until it is stopped by SIGTERM or Ctrl-C: the message that is being sent ends, the rest stays queued. With
    /// --once, runs what is due or was missed within its catch_up, sends what waits in the queue, and ends: for systemd
    /// and cron. With --list, only says when the jobs are due.
    Schedule(schedule::ScheduleArguments),
    /// List everything that is wrong with the settings, recipients, profiles and exports
    ///
    /// Nothing is written and nothing is sent.
    Check(QuestionArguments),
    /// Import profiles: list, show, draft one from an export, hold one against an export
    #[command(subcommand)]
    Profile(profile::ProfileCommand),
    /// Send what earlier runs left in the queue
    ///
    /// Messages that the mail server did not take yet, or that a stopped run left. Nothing is built anew and nothing
    /// is sent twice.
    Deliver,
    /// Say how every job, export and message stands; for people and for monitors
    ///
    /// Nothing is written, and a run that is at work is not disturbed. The exit code is that of the worst: 0 all is
    /// well, 3 messages were not sent, 4 the last run of a job was refused or failed, an export is stale or missing or a
    /// night was missed, 6 the settings are invalid, 7 the ledger is damaged or from a newer version.
    Status(status::StatusArguments),
    /// Make a past run's workbooks again, and compare them with what it left
    ///
    /// From the exports and settings that were kept of it, into reports/rebuilt/DATE/JOB/. Nothing is sent, and the
    /// run's own folder is not touched. Ends with 0 where every file is the same to the byte, 9 where one is not, 4 where
    /// nothing is kept of the run any more.
    Rebuild(rebuild::RebuildArguments),
    /// Delete what is past the time that reports are kept
    ///
    /// Reports, messages, notices, kept exports and the children in the ledger, of runs for dates before today less
    /// `keep` in section `output`. The ledger keeps its rows of what was run and sent, with the hashes.
    Purge(purge::PurgeArguments),
    /// List each recipient with reports, scope and number of children
    WhoGetsWhat(QuestionArguments),
    /// List children by their ids: who is overdue, unseen, of a team, with a flag
    ///
    /// Several filters name the children that all of them fit; without one, every child with an open case. The worst come
    /// first. No name is printed.
    List(list::ListArguments),
    /// Show the settings, and where each comes from
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Say why a child stands where it stands
    ///
    /// Prints the open case rows, the rating in force, the standard, the interval, each visit and whether it counts,
    /// the due date and the flags with their reasons.
    Explain(explain::ExplainArguments),
    /// Write the settings of a new service
    ///
    /// Asks on a terminal for what no option says: the service's name, its domain, and where the exports lie. Writes
    /// jobs/ with comments; each export that a built-in profile can read is named with it. A folder that has a jobs/ is
    /// left as it is, and nobody is sent anything by what is written.
    Init(init::InitArguments),
    /// Write synthetic exports to try things with
    ///
    /// The children are invented. The same numbers give the same files. Settings that are there are left as they are.
    Sample(sample::SampleArguments),
    /// Read a workbook for another process of this program
    #[command(name = apart::COMMAND, hide = true)]
    ReadWorkbook(read_workbook::ReadWorkbookArguments),
    /// Print completions for a shell, to be put where it looks for them
    Completions(completions::CompletionsArguments),
    /// Print the manual page, of the program or of one command
    Man(completions::ManArguments),
}

/// What is asked of tonight's exports.
#[derive(clap::Args)]
struct QuestionArguments {
    /// The run date to answer for, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "D")]
    date: Option<NaiveDate>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the program.
pub fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        // What a panic says might quote a cell: only its place is told.
        let place = info.location().map_or_else(String::new, |place| {
            format!(" at {}:{}", place.file(), place.line())
        });
        complain!("error: internal error{place}; nothing was sent after it. Please report it.");
    }));
    let exit = panic::catch_unwind(|| match parsed() {
        Ok((arguments, root_from)) => dispatch(arguments, root_from),
        Err(error) => {
            // Help and version are asked for; everything else is a bad command line.
            let _ = error.print();
            if error.use_stderr() {
                Exit::BadCommandLine
            } else {
                Exit::Done
            }
        }
    });
    exit.unwrap_or(Exit::Internal).into()
}

/// The command line, and where it has its root from.
fn parsed() -> Result<(Arguments, &'static str), clap::Error> {
    let matches = Arguments::command().try_get_matches()?;
    let root_from = match matches.value_source("root") {
        Some(ValueSource::CommandLine) => "--root",
        Some(ValueSource::EnvVariable) => ROOT_VARIABLE,
        _ => "the current folder",
    };
    Ok((Arguments::from_arg_matches(&matches)?, root_from))
}

fn dispatch(arguments: Arguments, root_from: &'static str) -> Exit {
    log::start(&arguments.log);
    let root = &arguments.root;
    match arguments.command {
        Command::Run(run) => run::run(root, &run),
        Command::Schedule(schedule) => schedule::schedule(root, &schedule),
        Command::Check(question) => check::check(root, &question),
        Command::Profile(command) => profile::profile(root, &command),
        Command::Deliver => deliver::deliver(root),
        Command::Status(status) => status::status(root, &status),
        Command::Rebuild(rebuild) => rebuild::rebuild(root, &rebuild),
        Command::Purge(purge) => purge::purge(root, &purge),
        Command::WhoGetsWhat(question) => who_gets_what::who_gets_what(root, &question),
        Command::List(list) => list::list(root, &list),
        Command::Config(command) => config::config(root, root_from, &command),
        Command::Explain(explain) => explain::explain(root, &explain),
        Command::ReadWorkbook(limits) => read_workbook::read_workbook(&limits),
        Command::Init(init) => init::init(&init),
        Command::Sample(sample) => sample::sample(&sample),
        Command::Completions(completions) => completions::completions(&completions),
        Command::Man(man) => completions::man(&man),
    }
}

/// The settings of this program, which reads workbooks in processes of their own.
fn settings(root: &std::path::Path) -> Result<Settings, Vec<SettingsProblem>> {
    let mut settings = Settings::load(root)?;
    settings.workbooks = WorkbookReader::Apart(this_program());
    Ok(settings)
}

/// A path as it is typed in a command: in quotation marks where the terminal would take it apart.
fn typed(path: &std::path::Path) -> String {
    let shown = path.display().to_string();
    let is_plain = |sign: char| sign.is_alphanumeric() || "/\\.:_-+=@%~,".contains(sign);
    match shown.chars().all(is_plain) {
        true => shown,
        false => format!("\"{shown}\""),
    }
}

/// This very program, even where its file has been replaced since it was started.
fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") {
        return PathBuf::from("/proc/self/exe");
    }
    // Where it is not known, its name is looked for as the shell did.
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("lastseen"))
}

/// The settings, or every problem with them on standard error.
fn load_settings(root: &std::path::Path) -> Result<Settings, Exit> {
    settings(root).map_err(|problems| refuse(&problems))
}

/// Prints what is wrong with the settings.
fn refuse(problems: &[SettingsProblem]) -> Exit {
    for problem in problems {
        complain!("error: {problem}");
    }
    complain!(
        "{} with the settings; nothing was done",
        counted(problems.len(), "problem", "problems")
    );
    Exit::SettingsInvalid
}
