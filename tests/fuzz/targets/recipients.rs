//! Bytes as `recipients.csv`: refused with a problem, or read.
#![no_main]

use lastseen_fuzz::{config::Settings, folder};
use libfuzzer_sys::fuzz_target;

const SERVICE: &str = include_str!("../../../jobs/service.toml");
const NIGHTLY: &str = include_str!("../../../jobs/nightly.toml");

fuzz_target!(|bytes: &[u8]| {
    let folder = folder();
    let jobs = folder.path().join("jobs");
    std::fs::create_dir(&jobs).expect("a folder");
    std::fs::write(jobs.join("service.toml"), SERVICE).expect("a file");
    std::fs::write(jobs.join("nightly.toml"), NIGHTLY).expect("a file");
    std::fs::write(jobs.join("recipients.csv"), bytes).expect("a file");
    match Settings::load(folder.path()) {
        Ok(_) => {}
        Err(problems) => assert!(!problems.is_empty(), "refused, and nothing said"),
    }
});
