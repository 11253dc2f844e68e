//! What there is to say of a child beside its facts: rows that were left out, when it was last listed, what was read.

use std::fmt::Write;

use chrono::NaiveDate;

use super::line;
use crate::model::{calendar::plain, problem::Problem, run::LastListed};

/// What there is to say of one child beside its facts.
#[derive(Default)]
pub struct Beside<'a> {
    /// The problems for which rows of the child were left out.
    pub left_out: Vec<&'a Problem>,
    /// The last run for the date, or one before it, that had the child.
    pub last_listed: Option<LastListed>,
    /// The day on which a date that is past is asked for.
    pub asked_on: Option<NaiveDate>,
}

impl Beside<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.left_out.is_empty() && self.last_listed.is_none()
    }

    /// A past date is answered from files of another day.
    pub(super) fn write_sources(&self, out: &mut String) -> std::fmt::Result {
        let Some(today) = self.asked_on else {
            return Ok(());
        };
        let text = format!(
            "the exports that lie there on {}; what a run of the day read may differ, and lastseen rebuild makes its reports again",
            plain(today)
        );
        line(out, "Read from", &text)
    }

    pub(super) fn write_last_listed(&self, out: &mut String) -> std::fmt::Result {
        let Some(LastListed { date, job, team }) = &self.last_listed else {
            return line(out, "Last listed", "by no run that is remembered");
        };
        let text = format!("{} by the job {job}, in team {team}", plain(*date));
        line(out, "Last listed", &text)
    }

    /// No value is told: it may be a name.
    pub(super) fn write_left_out(&self, out: &mut String) -> std::fmt::Result {
        if self.left_out.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nRows left out")?;
        for problem in &self.left_out {
            let source = &problem.source;
            let sheet = source.sheet.as_ref();
            let sheet = sheet.map_or_else(String::new, |sheet| format!(", sheet {sheet}"));
            let column = problem.column.as_ref();
            let column = column.map_or_else(String::new, |name| format!(", column {name}"));
            writeln!(
                out,
                "  {} export {}{sheet}, row {}{column}: {} {}",
                source.data_set.name(),
                source.file,
                problem.row,
                problem.code,
                problem.sentence
            )?;
        }
        Ok(())
    }
}
