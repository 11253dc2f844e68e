//! What is kept, made again and deleted; and a disk that is full in the middle of it.

#[cfg(unix)]
mod full_disk;
mod lost_log;
mod past_date;
mod purge;
mod rebuild;
mod restore;

use std::collections::BTreeMap;

use crate::workplace::Workplace;

/// Adds a visit to one of the forty children, so that a night differs from the one before.
fn visit(place: &Workplace, child: u32, date: &str) {
    let visits = place.read("in/visits.csv");
    let visit = format!("VX-{child:03}-{date},{child:03},{date},face_to_face,Y,W1,Zzsecret\n");
    place.write("in/visits.csv", visits + &visit);
}

fn run(place: &Workplace, date: &str) {
    place
        .run(&["run", "nightly", "--date", date, "--replace"])
        .with_code(0);
}

/// The workbooks and tables of a run, with their hashes.
fn made(place: &Workplace, folder: &str) -> BTreeMap<String, String> {
    let mut files = place.tree(folder);
    files.retain(|name, _| {
        [".xlsx", ".csv"].iter().any(|kind| name.ends_with(kind)) && !name.contains('/')
    });
    files
}
