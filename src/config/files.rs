//! The settings files: those of a folder, or those that were kept of an earlier run; read once, and known by a digest.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use encoding_rs::WINDOWS_1252;
use sha2::{Digest as _, Sha256};

use super::problem::Problems;
use crate::model::text::hex;

/// A settings file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFile {
    /// Its path as the settings write it, from the root.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// The files, and what was read of them.
pub(super) struct Files {
    from: Source,
    digest: Sha256,
    read: Vec<SettingsFile>,
}

enum Source {
    Folder(PathBuf),
    Kept(BTreeMap<String, String>),
}

impl Files {
    /// The files below a folder.
    pub(super) fn below(root: &Path) -> Self {
        Self::new(Source::Folder(root.to_owned()))
    }

    /// Files that were kept.
    pub(super) fn kept(files: Vec<SettingsFile>) -> Self {
        let by_name = files.into_iter().map(|file| (file.name, file.text));
        Self::new(Source::Kept(by_name.collect()))
    }

    fn new(from: Source) -> Self {
        Self {
            from,
            digest: Sha256::new(),
            read: Vec::new(),
        }
    }

    /// Reads a file; what cannot be read is noted.
    pub(super) fn read(&mut self, name: &str, problems: &mut Problems) -> Option<String> {
        let text = match &self.from {
            Source::Folder(root) => {
                fs::read(root.join(name)).and_then(|bytes| decoded(name, bytes))
            }
            Source::Kept(files) => files.get(name).cloned().ok_or(ErrorKind::NotFound.into()),
        };
        match text {
            Ok(text) => {
                for part in [name, &text] {
                    self.digest.update(part.as_bytes());
                    self.digest.update([0]);
                }
                self.read.push(SettingsFile {
                    name: name.to_owned(),
                    text: text.clone(),
                });
                Some(text)
            }
            Err(error) => {
                let what = match error.kind() {
                    ErrorKind::NotFound => "the file is missing".to_owned(),
                    ErrorKind::InvalidData => "the file is not UTF-8 text".to_owned(),
                    _ => format!("the file cannot be read: {error}"),
                };
                problems.add(name, None, what);
                None
            }
        }
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, name: &str) -> bool {
        match &self.from {
            Source::Folder(root) => root.join(name).is_file(),
            Source::Kept(files) => files.contains_key(name),
        }
    }

    /// The jobs that have a file, by name.
    pub(super) fn jobs(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.from {
            Source::Folder(root) => fs::read_dir(root.join("jobs"))
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|entry| entry.file_name().into_string().ok())
                .collect(),
            Source::Kept(files) => files
                .keys()
                .filter_map(|name| name.strip_prefix("jobs/").map(str::to_owned))
                .collect(),
        };
        names.retain_mut(|name| match name.strip_suffix(".toml") {
            Some("service") | None => false,
            Some(stem) if stem.contains('/') => false,
            Some(stem) => {
                *name = stem.to_owned();
                true
            }
        });
        names.sort_unstable();
        names
    }

    /// The digest of everything that was read, in hexadecimal, and the files.
    pub(super) fn finish(self) -> (String, Vec<SettingsFile>) {
        (hex(&self.digest.finalize()), self.read)
    }
}

/// The text of a file. A table may be one that a spreadsheet has saved, in the letters of Windows.
fn decoded(name: &str, bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).or_else(|error| {
        if !name.ends_with(".csv") {
            return Err(ErrorKind::InvalidData.into());
        }
        let (text, _, _) = WINDOWS_1252.decode(error.as_bytes());
        Ok(text.into_owned())
    })
}
