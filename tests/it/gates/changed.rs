//! What is compared with an earlier run, and what is not because the rules, the framework or a profile changed since;
//! and the words in which managers are told.

use test_case::test_case;

use super::{
    CASES, COLUMN_GONE, EVE, JUMP, SERVICE, Tripped, VISITS, check_says, eve, letter, nothing,
    tripped, warnings,
};
use crate::{
    workbooks::{Cell, patched, texts, workbook},
    workplace::{self, DATE, Workplace},
};

/// `outcome` became `visit_outcome`: cancelled visits would count as made.
const OUTCOME_RENAMED: Tripped = Tripped {
    key: "columns_gone",
    with: "",
    before: |place| place.write(VISITS, with_outcomes("outcome")),
    tonight: |place| place.write(VISITS, with_outcomes("visit_outcome")),
    said: "visits export in/visits.csv: 1 of 7 columns that the run for 2026-11-22 read are not there: outcome",
    to_managers: "Please read with care: 1 of 7 columns that the visits had",
};

fn with_outcomes(heading: &str) -> String {
    let visits = workplace::visits();
    let mut lines = visits.lines();
    let mut csv = format!("{},{heading}\n", lines.next().expect("headings"));
    for (at, line) in lines.enumerate() {
        let outcome = if at % 4 == 3 {
            "cancelled"
        } else {
            "completed"
        };
        csv += &format!("{line},{outcome}\n");
    }
    csv
}

#[test]
fn a_renamed_outcome_is_no_completed_visit() {
    let place = tripped(&eve(&OUTCOME_RENAMED), &OUTCOME_RENAMED, None);
    check_says(&place, 4).complains_of(&[OUTCOME_RENAMED.said]);
    place
        .nightly()
        .with_code(4)
        .complains_of(&[OUTCOME_RENAMED.said]);
}

/// Managers read no file names: the first thing in the letter is what to make of the list.
#[test_case(&JUMP, "Please read with care: in all teams together 41 children are unrated tonight, after 0 on 22 Nov 2026."; "a jump")]
#[test_case(&COLUMN_GONE, "Please read with care: 1 of 6 columns that the visits had on 22 Nov 2026 is missing tonight (child_seen), so these lists may be wrong."; "a column gone")]
fn managers_are_told_first_and_in_their_words(check: &Tripped, words: &str) {
    let place = tripped(&eve(check), check, Some("warn"));
    place.nightly().with_code(0);
    for name in ["monday-visits--tm-north", "unseen-children--sm-care"] {
        let letter = letter(&place, name);
        let at = letter
            .find(words)
            .unwrap_or_else(|| panic!("{name}: {letter}"));
        let figures = letter.find("Key figures").expect("key figures");
        assert!(at < figures, "{name}: {letter}");
    }
}

/// Other rules, and the framework, change a great many children without a fault of the exports.
#[test_case("authorised_by = \"Leadership\"\n", "authorised_by = \"Leadership\"\nceased = 2026-11-23\n"; "the framework ceased")]
#[test_case("[gate]", "[rules]\nred_factors = [\"reg_24\"]\n\n[gate]"; "a rule was changed")]
fn no_jump_is_told_across_a_change(old: &str, new: &str) {
    let place = tripped(&eve(&JUMP), &JUMP, None);
    place.edit(SERVICE, old, new);
    place.nightly().with_code(0);
    assert_eq!(warnings(&place), Vec::<String>::new());
}

const LISTS: &str = "title = \"lists\"\n
[[table]]\ntitle = \"CIN\"\nsheets = [\"CIN Plan\"]\n[table.cases]\nchild_id = [\"Id\"]\nstatus = { default = \"CIN\" }\nstatus_start = [\"Start\"]\nteam = [\"Team\"]\nworker_id = [\"Worker\"]\n
[[table]]\ntitle = \"CP\"\nsheets = [\"CP Plan\"]\n[table.cases]\nchild_id = [\"Id\"]\nstatus = { default = \"CP\" }\nstatus_start = [\"Start\"]\nteam = [\"Team\"]\n";

fn list(headings: &str, children: std::ops::Range<usize>) -> Vec<Vec<Cell>> {
    let rows = children.map(|child| texts(&format!("{child:03}|2026-09-01|North|W1")));
    std::iter::once(texts(headings)).chain(rows).collect()
}

/// Cases from a workbook of two sheets, read by a profile of the service.
fn of_sheets(sheets: [&str; 2], headings: &str) -> Vec<u8> {
    let [first, second] = sheets;
    workbook(&[
        (first, list(headings, 1..21)),
        (second, list(headings, 21..41)),
    ])
}

fn two_sheets() -> Workplace {
    let place = Workplace::new();
    place.remove(CASES);
    place.write(
        "in/cases.xlsx",
        of_sheets(["CIN Plan", "CP Plan"], "Id|Start|Team|Worker"),
    );
    place.write("jobs/profiles/lists.toml", LISTS);
    place.edit(
        SERVICE,
        "\"in/cases*\", profile = \"canonical\"",
        "\"in/cases*\", profile = \"lists\"",
    );
    place.edit(SERVICE, "[gate]", "[gate]\njump = \"off\"");
    place
}

#[test]
fn a_column_that_the_profile_no_longer_names_is_not_gone() {
    let place = two_sheets();
    place.run(&["run", "nightly", "--date", EVE]).with_code(0);
    place.write(
        "in/cases.xlsx",
        of_sheets(["CIN Plan", "CP Plan"], "Id|Start|Team|Allocated"),
    );
    let said = "1 of 7 columns that the run for 2026-11-22 read are not there: CIN: worker_id";
    place.nightly().with_code(4).complains_of(&[said]);
    place.edit(
        "jobs/profiles/lists.toml",
        "[\"Worker\"]",
        "[\"Worker\", \"Allocated\"]",
    );
    place.nightly().with_code(0);
    let told = warnings(&place);
    assert!(
        !told.iter().any(|told| told.contains("columns")),
        "{told:?}"
    );
}

/// `check` says it before the run does, with the same exit code.
#[test]
fn a_sheet_that_is_gone_stops_the_run_and_one_that_is_hidden_is_told() {
    let place = two_sheets();
    place.run(&["run", "nightly", "--date", EVE]).with_code(0);
    place.write(
        "in/cases.xlsx",
        of_sheets(["CIN Plan", "Closed this month"], "Id|Start|Team|Worker"),
    );
    let said = "cases export in/cases.xlsx";
    check_says(&place, 4).complains_of(&[said, "\"CP Plan\""]);
    place
        .nightly()
        .with_code(4)
        .complains_of(&[said, "\"CP Plan\""]);

    let headings = "Id|Start|Team|Worker";
    let sheets = [
        ("CIN Plan", list(headings, 1..21)),
        ("CP Plan", list(headings, 21..41)),
        ("CLA UASC", list(headings, 99..100)),
    ];
    let hidden = patched(
        &workbook(&sheets),
        "xl/workbook.xml",
        "<sheet name=\"CLA UASC\"",
        "<sheet state=\"hidden\" name=\"CLA UASC\"",
    );
    place.write("in/cases.xlsx", hidden);
    let told = check_says(&place, 0).stdout;
    assert!(told.contains("\"CLA UASC\" (1 row)"), "{told}");
    place.nightly().with_code(0);
    let told = warnings(&place);
    let is_told = |of: &String| of.contains("\"CLA UASC\" (1 row)");
    assert!(told.iter().any(is_told), "{told:?}");
}

/// The workers of cases are a join of their own.
#[test]
fn workers_of_cases_whom_the_workers_export_does_not_have() {
    let check = Tripped {
        key: "orphans",
        with: "",
        before: nothing,
        tonight: |place| {
            place.write(
                CASES,
                place
                    .read(CASES)
                    .replace(",W1\n", ",\"ZZJONES, Rhys (W1)\"\n"),
            )
        },
        said: "cases export in/cases.csv: 41 of 41 case rows that name a worker name one whom the workers export does not have, more than the 90 % allowed",
        to_managers: "Many of the cases match no child or no worker",
    };
    let place = tripped(&eve(&check), &check, None);
    check_says(&place, 4).complains_of(&[check.said]);
    place.nightly().with_code(4).complains_of(&[check.said]);
    assert!(!place.path(&format!("reports/{DATE}/nightly")).exists());
}
