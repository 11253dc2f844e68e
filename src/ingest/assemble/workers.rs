//! The workers export.

use std::{collections::BTreeMap, sync::Arc};

use super::{Fate, SheetContext, Sink, row::RowReader};
use crate::{
    ingest::rows::RowBuf,
    model::{
        facts::{kept_first, say_the_same},
        field::Field,
        problem::{Code, Problem, Source},
        worker::Worker,
    },
};

/// Where a worker's row stands.
pub struct Place {
    source: Arc<Source>,
    row: u32,
    column: Option<String>,
}

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
    let bound = context.feed.field(Field::WorkerId);
    let column = bound.and_then(|bound| bound.columns.first());
    sink.worker_places.push(Place {
        source: Arc::clone(&context.source),
        row: row.number,
        column: column.and_then(|&column| context.heading.label(column).cloned()),
    });
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

impl Sink {
    /// Names the rows of workers that are not kept because another begins on the same day with other values. [RULES 7:
    /// W-WORKER]
    pub fn warn_of_contradicting_workers(&mut self) {
        let rows = &self.raw.worker_rows;
        let mut of_day: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let key = (row.id.index(), row.valid_from);
            of_day.entry(key).or_default().push(at);
        }
        for group in of_day.values().filter(|group| group.len() > 1) {
            let order =
                |&&a: &&usize, &&b: &&usize| kept_first(&rows[a], &rows[b], &self.raw.words);
            let Some(&kept) = group.iter().min_by(order) else {
                continue;
            };
            let others = group
                .iter()
                .filter(|&&at| !say_the_same(&rows[at], &rows[kept], &self.raw.words));
            self.problems.extend(others.map(|&at| {
                let place = &self.worker_places[at];
                Problem {
                    source: Arc::clone(&place.source),
                    row: place.row,
                    column: place.column.clone(),
                    code: Code::Worker,
                    value: self.raw.workers.text(rows[at].id).to_owned(),
                    sentence: format!(
                        "the same worker stands again with other values; row {} is kept",
                        self.worker_places[kept].row
                    ),
                    child: None,
                }
            }));
        }
    }
}
