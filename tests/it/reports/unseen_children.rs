//! Unseen children: those whom no worker or no team manager has.

use lastseen::model::report::{Report, Role};

use super::{Received, received_with_gaps};

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
