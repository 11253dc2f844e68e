//! What was read of each file, and what is odd about it: the account that reports and `account.json` print.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::PathBuf,
    time::SystemTime,
};

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{field::DataSet, problem::Problem};

/// How the reading of a night's exports went.
pub struct Reading {
    /// File by file, what was read.
    pub inputs: Vec<InputReport>,
    /// What is wrong with rows, in the order they were read.
    pub problems: Vec<Problem>,
    /// What is odd.
    pub oddities: Vec<Oddity>,
    /// What is the matter with whole files, and does not stop the run.
    pub warnings: Vec<FileWarning>,
    /// The file that each line of the settings meant.
    pub exports: Vec<ExportFile>,
    /// Case rows that are quarantined: unless another row has them, their children are on no list.
    pub case_rows_left_out: u64,
}

/// The file that a line of the settings means on a night.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// The line's data set.
    pub data_set: DataSet,
    /// The line's path or pattern.
    pub pattern: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// The path, as reports and messages show it.
    pub shown: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// When it was last written.
    pub modified: Option<SystemTime>,
    /// Other files of its date that matched.
    pub rivals: Vec<String>,
}

/// What one file gave one data set.
#[derive(Clone, Debug)]
pub struct InputReport {
    /// The data set.
    pub data_set: DataSet,
    /// The file.
    pub file: InputFile,
    /// How its columns were understood.
    pub layout: Layout,
    /// Its rows, counted.
    pub rows: RowCounts,
    /// What tells how old its contents are.
    pub records: Records,
    /// How the values of its columns could be read, where that is counted; a column of several sheets stands in each.
    pub columns: Vec<ColumnReport>,
    /// What else the gate judges it by.
    pub signs: Signs,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct InputFile {
    /// The path or glob of the settings, which stays the same from night to night.
    pub pattern: String,
    /// The path of tonight's file, from the root where it lies below it.
    pub path: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The date in the file's name.
    pub export_date: Option<NaiveDate>,
    /// When the file was written, in local time; only where the run answers for today.
    pub written: Option<DateTime<FixedOffset>>,
    /// How a text file is encoded.
    pub encoding: Option<&'static str>,
    /// The sheets that were read.
    pub sheets: Vec<String>,
}

/// What stands in the place of a column whose field no column gives.
pub const ALWAYS_THE_SAME: &str = "(always the same)";

/// How the columns of a file were understood.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The profile's name.
    pub profile: String,
    /// Whether the profile was checked against a real export.
    pub is_verified: bool,
    /// Headings and the fields that take them, `heading → field`.
    pub mapped: Vec<(String, &'static str)>,
    /// Headings that no field takes.
    pub ignored: Vec<String>,
    /// Fields without a column, where a heading that no field takes comes near theirs.
    pub near_misses: Vec<String>,
    /// Things to know about the file or its profile.
    pub notes: Vec<String>,
}

/// The rows of a file, counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowCounts {
    /// Rows that are neither blank nor passed over.
    pub read: u64,
    /// Rows that the last good run before the run date read of the same input.
    pub read_before: Option<u64>,
    /// Rows that are part of tonight's facts.
    pub accepted: u64,
    /// Rows that are quarantined.
    pub rejected: u64,
    /// Warnings on rows that are kept.
    pub warnings: u64,
    /// Rows that the profile says are none of ours.
    pub skipped: u64,
    /// Rows below the headings of its longest sheet, whatever became of them.
    pub longest_sheet: u64,
}

/// How the values of one column could be read.
#[derive(Clone, Debug)]
pub struct ColumnReport {
    /// The field that takes it.
    pub field: &'static str,
    /// The heading, as the file writes it.
    pub heading: String,
    /// Coded words that are not blank.
    pub words: u64,
    /// Those of them that nobody knows.
    pub unknown: u64,
    /// Dates in numbers that can only be day first.
    pub day_first: u64,
    /// Those that can only be month first.
    pub month_first: u64,
    /// Whether the profile says that they are month first.
    pub is_month_first: bool,
}

/// What tells how old the contents of a file are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Records {
    /// The latest day up to the run date on which one of its visits was made or recorded.
    pub newest: Option<NaiveDate>,
    /// The latest day, up to the run date or the export's own, on which a contact of the file was recorded.
    pub newest_recorded: Option<NaiveDate>,
    /// Contacts of the file that say when they were recorded.
    pub recorded_rows: u64,
    /// The day that the file is of, at most the run date; later runs compare theirs with it.
    pub as_of: Option<NaiveDate>,
}

/// What a file gives away of itself, for the gate.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// What it is made of; the same for every data set that the file feeds.
    pub shape: Shape,
    /// Sheets that the profile names and the workbook does not have.
    pub sheets_gone: Option<SheetsGone>,
    /// Other files of the same date that the pattern of the settings matches.
    pub rivals: Vec<String>,
    /// How many sheets the workbook has.
    pub sheets: usize,
    /// Sheets with a profile's headings that no table of this line took, and their rows.
    pub look_alikes: Vec<(String, u64)>,
    /// A row of the file that says that rows are missing.
    pub cut: Option<Cut>,
    /// How much of what its rows name the other exports have.
    pub links: Vec<Link>,
}

/// What a file is made of, as a later run compares its own with it. Headings and sheets, never a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// A fingerprint of the profile's text and of the line of the settings: by another of either a file has another shape.
    pub read_by: String,
    /// The sheets that were read.
    pub sheets: BTreeSet<String>,
    /// For each of the profile's tables that was read, the fields that have a column, as `visits.outcome`.
    pub columns: BTreeMap<String, BTreeSet<String>>,
}

/// Sheets that a profile names and a workbook does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetsGone {
    /// Their names, in quotation marks.
    pub missing: String,
    /// Every sheet that is there.
    pub found: String,
    /// How many of the sheets that the profile names are there.
    pub there: usize,
    /// How many it names.
    pub named: usize,
}

/// A row in which the exporting tool says that there were more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The sheet.
    pub sheet: Option<String>,
    /// The row, as a spreadsheet shows it.
    pub row: u32,
    /// What it says, in words of ours.
    pub says: &'static str,
    /// Rows that were read of the sheet.
    pub rows: u64,
}

/// The rows of a file that name something which another export must have.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Of what to what.
    pub kind: LinkKind,
    /// Rows that name one.
    pub rows: u64,
    /// Those of them whose name the other export does not have.
    pub unmatched: u64,
}

/// What one export names and another one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// The child of a visit, in the case rows.
    VisitChild,
    /// The child of a rating, in the case rows.
    RatingChild,
    /// The worker of a visit, in the workers export.
    VisitWorker,
    /// The worker of a case row, in the workers export.
    CaseWorker,
}

impl LinkKind {
    /// What an unmatched row does, with the rows it is one of: "visits are to children who have no case row".
    pub fn unmatched(self) -> &'static str {
        match self {
            Self::VisitChild => "visits are to children who have no case row",
            Self::RatingChild => "ratings are of children who have no case row",
            Self::VisitWorker => {
                "visits that name a worker name one whom the workers export does not have"
            }
            Self::CaseWorker => {
                "case rows that name a worker name one whom the workers export does not have"
            }
        }
    }
}

/// Something odd that no row code names: worth a look, and nothing is left out because of it.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// What is odd, as a sentence about each case.
    pub what: String,
    /// How often.
    pub count: u64,
    /// The first few places or ids, for the analyst's eyes only.
    pub examples: Vec<String>,
}

/// Something about a whole file that does not stop the run, and that everybody who reads must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWarning {
    /// The data set that it feeds.
    pub data_set: DataSet,
    /// The file, from the root; several where the warning is of what they hold together.
    pub file: String,
    /// What is the matter, with the numbers, and what to do.
    pub what: String,
    /// What it means to a manager, as a sentence without files and columns.
    pub for_managers: String,
    /// Whether the lists themselves may be wrong for it: the first that their letters say.
    pub makes_doubtful: bool,
}

impl fmt::Display for FileWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} export {}: {}",
            self.data_set.name(),
            self.file,
            self.what
        )
    }
}
