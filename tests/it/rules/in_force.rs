//! The rating in force. [RULES 4]

use test_case::test_case;

use crate::child::{Child, MONDAY, Row, a_child, a_decision, a_visit};

fn child() -> Child {
    a_child("1").in_need_since("2026-01-01")
}

/// A decision in the history: rating, decided, recorded (blank: not said).
type Told = (&'static str, &'static str, &'static str);

fn told(&(rag, decided, recorded): &Told) -> Row {
    a_decision(rag, decided).recorded_on(recorded)
}

#[test_case(&[], "UNRATED"; "none")]
#[test_case(&[("AMBER", "2026-11-22", "")], "AMBER"; "before the run date")]
#[test_case(&[("AMBER", "2026-11-23", "")], "AMBER"; "on the run date")]
#[test_case(&[("AMBER", "2026-11-24", "")], "UNRATED"; "after the run date")]
#[test_case(&[("RED", "2026-11-01", ""), ("GREEN", "2026-11-02", "")], "GREEN"; "the later decision")]
#[test_case(&[("GREEN", "2026-11-02", ""), ("RED", "2026-11-24", "")], "GREEN"; "a later decision is not in force yet")]
#[test_case(&[("GREEN", "2026-11-02", ""), ("RED", "2026-11-01", "2026-11-20")], "GREEN"; "a late record of an earlier decision")]
#[test_case(&[("RED", "2026-11-02", "2026-11-03"), ("GREEN", "2026-11-02", "2026-11-04")], "GREEN"; "same decision date, the later record")]
#[test_case(&[("GREEN", "2026-11-02", "2026-11-03"), ("RED", "2026-11-02", "")], "GREEN"; "a blank record counts as the decision date")]
#[test_case(&[("AMBER", "2026-11-02", "2026-11-02"), ("RED", "2026-11-02", "")], "RED"; "a full tie goes to the higher risk")]
#[test_case(&[("AMBER", "2026-11-02", ""), ("GREEN", "2026-11-02", "")], "AMBER"; "amber is higher than green")]
#[test_case(&[("GREEN", "2026-11-02", ""), ("UNRATED", "2026-11-03", "")], "UNRATED"; "withdrawn")]
#[test_case(&[("UNRATED", "2026-11-02", ""), ("GREEN", "2026-11-02", "")], "GREEN"; "unrated is the lowest")]
#[test_case(&[("UNRATED", "2026-11-02", ""), ("GREEN", "2026-11-24", "")], "UNRATED"; "withdrawn, and the next lies ahead")]
#[test_case(&[("GREEN", "2026-11-02", "2026-12-24"), ("RED", "2026-11-02", "")], "GREEN"; "a record after the run date still settles a tie")]
fn history(decisions: &[Told], rag: &str) {
    let forwards = decisions.iter().map(told).fold(child(), Child::decision);
    let backwards = decisions
        .iter()
        .rev()
        .map(told)
        .fold(child(), Child::decision);
    assert_eq!(&forwards.on_date(MONDAY)["rag"], rag);
    assert_eq!(&backwards.on_date(MONDAY)["rag"], rag);
}

/// History and case rows together; what was decided elsewhere speaks from 7 days before the chain on.
#[test_case("2026-11-02", "2026-11-01", "", "GREEN"; "the row's is later")]
#[test_case("2026-11-01", "2026-11-02", "", "RED"; "the history's is later")]
#[test_case("2026-11-02", "2026-11-02", "", "RED"; "tie")]
#[test_case("2026-11-02", "2026-11-01", "2026-11-23", "GREEN"; "the row is closed: it is history")]
#[test_case("2025-12-24", "2025-12-25", "2026-11-23", "RED"; "closed, decided eight days before the chain")]
#[test_case("2025-12-25", "2025-12-24", "2026-11-23", "GREEN"; "closed, decided seven days before the chain")]
#[test_case("2025-12-20", "2025-12-24", "", "GREEN"; "the open row's own counts however old it is")]
#[test_case("", "2026-11-01", "", "RED"; "an undated one gives way to any dated one")]
#[test_case("2026-11-24", "2026-11-01", "", "RED"; "the row's lies ahead")]
fn row_green_and_history_red(row: &str, history: &str, row_ends: &str, rag: &str) {
    let child = child()
        .open_as("CIC", "2026-01-01")
        .with_rating(a_decision("GREEN", row))
        .until(row_ends)
        .rated("RED", history);
    assert_eq!(&child.on_date(MONDAY)["rag"], rag);
}

#[test_case("", "", "AMBER"; "two undated: the highest risk")]
#[test_case("2026-11-24", "", "AMBER"; "the dated one lies ahead")]
#[test_case("2026-11-01", "", "GREEN"; "a dated one wins over a higher undated one")]
#[test_case("", "2026-11-23", "GREEN"; "an undated one on a closed row is not in force")]
#[test_case("", "2026-11-24", "AMBER"; "closing tomorrow it still is")]
fn row_green_and_undated_row_amber(green_decided: &str, amber_ends: &str, rag: &str) {
    let green = a_decision("GREEN", green_decided).recorded_on("");
    let amber = a_decision("AMBER", "").recorded_on("2026-11-20");
    let child = child()
        .with_rating(green)
        .open_as("CIC", "2026-01-01")
        .with_rating(amber)
        .until(amber_ends);
    assert_eq!(&child.on_date(MONDAY)["rag"], rag);
}

#[test]
fn a_higher_decision_that_lies_ahead_on_a_row_is_not_in_force_yet() {
    let child = child()
        .with_rating(a_decision("GREEN", "").recorded_on(""))
        .in_care_since("2026-01-01")
        .with_rating(a_decision("RED", "2026-11-24"));
    assert_eq!(&child.on_date(MONDAY)["rag"], "GREEN");
    assert_eq!(&child.on_date("2026-11-24")["rag"], "RED");
}

/// Rows that tie in everything are one decision: its best rationale and decider hold.
#[test_case(["", ""], ["UNSAID", ""], "RAG-NO-RATIONALE;RAG-NOT-MANAGER"; "neither has either")]
#[test_case(["", "seen the plan"], ["UNSAID", ""], "RAG-NOT-MANAGER"; "one has a rationale")]
#[test_case(["", ""], ["UNSAID", "MANAGER"], "RAG-NO-RATIONALE"; "one names a manager")]
#[test_case(["seen the plan", ""], ["", "MANAGER"], ""; "one has the rationale, the other the manager")]
fn copies_of_one_decision(rationales: [&str; 2], deciders: [&str; 2], flags: &str) {
    let copy = |at: usize| {
        a_decision("RED", "2026-11-20")
            .rationale(rationales[at])
            .decided_by(deciders[at])
    };
    let stories = [
        child().with_rating(copy(0)).decision(copy(1)),
        child().with_rating(copy(1)).decision(copy(0)),
        child().decision(copy(0)).decision(copy(1).recorded_on("")),
    ];
    for story in stories {
        assert_eq!(about_rating(&story), flags);
    }
}

/// A copy that ties in date alone is another decision: only the one in force speaks.
#[test]
fn another_decision_of_the_same_day_lends_nothing() {
    let child = child()
        .decision(
            a_decision("RED", "2026-11-20")
                .recorded_on("2026-11-21")
                .rationale("")
                .decided_by(""),
        )
        .rated("RED", "2026-11-20");
    assert_eq!(
        about_rating(&child),
        "RAG-LATE;RAG-NO-RATIONALE;RAG-NOT-MANAGER"
    );
}

#[test]
fn undated_copies_are_one_decision_too() {
    let bare = a_decision("AMBER", "").recorded_on("");
    let child = child()
        .with_rating(bare.clone().rationale("").decided_by("MANAGER"))
        .open_as("CIC", "2026-01-01")
        .with_rating(bare.rationale("seen the plan").decided_by("UNSAID"));
    assert_eq!(about_rating(&child), "RAG-UNDATED");
}

#[test_case(""; "blank")]
#[test_case("red"; "in small letters")]
fn the_word_of_the_rating(word: &str) {
    let rag = if word.is_empty() { "UNRATED" } else { "RED" };
    let child = child().with_rating(a_decision(word, "2026-11-20"));
    assert_eq!(&child.on_date(MONDAY)["rag"], rag);
}

/// The rating flags that are raised.
fn about_rating(child: &Child) -> String {
    let row = child.on_date(MONDAY);
    let flags = row["flags"]
        .split(';')
        .filter(|flag| flag.starts_with("RAG-"));
    flags.collect::<Vec<_>>().join(";")
}

/// The standard of a day in the past, told by whether a phone call of that day counts.
#[test_case("2026-11-01", true; "before the first decision, the first one holds")]
#[test_case("2026-11-09", true; "green")]
#[test_case("2026-11-10", false; "red from that day")]
#[test_case("2026-11-14", false; "red still")]
#[test_case("2026-11-15", true; "amber from that day")]
#[test_case("2026-11-20", false; "withdrawn from that day")]
fn on_any_date(phoned: &str, counts: bool) {
    let row = child()
        .rated("GREEN", "2026-11-05")
        .rated("RED", "2026-11-10")
        .rated("AMBER", "2026-11-15")
        .rated("UNRATED", "2026-11-20")
        .contact(a_visit(phoned).by_phone())
        .on_date(MONDAY);
    assert_eq!(&row["last_contact"], if counts { phoned } else { "" });
}

#[test]
fn an_undated_rating_holds_on_every_date() {
    let row = child()
        .with_rating(a_decision("AMBER", "").recorded_on("2026-11-20"))
        .contact(a_visit("2026-02-01").by_phone())
        .on_date(MONDAY);
    assert_eq!(&row["last_contact"], "2026-02-01");
}

/// An undated UNRATED is a blank.
#[test]
fn an_undated_unrated_withdraws_nothing() {
    let blank = a_decision("UNRATED", "").recorded_on("");
    let row = child().with_rating(blank.clone()).on_date(MONDAY);
    assert_eq!(&row["rag"], "UNRATED");
    let rated = child().with_rating(blank).rated("GREEN", "2026-11-01");
    assert_eq!(&rated.on_date(MONDAY)["rag"], "GREEN");
}
