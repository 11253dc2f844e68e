//! Drafts the profile of an export that nobody has described yet: what each column seems to hold, the field that it is
//! taken for and why, in the words of the profile language. What is not plain is listed, never guessed in silence; free
//! text, names, births and ids are never shown, nor any other value that stands in fewer than five rows.

mod column;
mod contact;
mod gaps;
mod id_form;
mod known;
mod layout;
mod matching;
mod people;
mod rule;
mod status;
mod table;
mod text;
mod tokens;
mod told;
mod words;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use super::{refusal::Trouble, settings::IngestSettings};
use crate::model::{
    field::{DataSet, Field},
    text::folded,
};

pub use column::{FEWEST_ROWS, MOST_WORDS};
pub use matching::Elsewhere;
pub use people::{is_all_plain, looks_like_somebodys, may_be_somebodys};
pub use text::quoted;

use column::Column;
use layout::Layout;
use matching::{Match, matches};
use table::Table;

/// What is to be drafted.
pub struct Asked<'a> {
    /// The export.
    pub path: &'a Path,
    /// The title of the profile.
    pub title: &'a str,
    /// What it holds, where that was said.
    pub set: Option<DataSet>,
    /// The sheet, where that was said.
    pub sheet: Option<&'a str>,
    /// What the service's other exports tell.
    pub elsewhere: &'a Elsewhere,
}

/// Why nothing is drafted.
#[derive(Debug, thiserror::Error)]
pub enum NoDraft {
    /// The file cannot be read.
    #[error(transparent)]
    Unread(#[from] Trouble),
    /// No row looks like headings.
    #[error(
        "none of the first rows looks like headings: at least two cells of one row must be headings such as \"Child ID\" or \"Visit Date\"; does the export have its heading row?"
    )]
    NoHeadings,
    /// Several data sets, or none, could be meant.
    #[error(
        "it is not plain what the export holds; say it: --as cases, --as visits, --as ratings or --as workers{0}"
    )]
    NotPlain(String),
}

/// What was found out about a column.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its heading.
    pub heading: String,
    /// What it holds, in words.
    pub holds: String,
    /// The fields that it is taken for.
    pub fields: String,
    /// Why.
    pub why: String,
}

/// A drafted profile.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The profile.
    pub text: String,
    /// The data sets that it reads the file as, the one for `[inputs]` first.
    pub sets: Vec<DataSet>,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The row of the headings.
    pub heading_row: u32,
    /// Each column.
    pub columns: Vec<Found>,
    /// What was noticed of the rows.
    pub rows: Vec<String>,
    /// What somebody must still decide.
    pub decide: Vec<String>,
    /// Whether the file can be read by it as it stands.
    pub is_whole: bool,
}

/// Drafts the profile of a file.
///
/// # Errors
/// The file cannot be read, has no headings, or may be several things.
pub fn draft(asked: &Asked<'_>, settings: &IngestSettings) -> Result<Draft, NoDraft> {
    let table = table::read(asked.path, asked.sheet, settings)?;
    let known = known::known();
    let layout =
        layout::of(&table, &|heading| known.is_heading(heading)).ok_or(NoDraft::NoHeadings)?;
    let mut columns: Vec<Column> = layout
        .heading
        .cells
        .iter()
        .enumerate()
        .take(layout::MOST_COLUMNS)
        .filter(|(_, cell)| !cell.text.is_empty())
        .map(|(at, cell)| Column::of(at, &cell.text, &layout.body))
        .collect();
    let mut times: HashMap<String, usize> = HashMap::new();
    for column in &columns {
        *times.entry(folded(&column.heading)).or_default() += 1;
    }
    for column in &mut columns {
        column.is_twice = times[&folded(&column.heading)] > 1;
    }
    let of = |sets: &[DataSet]| matches(known, sets, &columns, asked.elsewhere);
    let both = [DataSet::Cases, DataSet::Visits];
    let sets = match asked.set {
        // Rows of cases may be rows of visits too.
        Some(DataSet::Cases) if both.iter().all(|set| is_complete(*set, &of(&both))) => {
            both.to_vec()
        }
        Some(set) => vec![set],
        None => guessed(&of)?,
    };
    let mut found = of(&sets);
    // Who answers for the case need not have made the visit that stands beside it.
    let of_visit = found
        .get(&Field::VisitWorkerId)
        .map(|of| &columns[of.column]);
    let made_it = |column: &Column| {
        ["visit", "by", "author"]
            .iter()
            .any(|word| column.says(word))
    };
    if sets.len() > 1 && of_visit.is_some_and(|column| !made_it(column)) {
        found.remove(&Field::VisitWorkerId);
    }
    let part = |set: &DataSet| {
        let own = found.iter().filter(|(field, _)| field.data_set() == *set);
        (*set, own.map(|(field, of)| (*field, of.clone())).collect())
    };
    let parts = sets.iter().map(part).collect();
    Ok(text::write(&View {
        asked,
        known,
        table: &table,
        layout: &layout,
        columns: &columns,
        parts,
    }))
}

/// The sheets of a workbook that hold something, the longest first; none of a CSV file, or of one that cannot be read.
pub fn sheets(path: &Path, settings: &IngestSettings) -> Vec<String> {
    let Ok(table) = table::read(path, None, settings) else {
        return Vec::new();
    };
    table.sheet.into_iter().chain(table.others).collect()
}

/// The values of each column of an export, folded, by its heading, folded: a word that stands in another column may be
/// somebody's name. Nothing where the file cannot be read or has no headings.
pub fn values_by_heading(
    path: &Path,
    sheet: Option<&str>,
    settings: &IngestSettings,
) -> HashMap<String, HashSet<String>> {
    let Ok(table) = table::read(path, sheet, settings) else {
        return HashMap::new();
    };
    let known = known::known();
    let Some(layout) = layout::of(&table, &|heading| known.is_heading(heading)) else {
        return HashMap::new();
    };
    let headings = layout.heading.cells.iter().enumerate();
    headings
        .map(|(at, cell)| {
            (
                folded(&cell.text),
                Column::of(at, &cell.text, &layout.body).values,
            )
        })
        .collect()
}

/// Everything that the profile is written from.
struct View<'a> {
    asked: &'a Asked<'a>,
    known: &'a known::Known,
    table: &'a Table,
    layout: &'a Layout<'a>,
    columns: &'a [Column],
    parts: Vec<(DataSet, HashMap<Field, Match>)>,
}

/// Whether the fields by which a data set is known are there.
fn is_complete(set: DataSet, found: &HashMap<Field, Match>) -> bool {
    let has = |field| found.contains_key(&field);
    match set {
        DataSet::Cases => {
            has(Field::CaseChildId)
                // Care leavers have no start in many exports.
                && [Field::CaseStatus, Field::CaseStatusStart, Field::CaseTeam]
                    .iter()
                    .filter(|field| has(**field))
                    .count()
                    >= 2
        }
        DataSet::Visits => {
            has(Field::VisitChildId)
                && has(Field::VisitDate)
                && (has(Field::VisitMode)
                    || has(Field::VisitChildSeen)
                    || has(Field::VisitId)
                    // The last visit beside a case.
                    || found.get(&Field::VisitDate).is_some_and(|of| of.is_by_heading))
        }
        DataSet::Ratings => {
            has(Field::RatingChildId) && has(Field::RatingRag) && has(Field::RatingDecidedOn)
        }
        DataSet::Workers => has(Field::WorkerId) && has(Field::WorkerRole),
        DataSet::Aliases | DataSet::Lookups => false,
    }
}

/// What an export holds, by the fields that are there.
fn guessed(of: &dyn Fn(&[DataSet]) -> HashMap<Field, Match>) -> Result<Vec<DataSet>, NoDraft> {
    const BOTH: [DataSet; 2] = [DataSet::Cases, DataSet::Visits];
    let both = of(&BOTH);
    let in_both = BOTH.map(|set| is_complete(set, &both));
    let alone = BOTH.map(|set| of(&[set]));
    let is_alone = [0, 1].map(|at| is_complete(BOTH[at], &alone[at]));
    // Which of two data sets a column is of is plain only where both want it.
    match (in_both, is_alone) {
        ([true, true], _) => return Ok(BOTH.to_vec()),
        ([true, false], _) | ([false, false], [true, false]) => return Ok(vec![DataSet::Cases]),
        ([false, true], _) | ([false, false], [false, true]) => return Ok(vec![DataSet::Visits]),
        ([false, false], [true, true]) => return Err(NoDraft::NotPlain(String::new())),
        ([false, false], [false, false]) => {}
    }
    let [of_cases, of_visits] = &alone;
    let has_child = of_cases.contains_key(&Field::CaseChildId);
    // A rating beside a status or an end is of a case, not of a history of ratings.
    let has_status = has_child
        && [Field::CaseStatus, Field::CaseStatusEnd]
            .iter()
            .any(|field| of_cases.contains_key(field));
    let has_visit = of_visits
        .get(&Field::VisitDate)
        .is_some_and(|of| of.is_by_heading);
    let is = |set| is_complete(set, &of(&[set]));
    // Cases and visits have a worker in each row too: what has a child or a visit is no list of workers.
    let is_workers = !has_child && !has_visit && is(DataSet::Workers);
    match (is(DataSet::Ratings), is_workers) {
        (true, false) if !has_status => Ok(vec![DataSet::Ratings]),
        (false, true) => Ok(vec![DataSet::Workers]),
        (true, true) => Err(NoDraft::NotPlain(String::new())),
        _ => Err(NoDraft::NotPlain(missing(BOTH.into_iter().zip(&alone)))),
    }
}

/// What is missing of each data set.
fn missing<'f>(sets: impl Iterator<Item = (DataSet, &'f HashMap<Field, Match>)>) -> String {
    let missing: Vec<String> = sets
        .map(|(set, found)| {
            let missing: Vec<&str> = set
                .fields()
                .filter(|field| field.is_required() && !found.contains_key(field))
                .map(Field::name)
                .collect();
            format!(
                "for {} no column looks like {}",
                set.name(),
                missing.join(", ")
            )
        })
        .collect();
    format!(" ({})", missing.join("; "))
}
