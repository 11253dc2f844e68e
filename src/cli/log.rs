//! The log on standard error: in which form, and how much of it.

use std::io::{self, IsTerminal};

use clap::{ArgAction, ValueEnum};
use tracing_subscriber::EnvFilter;

#[derive(clap::Args)]
pub struct LogArguments {
    /// How messages about the run are written to standard error
    #[arg(long = "log", global = true, value_enum, default_value_t = LogForm::Text, value_name = "FORM")]
    form: LogForm,
    /// Log more: what a run does, and twice, everything; results stay as they are
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Log errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines for people, warnings and errors only
    Text,
    /// One JSON object a line, for machines
    Json,
}

pub fn start(arguments: &LogArguments) {
    // What a command says to people it says itself; the log repeats it for machines.
    let (usual, but) = match arguments.form {
        LogForm::Json => ("info", ""),
        LogForm::Text => ("warn", ",lastseen::cli=off"),
    };
    let asked = match (arguments.quiet, arguments.verbose) {
        (true, _) => Some("error"),
        (false, 0) => None,
        (false, 1) => Some("info"),
        (false, _) => Some("trace"),
    };
    let filter = |level| EnvFilter::new(format!("lastseen={level}{but}"));
    // An option goes before the variable.
    let filter = match asked {
        Some(level) => filter(level),
        None => EnvFilter::try_from_env("LASTSEEN_LOG").unwrap_or_else(|_| filter(usual)),
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    // A second subscriber cannot be set; this is the first thing that a process does.
    let _ = match arguments.form {
        LogForm::Text => log.with_target(false).without_time().try_init(),
        LogForm::Json => log.json().try_init(),
    };
}
