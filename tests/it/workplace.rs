//! A root folder in a temporary place, with settings and exports, in which the real program is run.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::Permissions,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The run date of nearly every test: a Monday.
pub const DATE: &str = "2026-11-23";

const SERVICE: &str = r#"recipients = "jobs/recipients.csv"

[service]
name = "Test Trust"
timezone = "Europe/London"

[[framework]]
invoked = 2020-03-23
authorised_by = "Leadership"

[inputs]
cases   = [{ path = "in/cases*", profile = "canonical" }]
visits  = [{ path = "in/visits*", profile = "canonical" }]
ratings = [{ path = "in/ratings*", profile = "canonical" }]
workers = [{ path = "in/workers*", profile = "canonical" }]

[gate]
max_rejected = "2%"
min_rows_vs_last = "80%"
max_age = "26h"

[mail]
transport = "file"
from = "lastseen@example.org"
admin = "admin@example.org"
allowed_domains = ["example.org"]

[output]
reports = "reports"
ledger = "reports/ledger.sqlite"
keep = "400d"
"#;

const NIGHTLY: &str = r#"schedule = "0 0 5 * * *"
reports = ["monday-visits", "unseen-children", "data-quality"]
catch_up = "12h"
"#;

const RECIPIENTS: &str = "recipient_id,name,email,role,scope,reports
tm-north,Zzmanager North,north@example.org,team_manager,team:North,monday-visits
sm-care,Zzmanager Care,care@example.org,service_manager,service:Care,
analyst,Zzanalyst,analyst@example.org,analyst,all,
";

/// What a run of the program ended with.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The run, where it ended with this code; what it said, where it did not.
    #[track_caller]
    pub fn with_code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "wrong exit code\nstdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        self
    }

    /// Whether standard error has every one of some texts.
    #[track_caller]
    pub fn complains_of(&self, texts: &[&str]) {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "\"{text}\" is not in\n{}",
                self.stderr
            );
        }
    }
}

/// The program, without a root and without the log settings of whoever runs the tests.
pub fn program() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_lastseen"));
    command
        .env_remove("LASTSEEN_LOG")
        .env_remove("LASTSEEN_ROOT");
    command
}

/// Runs a command to its end.
pub fn ran(command: &mut assert_cmd::Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A root that the program can run in.
pub struct Workplace {
    folder: tempfile::TempDir,
}

impl Workplace {
    /// Sound settings, one job `nightly` with every report, forty children with two visits each.
    pub fn new() -> Self {
        let place = Self::bare();
        place.write("jobs/service.toml", SERVICE);
        place.write("jobs/nightly.toml", NIGHTLY);
        place.write("jobs/recipients.csv", RECIPIENTS);
        place.write("in/cases.csv", cases());
        place.write("in/visits.csv", visits());
        place.write(
            "in/ratings.csv",
            "child_id,rag,rag_decided_on,rag_decided_by,rag_rationale\n001,AMBER,2026-11-10,M1,seen\n",
        );
        place.write(
            "in/workers.csv",
            "worker_id,worker_name,role,qualified\nW1,Zzworker,social_worker,Y\nM1,Zzmanager,team_manager,Y\n",
        );
        place
    }

    /// An empty folder.
    pub fn bare() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// What lies in the root now, to be laid out again and again: for nights that many tests begin after.
    pub fn kept(&self) -> Kept {
        let mut entries = Vec::new();
        keep(self.root(), Path::new(""), &mut entries);
        Kept(entries)
    }

    /// A root of its own with what was kept of another.
    pub fn again(kept: &Kept) -> Self {
        let place = Self::bare();
        for (name, permissions, bytes) in &kept.0 {
            let path = place.root().join(name);
            match bytes {
                Some(bytes) => std::fs::write(&path, bytes),
                None => std::fs::create_dir(&path),
            }
            .and_then(|()| std::fs::set_permissions(&path, permissions.clone()))
            .expect("a writable folder");
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("below the root")).expect("a writable folder");
        std::fs::write(path, bytes).expect("a writable folder");
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).expect("the file is there");
    }

    /// Replaces the one place where `old` stands in a file; returns the line on which `new` begins.
    #[track_caller]
    pub fn edit(&self, name: &str, old: &str, new: &str) -> usize {
        let text = self.read(name);
        assert_eq!(text.matches(old).count(), 1, "{old:?} in {name}");
        let at = text.find(old).expect("it was counted");
        self.write(name, text.replace(old, new));
        text[..at].matches('\n').count() + 1
    }

    /// Runs the program with this root.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(program().arg("--root").arg(self.root()).args(arguments))
    }

    /// Runs the job `nightly` for [`DATE`].
    pub fn nightly(&self) -> Ran {
        self.run(&["run", "nightly", "--date", DATE])
    }

    /// The same in the place of a run from other exports: [`DATE`] is past.
    pub fn nightly_instead(&self) -> Ran {
        self.run(&["run", "nightly", "--date", DATE, "--replace"])
    }

    /// Every file and folder below a folder of the root: its permissions and a hash of its bytes.
    pub fn tree(&self, below: &str) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        walk(&self.path(below), "", &mut tree);
        tree
    }

    /// `account.json` of the job `nightly`.
    pub fn account(&self) -> serde_json::Value {
        let text = self.read(&format!("reports/{DATE}/nightly/account.json"));
        serde_json::from_str(&text).expect("the account is JSON")
    }
}

/// Files and folders of a root, each folder before what lies in it.
pub struct Kept(Vec<(PathBuf, Permissions, Option<Vec<u8>>)>);

fn keep(root: &Path, below: &Path, entries: &mut Vec<(PathBuf, Permissions, Option<Vec<u8>>)>) {
    for entry in std::fs::read_dir(root.join(below)).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        let name = below.join(entry.file_name());
        let metadata = entry.metadata().expect("a readable file");
        if metadata.is_dir() {
            entries.push((name.clone(), metadata.permissions(), None));
            keep(root, &name, entries);
        } else {
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            entries.push((name, metadata.permissions(), Some(bytes)));
        }
    }
}

fn walk(folder: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(|entry| entry.expect("a readable folder")) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata().expect("a readable file");
        let mode = mode(&metadata);
        if metadata.is_dir() {
            tree.insert(name.clone(), format!("{mode:o} folder"));
            walk(&entry.path(), &format!("{name}/"), tree);
        } else {
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            let hash = Sha256::digest(bytes)
                .iter()
                .fold(String::new(), |mut hash, byte| {
                    // Writing to a string cannot fail.
                    let _ = write!(hash, "{byte:02x}");
                    hash
                });
            tree.insert(name, format!("{mode:o} {hash}"));
        }
    }
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
}

#[cfg(not(unix))]
fn mode(_metadata: &std::fs::Metadata) -> u32 {
    0
}

/// Forty children in need of team North, service Care.
pub fn cases() -> String {
    let mut csv = "child_id,child_name,status,status_start,team,service,worker_id\n".to_owned();
    for child in 1..=40 {
        // Writing to a string cannot fail.
        let _ = writeln!(
            csv,
            "{child:03},Zzname{child:03},CIN,2026-09-01,North,Care,W1"
        );
    }
    csv
}

/// Two visits to each of the forty; the notes column is read by nobody and must be told to nobody.
pub fn visits() -> String {
    let mut csv = "visit_id,child_id,visit_date,mode,child_seen,worker_id,notes\n".to_owned();
    for child in 1..=40 {
        for (visit, date) in [(1, "2026-10-05"), (2, "2026-11-02")] {
            // Writing to a string cannot fail.
            let _ = writeln!(
                csv,
                "V{child:03}-{visit},{child:03},{date},face_to_face,Y,W1,Zzsecret"
            );
        }
    }
    csv
}
