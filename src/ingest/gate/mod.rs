//! The gate: what speaks against a night's exports before anything is sent from them. [RULES 7]
//!
//! Plain decisions, a family a file: numbers in, findings out. What a finding means is a setting: the run is stopped,
//! or everybody who reads is warned, or nothing.

pub(super) mod age;
mod children;
mod days;
mod jump;
mod links;
mod repeats;
mod rows;
mod shape;
mod values;

use std::time::SystemTime;

use chrono::NaiveDate;

pub use children::{Headcount, check_children};
pub use jump::{Standing, check_jump};

use super::{
    refusal::{Refusal, Trouble},
    settings::{Gate, Reaction},
};
use crate::model::{
    field::DataSet,
    input::{FileWarning, InputReport, Shape},
    remembered::Remembered,
};

/// What the gate compares tonight with.
pub struct Yardstick<'a> {
    /// The run date.
    pub date: NaiveDate,
    /// The moment of the run, where it answers for today; a file's own time says nothing about another day.
    pub now: Option<SystemTime>,
    /// What earlier runs accepted of the same data set and pattern.
    pub past: &'a dyn Fn(&InputReport) -> Precedent,
    /// What they saw of ratings and workers.
    pub remembered: &'a Remembered<'a>,
}

/// What earlier complete runs accepted of a data set and pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precedent {
    /// By the latest run for a date before the run date.
    pub before: Option<Accepted>,
    /// By the last run for the run date itself.
    pub same_date: Option<Accepted>,
    /// By the latest run for a date before the run date that had the very same bytes.
    pub same_bytes: Option<Accepted>,
    /// Whether there is a run for a later date: a past day is made up for.
    pub is_back_fill: bool,
}

impl Precedent {
    /// The shape of the file of the run before, or else of the one that the run date had already.
    pub(super) fn shape(&self) -> Option<(NaiveDate, &Shape)> {
        [&self.before, &self.same_date]
            .into_iter()
            .flatten()
            .find_map(|accepted| Some((accepted.date, accepted.shape.as_ref()?)))
    }
}

/// A file that an earlier run accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The date that the run answered for.
    pub date: NaiveDate,
    /// Rows read.
    pub rows: u64,
    /// The day that the file was of, where that was known.
    pub as_of: Option<NaiveDate>,
    /// Of what shape it was, where that was kept.
    pub shape: Option<Shape>,
}

/// What the gate found.
#[derive(Debug, Default)]
pub struct Objections {
    /// What stops the run.
    pub refusals: Vec<Refusal>,
    /// What everybody who reads is told.
    pub warnings: Vec<FileWarning>,
}

impl Objections {
    /// Adds those of another check; what was said is not said again.
    pub fn add(&mut self, others: Self) {
        for warning in others.warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        for refusal in others.refusals {
            let what = refusal.to_string();
            if self.refusals.iter().all(|said| said.to_string() != what) {
                self.refusals.push(refusal);
            }
        }
    }

    /// Takes a finding; what was said of a file before is not said again.
    fn take(&mut self, outcome: Reaction, data_set: DataSet, file: &str, trouble: Trouble) {
        let what = trouble.to_string();
        match outcome {
            Reaction::Off => {}
            Reaction::Warn => {
                let is_new = |said: &FileWarning| said.file != file || said.what != what;
                if self.warnings.iter().all(is_new) {
                    self.warnings.push(FileWarning {
                        data_set,
                        file: file.to_owned(),
                        what,
                        for_managers: trouble.for_managers(data_set),
                        makes_doubtful: trouble.makes_doubtful(),
                    });
                }
            }
            Reaction::Refuse => {
                let is_new = |said: &Refusal| said.file != file || said.trouble.to_string() != what;
                if self.refusals.iter().all(is_new) {
                    self.refusals.push(Refusal {
                        data_set,
                        file: file.to_owned(),
                        trouble,
                    });
                }
            }
        }
    }
}

/// Everything that the checks of one file look at.
struct Evidence<'a> {
    input: &'a InputReport,
    past: &'a Precedent,
    gate: &'a Gate,
    date: NaiveDate,
    now: Option<SystemTime>,
}

/// A check of one file: what a finding of it means, and how it is found.
type FileCheck = (fn(&Gate) -> Reaction, fn(&Evidence<'_>) -> Option<Trouble>);

/// Every check of one file.
const OF_A_FILE: &[FileCheck] = &[
    (|gate| gate.stale, age::stale),
    (
        |gate| gate.stale.at_most_a_warning(),
        age::quiet_for_its_size,
    ),
    (|_| Reaction::Refuse, rows::too_many_rejects),
    (|gate| gate.orphans, links::orphans),
    (|gate| gate.orphans, links::unknown_workers),
    (|gate| gate.two_files, shape::two_files),
    (|gate| gate.sheets_gone, shape::sheets_gone),
    (|gate| gate.columns_gone, shape::columns_gone),
    (|gate| gate.cut, shape::cut),
    (|gate| gate.rows_down, rows::too_few),
    (|gate| gate.row_cap, rows::at_the_end_of_a_sheet),
    (|gate| gate.round_cap, rows::at_a_round_number),
    (|gate| gate.values_unread, values::unread),
    (|gate| gate.date_order, values::month_first),
    (
        |gate| gate.date_order.at_most_a_warning(),
        values::mixed_dates,
    ),
    (|gate| gate.identical, repeats::identical),
    (|gate| gate.older, repeats::older),
];

/// Looks at every file that was read, and at how they fit together.
pub(super) fn check_files(
    inputs: &[InputReport],
    gate: &Gate,
    yardstick: &Yardstick<'_>,
) -> Objections {
    let mut objections = Objections::default();
    for input in inputs {
        let (set, file) = (input.data_set, input.file.path.as_str());
        if let Some(trouble) = rows::nothing_to_use(input) {
            objections.take(Reaction::Refuse, set, file, trouble);
            continue;
        }
        let past = (yardstick.past)(input);
        let evidence = Evidence {
            input,
            past: &past,
            gate,
            date: yardstick.date,
            now: yardstick.now,
        };
        for (meaning, find) in OF_A_FILE {
            let outcome = meaning(gate);
            if outcome != Reaction::Off
                && let Some(trouble) = find(&evidence)
            {
                objections.take(outcome, set, file, trouble);
            }
        }
    }
    for (input, trouble) in shape::sheets_unread(inputs) {
        objections.take(
            gate.sheets_unread,
            input.data_set,
            &input.file.path,
            trouble,
        );
    }
    if objections.refusals.is_empty()
        && let Some((input, trouble)) = age::far_behind(inputs, gate, yardstick.date)
    {
        objections.take(Reaction::Refuse, input.data_set, &input.file.path, trouble);
    }
    if let Some((input, trouble)) = days::apart(inputs) {
        objections.take(
            gate.different_days,
            input.data_set,
            &input.file.path,
            trouble,
        );
    }
    objections
}
