//! What real tools and people make of exports, and what must become of it: read rightly, or refused clearly.
//!
//! The cases are those of inputs that once ended with a wrong list and exit code 0. [RULES 7]

mod check;
mod dates;
mod ids;
mod kept;
mod other_files;
mod unknown;
mod words;
mod workbooks;

use lastseen::{ingest::report::Intake, model::field::DataSet};

use crate::{
    night::{Exports, day},
    workplace::DATE,
};

/// Every problem as data set, row, column, code and value.
pub fn problems(intake: &Intake) -> Vec<String> {
    let problems = intake.reading.problems.iter();
    problems
        .map(|problem| {
            format!(
                "{} {} {} {} {}",
                problem.source.data_set.name(),
                problem.row,
                problem.column.as_deref().unwrap_or("-"),
                problem.code,
                problem.value
            )
        })
        .collect()
}

#[track_caller]
pub fn read(exports: &Exports) -> Intake {
    exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("refused: {:?}", refused.refusals))
}

/// What a refused night says.
#[track_caller]
pub fn refusals(exports: &Exports) -> Vec<String> {
    let refused = exports.read(day(DATE)).err().expect("a refusal");
    refused.refusals.iter().map(ToString::to_string).collect()
}

/// One column of `positions.csv`, child by child.
pub fn column(exports: &Exports, heading: &str) -> Vec<String> {
    let positions = exports.positions(day(DATE), &[]);
    let mut reader = csv::Reader::from_reader(positions.as_bytes());
    let headings = reader.headers().expect("headings").clone();
    let at = headings.iter().position(|found| found == heading);
    let at = at.expect("a heading of positions.csv");
    let records = reader.records();
    records
        .map(|record| record.expect("a row")[at].to_owned())
        .collect()
}

/// Two open children; the second has the worker W2.
pub const CASES: &str = "child_id,status,status_start,status_end,team,worker_id\n\
     001,CIN,2026-09-01,,North,W1\n\
     002,CIN,2026-09-01,,North,W2\n";

pub fn cases(csv: &str) -> Exports {
    Exports::new().canonical(DataSet::Cases, csv)
}
