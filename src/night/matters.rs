//! What is the matter with a night's data, for the administrator: counts and causes, never a child.

use super::{answers::Answers, reach};
use crate::{
    errand::Errand,
    model::text::{counted, sentence},
};

/// What is the matter with a night's data, beside its run: empty where all is well.
pub fn matters(errand: &Errand<'_>, answers: &Answers<'_>) -> Vec<String> {
    let Errand { settings, job, .. } = errand;
    let Answers {
        night,
        positions,
        reading,
        ..
    } = answers;
    let mut matters = Vec::new();
    let left_out = reading.case_rows_left_out;
    if left_out > 0 {
        matters.push(format!(
            "{} could not be used; the children behind may be on no list. The rows are in rejects.csv and in the data-quality report.",
            counted(left_out, "case row", "case rows")
        ));
    }
    matters.extend(
        reach::uncovered(settings, night, positions)
            .into_iter()
            .chain(reach::unread(settings, job))
            .map(sentence),
    );
    matters.extend(reading.warnings.iter().map(sentence));
    for input in &reading.inputs {
        let limit = settings.gate.max_rejected;
        let share = input.rows.rejected as f64 / input.rows.read.max(1) as f64;
        if limit > 0.0 && share > limit / 2.0 {
            matters.push(format!(
                "{} of {} rows of {} were rejected ({:.1} %); from {:.1} % on the run will be refused.",
                input.rows.rejected,
                input.rows.read,
                input.file.path,
                share * 100.0,
                limit * 100.0
            ));
        }
    }
    matters
}
