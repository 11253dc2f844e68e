//! `lastseen profile check`.

use std::path::{Path, PathBuf};

use super::{data_set, find, parsed, reading};
use crate::{
    cli::{
        exit::Exit,
        table::{self, Column},
    },
    ingest::report::Intake,
    model::{
        calendar::plain,
        field::DataSet,
        rating::Rag,
        text::{Sym, counted},
    },
};

#[derive(clap::Args)]
pub struct CheckArguments {
    /// The profile: its name, or its file
    #[arg(value_name = "NAME")]
    name: String,
    /// The export
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The data set that it would stand under in the settings; the profile's first unless told
    #[arg(long = "as", value_parser = data_set(), value_name = "DATA SET")]
    set: Option<DataSet>,
    /// The sheet of a workbook
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
}

/// So many rows are shown as they are understood.
const FIRST: usize = 5;

/// What stands for what is never shown.
const MASKED: &str = "***";

pub fn check(root: &Path, arguments: &CheckArguments) -> Exit {
    checked(root, arguments).unwrap_or_else(|exit| exit)
}

fn checked(root: &Path, arguments: &CheckArguments) -> Result<Exit, Exit> {
    let (name, text) = find(root, &arguments.name)?;
    let profile = parsed(&name, &text)?;
    let has = |set: &DataSet| !profile.tables_for(*set).is_empty();
    let sets: Vec<DataSet> = match arguments.set {
        Some(set) => vec![set],
        None => DataSet::ALL.into_iter().filter(has).collect(),
    };
    // A profile of several data sets reads a file as the first that finds its headings.
    let mut refused = None;
    for set in sets {
        match reading::read(
            root,
            &arguments.file,
            set,
            profile.clone(),
            arguments.sheet.as_deref(),
        ) {
            Ok(intake) => {
                let settings = reading::settings(root, &arguments.file, Vec::new());
                let sheet = arguments.sheet.as_deref();
                let nobodys = reading::Nobodys::of(&arguments.file, sheet, &settings, &intake);
                say!(
                    "read as of {}: the day in the file's name, or today where it has none",
                    plain(settings.date)
                );
                return Ok(tell(&name, &intake, &nobodys));
            }
            Err(other) => {
                refused.get_or_insert(other);
            }
        }
    }
    let Some(refused) = refused else {
        complain!(
            "error: the profile {name} reads no {}",
            arguments.set.map_or("export", DataSet::name)
        );
        return Err(Exit::BadCommandLine);
    };
    complain!("error: {} would be refused:", arguments.file.display());
    refused
        .refusals
        .iter()
        .for_each(|refusal| complain!("  {}", refusal.trouble));
    reading::print_rows(&refused.inputs, &refused.problems);
    Ok(Exit::InputRefused)
}

fn tell(name: &str, intake: &Intake, nobodys: &reading::Nobodys) -> Exit {
    let reading = &intake.reading;
    reading::print_rows(&reading.inputs, &reading.problems);
    let is_unknown = reading::print_unknown_words(&reading.problems, nobodys);
    if !is_unknown {
        say!("no word that the profile {name} does not know");
    }
    for input in &reading.inputs {
        let ignored: Vec<&str> = input.layout.ignored.iter().map(String::as_str).collect();
        if !ignored.is_empty() {
            say!(
                "columns that no field of {} takes: {}",
                input.data_set.name(),
                ignored.join(", ")
            );
        }
        input
            .layout
            .notes
            .iter()
            .for_each(|note| say!("note: {note}"));
    }
    cases(intake, nobodys);
    visits(intake);
    ratings(intake);
    workers(intake, nobodys);
    Exit::Done
}

/// A team or role, unless it may be somebody's: the column may be another than was meant.
fn unless_somebodys(nobodys: &reading::Nobodys, word: &str) -> String {
    match nobodys.is_nobodys(None, word) {
        true => word.to_owned(),
        false => MASKED.to_owned(),
    }
}

fn rag(rating: Option<Rag>) -> &'static str {
    rating.map_or("UNRATED", Rag::code)
}

fn masked<T>(value: Option<T>) -> String {
    value.map_or_else(String::new, |_| MASKED.to_owned())
}

fn day(date: Option<chrono::NaiveDate>) -> String {
    date.map_or_else(String::new, plain)
}

/// The first rows of a data set, where there are any.
fn print<const N: usize>(
    (one, many): (&str, &str),
    columns: [&'static str; N],
    rows: &[[String; N]],
) {
    if !rows.is_empty() {
        say!(
            "\n{} as they are understood:",
            counted(rows.len(), one, many)
        );
        table::print(columns.map(Column::Text), rows);
    }
}

fn cases(intake: &Intake, nobodys: &reading::Nobodys) {
    let facts = &intake.facts;
    let word = |sym: Sym| unless_somebodys(nobodys, facts.words.text(sym));
    let rows: Vec<[String; 9]> = facts
        .cases()
        .iter()
        .take(FIRST)
        .map(|row| {
            [
                MASKED.to_owned(),
                masked(row.name),
                masked(row.born),
                row.status.code().to_owned(),
                row.start.map_or_else(|| "not known".to_owned(), plain),
                day(row.end),
                word(row.team),
                masked(row.worker),
                row.rating.as_ref().map_or_else(String::new, |rating| {
                    format!("{} {}", rag(rating.rag), day(rating.decided_on))
                }),
            ]
        })
        .collect();
    print(
        ("case row", "case rows"),
        [
            "child_id",
            "child_name",
            "date_of_birth",
            "status",
            "status_start",
            "status_end",
            "team",
            "worker_id",
            "rag",
        ],
        &rows,
    );
}

fn visits(intake: &Intake) {
    let facts = &intake.facts;
    let all = facts
        .children
        .symbols()
        .flat_map(|child| facts.visits_of(child).iter());
    let rows: Vec<[String; 8]> = all
        .take(FIRST)
        .map(|visit| {
            [
                MASKED.to_owned(),
                plain(visit.date),
                visit.kind.mode().code().to_owned(),
                visit.kind.outcome().code().to_owned(),
                visit.kind.child_seen().code().to_owned(),
                visit.kind.seen_alone().code().to_owned(),
                masked(visit.worker),
                day(visit.recorded.date()),
            ]
        })
        .collect();
    print(
        ("visit", "visits"),
        [
            "child_id",
            "visit_date",
            "mode",
            "outcome",
            "child_seen",
            "seen_alone",
            "worker_id",
            "recorded_at",
        ],
        &rows,
    );
}

fn ratings(intake: &Intake) {
    let facts = &intake.facts;
    let all = facts
        .children
        .symbols()
        .flat_map(|child| facts.ratings_of(child));
    let rows: Vec<[String; 4]> = all
        .take(FIRST)
        .map(|rating| {
            [
                MASKED.to_owned(),
                rag(rating.rag).to_owned(),
                day(rating.decided_on),
                day(rating.recorded_on),
            ]
        })
        .collect();
    print(
        ("rating", "ratings"),
        ["child_id", "rag", "rag_decided_on", "rag_recorded_on"],
        &rows,
    );
}

fn workers(intake: &Intake, nobodys: &reading::Nobodys) {
    let facts = &intake.facts;
    let rows: Vec<[String; 5]> = facts
        .all_worker_rows()
        .iter()
        .take(FIRST)
        .map(|worker| {
            [
                MASKED.to_owned(),
                unless_somebodys(nobodys, facts.words.text(worker.role)),
                worker.qualified.code().to_owned(),
                worker.team.map_or_else(String::new, |team| {
                    unless_somebodys(nobodys, facts.words.text(team))
                }),
                day(worker.left_on),
            ]
        })
        .collect();
    print(
        ("worker", "workers"),
        ["worker_id", "role", "qualified", "team", "left_on"],
        &rows,
    );
}
