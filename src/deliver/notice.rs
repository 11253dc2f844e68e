//! The notice to the administrator after a run that was not clean: what is the matter and what to do, no personal data.

use serde::Serialize;

use super::letter::{Bodies, bodies};

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The service's name.
    pub service: String,
    /// The job.
    pub job: String,
    /// The run date, as people write it.
    pub date: String,
    /// In one sentence, what came of the run.
    pub headline: String,
    /// What is the matter, a sentence each, with what to do.
    pub matters: Vec<String>,
    /// The handling marking.
    pub marking: String,
}

impl Notice {
    /// The mail's subject: fixed words, the job and the date.
    pub fn subject(&self) -> String {
        format!(
            "{}: lastseen needs you: {}, {}",
            self.marking, self.job, self.date
        )
    }
}

/// Fills in the templates.
///
/// # Errors
/// A fault in a template of ours.
pub fn compose(notice: &Notice) -> Result<Bodies, minijinja::Error> {
    bodies("notice", notice)
}
