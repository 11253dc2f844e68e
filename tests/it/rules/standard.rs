//! The standard of a visit: rating × framework. [RULES 4]

use test_case::test_case;

use crate::child::{MONDAY, a_child, a_visit};

const RATINGS: [&str; 4] = ["RED", "UNRATED", "AMBER", "GREEN"];

/// Standards in the order of `RATINGS`.
const UNDER_FRAMEWORK: [&str; 4] = ["FULL", "FULL", "HYBRID", "REMOTE"];
const ALWAYS_FULL: [&str; 4] = ["FULL"; 4];

#[test_case(&[], ALWAYS_FULL; "no framework at all")]
#[test_case(&[("2020-03-23", "")], UNDER_FRAMEWORK; "invoked and not ceased")]
#[test_case(&[("2026-11-23", "")], UNDER_FRAMEWORK; "invoked that day")]
#[test_case(&[("2026-11-24", "")], ALWAYS_FULL; "not invoked yet")]
#[test_case(&[("2020-03-23", "2026-11-23")], ALWAYS_FULL; "ceasing that day")]
#[test_case(&[("2020-03-23", "2026-11-24")], UNDER_FRAMEWORK; "ceasing the next day")]
#[test_case(&[("2020-03-23", "2021-07-19")], ALWAYS_FULL; "ceased long ago")]
#[test_case(&[("2026-11-23", "2026-11-23")], ALWAYS_FULL; "invoked and ceased that day")]
#[test_case(&[("2020-03-23", "2021-07-19"), ("2026-11-23", "")], UNDER_FRAMEWORK; "invoked again that day")]
#[test_case(&[("2026-11-24", ""), ("2020-03-23", "2026-11-24")], UNDER_FRAMEWORK; "periods in any order")]
#[test_case(&[("2020-03-23", "2026-11-23"), ("2026-11-24", "")], ALWAYS_FULL; "a day between two periods")]
fn standard(periods: &[(&str, &str)], expected: [&str; 4]) {
    for (rag, standard) in RATINGS.into_iter().zip(expected) {
        let child = a_child("1").in_need_since("2026-11-01").framework(periods);
        let child = match rag {
            "UNRATED" => child,
            rag => child.rated(rag, "2026-11-02"),
        };
        let row = child.on_date(MONDAY);
        assert_eq!((&row["rag"], &row["standard"]), (rag, standard));
    }
}

/// A contact is judged by the standard of its own date: what was right then stays right.
#[test]
fn ceasing_takes_no_earlier_contact_back() {
    let child = a_child("1")
        .in_need_since("2026-10-01")
        .rated("GREEN", "2026-10-02")
        .contact(a_visit("2026-11-10").by_phone())
        .framework(&[("2020-03-23", "2026-11-23")]);
    assert_eq!(&child.on_date("2026-11-22")["last_contact"], "2026-11-10");
    assert_eq!(&child.on_date("2026-11-23")["last_contact"], "2026-11-10");
    let phoned_since = child.contact(a_visit("2026-11-23").by_phone());
    assert_eq!(
        &phoned_since.on_date("2026-11-23")["last_contact"],
        "2026-11-10"
    );
}

/// Where no export maps a rating, every child is unrated.
#[test]
fn without_ratings_everybody_is_unrated() {
    use lastseen::model::field::DataSet;
    let child = a_child("1")
        .in_need_since("2026-11-01")
        .with("rag", "GREEN")
        .with("rag_decided_on", "2026-11-02")
        .without_export(DataSet::Ratings);
    assert_eq!(&child.on_date(MONDAY)["standard"], "REMOTE");
    let row = child.without(DataSet::Cases, "rag").on_date(MONDAY);
    assert_eq!((&row["rag"], &row["standard"]), ("UNRATED", "FULL"));
}
