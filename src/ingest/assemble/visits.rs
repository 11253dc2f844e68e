//! Visits and other contacts.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::{
    Fate, SheetContext, Sink,
    row::{Found, NOT_KNOWN, RowReader},
    values::Word,
};
use crate::{
    ingest::{
        cell::{self, Says},
        profile::VisitType,
        rows::{Raw, RowBuf},
        spellings::Spellings,
    },
    model::{
        field::Field,
        problem::Code,
        text::folded,
        visit::{Answer, Mode, Outcome, Recorded, Visit, VisitKind},
    },
};

const UNKNOWN: &str =
    "this is no visit type, mode or outcome that the profile knows; add the word to the profile";

/// Reads one visit row; a row of which nothing is of a visit is a case, or a child that has none.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let mut reader = RowReader::new(row, context, &mut sink.problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    let of_visits = &context.heading.of_visits;
    if !of_visits.is_empty() && of_visits.iter().all(|&at| cell::is_blank(row.cell(at))) {
        return Fate::Skipped;
    }
    let Some(how) = how(&mut reader, row, context) else {
        return Fate::Skipped;
    };
    let child = reader.id(Field::VisitChildId);
    let date = reader.date(Field::VisitDate);
    let recorded_at = reader.moment(Field::VisitRecordedAt);
    let seen_alone = reader.answer(Field::VisitSeenAlone);
    let worker = reader.worker(Field::VisitWorkerId);
    let id = match (&child, date, &how.known) {
        (Some(child), Some(date), Some(how)) => {
            let parts = [
                ("{child_id}", &**child),
                ("{visit_date}", &*date.to_string()),
                ("{mode}", how.mode.code()),
                ("{outcome}", how.outcome.code()),
                ("{worker_id}", worker.as_deref().unwrap_or_default()),
            ];
            visit_id(&mut reader, context, &parts)
        }
        // What else is wrong with the row is said all the same.
        (Some(_), Some(_), None) => visit_id(&mut reader, context, &[]),
        _ => None,
    };
    if let (Some(date), Some(how)) = (date, &how.known)
        && matches!(how.outcome, Outcome::Completed | Outcome::Attempted)
        && date > context.latest
    {
        reader.note_field(
            Code::Future,
            Field::VisitDate,
            "said to have taken place, but the date lies in the future",
        );
    }
    let (false, Some(child), Some(date), Some(id), Some(how)) =
        (reader.is_rejected(), child, date, id, how.known)
    else {
        return Fate::Rejected;
    };

    let raw = &mut sink.raw;
    let child = raw.child(&child);
    let id_sym = raw.visit_ids.intern(&id);
    let visit = Visit {
        id: id_sym,
        date,
        kind: VisitKind::new(how.mode, how.outcome, how.child_seen, seen_alone),
        worker: worker.map(|worker| raw.workers.intern(&worker)),
        worker_is_mapped: context.feed.field(Field::VisitWorkerId).is_some(),
        recorded: recorded_at.map_or(Recorded::NOT, Recorded::at),
    };
    let written_on = recorded_at.map(|moment| moment.date());
    sink.newest_record = sink
        .newest_record
        .max(newest(date, written_on, &visit, context));
    if let Some(day) = recorded_on(written_on, &visit, context) {
        sink.recorded.newest = sink.recorded.newest.max(Some(day));
        sink.recorded.rows += 1;
    }
    let is_orphan = !sink.has_case(child);
    let raw = &mut sink.raw;
    // Ids are interned only here, in the order of the columns; the same id again is settled at the end.
    sink.visit_places
        .note(raw.visits.len(), id_sym, row.number, context);
    raw.visits.push(child, visit);
    if is_orphan {
        RowReader::resume(row, context, &mut sink.problems).note_field(
            Code::Orphan,
            Field::VisitChildId,
            "no case row has this child; the visit counts for nobody",
        );
    }
    Fate::Accepted
}

/// The latest day up to the run date on which something happened: the recording, or a contact. A booking is not one.
fn newest(
    date: NaiveDate,
    written_on: Option<NaiveDate>,
    visit: &Visit,
    context: &SheetContext<'_>,
) -> Option<NaiveDate> {
    [written_on, took_place(visit).then_some(date)]
        .into_iter()
        .flatten()
        .filter(|day| *day <= context.latest)
        .max()
}

/// The day on which a contact was recorded, where that can be: a booking says nothing of what has happened.
fn recorded_on(
    written_on: Option<NaiveDate>,
    visit: &Visit,
    context: &SheetContext<'_>,
) -> Option<NaiveDate> {
    let day = written_on.filter(|_| took_place(visit))?;
    (day <= context.latest).then_some(day)
}

fn took_place(visit: &Visit) -> bool {
    matches!(
        visit.kind.outcome(),
        Outcome::Completed | Outcome::Attempted
    )
}

/// How a contact was made, where every word of it is known.
struct How {
    known: Option<Known>,
}

struct Known {
    mode: Mode,
    outcome: Outcome,
    child_seen: Answer,
}

/// Reads mode, outcome and sight; `None` where the row is no contact at all.
fn how(reader: &mut RowReader<'_>, row: &RowBuf, context: &SheetContext<'_>) -> Option<How> {
    let mut from_type = None;
    if let Some((columns, types)) = &context.feed.visit_type {
        let found = columns
            .iter()
            .map(|&column| Found {
                raw: row.cell(column),
                column: Some(column),
            })
            .find(|found| !cell::is_blank(found.raw));
        let Some(found) = found else {
            let column = columns.first().copied();
            let blank = Found {
                raw: Raw::Blank,
                column,
            };
            reader.note(
                Code::Missing,
                Some(blank),
                "the type of the visit is blank, and every row needs it",
            );
            return Some(How { known: None });
        };
        if cell::says(found.raw) == Says::NotKnown {
            reader.note(Code::NoValue, Some(found), NOT_KNOWN);
            return Some(How { known: None });
        }
        let text = cell::text(found.raw);
        let known = || types.types.get(&folded(&text)).copied();
        match context.feed.types.meaning(&text, known) {
            Some(VisitType::Skip) => return None,
            Some(VisitType::Contact {
                mode,
                outcome,
                child_seen,
            }) => {
                from_type = Some((mode, outcome, child_seen));
            }
            None => {
                reader.note(Code::Mode, Some(found), UNKNOWN);
                return Some(How { known: None });
            }
        }
    }
    let (type_mode, type_outcome, type_seen) = match from_type {
        Some((mode, outcome, seen)) => (Some(mode), outcome, seen),
        None => (None, None, None),
    };
    let mode = match type_mode {
        Some(mode) => Some(mode),
        None => {
            coded(
                reader,
                Field::VisitMode,
                &context.feed.modes,
                Mode::from_code,
            )?
            .found
        }
    };
    let outcome = match type_outcome {
        Some(outcome) => Some(outcome),
        None => {
            let coded = coded(
                reader,
                Field::VisitOutcome,
                &context.feed.outcomes,
                Outcome::from_code,
            )?;
            if coded.is_blank {
                Some(Outcome::Completed)
            } else {
                coded.found
            }
        }
    };
    let child_seen = type_seen.unwrap_or_else(|| reader.answer(Field::VisitChildSeen));
    Some(How {
        known: mode.zip(outcome).map(|(mode, outcome)| Known {
            mode,
            outcome,
            child_seen,
        }),
    })
}

struct Coded<T> {
    found: Option<T>,
    is_blank: bool,
}

/// A code word as its type; `None` where the profile says to pass over the row.
fn coded<T: Copy>(
    reader: &mut RowReader<'_>,
    field: Field,
    spellings: &Spellings<T>,
    from_code: fn(&str) -> Option<T>,
) -> Option<Coded<T>> {
    let met = reader.spelling(field).and_then(|text| spellings.met(text));
    if met.is_some() {
        reader.count(field, true);
        return Some(Coded {
            found: met,
            is_blank: false,
        });
    }
    match reader.word(field) {
        Word::Skip => None,
        Word::Blank => Some(Coded {
            found: None,
            is_blank: true,
        }),
        Word::Known(word) => {
            let found = from_code(&word).or_else(|| from_code(&folded(&word).replace(' ', "_")));
            reader.count(field, found.is_some());
            match (reader.spelling(field), found) {
                (Some(text), Some(found)) => spellings.learn(text, found),
                (None, Some(_)) => {}
                (_, None) => reader.note_field(Code::Mode, field, UNKNOWN),
            }
            Some(Coded {
                found,
                is_blank: false,
            })
        }
        Word::Unknown(found) => {
            reader.count(field, false);
            reader.note(Code::Mode, Some(found), UNKNOWN);
            Some(Coded {
                found: None,
                is_blank: false,
            })
        }
    }
}

fn visit_id<'a>(
    reader: &mut RowReader<'a>,
    context: &'a SheetContext<'a>,
    parts: &[(&str, &str)],
) -> Option<Cow<'a, str>> {
    let bound = context.feed.field(Field::VisitId);
    let template = bound.and_then(|bound| bound.rule.template.as_ref());
    match template {
        Some(template) => {
            let filled = parts.iter().fold(template.clone(), |id, (part, value)| {
                id.replace(part, value)
            });
            Some(Cow::Owned(filled))
        }
        None => reader.id(Field::VisitId),
    }
}
