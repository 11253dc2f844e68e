//! A form that names its subjects and, apart, those who were seen.

use test_case::test_case;

use lastseen::model::field::{DataSet, Field};

use super::{is_told, visits};
use crate::{
    night::{Exports, day},
    workplace::DATE,
};

const IDS: &str =
    "child_id = { headings = ['Subjects'], split = ';' }\nchild_seen = { listed_in = 'Seen' }";
const NAMED: &str = "child_id = { headings = ['Subjects'], split = ';', extract = '\\((\\d+)\\)' }\nchild_seen = { listed_in = 'Seen' }";
const WORDS: &str = "child_id = { headings = ['Subjects'], split = ';' }\nchild_seen = { listed_in = 'Seen', split = ',', words = { 'All children' = 'Y', 'None of them' = 'N', 'Not asked' = '' } }";

#[test_case(IDS, "1; 2", "1", "Y N"; "by id")]
#[test_case(IDS, "1; 2", "2;1", "Y Y"; "both")]
#[test_case(IDS, "1; 2", "", "- -"; "a blank list says nothing")]
#[test_case(IDS, "1; 2", "Jane Zzsmith", "Y N"; "by the name of the case rows")]
#[test_case(IDS, "1; 2", "ZZSMITH, Tom;Jane  zzsmith", "Y Y"; "in any order and any letters")]
#[test_case(IDS, "1; 2", "1; Mrs Zzsmith", "Y ! Seen W-VALUE 1; Mrs Zzsmith"; "somebody else may be the other child")]
#[test_case(IDS, "1; 2", "Ann Zzjones", "! Seen W-VALUE Ann Zzjones ! Seen W-VALUE Ann Zzjones"; "a child of another row is somebody else")]
#[test_case(NAMED, "Janey Zz (1); Tom (2)", "Janey Zz", "Y N"; "by the name beside the id")]
#[test_case(NAMED, "Zz (1); Zz (2)", "Zz", "! Seen W-VALUE Zz ! Seen W-VALUE Zz"; "a name that is both children's is nobody's")]
#[test_case(NAMED, "Jane (1); Tom (2)", "Jane (2)", "N Y"; "the id goes before the name")]
#[test_case(NAMED, "Jane (1); Tom (2)", "Jane (9)", "! Seen W-VALUE Jane (9) ! Seen W-VALUE Jane (9)"; "and an id that is nobody's here is somebody else's")]
#[test_case(WORDS, "1; 2", "ALL CHILDREN", "Y Y"; "a word for all")]
#[test_case(WORDS, "1; 2", "None of them", "N N"; "a word for nobody")]
#[test_case(WORDS, "1; 2", "Not asked", "- -"; "a word for blank")]
#[test_case(WORDS, "1; 2", "2, 1", "Y Y"; "a mark of its own")]
fn a_child_was_seen_where_it_is_listed(keys: &str, subjects: &str, seen: &str, expected: &str) {
    let csv = format!("Subjects,Date,Seen\n{subjects},2026-11-10,\"{seen}\"\n");
    let found = visits(keys, &csv);
    let mut answers: Vec<String> = ["1", "2"]
        .iter()
        .map(|child| {
            let line = found
                .lines()
                .find(|line| line.starts_with(&format!("{child} ")));
            line.expect("a visit")
                .split(' ')
                .nth(2)
                .expect("an answer")
                .to_owned()
        })
        .collect();
    let mut problems = found.lines().filter_map(|line| line.strip_prefix("! 2 "));
    for answer in answers.iter_mut().filter(|answer| *answer == "-") {
        if let Some(problem) = problems.next() {
            *answer = format!("! {problem}");
        }
    }
    assert_eq!(answers.join(" "), expected, "{found}");
    assert!(
        found.ends_with("visits: 2 + 0 rejected, 0 skipped\n"),
        "{found}"
    );
}

/// Without several children in a cell a list is compared just so.
#[test]
fn one_child_of_a_row() {
    let csv = "Child,Date,Seen\n1,2026-11-10,1\n2,2026-11-10,Jane Zzsmith\n3,2026-11-10,#N/A\n";
    let found = visits("child_seen = { listed_in = ['Who', 'Seen'] }", csv);
    is_told(
        &found,
        "1 2026-11-10 Y -|2 2026-11-10 - -|! 3 Seen W-VALUE Jane Zzsmith|! 4 Seen E-NO-VALUE #N/A|visits: 2 + 1 rejected, 0 skipped",
    );
}

/// What types of visit say of sight is known as if a column said it: flags that rest on it are assessed.
#[test_case("child_seen = \"Y\"", true; "a type that says it")]
#[test_case("outcome = \"completed\"", false; "none that does")]
fn a_type_may_say_who_was_seen(more: &str, is_known: bool) {
    let profile = format!(
        "title = \"Ours\"\n[[table]]\ntitle = \"Visits\"\n[table.visits]\n\
        visit_id = [\"V\"]\nchild_id = [\"C\"]\nvisit_date = [\"D\"]\n\
        [table.visit_type]\nheadings = [\"T\"]\n[table.visit_type.types]\n\
        \"Home visit\" = {{ mode = \"face_to_face\", {more} }}\n\
        \"Call\" = {{ mode = \"phone\" }}\n"
    );
    let exports = Exports::new()
        .canonical(DataSet::Cases, super::CASES)
        .read_by(
            DataSet::Visits,
            "ours.csv",
            ("ours", &profile),
            "V,C,D,T\n1,1,2026-11-02,Home visit\n2,2,2026-11-02,Call\n",
        );
    let intake = exports.read(day(DATE)).expect("it is read");
    assert_eq!(
        intake.facts.mapped.contains(Field::VisitChildSeen),
        is_known
    );
}
