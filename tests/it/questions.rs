//! What is asked between the nights: `list`, `who-gets-what`, `explain --history`, and the JSON of those who answer.

use serde_json::{Value, json};
use test_case::test_case;

use crate::workplace::{DATE, Ran, Workplace};

/// Five children whose standing is known by heart, and one of whom nobody knows since when.
fn place() -> Workplace {
    let place = Workplace::new();
    place.write(
        "in/cases.csv",
        "child_id,child_name,status,status_start,team,service,worker_id,supervision
001,Zzone,CIN,2026-09-01,North,Care,W1,
002,Zztwo,CIN,2026-09-01,North,Care,W1,
003,Zzthree,CP,2026-09-01,South Side,Care,,
004,Zzfour,CIN,2026-09-01,South Side,Care,W1,
005,Zzfive,TS,2026-09-01,Early,Targeted Support,W1,
",
    );
    place.write(
        "in/visits.csv",
        "visit_id,child_id,visit_date,mode,child_seen,worker_id
V1,001,2026-11-20,face_to_face,Y,W1
V2,002,2026-08-31,face_to_face,Y,W1
V3,003,2026-09-10,face_to_face,Y,W1
V4,004,2026-10-26,face_to_face,Y,W1
V5,005,2026-11-02,face_to_face,Y,W1
",
    );
    place.write(
        "in/ratings.csv",
        "child_id,rag,rag_decided_on\n001,AMBER,2026-11-10\n",
    );
    place
}

fn asked(place: &Workplace, arguments: &[&str]) -> Ran {
    place.run(&[arguments, &["--date", DATE]].concat())
}

fn parsed(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
}

/// The filters alone and together, and the worst first.
#[test]
fn the_children_of_a_list() {
    let place = place();
    for (filters, children) in [
        (&[][..], "003 002 004 001 005"),
        (&["--overdue"], "003 002"),
        (&["--unseen", "22"], "002 003 004"),
        (&["--unseen", "74"], "002 003"),
        (&["--unseen", "75"], "002"),
        (&["--unseen", "85"], ""),
        (&["--team", "south  SIDE"], "003 004"),
        (&["--team", "South Side", "--overdue"], "003"),
        (&["--flag", "rag-unrated"], "003 002 004 005"),
        (
            &["--flag", "RAG-UNRATED", "--team", "North", "--unseen", "10"],
            "002",
        ),
        (&["--flag", "UNALLOCATED"], "003"),
    ] {
        let ran = asked(&place, &[&["list"], filters].concat()).with_code(0);
        let mut lines = ran.stdout.lines();
        assert!(
            lines
                .next()
                .is_some_and(|line| line.starts_with("child  status"))
        );
        let listed: Vec<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(listed.join(" "), children, "{filters:?}\n{}", ran.stdout);
        let count = format!(
            "{} of 5 children with an open case on 23 Nov 2026",
            listed.len()
        );
        ran.complains_of(&[&count]);
        assert!(!(ran.stdout + &ran.stderr).contains("Zz"), "a name");
    }
    // Each cell stands below its heading.
    let ran = asked(&place, &["list", "--overdue"]).with_code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    for (heading, cell) in [
        ("status", "CP "),
        ("due", "2026-"),
        ("team", "South Side"),
        ("flags", "RAG"),
    ] {
        let at = lines[0].find(heading).expect("a heading");
        assert!(
            lines[1][at..].starts_with(cell),
            "{heading}: {}",
            ran.stdout
        );
    }
}

#[test]
fn a_list_for_programs() {
    let place = place();
    let ran = asked(&place, &["list", "--overdue", "--json"]).with_code(0);
    let shown = parsed(&ran);
    assert_eq!((&shown["date"], &shown["of"]), (&json!(DATE), &json!(5)));
    let flags = shown["children"][0]["flags"].clone();
    assert!(
        flags
            .as_array()
            .is_some_and(|flags| flags.contains(&json!("UNALLOCATED")))
    );
    assert_eq!(
        shown["children"][0],
        json!({
            "child_id": "003", "status": "CP", "rag": "UNRATED", "state": "OVERDUE", "due": "2026-09-24",
            "days_overdue": 60, "last_seen": "2026-09-10", "days_unseen": 74, "unseen": true,
            "team": "South Side", "service": "Care", "worker_id": null, "flags": flags,
        })
    );
    assert!(shown["warnings"].is_array());
    // As a table it has the columns and rows of positions.csv.
    let csv = asked(&place, &["list", "--overdue", "--csv"])
        .with_code(0)
        .stdout;
    place.nightly().with_code(0);
    let all = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
    let row = |child: &str| all.lines().find(|line| line.starts_with(child));
    let expected = [all.lines().next(), row("003,"), row("002,")];
    assert_eq!(csv.lines().map(Some).collect::<Vec<_>>(), expected);
}

#[test_case(&["--team", "Nroth"], 64, "there is no team \"Nroth\"; did you mean \"North\"? The teams are Early, North, South Side"; "a team of another name")]
#[test_case(&["--team", ""], 64, "there is no team \"\". The teams are"; "no team")]
#[test_case(&["--flag", "NO-ACESS"], 64, "there is no flag \"NO-ACESS\"; did you mean \"NO-ACCESS\"? The flags are AGE-CHECK"; "a flag of another name")]
#[test_case(&["--flag", "PLAN-OLD"], 4, "PLAN-OLD is not assessed, since no export has plan_updated_on (cases)"; "a flag that is not assessed")]
#[test_case(&["--unseen", "-1"], 64, "unexpected argument '-1'"; "days below nought")]
#[test_case(&["--csv", "--json"], 64, "cannot be used with"; "two forms")]
fn a_list_that_would_mislead_is_refused(arguments: &[&str], code: i32, says: &str) {
    let ran = asked(&place(), &[&["list"], arguments].concat()).with_code(code);
    ran.complains_of(&[says]);
    assert_eq!(ran.stdout, "");
}

/// One that nobody has seen, of whom it is not known since when, has no number of days and stands first.
#[test]
fn a_child_of_an_unknown_start_is_on_the_list_of_the_unseen() {
    let place = place();
    let profile = lastseen::ingest::profile::built_in("canonical").expect("built in");
    let own = profile.replacen(
        "status_start = [\"status_start\"]",
        "status_start = { unknown = true }",
        1,
    );
    assert_ne!(own, profile, "the profile is written otherwise");
    place.write("jobs/profiles/other.toml", own);
    place.write("other.csv", "child_id,status,team\n900,CIN,North\n");
    place.edit(
        "jobs/service.toml",
        "[{ path = \"in/cases*\", profile = \"canonical\" }]",
        "[{ path = \"in/cases*\", profile = \"canonical\" }, { path = \"other.csv\", profile = \"other\" }]",
    );
    let ran = asked(&place, &["list", "--unseen", "80"]).with_code(0);
    let lines: Vec<&str> = ran.stdout.lines().skip(1).collect();
    assert!(lines[0].starts_with("900 ") && lines[0].contains("never") && lines[0].contains('?'));
    assert!(lines[1].starts_with("002 "), "{}", ran.stdout);
}

#[test]
fn who_gets_what_is_a_table_or_an_object() {
    let place = place();
    let ran = asked(&place, &["who-gets-what"]).with_code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "recipient  report              scope         children"
    );
    assert_eq!(
        lines[1],
        "tm-north   monday-visits       team North           2"
    );
    assert!(!ran.stdout.contains('\t'));
    let shown = parsed(&asked(&place, &["who-gets-what", "--json"]).with_code(0));
    assert_eq!(shown["date"], DATE);
    assert_eq!(
        shown["readers"][0],
        json!({"recipient": "tm-north", "deputy_of": null, "report": "monday-visits", "scope": "team North", "children": 2})
    );
    assert_eq!(shown["readers"].as_array().map(Vec::len), Some(5));
    assert!(
        shown["warnings"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
}

/// The same keys, whatever was found.
#[test]
fn check_for_programs() {
    let place = place();
    let shown = |code: i32| {
        let ran = asked(&place, &["check", "--json"]).with_code(code);
        assert_eq!(ran.stderr, "");
        let shown = parsed(&ran);
        let keys: Vec<&String> = shown.as_object().expect("an object").keys().collect();
        assert_eq!(keys.len(), 10, "{keys:?}");
        assert_eq!(shown["exit_code"], code);
        shown
    };
    let well = shown(0);
    assert_eq!(well["children"], 5);
    assert_eq!(
        well["settings"],
        json!({"jobs": 1, "recipients": 3, "exports": 4})
    );
    let cases = &well["inputs"][0];
    assert_eq!(
        (&cases["data_set"], &cases["path"], &cases["rows"]),
        (
            &json!("cases"),
            &json!("in/cases.csv"),
            &json!({"read": 5, "accepted": 5, "rejected": 0, "warnings": 0})
        )
    );
    assert_eq!(cases["columns_not_taken"], json!(["supervision"]));

    place.edit("in/visits.csv", "V1,001,2026-11-20", "V1,001,Zzday");
    let refused = shown(4);
    assert!(
        refused["refusals"][0]
            .as_str()
            .is_some_and(|why| why.starts_with("visits export in/visits.csv"))
    );
    let visits = &refused["inputs"][1]["reasons"][0];
    assert_eq!(
        (&visits["code"], &visits["row"], &visits["column"]),
        (&json!("E-DATE"), &json!(2), &json!("visit_date"))
    );

    let line = place.edit("jobs/service.toml", "[gate]", "[gates]");
    let wrong = shown(6);
    assert_eq!(wrong["problems"][0]["file"], "jobs/service.toml");
    assert_eq!(wrong["problems"][0]["line"], line);
    assert!(!wrong.to_string().contains("Zz"));
}

#[test]
fn due_times_for_programs() {
    let place = Workplace::new();
    let arguments = ["schedule", "--list", "2", "--from", "2026-12-24"];
    let shown = parsed(
        &place
            .run(&[&arguments[..], &["--json"]].concat())
            .with_code(0),
    );
    assert_eq!(
        shown,
        json!({"timezone": "Europe/London", "due": [
            {"job": "nightly", "at": "2026-12-24T05:00:00+00:00", "date": "2026-12-24"},
            {"job": "nightly", "at": "2026-12-25T05:00:00+00:00", "date": "2026-12-25"},
        ]})
    );
    let lines = place.run(&arguments).with_code(0).stdout;
    assert_eq!(
        lines,
        "nightly\t2026-12-24T05:00:00+00:00\nnightly\t2026-12-25T05:00:00+00:00\n"
    );
}

#[test]
fn the_history_of_a_child() {
    let place = place();
    place.write("jobs/second.toml", "reports = [\"data-quality\"]\n");
    let cases = place.read("in/cases.csv");
    let run = |date: &str, jobs: &[&str]| {
        place
            .run(&[&["run"], jobs, &["--date", date]].concat())
            .with_code(0)
    };
    run("2026-11-19", &["nightly"]);
    run("2026-11-20", &["nightly", "second"]);
    let without = cases.lines().filter(|line| !line.starts_with("001,"));
    place.write(
        "in/cases.csv",
        without.collect::<Vec<_>>().join("\n") + "\n",
    );
    run("2026-11-21", &["nightly"]);
    place.write("in/cases.csv", &cases);
    run("2026-11-22", &["nightly"]);
    // Of a run by an older version the flags are not known.
    let raw = rusqlite::Connection::open(place.path("reports/ledger.sqlite")).expect("a ledger");
    raw.execute(
        "UPDATE snapshot_positions SET flags = NULL WHERE snapshot = 1",
        [],
    )
    .expect("writable");
    drop(raw);
    // No export is asked.
    place.remove("in/cases.csv");

    let history =
        |arguments: &[&str]| place.run(&[&["explain"], arguments, &["--history"]].concat());
    let told = history(&["001", "--date", DATE]).with_code(0).stdout;
    let rows: Vec<Vec<&str>> = told
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(
        rows[0],
        [
            "date",
            "job",
            "status",
            "rating",
            "due",
            "state",
            "last seen",
            "unseen",
            "team",
            "flags"
        ]
    );
    let of_first = [
        "2026-11-19",
        "nightly",
        "CIN",
        "AMBER",
        "2026-10-01",
        "OVERDUE",
        "never",
        "79 d",
        "North",
        "not kept",
    ];
    assert_eq!(rows[1], of_first, "{told}");
    let of_second = [
        "2026-11-20",
        "nightly, second",
        "CIN",
        "AMBER",
        "2026-12-20",
        "OK",
        "2026-11-20",
        "0 d",
        "North",
    ];
    assert_eq!(rows[2][..9], of_second, "{told}");
    assert_eq!(
        rows[3],
        [
            "2026-11-21",
            "nightly",
            "-",
            "-",
            "-",
            "not listed",
            "-",
            "-",
            "-"
        ]
    );
    assert_eq!(
        (rows[4][0], rows[4][7], rows.len()),
        ("2026-11-22", "2 d", 5)
    );
    let until = history(&["001", "--date", "2026-11-19"])
        .with_code(0)
        .stdout;
    assert_eq!(until.lines().count(), 2);
    history(&["404"])
        .with_code(64)
        .complains_of(&["no run up to"]);
    assert!(!told.contains("Zz"));
}
