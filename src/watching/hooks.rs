//! Commands that the service has run after each run: without a shell, told four things and nothing else.

use chrono::NaiveDate;

use crate::{
    config::HookSettings,
    own_command::{Came, OwnCommand},
};

/// What a command is told.
pub struct Told<'a> {
    /// The job.
    pub job: &'a str,
    /// The run date.
    pub date: NaiveDate,
    /// The run's id; empty where the run did not come so far as to have one.
    pub run_id: &'a str,
    /// The exit code.
    pub code: u8,
}

/// Runs the command for a run that ended so, where there is one. Its own failure is told in the log and changes
/// nothing: the run has ended as it has.
pub fn run(hooks: &HookSettings, told: &Told<'_>) {
    let (key, command) = match told.code {
        0 => ("on_success", &hooks.on_success),
        _ => ("on_failure", &hooks.on_failure),
    };
    let Some((program, arguments)) = command.split_first() else {
        return;
    };
    let variables = [
        ("LASTSEEN_JOB", told.job.to_owned()),
        ("LASTSEEN_DATE", told.date.to_string()),
        ("LASTSEEN_RUN_ID", told.run_id.to_owned()),
        ("LASTSEEN_EXIT_CODE", told.code.to_string()),
    ];
    let command = OwnCommand {
        program,
        arguments,
        variables: &variables,
        limit: hooks.time_limit,
    };
    match command.run(0) {
        Ok(Came::ToItsEnd(status, _)) if status.success() => {}
        Ok(Came::ToItsEnd(status, _)) => {
            tracing::warn!(key, %status, "the command after the run failed");
        }
        Ok(Came::ToItsLimit) => tracing::warn!(
            key,
            limit = hooks.time_limit.as_secs(),
            "the command after the run was ended at its time limit"
        ),
        Err(error) => tracing::warn!(key, %error, "the command after the run cannot be run"),
    }
}
