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

/// Problems as they are found, and the keys that were asked for.
#[derive(Default)]
pub(super) struct Problems {
    found: Vec<SettingsProblem>,
    known: Vec<String>,
}

impl Problems {
    /// Adds one.
    pub(super) fn add(&mut self, file: &str, line: Option<usize>, message: String) {
        self.found.push(SettingsProblem {
            file: file.to_owned(),
            line,
            message,
        });
    }

    /// All of them, file by file in the order of their lines.
    pub(super) fn into_inner(mut self) -> Vec<SettingsProblem> {
        self.found
            .sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        self.found
    }

    /// Notes a key that can stand in a file.
    pub(super) fn know(&mut self, key: String) {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
    }

    /// Every key that was asked for, in that order.
    pub(super) fn into_known(self) -> Vec<String> {
        self.known
    }
}
