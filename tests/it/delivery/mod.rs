//! Delivery through the program itself, against a mail server of the tests' own: nothing lost, nothing doubled, nothing leaked.

mod canary;
mod chain;
mod dialogue;
mod fate;
mod faults;
mod kills;
mod outbox;
mod repeats;
mod shared;
mod tokens;

use std::{collections::BTreeMap, path::Path};

use crate::{
    post_office::{Answer, Delivered, PostOffice},
    workplace::{DATE, Ran, Workplace},
};

/// The three recipients of a nightly run. The last one's report is not sent again where its fate is unknown.
pub const NORTH: &str = "north@example.org";
pub const CARE: &str = "care@example.org";
pub const ANALYST: &str = "analyst@example.org";
pub const READERS: [&str; 3] = [NORTH, CARE, ANALYST];

/// The administrator.
pub const ADMIN: &str = "admin@example.org";

const SERVICE: &str = "jobs/service.toml";

/// A root that sends through a post office; more lines for `[mail]` as given.
pub fn posting(port: u16, ca_file: &Path, more: &str) -> Workplace {
    let place = Workplace::new();
    place.edit(
        SERVICE,
        "transport = \"file\"",
        &format!(
            "transport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nca_file = {ca_file:?}\n{more}"
        ),
    );
    place
}

/// Sends through another post office from now on.
pub fn move_to(place: &Workplace, office: &PostOffice) {
    let text = place.read(SERVICE);
    let lines = text.lines().map(|line| {
        if line.starts_with("port = ") {
            format!("port = {}\n", office.port())
        } else if line.starts_with("ca_file = ") {
            format!("ca_file = {:?}\n", office.ca_file())
        } else {
            format!("{line}\n")
        }
    });
    place.write(SERVICE, lines.collect::<String>());
}

/// The three counts of messages of a run that matter, in the order of the account.
pub fn counts(place: &Workplace) -> [u64; 6] {
    let account = place.account();
    let deliveries = &account["deliveries"];
    let count = |name: &str| deliveries[name].as_u64().expect("a count");
    let counts = ["sent", "nil", "deferred", "failed", "held", "unknown"].map(count);
    assert_eq!(counts.iter().sum::<u64>(), count("expected"), "{account}");
    counts
}

/// What came to each address, whatever it was answered, over several post offices.
pub fn came(offices: &[&PostOffice]) -> BTreeMap<String, Vec<Delivered>> {
    let mut came: BTreeMap<String, Vec<Delivered>> = BTreeMap::new();
    for delivered in offices.iter().flat_map(|office| office.delivered()) {
        let [to] = delivered.recipients.as_slice() else {
            panic!("a message with {} recipients", delivered.recipients.len());
        };
        came.entry(to.clone()).or_default().push(delivered);
    }
    came
}

/// How many copies of a recipient's message may lie in the mailbox: accepted, or taken whole and not answered.
pub fn copies(came: &BTreeMap<String, Vec<Delivered>>, to: &str) -> usize {
    let Some(messages) = came.get(to) else {
        return 0;
    };
    let kept: Vec<&Delivered> = messages
        .iter()
        .filter(|message| message.answer != Answer::Refused)
        .collect();
    for pair in kept.windows(2) {
        assert_eq!(
            pair[0].content, pair[1].content,
            "a second copy that is not the first, byte for byte"
        );
    }
    kept.len()
}

/// A header of a message, unfolded.
pub fn header(message: &Delivered, name: &str) -> String {
    let text = String::from_utf8_lossy(&message.content).replace("\r\n ", " ");
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let wanted = format!("{name}: ");
    head.lines()
        .find_map(|line| line.strip_prefix(&wanted))
        .unwrap_or_else(|| panic!("no {name}"))
        .to_owned()
}

/// Sends what is queued.
pub fn deliver(place: &Workplace) -> Ran {
    place.run(&["deliver"])
}

/// The ledger of a root, found consistent: its pages fit together and its log holds.
pub fn check_ledger(place: &Workplace) {
    let path = place.path("reports/ledger.sqlite");
    lastseen::ledger::Ledger::open_to_read(&path)
        .expect("readable")
        .expect("there is a ledger")
        .verify()
        .expect("nothing was changed behind its back");
    let raw = rusqlite::Connection::open(&path).expect("readable");
    let intact: String = raw
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("an answer");
    assert_eq!(intact, "ok");
}

/// The folder of the nightly run's messages.
pub fn outbox() -> String {
    format!("reports/{DATE}/nightly/outbox")
}
