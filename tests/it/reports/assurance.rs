//! Assurance: each thing that must be recorded, since when, and what no export can say.

use lastseen::model::report::{Report, Role};
use test_case::test_case;

use super::{Received, received};

const HEADINGS: &str = "child_id,child_name,status,status_start,team,service,worker_id,rag,rag_decided_on,\
safety_plan_on,oversight_on,oversight_by,last_supervision_on,plan_updated_on";

/// Each child in order but for what its id names.
const CASES: &[&str] = &[
    "SOUND,Sue,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-10,TM1,2026-11-05,2026-11-01",
    "SUPERVISION,Sid,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-10,TM1,2026-10-05,2026-11-01",
    "NO-SUPERVISION,Nan,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-10,TM1,,2026-11-01",
    "OVERSIGHT,Olu,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-10-30,TM1,2026-11-05,2026-11-01",
    "NO-OVERSIGHT,Ora,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,,,2026-11-05,2026-11-01",
    "BY-WORKER,Bo,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-12,SW1,2026-11-05,2026-11-01",
    "SAFETY,Sam,CIN,2026-09-01,North,Assessment,,AMBER,2026-11-10,,2026-11-10,TM1,2026-11-05,2026-11-01",
    "PLAN,Pam,CIN,2026-06-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-10,TM1,2026-11-05,2026-08-01",
    "LATE,Lou,CIN,2026-09-01,North,Assessment,SW1,AMBER,2026-11-10,2026-09-05,2026-11-10,TM1,2026-11-05,2026-11-01",
    "SEVERAL,Sev,CIN,2026-09-01,North,Assessment,,RED,2026-11-10,,2026-10-30,TM1,2026-11-05,2026-11-01",
];

const VISITS: &str = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id,recorded_at
V1,LATE,2026-11-12,face_to_face,completed,Y,SW1,2026-11-18
V2,SOUND,2026-11-12,face_to_face,completed,Y,SW1,2026-11-16
";

fn assurance(cases: &[&str]) -> Received {
    let cases = [&[HEADINGS], cases].concat().join("\n");
    received(Report::Assurance, Role::TeamManager, &cases, VISITS)
}

/// Supervision and plan: the day that they were due; a visit: the last day in time; else from when it is missing.
#[test_case("SUPERVISION", "Supervision overdue", "2026-11-05")]
#[test_case("NO-SUPERVISION", "Supervision overdue", "2026-10-01"; "never: from the start of the involvement")]
#[test_case("OVERSIGHT", "No management oversight", "2026-11-10"; "oversight before the rating was decided")]
#[test_case("NO-OVERSIGHT", "No management oversight", "2026-09-01"; "never any oversight")]
#[test_case("BY-WORKER", "Oversight not by a manager", "2026-11-12")]
#[test_case("SAFETY", "No safety plan", "2026-09-01")]
#[test_case("PLAN", "Plan not updated", "2026-11-01")]
#[test_case("LATE", "Visit recorded late", "2026-11-16"; "two working days after a Thursday")]
#[test_case("SEVERAL", "No management oversight, since 10 Nov 2026\nNo safety plan, since 1 Sep 2026", "2026-09-01"; "the earliest of several")]
fn says_what_is_missing_since_when(child: &str, missing: &str, since: &str) {
    let assurance = assurance(CASES);
    let cell = |heading| assurance.of_child("To record", child, heading);
    assert_eq!((cell("What is missing"), cell("Since")), (missing, since));
}

#[test]
fn red_comes_first_then_the_longest_missing_and_nobody_who_is_sound() {
    let assurance = assurance(CASES);
    let order = [
        "SEVERAL",
        "NO-OVERSIGHT",
        "SAFETY",
        "NO-SUPERVISION",
        "PLAN",
        "SUPERVISION",
        "OVERSIGHT",
        "BY-WORKER",
        "LATE",
    ];
    assert_eq!(assurance.children("To record"), order);
    assert_eq!(assurance.figure("Something to record"), (9, Some(10)));
    assert_eq!(assurance.figure("No safety plan"), (2, Some(10)));
    let workers = assurance.column("By worker", "Worker", "Worker");
    assert_eq!(workers, ["Sam Worker (SW1)", "No worker allocated"]);
    assert_eq!(
        assurance.column("By worker", "Worker", "Children"),
        ["7", "2"]
    );
    let look = "1 child is rated RED without a safety plan.";
    assert!(assurance.digest.look_first.iter().any(|line| line == look));
}

#[test]
fn is_a_nil_return_where_everything_is_recorded() {
    let assurance = assurance(&CASES[..1]);
    assert!(assurance.is_nil());
    let answer = "Nothing is to be recorded: 1 child was checked.";
    assert_eq!(assurance.digest.answer, answer);
}

/// What no export has is said, and is no pass.
#[test]
fn names_what_could_not_be_assessed() {
    let cases = "child_id,status,status_start,team,rag,safety_plan_on
A,CIN,2026-09-01,North,AMBER,
B,CIN,2026-09-01,North,AMBER,2026-09-05
";
    let visits = "visit_id,child_id,visit_date,mode\nV1,A,2026-11-12,phone\n";
    let assurance = received(Report::Assurance, Role::TeamManager, cases, visits);
    assert_eq!(assurance.children("To record"), ["A"]);
    let cell = |heading| assurance.of_child("To record", "A", heading);
    assert_eq!(cell("Last supervision"), "no export has it");
    assert_eq!(cell("Safety plan of"), "never");
    let by_worker = |heading| assurance.column("By worker", "Worker", heading);
    assert_eq!(by_worker("Plan not updated"), ["not assessed"]);
    let warned = |warning: &String| {
        warning.starts_with("Not assessed") && warning.contains("Supervision overdue")
    };
    assert!(assurance.digest.warnings.iter().any(warned));
}
