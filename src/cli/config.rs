//! `lastseen config show`: every setting, its value, and where that comes from.

use std::path::Path;

use serde::Serialize;

use super::{
    exit::Exit,
    load_settings,
    run::no_such_job,
    table::{self, Column, print_json},
};
use crate::config::Shown;

#[derive(clap::Subcommand)]
pub enum ConfigCommand {
    /// Print every setting with its value, and the file and line that it comes from
    ///
    /// Secrets are not read: only where they stand is told. Of hooks the program is told, not its arguments.
    Show(ShowArguments),
}

#[derive(clap::Args)]
pub struct ShowArguments {
    /// Only this job's file beside what all share [default: every job's]
    #[arg(value_name = "JOB")]
    job: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The shape that `--json` prints.
#[derive(Serialize)]
struct Page {
    root: Root,
    service: Vec<Shown>,
    jobs: Vec<JobPage>,
    profiles: Vec<ProfilePage>,
}

#[derive(Serialize)]
struct Root {
    path: String,
    from: &'static str,
}

#[derive(Serialize)]
struct JobPage {
    job: String,
    settings: Vec<Shown>,
}

/// A profile that `[inputs]` names; without a file it is built in.
#[derive(Serialize)]
struct ProfilePage {
    profile: String,
    file: Option<String>,
}

/// `root_from` is where the root was said.
pub fn config(root: &Path, root_from: &'static str, command: &ConfigCommand) -> Exit {
    let ConfigCommand::Show(arguments) = command;
    shown(root, root_from, arguments).unwrap_or_else(|exit| exit)
}

fn shown(root: &Path, from: &'static str, arguments: &ShowArguments) -> Result<Exit, Exit> {
    let settings = load_settings(root)?;
    let wanted = arguments.job.as_deref();
    if let Some(name) = wanted
        && settings.job(name).is_none()
    {
        return Err(no_such_job(&settings, name));
    }
    let jobs = settings.jobs.iter().map(|job| &job.name);
    let jobs = jobs.filter(|name| wanted.is_none_or(|wanted| *name == wanted));
    let mut profiles: Vec<&str> = Vec::new();
    for input in &settings.inputs {
        if !profiles.contains(&input.profile.name.as_str()) {
            profiles.push(&input.profile.name);
        }
    }
    let own = |profile: &str| {
        let name = format!("jobs/profiles/{profile}.toml");
        let is_read = settings.files.iter().any(|file| file.name == name);
        is_read.then_some(name)
    };
    let page = Page {
        root: Root {
            path: root.display().to_string(),
            from,
        },
        service: settings.shown(),
        jobs: jobs
            .map(|name| JobPage {
                job: name.clone(),
                settings: settings.shown_of_job(name),
            })
            .collect(),
        profiles: profiles
            .into_iter()
            .map(|profile| ProfilePage {
                profile: profile.to_owned(),
                file: own(profile),
            })
            .collect(),
    };
    match arguments.json {
        true => print_json(&page),
        false => print(&page),
    }
    Ok(Exit::Done)
}

fn print(page: &Page) {
    let mut rows = vec![[
        "root".to_owned(),
        page.root.from.to_owned(),
        page.root.path.clone(),
    ]];
    rows.extend(page.service.iter().map(|setting| row("", setting)));
    for job in &page.jobs {
        let within = format!("{}: ", job.job);
        rows.extend(job.settings.iter().map(|setting| row(&within, setting)));
    }
    for profile in &page.profiles {
        let from = profile.file.as_deref().unwrap_or("built in");
        let name = profile.profile.clone();
        rows.push(["profile".to_owned(), from.to_owned(), name]);
    }
    let columns = [
        Column::Text("setting"),
        Column::Text("from"),
        Column::Text("value"),
    ];
    table::print(columns, &rows);
}

fn row(within: &str, setting: &Shown) -> [String; 3] {
    let from = match (&setting.file, setting.line, &setting.value) {
        (Some(file), Some(line), _) => format!("{file}:{line}"),
        (Some(file), None, _) => file.clone(),
        (None, _, Some(_)) => "default".to_owned(),
        (None, _, None) => "not set".to_owned(),
    };
    let value = setting.value.clone().unwrap_or_else(|| "-".to_owned());
    [format!("{within}{}", setting.key), from, value]
}
