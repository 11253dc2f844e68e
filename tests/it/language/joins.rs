//! Tables that rows are joined with: which row is taken, and where their files are found.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{is_told, told};
use crate::{
    night::{Exports, day},
    tables::{DateForm, Table},
    workbooks::workbook,
    workplace::DATE,
};

const PROFILE: &str = r#"title = "Ours"
[[table]]
title = "Plans"
sheets = ["plans"]
join = { table = "Involvements", on = "Person", take = "open" }
[table.cases]
child_id = ["Person"]
status = { default = "CP" }
status_start = ["Plan from"]
status_end = ["Plan to"]
team = ["Involvements.Team"]
worker_id = { headings = ["Involvements.Worker"], extract = '\((\d+)\)' }
[table.lookups]
key = ["Plan"]

[[table]]
title = "Visits"
sheets = ["visits"]
join = { table = "Plans", on = "Plan", take = "only" }
[table.visits]
visit_id = ["Ref"]
child_id = ["Person", "Plans.Person"]
visit_date = ["Date"]
mode = { default = "face_to_face" }

[[table]]
title = "Involvements"
sheets = ["involvements"]
[table.lookups]
key = ["Who"]
start = ["From"]
end = ["To"]
"#;

const PLANS: &str = "Plan|Person|Plan from|Plan to\nP1|1|2026-09-01|";
const VISITS: &str = "Ref|Plan|Date\n10|P1|2026-11-10";

fn csv(text: &str) -> String {
    Table::parse(text).csv()
}

/// Team and worker of the only case row.
fn team_and_worker(involvements: &str) -> String {
    let text = format!("Who|From|To|Team|Worker\n{involvements}");
    let exports = Exports::new()
        .beside("involvements.csv", csv(&text))
        .read_by(DataSet::Cases, "plans.csv", ("ours", PROFILE), csv(PLANS));
    let intake = exports.read(day(DATE));
    let intake = intake.unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    let facts = &intake.facts;
    let rows = facts.cases().iter().map(|row| {
        let worker = row.worker.map_or("-", |worker| facts.workers.text(worker));
        format!("{} {worker}", facts.words.text(row.team))
    });
    let problems = intake.reading.problems.iter();
    let problems = problems.map(|problem| {
        let column = problem.column.as_deref().unwrap_or("-");
        format!(
            "! {} {column} {} {}",
            problem.row, problem.code, problem.value
        )
    });
    rows.chain(problems).collect::<Vec<_>>().join("|")
}

/// The row open on the run date with the latest start, else the one that ended last, whatever their order.
#[test_case("1|2026-01-01||East|A (1)\n1|2026-06-01||West|B (2)", "West 2"; "the latest of two that are open")]
#[test_case("1|2026-01-01|2026-06-01|East|A (1)\n1|2026-06-01||West|B (2)", "West 2"; "a child that moved")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-06-01|2026-11-23|West|B (2)", "East 1"; "one that ends on the run date is open no more")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-11-23||West|B (2)", "West 2"; "one that starts on it is")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-11-24||West|B (2)", "East 1"; "one that starts later is not")]
#[test_case("1|2026-01-01|2026-03-01|East|A (1)\n1|2025-01-01|2026-06-01|West|B (2)", "West 2"; "of ended ones the last to end")]
#[test_case("1|||East|A (1)\n1|2020-01-01||West|B (2)", "West 2"; "an unknown start is the earliest")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-01-01|2027-01-01|West|B (2)", "East 1"; "of one start the one without an end")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-01-01||West|B (2)", "West 2"; "of equals always the same")]
#[test_case("1|2026-01-01||East|Agency", "East -|! 2 Involvements.Worker W-VALUE Agency"; "its cells are read as others are")]
#[test_case("1|2026-01-01||East|A (1)\n1|2026-06-01|soon|West|B (2)", "East 1|! 3 To E-DATE soon"; "an end that nobody can read is no open row")]
#[test_case("1|2026-01-01||East|A (1)\n|2026-06-01||West|B (2)", "East 1"; "a row of nobody")]
fn the_open_row_is_taken(involvements: &str, expected: &str) {
    assert_eq!(team_and_worker(involvements), expected);
    let mut lines: Vec<&str> = involvements.lines().collect();
    if !expected.contains('!') {
        lines.reverse();
        assert_eq!(
            team_and_worker(&lines.join("\n")),
            expected,
            "in another order"
        );
    }
}

/// Without a row to join the cells are blank, and what a row needs is missed.
#[test]
fn a_row_without_another_is_blank() {
    let found = Exports::new()
        .beside(
            "involvements.csv",
            csv("Who|From|To|Team|Worker\n2|2026-01-01||East|A (1)"),
        )
        .read_by(DataSet::Cases, "plans.csv", ("ours", PROFILE), csv(PLANS));
    is_told(
        &told(&found),
        "! 2 Involvements.Team E-MISSING|lookups: 1 + 0 rejected, 0 skipped|cases: 0 + 1 rejected, 0 skipped",
    );
}

#[test_case("P1|1|2026-09-01|\nP1|1|2026-09-01|", "1 2026-11-10 - -"; "the same row twice")]
#[test_case("P1|1|2026-09-01|\nP1|2|2026-09-01|", "! 2 Plans.Person E-ID Person"; "two children of one plan")]
#[test_case("P2|1|2026-09-01|", "! 2 Person E-MISSING"; "no such plan")]
fn a_key_of_one_row(plans: &str, expected: &str) {
    let plans = csv(&format!("Plan|Person|Plan from|Plan to\n{plans}"));
    let found = Exports::new()
        .canonical(DataSet::Cases, super::CASES)
        .beside("plans.csv", plans)
        .read_by(
            DataSet::Visits,
            "visits.csv",
            ("ours", PROFILE),
            csv("Ref|Plan|Person|Date\n10|P1||2026-11-10"),
        );
    let found = told(&found);
    assert!(found.starts_with(expected), "{found}");
}

/// A file of its own, a file in the folder, a sheet of the same workbook; a row knows its child by its plan.
#[test_case("named"; "by a line of the settings")]
#[test_case("beside"; "in the folder")]
#[test_case("sheets"; "in one workbook")]
fn the_other_table_is_found(how: &str) {
    const INVOLVEMENTS: &str = "Who|From|To|Team|Worker\n1|2026-01-01||East|A (1)";
    let ours = ("ours", PROFILE);
    let exports = match how {
        "named" => Exports::new()
            .read_by(DataSet::Lookups, "who.csv", ours, csv(INVOLVEMENTS))
            .read_by(DataSet::Lookups, "which.csv", ours, csv(PLANS))
            .read_by(DataSet::Cases, "cases.csv", ours, csv(PLANS))
            .read_by(DataSet::Visits, "contacts.csv", ours, csv(VISITS)),
        "beside" => Exports::new()
            .beside("X_involvements_20261122.csv", csv(INVOLVEMENTS))
            .beside(
                "X_involvements_20261101.csv",
                csv(&INVOLVEMENTS.replace("East", "Old")),
            )
            .read_by(DataSet::Cases, "X_plans_20261122.csv", ours, csv(PLANS))
            .read_by(DataSet::Visits, "X_visits_20261122.csv", ours, csv(VISITS)),
        _ => {
            let sheet = |text: &str| Table::parse(text).sheet(DateForm::True);
            let book = workbook(&[
                ("visits", sheet(VISITS)),
                ("involvements", sheet(INVOLVEMENTS)),
                ("plans", sheet(PLANS)),
            ]);
            Exports::new()
                .read_by(DataSet::Cases, "all.xlsx", ours, &book)
                .read_by(DataSet::Visits, "all.xlsx", ours, &book)
        }
    };
    let row = exports.positions(day(DATE), &[]);
    assert!(row.contains("1,CP,CP,UNRATED,FULL,,2026-09-15"), "{row}");
    assert!(row.contains(",East,1,"), "{row}");
    is_told(
        &told(&exports),
        "1 2026-11-10 - -|lookups: 1 + 0 rejected, 0 skipped|lookups: 1 + 0 rejected, 0 skipped|cases: 1 + 0 rejected, 0 skipped|visits: 1 + 0 rejected, 0 skipped",
    );
}

#[test]
fn a_table_that_is_not_found_is_asked_for() {
    let exports =
        Exports::new().read_by(DataSet::Cases, "plans.csv", ("ours", PROFILE), csv(PLANS));
    assert_eq!(
        told(&exports),
        "cases export plans.csv: its rows are joined with the table \"Involvements\", and none was found: not as a sheet of this workbook, nor as a file named like *involvements* beside it; name its file under [inputs], as lookups = [{ path = \"…\", profile = \"ours\" }]"
    );
    let optional = PROFILE
        .replace("sheets = [\"involvements\"]", "optional = true")
        .replace(
            "team = [\"Involvements.Team\"]",
            "team = { headings = [\"Involvements.Team\"], default = \"Nobody's\" }",
        );
    let exports =
        Exports::new().read_by(DataSet::Cases, "plans.csv", ("ours", &optional), csv(PLANS));
    let row = exports.positions(day(DATE), &[]);
    assert!(row.contains(",Nobody's,,"), "{row}");
}

/// The key may stand within a text.
#[test]
fn a_key_is_taken_out_of_a_text() {
    let profile = PROFILE.replace(
        "on = \"Person\", take = \"open\"",
        "on = \"Who\", extract = '\\((\\d+)\\)', take = \"open\"",
    );
    let plans = "Plan|Person|Who|Plan from|Plan to\nP1|1|Zzsmith, Jane (1)|2026-09-01|";
    let exports = Exports::new()
        .beside(
            "involvements.csv",
            csv("Who|From|To|Team|Worker\n1|2026-01-01||East|A (1)"),
        )
        .read_by(DataSet::Cases, "plans.csv", ("ours", &profile), csv(plans));
    let row = exports.positions(day(DATE), &[]);
    assert!(row.contains(",East,1,"), "{row}");
}

/// Where nearly nothing is found, the ids are written in two ways.
#[test_case(10, true; "of ten rows")]
#[test_case(9, false; "of nine, which say little")]
fn a_join_that_finds_nothing_is_refused(rows: usize, is_refused: bool) {
    let mut plans = "Plan|Person|Plan from|Plan to".to_owned();
    for row in 1..=rows {
        plans.push_str(&format!("\nP{row}|00{row}|2026-09-01|"));
    }
    let exports = Exports::new()
        .beside(
            "involvements.csv",
            csv("Who|From|To|Team|Worker\n1|2026-01-01||East|A (1)"),
        )
        .read_by(DataSet::Cases, "plans.csv", ("ours", PROFILE), csv(&plans));
    let found = told(&exports);
    let says = "cases export plans.csv: 10 of 10 rows find no row of the table \"Involvements\", with which they are joined; are the ids in both written alike, with their leading zeros?";
    assert_eq!(found == says, is_refused, "{found}");
}
