//! What earlier complete runs saw joins tonight's facts: the history where no ratings export is, and workers as they
//! were. [RULES 2, 4]

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Facts, RawFacts, workers};
use crate::model::{
    field::{DataSet, Field},
    rating::{Decision, Rag},
    remembered::{Remembered, SeenDecision, SeenWorker},
    text::{Interner, Sym},
    visit::Answer,
    worker::Worker,
};

/// A remembered decision has the fields that tonight's case rows have.
const AS_ON_CASE_ROWS: [(Field, Field); 5] = [
    (Field::CaseRag, Field::RatingRag),
    (Field::CaseRagDecidedOn, Field::RatingDecidedOn),
    (Field::CaseRagRecordedOn, Field::RatingRecordedOn),
    (Field::CaseRagDecidedBy, Field::RatingDecidedBy),
    (Field::CaseRagRationale, Field::RatingRationale),
];

impl RawFacts {
    /// Adds what runs before a date saw, as far as tonight's exports leave room for it.
    pub fn remember(&mut self, remembered: &Remembered<'_>, date: NaiveDate) {
        if !self.mapped.has_data_set(DataSet::Ratings) {
            self.remember_decisions(&remembered.decisions);
        }
        let has_workers = self.mapped.has_data_set(DataSet::Workers);
        if has_workers && !self.mapped.contains(Field::WorkerValidFrom) {
            self.remember_workers(&remembered.workers, date);
        }
    }

    fn remember_decisions(&mut self, decisions: &[SeenDecision<'_>]) {
        let mut any = false;
        for seen in decisions {
            let id = self.merged.get(seen.child_id.as_ref());
            // Of a child that no export of tonight knows there is nothing to rate.
            let Some(child) = self
                .children
                .find(id.map_or(&seen.child_id, String::as_str))
            else {
                continue;
            };
            let decided_by = seen.decided_by.as_deref();
            let decision = Decision {
                rag: Rag::from_code(&seen.rag),
                decided_on: Some(seen.decided_on),
                recorded_on: Some(seen.recorded_on),
                decided_by: decided_by.map(|id| self.workers.intern(id)),
                has_rationale: seen.has_rationale,
            };
            self.ratings.push((child, decision));
            any = true;
        }
        for (case, rating) in AS_ON_CASE_ROWS {
            if any && self.mapped.contains(case) {
                self.mapped.insert(rating);
            }
        }
    }

    /// What changed since the last run holds from tonight on; whoever is not in the export keeps the last values.
    fn remember_workers(&mut self, seen: &[SeenWorker<'_>], date: NaiveDate) {
        let mut rows = workers::sorted(std::mem::take(&mut self.worker_rows), &self.words);
        let mut past: BTreeMap<&str, Vec<&SeenWorker<'_>>> = BTreeMap::new();
        for worker in seen {
            past.entry(&worker.worker_id).or_default().push(worker);
        }
        for row in &mut rows {
            let Some(mut past) = past.remove(self.workers.text(row.id)) else {
                continue;
            };
            let tonight = seen_worker(row, date, &self.workers, &self.words);
            row.valid_from = match past.pop_if(|last| last.holds_as(&tonight)) {
                Some(last) => Some(last.seen_from),
                None => Some(date),
            };
            let name = row.name;
            let past: Vec<Worker> = past
                .into_iter()
                .map(|seen| self.worker(seen, name))
                .collect();
            self.worker_rows.extend(past);
        }
        for worker in past.into_values().flatten() {
            let row = self.worker(worker, None);
            self.worker_rows.push(row);
        }
        self.worker_rows.append(&mut rows);
    }

    fn worker(&mut self, seen: &SeenWorker<'_>, name: Option<Sym>) -> Worker {
        let words = &mut self.words;
        let mut word = |text: &str| (!text.is_empty()).then(|| words.intern(text));
        let (team, service) = (word(&seen.team), word(&seen.service));
        Worker {
            id: self.workers.intern(&seen.worker_id),
            name,
            role: words.intern(&seen.role),
            qualified: Answer::from_code(&seen.qualified),
            can_visit: Answer::from_code(&seen.can_visit),
            team,
            service,
            left_on: seen.left_on,
            valid_from: Some(seen.seen_from),
            is_in_export: false,
        }
    }
}

impl Facts {
    /// What tonight's exports say of ratings and workers, for later runs to remember.
    pub fn seen(&self, date: NaiveDate) -> Remembered<'_> {
        Remembered {
            decisions: self.seen_decisions().collect(),
            workers: self.seen_workers(date).collect(),
        }
    }

    /// The dated decisions on case rows.
    fn seen_decisions(&self) -> impl Iterator<Item = SeenDecision<'_>> {
        self.cases.iter().filter_map(|row| {
            let decision = row.rating?;
            let decided_by = decision.decided_by.map(|id| self.workers.text(id).into());
            Some(SeenDecision {
                child_id: self.children.text(row.child).into(),
                rag: decision.rag.map_or("UNRATED", Rag::code).into(),
                decided_on: decision.decided_on?,
                recorded_on: decision.recorded()?,
                decided_by,
                has_rationale: decision.has_rationale,
            })
        })
    }

    /// What the export says of each worker.
    fn seen_workers(&self, date: NaiveDate) -> impl Iterator<Item = SeenWorker<'_>> {
        let of_tonight = move |id: Sym| self.worker_on(id, date).filter(|row| row.is_in_export);
        let rows = self.workers.symbols().filter_map(of_tonight);
        rows.map(move |row| seen_worker(row, date, &self.workers, &self.words))
    }
}

fn seen_worker<'a>(
    row: &Worker,
    date: NaiveDate,
    workers: &'a Interner,
    words: &'a Interner,
) -> SeenWorker<'a> {
    let word = |word: Option<Sym>| word.map_or("", |word| words.text(word)).into();
    SeenWorker {
        worker_id: workers.text(row.id).into(),
        role: word(Some(row.role)),
        qualified: row.qualified.code().into(),
        can_visit: row.can_visit.code().into(),
        team: word(row.team),
        service: word(row.service),
        left_on: row.left_on,
        seen_from: date,
    }
}
