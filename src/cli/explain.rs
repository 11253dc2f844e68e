//! `lastseen explain`: why a child stands where it stands.

use std::path::Path;

use chrono::NaiveDate;

use super::{child_history, exit::Exit, load_settings, tonight};
use crate::{
    clock,
    explain::{self as explanation, Beside},
    night::exports::Past,
    rules::night::Night,
};

#[derive(clap::Args)]
pub struct ExplainArguments {
    /// The child's id, as the exports write it
    #[arg(value_name = "CHILD_ID")]
    child: String,
    /// The run date to answer for, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "D")]
    date: Option<NaiveDate>,
    /// How the child stood after each remembered run up to the date, from the ledger alone
    #[arg(long)]
    history: bool,
}

pub fn explain(root: &Path, arguments: &ExplainArguments) -> Exit {
    asked(root, arguments).unwrap_or_else(|exit| exit)
}

fn asked(root: &Path, arguments: &ExplainArguments) -> Result<Exit, Exit> {
    let settings = load_settings(root)?;
    let ledger = tonight::ledger(&settings)?;
    let child = arguments.child.trim();
    if arguments.history {
        let until = tonight::date(&settings, arguments.date).date;
        return child_history::print(ledger.as_ref(), child, until);
    }
    // The run's answer, and that of exports which a run would refuse.
    let past = ledger.as_ref().map_or(Past::Unknown, Past::Remembered);
    let (date, intake) = tonight::read(&settings, arguments.date, past, "cannot be used")?;
    let night = Night::new(&intake.facts, date, &settings.rules);
    let today = clock::today(settings.timezone);
    let last_listed = ledger
        .as_ref()
        .map_or(Ok(None), |ledger| ledger.last_listed(child, date))
        .map_err(|error| {
            complain!("error: {error}");
            Exit::Storage
        })?;
    let problems = intake.reading.problems.iter();
    let beside = Beside {
        left_out: problems
            .filter(|problem| problem.code.is_error() && problem.child.as_deref() == Some(child))
            .collect(),
        last_listed,
        asked_on: (date < today).then_some(today),
    };
    match explanation::explain(&night, child, &beside) {
        Some(text) => {
            say!("{}", text.trim_end());
            Ok(Exit::Done)
        }
        None => {
            complain!(
                "error: no row of these exports and no run that is remembered has a child with this id; ids are compared letter for letter, with leading zeros"
            );
            Ok(Exit::BadCommandLine)
        }
    }
}
