//! The lines of `[inputs]` for what lies there.

use std::path::{Path, PathBuf};

use super::recognise::{Export, built_in, day_of, in_settings, recognise};
use crate::{
    cli::typed,
    ingest::{draft::quoted, profile::Profile},
    model::field::DataSet,
};

/// The lines of `[inputs]`, and what is to be said of them.
pub(super) struct Lines {
    pub(super) text: String,
    pub(super) remarks: Vec<String>,
    /// The service's own profiles that were drafted for it, by name.
    pub(super) profiles: Vec<(String, String)>,
}

/// Looks at what lies there and writes the lines for it.
pub(super) fn lines(root: &Path, paths: &[PathBuf]) -> Lines {
    let mut remarks = Vec::new();
    let mut exports: Vec<Export> = Vec::new();
    for path in paths.iter().flat_map(|path| places(root, path)) {
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
            for mut export in recognise(root, &file) {
                // Yesterday's file of the same kind.
                let is_older =
                    |known: &Export| known.pattern == export.pattern && known.file != export.file;
                if exports.iter().any(is_older) {
                    continue;
                }
                let mut drafts = exports.iter().filter_map(|known| known.draft.as_ref());
                if let Some(draft) = export.draft.as_mut()
                    && drafts.any(|known| known.name == draft.name)
                {
                    draft.name = format!("{}-{}", draft.name, exports.len());
                }
                exports.push(export);
            }
        }
    }
    for export in &exports {
        let others = exports.iter().filter(|other| other.file != export.file);
        let also = glob::Pattern::new(&export.pattern)
            .ok()
            .map(|pattern| others.filter(move |other| pattern.matches(&other.written)));
        remarks.extend(also.into_iter().flatten().map(|other| {
            format!(
                "the pattern {} takes in {} as well: name one of them otherwise, or write a narrower pattern",
                export.pattern,
                other.file.display()
            )
        }));
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
        text.push_str(&line(root, data_set, &exports, &folder, &mut remarks));
    }
    for export in exports.iter().filter(|export| export.data_set.is_none()) {
        text.push_str(&format!(
            "# what is this? {{ path = {} }}\n",
            quoted(&export.pattern)
        ));
        remarks.push(format!(
            "{}: nothing says what it holds; it stands as a comment in jobs/service.toml",
            export.file.display()
        ));
    }
    let drafts = exports.into_iter().filter_map(|export| export.draft);
    let profiles = drafts.map(|of| (of.name, of.draft.text)).collect();
    Lines {
        text,
        remarks,
        profiles,
    }
}

/// The line of a data set: of cases and visits there is always one, for the settings to be read.
fn line(
    root: &Path,
    data_set: DataSet,
    exports: &[Export],
    folder: &str,
    remarks: &mut Vec<String>,
) -> String {
    let name = data_set.name();
    let own: Vec<&Export> = exports
        .iter()
        .filter(|export| export.data_set == Some(data_set))
        .collect();
    let feeds = |export: &Export| {
        if let Some(of) = &export.draft {
            return of.draft.sets.contains(&data_set);
        }
        let profile = export.profile.and_then(built_in);
        // By the same rows: another table of the profile is another export.
        let brings = |profile: Profile| {
            let tables = profile.tables_for(DataSet::Cases);
            tables.iter().any(|table| table.feeds(data_set))
        };
        profile.is_some_and(brings)
    };
    if own.is_empty() {
        let slash = if folder.is_empty() { "" } else { "/" };
        let path = quoted(&format!("{folder}{slash}{name}_*.csv"));
        let example = format!("{name} = [{{ path = {path}, profile = \"canonical\" }}]");
        let is_fed = exports
            .iter()
            .any(|export| export.data_set == Some(DataSet::Cases) && feeds(export));
        let is_needed = data_set == DataSet::Cases || (data_set == DataSet::Visits && !is_fed);
        let has_headings =
            built_in("canonical").is_some_and(|of| !of.tables_for(data_set).is_empty());
        if !is_needed {
            return match has_headings {
                true => format!("# {example}   # if you have it\n"),
                false => String::new(),
            };
        }
        remarks.push(format!(
            "no export of {name} was found: name it in jobs/service.toml"
        ));
        return format!("{example}   # not found yet\n");
    }
    let mut text = format!("{name} = [\n");
    for export in own {
        let drafted = export.draft.as_ref();
        let profile = drafted
            .map(|of| of.name.as_str())
            .or(export.profile)
            .unwrap_or("canonical");
        text.push_str(&format!(
            "    {{ path = {}, profile = \"{profile}\" }},",
            quoted(&export.pattern)
        ));
        if let Some(of) = drafted {
            text.push_str("   # drafted: look at it");
            remarks.push(format!(
                "{}: {name}; a profile was drafted for it, {}: look at each line, then\n  lastseen --root {} profile check {profile} {}",
                export.file.display(),
                root.join("jobs/profiles").join(format!("{profile}.toml")).display(),
                typed(root),
                typed(&export.file)
            ));
            remarks.extend(
                of.draft
                    .decide
                    .iter()
                    .map(|question| format!("  to be decided: {question}")),
            );
        } else if export.profile.is_none() {
            text.push_str(
                "   # no built-in profile reads it: lastseen profile draft, and its name here",
            );
            remarks.push(format!(
                "{}: taken for {name} by its name, and no built-in profile reads it; begin one with\n  lastseen profile draft {} --as {name} -o {}\nand put its NAME into jobs/service.toml",
                export.file.display(),
                typed(&export.file),
                typed(&root.join("jobs/profiles/NAME.toml"))
            ));
        } else {
            let what = match name {
                "lookups" => "lookups (what cases and visits are joined with)",
                name => name,
            };
            remarks.push(format!(
                "{}: {what}, read by the profile {profile}",
                export.file.display()
            ));
        }
        if let Some((rejected, read)) = export.left_out {
            remarks.push(format!(
                "  {rejected} of its {read} rows cannot be read yet, so a run would refuse it; which words are not known:\n  lastseen --root {} profile check {profile} {}",
                typed(root),
                typed(&export.file)
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

/// The files of a pattern that somebody gives, or the one place.
fn places(root: &Path, path: &Path) -> Vec<PathBuf> {
    let place = place(root, path);
    let found = place.to_str().and_then(|pattern| glob::glob(pattern).ok());
    let found: Vec<PathBuf> = found.into_iter().flatten().flatten().collect();
    match place.exists() || found.is_empty() {
        true => vec![place],
        false => found,
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
