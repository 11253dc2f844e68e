//! `overview.html`: what it says of the messages, of whom it never speaks, and who may read it.

use test_case::test_case;

use crate::workplace::{DATE, Workplace, cases};

const PAGE: &str = "reports/2026-11-23/nightly/overview.html";

#[test_case(&[], "complete", "sent with a workbook"; "a run")]
#[test_case(&["--dry-run"], "a dry run: nothing was sent", "held back"; "a dry run")]
#[test_case(&["--to", "analyst@example.org"], "a test: nothing was sent to its recipients", "held back"; "a test")]
fn it_says_what_became_of_the_messages(options: &[&str], state: &str, became: &str) {
    let place = Workplace::new();
    let mut command = vec!["run", "nightly", "--date", DATE];
    command.extend(options);
    place.run(&command);
    let html = place.read(PAGE);
    assert!(
        html.contains(&format!("children &middot; {state}</p>")),
        "{html}"
    );
    let expected = place.account()["deliveries"]["expected"].clone();
    assert!(
        html.contains(&format!(">{became}</th><td>{expected}</td>")),
        "{html}"
    );
}

/// Settled by what is read, decided and sent: a second run says the same.
#[test]
fn a_second_run_leaves_the_same_page() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let once = place.read(PAGE);
    place.nightly().with_code(0);
    assert_eq!(once, place.read(PAGE));
}

/// A column that slipped puts a child's name or id where a team's should stand.
#[test_case("Zzname001"; "a name")]
#[test_case("Team of Zzchild-7"; "an id in a text")]
fn a_team_that_reads_like_a_child_is_not_named(team: &str) {
    let place = Workplace::new();
    let slipped = cases().replacen("North,Care", &format!("{team},Care"), 1);
    let slipped = slipped.replacen("002,Zzname002", "Zzchild-7,Zzname002", 1);
    place.write("in/cases.csv", slipped);
    place.nightly();
    let html = place.read(PAGE);
    assert!(!html.contains("Zz"), "{html}");
    let withheld = html
        .matches("name not shown: it reads like a child&#x27;s")
        .count();
    assert_eq!(withheld, 1, "{html}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Workplace::new();
    place.nightly().with_code(0);
    let page = std::fs::metadata(place.path(PAGE)).expect("the page");
    assert_eq!(page.permissions().mode() & 0o777, 0o600);
}
