//! A night of one authority against its two yardsticks: the crates alone, and an earlier build of the program.

use std::path::Path;

use crate::{
    exports::{DATE, Exports},
    measured::Cost,
    rows, yardstick,
};

/// The programs compared.
pub struct Builds<'a> {
    /// This build.
    pub now: &'a Path,
    /// An earlier one, where there is one.
    pub before: Option<&'a Path>,
}

impl Builds<'_> {
    /// Who makes the exports: the earlier build, so that it can read them.
    pub fn maker(&self) -> &Path {
        self.before.unwrap_or(self.now)
    }
}

const MONDAY: &[&str] = &["monday-visits"];
const BOTH: &[&str] = &["nightly", "monday-visits"];

/// Prints the table of an authority with so many children.
pub fn compare(builds: &Builds, children: u32, rounds: usize) {
    let exports = Exports::new(builds.maker(), children);
    let root = exports.root();
    exports.dry_run(builds.now, MONDAY);
    let books = yardstick::cells_of(&root.join("reports").join(DATE).join(MONDAY[0]));
    let (_, visits) = yardstick::read_exports(root);
    rows::title(&format!(
        "{children} children, {visits} visits, {} workbooks; the least of {rounds} rounds",
        books.len()
    ));

    // Side by side: each round measures all of them, so that other work on the machine meets them alike.
    let (mut read, mut written) = (Vec::new(), Vec::new());
    let (mut monday, mut both) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..rounds {
        read.push(yardstick::read_exports(root).0);
        written.push(yardstick::write_workbooks(&books));
        for (at, program) in std::iter::once(builds.now).chain(builds.before).enumerate() {
            monday[at].push(exports.dry_run(program, MONDAY));
            both[at].push(exports.dry_run(program, BOTH));
        }
    }
    let (read, written) = (Cost::least(&read), Cost::least(&written));
    let alone = read.then(written);
    let now = Cost::least(&monday[0]);
    rows::cost("csv alone reads the exports", read);
    rows::cost("rust_xlsxwriter alone writes the cells", written);
    rows::cost("run monday-visits --dry-run", now);
    rows::ratio("CPU, of both crates alone", now.cpu, alone.cpu, 2.0);
    rows::ratio("wall, of both crates alone", now.wall, alone.wall, 1.3);
    let both_now = Cost::least(&both[0]);
    rows::cost("run nightly monday-visits --dry-run", both_now);
    if builds.before.is_some() {
        let (before, both_before) = (Cost::least(&monday[1]), Cost::least(&both[1]));
        rows::cost("the earlier build: run monday-visits --dry-run", before);
        rows::ratio("CPU, of the earlier build", now.cpu, before.cpu, 0.45);
        rows::cost("the earlier build: run nightly monday-visits", both_before);
        rows::ratio(
            "CPU, of the earlier build",
            both_now.cpu,
            both_before.cpu,
            0.5,
        );
    }
}
