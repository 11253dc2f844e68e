//! Case rows.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use super::{
    Fate, Remark, SheetContext, Sink,
    row::RowReader,
    values::{DecisionFields, Word},
};
use crate::{
    ingest::{
        cell::{LONGEST_NAME, cut},
        rows::RowBuf,
    },
    model::{facts::CaseRow, field::Field, problem::Code, status::Status, text::word_key},
};

const RATING: DecisionFields = DecisionFields {
    rag: Field::CaseRag,
    decided_on: Field::CaseRagDecidedOn,
    recorded_on: Field::CaseRagRecordedOn,
    decided_by: Field::CaseRagDecidedBy,
    rationale: Field::CaseRagRationale,
};

/// Reads one case row.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let Sink {
        raw,
        problems,
        factors,
        ..
    } = sink;
    let mut reader = RowReader::new(row, context, problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    let status = match reader.word(Field::CaseStatus) {
        Word::Skip => return Fate::Skipped,
        Word::Blank => None,
        Word::Known(word) => {
            let status = Status::from_code(word.trim());
            if status.is_none() {
                reader.note_field(Code::Status, Field::CaseStatus, UNKNOWN);
            }
            status
        }
        Word::Unknown(found) => {
            reader.note(Code::Status, Some(found), UNKNOWN);
            None
        }
    };
    let child = reader.id(Field::CaseChildId);
    let team = reader.text(Field::CaseTeam);
    let start = reader.known_date(Field::CaseStatusStart);
    let end = reader.date(Field::CaseStatusEnd);
    if let (Some(Some(start)), Some(end)) = (start, end)
        && end < start
    {
        reader.note_field(
            Code::EndsEarly,
            Field::CaseStatusEnd,
            "the case ends before it starts",
        );
    }
    let rating = reader.decision(RATING, &mut raw.workers);
    let born = reader.date(Field::CaseDateOfBirth);
    let opened_at = reader.moment(Field::CaseOpenedAt);
    let plan_interval_days = reader
        .whole(Field::CasePlanIntervalDays, 1..=366)
        .and_then(|days| u16::try_from(days).ok());
    let safety_plan_on = reader.date(Field::CaseSafetyPlanOn);
    let oversight_on = reader.date(Field::CaseOversightOn);
    let last_supervision_on = reader.date(Field::CaseLastSupervisionOn);
    let placement_changed_on = reader.date(Field::CasePlacementChangedOn);
    let service = reader.text(Field::CaseService);
    let worker = reader.worker(Field::CaseWorkerId);
    let name = reader.text(Field::CaseChildName);
    let risk_factors = reader.list(Field::CaseRiskFactors);
    let unknown_factors = risk_factors
        .as_deref()
        .map_or_else(Vec::new, |list| new_unknown(list, factors, context.factors));
    for factor in unknown_factors {
        let sentence = format!(
            "\"{factor}\" is no factor that red_factors, ts_red_factors or factor_aliases in [rules] name; it counts for no rule"
        );
        reader.note_field(Code::Factor, Field::CaseRiskFactors, &sentence);
    }
    let virtual_agreed_by = reader.id(Field::CaseVirtualAgreedBy);
    let plan_updated_on = reader.date(Field::CasePlanUpdatedOn);
    let oversight_by = reader.id(Field::CaseOversightBy);
    let died_on = reader.date(Field::CaseDiedOn);
    let (false, Some(child), Some(status), Some(team), Some(start)) =
        (reader.is_rejected(), child, status, team, start)
    else {
        return Fate::Rejected;
    };

    let child = raw.child(&child);
    let is_open = end.is_none_or(|end| end > context.date);
    if context.table.left_to_other_sheets.contains(&status) {
        if sink.open_in_sheets.contains(&(child, status)) {
            return Fate::Skipped;
        }
        if is_open {
            sink.remarks.push(Remark {
                what: "list 6 calls the child looked after or on a child protection plan, but the list of those children has no open row for the child; kept from list 6",
                source: Arc::clone(&context.source),
                row: row.number,
            });
        }
    }
    let raw = &mut sink.raw;
    raw.cases.push(CaseRow {
        child,
        status,
        start,
        end,
        team: raw.words.intern(&team),
        service: service.map(|service| raw.words.intern(&service)),
        worker: worker.map(|worker| raw.workers.intern(&worker)),
        name: name.map(|name| raw.words.intern(&name)),
        born,
        opened_at,
        rating,
        risk_factors: risk_factors.map(|factors| raw.words.intern(&factors)),
        virtual_agreed_by: virtual_agreed_by.map(|worker| raw.workers.intern(&worker)),
        plan_interval_days,
        plan_updated_on,
        safety_plan_on,
        oversight_on,
        oversight_by: oversight_by.map(|worker| raw.workers.intern(&worker)),
        last_supervision_on,
        placement_changed_on,
        died_on,
    });
    sink.case_places
        .push((Arc::clone(&context.source), row.number));
    sink.note_case(child);
    if is_open {
        sink.open_in_sheets.insert((child, status));
    }
    Fate::Accepted
}

const UNKNOWN: &str = "this is no status that the profile knows; add the word to the profile";

/// The factors of a list that nobody knows and that the file has not had before. [RULES 7: W-FACTOR]
fn new_unknown(list: &str, had: &mut HashSet<String>, known: &BTreeSet<String>) -> Vec<String> {
    // Nearly every row has a list that another one had.
    if had.contains(list) {
        return Vec::new();
    }
    had.insert(list.to_owned());
    let factors = list.split(';').map(str::trim);
    factors
        .filter(|factor| {
            let key = word_key(factor);
            !key.is_empty() && !known.contains(&key) && had.insert(format!(";{key}"))
        })
        .map(|factor| cut(factor, LONGEST_NAME).unwrap_or_else(|| factor.to_owned()))
        .collect()
}
