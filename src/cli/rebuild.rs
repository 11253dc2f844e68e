//! `lastseen rebuild`: a past run's workbooks again, and whether they are the same.

use std::path::Path;

use chrono::NaiveDate;

use super::{exit::Exit, load_settings, refusal::print_refusal, surroundings::Machine};
use crate::{
    errand::RunError,
    run::{self, Likeness},
};

#[derive(clap::Args)]
pub struct RebuildArguments {
    /// The job that was run
    #[arg(value_name = "JOB")]
    job: String,
    /// The run date, as YYYY-MM-DD
    #[arg(long, value_name = "D")]
    date: NaiveDate,
}

pub fn rebuild(root: &Path, arguments: &RebuildArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let rebuilt = run::rebuild(
        &settings,
        &arguments.job,
        arguments.date,
        &Machine::listening(),
    );
    let rebuilt = match rebuilt {
        Ok(rebuilt) => rebuilt,
        Err(error) => {
            complain!("error: {error}");
            if let RunError::Refused(refused) = &error {
                print_refusal(refused);
            }
            return Exit::of_error(&error);
        }
    };
    for (name, likeness) in &rebuilt.files {
        let word = match likeness {
            Likeness::Same => "same",
            Likeness::Differs => "differs",
            Likeness::Missing => "missing",
            Likeness::New => "new",
        };
        say!("  {word:8} {name}");
    }
    let all = rebuilt.files.len();
    let same = rebuilt
        .files
        .iter()
        .filter(|(_, likeness)| *likeness == Likeness::Same)
        .count();
    say!("{same} of {all} files are those of the night, to the byte");
    let folder = rebuilt.folder.strip_prefix(&settings.root);
    say!("  in {}", folder.unwrap_or(&rebuilt.folder).display());
    if same == all {
        return Exit::Done;
    }
    for remark in &rebuilt.remarks {
        complain!("  {remark}");
    }
    Exit::CheckFailed
}
