//! One thing wrong with the settings, and where.

use std::fmt;

use serde::Serialize;

/// What is wrong, where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingsProblem {
    /// The file, from the root.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Problems as they are found.
#[derive(Default)]
pub(super) struct Problems(Vec<SettingsProblem>);

impl Problems {
    /// Adds one.
    pub(super) fn add(&mut self, file: &str, line: Option<usize>, message: String) {
        self.0.push(SettingsProblem {
            file: file.to_owned(),
            line,
            message,
        });
    }

    /// All of them, file by file in the order of their lines.
    pub(super) fn into_inner(mut self) -> Vec<SettingsProblem> {
        self.0
            .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        self.0
    }
}
