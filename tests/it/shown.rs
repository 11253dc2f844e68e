//! `lastseen config show`, `LASTSEEN_ROOT`, `-v` and `-q`.

use std::collections::BTreeMap;

use lastseen::config::{DEFAULTS, JOB_DEFAULTS, Settings, known_keys};
use serde_json::Value;
use test_case::test_case;

use crate::workplace::{DATE, Ran, Workplace, program, ran};

const SERVICE: &str = "jobs/service.toml";

/// The rows of the table by setting: where it comes from, and its value.
fn table(ran: &Ran) -> BTreeMap<String, (String, String)> {
    let mut lines = ran.stdout.lines();
    let heading = lines.next().expect("headings");
    let [from, value] = ["from", "value"].map(|word| heading.find(word).expect("a column"));
    lines
        .map(|line| {
            let cell = |text: &str| text.trim().to_owned();
            let (setting, rest) = (cell(&line[..from]), &line[from..]);
            (
                setting,
                (cell(&rest[..value - from]), cell(&rest[value - from..])),
            )
        })
        .collect()
}

/// The page of defaults says what the program takes where a file says nothing.
#[test]
fn the_defaults_that_are_shown_are_those_that_hold() {
    let inputs = "[inputs]\ncases = [{ path = \"in/cases*\", profile = \"canonical\" }]\nvisits = [{ path = \"in/visits*\", profile = \"canonical\" }]\n";
    let read = |service: &str, job: &str| {
        let place = Workplace::new();
        place.write(SERVICE, service);
        place.write("jobs/nightly.toml", job);
        let mut settings = Settings::load(place.root()).expect("sound settings");
        // Each has a root of its own.
        settings.output.reports = settings
            .output
            .reports
            .strip_prefix(place.root())
            .expect("below it")
            .to_owned();
        settings.output.ledger = settings
            .output
            .ledger
            .strip_prefix(place.root())
            .expect("below it")
            .to_owned();
        settings
    };
    let reports = "schedule = \"0 5 * * *\"\nreports = [\"data-quality\"]\n";
    let bare = read(&format!("[service]\n{inputs}"), reports);
    let written = DEFAULTS.replace("[inputs]\n", inputs);
    let told = read(&written, &format!("{reports}{JOB_DEFAULTS}"));
    assert_eq!(bare.service, told.service);
    assert_eq!(bare.timezone, told.timezone);
    assert_eq!(bare.rules, told.rules);
    assert_eq!(bare.gate, told.gate);
    assert_eq!(bare.mail, told.mail);
    assert_eq!(bare.output, told.output);
    assert_eq!(bare.hooks, told.hooks);
    assert_eq!(format!("{:?}", bare.jobs), format!("{:?}", told.jobs));
}

/// A key that somebody adds gets its line there too, unless it has no default.
#[test]
fn every_key_has_its_default_there_or_has_none() {
    const WITHOUT: [&str; 31] = [
        "framework",
        "rebase",
        "service",
        "service.holidays_file",
        "service.contact",
        "returns",
        "inputs",
        "gate.row_cap",
        "mail.admin",
        "mail.host",
        "mail.port",
        "mail.ca_file",
        "mail.username",
        "mail.password_file",
        "mail.password_env",
        "mail.token_file",
        "mail.token_env",
        "mail.token_command",
        "mail.token_url",
        "mail.tenant",
        "mail.client_id",
        "mail.client_secret_file",
        "mail.client_secret_env",
        "mail.proxy",
        "mail.seal_password_file",
        "mail.seal_password_env",
        "mail.seal_for",
        "output.metrics",
        "hooks.on_success",
        "hooks.on_failure",
        "rules",
    ];
    let page: toml::Table = DEFAULTS.parse().expect("sound TOML");
    let has = |key: &str| match key.split_once('.') {
        Some((table, key)) => page.get(table).and_then(|table| table.get(key)).is_some(),
        None => page.contains_key(key),
    };
    let keys = known_keys();
    assert!(keys.len() > 90, "{keys:?}");
    let without: Vec<&String> = keys
        .iter()
        .filter(|key| !key.starts_with("inputs."))
        .filter(|key| !has(key) && !WITHOUT.contains(&key.as_str()))
        .collect();
    assert!(
        without.is_empty(),
        "no default in defaults.toml: {without:?}"
    );
}

#[test]
fn each_setting_is_shown_with_its_place() {
    let place = Workplace::new();
    place.edit(
        SERVICE,
        "[mail]\n",
        "[mail]\ntoken_command = [\"/bin/token\", \"Zzword\"]\n",
    );
    let line = place.edit(SERVICE, "[output]", "seal = \"password\"\nseal_password_file = \"secret\"\n[mail.seal_for.analyst]\nseal = \"none\"\n[hooks]\non_failure = [\"/bin/tell\", \"--token\", \"Zzword\"]\n[output]");
    let max_age = place.edit(SERVICE, "max_age = \"26h\"", "max_age = \"3d\"");
    place.write("jobs/hand.toml", "reports = [\n  \"data-quality\",\n]\n");
    place.write("secret", "Zzword");
    let profile = lastseen::ingest::profile::built_in("canonical").expect("built in");
    place.write("jobs/profiles/canonical.toml", profile);
    let ran = place.run(&["config", "show"]).with_code(0);
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains("Zz"), "a secret: {}", ran.stdout);
    let table = table(&ran);
    let at = |line: usize| format!("{SERVICE}:{line}");
    for (setting, from, value) in [
        ("service.name", at(4), "\"Test Trust\""),
        ("gate.max_age", at(max_age), "\"3d\""),
        ("gate.stale", "default".to_owned(), "\"refuse\""),
        ("mail.seal_password_file", at(line + 1), "\"secret\""),
        ("mail.host", "not set".to_owned(), "-"),
        ("hooks.on_failure", at(line + 5), "[\"/bin/tell\", ...]"),
        ("rules.cp", "default".to_owned(), "\"14 days\""),
        (
            "hand: reports",
            "jobs/hand.toml:1".to_owned(),
            "[\"data-quality\"]",
        ),
        ("hand: schedule", "not set".to_owned(), "-"),
        ("hand: catch_up", "default".to_owned(), "\"12h\""),
        (
            "nightly: catch_up",
            "jobs/nightly.toml:3".to_owned(),
            "\"12h\"",
        ),
        (
            "profile",
            "jobs/profiles/canonical.toml".to_owned(),
            "canonical",
        ),
    ] {
        assert_eq!(
            table.get(setting),
            Some(&(from, value.to_owned())),
            "{setting}"
        );
    }
    assert!(table["mail.seal_for"].1.contains("analyst"));

    let of_one = place
        .run(&["config", "show", "hand", "--json"])
        .with_code(0);
    let shown: Value = serde_json::from_str(&of_one.stdout).expect("JSON");
    assert_eq!(shown["jobs"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["jobs"][0]["job"], "hand");
    assert_eq!(shown["root"]["from"], "--root");
    let is_gate = |setting: &&Value| setting["key"] == "gate.max_age";
    let gate = shown["service"]
        .as_array()
        .and_then(|all| all.iter().find(is_gate));
    let expected = serde_json::json!({"key": "gate.max_age", "value": "\"3d\"", "file": SERVICE, "line": max_age});
    assert_eq!(gate, Some(&expected));
    place
        .run(&["config", "show", "hnd"])
        .with_code(64)
        .complains_of(&["there is no job \"hnd\"; did you mean hand?"]);
    place.edit(SERVICE, "[gate]", "[gates]");
    let wrong = place.run(&["config", "show"]).with_code(6);
    wrong.complains_of(&["unknown key \"gates\"; did you mean \"gate\"?"]);
}

/// The variable says the root where no option does.
#[test_case(None, None, "the current folder"; "neither")]
#[test_case(Some("."), None, "LASTSEEN_ROOT"; "the variable")]
#[test_case(Some("/nowhere"), Some("."), "--root"; "the option before the variable")]
fn where_the_root_is_said(variable: Option<&str>, option: Option<&str>, from: &str) {
    let place = Workplace::new();
    let mut command = program();
    command.current_dir(place.root());
    if let Some(variable) = variable {
        command.env("LASTSEEN_ROOT", variable);
    }
    command.args(["config", "show"]);
    command.args(option.map(|option| ["--root", option]).iter().flatten());
    let table = table(&ran(&mut command).with_code(0));
    assert_eq!(table["root"], (from.to_owned(), ".".to_owned()));
}

#[test]
fn a_variable_that_leads_nowhere_is_said() {
    let place = Workplace::new();
    let mut command = program();
    command
        .current_dir(place.root())
        .env("LASTSEEN_ROOT", "/nowhere")
        .arg("check");
    ran(&mut command)
        .with_code(6)
        .complains_of(&["no folder jobs/ in /nowhere"]);
}

/// The log says more or less, and the results stay.
#[test]
fn more_and_less_of_the_log() {
    let place = Workplace::new();
    let run = |options: &[&str]| {
        let all = ["run", "nightly", "--dry-run", "--date", DATE];
        place.run(&[&all[..], options].concat()).with_code(0)
    };
    let plain = run(&[]);
    assert_eq!(plain.stderr, "");
    let more = run(&["-v"]);
    assert!(
        more.stderr.contains("positions worked out"),
        "{}",
        more.stderr
    );
    assert!(!more.stderr.contains("Zz"));
    assert_eq!(more.stdout, plain.stdout);
    let json = |options: &[&str]| run(&[&["--log", "json"][..], options].concat()).stderr;
    assert!(json(&[]).contains("positions worked out"));
    assert_eq!(json(&["-q"]), "");
    let both = place.run(&["check", "-v", "-q"]).with_code(64);
    both.complains_of(&["cannot be used with"]);
    // The option goes before the variable.
    let mut command = program();
    command
        .env("LASTSEEN_LOG", "lastseen=info")
        .arg("--root")
        .arg(place.root());
    command.args(["run", "nightly", "--dry-run", "-q", "--date", DATE]);
    assert_eq!(ran(&mut command).with_code(0).stderr, "");
}
