//! Finding tonight's file: a path or a glob, newest by the date in the name, then by the time it was written.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::input::ExportFile;

use super::{
    dates,
    refusal::Trouble,
    settings::{IngestSettings, Input},
};

/// The file that an input line means tonight.
#[derive(Clone, Debug)]
pub struct Located {
    /// Where it is.
    pub path: PathBuf,
    /// Its name without the folder.
    pub name: String,
    /// The path as reports and messages show it: from the root, where it lies below it.
    pub shown: String,
    /// The date that its name states.
    pub export_date: Option<NaiveDate>,
    /// When it was last written.
    pub modified: Option<SystemTime>,
    /// Other files of its date that the pattern matches: nobody can know which of them was meant.
    pub rivals: Vec<String>,
}

impl Located {
    /// The day that the file is of: by its name, else by when it was written.
    pub fn day(&self) -> Option<NaiveDate> {
        let written = self.modified.map(DateTime::<Utc>::from);
        self.export_date.or(written.map(|at| at.date_naive()))
    }
}

/// The file of a line: of those to be read where they are given, else the newest that there is.
///
/// # Errors
/// As those of [`locate`].
pub fn file_of(input: &Input, settings: &IngestSettings) -> Result<Located, Trouble> {
    let Some(kept) = &settings.kept else {
        return locate(&settings.root, &input.pattern);
    };
    kept.iter()
        .find(|file| file.data_set == input.data_set && file.pattern == input.pattern)
        .map(kept_file)
        .ok_or_else(|| Trouble::NotFound {
            folder: folder_of(&input.pattern),
        })
}

fn kept_file(file: &ExportFile) -> Located {
    let name = Path::new(&file.shown).file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    Located {
        path: file.path.clone(),
        export_date: dates::in_file_name(&name),
        name,
        shown: file.shown.clone(),
        modified: file.modified,
        rivals: file.rivals.clone(),
    }
}

/// Finds the newest file of a pattern under `root`.
///
/// # Errors
/// Nothing matches, or what matches is no ordinary file.
pub fn locate(root: &Path, pattern: &str) -> Result<Located, Trouble> {
    let not_found = || Trouble::NotFound {
        folder: folder_of(pattern),
    };
    // A file of this very name is no pattern, whatever signs stand in it: `visits [final].csv`.
    let paths: Vec<PathBuf> = if root.join(pattern).is_file() {
        vec![root.join(pattern)]
    } else {
        // Brackets may be a pattern's or a name's: `visits_*[final].csv`.
        let mut paths = matches(root, pattern)?;
        if pattern.contains('[') {
            let brackets = |sign: char| match sign {
                '[' => "[[]".to_owned(),
                ']' => "[]]".to_owned(),
                sign => sign.to_string(),
            };
            let of_names: String = pattern.chars().map(brackets).collect();
            paths.extend(matches(root, &of_names)?);
            paths.sort_unstable();
            paths.dedup();
        }
        paths
    };
    let mut files: Vec<Located> = paths
        .into_iter()
        .filter(|path| !is_unfinished(path))
        .map(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let modified = path
                .metadata()
                .and_then(|metadata| metadata.modified())
                .ok();
            Located {
                export_date: dates::in_file_name(&name),
                shown: path
                    .strip_prefix(root)
                    .unwrap_or(&path)
                    .display()
                    .to_string(),
                path,
                name,
                modified,
                rivals: Vec::new(),
            }
        })
        .collect();
    // Of one day the file that is not called a copy, then the one written last.
    files.sort_by(|a, b| {
        let key = |file: &Located| (file.export_date, !is_set_aside(&file.name), file.modified);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    let mut newest = files.pop().ok_or_else(not_found)?;
    let rivals = files.into_iter().filter(|file| file.day() == newest.day());
    newest.rivals = rivals.map(|file| file.shown).collect();
    let metadata = newest.path.metadata().map_err(|_| not_found())?;
    if metadata.is_dir() {
        return Err(Trouble::NotAFile { kind: "a folder" });
    }
    if !metadata.is_file() {
        return Err(Trouble::NotAFile {
            kind: "a pipe or device",
        });
    }
    Ok(newest)
}

fn matches(root: &Path, pattern: &str) -> Result<Vec<PathBuf>, Trouble> {
    let full = glob::Pattern::escape(&root.to_string_lossy());
    let full = Path::new(&full).join(pattern);
    let found = glob::glob(&full.to_string_lossy()).map_err(|error| Trouble::Unreadable {
        cause: format!("bad pattern: {}", error.msg),
    })?;
    Ok(found.filter_map(Result::ok).collect())
}

fn folder_of(pattern: &str) -> String {
    match Path::new(pattern).parent() {
        Some(folder) if folder != Path::new("") => folder.display().to_string(),
        _ => "the root folder".to_owned(),
    }
}

/// Whether a name says that the file is a copy or was put aside: `visits - Copy.csv`, `visits OLD.csv`.
fn is_set_aside(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|ch: char| !ch.is_alphanumeric());
    words.any(|word| matches!(word, "copy" | "old" | "backup" | "bak"))
}

/// A file that is still being copied, or Excel's own lock file.
fn is_unfinished(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    name.starts_with("~$")
        || name.starts_with('.')
        || [".tmp", ".part", ".partial", ".crdownload", ".filepart"]
            .iter()
            .any(|ending| name.ends_with(ending))
}
