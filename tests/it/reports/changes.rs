//! The change line of each report: its own children, its own events, and no word of what an older run did not keep.

use lastseen::{
    measures::movement::{Earlier, EarlierPosition},
    model::report::{Report, Role},
    rules::flags::FlagSet,
};
use test_case::test_case;

use super::received_after;
use crate::night::day;

const CASES: &str =
    "child_id,status,status_start,status_end,team,service,worker_id,rag,rag_decided_on,\
rag_recorded_on,rag_decided_by,rag_rationale
OVERDUE,CP,2026-01-05,,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,TM1,why
SETTLED,CIN,2026-11-01,,North,Assessment,SW1,AMBER,2026-11-10,2026-11-10,TM1,why
STALE,CIN,2026-11-01,,North,Assessment,SW1,AMBER,2026-09-10,2026-09-10,TM1,why
LATE,CIN,2026-11-01,,North,Assessment,SW1,AMBER,2026-11-10,2026-11-20,TM1,why
NEW,CIN,2026-11-20,,North,Assessment,SW1,AMBER,2026-11-21,2026-11-21,TM1,why
TRACKED,TS,2026-11-20,,Early,Targeted Support,TS1,RED,2026-11-21,2026-11-21,TM1,
GREEN,TS,2026-05-01,,Early,Targeted Support,TS1,GREEN,2026-11-20,2026-11-20,TM1,why
LEFT,TS,2026-05-01,2026-11-20,Early,Targeted Support,TS1,AMBER,2026-11-10,2026-11-10,TM1,why
";

const VISITS: &str = "visit_id,child_id,visit_date,mode,outcome,child_seen,worker_id
V1,SETTLED,2026-11-20,face_to_face,completed,Y,SW1
V2,STALE,2026-11-20,face_to_face,completed,Y,SW1
V3,LATE,2026-11-20,face_to_face,completed,Y,SW1
V4,GREEN,2026-11-20,face_to_face,completed,Y,TS1
V5,OVERDUE,2026-11-01,face_to_face,completed,Y,SW1
";

fn then(child: &str, statuses: &str, rag: &str, flags: Option<&str>) -> EarlierPosition {
    let is_targeted = statuses == "TS";
    EarlierPosition {
        child_id: child.to_owned(),
        statuses: statuses.to_owned(),
        rag: rag.to_owned(),
        standard: "HYBRID".to_owned(),
        team: if is_targeted { "Early" } else { "North" }.to_owned(),
        service: None,
        due: None,
        overdue: false,
        last_contact: None,
        last_seen: None,
        unseen: false,
        unborn: false,
        flags: flags.map(FlagSet::of_codes),
    }
}

fn a_week_ago(with_flags: bool) -> Earlier {
    let kept = |flags| with_flags.then_some(flags);
    Earlier {
        date: day("2026-11-16"),
        positions: vec![
            then("OVERDUE", "CP", "AMBER", kept("RAG-BELOW")),
            then("SETTLED", "CIN", "AMBER", kept("RAG-STALE;RAG-LATE")),
            then("STALE", "CIN", "AMBER", kept("")),
            then("LATE", "CIN", "AMBER", kept("NO-OVERSIGHT")),
            then("GREEN", "TS", "AMBER", kept("")),
            then("LEFT", "TS", "AMBER", kept("")),
        ],
    }
}

const NOT_KEPT: &str = "What was to be settled is not compared yet: ";

#[test_case(Report::MondayVisits, Role::TeamManager, "Since Monday 16 Nov 2026: newly overdue 1, newly unseen 1, new 2."; "the Monday list: visits")]
#[test_case(Report::UnseenChildren, Role::ServiceManager, "Since 16 Nov 2026: newly unseen 1."; "unseen children")]
#[test_case(Report::RatingReview, Role::TeamManager, "Since 16 Nov 2026: newly to review 2, settled 1."; "the rating review")]
#[test_case(Report::Assurance, Role::TeamManager, "Since 16 Nov 2026: now recorded 1."; "assurance")]
#[test_case(Report::TargetedTracker, Role::TeamManager, "Since 16 Nov 2026: newly open to Targeted Support 1, no longer open to Targeted Support 1, rating changed 1, newly to review 1."; "the managers' tracker: one went to the seniors")]
#[test_case(Report::TargetedTracker, Role::Senior, "Since 16 Nov 2026: rating changed 1."; "the seniors' tracker")]
fn a_change_line_counts_its_reports_own_events(report: Report, role: Role, line: &str) {
    let earlier = a_week_ago(true);
    let received = received_after(Some(&earlier), report, role, (CASES, VISITS), (&[], &[]));
    assert_eq!(received.digest.change, line);
}

#[test_case(Report::RatingReview, &format!("{NOT_KEPT}the run of 16 Nov 2026 did not keep it."); "the rating review")]
#[test_case(Report::TargetedTracker, &format!("Since 16 Nov 2026: newly open to Targeted Support 1, no longer open to Targeted Support 1, rating changed 1. {NOT_KEPT}that run did not keep it."); "the tracker: what is known")]
fn flags_that_an_older_run_did_not_keep_are_not_compared(report: Report, line: &str) {
    let (earlier, role) = (a_week_ago(false), Role::TeamManager);
    let received = received_after(Some(&earlier), report, role, (CASES, VISITS), (&[], &[]));
    assert_eq!(received.digest.change, line);
}

#[test_case(Report::MondayVisits)]
#[test_case(Report::UnseenChildren)]
#[test_case(Report::RatingReview)]
#[test_case(Report::Assurance)]
#[test_case(Report::PerformanceClinic)]
#[test_case(Report::TargetedTracker)]
fn a_first_run_has_nothing_to_compare_with_and_does_not_say_that_nothing_changed(report: Report) {
    let role = Role::ServiceManager;
    let received = received_after(None, report, role, (CASES, VISITS), (&[], &[]));
    let line = "There is nothing to compare with yet: this is the first run of its kind.";
    assert_eq!(received.digest.change, line);
    let rows = received
        .sheets
        .iter()
        .flat_map(|(_, rows)| rows.iter().flatten());
    let says = |cell: &&String| cell.contains("Nothing has changed");
    assert_eq!(rows.filter(says).count(), 0);
}
