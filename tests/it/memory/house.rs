//! A small service in a temporary folder whose exports change from night to night.

use std::{collections::BTreeMap, path::PathBuf};

use lastseen::{
    config::Settings,
    errand::{Errand, RunOptions, Sending},
    ledger::Ledger,
    run::{self, Ran},
};

use crate::{night::day, still::Still};

const SERVICE: &str = r#"
recipients = "jobs/recipients.csv"
[service]
name = "Example (synthetic)"
timezone = "Europe/London"
[inputs]
cases = [{ path = "cases.csv", profile = "canonical" }]
visits = [{ path = "visits.csv", profile = "canonical" }]
workers = [{ path = "workers.csv", profile = "canonical" }]
[gate]
max_rejected = "100%"
min_rows_vs_last = "1%"
[mail]
transport = "file"
from = "lastseen@example.example"
admin = "admin@example.example"
allowed_domains = ["example.example"]
[output]
reports = "reports"
ledger = "reports/ledger.sqlite"
"#;

const JOB: &str =
    "schedule = \"0 0 5 * * *\"\nreports = [\"performance-clinic\", \"data-quality\"]\n";

const MONDAY_JOB: &str = "schedule = \"0 30 6 * * Mon\"\nreports = [\"monday-visits\"]\n";

const RECIPIENTS: &str = "recipient_id,name,email,role,scope,reports\n\
                          analyst,Ashley Dataset,analyst@example.example,analyst,all,\n";

/// The exports of a service, row by row.
pub struct House {
    folder: tempfile::TempDir,
    cases: Vec<String>,
    /// By visit id: child, date and what was seen.
    visits: BTreeMap<String, String>,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |file: &str, text: &str| {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("writable");
            std::fs::write(path, text).expect("a writable folder");
        };
        write("jobs/service.toml", SERVICE);
        write("jobs/nightly.toml", JOB);
        write("jobs/weekly.toml", JOB);
        write("jobs/monday.toml", MONDAY_JOB);
        write("jobs/recipients.csv", RECIPIENTS);
        write(
            "workers.csv",
            "worker_id,role,qualified,service\nW1,social_worker,Y,Safeguarding\nS1,support_worker,N,Safeguarding\nT1,support_worker,N,Targeted Support\n",
        );
        Self {
            folder,
            cases: Vec::new(),
            visits: BTreeMap::new(),
        }
    }

    /// A case row: `child,status,start,end,team,rag`, the rating decided on 1 November 2026.
    pub fn case(&mut self, row: &str) {
        self.case_rated_on(row, "2026-11-01");
    }

    /// The same, the rating decided on a day.
    pub fn case_rated_on(&mut self, row: &str, decided: &str) {
        self.cases.push(format!("{row},Safeguarding,W1,{decided}"));
    }

    /// Takes out every case row of a child.
    pub fn without_cases(&mut self, child: &str) {
        self.cases
            .retain(|row| !row.starts_with(&format!("{child},")));
    }

    /// A visit in person at which the child was seen.
    pub fn visit(&mut self, id: &str, child: &str, date: &str) {
        self.visits
            .insert(id.to_owned(), format!("{child},{date},face_to_face,Y,W1,,"));
    }

    /// A visit at which the child was not seen.
    pub fn visit_unseen(&mut self, id: &str, child: &str, date: &str) {
        self.visits
            .insert(id.to_owned(), format!("{child},{date},face_to_face,N,W1,,"));
    }

    /// A visit of any kind: `child,date,mode,seen,worker,outcome,recorded`.
    pub fn visit_as(&mut self, id: &str, visit: &str) {
        self.visits.insert(id.to_owned(), visit.to_owned());
    }

    /// More settings, at the end of `service.toml`.
    pub fn set(&self, settings: &str) {
        let path = self.folder.path().join("jobs/service.toml");
        let text = std::fs::read_to_string(&path).expect("the settings");
        std::fs::write(path, text + settings).expect("a writable folder");
    }

    pub fn without_visit(&mut self, id: &str) {
        self.visits.remove(id);
    }

    pub fn run(&self, job: &str, date: &str) -> Ran {
        self.run_as(job, date, Sending::Send)
    }

    pub fn dry_run(&self, job: &str, date: &str) -> Ran {
        self.run_as(job, date, Sending::DryRun)
    }

    fn run_as(&self, job: &str, date: &str, sending: Sending) -> Ran {
        self.write_exports();
        let settings = Settings::load(self.folder.path())
            .unwrap_or_else(|problems| panic!("settings: {problems:?}"));
        let options = RunOptions {
            date: day(date),
            now: None,
            sending,
        };
        let job = settings.job(job).expect("a job of the house");
        let errand = Errand {
            settings: &settings,
            job,
            options: &options,
            around: &Still(options.date),
        };
        run::run_job(&errand).unwrap_or_else(|error| panic!("{date}: {error:?}"))
    }

    fn write_exports(&self) {
        let mut cases =
            "child_id,status,status_start,status_end,team,rag,service,worker_id,rag_decided_on\n"
                .to_owned();
        for row in &self.cases {
            cases += &format!("{row}\n");
        }
        let mut visits =
            "visit_id,child_id,visit_date,mode,child_seen,worker_id,outcome,recorded_at\n"
                .to_owned();
        for (id, visit) in &self.visits {
            visits += &format!("{id},{visit}\n");
        }
        std::fs::write(self.folder.path().join("cases.csv"), cases).expect("writable");
        std::fs::write(self.folder.path().join("visits.csv"), visits).expect("writable");
    }

    pub fn ledger_path(&self) -> PathBuf {
        self.folder.path().join("reports/ledger.sqlite")
    }

    pub fn ledger(&self) -> Ledger {
        Ledger::open(&self.ledger_path()).expect("a sound ledger")
    }
}
