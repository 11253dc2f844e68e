//! The import rule: each room uses only what DESIGN §1 gives it.

use std::collections::BTreeSet;

use super::source::{Source, sources};

/// What each room may use. A path of two names allows that part of a room only.
const MAY_USE: &[(&str, &[&str])] = &[
    // The words of the service: nothing of ours.
    ("model", &[]),
    // The one reader of the wall clock, and the writer of private files: ground that others stand on.
    ("clock", &[]),
    ("private_files", &[]),
    // Commands of the service's own: hooks, tokens.
    ("own_command", &[]),
    ("ingest", &["model"]),
    ("rules", &["model"]),
    ("measures", &["model", "rules"]),
    ("report", &["model", "rules", "measures"]),
    // Beyond DESIGN's table: recipients have the roles and reports of the model.
    ("deliver", &["model", "own_command", "private_files"]),
    ("ledger", &["model", "private_files"]),
    ("schedule", &["model"]),
    // Settings structs of the stages, and the three checks that belong to a stage's own language:
    // an address, a profile, a cron expression.
    (
        "config",
        &[
            "model",
            "deliver::address",
            "deliver::settings",
            "ingest::profile",
            "ingest::settings",
            "measures::settings",
            "report::settings",
            "rules::settings",
            "schedule::expression",
            "schedule::settings",
        ],
    ),
    ("explain", &["model", "rules"]),
    ("sample", &["model"]),
    // What a run is asked to do and what can stop it: it names the errors of the stages.
    (
        "errand",
        &[
            "config",
            "deliver",
            "ingest",
            "ledger",
            "measures",
            "model",
            "private_files",
            "report::writer",
            "rules",
            "schedule",
        ],
    ),
    (
        "keeping",
        &["config", "errand", "ledger", "model", "private_files"],
    ),
    (
        "watching",
        &[
            "config",
            "errand",
            "ingest::freshness",
            "ledger",
            "model",
            "own_command",
            "private_files",
            "schedule",
        ],
    ),
    // Making and sending do not know each other.
    (
        "post",
        &[
            "config",
            "deliver",
            "errand",
            "keeping",
            "ledger",
            "model",
            "private_files",
            "watching",
        ],
    ),
    (
        "night",
        &[
            "config",
            "deliver",
            "errand",
            "ingest",
            "keeping",
            "ledger",
            "measures",
            "model",
            "private_files",
            "report",
            "rules",
            "watching",
        ],
    ),
    (
        "run",
        &[
            "config",
            "errand",
            "ingest",
            "keeping",
            "ledger",
            "measures",
            "model",
            "night",
            "post",
            "private_files",
            "schedule",
            "watching",
        ],
    ),
    // DESIGN says "everything below, through run"; check, explain and the progress bar go direct.
    (
        "cli",
        &[
            "clock",
            "config",
            "deliver",
            "errand",
            "explain",
            "ingest",
            "keeping",
            "ledger",
            "measures",
            "model",
            "night",
            "post",
            "private_files",
            "report",
            "rules",
            "run",
            "sample",
            "schedule",
            "watching",
        ],
    ),
];

/// `main.rs` calls the command line through the library.
const MAIN: &str = "cli";

#[test]
fn every_edge_stands_in_the_table() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room();
        for path in paths_under("crate::", &source.code) {
            if !is_allowed(room, &path) {
                wrong.push(format!("{}: crate::{}", source.path, path.join("::")));
            }
        }
        wrong.extend(climbs_out(source));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn main_calls_the_command_line_only() {
    for source in sources() {
        for path in paths_under("lastseen::", &source.code) {
            assert_eq!((source.room(), path[0].as_str()), ("main", MAIN));
        }
    }
}

#[test]
fn the_table_names_every_room_and_no_other() {
    let sources = sources();
    let in_src: BTreeSet<&str> = sources
        .iter()
        .map(Source::room)
        .filter(|room| !["lib", "main"].contains(room))
        .collect();
    let in_table: BTreeSet<&str> = MAY_USE.iter().map(|(room, _)| *room).collect();
    assert_eq!(in_src, in_table);
}

/// Data flows one way: each room uses only rooms that stand above it in the table.
#[test]
fn the_table_has_no_circle() {
    for (at, (room, may_use)) in MAY_USE.iter().enumerate() {
        for used in *may_use {
            let used = used.split("::").next().unwrap_or(used);
            let above = MAY_USE[..at].iter().any(|(name, _)| *name == used);
            assert!(above, "{room} uses {used}, which stands below it");
        }
    }
}

#[test]
fn the_table_keeps_its_promises() {
    let may_use = |room| {
        MAY_USE
            .iter()
            .find(|(name, _)| *name == room)
            .expect("a room")
            .1
    };
    assert!(may_use("model").is_empty());
    for (room, used) in MAY_USE {
        assert!(!used.contains(&"cli"), "nothing uses cli");
        let knows_settings = used.contains(&"config");
        assert_eq!(
            knows_settings,
            [
                "errand", "keeping", "watching", "post", "night", "run", "cli"
            ]
            .contains(room),
            "{room} and config"
        );
        assert_eq!(
            used.contains(&"clock"),
            *room == "cli",
            "{room} and the clock"
        );
    }
}

fn is_allowed(room: &str, path: &[String]) -> bool {
    let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
        return false;
    };
    path[0] == room
        || may_use.iter().any(|allowed| {
            let mut names = path.iter();
            allowed
                .split("::")
                .all(|part| names.next().is_some_and(|name| name == part))
        })
}

/// Every path after a root, each branch of a group on its own: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths_under(root: &str, code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            tree(&code[at + root.len()..], &[], &mut paths);
        }
    }
    paths
}

/// Reads one tree of a `use` and gives back what follows it.
fn tree<'a>(code: &'a str, stem: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    let code = code.trim_start();
    if let Some(mut rest) = code.strip_prefix('{') {
        loop {
            rest = rest.trim_start().trim_start_matches(',').trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            rest = tree(rest, stem, paths);
            // `name as other`
            rest = &rest[rest.find([',', '}']).expect("a closed group")..];
        }
    }
    let end = code
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*')
        .unwrap_or(code.len());
    let path = [stem, &[code[..end].to_owned()]].concat();
    match code[end..].strip_prefix("::") {
        Some(rest) if !rest.starts_with('<') => tree(rest, &path, paths),
        _ => {
            paths.push(path);
            &code[end..]
        }
    }
}

/// `super::` so often that it leaves the room.
fn climbs_out(source: &Source) -> Option<String> {
    let folders = source.path.matches('/').count();
    let depth = folders - usize::from(source.path.ends_with("/mod.rs"));
    let climb = "super::".repeat(depth.max(1));
    let rooted = depth == 0 || source.code.replace(' ', "").contains(&climb);
    (rooted && source.names("super::")).then(|| format!("{}: {climb}", source.path))
}

#[test]
fn groups_are_read_branch_by_branch() {
    let code = "use crate::{a::b, c::{self, d::E as F, g::*}, h}; fn i() -> crate::j::K { \
                crate::l::m::<u8>() } not_crate::n; use super::o;";
    let paths: Vec<String> = paths_under("crate::", code)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    let expected = ["a::b", "c::self", "c::d::E", "c::g::*", "h", "j::K", "l::m"];
    assert_eq!(paths, expected);
}
