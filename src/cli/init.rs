//! `lastseen init`: the settings of a new service, written once and with comments that teach.

mod exports;
pub(super) mod recognise;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::exit::Exit;
use crate::{
    config::Settings, deliver::address::is_domain, ingest::draft::quoted, sample::SAMPLE_JOBS,
};

#[derive(clap::Args)]
pub struct InitArguments {
    /// The folder that jobs/ is made in
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The service's name, as workbooks and letters show it
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The one domain that mail may go to, such as example.gov.uk
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Where the exports lie: a folder, or files
    #[arg(long, value_name = "PATH", num_args = 1..)]
    exports: Vec<PathBuf>,
}

const SERVICE: &str = include_str!("init/service.toml");
const RECIPIENTS: &str = include_str!("init/recipients.csv");

pub fn init(arguments: &InitArguments) -> Exit {
    asked(arguments).unwrap_or_else(|exit| exit)
}

fn asked(arguments: &InitArguments) -> Result<Exit, Exit> {
    let folder = &arguments.folder;
    if folder.join("jobs").symlink_metadata().is_ok() {
        complain!(
            "error: {} is there already and is left as it is; name another folder, or change the settings in it",
            folder.join("jobs").display()
        );
        return Err(Exit::BadCommandLine);
    }
    let answers = Answers::of(arguments)?;
    let inputs = exports::lines(folder, &answers.exports);
    let service = SERVICE
        .replace("{name}", &quoted(&answers.name))
        .replace("{inputs}", &inputs.text)
        .replace("{domain}", &answers.domain);
    let recipients = RECIPIENTS.replace("{domain}", &answers.domain);
    let files = [
        ("jobs/service.toml", service.as_str()),
        ("jobs/recipients.csv", &recipients),
    ];
    let profiles = inputs
        .profiles
        .iter()
        .map(|(name, text)| (format!("jobs/profiles/{name}.toml"), text.as_str()));
    let files = files
        .into_iter()
        .chain(SAMPLE_JOBS)
        .map(|(name, text)| (name.to_owned(), text));
    for (name, text) in files.chain(profiles) {
        write_new(folder, &name, text).map_err(|error| {
            complain!(
                "error: failed to write {}: {error}",
                folder.join(&name).display()
            );
            Exit::Storage
        })?;
        say!("{}", folder.join(name).display());
    }
    for remark in &inputs.remarks {
        say!("{remark}");
    }
    // A fault of ours, if ever: settings that were just written can be read.
    Settings::load(folder).map_err(|problems| super::refuse(&problems))?;
    say!(
        "nobody gets anything yet: name the readers in jobs/recipients.csv, then ask what is still missing:"
    );
    say!("  lastseen --root {} check", super::typed(folder));
    Ok(Exit::Done)
}

/// What the settings are made from.
struct Answers {
    name: String,
    domain: String,
    exports: Vec<PathBuf>,
}

/// One thing to be known: its option, what it is, and what is wrong with an answer.
type Question = (
    &'static str,
    &'static str,
    fn(&str) -> Result<(), &'static str>,
);

const NAME: Question = (
    "--name",
    "the service's name, as workbooks and letters show it",
    |name| match name.chars().count() {
        _ if name.chars().any(char::is_control) => Err("holds a sign that cannot be shown"),
        0 => Err("is blank"),
        151.. => Err("has more than the 150 characters that can be shown"),
        _ => Ok(()),
    },
);
const DOMAIN: Question = (
    "--domain",
    "the one domain that mail may go to, such as example.gov.uk",
    |domain| match is_domain(domain) && domain.contains('.') {
        true => Ok(()),
        false => Err("is no plain domain such as example.gov.uk"),
    },
);
const EXPORTS: Question = (
    "--exports",
    "where the exports lie: a folder, or a file",
    |path| match path.is_empty() {
        true => Err("is blank"),
        false => Ok(()),
    },
);

impl Answers {
    /// The options, and on a terminal the answers to what they leave open.
    fn of(arguments: &InitArguments) -> Result<Self, Exit> {
        let given = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
        let (name, domain) = (given(&arguments.name), given(&arguments.domain));
        let missing: Vec<Question> = [
            (NAME, name.is_none()),
            (DOMAIN, domain.is_none()),
            (EXPORTS, arguments.exports.is_empty()),
        ]
        .into_iter()
        .filter_map(|(question, is_open)| is_open.then_some(question))
        .collect();
        for ((option, _, check), text) in [(NAME, &name), (DOMAIN, &domain)] {
            if let Some(Err(what)) = text.as_deref().map(check) {
                complain!("error: what follows {option} {what}");
                return Err(Exit::BadCommandLine);
            }
        }
        if !missing.is_empty() && !io::stdin().is_terminal() {
            for (option, what, _) in missing {
                complain!("error: {option} is missing: {what}");
            }
            complain!("there is no terminal to ask on, so nothing was written");
            return Err(Exit::BadCommandLine);
        }
        let mut answers = Self {
            name: name.unwrap_or_default(),
            domain: domain.unwrap_or_default(),
            exports: arguments.exports.clone(),
        };
        for (option, what, check) in missing {
            let answer = ask(what, check)?;
            match option {
                "--name" => answers.name = answer,
                "--domain" => answers.domain = answer,
                _ => answers.exports = vec![PathBuf::from(answer)],
            }
        }
        Ok(answers)
    }
}

/// Asks until there is an answer that will do.
fn ask(what: &str, check: fn(&str) -> Result<(), &'static str>) -> Result<String, Exit> {
    let mut lines = io::stdin().lock().lines();
    loop {
        let _ = write!(io::stderr(), "{what}: ");
        let Some(Ok(line)) = lines.next() else {
            complain!("\nnothing was written");
            return Err(Exit::BadCommandLine);
        };
        let answer = line.trim();
        match check(answer) {
            Ok(()) => return Ok(answer.to_owned()),
            Err(wrong) => complain!("  that {wrong}"),
        }
    }
}

fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    // Never over a file that somebody else has put there meanwhile.
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}
