//! A file for Prometheus' textfile collector: how every job stands, in numbers that name nobody.

use std::{fmt::Write as _, path::Path};

use super::history::{JobHistory, PastRun};
use crate::{
    config::{Job, Settings},
    ledger::{Ledger, LedgerError},
    private_files,
};

/// Writes the file anew, where the settings name one. A failure is told in the log and changes nothing else: the
/// reports are more than the numbers about them.
pub fn write(settings: &Settings) {
    let Some(path) = &settings.output.metrics else {
        return;
    };
    if let Err(error) = try_write(settings, path) {
        tracing::warn!(path = %path.display(), error, "the metrics could not be written");
    }
}

fn try_write(settings: &Settings, path: &Path) -> Result<(), String> {
    let Some(ledger) =
        Ledger::open_to_read(&settings.output.ledger).map_err(|error| error.to_string())?
    else {
        return Ok(());
    };
    let text = render(settings, &ledger).map_err(|error| error.to_string())?;
    private_files::replace_for_all(path, text.as_bytes()).map_err(|error| error.to_string())
}

/// One number of a job, or none where there is nothing to tell.
type Reading = fn(&JobHistory) -> Option<i64>;

/// Counts of children are those of the last complete run: a refused run has counted nobody.
const GAUGES: [(&str, &str, Reading); 7] = [
    (
        "lastseen_last_success_timestamp_seconds",
        "When the last complete run of the job ended; 0 where there was none.",
        |job| Some(ended(job.last_success.as_ref())),
    ),
    (
        "lastseen_last_run_timestamp_seconds",
        "When the last run of the job ended, however it ended; 0 where there was none.",
        |job| Some(ended(job.last_run.as_ref())),
    ),
    (
        "lastseen_last_exit_code",
        "The exit code of the job's last run.",
        |job| Some(i64::from(job.last_run.as_ref()?.exit_code)),
    ),
    (
        "lastseen_children",
        "Open children in the job's last complete run.",
        |job| i64::try_from(job.last_success.as_ref()?.children).ok(),
    ),
    (
        "lastseen_overdue",
        "Children whose visit was overdue in the job's last complete run.",
        |job| i64::try_from(job.last_success.as_ref()?.overdue).ok(),
    ),
    (
        "lastseen_unseen",
        "Children not seen in time in the job's last complete run.",
        |job| i64::try_from(job.last_success.as_ref()?.unseen).ok(),
    ),
    (
        "lastseen_rejected_rows",
        "Rows of the exports that the job's last run rejected.",
        |job| i64::try_from(job.last_run.as_ref()?.rejected_rows).ok(),
    ),
];

fn ended(run: Option<&PastRun>) -> i64 {
    run.and_then(|run| run.ended).map_or(0, |at| at.timestamp())
}

fn render(settings: &Settings, ledger: &Ledger) -> Result<String, LedgerError> {
    ledger.hold_still()?;
    let histories: Vec<(&Job, JobHistory)> = settings
        .jobs
        .iter()
        .map(|job| Ok((job, JobHistory::of(ledger, job, settings.timezone)?)))
        .collect::<Result<_, LedgerError>>()?;
    let mut text = String::new();
    for (name, help, reading) in GAUGES {
        head(&mut text, name, help);
        for (job, history) in &histories {
            if let Some(value) = reading(history) {
                // A job's name holds letters, digits, - and _ only. Writing to a string cannot fail.
                let _ = writeln!(text, "{name}{{job=\"{}\"}} {value}", job.name);
            }
        }
    }
    let name = "lastseen_undelivered";
    head(
        &mut text,
        name,
        "Messages of all jobs that were not sent: waiting, given up, held back or of unknown fate.",
    );
    let _ = writeln!(text, "{name} {}", ledger.undelivered()?.len());
    Ok(text)
}

fn head(text: &mut String, name: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
}
