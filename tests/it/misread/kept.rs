//! Which of several rows is kept, key by key, whatever their order; and which rows overlap.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{CASES, cases, problems, read};

const VISIT: &str =
    "visit_id,child_id,visit_date,mode,outcome,child_seen,seen_alone,worker_id,recorded_at";
const WORKER: &str =
    "worker_id,worker_name,role,qualified,can_visit,team,service,left_on,valid_from";

/// What is said of two rows, and that it names the second in whatever order they come.
#[track_caller]
fn kept_and_named(set: DataSet, headings: &str, kept: &str, named: &str, said: &str) {
    for (rows, row) in [([kept, named], 3), ([named, kept], 2)] {
        let exports = cases(CASES).canonical(set, &format!("{headings}\n{}\n", rows.join("\n")));
        assert_eq!(
            problems(&read(&exports)),
            [format!("{} {row} {said}", set.name())],
            "{kept} is kept"
        );
    }
}

#[test_case("2026-11-02,phone,,,,,2026-11-04", "2026-11-03,video,,Y,,,2026-11-03"; "the latest record")]
#[test_case("2026-11-02,phone,,,,,2026-11-04 10:01", "2026-11-02,phone,,,,,2026-11-04 10:00"; "the latest record to the minute")]
#[test_case("2026-11-03,phone,,,,,", "2026-11-02,video,,,,,"; "then the last date")]
#[test_case("2026-11-02,video,cancelled,,,,", "2026-11-02,phone,planned,,,,"; "then the last mode")]
#[test_case("2026-11-02,phone,planned,N,,,", "2026-11-02,phone,,Y,,,"; "then the last outcome, of which blank is completed")]
#[test_case("2026-11-02,phone,,Y,N,,", "2026-11-02,phone,,N,Y,,"; "then the last sight of the child")]
#[test_case("2026-11-02,phone,,Y,Y,W1,", "2026-11-02,phone,,Y,N,W2,"; "then the last sight of the child alone")]
#[test_case("2026-11-02,phone,,Y,Y,W1,", "2026-11-02,phone,completed,Y,Y,W1,"; "of two that say the same either")]
fn of_a_visit_that_stands_twice(kept: &str, named: &str) {
    let (kept, named) = (format!("V1,001,{kept}"), format!("V1,001,{named}"));
    if named.contains("completed") {
        let csv = format!("{VISIT}\n{kept}\n{named}\n");
        let exports = cases(CASES).canonical(DataSet::Visits, &csv);
        assert_eq!(
            problems(&read(&exports)),
            ["visits 3 visit_id W-DUPLICATE V1"]
        );
        return;
    }
    kept_and_named(
        DataSet::Visits,
        VISIT,
        &kept,
        &named,
        "visit_id W-DUPLICATE V1",
    );
}

/// The kept row is that of the last worker, from which the others differ in the worker only.
#[test]
fn rows_of_a_joint_visit_are_never_named() {
    let row = |worker: &str| format!("V1,001,2026-11-02,phone,,Y,Y,{worker},");
    for workers in [["W1", "W1", "W2"], ["W2", "W1", "W1"], ["W1", "W2", "W1"]] {
        let csv = format!("{VISIT}\n{}\n", workers.map(row).join("\n"));
        let exports = cases(CASES).canonical(DataSet::Visits, &csv);
        assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    }
}

/// Where the export does not say who came, the same child, date and mode are one visit.
#[test]
fn the_same_visit_of_an_export_without_workers_is_named() {
    let visits = "visit_id,child_id,visit_date,mode\n\
                  V1,001,2026-11-02,phone\n\
                  V2,001,2026-11-02,phone\n\
                  V3,001,2026-11-03,phone\n";
    let exports = cases(CASES).canonical(DataSet::Visits, visits);
    assert_eq!(
        problems(&read(&exports)),
        ["visits 3 visit_id W-SAME-VISIT V2"]
    );
}

/// Beside a visit by phone of W1, or of nobody who is told.
#[test_case("W1", "001,2026-11-02,phone,,W1", true; "again")]
#[test_case("W1", "001,2026-11-02,phone,completed,W1", true; "completed in so many words")]
#[test_case("W1", "001,2026-11-02,video,,W1", false; "by video")]
#[test_case("W1", "001,2026-11-02,phone,,W2", false; "of another worker")]
#[test_case("W1", "001,2026-11-02,phone,,", false; "of nobody who is told")]
#[test_case("", "001,2026-11-02,phone,,", false; "both of nobody who is told")]
#[test_case("W1", "001,2026-11-02,phone,planned,W1", false; "that is planned")]
#[test_case("W1", "001,2026-11-03,phone,,W1", false; "on another day")]
#[test_case("W1", "002,2026-11-02,phone,,W1", false; "to another child")]
fn another_id(worker: &str, visit: &str, is_named: bool) {
    for (first, second, row) in [("V1", "V2", 3), ("V2", "V1", 2)] {
        let visits = format!(
            "visit_id,child_id,visit_date,mode,outcome,worker_id\n\
             {first},001,2026-11-02,phone,,{worker}\n{second},{visit}\n"
        );
        let exports = cases(CASES).canonical(DataSet::Visits, &visits);
        let said = is_named.then(|| format!("visits {row} visit_id W-SAME-VISIT V2"));
        assert_eq!(problems(&read(&exports)), Vec::from_iter(said));
    }
}

#[test_case("B,student,Y,Y,T,S,,", "A,student,N,N,S,R,2026-10-01,"; "the one who has not left")]
#[test_case("B,student,Y,Y,T,S,2026-10-02,", "A,student,N,N,S,R,2026-10-01,"; "then the latest to leave")]
#[test_case("B,student,N,Y,T,S,,", "A,student,Y,N,S,R,,"; "then not qualified")]
#[test_case("A,student,N,Y,T,S,,", "B,assistant_manager,,N,S,R,,"; "then the first name")]
#[test_case("A,assistant_manager,N,Y,T,S,,", "A,student,,N,S,R,,"; "then the first role")]
#[test_case("A,assistant_manager,N,N,S,R,,", "A,student,N,N,S,R,,"; "the first role where nothing else differs")]
#[test_case("A,student,,Y,T,S,,", "A,student,N,N,S,R,,"; "then blank before not qualified")]
#[test_case("A,student,N,N,T,S,,", "A,student,N,Y,S,R,,"; "then the first of those who can visit")]
#[test_case("A,student,N,N,S,S,,", "A,student,N,N,T,R,,"; "then the first team")]
#[test_case("A,student,N,N,S,R,,", "A,student,N,N,S,T,,"; "then the first service")]
#[test_case("A,student,N,N,S,R,,2026-01-01", "A,student,Y,N,S,R,,2026-01-01 09:00"; "of one day without its time")]
fn of_a_worker_who_stands_twice(kept: &str, named: &str) {
    let (kept, named) = (format!("W1,{kept}"), format!("W1,{named}"));
    kept_and_named(
        DataSet::Workers,
        WORKER,
        &kept,
        &named,
        "worker_id W-WORKER W1",
    );
}

#[test]
fn a_worker_of_two_days_and_one_who_stands_twice_alike_are_not_named() {
    let rows =
        "W1,A,student,N,N,S,R,,\nW1,A,Student,N,N,S,R,,\nW1,A,social_worker,Y,N,S,R,,2026-05-01\n";
    let exports = cases(CASES).canonical(DataSet::Workers, &format!("{WORKER}\n{rows}"));
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
}

/// Rows of one child in need, as start and end, and which of them are named.
#[test_case(&["2026-09-01,", "2026-09-10,2026-09-20", "2026-09-25,"], &[3, 4]; "within one that never ends")]
#[test_case(&["2026-09-01,2026-10-30", "2026-09-05,2026-09-10", "2026-09-20,"], &[3, 4]; "within a longer one")]
#[test_case(&["2026-09-01,2026-09-10", "2026-09-10,2026-09-20", "2026-09-20,"], &[]; "one after the other")]
#[test_case(&["2026-09-01,2026-09-11", "2026-09-10,"], &[3]; "by a day")]
#[test_case(&["2026-09-01,", "2026-09-10,2026-09-10"], &[]; "one of no day within another")]
#[test_case(&["2026-09-10,", "2026-09-10,2026-09-10"], &[]; "one of no day behind the row that begins with it")]
#[test_case(&["2026-09-10,2026-09-10", "2026-09-10,"], &[]; "one of no day before the row that begins with it")]
#[test_case(&["2026-09-10,", "2026-09-10,2026-09-20"], &[3]; "of equal starts")]
fn rows_that_overlap(rows: &[&str], named: &[u32]) {
    let mut csv = "child_id,status,status_start,status_end,team\n".to_owned();
    for row in rows {
        csv += &format!("001,CIN,{row},North\n");
    }
    let said: Vec<String> = named
        .iter()
        .map(|row| format!("cases {row} - W-OVERLAP CIN"))
        .collect();
    assert_eq!(problems(&read(&cases(&csv))), said);
}
