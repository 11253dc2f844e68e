//! Why an export is refused: what is wrong with a whole file, where, and what to do. No text here quotes a row.

use std::fmt;

use chrono::NaiveDate;

use crate::model::{
    field::DataSet,
    input::{Link, SheetsGone},
};

/// One refused export.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The data set that it feeds.
    pub data_set: DataSet,
    /// The file, or the pattern that found none.
    pub file: String,
    /// What is wrong.
    pub trouble: Trouble,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} export {}: {}",
            self.data_set.name(),
            self.file,
            self.trouble
        )
    }
}

/// What is wrong with a whole file.
#[derive(Clone, Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum Trouble {
    #[error("no file matches; has the export run? Looked for it in {folder}")]
    NotFound { folder: String },
    #[error("is not an ordinary file ({kind}); put the export itself there")]
    NotAFile { kind: &'static str },
    #[error("cannot be read: {cause}")]
    Unreadable { cause: String },
    #[error("the file is empty (0 bytes); the export did not run or is still being written")]
    Empty,
    #[error("there is a heading row but no row below it; the export is empty")]
    HeaderOnly,
    #[error("this is a web page, probably a sign-in page; fetch the export again")]
    WebPage,
    #[error("this is {what}, not a CSV file or a workbook of the kinds that are read; {remedy}")]
    OtherFile {
        what: &'static str,
        remedy: &'static str,
    },
    #[error(
        "the workbook is cut short ({bytes} bytes); wait until the copy has ended or export again"
    )]
    WorkbookCutShort { bytes: u64 },
    #[error(
        "the file is cut short: its last row, line {line}, ends after {found} of {expected} cells and without a line break; export it again, and without a footer, if that is one"
    )]
    CsvCutShort {
        line: u32,
        found: usize,
        expected: usize,
    },
    #[error(
        "a quoted text that opens in line {line} is not closed properly; the file is damaged or cut short"
    )]
    Quote { line: u32 },
    #[error("the workbook is password-protected; save it without a password")]
    Encrypted,
    #[error("the workbook cannot be read ({cause}); open it in Excel and save it as .xlsx")]
    BadWorkbook { cause: String },
    #[error(
        "the workbook holds {part}; save it as a plain .xlsx without macros, links or embedded files"
    )]
    ActivePart { part: String },
    #[error(
        "the workbook unpacks to {megabytes} MB, which is more than a real export needs; it was not opened"
    )]
    TooLarge { megabytes: u64 },
    #[error(
        "reading the workbook takes more than {megabytes} MB of memory, and it was left unread; no real export of such a size is known: open it in Excel and save it as .xlsx, or set workbook_memory in [gate]"
    )]
    TooMuchMemory { megabytes: u64 },
    #[error(
        "reading the workbook takes longer than {seconds} seconds, and it was left unread; open it in Excel and save it as .xlsx, or set workbook_time in [gate]"
    )]
    TooSlow { seconds: u64 },
    #[error("{0}")]
    OfWorkbook(String),
    #[error(
        "the workbook has {sheets} sheets, and more in them than can be looked through for headings; leave only those of the export in it"
    )]
    TooManySheets { sheets: usize },
    #[error(
        "{place} is longer than any row of a table (over 1 MB of text, or over 16,384 cells); the file is damaged, or holds something else: export it again"
    )]
    TooLong { place: String },
    #[error(
        "the sheet \"{sheet}\" uses cells far outside any table (row {row}, column {column}); delete everything right of and below the table"
    )]
    TooWide {
        sheet: String,
        row: u32,
        column: String,
    },
    #[error("the rows of sheet \"{sheet}\" are out of order; open it in Excel and save it again")]
    RowOrder { sheet: String },
    #[error("looks like UTF-16 without a byte-order mark; save it as UTF-8")]
    BareUtf16,
    #[error("is separated by {found}, not by {expected}; export it separated by {expected}")]
    Delimiter {
        found: &'static str,
        expected: &'static str,
    },
    #[error(
        "no heading row was found in the first {rows} rows; expected headings such as {expected}"
    )]
    NoHeader { rows: u32, expected: String },
    #[error(
        "the column \"{expected}\", which {key} of the profile names, is missing; without it nobody knows which rows count, or whose they are: name the column as the export does"
    )]
    NoColumnFor { key: String, expected: String },
    #[error(
        "its rows are joined with the table \"{table}\", and none was found: not as a sheet of this workbook, nor as a file named like {names} beside it; name its file under [inputs], as lookups = [{{ path = \"…\", profile = \"{profile}\" }}]"
    )]
    NoLookup {
        table: String,
        names: String,
        profile: String,
    },
    #[error(
        "{unmatched} of {keys} rows find no row of the table \"{table}\", with which they are joined; are the ids in both written alike, with their leading zeros?"
    )]
    LooseJoin {
        table: String,
        keys: u64,
        unmatched: u64,
    },
    #[error("the required column {expected} is missing{nearest}")]
    MissingColumn { expected: String, nearest: Nearest },
    #[error(
        "the heading \"{heading}\" stands twice (columns {first} and {second}); remove one of them"
    )]
    DuplicateHeader {
        heading: String,
        first: String,
        second: String,
    },
    #[error("no sheet {expected} was found; the workbook has {found}")]
    NoSheet { expected: String, found: String },
    #[error(
        "no sheet {} was found; the workbook has {}: {} of the {} sheets that the profile names, and no other is taken in the place of one; correct the export, or name the sheet in the profile as the workbook does",
        .0.missing, .0.found, .0.there, .0.named
    )]
    SheetsGone(SheetsGone),
    #[error(
        "{unread} of {sheets} sheets have the headings of the profile and were not read: {named}; name them in the profile, or take them out of the workbook"
    )]
    SheetsUnread {
        unread: usize,
        sheets: usize,
        named: String,
    },
    #[error(
        "{gone} of {read} columns that the run for {date} read are not there: {named}{unread}; if a heading was renamed, name it in the profile"
    )]
    ColumnsGone {
        gone: usize,
        read: usize,
        named: String,
        date: NaiveDate,
        of: DataSet,
        unread: String,
    },
    #[error(
        "row {row}{sheet} says that rows are missing (\"{says}\"), behind {rows} rows that were read; export it in parts or without the limit"
    )]
    Cut {
        row: u32,
        sheet: String,
        says: &'static str,
        rows: u64,
    },
    #[error("several sheets could be meant ({found}); name one with sheet = \"…\" in the settings")]
    SheetAmbiguous { found: String },
    #[error(
        "{records} records stand for each other in a circle, so that none of them is the child's; correct the export"
    )]
    AliasCircle { records: usize },
    #[error("the file changed while it was read; wait until the export is complete")]
    Changed,
    #[error(
        "{rejected} of {read} rows were rejected ({share:.1} %), more than the {limit:.1} % allowed"
    )]
    TooManyRejects {
        rejected: u64,
        read: u64,
        share: f64,
        limit: f64,
    },
    #[error(
        "{} of {} {}, more than the {limit:.0} % allowed; are the ids in both exports written alike, with their leading zeros?", link.unmatched, link.rows, link.kind.unmatched()
    )]
    TooManyOrphans { link: Link, limit: f64 },
    #[error(
        "{read} rows, fewer than {limit:.0} % of the {last} rows of the last good run; the export is probably incomplete"
    )]
    TooFewRows { read: u64, last: u64, limit: f64 },
    #[error(
        "the export is of {export}, {age} hours before the run date {date}; the limit is {limit} hours; run the export again"
    )]
    TooOldByName {
        export: NaiveDate,
        age: i64,
        date: NaiveDate,
        limit: u32,
    },
    #[error(
        "the file was last written {age} hours ago; the limit is {limit} hours; run the export again"
    )]
    TooOldByClock { age: i64, limit: u32 },
    #[error(
        "its newest record is of {newest}, {age} hours before the run date {date} without days off; the limit is {limit} hours; has the case system's copy stopped being renewed?"
    )]
    TooOldByContent {
        newest: NaiveDate,
        age: i64,
        date: NaiveDate,
        limit: u32,
    },
    #[error(
        "the run is for {date}, {days} days after the newest export ({newest}): more than {limit}, whatever max_age says, is the work of a wrong clock; set the machine's clock right, name the date with --date, or put newer exports in place"
    )]
    FarBehind {
        newest: NaiveDate,
        days: i64,
        date: NaiveDate,
        limit: i64,
    },
    #[error(
        "{rows} rows, as many as exports are cut off at ({cap} with or without the heading row); export it in parts or without the limit, or set row_cap in [gate] where the number is right"
    )]
    AtACap { rows: u64, cap: u64 },
    #[error(
        "{read} rows, byte for byte the {rows} rows of the run for {date}; it should change every day: has the export run?"
    )]
    Identical {
        read: u64,
        rows: u64,
        date: NaiveDate,
    },
    #[error(
        "it is of {of}, older than the one of {last_of} that the run for {date} used; put the newer export there again"
    )]
    Older {
        of: NaiveDate,
        last_of: NaiveDate,
        date: NaiveDate,
    },
    #[error(
        "it is of {of}, and the {other} is of {other_of}, {days} apart; export cases and visits on one day"
    )]
    DifferentDays {
        of: NaiveDate,
        other: String,
        other_of: NaiveDate,
        days: String,
    },
    #[error(
        "{found} open children, fewer than {limit:.0} % of the {last} of the run for {date}; the export is probably incomplete"
    )]
    TooFewChildren {
        found: u64,
        last: u64,
        date: NaiveDate,
        limit: f64,
    },
    #[error(
        "{teams} of the run for {date} without an open child: {named}; is a part of the export missing, or is it closed or renamed?"
    )]
    TeamsGone {
        teams: String,
        named: String,
        date: NaiveDate,
    },
    #[error(
        "{teams} that the run for {date} did not have: {named}; see that somebody in recipients.csv gets the children"
    )]
    TeamsNew {
        teams: String,
        named: String,
        date: NaiveDate,
    },
    #[error(
        "{before} children were {what} in the run for {date}, {now} of {children} are now; if the exports have changed and not the children, mend that before the lists are used"
    )]
    Jump {
        what: &'static str,
        before: u64,
        now: u64,
        children: u64,
        date: NaiveDate,
    },
    #[error(
        "{files} files of one date match {pattern}; this one was read, and {unread} not; take away all but one"
    )]
    TwoFiles {
        files: usize,
        pattern: String,
        unread: String,
    },
    #[error(
        "the file is still being written: {before} bytes, and {after} bytes {seconds} seconds later; wait until the copy has ended, or set wait in [gate]"
    )]
    Growing {
        before: u64,
        after: u64,
        seconds: u64,
    },
    #[error(
        "{unknown} of the {words} values of \"{heading}\" ({field}) are words that nobody knows, more than {limit:.0} %, and count as blank; have its words changed? Name them in the profile"
    )]
    ValuesUnread {
        field: &'static str,
        heading: String,
        words: u64,
        unknown: u64,
        limit: f64,
    },
    #[error(
        "{dates} dates of \"{heading}\" can only be {} and none {}, so that the others are misread; {}",
        if *is_month_first { "day first" } else { "month first" },
        if *is_month_first { "month first, as the profile says" } else { "day first" },
        if *is_month_first { "take dates = \"month first\" out of the profile" } else { "export them as day/month/year or year-month-day, or say dates = \"month first\" in the profile where the system always writes them so" }
    )]
    MonthFirst {
        heading: String,
        dates: u64,
        is_month_first: bool,
    },
    #[error(
        "dates of \"{heading}\" are written in two ways: {month_first} can only be month first, {day_first} only day first; export them as day/month/year or year-month-day"
    )]
    MixedDates {
        heading: String,
        month_first: u64,
        day_first: u64,
    },
    #[error("no row could be used; every one was rejected")]
    NothingAccepted,
    #[error(
        "no row could be used; the profile passes over all {skipped} of them, as none of this kind or without what makes it one"
    )]
    NothingOfOurs { skipped: u64 },
}

impl Trouble {
    /// More rows were rejected than the share that is allowed.
    pub(super) fn too_many_rejects(rejected: u64, read: u64, allowed: f64) -> Self {
        Self::TooManyRejects {
            rejected,
            read,
            share: rejected as f64 / read as f64 * 100.0,
            limit: allowed * 100.0,
        }
    }

    /// Whether single rows are to blame, so that their kinds of problem explain it.
    pub fn is_of_rows(&self) -> bool {
        matches!(
            self,
            Self::TooManyRejects { .. } | Self::TooManyOrphans { .. } | Self::NothingAccepted
        )
    }
}

/// What helps with a table that Excel can open.
pub const OPEN_AND_SAVE: &str = "open it in Excel and save it as .xlsx";

/// The heading that comes nearest to a missing one.
#[derive(Clone, Debug)]
pub struct Nearest(pub Option<String>);

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(heading) => write!(f, "; the nearest found is \"{heading}\""),
            None => f.write_str(", and no heading comes near it"),
        }
    }
}
