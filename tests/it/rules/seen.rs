//! When a child was last seen. [RULES 4, P 1.6]

use test_case::test_case;

use crate::child::{MONDAY, Row, a_child, a_visit};

fn child_with(visit: Row) -> crate::child::Child {
    a_child("1").in_need_since("2026-11-01").contact(visit)
}

const MODES: [&str; 4] = ["face_to_face", "video", "phone", "other"];
const OUTCOMES: [&str; 5] = ["completed", "", "attempted", "cancelled", "planned"];

/// Whether a contact by this mode and outcome is a sighting where the child was seen by a statutory worker.
fn is_sighting(mode: &str, outcome: &str) -> bool {
    matches!(mode, "face_to_face" | "video") && matches!(outcome, "completed" | "")
}

#[test_case("Y", "QUALIFIED", true; "seen")]
#[test_case("Y", "UNQUALIFIED", true; "seen by an unqualified worker all the same")]
#[test_case("Y", "UNSAID", true; "seen by a worker of unknown qualification")]
#[test_case("Y", "NOBODY", true; "seen by a worker whom no export knows")]
#[test_case("Y", "", true; "seen by a worker who is not named")]
#[test_case("Y", "TARGETED", false; "Targeted Support is not statutory")]
#[test_case("N", "QUALIFIED", false; "not seen")]
#[test_case("", "QUALIFIED", false; "nobody says whether seen")]
fn seen(child_seen: &str, worker: &str, counts: bool) {
    for mode in MODES {
        for outcome in OUTCOMES {
            let visit = a_visit("2026-11-10")
                .with("mode", mode)
                .with("outcome", outcome)
                .with("child_seen", child_seen)
                .by(worker);
            let row = child_with(visit).on_date(MONDAY);
            let date = |is: bool| if is { "2026-11-10" } else { "" };
            let sighting = counts && is_sighting(mode, outcome);
            let case = format!("{mode} {outcome}");
            assert_eq!(&row["last_seen"], date(sighting), "{case}");
            assert_eq!(
                &row["last_face_to_face"],
                date(sighting && mode == "face_to_face"),
                "{case}"
            );
        }
    }
}

#[test]
fn the_latest_sighting_and_the_latest_in_person_stand_apart() {
    let row = a_child("1")
        .in_need_since("2026-10-01")
        .visited("2026-10-20")
        .contact(a_visit("2026-11-03").by_video())
        .contact(a_visit("2026-11-12").by_phone())
        .contact(a_visit("2026-11-15").not_seen())
        .on_date(MONDAY);
    assert_eq!(&row["last_seen"], "2026-11-03");
    assert_eq!(&row["last_face_to_face"], "2026-10-20");
}

/// A sighting before the involvement is still the day the child was last seen; the days count from the involvement.
#[test]
fn seen_before_the_case_opened() {
    let row = child_with(a_visit("2026-09-01")).on_date(MONDAY);
    assert_eq!(
        (&row["last_seen"], &row["days_unseen"]),
        ("2026-09-01", "22")
    );
}

#[test]
fn a_visit_after_the_run_date_is_no_sighting_yet() {
    let child = child_with(a_visit("2026-11-24"));
    assert_eq!(&child.on_date(MONDAY)["last_seen"], "");
    assert_eq!(&child.on_date("2026-11-24")["last_seen"], "2026-11-24");
}

/// By video a child is seen only on a day on which the framework was invoked.
#[test_case(&[("2020-03-23", "")], "2026-11-10"; "invoked")]
#[test_case(&[], "2026-11-03"; "never invoked")]
#[test_case(&[("2020-03-23", "2026-11-11")], "2026-11-10"; "ceased the day after")]
#[test_case(&[("2020-03-23", "2026-11-10")], "2026-11-03"; "ceased that day")]
fn by_video(periods: &[(&str, &str)], last_seen: &str) {
    let row = child_with(a_visit("2026-11-10").by_video())
        .visited("2026-11-03")
        .framework(periods)
        .on_date(MONDAY);
    assert_eq!(&row["last_seen"], last_seen);
}

#[test]
fn nobody_sees_a_child_before_its_birth() {
    let child = a_child("1")
        .in_need_since("2026-11-01")
        .born_on("2026-11-11")
        .visited("2026-11-10");
    assert_eq!(&child.on_date(MONDAY)["last_seen"], "");
    let seen = child.visited("2026-11-11");
    assert_eq!(&seen.on_date(MONDAY)["last_seen"], "2026-11-11");
}

/// Targeted Support's own visits are statutory on days on which the child was theirs alone.
#[test_case("", "2026-11-10"; "theirs alone")]
#[test_case("2026-11-10", ""; "in need from that day")]
#[test_case("2026-11-11", "2026-11-10"; "in need from the day after")]
fn by_targeted_support(in_need_since: &str, last_seen: &str) {
    let child = a_child("1")
        .open_as("TS", "2026-06-01")
        .contact(a_visit("2026-11-10").by("TARGETED"));
    let child = match in_need_since {
        "" => child,
        since => child.in_need_since(since),
    };
    assert_eq!(&child.on_date(MONDAY)["last_seen"], last_seen);
}
