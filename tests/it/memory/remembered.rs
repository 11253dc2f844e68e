//! What complete runs saw and tonight's exports no longer say: ratings on case rows, workers as they were, and by which
//! rules the runs answered.

use std::collections::BTreeMap;

use test_case::test_case;

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

const GREEN: &str = "CIN,2026-01-05,W1,GREEN,2026-10-01";
const RED: &str = "CIN,2026-01-05,W1,RED,2026-11-20";

/// `explain` knows what a run would remember, and answers of exports that a run refuses.
#[test]
fn explain_remembers_and_is_stopped_by_no_comparison() {
    let place = place(GREEN, &SEEN_BY_VIDEO, &[W1]);
    place.edit(SERVICE, "\"1%\"", "\"80%\"");
    run(&place, "2026-11-13");
    place.write(CASES, cases(RED));
    place.edit(VISITS, &format!("V0,{}\n", SEEN_BY_VIDEO[0]), "");
    place
        .run(&["check", "--date", DATE])
        .with_code(4)
        .complains_of(&["visits"]);
    let told = place.run(&["explain", "001", "--date", DATE]).with_code(0);
    assert!(
        told.stdout.contains("RAISED: RED since 20 Nov 2026"),
        "{}",
        told.stdout
    );
}

/// A ledger that cannot say what it remembers would change answers in silence: everything stops that gives any.
#[test_case("UPDATE seen_decisions SET decided_on = 'no day'"; "of ratings")]
#[test_case("UPDATE seen_workers SET seen_from = '1 Oct'"; "of workers")]
fn what_cannot_be_remembered_stops_the_run(damage: &str) {
    let place = place(GREEN, &SEEN_BY_VIDEO, &[W1]);
    run(&place, "2026-11-13");
    let raw = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    raw.execute(damage, [])
        .expect("a ledger that can be changed");
    drop(raw);
    let says = ["the ledger cannot be read or written", "lastseen status"];
    let run = ["run", "nightly", "--date", DATE];
    for command in [
        &run[..],
        &["explain", "001", "--date", DATE],
        &["check", "--date", DATE],
    ] {
        place.run(command).with_code(7).complains_of(&says);
    }
    assert!(!place.path(&format!("reports/{DATE}")).exists());
}

/// A night is made again from what the ledger remembered then, not from what a run for an earlier day has added since.
#[test]
fn a_rebuild_remembers_what_the_run_remembered() {
    let place = place(GREEN, &SEEN_BY_VIDEO, &[W1]);
    let tonight = || {
        place.write(CASES, cases(RED));
        place.write(WORKERS, workers(&["W1,support_worker,N"]));
    };
    run(&place, "2026-11-14");
    tonight();
    run(&place, DATE);
    let raised = [("due", "2026-11-27"), ("last_contact", "2026-11-12")];
    stands(&place, DATE, &raised);
    let then = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    // That the child was RED before the video visit is told late.
    place.write(CASES, cases("CIN,2026-01-05,W1,RED,2026-11-10"));
    run(&place, "2026-11-13");
    tonight();
    let explain = ["explain", "001", "--date", DATE];
    let now = place.run(&explain).with_code(0).stdout;
    assert!(now.contains("OVERDUE by 147 days"), "{now}");
    let rebuild = ["rebuild", "nightly", "--date", DATE];
    let again = place.run(&rebuild).with_code(0).stdout;
    assert!(
        again.contains("positions.csv") && !again.contains("differs"),
        "{again}"
    );
    let rebuilt = place.read(&format!("reports/rebuilt/{DATE}/nightly/positions.csv"));
    assert_eq!(rebuilt, then);
}
