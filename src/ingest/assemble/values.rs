//! The fields of a row as typed values: ids, dates, words of a profile, answers, ratings.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

use super::row::{Found, RowReader};
use crate::{
    ingest::{
        cell::{self, Says},
        dates, ids,
        profile::SKIP,
        rows::Raw,
    },
    model::{
        field::Field,
        problem::Code,
        rating::{Decision, Rag},
        text::{Interner, folded},
        visit::Answer,
    },
};

/// A word of a code column, as the profile reads it.
pub enum Word<'a> {
    Blank,
    Skip,
    Known(Cow<'a, str>),
    /// The profile does not know it.
    Unknown(Found<'a>),
}

impl<'a> RowReader<'a> {
    /// An id, as text.
    pub fn id(&mut self, field: Field) -> Option<Cow<'a, str>> {
        let found = self.take(field)?;
        match self.id_of(field, found) {
            Ok(id) => Some(id),
            Err(spoilt) if field.is_required() => {
                self.note(Code::Id, Some(found), spoilt.sentence());
                None
            }
            Err(spoilt) => {
                let sentence = format!("{}; it counts as blank", spoilt.sentence());
                self.note(Code::Value, Some(found), &sentence);
                None
            }
        }
    }

    /// The worker of a case or a visit; a word such as "unallocated" is none.
    pub fn worker(&mut self, field: Field) -> Option<Cow<'a, str>> {
        if let Some(Found {
            raw: Raw::Text(text),
            ..
        }) = self.find(field)
            && ids::is_nobody(text)
        {
            return None;
        }
        self.id(field)
    }

    /// A name or a word, of which what is too long is cut.
    pub fn text(&mut self, field: Field) -> Option<Cow<'a, str>> {
        self.text_of(field, cell::LONGEST_NAME)
    }

    /// A list of words, likewise.
    pub fn list(&mut self, field: Field) -> Option<Cow<'a, str>> {
        self.text_of(field, cell::LONGEST_LIST)
    }

    fn text_of(&mut self, field: Field, longest: usize) -> Option<Cow<'a, str>> {
        let found = self.take(field)?;
        let text = cell::text(found.raw);
        let Some(cut) = cell::cut(&text, longest) else {
            return Some(text);
        };
        let sentence =
            format!("more than {longest} characters; the text is cut, and marked (\u{2026})");
        self.note(Code::Value, Some(found), &sentence);
        Some(Cow::Owned(cut))
    }

    /// Whether a field says anything at all; for texts that are never read.
    pub fn says_something(&mut self, field: Field) -> bool {
        self.take(field).is_some()
    }

    /// A day.
    pub fn date(&mut self, field: Field) -> Option<NaiveDate> {
        self.moment(field).map(|moment| moment.date())
    }

    /// A day that a system may be known not to know: `None` within, where the profile says so.
    pub fn known_date(&mut self, field: Field) -> Option<Option<NaiveDate>> {
        if self.bound(field).is_some_and(|bound| bound.rule.is_unknown) {
            return Some(None);
        }
        self.date(field).map(Some)
    }

    /// A local moment.
    pub fn moment(&mut self, field: Field) -> Option<NaiveDateTime> {
        let found = self.take(field)?;
        let context = self.context;
        if let Raw::Text(text) = found.raw
            && let Some(order) = dates::order(text)
            && let Some(bound) = self.bound(field)
        {
            bound.tally.date(order);
        }
        let (zone, date) = (context.timezone, context.date);
        let read = match found.raw {
            Raw::Text(text) if context.table.is_month_first => {
                cell::moment_month_first(text, self.row.epoch, zone, date)
            }
            raw => cell::moment(raw, self.row.epoch, zone, date),
        };
        match read {
            Ok(Some(moment)) => Some(moment),
            Ok(None) => {
                self.missing(field);
                None
            }
            Err(bad) if field.is_required() || holds_until(field) => {
                self.note(Code::Date, Some(found), bad.sentence());
                None
            }
            Err(bad) => {
                let sentence = format!("{}; it counts as blank", bad.sentence());
                self.note(Code::Value, Some(found), &sentence);
                None
            }
        }
    }

    /// A word of a code column.
    pub fn word(&mut self, field: Field) -> Word<'a> {
        let Some(found) = self.take(field) else {
            return Word::Blank;
        };
        let Some(bound) = self.bound(field) else {
            return Word::Blank;
        };
        if found.column.is_none() {
            // A default is written in the canonical words already.
            return Word::Known(cell::text(found.raw));
        }
        match cell::text(found.raw) {
            Cow::Borrowed(text) => match bound.word(text) {
                Some(SKIP) => Word::Skip,
                Some("") => Word::Blank,
                Some(word) => Word::Known(Cow::Borrowed(word)),
                None => Word::Unknown(found),
            },
            Cow::Owned(text) => match bound.word(&text) {
                Some(SKIP) => Word::Skip,
                Some("") => Word::Blank,
                Some(word) => Word::Known(Cow::Owned(word.to_owned())),
                None => Word::Unknown(found),
            },
        }
    }

    /// Yes, no or not recorded.
    pub fn answer(&mut self, field: Field) -> Answer {
        let Some(bound) = self.bound(field) else {
            return Answer::NotRecorded;
        };
        let Some(found) = self.take(field) else {
            return Answer::NotRecorded;
        };
        let read = match found.raw {
            Raw::Text(text) if found.column.is_some() => {
                bound.answers.meaning(text, || self.answer_of(field, found))
            }
            _ => self.answer_of(field, found),
        };
        if found.column.is_some() {
            bound.tally.word(read.is_some());
        }
        read.unwrap_or_else(|| {
            self.note(
                Code::Value,
                Some(found),
                "neither yes nor no; it counts as blank",
            );
            Answer::NotRecorded
        })
    }

    /// What a cell says as yes or no, by the profile's words where it has any.
    fn answer_of(&mut self, field: Field, found: Found<'_>) -> Option<Answer> {
        let has_words = self
            .bound(field)
            .is_some_and(|bound| !bound.rule.words.is_empty());
        if !has_words {
            return cell::answer(found.raw);
        }
        match self.word(field) {
            Word::Blank | Word::Skip => Some(Answer::NotRecorded),
            Word::Known(word) => cell::answer(Raw::Text(&word)),
            Word::Unknown(found) => cell::answer(found.raw),
        }
    }

    /// The text of a code column's cell; a default is no spelling of the file.
    pub fn spelling(&self, field: Field) -> Option<&'a str> {
        match self.find(field)? {
            Found {
                raw: raw @ Raw::Text(text),
                column: Some(_),
            } if cell::says(raw) == Says::Something => Some(text),
            _ => None,
        }
    }

    /// Counts a coded word of a field for what its column could be read as.
    pub fn count(&self, field: Field, is_known: bool) {
        if let Some(bound) = self.bound(field) {
            bound.tally.word(is_known);
        }
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, field: Field, bounds: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let found = self.take(field)?;
        let number = cell::whole(found.raw).filter(|number| bounds.contains(number));
        if number.is_none() {
            let sentence = format!(
                "not a whole number from {} to {}; it counts as blank",
                bounds.start(),
                bounds.end()
            );
            self.note(Code::Value, Some(found), &sentence);
        }
        number
    }

    /// The rating that a row states, with the decision behind it; none where it is blank or no known word.
    pub fn decision(&mut self, fields: DecisionFields, workers: &mut Interner) -> Option<Decision> {
        let rag = match self.word(fields.rag) {
            Word::Blank | Word::Skip => None,
            Word::Known(word) => match rag_word(&word) {
                Ok(rag) => {
                    self.count(fields.rag, true);
                    Some(rag)
                }
                Err(()) => {
                    self.count(fields.rag, false);
                    self.note_field(Code::Rag, fields.rag, RAG_SENTENCE);
                    None
                }
            },
            Word::Unknown(found) => {
                self.count(fields.rag, false);
                self.note(Code::Rag, Some(found), RAG_SENTENCE);
                None
            }
        };
        let decided_on = self.date(fields.decided_on);
        // An UNRATED without a date decides nothing: it is a blank in another word.
        let recorded_on = self.date(fields.recorded_on);
        let decided_by = self.id(fields.decided_by).map(|id| workers.intern(&id));
        let has_rationale = self.says_something(fields.rationale);
        let rag = rag.filter(|rag| rag.is_some() || decided_on.is_some());
        Some(Decision {
            rag: rag?,
            decided_on,
            recorded_on,
            decided_by,
            has_rationale,
        })
    }
}

const RAG_SENTENCE: &str =
    "this is no rating that the profile knows; the child has none from this row";

/// Days without which nobody knows whether a row still holds.
fn holds_until(field: Field) -> bool {
    matches!(
        field,
        Field::CaseStatusEnd | Field::LookupStart | Field::LookupEnd
    )
}

/// The fields of a rating, which stand in two data sets.
#[derive(Clone, Copy)]
pub struct DecisionFields {
    pub rag: Field,
    pub decided_on: Field,
    pub recorded_on: Field,
    pub decided_by: Field,
    pub rationale: Field,
}

fn rag_word(word: &str) -> Result<Option<Rag>, ()> {
    if let Some(rag) = Rag::from_code(word) {
        return Ok(Some(rag));
    }
    let key = folded(word);
    match key.as_str() {
        "unrated" | "not rated" => Ok(None),
        "high" => Ok(Some(Rag::Red)),
        "medium" => Ok(Some(Rag::Amber)),
        "low" => Ok(Some(Rag::Green)),
        key => Rag::from_code(key).map(Some).ok_or(()),
    }
}
