//! What is booked, whether it would do, and what became of a booking: the words of the lists. [RULES 8]

use lastseen::rules::booking::Bookings;
use test_case::test_case;

use crate::child::{Child, MONDAY, Row, a_child, a_visit};

fn red() -> Child {
    a_child("1")
        .on_cp_since("2026-06-01")
        .rated("RED", "2026-11-02")
}

fn amber() -> Child {
    a_child("1")
        .on_cp_since("2026-06-01")
        .rated("AMBER", "2026-11-02")
}

fn said(child: &Child) -> String {
    child.ask(MONDAY, |position, night| {
        let bookings = Bookings::of(position, night);
        let worker = |id| night.facts.workers.text(id).to_owned();
        let words = bookings.in_words(night, worker);
        words.unwrap_or_else(|| "nothing".to_owned())
    })
}

fn planned(date: &str) -> Row {
    a_visit(date).outcome("planned")
}

#[test_case(red(), "nothing"; "nothing is booked")]
#[test_case(red().contact(planned("2026-11-24")), "booked Tue 24 Nov"; "fit")]
#[test_case(red().contact(planned("2026-11-23")), "booked Mon 23 Nov"; "on the run date")]
#[test_case(red().contact(planned("2026-11-24").by("")), "booked Tue 24 Nov"; "by nobody so by the child's worker")]
#[test_case(red().held_by("").contact(planned("2026-11-24").by("")), "booked without a worker: a qualified worker is needed"; "by nobody at all")]
#[test_case(red().contact(planned("2026-11-24").not_seen()), "booked Tue 24 Nov"; "seen is taken as yes")]
#[test_case(red().contact(planned("2026-11-24").by_video()), "booked by video: face to face is needed"; "by video")]
#[test_case(amber().contact(planned("2026-11-24").by_video()), "booked Tue 24 Nov"; "by video where that will do")]
#[test_case(amber().framework(&[("2020-03-23", "2026-11-20")]).contact(planned("2026-11-24").by_phone()), "booked by phone: face to face is needed"; "the framework has ceased")]
#[test_case(amber().contact(planned("2026-11-24").in_writing()), "booked by letter, text or e-mail: face to face, video or phone is needed"; "a letter")]
#[test_case(red().contact(planned("2026-11-24").by("UNQUALIFIED")), "booked with UNQUALIFIED: a qualified worker is needed"; "not qualified")]
#[test_case(red().contact(planned("2026-11-24").by("SUPERVISING")), "booked with SUPERVISING: a qualified worker is needed, not a supervising social worker"; "supervising")]
#[test_case(red().contact(planned("2026-11-24").by("TARGETED")), "booked with TARGETED: a worker of social care is needed, not of Targeted Support"; "of Targeted Support")]
#[test_case(red().contact(planned("2026-11-24").by_video()).contact(planned("2026-11-27")), "booked Fri 27 Nov"; "the earliest that is fit")]
#[test_case(red().contact(planned("2026-11-26").by_phone()).contact(planned("2026-11-24").by_video()), "booked by video: face to face is needed"; "without one the earliest")]
#[test_case(red().contact(planned("2026-11-20")), "booked for Fri 20 Nov, no visit recorded"; "nothing came of it")]
#[test_case(red().contact(planned("2026-11-09")), "booked for Mon 9 Nov, no visit recorded"; "fourteen days ago")]
#[test_case(red().contact(planned("2026-11-08")), "nothing"; "fifteen days ago")]
#[test_case(red().contact(planned("2026-11-16")).visited("2026-11-19"), "nothing"; "made three days later")]
#[test_case(red().contact(planned("2026-11-16")).visited("2026-11-20"), "booked for Mon 16 Nov, no visit recorded"; "made four days later")]
#[test_case(red().contact(planned("2026-11-16")).visited("2026-11-15"), "booked for Mon 16 Nov, no visit recorded"; "made the day before")]
#[test_case(red().contact(planned("2026-11-16")).contact(a_visit("2026-11-17").outcome("attempted")), "nothing"; "attempted")]
#[test_case(red().contact(planned("2026-11-16")).contact(a_visit("2026-11-17").outcome("cancelled")), "booked for Mon 16 Nov, no visit recorded"; "cancelled is no visit")]
#[test_case(red().contact(planned("2026-11-20")).contact(planned("2026-11-24")), "booked Tue 24 Nov; booked for Fri 20 Nov, no visit recorded"; "both")]
#[test_case(red().contact(planned("2027-01-05")), "booked Tue 5 Jan 2027"; "in another year")]
fn bookings(child: Child, expected: &str) {
    assert_eq!(said(&child), expected);
}
