//! Unseen children: who is in time on paper only, what changed and why, whom no worker or no team manager has.

use lastseen::{
    measures::movement::{Earlier, EarlierPosition, EarlierVisit},
    model::report::{Report, Role},
};
use test_case::test_case;

use super::{Received, received, received_after, received_with_gaps};
use crate::night::day;

const SHEET: &str = "Unallocated and leavers' cases";

const CASES: &str = "child_id,child_name,status,status_start,team,service,worker_id
HELD,Hal,CIN,2026-01-05,North,Assessment,SW1
NO-WORKER,Nell,CIN,2026-01-05,North,Assessment,
NO-MANAGER,Noor,CIN,2026-01-05,Adrift,Assessment,SW1
NEITHER,Ned,CIN,2026-01-05,Adrift,Assessment,
";

const VISITS: &str = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id
V1,HELD,2026-11-12,face_to_face,completed,Y,SW1
";

const REASON: &str = "no team manager's scope holds its team";

fn unseen(without_team_manager: &[&str]) -> Received {
    received_with_gaps(
        Report::UnseenChildren,
        Role::ServiceManager,
        (CASES, VISITS),
        (without_team_manager, &[]),
    )
}

#[test]
fn a_child_on_no_team_managers_list_is_listed_with_the_reason() {
    let unseen = unseen(&["NO-MANAGER", "NEITHER"]);
    let mut listed = unseen.children(SHEET);
    listed.sort_unstable();
    assert_eq!(listed, ["NEITHER", "NO-MANAGER", "NO-WORKER"]);
    let wrong = |child| unseen.of_child(SHEET, child, "What is wrong");
    assert_eq!(wrong("NO-MANAGER"), REASON);
    assert!(wrong("NEITHER").starts_with("no worker is allocated"));
    assert!(wrong("NEITHER").ends_with(&format!("; {REASON}")));
    assert!(!wrong("NO-WORKER").contains(REASON));
}

#[test]
fn the_letter_counts_them() {
    let unseen = unseen(&["NO-MANAGER", "NEITHER"]);
    assert_eq!(unseen.figure("On no team manager's list"), (2, Some(4)));
    let unheld = "Unallocated, or held by nobody who is there";
    assert_eq!(unseen.figure(unheld), (2, Some(4)));
    let line = "2 children are on no team manager's list, so in no Monday meeting: see \"Unallocated and leavers' cases\".";
    assert!(unseen.digest.look_first.iter().any(|look| look == line));
}

#[test]
fn where_every_team_has_its_manager_nothing_is_said() {
    let unseen = unseen(&[]);
    assert_eq!(unseen.children(SHEET), ["NEITHER", "NO-WORKER"]);
    assert_eq!(unseen.figure("On no team manager's list"), (0, Some(4)));
    let says = |line: &String| line.contains("team manager");
    assert!(!unseen.digest.look_first.iter().any(says));
}

const THIN: &str = "In time, but thin";

const THIN_CASES: &str =
    "child_id,status,status_start,team,worker_id,rag,rag_decided_on,risk_factors,virtual_agreed_by
SOUND,CIN,2026-01-05,North,SW1,AMBER,2026-11-10,,TM1
OVERDUE,CP,2026-01-05,North,SW1,AMBER,2026-11-10,plo,
NO-MINIMUM,TS,2026-01-05,North,SW1,AMBER,2026-11-10,plo,
LATE-IF-RED,CP,2026-01-05,North,SW1,AMBER,2026-11-10,,TM1
BELOW,CIN,2026-01-05,North,SW1,GREEN,2026-11-10,plo,TM1
NOT-AGREED,CIN,2026-01-05,North,SW1,GREEN,2026-11-10,,
NOT-HYBRID,CIN,2026-01-05,North,SW1,AMBER,2026-11-10,,TM1
UNSEEN,CIN,2026-01-05,North,SW1,GREEN,2026-11-10,,TM1
RED-UNSEEN,CIN,2026-11-01,North,SW1,RED,2026-11-20,,TM1
";

const THIN_VISITS: &str = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id
V1,SOUND,2026-11-12,face_to_face,completed,Y,SW1
V2,NO-MINIMUM,2026-11-12,phone,completed,N,SW1
V3,LATE-IF-RED,2026-11-01,face_to_face,completed,Y,SW1
V4,LATE-IF-RED,2026-11-12,phone,completed,N,X9
V5,BELOW,2026-11-12,face_to_face,completed,Y,SW1
V6,NOT-AGREED,2026-11-13,video,completed,Y,SW1
V7,NOT-HYBRID,2026-11-14,video,completed,Y,SW1
V8,UNSEEN,2026-10-01,face_to_face,completed,Y,X9
V9,UNSEEN,2026-11-12,phone,completed,N,SW1
";

/// Each ground alone, but for the child who would be late were it RED, who has not been seen in time either.
#[test_case("LATE-IF-RED", ["phone, 12 Nov", "rated below RED while RED examples apply, and late by what a RED child is owed, since 15 Nov 2026\nnot seen in time: last on 1 Nov 2026", "2026-11-01", "2026-11-01", "2026-11-15"]; "late if RED")]
#[test_case("BELOW", ["face to face, 12 Nov", "rated below RED while RED examples apply", "2026-11-12", "2026-11-12", "2026-12-12"]; "below the RED examples")]
#[test_case("NOT-AGREED", ["video, 13 Nov", "the last contact, on 13 Nov 2026, was remote and nobody agreed to virtual visits", "never", "2026-11-13", "no RED example"]; "not agreed")]
#[test_case("NOT-HYBRID", ["video, 14 Nov", "no face-to-face visit by a qualified worker since 23 Sep 2026: AMBER is a combination", "never", "2026-11-14", "no RED example"]; "never in person")]
#[test_case("UNSEEN", ["phone, 12 Nov", "not seen in time: last on 1 Oct 2026", "2026-10-01", "2026-11-12", "no RED example"]; "in time yet unseen")]
fn who_is_in_time_on_paper_only_is_listed_with_why(child: &str, cells: [&str; 5]) {
    let (report, role) = (Report::UnseenChildren, Role::TeamManager);
    let unseen = received(report, role, THIN_CASES, THIN_VISITS);
    let headings = [
        "In time by",
        "Why it is thin",
        "Last face to face",
        "Last by a qualified worker",
        "If RED: due",
    ];
    assert_eq!(headings.map(|of| unseen.of_child(THIN, child, of)), cells);
}

/// Late were they RED, then unseen, then the others; nobody who is overdue, of whom no minimum is asked, or who is sound.
#[test]
fn the_worst_of_them_come_first_and_nobody_else() {
    let (report, role) = (Report::UnseenChildren, Role::TeamManager);
    let unseen = received(report, role, THIN_CASES, THIN_VISITS);
    let order = ["LATE-IF-RED", "UNSEEN", "BELOW", "NOT-AGREED", "NOT-HYBRID"];
    assert_eq!(unseen.children(THIN), order);
    assert_eq!(unseen.figure("In time, but thin"), (5, Some(7)));
}

const MOVED_CASES: &str =
    "child_id,status,status_start,team,worker_id,rag,rag_decided_on,placement_changed_on
TIPPED,CP,2026-01-05,North,SW1,AMBER,2026-11-10,
TIPPED-RED,CP,2026-01-05,North,SW1,RED,2026-11-10,2026-11-12
GONE,CP,2026-01-05,North,SW1,AMBER,2026-11-10,
OWED,CP,2026-11-01,North,SW1,AMBER,2026-11-10,
ARRIVED,CP,2026-01-05,North,SW1,AMBER,2026-11-10,
STILL,CP,2026-01-05,North,SW1,AMBER,2026-11-10,2026-08-01
SEEN,CP,2026-01-05,North,SW1,AMBER,2026-11-10,
";

const MOVED_VISITS: &str = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id
V1,TIPPED,2026-11-08,face_to_face,completed,Y,SW1
V2,TIPPED-RED,2026-11-07,face_to_face,completed,Y,SW1
V3,GONE,2026-11-01,face_to_face,completed,Y,SW1
V4,STILL,2026-10-01,face_to_face,completed,Y,SW1
V5,SEEN,2026-11-20,face_to_face,completed,Y,SW1
";

fn then(child: &str, unseen: bool, seen: Option<(&str, &str)>) -> EarlierPosition {
    EarlierPosition {
        child_id: child.to_owned(),
        statuses: "CP".to_owned(),
        rag: "AMBER".to_owned(),
        standard: "HYBRID".to_owned(),
        team: "North".to_owned(),
        service: None,
        due: None,
        overdue: false,
        last_contact: None,
        last_seen: seen.map(|(visit_id, date)| EarlierVisit {
            visit_id: visit_id.to_owned(),
            date: day(date),
        }),
        unseen,
        unborn: false,
        flags: None,
    }
}

/// Everybody but the child who arrived stood in the run of the Monday before.
fn moved() -> Received {
    let earlier = Earlier {
        date: day("2026-11-16"),
        positions: vec![
            then("TIPPED", false, Some(("V1", "2026-11-08"))),
            then("TIPPED-RED", false, Some(("V2", "2026-11-07"))),
            then("GONE", false, Some(("V9", "2026-11-12"))),
            then("OWED", false, None),
            then("STILL", true, Some(("V4", "2026-10-01"))),
            then("SEEN", true, Some(("V8", "2026-10-01"))),
            then("VANISHED", false, None),
        ],
    };
    received_after(
        Some(&earlier),
        Report::UnseenChildren,
        Role::TeamManager,
        (MOVED_CASES, MOVED_VISITS),
        (&[], &[]),
    )
}

#[test_case("TIPPED", "NEW: in time until 22 Nov", "none")]
#[test_case(
    "TIPPED-RED",
    "NEW: in time until 21 Nov",
    "placed elsewhere since 12 Nov"
)]
#[test_case("GONE", "NEW: a visit at which it was seen has gone", "none")]
#[test_case(
    "OWED",
    "NEW: its status, plan or dates changed: late since 15 Nov",
    "none"
)]
#[test_case(
    "ARRIVED",
    "NEW: not on the lists before, to be seen by 19 Jan",
    "none"
)]
#[test_case("STILL", "no", "none"; "still unseen, and moved too long ago")]
fn who_is_new_among_the_unseen_is_marked_with_why(child: &str, new: &str, context: &str) {
    let unseen = moved();
    let cell = |heading| unseen.of_child("Unseen now", child, heading);
    assert_eq!(cell("New on this list"), new);
    assert_eq!(cell("Context"), context);
}

#[test]
fn movement_begins_with_red_and_counts_those_still_unseen_apart() {
    let (unseen, sheet) = (moved(), "Movement since the last run");
    let kinds = unseen.column(sheet, "Child id", "What changed");
    let children = unseen.children(sheet);
    let rows: Vec<(&str, &str)> = children.into_iter().zip(kinds).collect();
    let expected = [
        ("TIPPED-RED", "newly unseen"),
        ("ARRIVED", "newly unseen"),
        ("GONE", "newly unseen"),
        ("OWED", "newly unseen"),
        ("TIPPED", "newly unseen"),
        ("VANISHED", "vanished from the export"),
        ("GONE", "visit deleted"),
        ("SEEN", "visit deleted"),
        ("SEEN", "now seen"),
    ];
    assert_eq!(rows, expected);
    let apart = "1 child is unseen then as now: those of Unseen now that are not marked NEW.";
    assert!(unseen.rows(sheet).iter().any(|row| row[0] == apart));
}

#[test]
fn the_team_with_the_largest_share_comes_first() {
    let cases = "child_id,status,status_start,team,worker_id
A,CIN,2026-01-05,Ash,SW1
B,CIN,2026-01-05,Birch,SW1
C,CIN,2026-01-05,Birch,SW1
D,CIN,2026-01-05,Cedar,SW1
";
    let visits = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id
V1,A,2026-11-12,face_to_face,completed,Y,SW1
V2,B,2026-11-12,face_to_face,completed,Y,SW1
";
    let unseen = received(Report::UnseenChildren, Role::ServiceManager, cases, visits);
    let teams = unseen.column("By team", "Team", "Team");
    assert_eq!(teams, ["Cedar", "Birch", "Ash"]);
    let line = "Cedar has the largest share: 1 of 1 child not seen in time.";
    assert!(unseen.digest.look_first.iter().any(|look| look == line));
}
