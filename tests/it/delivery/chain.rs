//! A row of the ledger changed behind its back is found.

use std::sync::LazyLock;

use test_case::test_case;

use super::{CARE, posting};
use crate::{
    post_office::{Fault, Moment, PostOffice, Script},
    workplace::{Kept, Workplace},
};

#[test_case("UPDATE deliveries SET state = 'sent' WHERE recipient = 'sm-care'"; "a failure made good")]
#[test_case("UPDATE deliveries SET recipient = 'sm-other' WHERE recipient = 'sm-care'"; "another reader")]
#[test_case("DELETE FROM deliveries WHERE recipient = 'sm-care'"; "a delivery gone")]
#[test_case("DELETE FROM events WHERE id = 2"; "an event gone")]
#[test_case("DELETE FROM events WHERE id = (SELECT max(id) FROM events)"; "the last event gone")]
#[test_case("UPDATE events SET at = at + 60 WHERE id = 1"; "an event at another time")]
#[test_case("UPDATE runs SET account = replace(account, '40', '39')"; "another account")]
#[test_case("DELETE FROM runs"; "a run gone")]
fn a_changed_row_is_found(change: &str) {
    static NIGHT: LazyLock<Kept> = LazyLock::new(one_refused);
    let place = Workplace::again(&NIGHT);
    super::check_ledger(&place);
    let path = place.path("reports/ledger.sqlite");
    let raw = rusqlite::Connection::open(&path).expect("readable");
    raw.pragma_update(None, "foreign_keys", "OFF").expect("set");
    assert!(raw.execute(change, []).expect("a change") > 0);
    drop(raw);
    let found = lastseen::ledger::Ledger::open_to_read(&path)
        .and_then(|ledger| ledger.expect("there is a ledger").verify());
    assert!(found.is_err());
}

/// A night of which one message was refused.
fn one_refused() -> Kept {
    let fault = Fault::at(Moment::RcptTo).to(CARE).replying("550 5.1.1 no");
    let office = PostOffice::open(Script::sound().failing(fault));
    let place = posting(office.port(), office.ca_file(), "");
    place.nightly().with_code(3);
    place.kept()
}

/// A run that is repeated sends nothing again, and says what was sent when.
#[test]
fn a_repeated_run_says_what_left_before() {
    let office = PostOffice::open(Script::sound());
    let place = posting(office.port(), office.ca_file(), "");
    let first = place.nightly().with_code(0).stdout;
    assert!(first.contains("3 messages: 3 sent, "), "{first}");
    let again = place.nightly().with_code(0).stdout;
    assert!(
        again.contains("3 messages: 0 sent now, 3 earlier, "),
        "{again}"
    );
}
