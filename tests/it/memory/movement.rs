//! A planted history: everything that can happen to a child between two runs, and nothing said of the others.

use lastseen::{
    ledger::JobChoice,
    measures::movement::{Change, ChangeKind, CountedAs, Movement},
};
use test_case::test_case;

use super::house::House;
use crate::night::day;

const THEN: &str = "2026-11-16";
const NOW: &str = "2026-11-23";

fn line(change: &Change) -> String {
    let Change {
        child_id,
        kind,
        was,
        is,
        team,
        counted_as,
        ..
    } = change;
    let counted = counted_as.map_or_else(String::new, |counted| format!(" ({})", counted.title()));
    format!(
        "{child_id}: {}{counted}: {was} -> {is} [{team}]",
        kind.title()
    )
}

fn lines(movement: &Movement) -> Vec<String> {
    movement.changes.iter().map(line).collect()
}

/// Children on a child protection plan: a visit is due every 14 days, and no framework is invoked.
fn open(house: &mut House, children: &[&str]) {
    for child in children {
        house.case(&format!("{child},CP,2026-01-01,,North,RED"));
    }
}

fn before() -> House {
    let mut house = House::new();
    open(
        &mut house,
        &[
            "AMENDED", "CLOSED", "DELETED", "FORWARD", "MOVED", "NEWLY", "QUIET", "RATED",
            "REDATED", "REKEYED", "SEEN", "STILL", "VANISHED",
        ],
    );
    house.case("PLAN,CP,2026-01-01,,North,RED");
    house.case("PLAN,CIN,2026-01-01,,South,RED");
    for child in ["AMENDED", "DELETED", "REDATED"] {
        house.visit(&format!("{child}-1"), child, "2026-11-09");
        house.visit(&format!("{child}-2"), child, "2026-11-12");
    }
    for child in ["CLOSED", "MOVED", "QUIET", "RATED", "REKEYED", "VANISHED"] {
        house.visit(&format!("{child}-1"), child, "2026-11-12");
    }
    house.visit("FORWARD-1", "FORWARD", "2026-11-11");
    house.visit("NEWLY-1", "NEWLY", "2026-11-05");
    house.visit("PLAN-1", "PLAN", "2026-10-25");
    house.visit("SEEN-1", "SEEN", "2026-10-20");
    house.visit("STILL-1", "STILL", "2026-10-01");
    house
}

/// A week later.
fn after(house: &mut House) {
    house.visit_unseen("AMENDED-2", "AMENDED", "2026-11-12");
    house.without_cases("CLOSED");
    house.case("CLOSED,CP,2026-01-01,2026-11-18,North,RED");
    house.without_visit("DELETED-2");
    house.visit("FORWARD-1", "FORWARD", "2026-11-17");
    house.without_cases("MOVED");
    house.case("MOVED,CP,2026-01-01,,South,RED");
    house.case("NEW,CP,2026-11-20,,South,RED");
    house.visit("QUIET-2", "QUIET", "2026-11-20");
    house.without_cases("RATED");
    house.case_rated_on("RATED,CP,2026-01-01,,North,AMBER", "2026-11-20");
    house.visit("REDATED-2", "REDATED", "2026-11-10");
    house.without_visit("REKEYED-1");
    house.visit("REKEYED-9", "REKEYED", "2026-11-12");
    house.visit("SEEN-2", "SEEN", "2026-11-20");
    house.without_cases("VANISHED");
    house.without_cases("PLAN");
    house.case("PLAN,CP,2026-01-01,2026-11-20,North,RED");
    house.case("PLAN,CIN,2026-01-01,,South,RED");
}

const EXPECTED: [&str; 19] = [
    "AMENDED: visit no longer counts (last contact and last seen): 2026-11-12 ->  [North]",
    "CLOSED: closed: CP -> 2026-11-18 [North]",
    "DELETED: visit deleted (last contact and last seen): 2026-11-12 ->  [North]",
    "FORWARD: visit re-dated (last contact and last seen): 2026-11-11 -> 2026-11-17 [North]",
    "MOVED: moved team: North -> South [South]",
    "NEW: new:  -> CP [South]",
    "NEW: newly to review:  -> RED [South]",
    "NEWLY: newly unseen: 2026-11-05 -> 2026-11-05 [North]",
    "NEWLY: newly overdue: 2026-11-19 -> 2026-11-19 [North]",
    "PLAN: no longer unseen, without being seen: 2026-10-25 -> 2026-10-25 [South]",
    "PLAN: moved team: North -> South [South]",
    "PLAN: no longer overdue: 2026-11-08 -> 2026-11-25 [South]",
    "RATED: rating changed: RED -> AMBER [North]",
    "RATED: newly to review: RED -> AMBER [North]",
    "REDATED: visit re-dated (last contact and last seen): 2026-11-12 -> 2026-11-10 [North]",
    "SEEN: now seen: 2026-10-20 -> 2026-11-20 [North]",
    "SEEN: no longer overdue: 2026-11-03 -> 2026-12-04 [North]",
    "STILL: still unseen: 2026-10-01 -> 2026-10-01 [North]",
    "VANISHED: vanished from the export: CP ->  [North]",
];

#[test]
fn a_planted_history_is_told_and_nothing_else() {
    let mut house = before();
    let first = house.run("nightly", THEN);
    assert_eq!(
        first.memory.since, None,
        "a first run has nothing to compare with"
    );
    after(&mut house);

    let memory = house.run("nightly", NOW).memory;
    let movement = memory.since.expect("a run a week ago").movement;
    assert_eq!(movement.since, day(THEN));
    assert_eq!(lines(&movement), EXPECTED);

    assert_eq!(movement.count(ChangeKind::VisitRedated), 2);
    let counted: usize = movement.counts().iter().map(|(_, count)| count).sum();
    assert_eq!(counted, movement.changes.len());
    let south = movement.only(|change| change.team == "South");
    assert_eq!(south.changes.len(), 6);
    assert!(
        south
            .changes
            .iter()
            .all(|c| c.service.as_deref() == Some("Safeguarding"))
    );
    assert_eq!(
        movement.changes[0].counted_as,
        Some(CountedAs::Both),
        "one visit, one change"
    );
}

/// New and still together are everybody who is unseen now; the four ways out and still, everybody who was.
#[test]
fn the_unseen_add_up() {
    let mut house = before();
    let then = house.run("nightly", THEN).account.unseen;
    after(&mut house);
    house.case("NEW-UNSEEN,CP,2026-10-01,,South,RED");
    let now = house.run("nightly", NOW);
    let movement = now.memory.since.expect("a run a week ago").movement;
    let count = |kind| movement.count(kind);
    let still = count(ChangeKind::StillUnseen);
    assert_eq!(count(ChangeKind::NewlyUnseen) + still, now.account.unseen);
    assert_eq!(
        count(ChangeKind::NowSeen) + count(ChangeKind::NoLongerUnseen) + still,
        then
    );
}

#[test]
fn the_same_run_again_tells_the_same() {
    let mut house = before();
    house.run("nightly", THEN);
    after(&mut house);
    let dry = house.dry_run("nightly", NOW).memory;
    let once = house.run("nightly", NOW).memory;
    let twice = house.run("nightly", NOW).memory;
    assert_eq!(dry, once);
    assert_eq!(once, twice);
}

#[test]
fn a_dry_run_leaves_nothing_to_remember() {
    let mut house = before();
    house.run("nightly", THEN);
    after(&mut house);
    house.dry_run("nightly", NOW);
    let last = house
        .ledger()
        .last_before(JobChoice::Any, day("2027-01-01"))
        .expect("a ledger that can be read")
        .expect("one run");
    assert_eq!(last.date, day(THEN));
}

#[test]
fn each_job_is_compared_with_its_own_last_run() {
    let mut house = before();
    house.run("nightly", THEN);
    after(&mut house);
    assert_eq!(house.run("weekly", NOW).memory.since, None);
    let next = house
        .run("weekly", "2026-11-24")
        .memory
        .since
        .expect("a run");
    assert_eq!(next.movement.since, day(NOW));
}

/// Days of November 2026: the 16th and the 23rd are Mondays.
#[test_case(&[("nightly", "2026-11-13"), ("weekly", "2026-11-16"), ("nightly", "2026-11-22")], "2026-11-23", Some("2026-11-16"); "last Monday, of whatever job")]
#[test_case(&[("nightly", "2026-11-16"), ("nightly", "2026-11-23")], "2026-11-25", Some("2026-11-23"); "this week's Monday, once it is over")]
#[test_case(&[("nightly", "2026-11-15"), ("nightly", "2026-11-19")], "2026-11-23", Some("2026-11-19"); "the latest before, where no run was on Monday")]
#[test_case(&[("nightly", "2026-11-23")], "2026-11-23", None; "never the run date itself")]
#[test_case(&[], "2026-11-23", None; "a first run")]
fn the_monday_list_is_compared_with_last_monday(
    runs: &[(&str, &str)],
    date: &str,
    compared_with: Option<&str>,
) {
    let house = before();
    for (job, date) in runs {
        house.run(job, date);
    }
    let since = house.run("monday", date).memory.since_monday;
    assert_eq!(since.map(|movement| movement.since), compared_with.map(day));
    let nightly = house.run("nightly", "2026-11-26").memory;
    assert_eq!(nightly.since_monday, None, "no report of the job asks");
}

#[test]
fn a_run_repeated_with_other_exports_takes_the_place_of_the_first() {
    let mut house = before();
    house.run("nightly", THEN);
    after(&mut house);
    house.run("nightly", THEN);
    let movement = house
        .run("nightly", NOW)
        .memory
        .since
        .expect("a run")
        .movement;
    assert_eq!(movement.since, day(THEN));
    assert_eq!(movement.count(ChangeKind::Vanished), 0);
    assert_eq!(movement.count(ChangeKind::VisitDeleted), 0);
}

/// Under another standard a visit may rightly count no longer: only what happened to the visit itself is told.
#[test]
fn another_standard_is_no_change_of_a_visit() {
    use lastseen::measures::movement::{Earlier, EarlierPosition, EarlierVisit, compare};
    use lastseen::{
        model::field::DataSet,
        rules::{night::Night, settings::RuleSettings},
    };

    let exports = crate::night::Exports::new()
        .canonical(
            DataSet::Cases,
            "child_id,status,status_start,team\nA,CP,2026-01-01,North\nB,CP,2026-01-01,North\n",
        )
        .canonical(
            DataSet::Visits,
            "visit_id,child_id,visit_date,mode,child_seen\n\
             V1,A,2026-11-12,phone,N\nV2,A,2026-11-02,face_to_face,Y\nV3,B,2026-11-02,face_to_face,Y\n",
        );
    let intake = exports.read(day(NOW)).unwrap_or_else(|_| panic!("refused"));
    let settings = RuleSettings::default();
    let night = Night::new(&intake.facts, day(NOW), &settings);
    let visit = |visit_id: &str, date| EarlierVisit {
        visit_id: visit_id.to_owned(),
        date: day(date),
    };
    // Then the framework was invoked and a phone call counted; B's call has gone from the export since.
    let position = |child: &str, call: &str| EarlierPosition {
        child_id: child.to_owned(),
        statuses: "CP".to_owned(),
        rag: "UNRATED".to_owned(),
        standard: "HYBRID".to_owned(),
        team: "North".to_owned(),
        service: None,
        due: Some(day("2026-11-26")),
        overdue: false,
        last_contact: Some(visit(call, "2026-11-12")),
        last_seen: None,
        unseen: false,
        unborn: false,
        flags: None,
    };
    let earlier = Earlier {
        date: day(THEN),
        positions: vec![position("A", "V1"), position("B", "V9")],
    };
    let movement = compare(&earlier, &night, &night.positions()).expect("polars counts");
    let visits = movement.only(|change| change.counted_as.is_some());
    assert_eq!(
        lines(&visits),
        ["B: visit deleted (last contact): 2026-11-12 ->  [North]"]
    );
}
