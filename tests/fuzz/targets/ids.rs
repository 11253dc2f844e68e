//! A text as the id of a child: refused, or an id that stays itself when it is read again.
#![no_main]

use lastseen_fuzz::{canonical, folder, model::field::DataSet, night};
use libfuzzer_sys::fuzz_target;

fn ids(text: &str) -> Vec<String> {
    let (folder, profile) = (folder(), canonical());
    let quoted = text.replace('"', "\"\"");
    let csv = format!("child_id,status,status_start,team\n\"{quoted}\",CIN,2026-09-01,North\n");
    let intake = night(folder.path(), &[(DataSet::Cases, "cases.csv", csv.as_bytes(), &profile)]);
    let facts = match &intake {
        Some(intake) => &intake.facts,
        None => return Vec::new(),
    };
    let all = facts.children_by_id().iter();
    all.map(|child| facts.children.text(*child).to_owned()).collect()
}

fuzz_target!(|text: &str| {
    for id in ids(text) {
        // A text that was kept by a quotation or an apostrophe may look like a number that is not.
        if !text.contains(['\'', '\u{2019}', '=']) {
            assert_eq!(ids(&id), [id.clone()], "{text:?}");
        }
    }
});
