//! The history of ratings.

use super::{Fate, SheetContext, Sink, row::RowReader, values::DecisionFields};
use crate::{
    ingest::rows::RowBuf,
    model::{field::Field, problem::Code},
};

const RATING: DecisionFields = DecisionFields {
    rag: Field::RatingRag,
    decided_on: Field::RatingDecidedOn,
    recorded_on: Field::RatingRecordedOn,
    decided_by: Field::RatingDecidedBy,
    rationale: Field::RatingRationale,
};

/// Reads one decision; one whose rating is no known word is kept as a row but decides nothing.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let raw = &mut sink.raw;
    let mut reader = RowReader::new(row, context, &mut sink.problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    let child = reader.id(Field::RatingChildId);
    let decision = reader.decision(RATING, &mut raw.workers);
    let (false, Some(child)) = (reader.is_rejected(), child) else {
        return Fate::Rejected;
    };
    if let Some(decision) = decision {
        let child = raw.child(&child);
        raw.ratings.push((child, decision));
        if !sink.has_case(child) {
            RowReader::resume(row, context, &mut sink.problems).note_field(
                Code::Orphan,
                Field::RatingChildId,
                "no case row has this child; the rating counts for nobody",
            );
        }
    }
    Fate::Accepted
}
