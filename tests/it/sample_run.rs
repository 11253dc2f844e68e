//! The jobs of the sample, run in a temporary root: the workbooks and messages of Monday 23 November 2026.

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use crate::workplace::{Workplace, program, ran};

/// The run date.
pub const DATE: &str = "2026-11-23";
/// The run date a week before.
pub const FIRST_DATE: &str = "2026-11-16";
const JOBS: [&str; 3] = ["nightly", "monday-visits", "performance-clinic"];

/// Every file of the run, by `job/name`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The sample as the repository has it, in a root of its own.
pub fn sample() -> Workplace {
    let place = Workplace::bare();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["jobs", "sample_data"] {
        copy(&repository.join(folder), folder, &place);
    }
    // The same exports a week earlier are no earlier night of the service.
    place.edit("jobs/service.toml", "[gate]", "[gate]\njump = \"off\"");
    place
}

fn copy(from: &Path, to: &str, place: &Workplace) {
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        let name = format!("{to}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            copy(&entry.path(), &name, place);
        } else {
            place.write(&name, std::fs::read(entry.path()).expect("a readable file"));
        }
    }
}

/// Runs every job for a date, on several threads even where the machine has one core.
pub fn run_jobs(place: &Workplace, date: &str) {
    run_jobs_on(place, date, "4");
}

/// The same on so many threads.
pub fn run_jobs_on(place: &Workplace, date: &str, threads: &str) {
    ran(program()
        .env("RAYON_NUM_THREADS", threads)
        .env("POLARS_MAX_THREADS", threads)
        .arg("--root")
        .arg(place.root())
        .arg("run")
        .args(JOBS)
        .args(["--date", date]))
    .with_code(0);
}

/// What the jobs wrote for a date.
pub fn files(place: &Workplace, date: &str) -> Files {
    let mut files = Files::new();
    for job in JOBS {
        for folder in ["", "outbox/"] {
            let path = place.path(&format!("reports/{date}/{job}/{folder}"));
            for entry in std::fs::read_dir(path).expect("the run has a folder") {
                let entry = entry.expect("a readable folder");
                if entry.path().is_file() {
                    let name = format!("{job}/{folder}{}", entry.file_name().to_string_lossy());
                    let bytes = std::fs::read(entry.path()).expect("a readable file");
                    files.insert(name, bytes);
                }
            }
        }
    }
    files
}

/// The files of 23 November, after a run on the Monday before; made once for all tests.
pub fn monday() -> &'static Files {
    &both_mondays()[1]
}

/// The files of the Monday before, the first run of its root.
pub fn first_monday() -> &'static Files {
    &both_mondays()[0]
}

fn both_mondays() -> &'static [Files; 2] {
    static MONDAYS: OnceLock<[Files; 2]> = OnceLock::new();
    MONDAYS.get_or_init(|| {
        let place = sample();
        [FIRST_DATE, DATE].map(|date| {
            run_jobs(&place, date);
            files(&place, date)
        })
    })
}
