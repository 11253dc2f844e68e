//! How long a night takes: stage by stage, against two yardsticks, and as the number of children grows.
//!
//! A plain harness, so that no other crate's features change: `cargo bench` prints tables and fails nothing.
//! `LASTSEEN_BEFORE=/path/to/lastseen` adds an earlier build, side by side. The short form grows to ten times an
//! authority; `LASTSEEN_BENCH_COUNTRY=1` goes on to fifty times, 8.8 million visits, in half an hour and 2 GB of disk.

mod authority;
mod exports;
mod growth;
mod measured;
mod rows;
mod stages;
mod yardstick;

use std::{env, path::PathBuf};

use authority::Builds;
use growth::ONE;

fn main() {
    let now = PathBuf::from(env!("CARGO_BIN_EXE_lastseen"));
    let before = env::var_os("LASTSEEN_BEFORE").map(PathBuf::from);
    let builds = Builds {
        now: &now,
        before: before.as_deref(),
    };
    stages::print(ONE);
    authority::compare(&builds, ONE, 5);
    if env::var_os("LASTSEEN_BENCH_COUNTRY").is_some() {
        growth::grow(&builds, &[1, 2, 5, 10, 20, 50]);
    } else {
        growth::grow(&builds, &[1, 2, 5, 10]);
    }
}
