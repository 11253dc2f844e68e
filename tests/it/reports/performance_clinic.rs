//! The performance clinic: what is counted of visits.

use lastseen::model::report::{Report, Role};

use super::received;

/// Nobody sees a child before its birth, whatever the record says; the visit was made all the same.
#[test]
fn a_visit_before_birth_is_no_sight_of_the_child() {
    let cases =
        "child_id,status,status_start,team,date_of_birth\nA,CP,2026-08-01,North,2026-11-11\n";
    let visits = "visit_id,child_id,visit_date,mode,child_seen,seen_alone,worker_id
V1,A,2026-11-10,face_to_face,Y,Y,SW1
V2,A,2026-11-12,face_to_face,Y,Y,SW1
V3,A,2026-11-13,phone,Y,Y,SW1
V4,A,2026-11-18,video,Y,N,SW1
";
    let clinic = received(Report::PerformanceClinic, Role::Leadership, cases, visits);
    let column = |heading| clinic.column("Visits made", "Week beginning", heading);
    let weeks = column("Week beginning");
    let of_week = |monday: &str, heading| {
        let at = weeks.iter().position(|week| *week == monday);
        column(heading)[at.expect("a week of the sheet")]
    };
    let counts = ["All completed", "Face to face", "Child seen", "Seen alone"];
    let week = |monday| counts.map(|heading| of_week(monday, heading));
    assert_eq!(week("2026-11-09"), ["3", "2", "1", "1"]);
    assert_eq!(week("2026-11-16"), ["1", "0", "1", "0"]);
}

/// A service in two spellings is one service, and a service is not the status of its name.
#[test]
fn a_service_is_called_what_the_export_calls_it() {
    let cases = "child_id,status,status_start,team,service\n\
                 A,CP,2026-08-01,North,DAAT\n\
                 B,CP,2026-08-01,North,daat\n\
                 C,CP,2026-08-01,North,YOS\n\
                 D,CP,2026-08-01,North,\n";
    let visits = "visit_id,child_id,visit_date,mode,child_seen,worker_id\nV1,A,2026-11-10,face_to_face,Y,SW1\n";
    let clinic = received(Report::PerformanceClinic, Role::Leadership, cases, visits);
    let mut services = clinic.column("By service", "Service", "Service");
    services.sort_unstable();
    assert_eq!(services, ["DAAT", "YOS", "no service recorded"]);
}
