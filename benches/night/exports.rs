//! A folder with the exports and jobs of a synthetic authority, gone when it is dropped.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::measured::{self, Cost};

/// The run date.
pub const DATE: &str = "2026-11-23";

/// The exports of one authority.
pub struct Exports {
    folder: TempDir,
}

impl Exports {
    /// Those of so many children, as `maker`, a build of the program, makes them.
    pub fn new(maker: &Path, children: u32) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let children = children.to_string();
        let arguments = ["sample", ".", "--children", &children, "--date", DATE];
        measured::program(maker, folder.path(), &arguments);
        Self { folder }
    }

    /// Where they lie.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// What a dry run of `jobs` costs a build of the program, with nothing left of an earlier run.
    pub fn dry_run(&self, program: &Path, jobs: &[&str]) -> Cost {
        let reports = self.root().join("reports");
        if reports.exists() {
            fs::remove_dir_all(reports).expect("a folder of ours");
        }
        let arguments = [&["run"], jobs, &["--date", DATE, "--dry-run"]].concat();
        measured::program(program, self.root(), &arguments)
    }

    /// The same without recipients: ingest, rules and `positions.csv` alone.
    pub fn positions_alone(&self, program: &Path) -> Cost {
        let path = self.root().join("jobs/recipients.csv");
        let recipients = fs::read_to_string(&path).expect("the recipients");
        let headings = recipients.lines().next().unwrap_or_default();
        fs::write(&path, headings).expect("a writable folder");
        let cost = self.dry_run(program, &["monday-visits"]);
        fs::write(&path, recipients).expect("a writable folder");
        cost
    }
}
