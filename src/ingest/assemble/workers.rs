//! The workers export.

use super::{Fate, SheetContext, Sink, row::RowReader};
use crate::{
    ingest::rows::RowBuf,
    model::{field::Field, worker::Worker},
};

/// Reads one worker. A worker who stands twice is the later row.
pub(super) fn read(sink: &mut Sink, row: &RowBuf, context: &SheetContext<'_>) -> Fate {
    let raw = &mut sink.raw;
    let mut reader = RowReader::new(row, context, &mut sink.problems);
    if reader.is_rejected() {
        return Fate::Rejected;
    }
    let id = reader.id(Field::WorkerId);
    let name = reader.text(Field::WorkerName);
    let role = reader.text(Field::WorkerRole);
    let qualified = reader.answer(Field::WorkerQualified);
    let team = reader.text(Field::WorkerTeam);
    let service = reader.text(Field::WorkerService);
    let left_on = reader.date(Field::WorkerLeftOn);
    let (false, Some(id), Some(role)) = (reader.is_rejected(), id, role) else {
        return Fate::Rejected;
    };
    raw.worker_rows.push(Worker {
        id: raw.workers.intern(&id),
        name: name.map(|name| raw.words.intern(&name)),
        role: raw.words.intern(&role),
        qualified,
        team: team.map(|team| raw.words.intern(&team)),
        service: service.map(|service| raw.words.intern(&service)),
        left_on,
    });
    Fate::Accepted
}
