//! Every setting with its value and where that comes from: a file and its line, or the default.

use super::{
    Files, Settings, SettingsFile,
    document::line_in,
    job,
    problem::Problems,
    service::{self, FILE},
};

use crate::model::calendar::Holidays;

/// What holds where `jobs/service.toml` says nothing.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// The same for a job's file.
pub const JOB_DEFAULTS: &str = "catch_up = \"12h\"\non_holiday = \"run\"\n";

/// Defaults that are no single value.
const IN_WORDS: [(&str, &str); 2] = [
    (
        "gate.row_cap",
        "\"refuse\" at the most rows that a sheet can have, \"warn\" at round numbers of them",
    ),
    ("mail.port", "587, or 465 with tls = \"implicit\""),
];

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shown {
    /// Its key, with the tables that it stands in.
    pub key: String,
    /// Its value as TOML writes it; none where nothing is set and there is no default.
    pub value: Option<String>,
    /// The file that says so; none for a default.
    pub file: Option<String>,
    /// The line in it.
    pub line: Option<usize>,
}

/// The settings of one file.
struct Page<'a> {
    file: &'a str,
    text: &'a str,
    defaults: &'a str,
    /// Every key that can stand in it.
    known: Vec<String>,
}

impl Settings {
    /// What all jobs share.
    pub fn shown(&self) -> Vec<Shown> {
        let page = Page {
            file: FILE,
            text: self.text_of(FILE),
            defaults: DEFAULTS,
            known: known_keys(),
        };
        page.shown()
    }

    /// What one job's file sets.
    pub fn shown_of_job(&self, name: &str) -> Vec<Shown> {
        let file = format!("jobs/{name}.toml");
        let page = Page {
            file: &file,
            text: self.text_of(&file),
            defaults: JOB_DEFAULTS,
            known: known_keys_of_a_job(),
        };
        page.shown()
    }

    fn text_of(&self, name: &str) -> &str {
        let file = self.files.iter().find(|file| file.name == name);
        file.map_or("", |file| &file.text)
    }
}

/// Every key that `jobs/service.toml` can have: those that are asked for where all of its tables are there.
pub fn known_keys() -> Vec<String> {
    let (mut files, mut problems) = (kept(FILE, DEFAULTS), Problems::default());
    service::load(".".as_ref(), &mut files, &mut problems);
    problems.into_known()
}

fn known_keys_of_a_job() -> Vec<String> {
    let (mut files, mut problems) = (kept("jobs/job.toml", JOB_DEFAULTS), Problems::default());
    job::load_all(&Holidays::default(), &mut files, &mut problems);
    problems.into_known()
}

fn kept(name: &str, text: &str) -> Files {
    Files::kept(vec![SettingsFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }])
}

impl Page<'_> {
    fn shown(&self) -> Vec<Shown> {
        let [own, defaults] = [self.text, self.defaults].map(|text| {
            // It was read before; the program's own page is read by a test.
            text.parse::<toml::Table>().unwrap_or_default()
        });
        let is_table = |key: &str| {
            let within = format!("{key}.");
            self.known.iter().any(|other| other.starts_with(&within))
        };
        let keys = self.known.iter().filter(|key| !is_table(key));
        keys.map(|key| self.setting(key, &own, &defaults)).collect()
    }

    fn setting(&self, key: &str, own: &toml::Table, defaults: &toml::Table) -> Shown {
        let path: Vec<&str> = key.split('.').collect();
        let (value, file) = match find(own, &path) {
            Some(value) => (Some(in_toml(key, value)), Some(self.file.to_owned())),
            None => (find(defaults, &path).map(|value| in_toml(key, value)), None),
        };
        let in_words = IN_WORDS.iter().find(|(known, _)| *known == key);
        let line = path.split_last().and_then(|(name, tables)| {
            file.as_ref()?;
            line_in(self.text, tables, name)
        });
        Shown {
            key: key.to_owned(),
            value: value.or(in_words.map(|(_, words)| (*words).to_owned())),
            file,
            line,
        }
    }
}

fn find<'a>(table: &'a toml::Table, path: &[&str]) -> Option<&'a toml::Value> {
    let (name, rest) = path.split_first()?;
    let value = table.get(*name)?;
    match rest {
        [] => Some(value),
        rest => find(value.as_table()?, rest),
    }
}

/// A value on one line. Of a command only the program is told: its arguments may be secrets.
fn in_toml(key: &str, value: &toml::Value) -> String {
    let is_command = key.starts_with("hooks.on_") || key == "mail.token_command";
    match (is_command, value) {
        (true, toml::Value::Array(command)) if command.len() > 1 => {
            format!("[{}, ...]", command[0])
        }
        _ => value.to_string().replace('\n', " "),
    }
}
