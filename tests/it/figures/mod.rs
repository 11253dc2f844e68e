//! Every figure of every workbook, worked out again from `positions.csv` and the exports by code of the test's own.

mod assurance;
pub mod book;
mod children;
mod clinic;
mod clinic_sheets;
mod clocks;
mod exports;
mod facts;
mod letters;
mod lists;
mod monday;
mod movement;
mod night;
mod page;
mod plant;
mod quality;
mod ratings;
mod review;
mod summary;
mod thin;
mod tracker;
mod tracker_sheets;
mod trend;
mod unseen;
mod workplace;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use book::Book;
use letters::Said;
use night::{Night, Recipient, Sunday, recipients};
use workplace::Place;

/// The evening of which the samples' exports are.
fn exports_date() -> NaiveDate {
    crate::night::day("2026-11-22")
}

const JOBS: [(&str, &[&str]); 3] = [
    (
        "nightly",
        &["unseen-children", "rating-review", "data-quality"],
    ),
    (
        "monday-visits",
        &["monday-visits", "targeted-tracker", "assurance"],
    ),
    ("performance-clinic", &["performance-clinic"]),
];

#[test]
fn every_figure_of_the_repositorys_sample() {
    let mut place = Place::of_the_repository();
    let first = place.run_jobs("2026-11-16", &[], &[]);
    place.check(&first);
    let second = place.run_jobs("2026-11-23", &first, &[]);
    place.check(&second);
}

#[test]
fn every_figure_of_a_canonical_sample_whose_exports_change() {
    let mut place = Place::canonical(400, 7);
    let first = place.run_jobs("2026-11-16", &[], &[]);
    let planted = plant::plant(place.root(), &first[0]);
    let second = place.run_jobs("2026-11-23", &first, &planted);
    let everybody = recipients(place.root());
    let everybody = everybody.iter().find(|reader| reader.id == "leadership");
    let changes = movement::moved(&second[2], everybody.expect("a reader of all teams"));
    let kinds: BTreeSet<&str> = changes.iter().flatten().map(|change| change.kind).collect();
    for planted in [
        "vanished from the export",
        "visit deleted",
        "visit re-dated",
    ] {
        assert!(kinds.contains(planted), "{planted} is not in {kinds:?}");
    }
    let night = &second[0];
    let is_unmanaged = |child: &children::Child| !night.has_team_manager(child);
    assert!(
        night.children.iter().any(is_unmanaged),
        "a child is on no team manager's list"
    );
    place.check(&second);
}

/// Checks every workbook and letter of a job's run.
fn check_job(night: &Night, root: &std::path::Path, reports: &[&str], sundays: &[Sunday]) {
    check_account(night);
    page::check(night);
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for reader in recipients(root) {
        for report in reports.iter().filter(|report| reader.gets(report)) {
            let stem = format!("{report}--{}", reader.id);
            expected.insert(format!("{stem}.eml"));
            if check_parcel(night, &reader, report, &stem, sundays) {
                expected.insert(format!("{stem}.xlsx"));
            }
        }
    }
    let names = [night.folder.clone(), night.folder.join("outbox")]
        .into_iter()
        .flat_map(|folder| {
            let files = std::fs::read_dir(folder).expect("a folder of the run");
            files.map(|file| {
                file.expect("a file")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
        });
    let found: BTreeSet<String> = names
        .filter(|n| n.ends_with(".xlsx") || n.ends_with(".eml"))
        .collect();
    assert_eq!(
        found, expected,
        "workbooks and letters of {} on {}",
        night.job, night.date
    );
}

/// Whether there is a workbook, once it and its letter are checked.
fn check_parcel(
    night: &Night,
    reader: &Recipient,
    report: &str,
    stem: &str,
    sundays: &[Sunday],
) -> bool {
    let path = night.folder.join(format!("{stem}.xlsx"));
    let book = path.exists().then(|| Book::open(&path));
    let book = book.as_ref();
    let mut said = match report {
        "monday-visits" => monday::check(night, reader, book),
        "unseen-children" => unseen::check(night, reader, book),
        "rating-review" => review::check(night, reader, book),
        "assurance" => assurance::check(night, reader, book),
        "performance-clinic" => clinic::check(night, reader, sundays, book),
        "targeted-tracker" => tracker::check(night, reader, book),
        _ => quality::check(night, book),
    };
    said.about_the_data
        .splice(0..0, about_the_data(night, reader));
    let letter = Said::read(&night.folder.join(format!("outbox/{stem}.eml")));
    assert_eq!(letter, said, "letter {stem} of {}", night.date);
    assert_eq!(book.is_none(), said.is_nil, "{stem} of {}", night.date);
    if let Some(book) = book {
        notes(night, book);
        book.finish();
    }
    book.is_some()
}

/// Files that a case system's profile reads: none of those is verified.
fn unverified(inputs: &[quality::Input]) -> usize {
    let of_system = |path: &str| path.contains("carefirst") || path.contains("capita");
    inputs.iter().filter(|i| of_system(&i.path)).count()
}

/// What every letter says of tonight's rows; profiles are the analyst's.
fn about_the_data(night: &Night, reader: &Recipient) -> Vec<String> {
    let inputs = quality::inputs(&night.account);
    let left_out = quality::left_out(night);
    let mut lines = Vec::new();
    if left_out > 0 {
        let (rows, behind) = if left_out == 1 {
            ("row", "it")
        } else {
            ("rows", "them")
        };
        lines.push(format!("{left_out} case {rows} could not be used; the children behind {behind} may be on no list. The performance analyst has the rows."));
    }
    let rejected: u64 = inputs.iter().map(|input| input.rejected).sum();
    let read: u64 = inputs.iter().map(|input| input.read).sum();
    lines.push(format!(
        "{rejected} of {read} rows of tonight's exports were rejected."
    ));
    let unverified = unverified(&inputs);
    if unverified > 0 && reader.role == "analyst" {
        lines.push(format!(
            "{unverified} of {} exports are read by a profile that is not verified.",
            inputs.len()
        ));
    }
    lines
}

/// The Notes sheet names every file with its rows.
fn notes(night: &Night, book: &Book) {
    let sheet = book.sheet("Notes");
    sheet.says(&format!(
        "Exampleshire Children's Trust (synthetic sample) · run date {}",
        night::plain(night.date)
    ));
    let statements = sheet.words_of("Statement");
    for input in quality::inputs(&night.account) {
        let start = format!("{}: {} (", input.set, input.path);
        let number = |count: u64, of: &str| match count {
            1 => format!("1 {of}"),
            many => format!("{many} {of}s"),
        };
        let rows = format!(
            "; {} read, {} rejected, {}; ",
            number(input.read, "row"),
            input.rejected,
            number(input.warnings, "warning")
        );
        let is_noted = statements
            .iter()
            .any(|s| s.starts_with(&start) && s.contains(&rows));
        assert!(is_noted, "{start}{rows} is not in {statements:#?}");
    }
    let left_out = quality::left_out(night);
    let says_so = statements
        .iter()
        .any(|s| s.starts_with(&format!("{left_out} case rows could not be used")));
    assert_eq!(says_so, left_out > 0, "case rows left out");
}

/// The account counts the same children.
fn check_account(night: &Night) {
    let count = |name: &serde_json::Value| name.as_u64().expect("a count") as usize;
    let of =
        |keep: &dyn Fn(&children::Child) -> bool| night.children.iter().filter(|c| keep(c)).count();
    let account = &night.account;
    assert_eq!(count(&account["children"]), night.children.len());
    assert_eq!(count(&account["unseen"]), of(&|c| c.unseen));
    for (state, number) in account["states"].as_object().expect("states") {
        assert_eq!(count(number), of(&|c| c.state == *state), "{state}");
    }
    for (flag, number) in account["flags"].as_object().expect("flags") {
        assert_eq!(count(number), of(&|c| c.has(flag)), "{flag}");
    }
}

#[test]
#[should_panic(expected = "no check of the column \"Allocated worker\"")]
fn a_column_that_nothing_checks_fails() {
    let place = Place::canonical(60, 1);
    let path = "reports/2026-11-15/monday-visits/monday-visits--tm-safeguarding-east.xlsx";
    let book = Book::open(&place.root().join(path));
    let sheet = book.sheet("Visits this week");
    for head in sheet
        .heads()
        .iter()
        .filter(|head| *head != "Allocated worker")
    {
        sheet.words_of(head);
    }
    sheet.lines().iter().for_each(|line| sheet.says(line));
    sheet.finish();
}
