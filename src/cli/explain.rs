//! `lastseen explain`: why a child stands where it stands.

use std::path::Path;

use chrono::NaiveDate;

use super::{exit::Exit, load_settings, progress::Progress, refusal::print_refusal};
use crate::{clock, explain as explanation, rules::night::Night, run::night};

#[derive(clap::Args)]
pub struct ExplainArguments {
    /// The child's id, as the exports write it
    #[arg(value_name = "CHILD_ID")]
    child: String,
    /// The run date to answer for, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "D")]
    date: Option<NaiveDate>,
}

pub fn explain(root: &Path, arguments: &ExplainArguments) -> Exit {
    let settings = match load_settings(root) {
        Ok(settings) => settings,
        Err(exit) => return exit,
    };
    let date = arguments
        .date
        .unwrap_or_else(|| clock::today(settings.timezone));
    let now = arguments.date.is_none().then(clock::now);
    let intake = match night::read(&settings, date, now, None, &Progress::default()) {
        Ok(intake) => intake,
        Err(refused) => {
            complain!("error: the exports cannot be used on {date}:");
            print_refusal(&refused);
            return Exit::InputRefused;
        }
    };
    let night = Night::new(&intake.facts, date, &settings.rules);
    match explanation::explain(&night, arguments.child.trim()) {
        Some(text) => {
            say!("{}", text.trim_end());
            Exit::Done
        }
        None => {
            complain!(
                "error: no case or visit of these exports has a child with this id; ids are compared letter for letter, with leading zeros"
            );
            Exit::BadCommandLine
        }
    }
}
