//! The Targeted Support tracker: who has which children, and that none is on nobody's.

use lastseen::model::report::{Report, Role};
use test_case::test_case;

use super::{Received, received, received_with_gaps};

const CASES: &str = "child_id,child_name,status,status_start,status_end,team,service,worker_id,rag,rag_decided_on,\
rag_recorded_on,rag_decided_by,rag_rationale,risk_factors
AMBER,Ann,TS,2026-05-01,,Early,Targeted Support,TS1,AMBER,2026-11-03,2026-11-03,TM1,why,young_carer; housing
RED,Rob,TS,2026-05-01,,Early,Targeted Support,TS1,RED,2026-11-03,2026-11-03,TM1,why,
UNRATED,Una,TS,2026-05-01,,Early,Targeted Support,TS1,,,,,,
GREEN,Gus,TS,2026-05-01,,Early,Targeted Support,,GREEN,2026-11-03,2026-11-03,TM1,why,
GREEN-CIN,Gwen,TS,2026-05-01,,Early,Targeted Support,TS1,GREEN,2026-11-03,2026-11-03,TM1,why,
GREEN-CIN,Gwen,CIN,2026-06-01,,North,Assessment,SW1,GREEN,2026-11-03,2026-11-03,TM1,why,
CLOSED,Cleo,TS,2026-05-01,2026-11-01,Early,Targeted Support,TS1,RED,2026-10-03,2026-10-03,TM1,why,
CLOSED,Cleo,CIN,2026-05-01,,North,Assessment,SW1,RED,2026-11-03,2026-11-03,TM1,why,
CIN,Cai,CIN,2026-05-01,,North,Assessment,SW1,RED,2026-11-03,2026-11-03,TM1,why,
";

const VISITS: &str =
    "visit_id,child_id,visit_date,mode,outcome,child_seen,seen_alone,worker_id,recorded_at
V1,AMBER,2026-11-02,face_to_face,completed,Y,N,SW1,2026-11-02
V2,AMBER,2026-11-12,phone,completed,N,N,TS1,2026-11-12
V3,AMBER,2026-11-16,face_to_face,attempted,N,N,TS1,2026-11-16
V4,AMBER,2026-11-27,face_to_face,planned,,,TS1,
";

fn tracker(role: Role) -> Received {
    received(Report::TargetedTracker, role, CASES, VISITS)
}

#[test_case(Role::TeamManager, &["RED", "UNRATED", "AMBER"], &["GREEN-CIN"])]
#[test_case(Role::ServiceManager, &["RED", "UNRATED", "AMBER"], &["GREEN-CIN"])]
#[test_case(Role::Leadership, &["RED", "UNRATED", "AMBER"], &["GREEN-CIN"])]
#[test_case(Role::Senior, &["GREEN", "GREEN-CIN"], &["GREEN-CIN"])]
fn each_role_has_its_children(role: Role, tracked: &[&str], also_open: &[&str]) {
    let tracker = tracker(role);
    let sheets = [
        "Summary",
        "Tracker",
        "Also open to social care",
        "By worker",
        "Notes",
    ];
    assert_eq!(tracker.sheet_names(), sheets);
    assert_eq!(tracker.children("Tracker"), tracked);
    assert_eq!(tracker.children("Also open to social care"), also_open);
}

#[test]
fn a_child_without_a_rating_is_on_the_managers_tracker_under_that_word() {
    let tracker = tracker(Role::TeamManager);
    assert_eq!(tracker.of_child("Tracker", "UNRATED", "Rating"), "UNRATED");
    assert_eq!(tracker.figure("Not rated"), (1, Some(3)));
}

#[test]
fn contacts_by_targeted_support_are_contacts_here() {
    let tracker = tracker(Role::TeamManager);
    let amber = |heading| tracker.of_child("Tracker", "AMBER", heading);
    assert_eq!(amber("Last contact, any kind"), "2026-11-12");
    assert_eq!(amber("How"), "phone");
    assert_eq!(amber("By"), "Tess Support (TS1)");
    assert_eq!(amber("Days since"), "11");
    assert_eq!(amber("Next booking"), "2026-11-27");
    assert_eq!(amber("Age (days)"), "20");
    assert_eq!(amber("Factors"), "young carer, housing");
    assert_eq!(amber("Also open to social care"), "no");
    assert_eq!(amber("Exit planned for"), "");
    assert_eq!(
        tracker.of_child("Tracker", "RED", "Last contact, any kind"),
        "never"
    );
}

#[test]
fn the_other_status_stands_beside_the_childs_name() {
    let tracker = tracker(Role::Senior);
    let also = |heading| tracker.of_child("Also open to social care", "GREEN-CIN", heading);
    assert_eq!(also("Also open as"), "Child in need");
    assert_eq!(also("Social care worker"), "Sam Worker (SW1)");
    assert_eq!(also("Targeted Support worker"), "Tess Support (TS1)");
}

#[test]
fn counts_by_worker_add_up() {
    let tracker = tracker(Role::Senior);
    let workers = tracker.column("By worker", "Worker", "Worker");
    assert_eq!(workers, ["No worker allocated", "Tess Support (TS1)"]);
    assert_eq!(tracker.column("By worker", "Worker", "GREEN"), ["1", "1"]);
    let summary = tracker.figure("Open to Targeted Support and GREEN");
    assert_eq!(summary, (2, Some(5)));
}

#[test]
fn the_letter_says_how_many_the_others_have() {
    let warned = |role, words: &str| {
        let tracker = tracker(role);
        tracker.digest.warnings.iter().any(|line| line == words)
    };
    assert!(warned(
        Role::TeamManager,
        "2 children of Targeted Support are GREEN, for the senior workers' tracker."
    ));
    assert!(warned(
        Role::Senior,
        "3 children of Targeted Support are RED, AMBER or unrated, for the managers' tracker."
    ));
}

/// The child answers to a social care team, so that no senior of Targeted Support has it in scope.
#[test]
fn a_green_child_in_no_seniors_scope_is_on_the_managers_tracker() {
    let of = |role| {
        received_with_gaps(
            Report::TargetedTracker,
            role,
            (CASES, VISITS),
            (&[], &["GREEN-CIN", "CIN", "RED"]),
        )
    };
    let managers = of(Role::TeamManager);
    let tracked = ["RED", "UNRATED", "AMBER", "GREEN-CIN"];
    assert_eq!(managers.children("Tracker"), tracked);
    let on = |child| managers.of_child("Also open to social care", child, "Tracked on");
    assert_eq!(on("GREEN-CIN"), "this tracker");
    let alone = "GREEN, in no senior worker's scope";
    assert_eq!(managers.figure(alone), (1, Some(4)));
    assert_eq!(
        managers.digest.answer,
        "4 children of Targeted Support to track: 1 RED, 1 AMBER, 1 unrated, 1 GREEN."
    );
    for line in [
        "1 child of Targeted Support is GREEN, for the senior workers' tracker.",
        "1 child of Targeted Support is GREEN and in no senior worker's scope: on this tracker instead.",
    ] {
        assert!(
            managers.digest.warnings.iter().any(|said| said == line),
            "{line}"
        );
    }
    assert_eq!(of(Role::Senior).children("Tracker"), ["GREEN", "GREEN-CIN"]);
}

#[test]
fn without_any_senior_the_managers_track_every_child() {
    let everybody: &[&str] = &["AMBER", "RED", "UNRATED", "GREEN", "GREEN-CIN"];
    let tracker = received_with_gaps(
        Report::TargetedTracker,
        Role::ServiceManager,
        (CASES, VISITS),
        (&[], everybody),
    );
    let mut tracked = tracker.children("Tracker");
    tracked.sort_unstable();
    assert_eq!(tracked, ["AMBER", "GREEN", "GREEN-CIN", "RED", "UNRATED"]);
    let says = |line: &String| line.contains("for the senior workers' tracker");
    assert!(!tracker.digest.warnings.iter().any(says));
}

#[test]
fn is_a_nil_return_where_no_child_is_open_to_targeted_support() {
    let cases = "child_id,status,status_start,team,rag\nA,CIN,2026-05-01,North,RED\n";
    for role in [Role::TeamManager, Role::Senior] {
        let tracker = received(Report::TargetedTracker, role, cases, VISITS);
        assert!(tracker.is_nil());
        let answer = "No child of this scope is open to Targeted Support.";
        assert_eq!(tracker.digest.answer, answer);
        assert_eq!(tracker.digest.figures.len(), 1);
        assert_eq!(tracker.figure("Open to Targeted Support"), (0, Some(1)));
    }
}

#[test]
fn is_a_nil_return_where_the_children_are_the_others() {
    let cases = "child_id,status,status_start,team,rag\nA,TS,2026-05-01,Early,RED\n";
    let tracker = received(Report::TargetedTracker, Role::Senior, cases, VISITS);
    assert!(tracker.is_nil());
    assert_eq!(
        tracker.digest.answer,
        "No child open to Targeted Support is GREEN."
    );
    assert!(!received(Report::TargetedTracker, Role::TeamManager, cases, VISITS).is_nil());
}
