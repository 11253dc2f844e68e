//! Lists with holes: a child whom a list should reach and who is in nobody's scope is told of before a run and by it.

use test_case::test_case;

use crate::workplace::{DATE, Workplace};

const UNSEEN: &str = "warning: 41 open children are on no service manager's list of unseen children (40 unseen tonight): add a service manager for their services to recipients.csv";
const NO_MONDAY: &str = "warning: 41 open children are on no team's Monday list, only on a service manager's list of unseen children";
const NOBODY: &str = "warning: 1 open child is on nobody's list: add their teams";
const NO_REVIEW: &str =
    "warning: 40 open children are on a team's Monday list and on nobody's rating review";
const NO_TRACKER: &str =
    "warning: 1 open child is open to Targeted Support and on nobody's tracker";

/// Forty children of team North, whom nobody has seen, and one of South with a row of Targeted Support in Early.
fn place(recipients: &[&str]) -> Workplace {
    let place = Workplace::new();
    let more = "4711002,Zzelsewhere,CIN,2026-11-16,South,Care,W1\n4711002,Zzelsewhere,TS,2026-11-17,Early,Targeted Support,W1\n";
    place.write("in/cases.csv", place.read("in/cases.csv") + more);
    let head =
        "recipient_id,name,email,role,scope,reports\nanalyst,Zz,a@example.org,analyst,all,\n";
    let lines: String = recipients.iter().map(|line| format!("{line}\n")).collect();
    place.write("jobs/recipients.csv", format!("{head}{lines}"));
    let visits = place
        .read("in/visits.csv")
        .replace("2026-11-02", "2026-10-06");
    place.write("in/visits.csv", visits);
    place
}

const TM: &str = "tm,Zz,t@example.org,team_manager,team:North;team:South;team:Early,";
const TM_NORTH: &str = "tm,Zz,t@example.org,team_manager,team:North,monday-visits";
const TM_SOUTH: &str = "ts,Zz,u@example.org,team_manager,team:South,monday-visits;rating-review";
const TM_EARLY: &str = "te,Zz,v@example.org,team_manager,team:Early,targeted-tracker";
const SM: &str = "sm,Zz,s@example.org,service_manager,service:Care,unseen-children";
const SM_OF_NORTH: &str = "sm,Zz,s@example.org,service_manager,team:North,unseen-children";

#[test_case(&[TM, SM], &[]; "every list has its readers")]
#[test_case(&[TM], &[UNSEEN]; "the service manager's line is gone")]
#[test_case(&[SM], &[NO_MONDAY]; "the team manager's line is gone")]
#[test_case(&[TM_NORTH, SM_OF_NORTH], &[NOBODY]; "a team that no line names")]
#[test_case(&[TM_NORTH, TM_SOUTH, SM], &[NO_REVIEW]; "a team manager without the rating review")]
#[test_case(&[TM_NORTH, TM_SOUTH, SM, "x,Zz,x@example.org,team_manager,team:North;team:South,targeted-tracker"], &[NO_REVIEW, NO_TRACKER]; "a tracker of the child's own team only")]
#[test_case(&[TM_NORTH, TM_SOUTH, SM, TM_EARLY], &[NO_REVIEW]; "a tracker of the team of its Targeted Support")]
fn a_hole_is_told_by_check_who_gets_what_and_the_notice(recipients: &[&str], holes: &[&str]) {
    let place = place(recipients);
    let is_of_reach = |line: &&str| line.starts_with("warning: ") && line.contains("open child");
    for command in ["check", "who-gets-what"] {
        let ran = place.run(&[command, "--date", DATE]).with_code(0);
        let said: Vec<&str> = ran.stdout.lines().filter(is_of_reach).collect();
        assert_eq!(said.len(), holes.len(), "{command}: {}", ran.stdout);
        for hole in holes {
            assert!(ran.stdout.contains(hole), "{command}: {}", ran.stdout);
        }
    }
}

#[test]
fn a_run_tells_the_administrator_of_a_hole() {
    let place = place(&[TM]);
    place.nightly().with_code(0);
    let notices = place.tree("reports/notices");
    let notice = notices.keys().find(|name| name.ends_with(".eml"));
    let notice = notice.expect("a notice to the administrator");
    let bytes = std::fs::read(place.path(&format!("reports/notices/{notice}"))).expect("readable");
    let text = crate::mail::Mail::parse(&bytes).text;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("41 open children are on no service manager's list of unseen children"),
        "{text}"
    );
}
