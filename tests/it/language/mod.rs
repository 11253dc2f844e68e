//! The profile language: each key does to real layouts what it says, and a misuse is named. [issue 15]

mod cells;
mod groups;
mod joins;
mod misuse;
mod passed_over;
mod seen;
mod whole;

use std::fmt::Write as _;

use lastseen::{
    ingest::{refusal::Trouble, report::Intake},
    model::{field::DataSet, visit::Answer},
};

use crate::{
    night::{Exports, day},
    workplace::DATE,
};

/// The children of most cases here: 1 to 3, in need since September.
const CASES: &str = "child_id,child_name,status,status_start,team\n\
    1,Jane Zzsmith,CIN,2026-09-01,North\n\
    2,Tom Zzsmith,CIN,2026-09-01,North\n\
    3,Ann Zzjones,CIN,2026-09-01,North\n";

/// Visits of a CSV file, read by a profile of one table with these keys, and what the night makes of them.
fn visits(keys: &str, csv: &str) -> String {
    let exports = Exports::new().canonical(DataSet::Cases, CASES).read_by(
        DataSet::Visits,
        "ours.csv",
        ("ours", &profile(keys)),
        csv,
    );
    told(&exports)
}

/// A profile of visits with some keys; what they do not say is always the same.
fn profile(keys: &str) -> String {
    let own = |field: &str, rule: &str| {
        let is_said = keys.lines().any(|line| line.starts_with(field));
        if is_said {
            String::new()
        } else {
            format!("{field} = {rule}\n")
        }
    };
    // Keys of the table stand before those of its fields.
    let (table, fields): (Vec<&str>, Vec<&str>) = keys.lines().partition(|line| {
        ["skip_rows_where", "fill_down", "dates", "join"]
            .iter()
            .any(|key| line.starts_with(key))
    });
    format!(
        "title = \"Ours\"\n[[table]]\ntitle = \"Visits\"\n{}\n[table.visits]\n{}\n{}{}{}{}",
        table.join("\n"),
        fields.join("\n"),
        own("visit_id", "{ template = \"{child_id} {visit_date}\" }"),
        own("child_id", "[\"Child\"]"),
        own("visit_date", "[\"Date\"]"),
        own("mode", "{ default = \"face_to_face\" }"),
    )
}

/// Visits, then problems, then how the rows of every file but the canonical cases are accounted for; the refusal where
/// there is one, but for one that only says that no row was good.
fn told(exports: &Exports) -> String {
    let mut out = String::new();
    let (problems, inputs) = match exports.read(day(DATE)) {
        Ok(intake) => {
            out = visits_of(&intake);
            (intake.reading.problems, intake.reading.inputs)
        }
        Err(refused) => {
            let is_of_rows = |trouble: &Trouble| {
                matches!(
                    trouble,
                    Trouble::NothingAccepted | Trouble::NothingOfOurs { .. }
                )
            };
            let mut refusals = refused.refusals.iter();
            if let Some(refusal) = refusals.find(|refusal| !is_of_rows(&refusal.trouble)) {
                return refusal.to_string();
            }
            (refused.problems, refused.inputs)
        }
    };
    for problem in problems {
        let column = problem.column.as_deref().unwrap_or("-");
        let said = format!(
            "! {} {column} {} {}",
            problem.row, problem.code, problem.value
        );
        let _ = writeln!(out, "{}", said.trim_end());
    }
    for input in inputs
        .iter()
        .filter(|input| input.layout.profile != "canonical")
    {
        let rows = input.rows;
        assert_eq!(
            rows.read,
            rows.accepted + rows.rejected,
            "every row is accounted for"
        );
        let _ = writeln!(
            out,
            "{}: {} + {} rejected, {} skipped",
            input.data_set.name(),
            rows.accepted,
            rows.rejected,
            rows.skipped
        );
    }
    out
}

/// Each visit's child, date, whether the child was seen, and worker.
fn visits_of(intake: &Intake) -> String {
    let (facts, mut out) = (&intake.facts, String::new());
    for &child in facts.children_by_id() {
        for visit in facts.visits_of(child).iter() {
            let seen = match visit.kind.child_seen() {
                Answer::Yes => "Y",
                Answer::No => "N",
                Answer::NotRecorded => "-",
            };
            let worker = visit
                .worker
                .map_or("-", |worker| facts.workers.text(worker));
            let child = facts.children.text(child);
            let _ = writeln!(out, "{child} {} {seen} {worker}", visit.date);
        }
    }
    out
}

/// What is told, of which the lines are written with a bar between them.
#[track_caller]
fn is_told(found: &str, expected: &str) {
    let lines: Vec<&str> = expected.split('|').map(str::trim).collect();
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, lines);
}
