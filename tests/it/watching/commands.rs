//! The commands themselves: what they print, their exit codes, and what they leave alone.

use lastseen::errand;
use test_case::test_case;

use super::{METRICS, run_night, settings, watched};
use crate::workplace::{DATE, Workplace, program, ran};

/// Whether a run is at work is known where the kernel tells.
#[cfg(target_os = "linux")]
#[test]
fn a_run_at_work_is_named_and_not_disturbed() {
    let place = watched("20261122");
    run_night(&place, DATE);
    let settings = settings(place.root());
    assert_eq!(shown(&place)["at_work"], serde_json::Value::Null);
    let lock = errand::take_lock(&settings).expect("nobody holds it");
    let before = place.tree("reports");
    let at_work = shown(&place)["at_work"].as_str().map(str::to_owned);
    let process = format!("process {}", std::process::id());
    assert!(at_work.is_some_and(|text| text.starts_with(&process)));
    // A run that cannot begin leaves the numbers alone.
    place.nightly().with_code(5);
    assert_eq!(place.tree("reports"), before);
    drop(lock);
    assert_eq!(shown(&place)["at_work"], serde_json::Value::Null);
}

/// The process that is killed cannot tell anybody: the next look does.
#[cfg(all(debug_assertions, target_os = "linux"))]
#[test_case(&["run", "other", "--date", DATE]; "by a run of another job")]
#[test_case(&["schedule", "--once"]; "by a look")]
fn a_run_that_ends_without_a_word_is_told(next: &[&str]) {
    let place = Workplace::new();
    let killed = ran(program()
        .env("LASTSEEN_DIE_AT", "planned")
        .arg("--root")
        .arg(place.root())
        .args(["run", "nightly", "--date", DATE]));
    assert_eq!(killed.code, -1);
    let status = shown(&place);
    let unended = status["unended"]
        .as_str()
        .expect("a run that has not ended");
    assert!(
        unended.starts_with("The run of nightly for 2026-11-23, begun "),
        "{unended}"
    );
    assert_eq!(status["exit_code"], 4);

    // Whoever comes next finds what is left, and tells it first.
    place.write("jobs/other.toml", place.read("jobs/nightly.toml"));
    place.run(next);
    let notice = place.read(&format!(
        "reports/notices/{DATE}--nightly--admin-notice--admin.eml"
    ));
    assert!(
        notice
            .replace("=\r\n", "")
            .contains("ended without a word: it was killed"),
        "{notice}"
    );
    assert_eq!(shown(&place)["unended"], serde_json::Value::Null);
    let notices = place.tree("reports/notices");
    place.nightly().with_code(0);
    assert_eq!(place.tree("reports/notices"), notices, "it was told twice");
}

fn shown(place: &Workplace) -> serde_json::Value {
    let ran = place.run(&["status", "--json"]);
    assert_eq!(ran.stderr, "");
    let shown: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(shown["exit_code"], ran.code);
    shown
}

#[test]
fn nothing_is_made_or_changed() {
    let place = watched("20261122");
    let before = place.tree("");
    place.run(&["status"]);
    place.run(&["status", "--json"]);
    assert_eq!(place.tree(""), before, "there was no ledger");
    run_night(&place, DATE);
    let before = place.tree("");
    place.run(&["status"]);
    place.run(&["status", "--json"]);
    assert_eq!(place.tree(""), before);
}

#[test]
fn neither_names_nor_addresses_are_told() {
    let place = watched("20261122");
    run_night(&place, DATE);
    for arguments in [&["status"][..], &["status", "--json"]] {
        let said = place.run(arguments).stdout;
        assert!(said.contains("nightly") && said.contains("40"), "{said}");
        assert!(!said.contains("Zz") && !said.contains('@'), "{said}");
    }
}

#[test]
fn bad_settings_are_six() {
    let place = watched("20261122");
    place.edit(super::SERVICE, "[gate]", "[gates]");
    place.run(&["status"]).with_code(6);
}

/// The three ways in which a ledger cannot be relied upon, whatever else is amiss.
#[test_case("UPDATE runs SET state = 'refused'", "changed outside lastseen"; "a changed row")]
#[test_case("PRAGMA user_version = 99", "newer lastseen"; "from a newer version")]
fn a_ledger_that_was_meddled_with(sql: &str, says: &str) {
    let place = watched("20261122");
    run_night(&place, DATE);
    let ledger = place.path("reports/ledger.sqlite");
    rusqlite::Connection::open(&ledger)
        .and_then(|raw| raw.execute_batch(sql))
        .expect("writable");
    let text = place.run(&["status"]).with_code(7).stdout;
    assert!(text.contains(says), "{text}");
    assert!(text.contains("next due"), "{text}");
    let json = shown(&place);
    assert!(
        json["ledger_trouble"]
            .as_str()
            .is_some_and(|text| text.contains(says))
    );
}

#[test]
fn a_ledger_that_is_none() {
    let place = watched("20261122");
    place.write(
        "reports/ledger.sqlite",
        "this was never a ledger, and is long enough to be read",
    );
    place.run(&["status"]).with_code(7);
    assert_eq!(shown(&place)["exit_code"], 7);
}

/// A dry run, and a test, are nothing that a monitor should see.
#[test]
fn what_is_only_tried_leaves_no_numbers() {
    let place = watched("20261122");
    place
        .run(&["run", "nightly", "--date", DATE, "--dry-run"])
        .with_code(0);
    assert!(!place.path(METRICS).exists());
    // Refused for its age, in a dry run.
    place
        .run(&["run", "nightly", "--date", "2026-12-23", "--dry-run"])
        .with_code(4);
    assert_eq!(
        shown(&place)["jobs"][0]["last_run"],
        serde_json::Value::Null
    );
    place.nightly().with_code(0);
    assert!(place.path(METRICS).exists());
}

/// Without the key there is no file.
#[test]
fn the_textfile_is_off_until_asked_for() {
    let place = Workplace::new();
    place.nightly().with_code(0);
    let tree = place.tree("reports");
    assert!(tree.keys().all(|name| !name.ends_with(".prom")), "{tree:?}");
}

#[test_case("bash")]
#[test_case("zsh")]
#[test_case("fish")]
#[test_case("powershell")]
#[test_case("elvish")]
fn completions_name_every_command(shell: &str) {
    let said = Workplace::bare()
        .run(&["completions", shell])
        .with_code(0)
        .stdout;
    for command in ["run", "schedule", "status", "deliver", "who-gets-what"] {
        assert!(said.contains(command), "{command}");
    }
}

#[test]
fn the_manual_page() {
    let place = Workplace::bare();
    let page = place.run(&["man"]).with_code(0).stdout;
    assert!(page.contains(".TH lastseen 1"), "{page}");
    assert!(page.contains("Exit codes"), "{page}");
    let page = place.run(&["man", "status"]).with_code(0).stdout;
    assert!(page.contains(".TH lastseen-status 1"), "{page}");
    assert!(page.contains("json"), "{page}");
    place.run(&["man", "nothing"]).with_code(64);
}
