//! Import profiles: the built-in ones are sound, a file of the same name takes their place, a bad one is named.

use lastseen::ingest::profile::{self, Profile};
use test_case::test_case;

use crate::workplace::{self, DATE, Workplace};

#[test]
fn every_built_in_profile_is_sound() {
    let names: Vec<&str> = profile::built_in_names().collect();
    for expected in [
        "annex-a",
        "canonical",
        "capita-cases",
        "capita-visits",
        "carefirst-cases",
        "carefirst-visits",
        "eclipse",
        "liquidlogic",
        "mosaic",
        "ssd",
    ] {
        assert!(names.contains(&expected), "{expected} is not built in");
    }
    for name in names {
        let text = profile::built_in(name).expect("it is listed");
        let profile = Profile::parse(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(profile.name, name);
        assert!(
            !profile.tables.is_empty() && !profile.title.is_empty(),
            "{name}"
        );
        let published = ["annex-a", "canonical", "ssd"].contains(&name);
        assert_eq!(
            profile.is_verified, published,
            "{name}: only a layout that somebody has seen is verified"
        );
    }
}

const GERMAN: &str = r#"title = "Visits with other headings"
delimiter = ";"

[[table]]
title = "Besuche"

[table.visits]
visit_id = ["Nummer"]
child_id = ["Kind"]
visit_date = ["Datum"]
mode = { headings = ["Art"], words = { "Hausbesuch" = "face_to_face", "Notiz" = "SKIP" } }
child_seen = { default = "Y" }
"#;

#[test]
fn a_profile_in_the_folder_takes_the_place_of_a_built_in_one() {
    let place = Workplace::new();
    place.write("jobs/profiles/capita-visits.toml", GERMAN);
    place.edit(
        "jobs/service.toml",
        "path = \"in/visits*\", profile = \"canonical\"",
        "path = \"in/visits*\", profile = \"capita-visits\"",
    );
    place.edit(
        "jobs/service.toml",
        "min_rows_vs_last = \"80%\"",
        "min_rows_vs_last = \"0%\"",
    );
    place.write(
        "in/visits.csv",
        "Nummer;Kind;Datum;Art\n1;001;20.11.2026;Hausbesuch\n2;002;21.11.2026;Notiz\n",
    );
    place.nightly().with_code(0);
    let positions = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    let seen: Vec<&str> = positions
        .lines()
        .filter(|line| line.contains(",2026-11-2"))
        .collect();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].starts_with("001,") && seen[0].contains(",2026-11-20,"));
    let account = place.account();
    assert_eq!(
        account["inputs"][1]["read"], 1,
        "a row passed over is none that was read"
    );

    // A comma file is not what this profile reads.
    place.write("in/visits.csv", workplace::visits());
    place
        .nightly()
        .with_code(4)
        .complains_of(&["is separated by commas, not by semicolons"]);
}

#[test_case("delimiter = \";\"", "delimiter = \";\"\nfoo = 1", 3, "unknown field `foo`"; "an unknown key")]
#[test_case("visit_date = [\"Datum\"]", "visit_dat = [\"Datum\"]", 0, "visits has no field \"visit_dat\"; did you mean \"visit_date\"?"; "an unknown field")]
#[test_case("visit_date = [\"Datum\"]\n", "", 0, "the required field visit_date of visits is not mapped"; "a required field that is not mapped")]
#[test_case("\"face_to_face\"", "\"face to face\"", 0, "\"face to face\" is no word of the field mode"; "an unknown word")]
#[test_case("child_seen = { default = \"Y\" }", "child_seen = []", 0, "the field child_seen has neither headings nor a default"; "a field from nowhere")]
#[test_case("[table.visits]", "[table.visit]", 0, "visit"; "an unknown data set")]
#[test_case("title = \"Besuche\"", "title = ", 5, ""; "no TOML")]
fn a_bad_profile_is_named(old: &str, new: &str, line: usize, says: &str) {
    let place = Workplace::new();
    place.write("jobs/profiles/ours.toml", GERMAN);
    place.edit("jobs/profiles/ours.toml", old, new);
    place.edit(
        "jobs/service.toml",
        "path = \"in/visits*\", profile = \"canonical\"",
        "path = \"in/visits*\", profile = \"ours\"",
    );
    let checked = place.run(&["check", "--date", DATE]).with_code(6);
    let at = match line {
        0 => "error: jobs/profiles/ours.toml".to_owned(),
        line => format!("error: jobs/profiles/ours.toml:{line}: "),
    };
    checked.complains_of(&[&at, says, "1 problem with the settings"]);
}

/// Each key of a profile does what it says, or its place is named.
#[test_case("child_seen = {default = 'Y', words = {Ja = 'Y'}}", "visits.child_seen: words, prefix, split and extract are for cells, and no headings are named"; "words without a column")]
#[test_case("child_seen = {headings = ['S'], otherwise = 'Y'}", "visits.child_seen: otherwise stands there without words"; "otherwise without words")]
#[test_case("child_seen = {headings = ['S'], words = {'' = 'N'}}", "visits.child_seen: \"\" is no word of a cell: a blank cell is never looked up"; "a blank word")]
#[test_case("child_seen = {headings = ['S'], words = {' - ' = 'N'}}", "visits.child_seen: \" - \" is no word of a cell"; "a word of a dash alone")]
#[test_case("child_seen = {headings = ['S'], words = {X = 'SKIP'}}", "visits.child_seen: \"SKIP\" is no word of the field child_seen; the words on the right are Y, N, or \"\" for blank"; "a row passed over for its sight")]
#[test_case("child_seen = {headings = ['S'], words = {X = 'Y', x = 'N'}}", "visits.child_seen: \"x\" stands there twice"; "two meanings of a word")]
#[test_case("child_seen = {headings = ['S'], prefix = 'a-'}", "visits.child_seen: prefix is for ids, and child_seen is none"; "a prefix of no id")]
#[test_case("child_seen = {headings = ['S'], default = 'Seen'}", "visits.child_seen: the default must be one of Y, N, not \"Seen\""; "a default that is no answer")]
#[test_case("outcome = {default = 'SKIP'}", "visits.outcome: the default must be one of"; "a default that passes rows over")]
#[test_case("outcome = {default = ' '}", "visits.outcome: the default must be a text"; "a blank default")]
#[test_case("recorded_at = {default = 'soon'}", "visits.recorded_at: the default must be a date such as 2026-11-23, not \"soon\""; "a default that is no date")]
#[test_case("recorded_at = {headings = ['R'], words = {X = 'Y'}}", "visits.recorded_at: the words on the right are a date such as 2026-11-23, or \"\" for blank, not \"Y\""; "words of a date")]
#[test_case("recorded_at = {headings = ['R'], prefix = 'a'}", "visits.recorded_at: prefix is for ids"; "a prefix of a date")]
#[test_case("worker_id = {template = '{child_id} {visit_date}'}", "visits.worker_id: template is for visit_id only"; "a template of another id")]
#[test_case("worker_id = {headings = ['W'], otherwise = 'X'}", "visits.worker_id: otherwise would make one value of every other cell, and worker_id is an id, a date or a number"; "otherwise of an id")]
fn a_key_of_a_field_works_or_is_named(field: &str, says: &str) {
    let text = GERMAN.replace("child_seen = { default = \"Y\" }", field);
    is_wrong(&text, &format!("table \"Besuche\", {says}"));
}

#[test_case("visit_id = {headings = ['N'], template = '{child_id} {visit_date}'}", "has a template, and headings or a default; say one of them"; "two sources")]
#[test_case("visit_id = {template = '{child_id}'}", "a template is made of {child_id} and {visit_date}, both"; "a template of less than both")]
#[test_case("visit_id = {template = '{child_id} {visit_date} {seen_alone}'}", "a template is made of {child_id} and {visit_date}, both"; "another field")]
fn a_template_is_sound(field: &str, says: &str) {
    let text = GERMAN.replace("visit_id = [\"Nummer\"]", field);
    is_wrong(
        &text,
        &format!("table \"Besuche\", visits.visit_id: {}", ""),
    );
    is_wrong(&text, says);
}

#[test_case("", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\nA = {mode = 'phone'}\n", "visits.mode: visit_type says the mode of every visit"; "a mode besides")]
#[test_case("mode", "[table.visit_type]\nheadings = []\n[table.visit_type.types]\nA = {mode = 'phone'}\n", "visit_type: no headings are named"; "no headings")]
#[test_case("mode", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\n", "visit_type: no types are named"; "no types")]
#[test_case("mode", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\nA = {skip = true, mode = 'phone'}\n", "visit_type: visit type \"A\" is passed over (skip = true), and says what it means"; "skipped and meant")]
#[test_case("mode", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\nA = {outcome = 'planned'}\n", "visit_type: visit type \"A\" needs a mode"; "no meaning")]
#[test_case("mode", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\n'' = {mode = 'phone'}\n", "visit_type: \"\" is no word of a cell"; "a blank type")]
#[test_case("mode", "[table.visit_type]\nheadings = ['T']\n[table.visit_type.types]\nA = {mode = 'phone'}\na = {mode = 'video'}\n", "visit_type: \"a\" stands there twice"; "two meanings of a type")]
fn a_visit_type_means_something(without: &str, types: &str, says: &str) {
    let is_kept = |line: &&str| without.is_empty() || !line.starts_with(without);
    let lines: Vec<&str> = GERMAN.lines().filter(is_kept).collect();
    let text = format!("{}\n{types}", lines.join("\n"));
    is_wrong(&text, &format!("table \"Besuche\", {says}"));
}

fn is_wrong(text: &str, says: &str) {
    let error = Profile::parse("ours", text).expect_err("it is wrong");
    assert!(error.to_string().contains(says), "{error}\n{says}");
}

/// The first block of TOML below a heading of jobs/README.md.
fn of_the_readme(heading: &str) -> String {
    let readme = include_str!("../../jobs/README.md");
    let (_, below) = readme.split_once(heading).expect("the heading");
    let (_, block) = below.split_once("```toml\n").expect("a block");
    block.split_once("```").expect("its end").0.to_owned()
}

#[test]
fn the_profile_of_the_readme_reads_what_it_says() {
    let place = Workplace::new();
    place.write(
        "jobs/profiles/ours.toml",
        of_the_readme("### A profile of your own"),
    );
    let service = place.read("jobs/service.toml");
    let lines = service.lines().map(|line| match line.split_once(' ') {
        Some((set @ ("cases" | "visits" | "workers"), _)) => {
            format!("{set} = [{{ path = \"in/our_{set}.csv\", profile = \"ours\" }}]")
        }
        _ => line.to_owned(),
    });
    let service: Vec<String> = lines.collect();
    place.write("jobs/service.toml", service.join("\n"));
    place.write(
        "in/our_cases.csv",
        "PersonID,Name,Legal Basis,Start,Team,Worker,Priority,Priority Date\n\
         001,Zzname,CP Plan,01/09/2026,North,W1,RED,10/11/2026\n\
         002,Zzother,Assessment,01/09/2026,North,W1,,\n",
    );
    place.write(
        "in/our_visits.csv",
        "PersonID,Visit Date,Seen by,Type\n\
         001,10/11/2026,W1,Home visit\n\
         001,12/11/2026,W1,No access\n\
         001,13/11/2026,W1,Case note\n",
    );
    place.write(
        "in/our_workers.csv",
        "Staff ID,Staff Name,Job Title,Social Work England\nW1,Zzworker,Social Worker,Y\n",
    );
    place.nightly().with_code(0);
    let positions = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    assert_eq!(positions.lines().count(), 2, "{positions}");
    let account = place.account();
    assert_eq!(account["children"], 1);
    for word in ["001,CP,CP,RED,FULL,2026-11-10", "North,W1"] {
        assert!(positions.contains(word), "{word}: {positions}");
    }
}

#[test]
fn a_visit_type_among_the_fields_is_told_where_it_belongs() {
    let place = Workplace::new();
    let profile = of_the_readme("### A profile of your own");
    let wrong = profile.replace("[table.visit_type", "[table.visits.visit_type");
    place.write("jobs/profiles/canonical.toml", wrong);
    let checked = place.run(&["check", "--date", DATE]).with_code(6);
    checked.complains_of(&["visit_type stands beside the fields, as [table.visit_type]"]);
}
