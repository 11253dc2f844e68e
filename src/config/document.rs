//! A TOML file read key by key: every unknown key, wrong type and bad value is noted with its line, not only the first.
//!
//! Each value is read by serde; the walk over the keys is ours, because serde stops at the first error.

use serde::{Deserialize, de::IntoDeserializer};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::problem::Problems;
use crate::model::text::{backslash_hint, did_you_mean};

/// Parses a file and hands its top table to `read`.
pub(super) fn walk(
    name: &str,
    text: &str,
    problems: &mut Problems,
    read: impl FnOnce(&mut Section<'_, '_>),
) {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = error.span().map(|span| line_of(text, span.start));
        let shown = line.and_then(|line| text.lines().nth(line - 1));
        let hint = shown.map_or("", backslash_hint);
        problems.add(name, line, format!("{}{hint}", error.message()));
    }
    if !errors.is_empty() {
        return;
    }
    let mut section = Section::new(name, text, String::new(), document.get_ref(), problems);
    read(&mut section);
    section.finish();
}

/// The line of a byte offset, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The line of a key in a table of a file that was read before, or of nothing.
pub(super) fn line_in(text: &str, table: &[&str], key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut within = document.get_ref();
    for name in table {
        within = match within.get(*name)?.get_ref() {
            DeValue::Table(table) => table,
            _ => return None,
        };
    }
    Some(line_of(text, within.get(key)?.span().start))
}

/// One table of a file.
pub(super) struct Section<'d, 'p> {
    file: &'d str,
    text: &'d str,
    /// The table's name with a trailing dot, empty at the top.
    path: String,
    table: &'d DeTable<'d>,
    asked: Vec<&'static str>,
    /// Whether it is one of several of its kind, whose keys are no settings of their own.
    is_one_of_many: bool,
    problems: &'p mut Problems,
}

impl<'d, 'p> Section<'d, 'p> {
    fn new(
        file: &'d str,
        text: &'d str,
        path: String,
        table: &'d DeTable<'d>,
        problems: &'p mut Problems,
    ) -> Self {
        Self {
            file,
            text,
            path,
            table,
            asked: Vec::new(),
            is_one_of_many: false,
            problems,
        }
    }

    fn find(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Whether a key is there.
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    /// The line of a key, or of nothing.
    pub(super) fn line(&self, key: &str) -> Option<usize> {
        self.table
            .get(key)
            .map(|value| line_of(self.text, value.span().start))
    }

    /// Notes a problem with a key.
    pub(super) fn note(&mut self, key: &str, message: &str) {
        let line = self.line(key);
        let message = format!("{}{key} {message}", self.path);
        self.problems.add(self.file, line, message);
    }

    /// A text that is shown where long ones have no room; `expected` ends the sentence "must be …".
    pub(super) fn short_text(
        &mut self,
        key: &'static str,
        expected: &str,
        longest: usize,
    ) -> Option<String> {
        let text: String = self.value(key, expected)?;
        let length = text.chars().count();
        if length > longest {
            let message =
                format!("has {length} characters, and at most {longest} can be shown; shorten it");
            self.note(key, &message);
        }
        Some(text)
    }

    /// A value of some type; `expected` ends the sentence "must be …".
    pub(super) fn value<T: for<'a> Deserialize<'a>>(
        &mut self,
        key: &'static str,
        expected: &str,
    ) -> Option<T> {
        let value = self.find(key)?;
        match T::deserialize(value.clone().into_deserializer()) {
            Ok(read) => Some(read),
            Err(_) => {
                let found = value.get_ref().type_str();
                self.note(
                    key,
                    &format!("must be {expected}, not {}", with_article(found)),
                );
                None
            }
        }
    }

    /// A text that `read` understands; `expected` ends the sentence "must be …".
    pub(super) fn parsed<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text: String = self.value(key, expected)?;
        let parsed = read(&text);
        if parsed.is_none() {
            self.note(key, &format!("must be {expected}, not \"{text}\""));
        }
        parsed
    }

    /// A text that must be one of some words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let expected = format!("one of {}", names.join(", "));
        let text: String = self.value(key, &expected)?;
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let hint = did_you_mean(&text, names.iter().copied());
            self.note(key, &format!("must be {expected}, not \"{text}\"{hint}"));
        }
        found.map(|(_, choice)| *choice)
    }

    /// Reads a table below this one, where it is there.
    pub(super) fn section<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'d, '_>) -> T,
    ) -> Option<T> {
        let value = self.find(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.note(key, &format!("must be a table ([{}{key}])", self.path));
            return None;
        };
        let path = format!("{}{key}.", self.path);
        let mut section = Section::new(self.file, self.text, path, table, self.problems);
        let read = read(&mut section);
        section.finish();
        Some(read)
    }

    /// Reads each table of an array of tables.
    pub(super) fn sections<T>(
        &mut self,
        key: &'static str,
        example: &str,
        mut read: impl FnMut(&mut Section<'d, '_>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let tables: Option<Vec<&DeTable<'_>>> = value
            .get_ref()
            .as_array()
            .and_then(|array| array.iter().map(|item| item.get_ref().as_table()).collect());
        let Some(tables) = tables else {
            self.note(key, &format!("must be a list of tables, such as {example}"));
            return Vec::new();
        };
        let path = format!("{}{key}.", self.path);
        tables
            .into_iter()
            .map(|table| {
                let mut section =
                    Section::new(self.file, self.text, path.clone(), table, self.problems);
                section.is_one_of_many = true;
                let read = read(&mut section);
                section.finish();
                read
            })
            .collect()
    }

    /// Reads each table below a table of this one, by name: `[KEY.NAME]`.
    pub(super) fn named_sections<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&str, &mut Section<'d, '_>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.note(
                key,
                &format!("must hold tables ([{}{key}.NAME])", self.path),
            );
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in table {
            let Some(table) = value.get_ref().as_table() else {
                self.note(
                    key,
                    &format!("must hold tables ([{}{key}.NAME])", self.path),
                );
                continue;
            };
            let path = format!("{}{key}.{}.", self.path, name.get_ref());
            let mut section = Section::new(self.file, self.text, path, table, self.problems);
            section.is_one_of_many = true;
            found.push(read(name.get_ref(), &mut section));
            section.finish();
        }
        found
    }

    /// The line on which the table's first key stands.
    pub(super) fn first_line(&self) -> Option<usize> {
        self.table
            .keys()
            .map(|key| line_of(self.text, key.span().start))
            .min()
    }

    /// Notes a problem with the table as a whole.
    pub(super) fn note_table(&mut self, message: &str) {
        let line = self.first_line();
        let path = self.path.trim_end_matches('.');
        let message = if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        };
        self.problems.add(self.file, line, message);
    }

    /// Notes every key that nobody asked for.
    fn finish(self) {
        for key in self.asked.iter().filter(|_| !self.is_one_of_many) {
            self.problems.know(format!("{}{key}", self.path));
        }
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(&name) {
                let line = line_of(self.text, key.span().start);
                let hint = did_you_mean(name, self.asked.iter().copied());
                let message = format!("unknown key \"{}{name}\"{hint}", self.path);
                self.problems.add(self.file, Some(line), message);
            }
        }
    }
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}
