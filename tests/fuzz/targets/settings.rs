//! A text as `service.toml`, and what follows its line of dashes as a job.
#![no_main]

use lastseen_fuzz::{config::Settings, folder};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (service, job) = text.split_once("\n----\n").unwrap_or((text, ""));
    let folder = folder();
    let jobs = folder.path().join("jobs");
    std::fs::create_dir(&jobs).expect("a folder");
    std::fs::write(jobs.join("service.toml"), service).expect("a file");
    std::fs::write(jobs.join("nightly.toml"), job).expect("a file");
    std::fs::write(jobs.join("recipients.csv"), "recipient_id,name,email,role,scope,reports\n")
        .expect("a file");
    match Settings::load(folder.path()) {
        Ok(_) => {}
        Err(problems) => assert!(!problems.is_empty(), "refused, and nothing said"),
    }
});
