//! The service's own commands: when they run, what they are told, and what their failures change.
#![cfg(unix)]

use test_case::test_case;

use super::SERVICE;
use crate::workplace::{DATE, Ran, Workplace, program, ran};

/// A root whose commands write what they are told beside the jobs.
fn telling() -> Workplace {
    let place = Workplace::new();
    let tell = |file: &str| {
        let path = place.path(file);
        format!("[\"/bin/sh\", \"-c\", \"env > {}; cat\"]", path.display())
    };
    let hooks = format!(
        "[hooks]\non_success = {}\non_failure = {}\ntime_limit = \"20s\"\n[output]",
        tell("success"),
        tell("failure")
    );
    place.edit(SERVICE, "[output]", &hooks);
    place
}

/// What a command was told, without what a shell sets of its own accord.
fn told(place: &Workplace, file: &str) -> Vec<String> {
    let own = ["PATH=", "PWD=", "OLDPWD=", "SHLVL=", "_="];
    let text = place.read(file);
    let mut told: Vec<String> = text
        .lines()
        .filter(|line| own.iter().all(|own| !line.starts_with(own)))
        .map(str::to_owned)
        .collect();
    told.sort_unstable();
    told
}

#[test]
fn a_good_run_is_told_with_four_things_only() {
    let place = telling();
    let secret = program()
        .env("LASTSEEN_TEST_SECRET", "Zzpassword")
        .arg("--root")
        .arg(place.root())
        .args(["run", "nightly", "--date", DATE])
        .output()
        .expect("the program starts");
    assert_eq!(secret.status.code(), Some(0));
    let run_id = place.account()["run_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let expected = [
        format!("LASTSEEN_DATE={DATE}"),
        "LASTSEEN_EXIT_CODE=0".to_owned(),
        "LASTSEEN_JOB=nightly".to_owned(),
        format!("LASTSEEN_RUN_ID={run_id}"),
    ];
    assert_eq!(told(&place, "success"), expected);
    assert!(!place.path("failure").exists());
}

#[test]
fn a_refused_run_is_told_as_a_failure() {
    let place = telling();
    place.write("in/visits.csv", "");
    place.nightly().with_code(4);
    let told = told(&place, "failure");
    assert!(
        told.contains(&"LASTSEEN_EXIT_CODE=4".to_owned()),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|line| line.starts_with("LASTSEEN_RUN_ID=nightly-"))
    );
    assert!(!place.path("success").exists());
}

#[test]
fn what_is_only_tried_is_not_told() {
    let place = telling();
    place
        .run(&["run", "nightly", "--date", DATE, "--dry-run"])
        .with_code(0);
    place.run(&[
        "run",
        "nightly",
        "--date",
        DATE,
        "--to",
        "analyst@example.org",
    ]);
    assert!(
        place
            .path("reports/2026-11-23/nightly/outbox-test")
            .exists()
    );
    assert!(!place.path("success").exists() && !place.path("failure").exists());
}

/// The run has ended as it has: a command that fails is a warning in the log.
#[test_case("[\"/bin/sh\", \"-c\", \"exit 9\"]", "failed"; "that fails")]
#[test_case("[\"/nowhere/at/all\"]", "cannot be run"; "that is not there")]
#[test_case("[\"/bin/sh\", \"-c\", \"sleep 600; echo\"]", "time limit"; "that does not end")]
fn a_command(command: &str, says: &str) {
    let place = Workplace::new();
    place.edit(
        SERVICE,
        "[output]",
        &format!("[hooks]\non_success = {command}\ntime_limit = \"1s\"\n[output]"),
    );
    place.nightly().with_code(0).complains_of(&[says]);
}

#[test_case("on_success = [\"tell\"]", "without a full path"; "a program to be searched for")]
#[test_case("on_failure = []", "is empty"; "nothing")]
#[test_case("on_failure = \"/bin/true\"", "must be a program and its arguments"; "one text")]
#[test_case("time_limit = \"0s\"", "from \"1s\" to \"1h\""; "no time")]
#[test_case("time_limit = \"2h\"", "from \"1s\" to \"1h\""; "too long")]
#[test_case("on_sucess = [\"/bin/true\"]", "did you mean \"on_success\"?"; "a slip")]
fn bad_settings(line: &str, says: &str) {
    let place = Workplace::new();
    place.edit(SERVICE, "[output]", &format!("[hooks]\n{line}\n[output]"));
    let checked: Ran = ran(program().arg("--root").arg(place.root()).arg("check"));
    checked.with_code(6).complains_of(&[says]);
}
