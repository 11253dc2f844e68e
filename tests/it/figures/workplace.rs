//! The two roots of the figures' tests: a copy of the repository's sample, and a canonical sample that changes.

use std::{path::Path, rc::Rc};

use chrono::{Datelike, Days, NaiveDate};
use lastseen::{
    config::Settings,
    ingest::Unwatched,
    night::exports::{self, Past},
    rules,
};

use super::{
    JOBS, check_job,
    children::children,
    exports::rejects,
    facts::Facts,
    movement::Moved,
    night::{Night, Sunday},
};
use crate::{
    night::{day, positions_text},
    workplace::{program, ran},
};

type File = (&'static str, &'static str, &'static str);

const CASE_SYSTEMS: [File; 7] = [
    ("aliases", "sample_data/aliases.csv", "old_id"),
    ("workers", "sample_data/workers.csv", "worker_id"),
    (
        "cases",
        "sample_data/carefirst/cases_20261122.csv",
        "Client ID",
    ),
    (
        "cases",
        "sample_data/capita/cases_20261122.xlsx",
        "Young Person ID",
    ),
    (
        "visits",
        "sample_data/carefirst/visits_20261122.xlsx",
        "Client ID",
    ),
    (
        "visits",
        "sample_data/capita/visits_20261122.csv",
        "Young Person ID",
    ),
    ("ratings", "sample_data/ratings_20261122.csv", "child_id"),
];

const CANONICAL: [File; 5] = [
    ("aliases", "aliases.csv", "old_id"),
    ("workers", "workers.csv", "worker_id"),
    ("cases", "cases_20261122.csv", "child_id"),
    ("visits", "visits_20261122.csv", "child_id"),
    ("ratings", "ratings_20261122.csv", "child_id"),
];

/// The team manager who gets nothing in the canonical sample: the service manager must be told of the children.
const WITHOUT_TEAM_MANAGER: &str = "tm-assessment-south";

/// The Sundays that are run: so many weeks ago.
const RUN: [u64; 4] = [25, 17, 8, 0];

/// The one Sunday of which a run is recorded in the ledger.
const RECORDED: &str = "2026-11-15";

pub struct Place {
    folder: tempfile::TempDir,
    files: &'static [File],
    /// The run that the ledger has of a Sunday.
    recorded: Option<Rc<Night>>,
    /// Where the other Sundays are run.
    other: Option<tempfile::TempDir>,
}

impl Place {
    pub fn of_the_repository() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for part in ["jobs", "sample_data"] {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(part);
            copy(&from, &folder.path().join(part));
        }
        Self::of(folder, &CASE_SYSTEMS)
    }

    pub fn canonical(children: u32, seed: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut sample = program();
        sample.arg("sample").arg(folder.path());
        sample.args([
            "--children",
            &children.to_string(),
            "--seed",
            &seed.to_string(),
        ]);
        ran(&mut sample).with_code(0);
        leave_out(folder.path(), WITHOUT_TEAM_MANAGER);
        Self::of(folder, &CANONICAL)
    }

    fn of(folder: tempfile::TempDir, files: &'static [File]) -> Self {
        // The same exports a week earlier are no earlier night of the service.
        let service = folder.path().join("jobs/service.toml");
        let text = std::fs::read_to_string(&service).expect("the settings");
        let calm = text.replacen("[gate]", "[gate]\njump = \"off\"", 1);
        assert_ne!(calm, text);
        std::fs::write(service, calm).expect("a writable folder");
        run(folder.path(), "monday-visits", RECORDED);
        let mut place = Self {
            folder,
            files,
            recorded: None,
            other: None,
        };
        let date = day(RECORDED);
        let facts = place.facts("monday-visits", date);
        let recorded = Night::read(place.root(), facts, "monday-visits", date);
        place.recorded = Some(Rc::new(recorded));
        place
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    fn facts(&self, job: &str, date: NaiveDate) -> Rc<Facts> {
        let path = self
            .root()
            .join(format!("reports/{date}/{job}/rejects.csv"));
        let text = std::fs::read_to_string(path).expect("the rejects");
        Rc::new(Facts::read(self.root(), self.files, &rejects(&text)))
    }

    fn recorded(&self) -> Rc<Night> {
        Rc::clone(self.recorded.as_ref().expect("it was run"))
    }

    /// Runs every job on a day, after another day's runs or as the first.
    pub fn run_jobs(&self, date: &str, earlier: &[Rc<Night>], planted: &[Moved]) -> Vec<Rc<Night>> {
        for (job, _) in JOBS {
            run(self.root(), job, date);
        }
        let facts = self.facts("nightly", day(date));
        let nights = JOBS.iter().enumerate().map(|(at, (job, _))| {
            let mut night = Night::read(self.root(), Rc::clone(&facts), job, day(date));
            let before = earlier.get(at).map(Rc::clone);
            night.account_before = before.as_ref().unwrap_or(&self.recorded()).account.clone();
            // The first list of Monday visits was made on the Sunday that the ledger recorded.
            let recorded = (*job == "monday-visits").then(|| self.recorded());
            night.earlier = before.or(recorded);
            night.planted = planted.to_vec();
            Rc::new(night)
        });
        nights.collect()
    }

    /// Checks every workbook and letter of a day.
    pub fn check(&mut self, nights: &[Rc<Night>]) {
        let sundays = self.sundays(nights[0].date);
        for (night, (_, reports)) in nights.iter().zip(JOBS) {
            check_job(night, self.root(), reports, &sundays);
        }
    }

    /// The children on each of the 26 Sundays, worked out for each day anew from the exports. Some Sundays are run as
    /// well, in a folder of their own: what the program then says is the same.
    fn sundays(&mut self, date: NaiveDate) -> Vec<Sunday> {
        let other = self.other.take().unwrap_or_else(|| self.for_sundays());
        let recorded = self.recorded();
        let last = date - Days::new(u64::from(date.weekday().num_days_from_sunday()));
        let settings = Settings::load(other.path()).expect("sound settings");
        let Ok(intake) = exports::read(&settings, last, None, Past::Unknown, &Unwatched) else {
            panic!("the sample is sound");
        };
        let mut facts = None;
        let mut sundays = Vec::new();
        for ago in (0..26).rev() {
            let date = last - Days::new(7 * ago);
            let is_recorded = date == recorded.date;
            let children = if is_recorded {
                recorded.children.clone()
            } else {
                let night = rules::night::Night::new(&intake.facts, date, &settings.rules);
                let positions = positions_text(&night);
                if RUN.contains(&ago) {
                    let folder = other.path().join(format!("reports/{date}/sundays"));
                    if !folder.exists() {
                        run(other.path(), "sundays", &date.to_string());
                    }
                    let text =
                        |name| std::fs::read_to_string(folder.join(name)).expect("a run's file");
                    assert_eq!(positions, text("positions.csv"), "the run of {date}");
                    facts.get_or_insert_with(|| {
                        Facts::read(self.root(), self.files, &rejects(&text("rejects.csv")))
                    });
                }
                let facts = facts.as_ref().expect("the first Sunday is run");
                children(&positions, facts, date)
            };
            sundays.push(Sunday {
                date,
                is_recorded,
                children,
            });
        }
        self.other = Some(other);
        sundays
    }

    fn for_sundays(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(self.root(), folder.path());
        std::fs::remove_dir_all(folder.path().join("reports")).expect("what the runs left");
        let job = "schedule = \"0 0 5 * * Sun\"\nreports = [\"data-quality\"]\n";
        std::fs::write(folder.path().join("jobs/sundays.toml"), job).expect("a writable folder");
        folder
    }
}

fn run(root: &Path, job: &str, date: &str) {
    let mut command = program();
    command
        .arg("--root")
        .arg(root)
        .args(["run", job, "--date", date]);
    ran(&mut command).with_code(0);
}

fn leave_out(root: &Path, recipient: &str) {
    let path = root.join("jobs/recipients.csv");
    let text = std::fs::read_to_string(&path).expect("recipients");
    let is_other = |line: &&str| !line.starts_with(recipient);
    let kept: Vec<&str> = text.lines().filter(is_other).collect();
    assert_eq!(
        kept.len() + 1,
        text.lines().count(),
        "{recipient} was there"
    );
    std::fs::write(path, kept.join("\n")).expect("a writable folder");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a writable folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a writable folder");
        }
    }
}
