//! One row, cell by cell: the cell of each field, what it says, problems noted on the way. [`values`](super::values) reads them.

use std::{borrow::Cow, sync::Arc};

use super::SheetContext;
use crate::{
    ingest::{
        cell::{self, Says},
        heading::Bound,
        ids::{self, Spoilt},
        rows::{Raw, RowBuf, Unread},
    },
    model::{
        field::Field,
        problem::{Code, Problem},
    },
};

/// A field's cell: what it holds and the column it stands in, where it is not a default.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub raw: Raw<'a>,
    pub column: Option<usize>,
}

/// Reads the fields of one row.
pub struct RowReader<'a> {
    pub(super) row: &'a RowBuf,
    pub(super) context: &'a SheetContext<'a>,
    problems: &'a mut Vec<Problem>,
    /// How many problems there were before the row's own.
    before: usize,
    is_rejected: bool,
}

impl<'a> RowReader<'a> {
    /// Starts on a row; text that cannot be decoded, or too few or many cells, reject it at once.
    pub fn new(
        row: &'a RowBuf,
        context: &'a SheetContext<'a>,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let mut reader = Self::resume(row, context, problems);
        if let Some(column) = row.undecodable {
            let found = Found {
                raw: row.cell(column),
                column: Some(column),
            };
            reader.note(Code::Encoding, Some(found), "this text cannot be decoded");
        }
        let (width, most) = (context.heading.width, context.heading.texts.len());
        let is_too_long = || row.len() > most && row.used() > most;
        if row.has_fixed_width && (row.len() < width || is_too_long()) {
            let sentence = format!("the row has {} cells, the heading row {width}", row.len());
            reader.note(Code::Row, None, &sentence);
        }
        reader
    }

    /// Goes back to a row that was read, to note something more.
    pub fn resume(
        row: &'a RowBuf,
        context: &'a SheetContext<'a>,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        Self {
            row,
            context,
            before: problems.len(),
            problems,
            is_rejected: false,
        }
    }

    /// Whether an error was noted: the row is quarantined.
    pub fn is_rejected(&self) -> bool {
        self.is_rejected
    }

    /// Notes a problem of the row, once: a field may be asked for twice.
    pub fn note(&mut self, code: Code, found: Option<Found<'_>>, sentence: &str) {
        self.is_rejected |= code.is_error();
        let column = found
            .and_then(|found| found.column)
            .and_then(|column| self.context.heading.label(column).cloned());
        let is_said = |said: &Problem| {
            said.code == code && said.column == column && said.sentence == sentence
        };
        if self.problems[self.before..].iter().any(is_said) {
            return;
        }
        self.problems.push(Problem {
            source: Arc::clone(&self.context.source),
            row: self.row.number,
            column,
            code,
            value: found.map_or_else(String::new, |found| {
                let text = cell::text(found.raw);
                cell::cut(&text, cell::LONGEST_NAME).unwrap_or_else(|| text.into_owned())
            }),
            sentence: sentence.to_owned(),
            child: self.child(),
        });
    }

    /// The child that the row is of, where its cell can be read.
    fn child(&self) -> Option<String> {
        let fields = [
            Field::CaseChildId,
            Field::VisitChildId,
            Field::RatingChildId,
        ];
        let mut found = fields.into_iter().filter_map(|field| {
            let id = self.id_of(field, self.find(field)?).ok()?;
            Some(id.into_owned())
        });
        found.next()
    }

    /// The id in a field's cell, behind the prefix of the profile.
    pub(super) fn id_of(&self, field: Field, found: Found<'a>) -> Result<Cow<'a, str>, Spoilt> {
        let id = ids::id(found.raw)?;
        let prefix = self
            .bound(field)
            .map_or("", |bound| bound.rule.prefix.as_str());
        Ok(match prefix {
            "" => id,
            prefix => Cow::Owned(format!("{prefix}{id}")),
        })
    }

    /// Notes a problem with a field, quoting the cell it was read from.
    pub fn note_field(&mut self, code: Code, field: Field, sentence: &str) {
        let found = self.find(field);
        self.note(code, found, sentence);
    }

    /// The first cell of a field that is not blank, known or not; its default where all are.
    #[inline]
    pub(super) fn find(&self, field: Field) -> Option<Found<'a>> {
        let bound = self.context.feed.field(field)?;
        for &column in &bound.columns {
            let raw = self.row.cell(column);
            if !cell::is_blank(raw) {
                return Some(Found {
                    raw,
                    column: Some(column),
                });
            }
        }
        bound.rule.default.as_deref().map(|default| Found {
            raw: Raw::Text(default),
            column: None,
        })
    }

    /// The value of a field: the first cell that has one. What is not known is noted, and so is a required field
    /// without a value.
    pub(super) fn take(&mut self, field: Field) -> Option<Found<'a>> {
        match self.find(field) {
            Some(found) if cell::says(found.raw) == Says::Something => Some(found),
            Some(_) => self.take_known(field),
            None => {
                self.missing(field);
                None
            }
        }
    }

    /// As [`take`](Self::take), where a cell of the field is not known.
    fn take_known(&mut self, field: Field) -> Option<Found<'a>> {
        let bound = self.bound(field)?;
        for &column in &bound.columns {
            let raw = self.row.cell(column);
            let found = Found {
                raw,
                column: Some(column),
            };
            match cell::says(raw) {
                Says::Nothing => {}
                Says::Something => return Some(found),
                Says::NotKnown if matches!(raw, Raw::Unread(..)) => {
                    let code = unread(field, bound.rule.default.is_some());
                    self.note_unread(code, field, found);
                    if code.is_error() {
                        return None;
                    }
                }
                Says::NotKnown if is_id(field) && field.is_required() => {
                    self.note(Code::Id, Some(found), NOT_KNOWN);
                    return None;
                }
                // A profile that says what stands for a blank required field says it for one that is not known too.
                Says::NotKnown if needs_to_be_known(field, bound.rule.default.is_some()) => {
                    self.note(Code::NoValue, Some(found), NOT_KNOWN);
                    return None;
                }
                Says::NotKnown => self.note(Code::Value, Some(found), NOT_KNOWN_IS_BLANK),
            }
        }
        bound.rule.default.as_deref().map(|default| Found {
            raw: Raw::Text(default),
            column: None,
        })
    }

    /// A text in which the profile does not find what it looks for is as one that cannot be read.
    fn note_unread(&mut self, code: Code, field: Field, found: Found<'_>) {
        let Raw::Unread(_, why) = found.raw else {
            return;
        };
        let why = match why {
            Unread::Pattern => "the profile's pattern (extract) finds nothing in this text",
            Unread::List => {
                "the list does not name the child, and names somebody whom the row does not"
            }
            Unread::TooMany => "these are more values than any cell has; is split right?",
            Unread::Several => {
                "the table that is joined has several rows of this key, and they differ; is take = \"open\" meant?"
            }
        };
        let is_error = code.is_error();
        if let Some(bound) = self.bound(field) {
            bound.tally.word(false);
        }
        if is_error {
            self.note(code, Some(found), why);
        } else {
            self.note(code, Some(found), &format!("{why}; it counts as blank"));
        }
    }

    pub(super) fn bound(&self, field: Field) -> Option<&'a Bound<'a>> {
        self.context.feed.field(field)
    }

    pub(super) fn missing(&mut self, field: Field) {
        if field.is_required() {
            let column = self
                .bound(field)
                .and_then(|bound| bound.columns.first().copied());
            let found = column.map(|column| Found {
                raw: Raw::Blank,
                column: Some(column),
            });
            self.note(
                Code::Missing,
                found,
                &format!("{} is blank, and every row needs it", field.name()),
            );
        }
    }
}

pub const NOT_KNOWN: &str = "an error of the spreadsheet, or a formula without a result, where the value must be known; open the file in its program, save it, and see that the cell shows a value";
const NOT_KNOWN_IS_BLANK: &str =
    "an error of the spreadsheet, or a formula without a result; it counts as blank";

/// Ids of children, visits and workers, of which a spoilt one that is required is E-ID. [RULES 7]
fn is_id(field: Field) -> bool {
    matches!(
        field,
        Field::AliasOldId
            | Field::AliasChildId
            | Field::LookupKey
            | Field::CaseChildId
            | Field::VisitId
            | Field::VisitChildId
            | Field::RatingChildId
            | Field::WorkerId
    )
}

/// What a text gets that cannot be read as a field's value. [RULES 7]
fn unread(field: Field, has_default: bool) -> Code {
    match field {
        Field::VisitOutcome => Code::Mode,
        Field::CaseRag | Field::RatingRag => Code::Rag,
        Field::CaseStatusEnd | Field::LookupStart | Field::LookupEnd => Code::Date,
        field if !field.is_required() || has_default => Code::Value,
        field if is_id(field) => Code::Id,
        Field::CaseStatus => Code::Status,
        Field::VisitMode => Code::Mode,
        Field::CaseStatusStart | Field::VisitDate | Field::RatingDecidedOn => Code::Date,
        _ => Code::NoValue,
    }
}

/// Where not known is never taken for blank. [RULES 7: E-NO-VALUE]
fn needs_to_be_known(field: Field, has_default: bool) -> bool {
    (field.is_required() && !has_default)
        || matches!(
            field,
            Field::CaseStatusEnd
                | Field::LookupStart
                | Field::LookupEnd
                | Field::VisitOutcome
                | Field::VisitChildSeen
                | Field::WorkerQualified
        )
}
