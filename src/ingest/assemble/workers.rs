//! The workers export.

use super::{Fate, SheetContext, Sink, row::RowReader};
use crate::{
    ingest::rows::RowBuf,
    model::{field::Field, worker::Worker},
};

/// Reads one row of a worker; which of two for the same days holds is settled in [`crate::model::facts`].
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
    let can_visit = reader.answer(Field::WorkerCanVisit);
    let team = reader.text(Field::WorkerTeam);
    let service = reader.text(Field::WorkerService);
    let left_on = reader.date(Field::WorkerLeftOn);
    let valid_from = reader.date(Field::WorkerValidFrom);
    let (false, Some(id), Some(role)) = (reader.is_rejected(), id, role) else {
        return Fate::Rejected;
    };
    raw.worker_rows.push(Worker {
        id: raw.workers.intern(&id),
        name: name.map(|name| raw.words.intern(&name)),
        role: raw.words.intern(&role),
        qualified,
        can_visit,
        team: team.map(|team| raw.words.intern(&team)),
        service: service.map(|service| raw.words.intern(&service)),
        left_on,
        valid_from,
        is_in_export: true,
    });
    Fate::Accepted
}
