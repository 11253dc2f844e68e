//! The sample's workbooks hold their readers' children only, and would be strays with any other reader.

use std::{collections::BTreeSet, io::Cursor};

use calamine::{Reader, Xlsx};
use lastseen::{
    config::Settings,
    deliver::{audience::Audience, confinement::Census},
    ingest::Unwatched,
    night::exports::{self, Past},
};

use crate::{
    night::day,
    sample_run::{DATE, monday, sample},
};

#[test]
fn each_workbook_of_the_sample_is_for_its_reader_alone() {
    let place = sample();
    let settings = Settings::load(place.root()).expect("sound settings");
    let Ok(intake) = exports::read(&settings, day(DATE), None, Past::Unknown, &Unwatched) else {
        panic!("the sample is sound");
    };
    let facts = &intake.facts;
    let word = |sym| facts.words.text(sym);
    let rows = facts.cases();
    let children = rows
        .iter()
        .map(|row| (facts.children.text(row.child), row.name.map(word)));
    let workers = facts.workers.symbols().flat_map(|id| {
        let names = facts.worker_rows(id).iter().filter_map(|row| row.name);
        std::iter::once(facts.workers.text(id)).chain(names.map(word))
    });
    let census = Census::of(children, workers).expect("few enough children");

    // Everybody of the scope, open or closed since.
    let own = |recipient: &str| -> BTreeSet<&str> {
        let recipients = &settings.recipients;
        let recipient = recipients.iter().find(|known| known.id == recipient);
        let audience = Audience::of(recipient.expect("a recipient"));
        rows.iter()
            .filter(|row| audience.holds(word(row.team), row.service.map(word)))
            .map(|row| facts.children.text(row.child))
            .collect()
    };
    let (mut proved, mut refused) = (0, 0);
    for (file, workbook) in monday().iter().filter(|(file, _)| file.ends_with(".xlsx")) {
        let (_, reader) = file.rsplit_once("--").expect("REPORT--RECIPIENT");
        let reader = reader.trim_end_matches(".xlsx");
        let strays = |ids: &BTreeSet<&str>| {
            let entitled = census.entitled(ids.iter().copied());
            census.strays(workbook, &entitled).expect("readable")
        };
        assert_eq!(strays(&own(reader)), [], "{file}");
        proved += 1;
        let shown = children_in(workbook);
        for other in &settings.recipients {
            let ids = own(&other.id);
            let is_leak = shown.iter().any(|id| !ids.contains(id.as_str()));
            let found = strays(&ids);
            assert!(!is_leak || !found.is_empty(), "{file} for {}", other.id);
            refused += usize::from(is_leak);
        }
    }
    assert!(proved > 20 && refused > 100, "{proved}, {refused}");
}

/// The ids under each heading `Child id`.
fn children_in(workbook: &[u8]) -> BTreeSet<String> {
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let mut ids = BTreeSet::new();
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).expect("a sheet");
        let mut column = None;
        for row in sheet.rows() {
            let text = |at: usize| row.get(at).map(ToString::to_string).unwrap_or_default();
            match column {
                None => column = (0..row.len()).find(|&at| text(at) == "Child id"),
                Some(at) => {
                    ids.extend(Some(text(at)).filter(|id| !id.is_empty() && !id.contains(' ')))
                }
            }
        }
    }
    ids
}
