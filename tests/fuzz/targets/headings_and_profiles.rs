//! A text as a profile, and what follows its last line of dashes as the file that the profile reads.
#![no_main]

use lastseen_fuzz::{folder, ingest::profile::Profile, model::field::DataSet, night};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (profile, file) = text.split_once("\n----\n").unwrap_or((text, ""));
    let Ok(profile) = Profile::parse("fuzzed", profile) else {
        return;
    };
    let folder = folder();
    for set in DataSet::ALL {
        if profile.tables_for(set).is_empty() {
            continue;
        }
        let name = format!("{}.csv", set.name());
        night(folder.path(), &[(set, &name, file.as_bytes(), &profile)]);
    }
});
