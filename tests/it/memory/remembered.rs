//! What complete runs saw and tonight's exports no longer say: ratings on case rows, workers as they were, and by which
//! rules the runs answered.

use std::collections::BTreeMap;

use crate::{
    mail::Mail,
    workplace::{DATE, Workplace},
};

const SERVICE: &str = "jobs/service.toml";
const CASES: &str = "in/cases.csv";
const VISITS: &str = "in/visits.csv";
const WORKERS: &str = "in/workers.csv";

/// A root with one child and no ratings export.
fn place(case: &str, visits: &[&str], workers: &[&str]) -> Workplace {
    let place = Workplace::new();
    place.edit(
        SERVICE,
        "ratings = [{ path = \"in/ratings*\", profile = \"canonical\" }]\n",
        "",
    );
    let min_rows = "min_rows_vs_last = \"80%\"";
    place.edit(SERVICE, min_rows, "min_rows_vs_last = \"1%\"");
    place.write(CASES, cases(case));
    let visits = visits.iter().enumerate();
    let visits: String = visits.map(|(at, row)| format!("V{at},{row}\n")).collect();
    place.write(
        VISITS,
        format!("visit_id,child_id,visit_date,mode,child_seen,worker_id\n{visits}"),
    );
    place.write(WORKERS, self::workers(workers));
    place
}

/// `status,status_start,worker_id,rag,rag_decided_on` of the child, in team North.
fn cases(case: &str) -> String {
    format!(
        "child_id,team,service,status,status_start,worker_id,rag,rag_decided_on\n001,North,Care,{case}\n"
    )
}

fn workers(rows: &[&str]) -> String {
    format!("worker_id,role,qualified\n{}\n", rows.join("\n"))
}

fn run(place: &Workplace, date: &str) {
    place.run(&["run", "nightly", "--date", date]).with_code(0);
}

/// The child's row of a run's `positions.csv`.
fn row(place: &Workplace, date: &str) -> BTreeMap<String, String> {
    let text = place.read(&format!("reports/{date}/nightly/positions.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .next()
        .expect("a child")
        .expect("a row")
}

#[track_caller]
fn stands(place: &Workplace, date: &str, expected: &[(&str, &str)]) {
    let row = row(place, date);
    for (column, value) in expected {
        assert_eq!(row[*column], *value, "{column}: {row:?}");
    }
}

const SEEN_BY_VIDEO: [&str; 2] = [
    "001,2026-05-29,face_to_face,Y,W1",
    "001,2026-11-12,video,Y,W1",
];
const W1: &str = "W1,social_worker,Y";

/// Worked case 2e: GREEN was right for the video visit, and the run that saw it says so.
#[test]
fn a_rating_that_an_earlier_run_saw_is_history() {
    let place = place("CIN,2026-01-05,W1,GREEN,2026-10-01", &SEEN_BY_VIDEO, &[W1]);
    run(&place, "2026-11-13");
    place.write(CASES, cases("CIN,2026-01-05,W1,RED,2026-11-20"));
    run(&place, DATE);
    let raised = [
        ("due", "2026-11-27"),
        ("state", "DUE"),
        ("due_rule", "RAISED"),
        ("raised_on", "2026-11-20"),
    ];
    stands(&place, DATE, &raised);
    // Repeated, it is the same: a run does not remember what it saw itself.
    run(&place, DATE);
    stands(&place, DATE, &raised);
}

/// On a first run nothing else is known: the child was RED all along.
#[test]
fn on_a_first_run_there_is_no_history() {
    let place = place("CIN,2026-01-05,W1,RED,2026-11-20", &SEEN_BY_VIDEO, &[W1]);
    run(&place, DATE);
    stands(
        &place,
        DATE,
        &[
            ("state", "OVERDUE"),
            ("due", "2026-06-29"),
            ("due_rule", "CONTACT"),
        ],
    );
}

/// Worked case 2m: who left tonight's export still made the visit as the qualified worker of last night's.
#[test]
fn a_worker_who_is_gone_keeps_the_last_values() {
    let case = "CP,2026-08-03,W9,RED,2026-10-01";
    let visits = ["001,2026-11-16,face_to_face,Y,W9"];
    let place = place(case, &visits, &[W1, "W9,social_worker,Y"]);
    run(&place, "2026-11-22");
    place.write(WORKERS, workers(&[W1]));
    run(&place, DATE);
    stands(
        &place,
        DATE,
        &[
            ("last_contact", "2026-11-16"),
            ("due", "2026-11-30"),
            ("state", "OK"),
        ],
    );
    assert!(row(&place, DATE)["flags"].contains("WORKER-UNKNOWN"));
}

/// Who has qualified since made the visit as who was not.
#[test]
fn a_change_of_a_worker_holds_from_the_run_that_saw_it() {
    let case = "CP,2026-11-03,W1,RED,2026-10-01";
    let visits = ["001,2026-11-16,face_to_face,Y,W8"];
    let place = place(case, &visits, &[W1, "W8,support_worker,N"]);
    run(&place, "2026-11-22");
    place.write(WORKERS, workers(&[W1, "W8,social_worker,Y"]));
    run(&place, DATE);
    stands(
        &place,
        DATE,
        &[("last_contact", ""), ("due_rule", "RAISED")],
    );
    // The first run knows of one value only.
    let place = self::place(case, &visits, &[W1, "W8,social_worker,Y"]);
    run(&place, DATE);
    stands(&place, DATE, &[("last_contact", "2026-11-16")]);
}

/// Where the export dates its rows itself, nothing is added to it.
#[test]
fn workers_with_dates_of_their_own_are_left_alone() {
    let case = "CP,2026-11-03,W1,RED,2026-10-01";
    let place = place(
        case,
        &["001,2026-11-16,face_to_face,Y,W8"],
        &[W1, "W8,support_worker,N"],
    );
    run(&place, "2026-11-22");
    place.write(
        WORKERS,
        "worker_id,role,qualified,valid_from\nW1,social_worker,Y,\nW8,social_worker,Y,2026-11-01\n",
    );
    run(&place, DATE);
    stands(&place, DATE, &[("last_contact", "2026-11-16")]);
}

/// A run by other rules is not compared with; the one after it is again.
#[test]
fn across_a_change_of_the_rules_nothing_is_compared() {
    let place = place("CIN,2026-01-05,W1,GREEN,2026-10-01", &SEEN_BY_VIDEO, &[W1]);
    run(&place, "2026-11-22");
    let raw = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    raw.execute("UPDATE snapshots SET rules_version = 1", [])
        .expect("an earlier rule book");
    drop(raw);
    run(&place, DATE);
    let letter = |date: &str| {
        let name = "outbox/unseen-children--sm-care.eml";
        let bytes = std::fs::read(place.path(&format!("reports/{date}/nightly/{name}")));
        Mail::parse(&bytes.expect("a letter")).text
    };
    let said = letter(DATE);
    assert!(said.contains("The rules changed on 23 Nov 2026"), "{said}");
    run(&place, "2026-11-24");
    let said = letter("2026-11-24");
    assert!(said.contains("since 23 Nov 2026"), "{said}");
    let account = place.read(&format!("reports/{DATE}/nightly/account.json"));
    assert!(account.contains("\"rules_version\": 2"), "{account}");
}
