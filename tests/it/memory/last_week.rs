//! What became of last week's list: each outcome, how many weeks, which list it is.

use std::collections::BTreeMap;

use lastseen::{measures::last_week::LastWeek, rules::listed::ListOutcome};

use super::house::House;
use crate::night::day;

/// Each child's outcome and weeks on the list.
fn outcomes(list: &LastWeek) -> BTreeMap<&str, (&'static str, u32)> {
    let listed = list.listed.iter();
    listed
        .map(|of| {
            (
                of.then.child_id.as_str(),
                (of.outcome.code(), of.then.weeks),
            )
        })
        .collect()
}

/// A house whose children were all visited on a day, by the given ratings.
fn house(children: &[(&str, &str, &str)]) -> House {
    let mut house = House::new();
    house.set("[[framework]]\ninvoked = 2020-03-23\n");
    for (child, rag, visited) in children {
        house.case(&format!("{child},CP,2026-09-01,,North,{rag}"));
        house.visit(&format!("V-{child}"), child, visited);
    }
    house
}

#[test]
fn each_child_of_last_weeks_list_has_the_first_outcome_that_fits() {
    // Visited on the 10th: due on the 24th, and listed on the 23rd only. On the 5th: listed on the 16th too.
    let mut house = house(&[
        ("done", "RED", "2026-11-10"),
        ("video", "RED", "2026-11-10"),
        ("attempt", "RED", "2026-11-10"),
        ("nothing", "RED", "2026-11-05"),
        ("booked", "RED", "2026-11-10"),
        ("closed", "RED", "2026-11-10"),
        ("moved", "RED", "2026-11-10"),
        ("late", "RED", "2026-11-10"),
        ("phoned", "AMBER", "2026-11-10"),
        ("letter", "AMBER", "2026-11-10"),
        ("unqualified", "RED", "2026-11-10"),
        ("theirs", "RED", "2026-11-10"),
        ("amended", "RED", "2026-11-10"),
        ("unfit", "RED", "2026-11-10"),
        ("later", "RED", "2026-11-10"),
        ("after", "RED", "2026-11-10"),
        ("intime", "RED", "2026-11-20"),
    ]);
    house.case("entered,CIN,2026-09-01,,North,RED");
    house.visit("V-entered", "entered", "2026-10-25");
    house.visit_as("B1", "booked,2026-11-27,face_to_face,,W1,planned,");
    house.visit_as("B2", "unfit,2026-11-27,video,,W1,planned,");
    house.visit_as("B3", "later,2026-11-30,face_to_face,,W1,planned,");
    house.run("monday", "2026-11-16");
    house.run("monday", "2026-11-23");

    house.visit_as(
        "N1",
        "done,2026-11-25,face_to_face,Y,W1,,2026-11-29T23:59:00",
    );
    house.visit_as("N2", "video,2026-11-25,video,Y,W1,,");
    house.visit_as("N3", "attempt,2026-11-26,face_to_face,,W1,attempted,");
    house.visit_as("N4", "closed,2026-11-25,face_to_face,Y,W1,,");
    house.visit_as("N5", "moved,2026-11-25,face_to_face,Y,W1,,");
    house.visit_as(
        "N6",
        "late,2026-11-25,face_to_face,Y,W1,,2026-11-30T08:00:00",
    );
    house.visit_as("N7", "phoned,2026-11-29,phone,,W1,,");
    house.visit_as("N8", "letter,2026-11-24,other,,W1,,");
    house.visit_as("N9", "unqualified,2026-11-24,face_to_face,Y,S1,,");
    house.visit_as("N10", "theirs,2026-11-24,face_to_face,Y,T1,,");
    // Made before the list, and written down only now.
    house.visit_as(
        "N11",
        "entered,2026-11-20,face_to_face,Y,W1,,2026-11-27T10:00:00",
    );
    // An attempt and then a visit.
    house.visit_as("N12", "amended,2026-11-24,face_to_face,,W1,attempted,");
    house.visit_as("N13", "amended,2026-11-28,face_to_face,Y,W1,,");
    house.visit_as("N14", "after,2026-11-30,face_to_face,Y,W1,,");
    for (child, row) in [
        ("closed", "closed,CP,2026-09-01,2026-11-28,North,RED"),
        ("moved", "moved,CP,2026-09-01,,South,RED"),
    ] {
        house.without_cases(child);
        house.case(row);
    }
    let ran = house.run("monday", "2026-11-30");
    let list = ran.memory.last_week.expect("a list of the week before");
    assert_eq!(list.date, day("2026-11-23"));
    let expected = BTreeMap::from([
        ("done", ("DONE", 1)),
        ("video", ("NOT-AS-NEEDED", 1)),
        ("attempt", ("ATTEMPTED", 1)),
        ("nothing", ("NOTHING", 2)),
        ("booked", ("BOOKED-NOT-MADE", 1)),
        ("closed", ("LEFT-LIST", 1)),
        ("moved", ("LEFT-LIST", 1)),
        ("late", ("DONE-LATE-RECORDED", 1)),
        ("phoned", ("DONE", 1)),
        ("letter", ("NOT-AS-NEEDED", 1)),
        ("unqualified", ("NOT-AS-NEEDED", 1)),
        ("theirs", ("NOT-AS-NEEDED", 1)),
        ("entered", ("LEFT-LIST", 1)),
        ("amended", ("DONE", 1)),
        ("unfit", ("NOTHING", 1)),
        ("later", ("NOTHING", 1)),
        ("after", ("NOTHING", 1)),
    ]);
    assert_eq!(outcomes(&list), expected);
    let rate = list.worked_off();
    assert_eq!((rate.numerator, rate.denominator), (4, 14));
    let counts = ListOutcome::ALL.map(|outcome| list.count(outcome));
    assert_eq!(counts.iter().sum::<u64>(), expected.len() as u64);

    let north = list.only(|then| then.team == "North");
    assert_eq!(
        north.listed.len(),
        expected.len(),
        "each stood on the list of North"
    );
}

#[test]
fn the_rate_of_the_six_of_the_rule_book_is_one_of_five() {
    let mut house = house(&[
        ("a", "RED", "2026-11-10"),
        ("b", "RED", "2026-11-10"),
        ("c", "RED", "2026-11-10"),
        ("d", "RED", "2026-11-05"),
        ("e", "RED", "2026-11-10"),
        ("f", "RED", "2026-11-10"),
    ]);
    house.visit_as("B", "e,2026-11-26,face_to_face,,W1,planned,");
    house.run("monday", "2026-11-16");
    house.run("monday", "2026-11-23");
    house.visit("A", "a", "2026-11-25");
    house.visit_as("V", "b,2026-11-25,video,Y,W1,,");
    house.visit_as("C", "c,2026-11-26,face_to_face,,W1,attempted,");
    house.without_cases("f");
    house.case("f,CP,2026-09-01,2026-11-28,North,RED");
    let ran = house.run("monday", "2026-11-30");
    let list = ran.memory.last_week.expect("a list of the week before");
    let found: Vec<_> = outcomes(&list)
        .into_values()
        .map(|(code, _)| code)
        .collect();
    let expected = [
        "DONE",
        "NOT-AS-NEEDED",
        "ATTEMPTED",
        "NOTHING",
        "BOOKED-NOT-MADE",
        "LEFT-LIST",
    ];
    assert_eq!(found, expected);
    let rate = list.worked_off();
    assert_eq!((rate.numerator, rate.denominator), (1, 5));

    // The clinic of the same day reads the same list, and remembers how far it was worked off a week later.
    let clinic = house.run("nightly", "2026-12-01");
    let of_clinic = clinic.memory.last_week.expect("a list of any job");
    assert_eq!(
        of_clinic.date,
        day("2026-11-23"),
        "the week before, not that of the day"
    );
    let week_after = house.run("nightly", "2026-12-07");
    let weeks = &week_after.memory.worked_off;
    let mondays: Vec<_> = weeks.iter().map(|week| week.monday.to_string()).collect();
    assert_eq!(mondays, ["2026-11-16", "2026-11-23", "2026-11-30"]);
    let (done, of) = weeks[1]
        .rates
        .iter()
        .find(|(scope, _)| format!("{scope:?}").contains("North"))
        .map(|(_, rate)| (rate.numerator, rate.denominator))
        .expect("the team's rate");
    assert_eq!((done, of), (1, 5));
}

#[test]
fn the_list_is_the_latest_of_the_week_before_and_a_week_without_one_is_passed_over() {
    let house = house(&[("a", "RED", "2026-10-01"), ("b", "RED", "2026-11-09")]);
    assert!(
        house.run("monday", "2026-11-02").memory.last_week.is_none(),
        "no list before"
    );
    // No list in the week of the 9th.
    house.run("monday", "2026-11-16");
    house.run("nightly", "2026-11-18");
    house.run("monday", "2026-11-19");
    house.dry_run("monday", "2026-11-20");
    let ran = house.run("monday", "2026-11-23");
    let list = ran.memory.last_week.expect("a list of the week before");
    assert_eq!(list.date, day("2026-11-19"), "the latest that went out");
    assert_eq!(outcomes(&list), BTreeMap::from([("a", ("NOTHING", 2))]));
    let ran = house.run("monday", "2026-12-07");
    assert!(
        ran.memory.last_week.is_none(),
        "no list in the week of the 30th"
    );
}
