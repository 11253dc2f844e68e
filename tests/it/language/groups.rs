//! Grouped reports: what stands once is meant for its whole group, and never for another.

use test_case::test_case;

use super::{is_told, visits};

const PERSON: &str = "fill_down = ['Child']";
const TEAM: &str = "fill_down = ['Team', 'Child']";
const TOTALS: &str =
    "fill_down = ['Team', 'Child']\nskip_rows_where = { column = 'Child', starts_with = 'Total' }";
const TEAM_TOTALS: &str =
    "fill_down = ['Team', 'Child']\nskip_rows_where = { column = 'Team', is = 'Total' }";
const NOTE_TOTALS: &str =
    "fill_down = ['Child']\nskip_rows_where = { column = 'Note', is = 'Total' }";
const DRAFTS: &str = "fill_down = ['Child']\nskip_rows_where = { column = 'Note', is = 'Draft' }";
const TEST_CHILD: &str =
    "fill_down = ['Child']\nskip_rows_where = { column = 'Child', is = 'Test' }";

#[test_case(PERSON, ",1,,|,,2026-11-10,|,,2026-11-11,|,2,,|,,2026-11-12,", "1 2026-11-10|1 2026-11-11|2 2026-11-12|3 + 0 rejected, 2 skipped"; "a row that names the group")]
#[test_case(PERSON, ",1,2026-11-10,|,,2026-11-11,|,2,2026-11-12,", "1 2026-11-10|1 2026-11-11|2 2026-11-12|3 + 0 rejected, 0 skipped"; "the first row of the group names it")]
#[test_case(PERSON, ",1,,3 visits|,,2026-11-10,", "1 2026-11-10|1 + 0 rejected, 1 skipped"; "what no field reads may stand in it")]
#[test_case(TEAM, "North,1,2026-11-10,|,,2026-11-11,|,2,2026-11-12,|South,,,|,,2026-11-13,|,3,2026-11-14,", "1 2026-11-10|1 2026-11-11|2 2026-11-12|3 2026-11-14|! 6 Child E-MISSING|4 + 1 rejected, 1 skipped"; "another team ends the child")]
#[test_case(TOTALS, ",1,2026-11-10,|,Total 1,,|,,2026-11-11,", "1 2026-11-10|! 4 Child E-MISSING|1 + 1 rejected, 1 skipped"; "a total ends the child")]
#[test_case(TEAM_TOTALS, "North,1,2026-11-10,|Total,,,|,,2026-11-11,", "1 2026-11-10|! 4 Child E-MISSING|1 + 1 rejected, 1 skipped"; "and the team's total the team and the child")]
#[test_case(NOTE_TOTALS, ",1,2026-11-10,|,,,Total|,,2026-11-11,|,2,2026-11-12,", "1 2026-11-10|2 2026-11-12|! 4 Child E-MISSING|2 + 1 rejected, 1 skipped"; "and one in another column all of them")]
#[test_case(DRAFTS, ",1,2026-11-10,|,2,2026-11-11,Draft|,,2026-11-12,", "1 2026-11-10|2 2026-11-12|2 + 0 rejected, 1 skipped"; "a draft may be the first of its group")]
#[test_case(DRAFTS, ",1,2026-11-10,|,,2026-11-11,Draft|,,2026-11-12,", "1 2026-11-10|1 2026-11-12|2 + 0 rejected, 1 skipped"; "or stand within it")]
#[test_case(TEST_CHILD, ",1,2026-11-10,|,Test,2026-11-11,|,,2026-11-12,", "1 2026-11-10|1 + 0 rejected, 2 skipped"; "what is passed over is so for its whole group")]
#[test_case(PERSON, ",1,2026-11-10,|,,,|,,2026-11-11,", "1 2026-11-10|! 4 Child E-MISSING|1 + 1 rejected, 0 skipped"; "a blank line below rows ends the group")]
#[test_case(PERSON, ",1,,|,,,|,,2026-11-11,", "1 2026-11-11|1 + 0 rejected, 1 skipped"; "one above them does not")]
#[test_case(PERSON, ",1,2026-11-10,|,,,|Team,Child,Date,Note|,,,|,,2026-11-11,", "1 2026-11-10|1 2026-11-11|2 + 0 rejected, 1 skipped"; "nor does the end of a page")]
#[test_case(PERSON, ",1,2026-11-10,|,#REF!,2026-11-11,|,,2026-11-12,", "1 2026-11-10|! 3 Child E-ID #REF!|! 4 Child E-ID #REF!|1 + 2 rejected, 0 skipped"; "what is not known is not known for the group")]
#[test_case(PERSON, ",1,2026-11-10,|2,2026-11-11,|,,2026-11-12,", "1 2026-11-10|! 3 - E-ROW|! 4 Child E-MISSING|1 + 2 rejected, 0 skipped"; "behind a broken row nobody knows the group")]
#[test_case(PERSON, ",,2026-11-10,|,1,2026-11-11,", "1 2026-11-11|! 2 Child E-MISSING|1 + 1 rejected, 0 skipped"; "nothing is filled upwards")]
fn a_group_is_filled_down(keys: &str, rows: &str, expected: &str) {
    let csv = format!("Team,Child,Date,Note\n{}\n", rows.replace('|', "\n"));
    let found = visits(keys, &csv)
        .replace(" - -\n", "\n")
        .replace("visits: ", "");
    let found = found.replace(" \n", "\n");
    is_told(&found, expected);
}

/// The cases of a grouped report whose group has an id and a name: another name without an id is another child.
#[test]
fn another_name_is_another_child() {
    let profile = "title = 'Ours'\n[[table]]\ntitle = 'Cases'\nfill_down = ['Ref', 'Name']\n[table.cases]\nchild_id = ['Ref']\nchild_name = ['Name']\nstatus = ['Plan']\nstatus_start = ['From']\nteam = { default = 'North' }\n";
    let csv = "Ref,Name,Plan,From\n1,Zzjane,CP,2026-09-01\n,,CIN,2026-05-01\n,Zzjane,CIN,2026-03-01\n,Zztom,CP,2026-09-01\n2,,CP,2026-09-02\n";
    let exports = crate::night::Exports::new().read_by(
        lastseen::model::field::DataSet::Cases,
        "ours.csv",
        ("ours", profile),
        csv,
    );
    let intake = exports
        .read(crate::night::day(crate::workplace::DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    let rows: Vec<String> = intake
        .facts
        .cases()
        .iter()
        .map(|row| {
            let name = row.name.map_or("-", |name| intake.facts.words.text(name));
            format!("{} {name}", intake.facts.children.text(row.child))
        })
        .collect();
    assert_eq!(rows, ["1 Zzjane", "1 Zzjane", "1 Zzjane", "2 -"]);
    let problems: Vec<String> = intake
        .reading
        .problems
        .iter()
        .filter(|problem| problem.code.is_error())
        .map(|problem| format!("{} {}", problem.row, problem.code))
        .collect();
    assert_eq!(problems, ["5 E-MISSING"]);
}

/// The column of the groups often has no heading: it is known by its letter.
#[test]
fn a_column_without_a_heading() {
    let keys = "fill_down = ['Column A']\nchild_id = { headings = ['Column A'], extract = '\\((\\d+)\\)' }";
    let csv = ",Date,Note\nZzsmith (1),,\n,2026-11-10,\n,Date,Note\n,2026-11-11,\nZzjones,,\n,2026-11-12,\n";
    is_told(
        &visits(keys, csv),
        "1 2026-11-10 - -|1 2026-11-11 - -|! 7 Column A E-ID Zzjones|visits: 2 + 1 rejected, 3 skipped",
    );
    is_told(
        &visits(&keys.replace("Column A", "Column B"), csv),
        "visits export ours.csv: the required column \"Column B\" is missing, and no heading comes near it",
    );
}

/// So it is where no field takes the name.
#[test]
fn another_name_that_no_field_takes() {
    let csv = "Child,Child name,Plan,Date\n1,Zzjane,A,2026-11-10\n,,B,2026-11-11\n,Zztom,A,2026-11-12\n,,,2026-11-13\n2,Zzann,A,2026-11-14\n";
    is_told(
        &visits("fill_down = ['Child', 'Child name', 'Plan']", csv),
        "1 2026-11-10 - -|1 2026-11-11 - -|2 2026-11-14 - -|! 4 Child E-MISSING|! 5 Child E-MISSING|visits: 3 + 2 rejected, 0 skipped",
    );
}
