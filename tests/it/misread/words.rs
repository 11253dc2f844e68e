//! Words that a profile does not know, whether it lists words of its own or takes ours as they are.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{column, problems, read};
use crate::night::Exports;

/// Statuses and outcomes in our words, ratings and modes in words of its own.
const PROFILE: &str = r#"
title = "words of its own"

[[table]]
title = "cases"
[table.cases]
child_id = ["Id"]
status = ["Status"]
status_start = ["Start"]
team = ["Team"]
rag = { headings = ["Rating"], words = { "1" = "RED", "2" = "AMBER" } }

[[table]]
title = "visits"
[table.visits]
visit_id = ["Visit"]
child_id = ["Id"]
visit_date = ["Date"]
mode = { headings = ["Mode"], words = { "by phone" = "phone" } }
outcome = ["Outcome"]
seen_alone = { headings = ["Alone", "Alone too"], words = { "Ja" = "Y" } }
"#;

/// The type of a visit says how it was made.
const TYPES: &str = r#"
title = "types"

[[table]]
title = "visits"
[table.visits]
visit_id = ["Visit"]
child_id = ["Id"]
visit_date = ["Date"]
[table.visit_type]
headings = ["Type"]
[table.visit_type.types]
"Phone call" = { mode = "phone" }
"Note" = { skip = true }
"#;

fn cases(row: &str) -> Exports {
    let csv = format!("Id,Status,Start,Team,Rating\n001,CIN,2026-09-01,North,1\n{row}\n");
    Exports::new().read_by(DataSet::Cases, "cases.csv", ("words", PROFILE), csv)
}

#[test_case("002,cin,2026-09-01,North,1", ""; "words that are known")]
#[test_case("002,Zz,2026-09-01,North,1", "Status E-STATUS Zz"; "a status")]
#[test_case("002,CIN,2026-09-01,North,RED", "Rating W-RAG RED"; "a rating that the profile does not list")]
fn a_word_of_a_case(row: &str, said: &str) {
    let said = (!said.is_empty()).then(|| format!("cases 3 {said}"));
    assert_eq!(problems(&read(&cases(row))), Vec::from_iter(said));
}

#[test_case("V2,001,2026-11-02,By Phone,attempted", ""; "words that are known")]
#[test_case("V2,001,2026-11-02,phone,", "Mode E-MODE phone"; "a mode that the profile does not list")]
#[test_case("V2,001,2026-11-02,by phone,abandoned", "Outcome E-MODE abandoned"; "an outcome")]
fn a_word_of_a_visit(row: &str, said: &str) {
    let csv = format!("Visit,Id,Date,Mode,Outcome\nV1,001,2026-11-01,by phone,\n{row}\n");
    let exports = cases("").read_by(DataSet::Visits, "visits.csv", ("words", PROFILE), csv);
    let said = (!said.is_empty()).then(|| format!("visits 3 {said}"));
    assert_eq!(problems(&read(&exports)), Vec::from_iter(said));
}

#[test_case("Note", ""; "one that is passed over")]
#[test_case("Pigeon", "Type E-MODE Pigeon"; "one that nobody knows")]
#[test_case("", "Type E-MISSING "; "blank")]
#[test_case("#REF!", "Type E-NO-VALUE #REF!"; "an error")]
fn a_type_of_a_visit(kind: &str, said: &str) {
    let csv =
        format!("Visit,Id,Date,Type\nV1,001,2026-11-01,phone call\nV2,001,2026-11-02,{kind}\n");
    let exports = cases("").read_by(DataSet::Visits, "visits.csv", ("types", TYPES), csv);
    let said = (!said.is_empty()).then(|| format!("visits 3 {said}"));
    assert_eq!(problems(&read(&exports)), Vec::from_iter(said));
}

/// The first of two columns has an error: it is said once, and the second is read.
#[test]
fn one_problem_a_cell() {
    let csv = "Visit,Id,Date,Mode,Alone,Alone too\nV1,001,2026-11-01,by phone,#N/A,Ja\n";
    let exports = cases("").read_by(DataSet::Visits, "visits.csv", ("words", PROFILE), csv);
    assert_eq!(problems(&read(&exports)), ["visits 2 Alone W-VALUE #N/A"]);
}

#[test_case("High", "RED")]
#[test_case("medium", "AMBER")]
#[test_case("LOW", "GREEN")]
#[test_case("Amber", "AMBER")]
#[test_case("Unrated", "UNRATED")]
#[test_case("not rated", "UNRATED"; "two words")]
fn a_rating_in_another_word(written: &str, rag: &str) {
    let csv = format!(
        "child_id,status,status_start,team,rag,rag_decided_on\n\
         001,CIN,2026-09-01,North,RED,2026-10-01\n\
         001,CP,2026-09-01,North,{written},2026-11-02\n"
    );
    let exports = super::cases(&csv);
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(column(&exports, "rag"), [rag]);
}
