//! A night without a list: each reader is told once, when nobody may hope for it any more. [issue 16]

use lastseen::{
    ledger::{Delivery, Ledger},
    model::delivery::DeliveryState,
    post,
};
use test_case::test_case;

use super::{reschedule, settings, simulated::Nights, states};
use crate::{
    delivery::{ADMIN, ANALYST, CARE, NORTH, came, header, posting},
    post_office::{Delivered, PostOffice, Script, closed_port},
    workplace::Workplace,
};

const FIVE: &str = "2026-11-20T05:00:00Z";
const MISSED: &str = "2026-11-21T08:30:00Z";

/// A night with its lists, then one whose exports lack the visits, until it is given up.
fn without_visits(place: Workplace) -> Nights {
    reschedule(&place, "0 0 5 * * *", "3h");
    let mut nights = Nights::real(place, FIVE);
    nights.live_until("2026-11-20T05:10:00Z");
    nights.place.remove("in/visits.csv");
    nights.live_until(MISSED);
    assert_eq!(
        states(&nights.place),
        ["2026-11-20 ran", "2026-11-21 missed"]
    );
    nights
}

fn letters(nights: &Nights) -> Vec<Delivery> {
    let ledger = Ledger::open(&nights.place.path("reports/ledger.sqlite")).expect("a ledger");
    let mut all = ledger.all_deliveries().expect("readable");
    all.retain(|delivery| delivery.key.says_no_list());
    all
}

fn of_no_list(messages: &[Delivered]) -> Vec<&Delivered> {
    let is_one = |message: &&Delivered| header(message, "Subject").contains("no list");
    messages.iter().filter(is_one).collect()
}

#[test]
fn each_manager_gets_one_letter() {
    let office = PostOffice::open(Script::sound());
    let mut nights = without_visits(posting(office.port(), office.ca_file(), ""));
    // Later looks, and another process, say it no more.
    nights.off_until("2026-11-21T09:00:00Z");
    nights.live_until("2026-11-21T10:00:00Z");
    let came = came(&[&office]);
    for (reader, whose, others) in [(NORTH, "North", "Care"), (CARE, "Care", "North")] {
        let [letter] = of_no_list(&came[reader])[..] else {
            panic!("{reader}: {:?}", came[reader].len());
        };
        let subject = header(letter, "Subject");
        assert!(subject.contains("no list for 21 Nov 2026"), "{subject}");
        let text = String::from_utf8_lossy(&letter.content).replace("=\r\n", "");
        for said in [
            "The visits of one system had not arrived.",
            "The last one, of 20 Nov 2026.",
            whose,
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains(others), "{text}");
        for of_the_analyst in ["visits.csv", "exit code", "catch_up"] {
            assert!(!text.contains(of_the_analyst), "{text}");
        }
    }
    assert_eq!(of_no_list(&came[ANALYST]).len(), 0);
    assert_eq!(of_no_list(&came[ADMIN]).len(), 0);
    // No account counts them.
    let account = nights.place.read("reports/2026-11-20/nightly/account.json");
    assert!(account.contains("\"expected\": 3"), "{account}");
}

/// Whoever dies between the letters and the note that the time was missed says it once all the same.
#[test]
fn queued_twice_it_is_one_letter() {
    let office = PostOffice::open(Script::sound());
    let nights = without_visits(posting(office.port(), office.ca_file(), ""));
    let before = letters(&nights);
    assert_eq!(before.len(), 2);
    let settings = settings(&nights.place);
    let mut ledger = Ledger::open(&settings.output.ledger).expect("a ledger");
    let job = &settings.jobs[0];
    let date = before[0].key.date;
    post::queue_no_list(&settings, &mut ledger, &nights.machine, (job, date)).expect("queued");
    assert_eq!(letters(&nights), before);
}

/// That there is no list is not said once there is one, nor where the file transport would only leave it lying.
#[test_case(true; "before the letter left")]
#[test_case(false; "before it was missed")]
fn a_list_that_was_made_by_hand_is_not_denied(is_missed_first: bool) {
    let none = Workplace::bare().path("none");
    let place = posting(closed_port(), &none, "give_up_after = \"400h\"");
    reschedule(&place, "0 0 5 * * *", "3h");
    let visits = place.read("in/visits.csv");
    place.remove("in/visits.csv");
    let mut nights = Nights::real(place, "2026-11-21T05:00:00Z");
    nights.live_until("2026-11-21T05:05:00Z");
    if is_missed_first {
        nights.live_until(MISSED);
        assert_eq!(letters(&nights).len(), 2);
    }
    nights.place.write("in/visits.csv", visits);
    let run = ["run", "nightly", "--date", "2026-11-21"];
    nights.place.run(&run).with_code(8);
    nights.off_until(MISSED);
    nights.live_until("2026-11-21T08:50:00Z");
    let left: Vec<_> = letters(&nights)
        .into_iter()
        .map(|letter| (letter.state, letter.reply))
        .collect();
    let refuted = (
        DeliveryState::Failed,
        "the list was made after all".to_owned(),
    );
    let expected = if is_missed_first { 2 } else { 0 };
    assert_eq!(left, vec![refuted; expected]);
    // Nobody need see to them.
    let ledger = Ledger::open(&nights.place.path("reports/ledger.sqlite")).expect("a ledger");
    let open = ledger.undelivered().expect("readable");
    assert!(open.iter().all(|delivery| !delivery.key.says_no_list()));
}

/// A machine that was off says so, in words for managers.
#[test]
fn a_machine_that_was_off_says_so() {
    let place = Workplace::new();
    reschedule(&place, "0 0 5 * * Sat", "3h");
    let mut nights = Nights::noted(place, "2026-11-14T05:00:00Z");
    nights.live_until("2026-11-14T05:01:00Z");
    nights.off_until("2026-11-21T12:00:00Z");
    nights.live_until("2026-11-21T12:01:00Z");
    let [letter, _] = &letters(&nights)[..] else {
        panic!("{:?}", letters(&nights));
    };
    assert_eq!(letter.state, DeliveryState::Sent);
    let place = &letter.message.as_ref().expect("stored").place;
    assert_eq!(place, "notices/2026-11-21--nightly--no-list--tm-north.eml");
    let text = nights
        .place
        .read(&format!("reports/{place}"))
        .replace("=\r\n", "");
    for said in [
        "The computer that makes the lists did not get to it in time.",
        "There is no earlier one.",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}
