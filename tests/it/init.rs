//! `lastseen init`, and what it writes.

use test_case::test_case;

use crate::workplace::{DATE, Ran, Workplace, program, ran};

/// `lastseen init` below a place, from within it.
fn init(place: &Workplace, arguments: &[&str]) -> Ran {
    ran(program()
        .current_dir(place.root())
        .arg("init")
        .args(arguments))
}

/// A place with exports and no settings.
fn exports_only() -> Workplace {
    let place = Workplace::new();
    std::fs::remove_dir_all(place.path("jobs")).expect("they were written");
    place
}

#[test]
fn what_it_writes_reads_the_exports_and_reaches_nobody() {
    let place = exports_only();
    place.write("in/old/visits_20261101.csv", "not looked at");
    for name in ["cases", "visits"] {
        let bytes = place.read(&format!("in/{name}.csv"));
        place.write(&format!("in/{name}_20261122.csv"), &bytes);
        place.write(&format!("in/{name}_20261121.csv"), bytes);
        place.remove(&format!("in/{name}.csv"));
    }
    let name = "The \"Other\" Children's \\ Trust, Größe";
    let options = ["--name", name, "--domain", "example.org", "--exports", "in"];
    let written = init(&place, &[&["."][..], &options].concat()).with_code(0);
    assert!(written.stdout.contains("lastseen --root . check"));
    let service = place.read("jobs/service.toml");
    for text in [
        "{ path = \"in/cases_*.csv\", profile = \"canonical\" }",
        "{ path = \"in/visits_*.csv\", profile = \"canonical\" }",
        "{ path = \"in/ratings.csv\", profile = \"canonical\" }",
        "{ path = \"in/workers.csv\", profile = \"canonical\" }",
        "transport = \"file\"",
        "allowed_domains = [\"example.org\"]",
    ] {
        assert_eq!(service.matches(text).count(), 1, "{text}: {service}");
    }
    // Only the readers are still missing.
    let checked = place.run(&["check", "--date", DATE]).with_code(0);
    assert!(checked.stdout.contains("3 jobs, 0 recipients, 4 exports"));
    let warnings = checked
        .stdout
        .lines()
        .filter(|line| line.starts_with("warning"));
    for warning in warnings {
        let is_about_readers = warning.contains("recipients.csv");
        let is_about_ages = warning.contains("old") || warning.contains("written");
        assert!(is_about_readers || is_about_ages, "{warning}");
    }
    let run = place.run(&["run", "nightly", "--date", DATE]).with_code(0);
    assert!(run.stdout.contains("0 messages"), "{}", run.stdout);
    let tree = place.tree("reports");
    assert!(!tree.keys().any(|name| name.ends_with(".eml")));
}

/// A layout that no built-in profile reads is named by what its file is called, and what to do about it is said.
#[test]
fn exports_of_an_unknown_layout_are_named_and_said() {
    let place = exports_only();
    place.write("in/Open plans 22-11-2026.csv", "Person,Worker\n1,A\n");
    place.write("in/Extract7.csv", "Who,What\n1,A\n");
    place.remove("in/cases.csv");
    place.remove("in/visits.csv");
    let options = ["--name", "X", "--domain", "example.org", "--exports", "in"];
    let written = init(&place, &[&["."][..], &options].concat()).with_code(0);
    for text in [
        "Open plans 22-11-2026.csv: taken for cases by its name, and no built-in profile reads it",
        "lastseen profile draft",
        "no export of visits was found",
        "Extract7.csv: nothing says what it holds",
    ] {
        assert!(written.stdout.contains(text), "{text}: {}", written.stdout);
    }
    let service = place.read("jobs/service.toml");
    for text in [
        "{ path = \"in/Open plans *.csv\", profile = \"canonical\" },   # no built-in profile",
        "visits = [{ path = \"in/visits_*.csv\", profile = \"canonical\" }]   # not found yet",
        "# what is this? { path = \"in/Extract7.csv\" }",
    ] {
        assert!(service.contains(text), "{text}: {service}");
    }
    // The settings can be read; the exports are what is wrong.
    place
        .run(&["check", "--date", DATE])
        .with_code(4)
        .complains_of(&["visits export in/visits_*.csv: no file matches"]);
}

#[test]
fn a_folder_with_settings_is_left_as_it_is() {
    let place = Workplace::new();
    let before = place.tree("");
    let options = ["--name", "X", "--domain", "example.org", "--exports", "in"];
    init(&place, &[&["."][..], &options].concat())
        .with_code(64)
        .complains_of(&["jobs is there already and is left as it is"]);
    assert_eq!(place.tree(""), before);
    // So does the sample, which would bring jobs of its own; its exports are written.
    let sampled = ran(program()
        .arg("sample")
        .arg(place.root())
        .args(["--children", "20"]))
    .with_code(0);
    sampled.complains_of(&["jobs is there already and was left as it is"]);
    let after = place.tree("");
    assert!(
        before
            .iter()
            .all(|entry| after.get(entry.0) == Some(entry.1))
    );
    assert!(after.contains_key("cases_20261122.csv"));
    assert!(!after.contains_key("jobs/monday-visits.toml"));
}

#[test_case(&[], &["--name is missing: the service's name", "--domain is missing", "--exports is missing: where the exports lie", "no terminal to ask on"]; "nothing")]
#[test_case(&["--name", "X", "--domain", "example.org"], &["--exports is missing"]; "all but the exports")]
#[test_case(&["--name", " ", "--domain", "example.org", "--exports", "in"], &["what follows --name is blank"]; "a blank name")]
#[test_case(&["--name", "X", "--domain", "team@example.org", "--exports", "in"], &["what follows --domain is no plain domain"]; "an address for a domain")]
#[test_case(&["--name", "X", "--domain", "localhost", "--exports", "in"], &["what follows --domain is no plain domain"]; "a host for a domain")]
#[test_case(&["--name", "X\nY", "--domain", "example.org", "--exports", "in"], &["what follows --name holds a sign"]; "a name of two lines")]
fn without_a_terminal_every_option_is_asked_for(options: &[&str], says: &[&str]) {
    let place = exports_only();
    init(&place, &[&["new"][..], options].concat())
        .with_code(64)
        .complains_of(says);
    assert!(!place.path("new").exists(), "something was written");
}

#[test_case("visits_20261122.csv", "visits_*.csv"; "a date at the end")]
#[test_case("2026-11-22 Visits [all].csv", "* Visits [[]all[]].csv"; "a date at the beginning, and signs of patterns")]
#[test_case("visits_22-11-2026_0430.csv", "visits_*.csv"; "a time behind it")]
#[test_case("visits_20261122_final.csv", "visits_*_final.csv"; "a word behind it")]
#[test_case("20261122.csv", "20261122.csv"; "nothing but a date, which would take in every file")]
#[test_case("visits.csv", "visits.csv"; "no date")]
fn tomorrows_file_is_found_by_its_pattern(name: &str, pattern: &str) {
    let place = exports_only();
    let visits = place.read("in/visits.csv");
    place.write(&format!("out/{name}"), visits);
    let options = ["--name", "X", "--domain", "example.org", "--exports"];
    let exports = ["in/cases.csv", "out"];
    init(&place, &[&["."][..], &options, &exports].concat()).with_code(0);
    let service = place.read("jobs/service.toml");
    let line = format!("{{ path = \"out/{pattern}\", profile = \"canonical\" }}");
    assert!(service.contains(&line), "{line}: {service}");
    let checked = place.run(&["check", "--date", DATE]).with_code(0);
    assert!(
        checked
            .stdout
            .contains(&format!("visits: out/{name}: 80 rows")),
        "{}",
        checked.stdout
    );
}

#[test]
fn a_pattern_that_takes_in_another_export_is_said() {
    let place = exports_only();
    for name in ["visits_20261122.csv", "visits_ratings_20261122.csv"] {
        let from = if name.contains("ratings") {
            "ratings"
        } else {
            "visits"
        };
        place.write(
            &format!("out/{name}"),
            place.read(&format!("in/{from}.csv")),
        );
    }
    let options = ["--name", "X", "--domain", "example.org", "--exports"];
    let exports = ["in/cases.csv", "out/*.csv"];
    let written = init(&place, &[&["."][..], &options, &exports].concat()).with_code(0);
    let says = "the pattern out/visits_*.csv takes in out/visits_ratings_20261122.csv as well";
    assert!(written.stdout.contains(says), "{}", written.stdout);
}
