//! The sample: the same numbers give the same files, and those of the repository are such a sample.

use std::{collections::BTreeMap, path::Path};

use test_case::test_case;

use crate::{
    sample_run::monday,
    workplace::{DATE, Workplace, program, ran},
};

/// Every file below a folder of the repository, with its bytes.
fn files(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let entry = entry.expect("a readable folder");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push((name, std::fs::read(entry.path()).expect("a readable file")));
        }
    }
}

#[test]
fn the_repositorys_sample_is_the_one_that_the_command_writes() {
    let place = Workplace::bare();
    let arguments = "--layout case-systems --children 600 --seed 1 --date 2026-11-23";
    ran(program()
        .arg("sample")
        .arg(place.root())
        .args(arguments.split(' ')))
    .with_code(0);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["sample_data", "jobs"] {
        let (mut ours, mut written) = (Vec::new(), Vec::new());
        files(&repository.join(folder), "", &mut ours);
        files(&place.path(folder), "", &mut written);
        // What is said about the settings is nobody's settings.
        ours.retain(|(name, _)| name != "README.md");
        ours.sort();
        written.sort();
        let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&ours), names(&written), "files in {folder}/");
        for ((name, ours), (_, written)) in ours.iter().zip(&written) {
            assert!(ours == written, "{folder}/{name} differs");
        }
    }
}

#[test]
fn another_seed_gives_another_sample() {
    let of_seed = |seed: &str| {
        let place = Workplace::bare();
        ran(program()
            .arg("sample")
            .arg(place.root())
            .args(["--children", "50", "--seed", seed]))
        .with_code(0);
        place.read("cases_20261122.csv")
    };
    let (one, two) = (of_seed("1"), of_seed("2"));
    assert_ne!(one, two);
    assert_eq!(one, of_seed("1"));
}

#[test]
fn a_sample_of_nobody_is_refused() {
    let place = Workplace::bare();
    for arguments in [
        &["--children", "0"][..],
        &["--children", "many"],
        &["--layout", "paper"],
        &["--children", "5", "--layout", "mosaic"],
        &["--children", "50", "--layout", "case-systems"],
    ] {
        let refused = ran(program().arg("sample").arg(place.root()).args(arguments));
        assert_eq!(refused.code, 64, "{arguments:?}: {}", refused.stderr);
        assert!(place.tree("").is_empty(), "{arguments:?} wrote something");
    }
}

/// What a case system's own layout can say is what the canonical files of the same children say.
#[test_case("mosaic", &[]; "mosaic")]
#[test_case("liquidlogic", &["rag", "last_contact", "last_seen", "last_face_to_face", "team", "worker_id"]; "liquidlogic")]
#[test_case("eclipse", &["rag", "last_contact", "last_seen", "last_face_to_face", "team", "worker_id"]; "eclipse")]
#[test_case("annex-a", &["last_face_to_face", "team", "worker_id"]; "annex a")]
#[test_case("ssd", &["last_face_to_face", "team", "worker_id"]; "the standard safeguarding dataset")]
fn each_layout_is_read_by_its_profile_without_a_reject(layout: &str, same: &[&str]) {
    let run = |layout: &str| {
        let place = Workplace::bare();
        let arguments = ["--children", "60", "--seed", "5", "--layout", layout];
        ran(program().arg("sample").arg(place.root()).args(arguments)).with_code(0);
        place
            .run(&["run", "nightly", "--dry-run", "--date", DATE])
            .with_code(0);
        place
    };
    let place = run(layout);
    let account = place.account();
    let inputs = account["inputs"].as_array().expect("inputs");
    assert!(inputs.len() >= 2, "{inputs:?}");
    for input in inputs {
        assert_eq!(input["rejected"], 0, "{input}");
        assert_ne!(input["accepted"], 0, "{input}");
    }
    let positions = |place: &Workplace| -> BTreeMap<String, Vec<String>> {
        let text = place.read(&format!("reports/{DATE}/nightly/positions.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().expect("headings").clone();
        let columns = same.iter().map(|name| {
            let at = headings.iter().position(|heading| heading == *name);
            at.expect("a column of the rule book")
        });
        let columns: Vec<usize> = columns.collect();
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| {
            let cells = columns.iter().map(|&at| row[at].to_owned());
            (row[0].to_owned(), cells.collect())
        })
        .collect()
    };
    let (own, canonical) = (positions(&place), positions(&run("canonical")));
    assert!(own.len() > 40, "{}", own.len());
    for (child, cells) in &own {
        let other = canonical
            .get(child)
            .expect("a child of the canonical files");
        assert_eq!(cells, other, "{child}: {same:?}");
    }
}

/// Every rule of a due date, and what lately happened to a case, has someone in the sample to show it.
#[test]
fn the_sample_has_someone_for_every_turn() {
    let positions = &monday()["nightly/positions.csv"];
    let mut reader = csv::Reader::from_reader(positions.as_slice());
    let headings = reader.headers().expect("headings").clone();
    let column = |name: &str| {
        let at = headings.iter().position(|heading| heading == name);
        at.expect("a column of the rule book")
    };
    let (rule, flags, id) = (column("due_rule"), column("flags"), column("child_id"));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    for wanted in ["FIRST", "RAISED", "CONTACT", "CHANGE", "START"] {
        assert!(rows.iter().any(|row| &row[rule] == wanted), "{wanted}");
    }
    for wanted in [
        "NEWBORN-NOT-SEEN",
        "UNBORN",
        "VISIT-BY-SUPERVISING",
        "WORKER-CANNOT-VISIT",
        "PLAN-OLD",
        "OVERSIGHT-NOT-MANAGER",
        "RAG-EVENT",
    ] {
        let raised = |row: &csv::StringRecord| row[flags].split(';').any(|flag| flag == wanted);
        assert!(rows.iter().any(raised), "{wanted}");
    }
    let aliases = include_str!("../../sample_data/aliases.csv");
    for alias in aliases.lines().skip(1) {
        let (old, child) = alias.split_once(',').expect("two ids");
        assert!(rows.iter().all(|row| &row[id] != old), "{old} is merged");
        assert!(rows.iter().any(|row| &row[id] == child), "{child}");
    }
}

/// `init` finds out by itself what the settings of the sample say of each export.
#[test_case("ssd"; "the standard safeguarding dataset")]
#[test_case("mosaic"; "mosaic")]
#[test_case("annex-a"; "annex a")]
fn init_knows_each_export_of_a_layout(layout: &str) {
    let place = Workplace::bare();
    let arguments = ["--children", "30", "--seed", "2", "--layout", layout];
    ran(program().arg("sample").arg(place.root()).args(arguments)).with_code(0);
    let accepted = || -> BTreeMap<String, String> {
        let run = ["run", "nightly", "--dry-run", "--date", DATE];
        place.run(&run).with_code(0);
        let account = place.account();
        let inputs = account["inputs"].as_array().expect("inputs").iter();
        inputs
            .map(|input| {
                let key = format!("{} {}", input["data_set"], input["path"]);
                (key, input["accepted"].to_string())
            })
            .collect()
    };
    let by_the_sample = accepted();
    std::fs::remove_dir_all(place.path("jobs")).expect("they were written");
    let options = [
        "--name",
        "X",
        "--domain",
        "example.org",
        "--exports",
        "exports",
    ];
    ran(program()
        .current_dir(place.root())
        .args(["init", "."])
        .args(options))
    .with_code(0);
    assert_eq!(accepted(), by_the_sample);
}
