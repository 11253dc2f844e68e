//! The house as DESIGN §1 draws it: who may use whom, and what may stand where.

mod edges;
mod source;

use lastseen::rules::flags::{Flag, REGISTRY};

use source::{Source, sources};

/// `lines` allows a file more than the limit until it is divided; the entry must go as soon as it can.
const LONGEST: usize = 500;

/// Calls that only some files may make.
const CALLS: &[(&str, &[&str])] = &[
    ("SystemTime::now", &["src/clock.rs"]),
    ("Utc::now", &["src/clock.rs"]),
    ("Local::now", &["src/clock.rs"]),
    // The sample makes exports as other systems do: with no style of ours.
    (
        "Format::new",
        &["src/report/style.rs", "src/sample/sheets.rs"],
    ),
    (
        "Workbook::new",
        &["src/report/writer.rs", "src/sample/sheets.rs"],
    ),
    ("col", &["src/measures/"]),
    ("DataFrame::column", &["src/measures/"]),
];

/// Crates that live in one room.
const CRATES: &[(&str, &[&str])] = &[
    ("calamine", &["src/ingest/"]),
    ("clap", &["src/cli/"]),
    ("indicatif", &["src/cli/"]),
    ("aho_corasick", &["src/deliver/confinement/"]),
    ("ms_offcrypto_writer", &["src/deliver/seal.rs"]),
    (
        "quick_xml",
        &["src/deliver/readback/", "src/ingest/rows/container.rs"],
    ),
    ("rusqlite", &["src/ledger/"]),
    ("secrecy", &["src/deliver/"]),
    ("rust_xlsxwriter", &["src/report/", "src/sample/"]),
    // `errand/error.rs` only names their error types.
    ("lettre", &["src/deliver/", "src/errand/error.rs"]),
    ("rustls", &["src/deliver/smtp/", "src/deliver/web.rs"]),
    ("rustls_native_certs", &["src/deliver/smtp/"]),
    ("ureq", &["src/deliver/web.rs"]),
    ("minijinja", &["src/deliver/", "src/errand/error.rs"]),
    ("polars", &["src/measures/"]),
];

const BANNED_NAMES: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];

/// The files outside `places` in which `is_there` holds.
fn strays(places: &[&str], is_there: impl Fn(&Source) -> bool) -> Vec<String> {
    let sources = sources();
    let stray = |source: &&Source| {
        is_there(source) && !places.iter().any(|place| source.path.starts_with(place))
    };
    let strays = sources.iter().filter(stray);
    strays.map(|source| source.path.clone()).collect()
}

#[test]
fn there_are_sources_to_read() {
    assert!(sources().len() > 50);
}

#[test]
fn calls_stand_where_they_belong() {
    for (call, places) in CALLS {
        let strays = strays(places, |source| source.calls(call));
        assert!(
            strays.is_empty(),
            "{call} belongs in {places:?}: {strays:?}"
        );
    }
}

#[test]
fn crates_stay_in_their_rooms() {
    for (name, places) in CRATES {
        let strays = strays(places, |source| source.names(&format!("{name}::")));
        assert!(
            strays.is_empty(),
            "{name} belongs in {places:?}: {strays:?}"
        );
    }
}

/// Not even its errors, which no data can cause: they become [`lastseen::measures::CountError`].
#[test]
fn nothing_but_measures_names_polars() {
    let names = |source: &Source| source.code.to_lowercase().contains("polars");
    assert_eq!(strays(&["src/measures/"], names), Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is() {
    let silent = strays(&[], |source| !source.text.starts_with("//! "));
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn no_file_is_long() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", source.path);
    }
}

#[test]
fn no_file_is_named_after_nothing() {
    let nameless = strays(&[], |source| {
        let mut parts = source.path.split(['/', '.']);
        parts.any(|part| BANNED_NAMES.contains(&part))
    });
    assert_eq!(nameless, Vec::<String>::new());
}

/// What makes a parcel can be shared by the cores, and what it makes can be handed on.
#[test]
fn parcels_can_be_made_on_every_core() {
    fn is_shared<T: Send + Sync>() {}
    fn is_handed_on<T: Send>() {}
    is_shared::<lastseen::report::context::Context<'_>>();
    is_shared::<lastseen::report::context::Reader<'_>>();
    is_shared::<lastseen::deliver::confinement::Census>();
    is_shared::<lastseen::deliver::confinement::Entitled>();
    is_shared::<lastseen::deliver::audience::Audience>();
    is_handed_on::<lastseen::report::context::Built>();
    is_handed_on::<lastseen::report::writer::WriteError>();
    is_handed_on::<lastseen::deliver::letter::Bodies>();
}

#[test]
fn nothing_is_unsafe() {
    assert_eq!(
        strays(&[], |source| source.names("unsafe")),
        Vec::<String>::new()
    );
}

#[test]
fn flag_codes_are_sorted_unique_and_at_their_place() {
    let codes: Vec<&str> = REGISTRY.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for (rule, flag) in REGISTRY.iter().zip(Flag::all()) {
        assert_eq!((flag.code(), flag), (rule.code, rule.flag));
    }
}

/// Every file of the folder gives the registry its functions, each once.
#[test]
fn every_flag_file_contributes_to_the_registry() {
    let folder = "src/rules/flags/";
    let sources = sources();
    let registry = sources
        .iter()
        .find(|source| source.path == format!("{folder}mod.rs"))
        .expect("the registry");
    let mut functions = 0;
    for source in sources {
        let Some(name) = source.path.strip_prefix(folder) else {
            continue;
        };
        let family = name.trim_end_matches(".rs");
        if family == "mod" {
            continue;
        }
        let rules: Vec<&str> = source.public_functions().collect();
        assert!(!rules.is_empty(), "{name} holds no flag");
        for rule in rules {
            let lines = registry.count(&format!("{family}::{rule}"));
            assert_eq!(lines, 1, "{family}::{rule} stands in the registry once");
            functions += 1;
        }
    }
    assert_eq!(functions, REGISTRY.len());
}
