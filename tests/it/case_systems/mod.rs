//! The built-in profiles of case systems, each with the mess that its exports have. [issue 15]

mod others;
mod ssd;

use lastseen::{
    ingest::report::Intake,
    measures::counted::Counted,
    model::report::Report,
    rules::{night::Night, settings::RuleSettings},
};

use crate::{
    night::{Exports, day},
    workplace::DATE,
};

#[track_caller]
fn read(exports: &Exports) -> Intake {
    exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("refused: {:?}", refused.refusals))
}

/// Row, column, code and value of every problem.
fn problems(intake: &Intake) -> Vec<String> {
    let problems = intake.reading.problems.iter();
    problems
        .map(|problem| {
            let column = problem.column.as_deref().unwrap_or("-");
            format!(
                "{} {column} {} {}",
                problem.row, problem.code, problem.value
            )
        })
        .collect()
}

/// How many contacts the clinic counts as completed.
fn activity(intake: &Intake) -> u64 {
    let settings = RuleSettings::default();
    let night = Night::new(&intake.facts, day(DATE), &settings);
    let positions = night.positions();
    let counted = Counted::of(&night, &positions, &[Report::PerformanceClinic]);
    let weeks = counted.expect("polars counts").all().contacts();
    weeks.iter().map(|week| week.made.completed()).sum()
}
