//! The rating review: each kind of rating to settle, and nothing that need not be.

use lastseen::model::report::{Report, Role};
use test_case::test_case;

use super::{Received, received};

const HEADINGS: &str = "child_id,child_name,status,status_start,team,service,worker_id,rag,rag_decided_on,\
rag_recorded_on,rag_decided_by,rag_rationale,risk_factors,placement_changed_on,last_supervision_on";

const CURRENT: &[&str] = &[
    "AMBER-OK,Ann,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,TM1,why,,,",
    "RED-OK,Rob,CP,2026-01-05,North,Assessment,SW1,RED,2026-11-10,2026-11-10,TM1,why,plo,,",
];

/// One child a kind, named after it.
const TO_REVIEW: &[&str] = &[
    "UNRATED,Una,CIN,2026-01-05,North,Assessment,SW1,,,,,,plo,,",
    "UNDATED,Udo,CIN,2026-01-05,North,Assessment,SW1,AMBER,,,TM1,why,,,",
    "STALE,Stan,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-09-01,2026-09-01,TM1,why,,,",
    "EVENT,Eve,CIC,2026-01-05,North,Assessment,SW1,RED,2026-11-10,2026-11-10,TM1,why,,2026-11-12,2026-11-20",
    "NO-RATIONALE,Nora,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,TM1,,,,",
    "NOT-MANAGER,Norm,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,SW1,why,,,",
    "LATE,Lara,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-12,TM1,why,,,",
    "BELOW,Bea,CP,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,TM1,why,placement_unstable,,",
    "GREEN-SERVICE,Greg,CIN,2026-01-05,North,Safeguarding,SW1,GREEN,2026-11-10,2026-11-10,TM1,why,,,",
];

const VISITS: &str =
    "visit_id,child_id,visit_date,mode,outcome,child_seen,seen_alone,worker_id,recorded_at
V1,EVENT,2026-11-05,face_to_face,attempted,N,,SW1,2026-11-05
V2,EVENT,2026-11-17,face_to_face,attempted,N,,SW1,2026-11-17
";

fn review(rows: &[&[&str]]) -> Received {
    let cases = [&[HEADINGS], rows.concat().as_slice()].concat().join("\n");
    received(Report::RatingReview, Role::TeamManager, &cases, VISITS)
}

#[test]
fn lists_each_child_with_a_rating_to_settle_the_most_pressing_first() {
    let review = review(&[CURRENT, TO_REVIEW]);
    let sheets = [
        "Summary",
        "Ratings to review",
        "By kind",
        "All ratings",
        "Notes",
    ];
    assert_eq!(review.sheet_names(), sheets);
    let order = [
        "BELOW",
        "UNRATED",
        "GREEN-SERVICE",
        "EVENT",
        "STALE",
        "UNDATED",
        "NO-RATIONALE",
        "NOT-MANAGER",
    ];
    assert_eq!(review.children("Ratings to review"), order);
    assert_eq!(review.children("All ratings").len(), 11);
    assert_eq!(review.figure("Rating to review"), (8, Some(11)));
    assert_eq!(
        review.digest.answer,
        "8 of 11 children have a rating to review."
    );
}

#[test_case(
    "BELOW",
    "Rated below the RED examples: rate RED, or write down why not"
)]
#[test_case("UNRATED", "Not rated: decide a rating")]
#[test_case(
    "GREEN-SERVICE",
    "GREEN in a service without GREEN: rate AMBER or RED, or move the case on"
)]
#[test_case("EVENT", "Event since the rating: decide again with the event in mind")]
#[test_case("STALE", "Rating out of date: review it in supervision")]
#[test_case(
    "UNDATED",
    "Rating without a date: record when it was decided, or decide again"
)]
#[test_case("NO-RATIONALE", "Rating without rationale: write down why")]
#[test_case(
    "NOT-MANAGER",
    "Rating not by a manager: a manager confirms or changes it"
)]
fn says_what_to_settle(child: &str, words: &str) {
    let review = review(&[CURRENT, TO_REVIEW]);
    let settle = review.of_child("Ratings to review", child, "What to settle");
    assert_eq!(settle, words);
}

#[test_case(
    "BELOW",
    "RED examples apply: child protection plan, placement unstable (the rating framework)"
)]
#[test_case(
    "UNRATED",
    "Until rated, visits are as for RED (Procedures 1.4, 1.7)\nRED examples apply: PLO (the rating framework)"
)]
#[test_case(
    "STALE",
    "A rating is reviewed in every supervision, due by 1 Oct 2026 (the rating framework; Procedures 1.1)"
)]
fn says_what_the_framework_says(child: &str, words: &str) {
    let review = review(&[CURRENT, TO_REVIEW]);
    let says = review.of_child("Ratings to review", child, "What the framework says");
    assert_eq!(says, words);
}

#[test]
fn says_what_happened_since_the_decision() {
    let review = review(&[CURRENT, TO_REVIEW]);
    let since = |child| review.of_child("Ratings to review", child, "Since the decision");
    // A supervision is no event: it happens to everybody, every month.
    let event = "12 Nov 2026: placement changed\nNo access: 17 Nov 2026";
    assert_eq!(since("EVENT"), event);
    assert_eq!(since("UNRATED"), "5 Jan 2026: CIN began");
    assert_eq!(since("STALE"), "nothing recorded since");
    let age = review.of_child("Ratings to review", "STALE", "Age (days)");
    assert_eq!(age, "83");
}

#[test]
fn counts_each_kind_out_of_all_children() {
    let review = review(&[CURRENT, TO_REVIEW]);
    let count = |heading| review.column("By kind", "Kind", heading);
    assert_eq!(count("Children"), ["1"; 9]);
    assert_eq!(count("Out of"), ["11"; 9]);
    let mut flags = count("Flag");
    flags.sort_unstable();
    let all = [
        "RAG-BELOW",
        "RAG-EVENT",
        "RAG-GREEN-SERVICE",
        "RAG-LATE",
        "RAG-NO-RATIONALE",
        "RAG-NOT-MANAGER",
        "RAG-STALE",
        "RAG-UNDATED",
        "RAG-UNRATED",
    ];
    assert_eq!(flags, all);
}

/// Nothing that is decided now settles it: it is counted, and a night with nothing else is a nil return.
#[test]
fn a_rating_recorded_late_is_counted_and_asks_for_no_decision() {
    let late: &[&str] =
        &["LATE,Lara,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,2026-11-12,TM1,why,,,"];
    let figure = "Rating recorded late";
    let alone = review(&[CURRENT, late]);
    assert!(alone.is_nil());
    assert_eq!(alone.figure(figure), (1, Some(3)));
    let with_others = review(&[CURRENT, TO_REVIEW]);
    assert_eq!(with_others.figure(figure), (1, Some(11)));
    let days = |child| with_others.of_child("All ratings", child, "Recorded late (days)");
    assert_eq!(days("LATE"), "2");
    assert_eq!(days("BELOW"), "no");
    assert_eq!(
        with_others.of_child("All ratings", "LATE", "To settle"),
        "nothing"
    );
}

#[test]
fn is_a_nil_return_where_every_rating_is_in_order() {
    let review = review(&[CURRENT]);
    assert!(review.is_nil());
    assert_eq!(
        review.digest.answer,
        "No rating is to be reviewed: 2 children were checked."
    );
    assert_eq!(review.figure("Rating to review"), (0, Some(2)));
}

#[test]
fn never_passes_ratings_that_no_export_has() {
    let cases = "child_id,status,status_start,team\nA,CIN,2026-01-05,North\n";
    let review = received(Report::RatingReview, Role::TeamManager, cases, VISITS);
    assert!(review.is_nil());
    assert_eq!(
        review.digest.answer,
        "Ratings could not be reviewed: no export has any. 1 child is counted as UNRATED."
    );
}

#[test]
fn names_the_kinds_that_could_not_be_assessed() {
    let cases = "child_id,status,status_start,team,rag,rag_decided_on
A,CIN,2026-01-05,North,AMBER,2026-11-10
B,CIN,2026-01-05,North,AMBER,2026-09-10
";
    let review = received(Report::RatingReview, Role::TeamManager, cases, VISITS);
    assert_eq!(review.children("Ratings to review"), ["B"]);
    let kinds = review.column("By kind", "Kind", "Kind");
    let counts = review.column("By kind", "Kind", "Children");
    let late = kinds
        .iter()
        .position(|kind| *kind == "Rating recorded late");
    assert_eq!(late.map(|at| counts[at]), Some("not assessed"));
    let warned = |warning: &String| warning.contains("Rating without rationale");
    assert!(review.digest.warnings.iter().any(warned));
}

#[test]
fn a_recording_date_that_is_blank_is_not_guessed() {
    let blank = "BLANK,Bo,CIN,2026-01-05,North,Assessment,SW1,AMBER,2026-11-10,,TM1,why,,,";
    let review = review(&[&[blank], TO_REVIEW]);
    let recorded = |child| review.of_child("All ratings", child, "Recorded on");
    assert_eq!(recorded("BLANK"), "not recorded");
    assert_eq!(recorded("LATE"), "2026-11-12");
    // Nor is it late.
    assert!(!review.children("Ratings to review").contains(&"BLANK"));
}
