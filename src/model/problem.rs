//! What is wrong with a row of an export: a value that reaches a report, never a crash. [RULES 7]

use std::fmt;
use std::sync::Arc;

use super::field::DataSet;

/// What a bad row gets. Errors quarantine the row, warnings keep it. [RULES 7]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A required field is blank.
    Missing,
    /// A date that no accepted format reads, or outside the years that make sense.
    Date,
    /// An id that a spreadsheet has spoilt.
    Id,
    /// A cell that must be known and is not: an error, a formula without a result.
    NoValue,
    /// A status that the profile does not know.
    Status,
    /// A visit type, mode or outcome that the profile does not know.
    Mode,
    /// A case row that ends before it starts.
    EndsEarly,
    /// A visit said to have happened in the future.
    Future,
    /// Text that cannot be decoded.
    Encoding,
    /// A row with fewer or more cells than there are headings.
    Row,
    /// A rating that is no known word.
    Rag,
    /// The same visit id again.
    Duplicate,
    /// The same visit under another id.
    SameVisit,
    /// The same child and status twice with overlapping dates.
    Overlap,
    /// The same worker again with other values.
    Worker,
    /// A visit to a child with no case row.
    Orphan,
    /// A risk factor that the settings do not name.
    Factor,
    /// Another optional field that cannot be read.
    Value,
}

impl Code {
    /// Every code, errors first.
    pub const ALL: [Self; 18] = [
        Self::Missing,
        Self::Date,
        Self::Id,
        Self::NoValue,
        Self::Status,
        Self::Mode,
        Self::EndsEarly,
        Self::Future,
        Self::Encoding,
        Self::Row,
        Self::Rag,
        Self::Duplicate,
        Self::SameVisit,
        Self::Overlap,
        Self::Worker,
        Self::Orphan,
        Self::Factor,
        Self::Value,
    ];

    /// The code as reports print it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "E-MISSING",
            Self::Date => "E-DATE",
            Self::Id => "E-ID",
            Self::NoValue => "E-NO-VALUE",
            Self::Status => "E-STATUS",
            Self::Mode => "E-MODE",
            Self::EndsEarly => "E-ENDS-EARLY",
            Self::Future => "E-FUTURE",
            Self::Encoding => "E-ENCODING",
            Self::Row => "E-ROW",
            Self::Rag => "W-RAG",
            Self::Duplicate => "W-DUPLICATE",
            Self::SameVisit => "W-SAME-VISIT",
            Self::Overlap => "W-OVERLAP",
            Self::Worker => "W-WORKER",
            Self::Orphan => "W-ORPHAN",
            Self::Factor => "W-FACTOR",
            Self::Value => "W-VALUE",
        }
    }

    /// What the code means, for the analyst.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Missing => "a required field is blank; the row is left out",
            Self::Date => "a date that cannot be read or cannot be right; the row is left out",
            Self::Id => "an id that a spreadsheet has spoilt; the row is left out",
            Self::NoValue => {
                "an error, or a formula without a result, where the value must be known; the row is left out"
            }
            Self::Status => "a status that the profile does not know; the row is left out",
            Self::Mode => {
                "a visit type, mode or outcome that the profile does not know; the row is left out"
            }
            Self::EndsEarly => "the case ends before it starts; the row is left out",
            Self::Future => "a visit said to have happened in the future; the row is left out",
            Self::Encoding => "text that cannot be decoded; the row is left out",
            Self::Row => "fewer or more cells than headings; the row is left out",
            Self::Rag => "a rating that is no known word; the child has no rating from this row",
            Self::Duplicate => "the same visit id again; the version recorded last is kept",
            Self::SameVisit => {
                "the same visit under another id; counted once where visits are counted"
            }
            Self::Overlap => "the same child and status twice at one time; both are kept",
            Self::Worker => "the same worker again with other values; one of the rows is kept",
            Self::Orphan => {
                "a visit or rating of a child who has no case row; kept, but counts for nobody"
            }
            Self::Factor => "a risk factor that the settings do not name; it counts for no rule",
            Self::Value => "an optional field that cannot be read; it counts as blank",
        }
    }

    /// Whether the row is quarantined.
    pub fn is_error(self) -> bool {
        self <= Self::Row
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where an export stands: the data set it feeds, its file and, in a workbook, its sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The data set that the row belongs to.
    pub data_set: DataSet,
    /// The file, from the root.
    pub file: String,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
}

/// One thing wrong with one row.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where the row stands.
    pub source: Arc<Source>,
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// The column's heading as the file writes it, where one column is to blame.
    pub column: Option<String>,
    /// What it gets.
    pub code: Code,
    /// The value as it stands in the file; for the analyst's eyes only.
    pub value: String,
    /// One plain sentence.
    pub sentence: String,
    /// The child of the row, as far as the row can say; never printed.
    pub child: Option<String>,
}

impl Problem {
    /// Whether it leaves a case row out, so that the child may be on no list.
    pub fn leaves_case_out(&self) -> bool {
        self.code.is_error()
            && self.code != Code::EndsEarly
            && self.source.data_set == DataSet::Cases
    }
}
