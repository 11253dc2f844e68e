//! One cell: its words, several values in it, what a pattern takes out of it.

use test_case::test_case;

use lastseen::model::field::DataSet;

use super::{is_told, visits};
use crate::{
    night::{Exports, day},
    workplace::DATE,
};

#[test_case("worker_id = { headings = ['Worker'], words = { 'Duty' = '', 'NB' = 'W9' } }", "DUTY", "-"; "a word that is blank")]
#[test_case("worker_id = { headings = ['Worker'], words = { 'Duty' = '', 'NB' = 'W9' } }", "nb", "W9"; "a word that means another")]
#[test_case("worker_id = { headings = ['Worker'], words = { 'Duty' = '', 'NB' = 'W9' } }", "W3", "W3"; "any other is read as it stands")]
#[test_case("worker_id = { headings = ['Worker'], words = { '007' = 'W7' }, prefix = 'a-' }", "007", "a-W7"; "the prefix comes last")]
#[test_case("worker_id = { headings = ['Worker'], extract = '\\((\\d+)\\)' }", "ZZSMITH, Jane (12345)", "12345"; "an id in brackets")]
#[test_case("worker_id = { headings = ['Worker'], extract = '\\d+' }", "Zzsmith 12345 North", "12345"; "all that the pattern finds")]
#[test_case("worker_id = { headings = ['Worker'], extract = '\\((\\d+)\\)' }", "Unallocated", "-"; "nobody is nobody before the pattern")]
#[test_case("worker_id = { headings = ['Worker'], extract = '\\((\\d+)\\)' }", "N/A", "-"; "so is a blank word")]
#[test_case("worker_id = { headings = ['Worker'], extract = '\\((\\d+)\\)', words = { '1' = 'W1' } }", "Zz (1)", "W1"; "words are of what was taken out")]
fn a_worker_is_made_of_a_cell(rule: &str, cell: &str, worker: &str) {
    let csv = format!("Child,Date,Worker\n1,2026-11-10,\"{cell}\"\n");
    let expected = format!("1 2026-11-10 - {worker}|visits: 1 + 0 rejected, 0 skipped");
    is_told(&visits(rule, &csv), &expected);
}

/// What the pattern does not find is never blank in silence.
#[test_case("worker_id = { headings = ['Worker'], extract = '\\((\\d+)\\)' }", "Worker", "Zzsmith", "1 2026-11-10 - -|! 2 Worker W-VALUE Zzsmith|visits: 1 + 0 rejected, 0 skipped"; "of an optional field")]
#[test_case("worker_id = { headings = ['Worker'], extract = '(\\d*)' }", "Worker", "Zzsmith", "1 2026-11-10 - -|! 2 Worker W-VALUE Zzsmith|visits: 1 + 0 rejected, 0 skipped"; "an empty text is none")]
#[test_case("outcome = { headings = ['Outcome'], extract = '^(\\w+) -' }", "Outcome", "done", "! 2 Outcome E-MODE done|visits: 0 + 1 rejected, 0 skipped"; "of an outcome")]
#[test_case("recorded_at = { headings = ['Keyed'], extract = 'on (.*)$' }", "Keyed", "yesterday", "1 2026-11-10 - -|! 2 Keyed W-VALUE yesterday|visits: 1 + 0 rejected, 0 skipped"; "of a date")]
fn what_is_not_found_is_said(rule: &str, heading: &str, cell: &str, expected: &str) {
    let csv = format!("Child,Date,{heading}\n1,2026-11-10,{cell}\n");
    is_told(&visits(rule, &csv), expected);
}

const CHILDREN: &str = "child_id = { headings = ['Child'], split = ';' }";
const BRACKETS: &str = "child_id = { headings = ['Child'], split = ';', extract = '\\((\\d+)\\)' }";
const LINES: &str = "child_id = { headings = ['Child'], split = ')', extract = '\\((\\d+)' }";
const WORKERS: &str = "child_id = { headings = ['Child'], split = ';' }\nworker_id = { headings = ['Worker'], split = '/' }";

/// One visit of each child, and of each worker where several made it together.
#[test_case(CHILDREN, "1; 2;3", "", "1 2026-11-10 - -|2 2026-11-10 - -|3 2026-11-10 - -|visits: 3 + 0 rejected, 0 skipped"; "three children")]
#[test_case(CHILDREN, "1;", "", "1 2026-11-10 - -|visits: 1 + 0 rejected, 0 skipped"; "a mark behind the last")]
#[test_case(CHILDREN, ";;N/A", "", "! 2 Child E-MISSING|visits: 0 + 1 rejected, 0 skipped"; "marks alone")]
#[test_case(CHILDREN, "1;1.5E+3;12E+40", "", "1 2026-11-10 - -|1500 2026-11-10 - -|! 2 Child W-ORPHAN 1.5E+3|! 2 Child E-ID 12E+40|visits: 2 + 1 rejected, 0 skipped"; "each is an id of its own")]
#[test_case(BRACKETS, "ZZSMITH, Jane (1); ZZSMITH, Tom (2)", "", "1 2026-11-10 - -|2 2026-11-10 - -|visits: 2 + 0 rejected, 0 skipped"; "with their names")]
#[test_case(BRACKETS, "ZZSMITH, Jane (1); ZZSMITH, Tom", "", "1 2026-11-10 - -|! 2 Child E-ID ZZSMITH, Tom|visits: 1 + 1 rejected, 0 skipped"; "one without an id is no visit of nobody")]
#[test_case(LINES, "Jane (1)\n Tom (2)", "", "1 2026-11-10 - -|2 2026-11-10 - -|visits: 2 + 0 rejected, 0 skipped"; "on lines of their own")]
#[test_case(WORKERS, "1;2", "W1/W2", "1 2026-11-10 - W1|1 2026-11-10 - W2|2 2026-11-10 - W1|2 2026-11-10 - W2|visits: 4 + 0 rejected, 0 skipped"; "two workers with two children")]
#[test_case(CHILDREN, "1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33;34;35;36;37;38;39;40;41", "", "! 2 Child E-ID 1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33;34;35;36;37;38;39;40;41|visits: 0 + 1 rejected, 0 skipped"; "more than any cell has")]
fn a_cell_has_several(keys: &str, children: &str, workers: &str, expected: &str) {
    let csv = format!("Child,Date,Worker\n\"{children}\",2026-11-10,{workers}\n");
    is_told(&visits(keys, &csv), expected);
}

/// Of a case, several children are a row each, the first worker is the allocated one, and factors stay a list.
#[test]
fn a_case_row_has_several_too() {
    let profile = "title = 'Ours'\n[[table]]\ntitle = 'Cases'\n[table.cases]\nchild_id = { headings = ['Children'], split = ';' }\nchild_name = { headings = ['Surname', 'Forename'], together = ', ' }\nstatus = { headings = ['Plan'], extract = '^(\\w+)' }\nstatus_start = { headings = ['Plan'], extract = 'from (.*)$' }\nteam = { headings = ['Team'], words = { 'NRTH' = 'North' } }\nworker_id = { headings = ['Workers'], split = ';', extract = '\\((\\d+)\\)' }\nrisk_factors = { headings = ['Factors'], split = ',', words = { 'CE' = 'child_exploitation' } }\n";
    let csv = "Surname,Forename,Children,Plan,Team,Workers,Factors\nZzsmith,Jane,\"1;2\",CP Plan from 01/09/2026,nrth,\"ZZA, B (7); ZZC, D (8)\",\"CE, plo\"\n";
    let exports = Exports::new().read_by(DataSet::Cases, "ours.csv", ("ours", profile), csv);
    let intake = exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    let (facts, words) = (&intake.facts, &intake.facts.words);
    let rows: Vec<String> = facts
        .cases()
        .iter()
        .map(|row| {
            let worker = row.worker.map_or("-", |worker| facts.workers.text(worker));
            let factors = row.risk_factors.map_or("-", |factors| words.text(factors));
            format!(
                "{} {} {} {:?} {} {worker} {factors}",
                facts.children.text(row.child),
                row.name.map_or("-", |name| words.text(name)),
                row.status.code(),
                row.start,
                words.text(row.team)
            )
        })
        .collect();
    let same = "Zzsmith, Jane CP Some(2026-09-01) North 7 child_exploitation; plo";
    assert_eq!(rows, [format!("1 {same}"), format!("2 {same}")]);
    let problems: Vec<&str> = intake
        .reading
        .problems
        .iter()
        .map(|problem| problem.value.as_str())
        .collect();
    assert_eq!(problems, Vec::<&str>::new());
}

/// Two contacts of a day are two, where the id that is composed says so.
#[test_case("{child_id} {visit_date}", 1; "child and day alone")]
#[test_case("{child_id} {visit_date} {mode} {outcome} {worker_id}", 2; "with what tells them apart")]
fn an_id_is_composed(template: &str, contacts: usize) {
    let keys = format!(
        "visit_id = {{ template = '{template}' }}\noutcome = ['Outcome']\nworker_id = ['Worker']"
    );
    let csv = "Child,Date,Outcome,Worker\n1,2026-11-10,attempted,W1\n1,2026-11-10,completed,W1\n";
    let found = visits(&keys, csv);
    assert_eq!(
        found.matches("1 2026-11-10 - W1").count(),
        contacts,
        "{found}"
    );
    assert_eq!(found.contains("W-DUPLICATE"), contacts == 1, "{found}");
}
