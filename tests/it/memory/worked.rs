//! Worked cases on which people disagree, one a clause, through the program: exports in, `positions.csv` out. Run date
//! 23 November 2026, the framework invoked unless said. [RULES 4–6]

mod cases;

use std::collections::BTreeMap;

use cases::{BECAME_RED, CASES_WORKED, Case, LEAVER, PHONED, WORDS, WORKER_GONE};

use crate::workplace::{DATE, Workplace};

const SERVICE: &str = "jobs/service.toml";
const CASES: &str = "in/cases.csv";
const VISITS: &str = "in/visits.csv";
const RATINGS: &str = "in/ratings.csv";
const WORKERS: &str = "in/workers.csv";
const RATINGS_LINE: &str = "ratings = [{ path = \"in/ratings*\", profile = \"canonical\" }]\n";

fn place() -> Workplace {
    let place = Workplace::new();
    let min_rows = "min_rows_vs_last = \"80%\"";
    place.edit(SERVICE, min_rows, "min_rows_vs_last = \"1%\"");
    place.write(
        RATINGS,
        format!("child_id,rag,rag_decided_on\n{BECAME_RED},GREEN,2026-10-01\n{BECAME_RED},RED,2026-11-20\n"),
    );
    workers(&place, &["W1", "W9"]);
    place
}

/// Writes the exports of these children.
fn export(place: &Workplace, children: &[Case]) {
    let mut cases = "child_id,team,status,status_start,status_end,worker_id,rag,rag_decided_on,date_of_birth,placement_changed_on\n".to_owned();
    let mut visits = "child_id,visit_id,visit_date,mode,child_seen,worker_id\n".to_owned();
    for (child, rows, made, _) in children {
        rows.iter()
            .for_each(|row| cases += &format!("{child},{row}\n"));
        let made = made.iter().enumerate();
        made.for_each(|(at, visit)| visits += &format!("{child},V{at},{visit}\n"));
    }
    place.write(CASES, cases);
    place.write(VISITS, visits);
}

/// Qualified social workers with these ids, and an adviser who is not.
fn workers(place: &Workplace, ids: &[&str]) {
    let mut csv = "worker_id,role,qualified\nPA,personal_adviser,N\n".to_owned();
    ids.iter()
        .for_each(|id| csv += &format!("{id},social_worker,Y\n"));
    place.write(WORKERS, csv);
}

fn dry_run(place: &Workplace) {
    place
        .run(&["run", "nightly", "--date", DATE, "--dry-run"])
        .with_code(0);
}

/// Every child's row of tonight's `positions.csv`.
fn positions(place: &Workplace) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| row.expect("a row"))
        .map(|row| (row["child_id"].clone(), row))
        .collect()
}

#[track_caller]
fn stands(place: &Workplace, child: &str, expected: &str) {
    let row = &positions(place)[child];
    for pair in expected.split(' ') {
        let (column, value) = pair.split_once('=').expect("a column and its value");
        if column == "flag" {
            let mut flags = row["flags"].split(';');
            assert!(flags.any(|flag| flag == value), "{child}, {value}: {row:?}");
        } else {
            assert_eq!(row[column], value, "{child}, {column}: {row:?}");
        }
    }
}

#[track_caller]
fn all_stand(place: &Workplace) {
    assert_eq!(positions(place).len(), CASES_WORKED.len());
    for (child, _, _, expected) in CASES_WORKED {
        stands(place, child, expected);
    }
}

/// Once with a ratings export; then without one, when the runs before tell what is no longer exported: a rating that a
/// case row had, and a worker.
#[test]
fn the_worked_cases() {
    let place = place();
    export(&place, &CASES_WORKED);
    dry_run(&place);
    all_stand(&place);
    for (child, words) in WORDS {
        let told = explains_as_the_run_did(&place, child);
        for said in words {
            assert!(told.contains(said), "{said}: {told}");
        }
    }

    place.edit(SERVICE, RATINGS_LINE, "");
    dry_run(&place);
    // Nothing else is known of the child on a first run: it was RED all along.
    let always_red = "due=2026-06-29 state=OVERDUE due_rule=CONTACT due_from=2026-05-29 raised_on=";
    stands(&place, BECAME_RED, always_red);
    explains_as_the_run_did(&place, BECAME_RED);

    let then = [
        (
            BECAME_RED,
            &["T1,CIN,2026-01-05,,W1,GREEN,2026-10-01,,"][..],
            &["2026-11-12,video,Y,W1"][..],
            "",
        ),
        (
            WORKER_GONE,
            &["T1,CP,2025-01-06,,W9,RED,2026-09-01,,"],
            &[],
            "",
        ),
    ];
    export(&place, &then);
    place
        .run(&["run", "nightly", "--date", "2026-11-13"])
        .with_code(0);
    export(&place, &CASES_WORKED);
    workers(&place, &["W1"]);
    place.nightly().with_code(0);
    all_stand(&place);
    stands(&place, WORKER_GONE, "flag=WORKER-UNKNOWN");
    // A run does not remember what it saw itself.
    place.nightly().with_code(0);
    all_stand(&place);
    let told = explains_as_the_run_did(&place, BECAME_RED);
    assert!(
        told.contains("RED from 20 Nov 2026, GREEN from 1 Oct 2026"),
        "{told}"
    );
    let told = explains_as_the_run_did(&place, WORKER_GONE);
    assert!(
        told.contains("the worker as an earlier run saw them"),
        "{told}"
    );
}

/// `explain` gives the due date, the rule and the state of the run's `positions.csv`.
#[track_caller]
fn explains_as_the_run_did(place: &Workplace, child: &str) -> String {
    let row = &positions(place)[child];
    let told = place
        .run(&["explain", child, "--date", DATE])
        .with_code(0)
        .stdout;
    let due: chrono::NaiveDate = row["due"].parse().expect("a due date");
    let due = format!("Due                {} ", due.format("%a %-d %b %Y"));
    let rule = format!("Rule               {}: ", row["due_rule"]);
    let state = format!("State              {}", row["state"]);
    for line in [due, rule, state] {
        assert!(told.contains(&line), "{line}: {told}");
    }
    told
}

const INVOKED: &str = "[[framework]]\ninvoked = 2020-03-23\nauthorised_by = \"Leadership\"\n";

#[test]
fn a_personal_adviser_visits_where_the_framework_is_not_invoked() {
    let place = place();
    export(&place, &[LEAVER]);
    place.edit(SERVICE, INVOKED, "");
    dry_run(&place);
    stands(&place, LEAVER.0, LEAVER.3);
}

#[test]
fn what_was_right_on_the_day_stays_right_when_the_framework_ceases() {
    let place = place();
    export(&place, &[PHONED]);
    place.edit(SERVICE, INVOKED, &format!("{INVOKED}ceased = 2026-11-20\n"));
    dry_run(&place);
    stands(&place, PHONED.0, PHONED.3);
}

/// What `explain` says of a merged record, of a child who has died, of one that is not born and of one of whom no
/// export knows since when.
#[test]
fn explain_says_what_there_is_no_number_for() {
    let place = Workplace::new();
    let aliases = "aliases = [{ path = \"in/aliases*\", profile = \"canonical\" }]\n";
    place.edit(SERVICE, RATINGS_LINE, aliases);
    let one = "[{ path = \"in/cases*\", profile = \"canonical\" }]";
    let two = "[{ path = \"in/cases*\", profile = \"canonical\" }, { path = \"in/annex*\", profile = \"startless\" }]";
    place.edit(SERVICE, one, two);
    let canonical = lastseen::ingest::profile::built_in("canonical").expect("a built-in profile");
    place.write(
        "jobs/profiles/startless.toml",
        canonical.replace("[\"status_start\"]", "{ unknown = true }"),
    );
    place.write("in/aliases.csv", "old_id,child_id\nold,unborn\n");
    place.write(
        CASES,
        "child_id,team,status,status_start,worker_id,date_of_birth,died_on\nunborn,T1,CP,2026-11-02,W1,2027-01-10,\ndied,T1,CP,2026-01-05,W1,,2026-11-20\n",
    );
    place.write(
        "in/annex.csv",
        "child_id,team,status,worker_id\nstartless,T1,CP,W1\n",
    );
    place.write(
        VISITS,
        "visit_id,child_id,visit_date,mode,child_seen,worker_id\nV1,old,2026-11-10,face_to_face,,W1\n",
    );
    let words: [(&str, &[&str]); 3] = [
        (
            "old",
            &[
                "this record was merged: the child is unborn",
                "not born yet, so not counted as unseen",
                "counts; nobody need see a child before its birth, and nobody can",
            ],
        ),
        ("died", &["died on 20 Nov 2026, so no position"]),
        (
            "startless",
            &[
                "no date: no export knows the start, and nothing has counted",
                "OVERDUE; since when is not known",
                "UNSEEN; since when is not known",
            ],
        ),
    ];
    for (child, words) in words {
        let told = place
            .run(&["explain", child, "--date", DATE])
            .with_code(0)
            .stdout;
        for said in words {
            assert!(told.contains(said), "{said}: {told}");
        }
    }
}
