//! Watching from outside: `status`, the textfile and the service's own commands, night by night.

mod commands;
mod hooks;
mod nights;

use std::path::Path;

use chrono::{DateTime, Utc};
use lastseen::{
    cli::exit::Exit,
    config::Settings,
    errand::{Errand, RunOptions, Sending},
    run::{
        self,
        aftermath::{self, Trace},
    },
    schedule::wait::Clock as _,
    watching::status::{self, Picture},
};

use crate::{night::day, still::Still, workplace::Workplace};

const SERVICE: &str = "jobs/service.toml";

const METRICS: &str = "reports/lastseen.prom";

/// A root that leaves numbers for Prometheus, with exports of the day before a date.
fn watched(exported: &str) -> Workplace {
    let place = Workplace::new();
    watch(&place, exported);
    place
}

fn watch(place: &Workplace, exported: &str) {
    place.edit(
        SERVICE,
        "keep = \"400d\"",
        &format!("keep = \"400d\"\nmetrics = \"{METRICS}\""),
    );
    export(place, exported);
}

/// Names every export after a day, as if it had been made again.
fn export(place: &Workplace, exported: &str) {
    let folder = place.path("in");
    for entry in std::fs::read_dir(&folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let set = name.split('_').next().expect("a data set");
        std::fs::rename(&path, folder.join(format!("{set}_{exported}.csv"))).expect("a rename");
    }
}

fn settings(root: &Path) -> Settings {
    Settings::load(root).unwrap_or_else(|problems| panic!("settings: {problems:?}"))
}

/// Runs `nightly` at six in the morning of its date, as the command line does; gives back the exit code.
fn run_night(place: &Workplace, date: &str) -> u8 {
    let settings = settings(place.root());
    let job = settings.job("nightly").expect("the job");
    let around = Still(day(date));
    let options = RunOptions {
        date: day(date),
        now: Some(around.now().into()),
        sending: Sending::Send,
    };
    let errand = Errand {
        settings: &settings,
        job,
        options: &options,
        around: &around,
    };
    let ran = run::run_job(&errand);
    let exit = match &ran {
        Ok(outcome) => Exit::of_outcome(outcome, &options.sending),
        Err(error) => Exit::of_error(error),
    };
    aftermath::keep(&errand, Trace::of(&ran), exit.code());
    exit.code()
}

/// How everything stands at an instant.
fn picture_at(place: &Workplace, at: &str) -> Picture {
    let at: DateTime<Utc> = at.parse().expect("an instant");
    status::picture(&settings(place.root()), at)
}

/// The value of a line of the textfile, by metric and labels; none where there is no such line.
fn metric(place: &Workplace, name: &str) -> Option<i64> {
    let text = place.read(METRICS);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name} ")))?;
    Some(line.parse().expect("a whole number"))
}

fn of_nightly(place: &Workplace, name: &str) -> Option<i64> {
    metric(place, &format!("lastseen_{name}{{job=\"nightly\"}}"))
}

/// Six in the morning of a day, in seconds since 1970.
fn six(date: &str) -> i64 {
    Still(day(date)).now().timestamp()
}
