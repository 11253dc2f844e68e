//! Bytes as a CSV of cases and as one of visits: no panic, and every row has a fate.
#![no_main]

use lastseen_fuzz::{CASES, canonical, folder, model::field::DataSet, night};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (folder, profile) = (folder(), canonical());
    let path = folder.path();
    night(path, &[(DataSet::Cases, "cases.csv", bytes, &profile)]);
    night(
        path,
        &[
            (DataSet::Cases, "cases.csv", CASES, &profile),
            (DataSet::Visits, "visits.csv", bytes, &profile),
        ],
    );
});
