//! Sheets of a workbook: those that the profile names and are gone, those that look like them and nobody reads.

use lastseen::{ingest::settings::Reaction, model::field::DataSet};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workbooks::{Cell, texts, workbook},
};

const PROFILE: &str = r#"
title = "a workbook of three lists"

[[table]]
title = "CIN"
sheets = ["CIN Plan"]
[table.cases]
child_id = ["Id"]
status = { default = "CIN" }
status_start = ["Start"]
team = ["Team"]

[[table]]
title = "CP"
sheets = ["CP Plan"]
[table.cases]
child_id = ["Id"]
status = { default = "CP" }
status_start = ["Start"]
team = ["Team"]

[[table]]
title = "CLA"
sheets = ["CLA"]
[table.cases]
child_id = ["Id"]
status = { default = "CIC" }
status_start = ["Start"]
team = ["Team"]
"#;

fn list(id: &str) -> Vec<Vec<Cell>> {
    vec![
        texts("Id|Start|Team"),
        texts(&format!("{id}|2026-09-01|North")),
    ]
}

fn exports(names: &[&str], meaning: Option<(&str, Reaction)>) -> Exports {
    let sheets: Vec<(&str, Vec<Vec<Cell>>)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, list(&format!("00{at}"))))
        .collect();
    let book = workbook(&sheets);
    let mut exports = Exports::new().read_by(DataSet::Cases, "book.xlsx", ("lists", PROFILE), book);
    match meaning {
        Some(("sheets_gone", reaction)) => exports.gate.sheets_gone = reaction,
        Some((_, reaction)) => exports.gate.sheets_unread = reaction,
        None => {}
    }
    exports
}

/// What is said, as a refusal or as a warning, and which children are there.
fn said(exports: &Exports) -> (&'static str, Vec<String>, Vec<String>) {
    match exports.read(day("2026-11-23")) {
        Err(refused) => {
            let refusals = refused.refusals.iter().map(ToString::to_string);
            ("refuse", refusals.collect(), Vec::new())
        }
        Ok(intake) => {
            let warnings = intake.reading.warnings.iter().map(ToString::to_string);
            let facts = &intake.facts;
            let children = facts.children_by_id().iter();
            let children = children.map(|child| facts.children.text(*child).to_owned());
            ("warn", warnings.collect(), children.collect())
        }
    }
}

/// Another tab with the same headings is not taken for the one that is gone.
#[test_case(None, "refuse"; "by default")]
#[test_case(Some(Reaction::Refuse), "refuse"; "refused")]
#[test_case(Some(Reaction::Warn), "warn"; "warned of")]
#[test_case(Some(Reaction::Off), "off"; "passed over")]
fn a_sheet_that_is_gone(meaning: Option<Reaction>, expected: &str) {
    let names = ["CIN Plan", "Closed this month", "CLA"];
    let exports = exports(&names, meaning.map(|meaning| ("sheets_gone", meaning)));
    let (how, all, children) = said(&exports);
    let gone: Vec<&String> = all.iter().filter(|line| line.contains("CP Plan")).collect();
    if expected == "off" {
        assert_eq!(gone, Vec::<&String>::new());
    } else {
        assert_eq!(how, expected);
        assert_eq!(gone.len(), 1, "{all:?}");
        assert!(
            gone[0].contains("2 of the 3 sheets that the profile names"),
            "{gone:?}"
        );
    }
    if how == "warn" {
        assert_eq!(
            children,
            ["000", "002"],
            "the closed ones are no child protection plans"
        );
    }
}

/// A new tab with children of its own is mentioned.
#[test_case(None, "warn"; "by default")]
#[test_case(Some(Reaction::Refuse), "refuse"; "refused")]
#[test_case(Some(Reaction::Warn), "warn"; "warned of")]
#[test_case(Some(Reaction::Off), "off"; "passed over")]
fn a_sheet_that_nobody_reads(meaning: Option<Reaction>, expected: &str) {
    let names = ["CIN Plan", "CP Plan", "CLA", "CLA UASC"];
    let exports = exports(&names, meaning.map(|meaning| ("sheets_unread", meaning)));
    let (how, all, children) = said(&exports);
    if expected == "off" {
        assert_eq!(all, Vec::<String>::new());
    } else {
        assert_eq!(how, expected);
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(
            all[0].contains("1 of 4 sheets have the headings of the profile and were not read: \"CLA UASC\" (1 row)"),
            "{all:?}"
        );
    }
    if how == "warn" {
        assert_eq!(children, ["000", "001", "002"]);
    }
}

#[test]
fn a_workbook_as_it_should_be_trips_nothing() {
    let (_, all, children) = said(&exports(&["CIN Plan", "CP Plan", "CLA", "Notes"], None));
    // The sheet of notes has the headings too, in this test.
    assert_eq!(all.len(), 1);
    assert_eq!(children, ["000", "001", "002"]);
    let (_, all, _) = said(&exports(&["CIN Plan", "CP Plan", "CLA"], None));
    assert_eq!(all, Vec::<String>::new());
}
