//! What a draft shows: words, and never anything that may be somebody's, wherever it stands.

use lastseen::{ingest::draft::NoDraft, model::field::DataSet};
use test_case::test_case;

use super::{
    drafted,
    export::{lines, names_nobody},
    read, said,
};
use crate::workplace::{Workplace, program, ran};

const HEADINGS: &str = "Visit ID,Child ID,Visit Date,Visit Type,Worker ID";
const ROW: &str = "{visit},{child},{uk},{Home Visit/Telephone Call},{worker}";

/// Whatever stands in a column that is taken for words is shown only where it cannot be a person's.
#[test_case("Seen by", "{worker_name}"; "names under a heading that is like a field")]
#[test_case("Child Seen", "{Yes/No/Zzquillack/Zzanna not in}"; "names where yes or no belongs")]
#[test_case("Outcome", "{Completed/Zzanna Zzquillack/Zzjo Zzbrownley}"; "names among outcomes")]
#[test_case("Outcome", "{Completed/Mother Zzquillack in hospital}"; "sentences among outcomes")]
#[test_case("Outcome", "{Completed/99000112345/13/05/2016/zzmum@example.org}"; "numbers, births and addresses among outcomes")]
#[test_case("Who was seen?", "{name}; {next_name}"; "lists of names")]
#[test_case("Visit Outcome Notes", "{note}"; "what somebody wrote")]
fn nobody_is_shown(heading: &str, cell: &str) {
    let lines = lines(
        &format!("{HEADINGS},{heading}"),
        &format!("{ROW},{cell}"),
        90,
    );
    let place = Workplace::bare();
    let bytes = lines.join("\n").into_bytes();
    place.write("in/visits_20261122.csv", &bytes);
    let draft = drafted("visits.csv", &bytes, None).expect("it can be drafted");
    names_nobody(&said(&draft));
    place.write("jobs/profiles/ours.toml", &draft.text);
    // As it is understood, it tells of nobody either.
    let mut command = program();
    let arguments = ["profile", "check", "ours", "in/visits_20261122.csv"];
    let checked = ran(command.current_dir(place.root()).args(arguments)).with_code(0);
    assert!(
        checked.stdout.starts_with("read as of 22 Nov 2026"),
        "{}",
        checked.stdout
    );
    names_nobody(&(checked.stdout + &checked.stderr));
}

/// Rows of data are never taken for headings, whose every word is shown.
#[test_case("{name},{forename},Home visit,Completed,Seen"; "words that are headings too")]
#[test_case("{visit},{child},{uk},Visit,Status,Type"; "ids and dates among them")]
fn a_row_of_data_is_no_heading(row: &str) {
    let lines = lines("List of visits", row, 40);
    let drafted = drafted("visits.csv", lines.join("\n").as_bytes(), None);
    assert!(matches!(drafted, Err(NoDraft::NoHeadings)), "{drafted:?}");
}

/// A rating called as somebody is: no word of the export is written, and all that exports write is.
#[test]
fn a_word_that_is_a_name_too_is_written_as_one_of_ours() {
    let headings = "Child ID,Surname,Forename,Status,Start Date,Team,RAG,RAG Date";
    let row =
        "{child},{Green/Zzquill/Zzford},{forename},CIN,01/09/2026,North,{Green/Red/Amber},{uk}";
    let lines = lines(headings, row, 30);
    let draft = drafted("cases.csv", lines.join("\n").as_bytes(), None).expect("it can be drafted");
    for text in [
        "\"green\" = \"GREEN\"",
        "\"Red\" = \"RED\"",
        "\"low\" = \"GREEN\"",
    ] {
        assert!(draft.text.contains(text), "{text}: {}", draft.text);
    }
    assert!(!said(&draft).contains("Green"), "{}", draft.text);
}

/// Each question names the line that is to be edited, and what may be meant.
#[test]
fn a_question_names_its_line() {
    let headings = "Visit ID,Client ID,Scheduled For,Visit Type,Child Seen,Status";
    let row = "{visit},{child},{uk},{Home Visit/Core group},{Y/N},{Completed/Draft}";
    let lines = lines(headings, row, 40);
    let set = Some(DataSet::Visits);
    let draft = drafted("visits.csv", lines.join("\n").as_bytes(), set).expect("it can be drafted");
    let text: Vec<&str> = draft.text.lines().collect();
    let asked: Vec<(&str, &str)> = draft
        .decide
        .iter()
        .filter_map(|question| question.strip_prefix("line ")?.split_once(": "))
        .map(|(line, question)| (text[line.parse::<usize>().expect("a line") - 1], question))
        .collect();
    for (line, question) in [
        ("# visit_date = [\"…\"]", "(it may be \"Scheduled For\")"),
        ("# unknown: \"Core group\"", "1 word of \"Visit Type\""),
        ("# unknown: \"Draft\"", "1 word of \"Status\""),
    ] {
        let is_asked = asked
            .iter()
            .any(|(at, said)| at.starts_with(line) && said.contains(question));
        assert!(is_asked, "{line}: {question}: {asked:#?}\n{}", draft.text);
    }
    assert!(draft.text.contains("# \"Draft\" = \"…\""), "{}", draft.text);
    assert!(
        draft.text.contains("# \"Core group\" = { mode = \"…\" }"),
        "{}",
        draft.text
    );
    assert!(!draft.is_whole);
}

/// What is not plain is not guessed: it is asked.
#[test_case("Status", "CP - Section 47"; "an enquiry is no plan")]
#[test_case("Status", "CIN stepped down from CP"; "two statuses")]
#[test_case("Status", "Previously LAC"; "one that was")]
#[test_case("Status", "Edge of Care"; "none")]
#[test_case("Outcome", "Rearranged after no access, then cancelled"; "two outcomes")]
#[test_case("Contact Type", "Phone or video call"; "two modes")]
#[test_case("Contact Type", "Core group visit to the office, non-contact"; "none that counts")]
#[test_case("Contact Type", "Supervised contact"; "a contact of others")]
fn what_is_not_plain_is_asked(heading: &str, word: &str) {
    let known = match heading {
        "Status" => "Child in Need",
        "Outcome" => "Completed",
        _ => "Home Visit",
    };
    let (headings, row) = match heading {
        "Status" => (
            "Child ID,Start Date,End Date,Team".to_owned(),
            "{child},01/09/2026,,CIN East".to_owned(),
        ),
        _ => (
            HEADINGS.replace(",Visit Type", ""),
            ROW.replace(",{Home Visit/Telephone Call}", ""),
        ),
    };
    let row = format!("{row},{{{known}/\"{word}\"}}");
    let lines = lines(&format!("{headings},{heading}"), &row, 30);
    let draft =
        drafted("export.csv", lines.join("\n").as_bytes(), None).expect("it can be drafted");
    let line = format!("# unknown: \"{word}\" stands in 15 rows");
    assert!(draft.text.contains(&line), "{}", draft.text);
    assert!(
        draft
            .decide
            .iter()
            .any(|question| question.contains(heading)),
        "{:?}",
        draft.decide
    );
}

/// A word that is known and stands in few rows is read, and nothing says that it is there: either the draft lists all
/// words that exports have, or none.
#[test_case("Status", "{Child in Need/Child Protection}", "Care Leaver"; "a status")]
#[test_case("RAG", "{Red/Amber}", "Low"; "a rating")]
fn a_rare_word_is_not_told(heading: &str, common: &str, rare: &str) {
    let other = if heading == "Status" { "RAG" } else { "Status" };
    let other_words = if heading == "Status" { "Red" } else { "CIN" };
    let headings = format!("Child ID,Start Date,Team,{other},{heading}");
    let row = format!("{{child}},01/09/2026,CIN East,{other_words},{common}");
    let draft = |extra: &str| {
        let mut lines = lines(&headings, &row, 28);
        lines.push(format!("99001,01/09/2026,CIN East,{other_words},{extra}"));
        let bytes = lines.join("\n").into_bytes();
        let draft = drafted("cases.csv", &bytes, Some(DataSet::Cases)).expect("it can be drafted");
        let rows = read("cases.csv", &bytes, &draft)[0].1;
        assert_eq!(rows.rejected, 0, "{}", draft.text);
        draft.text
    };
    let with = draft(rare);
    assert!(!with.contains(rare), "{with}");
    // Another rare word leaves the same draft.
    let another = if heading == "Status" {
        "Targeted Support"
    } else {
        "Green"
    };
    assert_eq!(with, draft(another));
}

/// What came of a visit may say who was seen; where the types say it, nobody is asked.
#[test_case("Outcome", "{Child seen/Parent only seen/No access/Booked}", &["[table.visits.child_seen]", "\"Parent only seen\" = \"N\"", "\"Booked\" = \"N\""]; "by the outcome")]
#[test_case("Visit Type", "{Home visit - child seen/Telephone Call}", &["child_seen = \"Y\" }"]; "by the type")]
fn sight_is_found_where_it_is_said(heading: &str, words: &str, written: &[&str]) {
    let headings = format!("Visit ID,Child ID,Visit Date,Method,Worker ID,{heading}");
    let headings = match heading {
        "Outcome" => headings,
        _ => headings.replace(",Method", ",Comment"),
    };
    let row = format!("{{visit}},{{child}},{{uk}},{{Face to face/Telephone}},{{worker}},{words}");
    let lines = lines(&headings, &row, 60);
    let draft = drafted(
        "visits.csv",
        lines.join("\n").as_bytes(),
        Some(DataSet::Visits),
    )
    .expect("it can be drafted");
    for text in written {
        assert!(draft.text.contains(text), "{text}: {}", draft.text);
    }
    assert!(
        !draft.text.contains("nobody counts as seen"),
        "{}",
        draft.text
    );
}
