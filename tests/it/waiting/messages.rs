//! Real runs in simulated time against a mail server: one set of messages, whatever happens around them.

use chrono::DateTime;
use lastseen::{
    errand::surroundings::Milestone,
    ledger::{Delivery, Ledger},
    model::delivery::DeliveryState,
};
use test_case::test_case;

use super::{reschedule, simulated::Nights, states};
use crate::{
    delivery::{ADMIN, NORTH, READERS, came, copies, counts, move_to, posting},
    post_office::{Fault, Moment, PostOffice, Script, closed_port},
};

const FIVE: &str = "2026-11-23T05:00:00Z";

fn nights(office: &PostOffice, start: &str) -> Nights {
    let place = posting(office.port(), office.ca_file(), "");
    reschedule(&place, "0 0 5 * * *", "12h");
    Nights::real(place, start)
}

/// What is still to be sent.
fn queue(nights: &Nights) -> Vec<Delivery> {
    let ledger = Ledger::open(&nights.place.path("reports/ledger.sqlite")).expect("a ledger");
    let states = [DeliveryState::Queued, DeliveryState::Deferred];
    ledger.deliveries_in(&states).expect("readable")
}

fn waiting(nights: &Nights) -> usize {
    queue(nights).len()
}

#[test]
fn three_nights_off_lead_to_one_set_of_messages() {
    let office = PostOffice::open(Script::sound());
    let mut nights = nights(&office, "2026-11-20T05:00:00Z");
    nights.live_until("2026-11-20T05:10:00Z");
    assert_eq!(office.delivered().len(), 3);
    nights.off_until("2026-11-23T08:00:00Z");
    nights.live_until("2026-11-23T09:00:00Z");
    assert_eq!(
        states(&nights.place),
        [
            "2026-11-20 ran",
            "2026-11-21 superseded",
            "2026-11-22 superseded",
            "2026-11-23 ran",
        ]
    );
    assert_eq!(office.delivered().len(), 6, "one set for each of two runs");
}

/// A message that is not taken is tried again by later looks, and holds nobody up.
#[test]
fn a_deferred_message_is_sent_by_a_later_look() {
    let fault = Fault::at(Moment::RcptTo)
        .to(NORTH)
        .times(3)
        .replying("451 4.7.1 later");
    let office = PostOffice::open(Script::sound().failing(fault));
    let mut nights = nights(&office, FIVE);
    nights.place.write(
        "jobs/next.toml",
        "schedule = \"0 1 5 * * *\"\nreports = [\"data-quality\"]\ncatch_up = \"1h\"\n",
    );
    nights.live_until("2026-11-23T06:00:00Z");
    assert_eq!(office.unspent_faults(), []);
    let came = came(&[&office]);
    for reader in &READERS[..2] {
        assert_eq!(copies(&came, reader), 1, "{reader}");
    }
    assert_eq!(
        nights.ran,
        [
            "nightly 2026-11-23 at 2026-11-23T05:00:00+00:00",
            "next 2026-11-23 at 2026-11-23T05:01:00+00:00",
        ]
    );
    assert_eq!(waiting(&nights), 0);
    assert_eq!(nights.place.account()["deliveries"]["deferred"], 0);
}

/// An old list would mislead: at the end of `give_up_after` it is still sent, a second later it has failed.
#[test_case(0, [3, 0, 0, 0, 0, 0]; "at the end")]
#[test_case(1, [0, 0, 0, 3, 0, 0]; "a second later")]
fn what_waited_too_long_is_not_sent(late: i64, expected: [u64; 6]) {
    let office = PostOffice::open(Script::sound());
    let place = posting(closed_port(), office.ca_file(), "give_up_after = \"24h\"");
    reschedule(&place, "0 0 5 * * Mon", "12h");
    let mut nights = Nights::real(place, FIVE);
    nights.live_until("2026-11-23T05:00:30Z");
    assert_eq!(waiting(&nights), 4, "three lists and a notice");
    let lists: Vec<i64> = queue(&nights)
        .into_iter()
        .filter(|delivery| !delivery.key.is_notice())
        .map(|delivery| delivery.queued_at)
        .collect();
    assert_eq!(lists, [lists[0]; 3], "queued at once");
    move_to(&nights.place, &office);
    let well = lists[0] + 24 * 3600 + late;
    let well = DateTime::from_timestamp(well, 0).expect("a time");
    nights.off_until(&well.to_rfc3339());
    nights.live_until("2026-11-24T06:00:00Z");
    let came = came(&[&office]);
    let each = usize::from(late == 0);
    assert_eq!(READERS.map(|to| copies(&came, to)), [each; 3]);
    assert_eq!(counts(&nights.place), expected);
    assert_eq!(waiting(&nights), 0);
}

/// A message that the server puts off again and again is given up as well.
#[test]
fn what_is_put_off_too_long_is_not_sent() {
    // At five and every ten minutes up to six, which is not yet too late.
    let fault = Fault::at(Moment::RcptTo)
        .to(NORTH)
        .times(7)
        .replying("451 4.7.1 later");
    let office = PostOffice::open(Script::sound().failing(fault));
    let patience = "give_up_after = \"1h\"\nretry_after = [\"10m\"]";
    let place = posting(office.port(), office.ca_file(), patience);
    reschedule(&place, "0 0 5 * * *", "12h");
    let mut nights = Nights::real(place, FIVE);
    nights.live_until("2026-11-23T08:00:00Z");
    assert_eq!(office.unspent_faults(), []);
    assert_eq!(copies(&came(&[&office]), NORTH), 0);
    assert_eq!(counts(&nights.place), [2, 0, 0, 1, 0, 0]);
}

/// Asked to stop while a message is being sent: that one ends, the rest is queued and sent by the next start.
#[test]
fn a_stop_ends_the_message_at_hand_and_queues_the_rest() {
    let office = PostOffice::open(Script::sound());
    let mut nights = nights(&office, FIVE);
    nights.machine.stop_at.set(Some(Milestone::Sending));
    nights.live_until("2026-11-23T06:00:00Z");
    assert_eq!(office.delivered().len(), 1);
    assert_eq!(states(&nights.place), ["2026-11-23 ran"]);
    assert!(waiting(&nights) >= 2);

    nights.machine.stop_at.set(None);
    nights.off_until("2026-11-23T05:02:00Z");
    nights.live_until("2026-11-23T06:00:00Z");
    let came = came(&[&office]);
    for reader in READERS {
        assert_eq!(copies(&came, reader), 1, "{reader}");
    }
    assert_eq!(nights.ran.len(), 1, "the run itself is done");
    assert_eq!(waiting(&nights), 0);
}

/// A late export: refused, tried again, run once it is there; managers get one set, the administrator one notice.
#[test]
fn a_late_export_is_waited_for() {
    let office = PostOffice::open(Script::sound());
    let mut nights = nights(&office, FIVE);
    let cases = nights.place.read("in/cases.csv");
    nights.place.remove("in/cases.csv");
    nights.live_until("2026-11-23T05:35:00Z");
    assert_eq!(states(&nights.place), ["2026-11-23 waiting"]);
    let early = came(&[&office]);
    assert_eq!(copies(&early, ADMIN), 1, "of four refusals");
    assert_eq!(early.len(), 1);

    nights.place.write("in/cases.csv", cases);
    nights.live_until("2026-11-23T07:00:00Z");
    assert_eq!(states(&nights.place), ["2026-11-23 ran"]);
    let late = came(&[&office]);
    for reader in READERS {
        assert_eq!(copies(&late, reader), 1, "{reader}");
    }
}

#[test]
fn a_missed_night_is_told_to_the_administrator_once() {
    let office = PostOffice::open(Script::sound());
    let mut nights = nights(&office, "2026-11-20T05:00:00Z");
    nights.live_until("2026-11-20T05:10:00Z");
    nights.off_until("2026-11-21T20:00:00Z");
    nights.live_until("2026-11-21T22:00:00Z");
    nights.off_until("2026-11-21T23:00:00Z");
    nights.live_until("2026-11-22T04:00:00Z");
    assert_eq!(copies(&came(&[&office]), ADMIN), 1);
    let notice = office
        .delivered()
        .into_iter()
        .find(|message| message.recipients == [ADMIN])
        .expect("a notice");
    let text = String::from_utf8_lossy(&notice.content).replace("=\r\n", "");
    assert!(text.contains("A run that was due was missed."), "{text}");
    assert!(
        text.contains("lastseen run nightly --date 2026-11-21"),
        "{text}"
    );
}
