//! Commands that the service has run after each run: without a shell, told four things and nothing else.

use std::{
    io,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use chrono::NaiveDate;

use crate::config::HookSettings;

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

/// The longest sleep before the command is looked at again.
const STEP: Duration = Duration::from_millis(20);

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
    match run_command(program, arguments, hooks.time_limit, told) {
        Ok(Some(status)) if status.success() => {}
        Ok(Some(status)) => tracing::warn!(key, %status, "the command after the run failed"),
        Ok(None) => tracing::warn!(
            key,
            limit = hooks.time_limit.as_secs(),
            "the command after the run was ended at its time limit"
        ),
        Err(error) => tracing::warn!(key, %error, "the command after the run cannot be run"),
    }
}

fn run_command(
    program: &str,
    arguments: &[String],
    limit: Duration,
    told: &Told<'_>,
) -> io::Result<Option<ExitStatus>> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("LASTSEEN_JOB", told.job)
        .env("LASTSEEN_DATE", told.date.to_string())
        .env("LASTSEEN_RUN_ID", told.run_id)
        .env("LASTSEEN_EXIT_CODE", told.code.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // A group of its own, so that what it has begun ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    // Counted in sleep: the clock may be set meanwhile.
    let mut left = limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if left.is_zero() {
            end(&mut child)?;
            return Ok(None);
        }
        let step = STEP.min(left);
        thread::sleep(step);
        left -= step;
    }
}

/// Kills a command and everything of its group.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
    }
    // Where it is dead already this does nothing.
    child.kill()?;
    child.wait().map(drop)
}
