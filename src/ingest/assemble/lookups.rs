//! Rows of tables that other rows are joined with.

use std::sync::Arc;

use super::{Fate, SheetContext, Sink, row::RowReader};
use crate::{
    ingest::{lookups, rows::RowBuf},
    model::field::Field,
};

/// Keeps a row by its key; one without a key is joined with nothing.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let mut reader = RowReader::new(row, context, &mut sink.problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    if reader.find(Field::LookupKey).is_none() {
        return Fate::Skipped;
    }
    let key = reader.id(Field::LookupKey);
    let start = reader.date(Field::LookupStart);
    let end = reader.date(Field::LookupEnd);
    let (false, Some(key)) = (reader.is_rejected(), key) else {
        return Fate::Rejected;
    };
    let (headings, columns) = &context.heading.looked_up;
    let mut cells = RowBuf::default();
    cells.epoch = row.epoch;
    columns.iter().for_each(|&at| cells.push(row.cell(at)));
    let kept = lookups::Row {
        start,
        end,
        headings: Arc::clone(headings),
        cells,
    };
    let table = sink.lookups.table(context.profile, &context.table.title);
    table.add(key.into_owned(), kept, context.date);
    Fate::Accepted
}
