//! From bound rows to facts: one file a data set, and the gathering place that they share.

mod aliases;
mod cases;
mod lookups;
mod ratings;
mod repeats;
mod row;
mod values;
mod visits;
mod workers;

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{
    heading::{BoundFeed, Heading},
    lookups::Lookups,
    profile::Table,
    refusal::Trouble,
    rows::RowBuf,
};
use crate::model::{
    facts::RawFacts,
    field::DataSet,
    problem::{Code, Problem, Source},
    status::Status,
    text::Sym,
};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is part of tonight's facts.
    Accepted,
    /// It has an error and is quarantined.
    Rejected,
    /// It is none of ours, as the profile says.
    Skipped,
}

/// What holds for every row of one sheet and data set.
pub struct SheetContext<'p> {
    /// Where the rows stand.
    pub source: Arc<Source>,
    /// The table of the profile that reads them.
    pub table: &'p Table,
    /// The name of the profile.
    pub profile: &'p str,
    /// The heading row.
    pub heading: &'p Heading<'p>,
    /// The columns of the data set.
    pub feed: &'p BoundFeed<'p>,
    /// The run date.
    pub date: NaiveDate,
    /// The last day on which a visit can have happened: the run date or the export's own, the later.
    pub latest: NaiveDate,
    /// The risk factors that the settings name.
    pub factors: &'p BTreeSet<String>,
    /// The zone of local dates.
    pub timezone: Tz,
}

/// Everything read so far tonight.
#[derive(Default)]
pub struct Sink {
    /// The facts.
    pub raw: RawFacts,
    /// What is wrong with rows.
    pub problems: Vec<Problem>,
    /// Remarks on rows that are kept all the same, for the oddities.
    pub remarks: Vec<Remark>,
    /// Tables that other rows are joined with.
    pub lookups: Lookups,
    case_places: Vec<(Arc<Source>, u32)>,
    worker_places: Vec<workers::Place>,
    visit_places: repeats::VisitPlaces,
    with_case: Vec<bool>,
    open_in_sheets: HashSet<(Sym, Status)>,
    /// Risk factors, and whole lists of them, that the file has had.
    factors: HashSet<String>,
    newest_record: Option<NaiveDate>,
    recorded: RecordedRows,
}

/// Contacts of a file that say when they were recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordedRows {
    /// The latest day up to the run date or the export's own.
    pub newest: Option<NaiveDate>,
    /// How many they are.
    pub rows: u64,
}

/// A remark on a row that is kept.
#[derive(Clone, Debug)]
pub struct Remark {
    /// What is odd, in words that fit every such row.
    pub what: &'static str,
    /// Where the row stands.
    pub source: Arc<Source>,
    /// The row as a spreadsheet shows it.
    pub row: u32,
}

impl Sink {
    /// Reads one row into the facts.
    pub fn row(&mut self, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
        match context.feed.data_set {
            DataSet::Cases => cases::read(self, row, context),
            DataSet::Visits => visits::read(self, row, context),
            DataSet::Ratings => ratings::read(self, row, context),
            DataSet::Workers => workers::read(self, row, context),
            DataSet::Aliases => aliases::read(self, row, context),
            DataSet::Lookups => lookups::read(self, row, context),
        }
    }

    /// Settles which records stand for which child, once a file of aliases is read.
    pub fn check_aliases(&mut self) -> Result<(), Trouble> {
        aliases::settle(&mut self.raw.merged)
    }

    /// Starts a new file: what one workbook's sheets leave to each other ends with it.
    pub fn start_file(&mut self) {
        self.open_in_sheets.clear();
        self.factors.clear();
        self.newest_record = None;
        self.recorded = RecordedRows::default();
    }

    /// What the file's contacts say of when they were recorded.
    pub fn recorded(&self) -> RecordedRows {
        self.recorded
    }

    /// The latest day that the file's visits were recorded or made on.
    pub fn newest_record(&self) -> Option<NaiveDate> {
        self.newest_record
    }

    /// Warns of case rows of one child and status that are open at the same time; both are kept. [RULES 7]
    pub fn warn_of_overlaps(&mut self) {
        let cases = &self.raw.cases;
        let mut order: Vec<usize> = (0..cases.len()).collect();
        order.sort_by_key(|&at| {
            (
                cases[at].child.index(),
                cases[at].status,
                cases[at].start,
                at,
            )
        });
        // A row without a known start overlaps nothing that anybody could know of; one that ends on its first day, nothing.
        order.retain(|&at| cases[at].start.is_some() && cases[at].end != cases[at].start);
        let mut open: Option<(usize, Option<NaiveDate>)> = None;
        for at in order {
            let row = &cases[at];
            let before = open.filter(|(before, _)| {
                (cases[*before].child, cases[*before].status) == (row.child, row.status)
            });
            let overlaps =
                before.is_some_and(|(_, end)| end.is_none_or(|end| row.start < Some(end)));
            if overlaps {
                let (source, number) = &self.case_places[at];
                self.problems.push(Problem {
                    source: Arc::clone(source),
                    row: *number,
                    column: None,
                    code: Code::Overlap,
                    value: row.status.code().to_owned(),
                    sentence: "the same child has another row of this status for the same time; both are kept"
                        .to_owned(),
                    child: Some(self.raw.children.text(row.child).to_owned()),
                });
            }
            let end = match before {
                Some((_, None)) => None,
                Some((_, Some(end))) => row.end.map(|own| own.max(end)),
                None => row.end,
            };
            open = Some((at, end));
        }
    }

    /// Whether an accepted case row, open or closed, has the child.
    fn has_case(&self, child: Sym) -> bool {
        self.with_case.get(child.index()).copied().unwrap_or(false)
    }

    fn note_case(&mut self, child: Sym) {
        if self.with_case.len() <= child.index() {
            self.with_case.resize(child.index() + 1, false);
        }
        self.with_case[child.index()] = true;
    }
}
