//! `lastseen profile`: the import profiles there are, one to copy, one drafted from an export, one held against an export.

mod check;
mod draft;
pub(super) mod reading;

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{
    exit::Exit,
    table::{self, Column},
};
use crate::{
    ingest::profile::{self, Profile},
    model::{field::DataSet, text::did_you_mean},
};

#[derive(clap::Subcommand)]
pub enum ProfileCommand {
    /// List the built-in profiles and the service's own
    List,
    /// Print a profile, to copy it
    Show {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Look at an export and draft its profile: headings, columns, words, rows that are none
    ///
    /// No value of a column of names, ids, births or text is shown, nor any that stands in fewer than five rows. A phrase
    /// that holds a name and stands in five rows or more of a column of code words may be: look before you pass a draft on.
    Draft(draft::DraftArguments),
    /// Hold a profile against an export: unknown words, columns that nobody takes, the first rows as they are understood
    Check(check::CheckArguments),
}

pub fn profile(root: &Path, command: &ProfileCommand) -> Exit {
    match command {
        ProfileCommand::List => list(root),
        ProfileCommand::Show { name } => show(root, name),
        ProfileCommand::Draft(arguments) => draft::draft(root, arguments),
        ProfileCommand::Check(arguments) => check::check(root, arguments),
    }
}

/// The folder of the service's own profiles.
fn own_folder(root: &Path) -> PathBuf {
    root.join("jobs/profiles")
}

/// The names of the service's own profiles, in order.
fn own_names(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(own_folder(root)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_toml = path.extension().is_some_and(|ending| ending == "toml");
            is_toml.then(|| Some(path.file_stem()?.to_str()?.to_owned()))?
        })
        .collect();
    names.sort();
    names
}

/// The text of a profile by its name, or by its file, and the name that the settings know it by.
fn find(root: &Path, name: &str) -> Result<(String, String), Exit> {
    let as_file = Path::new(name);
    let file = match name.ends_with(".toml") && as_file.is_file() {
        true => as_file.to_owned(),
        false => own_folder(root).join(format!("{name}.toml")),
    };
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let stem = file.file_stem().unwrap_or_default();
            return Ok((stem.to_string_lossy().into_owned(), text));
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            complain!("error: {} cannot be read: {error}", file.display());
            return Err(Exit::SettingsInvalid);
        }
        Err(_) => {}
    }
    if let Some(text) = profile::built_in(name) {
        return Ok((name.to_owned(), text.to_owned()));
    }
    let mut known = own_names(root);
    known.extend(profile::built_in_names().map(str::to_owned));
    complain!(
        "error: there is no profile \"{name}\"{}; lastseen profile list names them all",
        did_you_mean(name, known.iter().map(String::as_str))
    );
    Err(Exit::BadCommandLine)
}

fn parsed(name: &str, text: &str) -> Result<Profile, Exit> {
    Profile::parse(name, text).map_err(|error| {
        let line = error
            .offset
            .map(|offset| text[..offset.min(text.len())].matches('\n').count() + 1);
        let place = line.map_or_else(String::new, |line| format!(", line {line}"));
        complain!("error: profile {name}{place}: {error}");
        Exit::SettingsInvalid
    })
}

fn list(root: &Path) -> Exit {
    let own = own_names(root);
    let row = |name: &str, text: &str, whose: &str| -> [String; 5] {
        match Profile::parse(name, text) {
            Ok(profile) => {
                let feeds = |set: &DataSet| profile.tables.iter().any(|table| table.feeds(*set));
                let sets: Vec<&str> = DataSet::ALL
                    .iter()
                    .filter(|set| feeds(set))
                    .map(|set| set.name())
                    .collect();
                let verified = if profile.is_verified { "yes" } else { "no" };
                [
                    name.to_owned(),
                    whose.to_owned(),
                    sets.join(", "),
                    verified.to_owned(),
                    profile.title,
                ]
            }
            Err(_) => [
                name.to_owned(),
                whose.to_owned(),
                String::new(),
                String::new(),
                "cannot be read; lastseen check says why".to_owned(),
            ],
        }
    };
    let built_in = profile::built_in_names().map(|name| {
        let whose = match own.iter().any(|own| own == name) {
            true => "built in, replaced",
            false => "built in",
        };
        row(name, profile::built_in(name).unwrap_or_default(), whose)
    });
    let of_the_service = own.iter().map(|name| {
        let text = std::fs::read_to_string(own_folder(root).join(format!("{name}.toml")));
        row(name, &text.unwrap_or_default(), "own")
    });
    let rows: Vec<[String; 5]> = built_in.chain(of_the_service).collect();
    table::print(
        [
            Column::Text("profile"),
            Column::Text("whose"),
            Column::Text("reads"),
            Column::Text("verified"),
            Column::Text("title"),
        ],
        &rows,
    );
    Exit::Done
}

fn show(root: &Path, name: &str) -> Exit {
    match find(root, name) {
        Ok((_, text)) => {
            say!("{}", text.trim_end());
            Exit::Done
        }
        Err(exit) => exit,
    }
}

/// What an option may say that an export holds: a data set by its name.
fn data_set() -> impl TypedValueParser<Value = DataSet> {
    PossibleValuesParser::new(DataSet::ALL.map(DataSet::name))
        .try_map(|name| DataSet::from_name(&name).ok_or("is no data set"))
}
