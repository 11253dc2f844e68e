//! Which file is which: each export with the data set and the built-in profile that can read it.

use std::path::{Path, PathBuf};

use chrono_tz::Tz;

use super::quoted;
use crate::{
    clock,
    ingest::{
        self, Precedent, Yardstick, dates,
        profile::{self, Profile},
        settings::{Gate, IngestSettings, Input, Reaction, WorkbookReader},
    },
    model::{field::DataSet, input::InputReport, remembered::Remembered},
};

/// The lines of `[inputs]`, and what is to be said of them.
pub(super) struct Lines {
    pub(super) text: String,
    pub(super) remarks: Vec<String>,
}

/// A file, what it seems to hold, and the profile that can read it.
struct Export {
    data_set: Option<DataSet>,
    profile: Option<&'static str>,
    /// As the settings write it.
    pattern: String,
    shown: String,
}

/// Words in the names of files, and the data set that they are for.
const HINTS: [(&str, DataSet); 11] = [
    ("visit", DataSet::Visits),
    ("contact", DataSet::Visits),
    ("rating", DataSet::Ratings),
    ("rag", DataSet::Ratings),
    ("worker", DataSet::Workers),
    ("staff", DataSet::Workers),
    ("alias", DataSet::Aliases),
    ("merge", DataSet::Aliases),
    ("case", DataSet::Cases),
    ("plan", DataSet::Cases),
    ("involvement", DataSet::Cases),
];

/// Looks at what lies there and writes the lines for it.
pub(super) fn lines(root: &Path, paths: &[PathBuf]) -> Lines {
    let mut remarks = Vec::new();
    let mut exports: Vec<Export> = Vec::new();
    for path in paths {
        let path = place(root, path);
        let is_file = path.is_file() || !path.is_dir() && path.extension().is_some();
        let files = match is_file {
            true => vec![path.clone()],
            false => files_in(&path),
        };
        if !path.exists() {
            remarks.push(format!("{} is not there yet", path.display()));
        } else if files.is_empty() {
            remarks.push(format!(
                "{} holds no export yet (.csv, .xlsx, .xls, .ods)",
                path.display()
            ));
        }
        for file in files {
            let export = recognise(root, &file);
            // Yesterday's file of the same kind.
            if !exports.iter().any(|known| known.pattern == export.pattern) {
                exports.push(export);
            }
        }
    }
    let folder = paths.first().map(|path| place(root, path));
    let folder = folder.map_or_else(String::new, |path| {
        let folder = if path.is_dir() || path.extension().is_none() {
            Some(path.as_path())
        } else {
            path.parent()
        };
        folder.map_or_else(String::new, |folder| in_settings(root, folder))
    });
    let mut text = String::new();
    for data_set in DataSet::ALL {
        text.push_str(&line(data_set, &exports, &folder, &mut remarks));
    }
    for export in exports.iter().filter(|export| export.data_set.is_none()) {
        text.push_str(&format!(
            "# what is this? {{ path = {} }}\n",
            quoted(&export.pattern)
        ));
        remarks.push(format!(
            "{}: nothing says what it holds; it stands as a comment in jobs/service.toml",
            export.shown
        ));
    }
    Lines { text, remarks }
}

/// The line of a data set: of cases and visits there is always one, for the settings to be read.
fn line(data_set: DataSet, exports: &[Export], folder: &str, remarks: &mut Vec<String>) -> String {
    let name = data_set.name();
    let own: Vec<&Export> = exports
        .iter()
        .filter(|export| export.data_set == Some(data_set))
        .collect();
    let feeds = |export: &Export| {
        let profile = export.profile.and_then(built_in);
        profile.is_some_and(|profile| !profile.tables_for(data_set).is_empty())
    };
    if own.is_empty() {
        let slash = if folder.is_empty() { "" } else { "/" };
        let path = quoted(&format!("{folder}{slash}{name}_*.csv"));
        let example = format!("{name} = [{{ path = {path}, profile = \"canonical\" }}]");
        let is_fed = exports
            .iter()
            .any(|export| export.data_set == Some(DataSet::Cases) && feeds(export));
        let is_needed = data_set == DataSet::Cases || (data_set == DataSet::Visits && !is_fed);
        if !is_needed {
            return format!("# {example}   # if you have it\n");
        }
        remarks.push(format!(
            "no export of {name} was found: name it in jobs/service.toml"
        ));
        return format!("{example}   # not found yet\n");
    }
    let mut text = format!("{name} = [\n");
    for export in own {
        let profile = export.profile.unwrap_or("canonical");
        text.push_str(&format!(
            "    {{ path = {}, profile = \"{profile}\" }},",
            quoted(&export.pattern)
        ));
        if export.profile.is_none() {
            text.push_str(
                "   # no built-in profile reads it: lastseen profile draft, and its name here",
            );
            remarks.push(format!(
                "{}: taken for {name} by its name, and no built-in profile reads it; begin one with\n  lastseen profile draft {} --as {name} -o jobs/profiles/NAME.toml\nand put its NAME into jobs/service.toml",
                export.shown, export.shown
            ));
        } else {
            remarks.push(format!(
                "{}: {name}, read by the profile {profile}",
                export.shown
            ));
        }
        text.push('\n');
    }
    text.push_str("]\n");
    text
}

/// Where a path leads: from where the user stands, else from the new root.
fn place(root: &Path, path: &Path) -> PathBuf {
    let below = root.join(path);
    match path.exists() || !below.exists() && path.is_absolute() {
        true => path.to_owned(),
        false => below,
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let is_export = |path: &PathBuf| {
        let ending = path.extension().map(|ending| ending.to_string_lossy());
        let ending = ending.map(|ending| ending.to_lowercase());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kinds = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"];
        ending.is_some_and(|ending| kinds.contains(&ending.as_str()))
            && !name.starts_with(['.', '~'])
            && path.is_file()
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(is_export)
        .collect();
    // The newest of a kind is the one that is looked at.
    files.sort_by_key(|path| std::cmp::Reverse(day_of(path)));
    files
}

fn day_of(path: &Path) -> Option<chrono::NaiveDate> {
    dates::in_file_name(&path.file_name()?.to_string_lossy())
}

fn recognise(root: &Path, file: &Path) -> Export {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let folder = file.parent().map(|folder| in_settings(root, folder));
    let pattern = match folder.filter(|folder| !folder.is_empty()) {
        Some(folder) => format!("{folder}/{}", pattern_of(&name)),
        None => pattern_of(&name),
    };
    let lower = name.to_lowercase();
    let hint = HINTS.iter().find(|(word, _)| lower.contains(word));
    let hint = hint.map(|(_, data_set)| *data_set);
    let found = best_fit(root, file, hint);
    Export {
        data_set: found.map(|(data_set, _)| data_set).or(hint),
        profile: found.map(|(_, profile)| profile),
        pattern,
        shown: file.display().to_string(),
    }
}

/// A name with a star where its date stands: tomorrow's file is another. Signs of patterns in a name are its own.
fn pattern_of(name: &str) -> String {
    let escaped = glob::Pattern::escape(name);
    let Some(date) = dates::in_file_name(name) else {
        return escaped;
    };
    let forms = [
        "%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%Y.%m.%d", "%d-%m-%Y", "%d%m%Y", "%d_%m_%Y", "%d.%m.%Y",
    ];
    let mut forms = forms.map(|form| date.format(form).to_string()).into_iter();
    let (stem, ending) = escaped.rsplit_once('.').unwrap_or((&escaped, ""));
    let found = forms.find_map(|form| stem.split_once(&form));
    found.map_or(escaped.clone(), |(before, _)| format!("{before}*.{ending}"))
}

/// A folder as the settings write it: from the root where it lies below it, with slashes.
fn in_settings(root: &Path, folder: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| whole(path));
    let (root, folder) = (real(root), real(folder));
    let shown = folder.strip_prefix(&root).unwrap_or(&folder);
    let shown = shown.to_string_lossy().replace('\\', "/");
    glob::Pattern::escape(&shown)
}

fn built_in(name: &str) -> Option<Profile> {
    Profile::parse(name, profile::built_in(name)?).ok()
}

/// The data set and the profile by which most rows of a file can be read; of equal ones those that take most of its
/// columns, then what its name says.
fn best_fit(root: &Path, file: &Path, hint: Option<DataSet>) -> Option<(DataSet, &'static str)> {
    let mut best: Option<((u64, usize, bool), DataSet, &'static str)> = None;
    for name in profile::built_in_names() {
        let Some(profile) = built_in(name) else {
            continue;
        };
        for data_set in DataSet::ALL {
            if profile.tables_for(data_set).is_empty() {
                continue;
            }
            let Some((rows, columns)) = taken(root, file, data_set, &profile) else {
                continue;
            };
            let merit = (rows, columns, hint == Some(data_set));
            if best.as_ref().is_none_or(|(known, ..)| merit > *known) {
                best = Some((merit, data_set, name));
            }
        }
    }
    best.map(|(_, data_set, name)| (data_set, name))
}

/// How many rows and columns a profile takes, where it takes most of the rows.
fn taken(root: &Path, file: &Path, data_set: DataSet, profile: &Profile) -> Option<(u64, usize)> {
    let date = day_of(file).unwrap_or_else(|| clock::today(Tz::Europe__London));
    let path = std::path::absolute(file).ok()?;
    let settings = IngestSettings {
        root: root.to_owned(),
        inputs: vec![Input {
            data_set,
            pattern: path.to_str()?.to_owned(),
            profile: profile.clone(),
            sheet: None,
        }],
        kept: None,
        factors: Default::default(),
        gate: Gate {
            max_rejected: 1.0,
            orphans: Reaction::Off,
            settle: std::time::Duration::ZERO,
            ..Gate::default()
        },
        workbooks: WorkbookReader::Apart(crate::cli::this_program()),
        timezone: Tz::Europe__London,
        date,
    };
    let yardstick = Yardstick {
        date,
        now: None,
        past: &|_: &InputReport| Precedent::default(),
        remembered: &Remembered::default(),
    };
    let read = ingest::read_exports(&settings, &yardstick, &ingest::Unwatched);
    let inputs = match &read {
        Ok(intake) => &intake.reading.inputs,
        Err(refused) => &refused.inputs,
    };
    let input = inputs.first()?;
    let rows = input.rows;
    let takes_most = rows.accepted > 0 && rows.accepted >= rows.rejected;
    takes_most.then_some((rows.accepted, input.layout.mapped.len()))
}
