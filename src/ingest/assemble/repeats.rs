//! A visit id that stands again for the same child: a duplicate, or one visit made jointly. [RULES 7: W-DUPLICATE]
//!
//! Which row is kept does not hang on the order of rows, so it is settled once all of them are read.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use super::{SheetContext, Sink};
use crate::model::{
    facts::{Facts, RawFacts, VisitOrder},
    field::Field,
    problem::{Code, Problem, Source},
    text::Sym,
    visit::Visit,
};

/// Where the visits of tonight stand, and which ids came again.
#[derive(Default)]
pub struct VisitPlaces {
    /// For each visit id, the first visit that has it.
    first_of_id: Vec<u32>,
    /// The visits whose id was there before.
    again: Vec<u32>,
    /// From which visit on a sheet's rows were read.
    sheets: Vec<(u32, Arc<Source>, Option<String>)>,
    /// From which visit on rows followed one another, and the row of the first.
    runs: Vec<(u32, u32)>,
    /// The visits that were not kept, in order.
    dropped: Vec<u32>,
}

impl VisitPlaces {
    /// Notes a visit that is about to be added at the end.
    pub(super) fn note(&mut self, at: usize, id: Sym, row: u32, context: &SheetContext<'_>) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if id.index() == self.first_of_id.len() {
            self.first_of_id.push(at);
        } else {
            self.again.push(at);
        }
        let is_same_sheet = |(_, source, _): &(u32, Arc<Source>, Option<String>)| {
            Arc::ptr_eq(source, &context.source)
        };
        if !self.sheets.last().is_some_and(is_same_sheet) {
            let bound = context.feed.field(Field::VisitId);
            let column = bound
                .and_then(|bound| bound.columns.first())
                .and_then(|column| context.heading.label(*column).cloned());
            self.sheets.push((at, Arc::clone(&context.source), column));
            self.runs.push((at, row));
        } else if self
            .runs
            .last()
            .is_none_or(|&(first, first_row)| first_row + (at - first) != row)
        {
            self.runs.push((at, row));
        }
    }

    /// The place that a visit had before others were dropped.
    fn before_dropping(&self, at: u32) -> u32 {
        let (mut low, mut high) = (0, self.dropped.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.dropped[middle] - middle as u32 <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        at + low as u32
    }

    fn problem(
        &self,
        at: u32,
        (value, child): (&str, Option<&str>),
        code: Code,
        sentence: &str,
    ) -> Option<Problem> {
        let sheet = self.sheets.partition_point(|(first, ..)| *first <= at);
        let (_, source, column) = self.sheets.get(sheet.checked_sub(1)?)?;
        let run = self.runs.partition_point(|(first, _)| *first <= at);
        let (first, first_row) = self.runs.get(run.checked_sub(1)?)?;
        Some(Problem {
            source: Arc::clone(source),
            row: first_row + (at - first),
            column: column.clone(),
            code,
            value: value.to_owned(),
            sentence: sentence.to_owned(),
            child: child.map(str::to_owned),
        })
    }
}

impl Sink {
    /// Keeps one row of each visit id and child, with those that differ only in who came along; names the others.
    pub fn settle_repeated_visits(&mut self) {
        let places = &mut self.visit_places;
        let raw = &mut self.raw;
        let mut of_id: BTreeMap<(usize, usize), Vec<u32>> = BTreeMap::new();
        let key = |raw: &RawFacts, at: u32| {
            let at = at as usize;
            (raw.visits.id[at].index(), raw.visits.child[at].index())
        };
        for &at in &places.again {
            of_id.entry(key(raw, at)).or_default().push(at);
        }
        let mut dropped = Vec::new();
        for (&(id, child), group) in &mut of_id {
            let first = places.first_of_id[id];
            if key(raw, first) == (id, child) {
                group.push(first);
            }
            let visit = |at: u32| raw.visits.get(at as usize);
            let kept = group
                .iter()
                .copied()
                .max_by(|&a, &b| order(&visit(a), &visit(b), raw).then(b.cmp(&a)));
            let Some(kept) = kept else { continue };
            for &at in group.iter().filter(|&&at| at != kept) {
                if !is_joint(&visit(at), &visit(kept)) {
                    dropped.push(at);
                }
            }
        }
        dropped.sort_unstable();
        for &at in &dropped {
            let id = raw.visit_ids.text(raw.visits.id[at as usize]);
            let sentence =
                "this visit stands again with other values; the version recorded last is kept";
            let child = raw.children.text(raw.visits.child[at as usize]);
            let problem = places.problem(at, (id, Some(child)), Code::Duplicate, sentence);
            self.problems.extend(problem);
        }
        raw.visits.remove(&dropped);
        places.dropped = dropped;
    }

    /// Names the visits that stand once more under another id; they are kept, and counted once where visits are
    /// counted. [RULES 7: W-SAME-VISIT]
    pub fn warn_of_same_visits(&mut self, facts: &Facts, order: &VisitOrder) {
        let places = &self.visit_places;
        for (child, at) in facts.same_visits() {
            let before = u32::try_from(order.before(at)).unwrap_or(u32::MAX);
            let id = facts.visit_ids.text(facts.visit_id(at));
            let sentence = "the same child, date, mode and worker stand under another visit id too; counted once where visits are counted";
            let child = Some(facts.children.text(child));
            let at = places.before_dropping(before);
            self.problems
                .extend(places.problem(at, (id, child), Code::SameVisit, sentence));
        }
    }
}

/// The latest record is kept, then the last in byte order of the values, field by field.
fn order(a: &Visit, b: &Visit, raw: &RawFacts) -> Ordering {
    let worker = |visit: &Visit| visit.worker.map_or("", |worker| raw.workers.text(worker));
    a.recorded
        .cmp(&b.recorded)
        .then(a.date.cmp(&b.date))
        .then_with(|| a.kind.mode().code().cmp(b.kind.mode().code()))
        .then_with(|| a.kind.outcome().code().cmp(b.kind.outcome().code()))
        .then_with(|| a.kind.child_seen().code().cmp(b.kind.child_seen().code()))
        .then_with(|| a.kind.seen_alone().code().cmp(b.kind.seen_alone().code()))
        .then_with(|| worker(a).cmp(worker(b)))
}

/// The same visit made by another worker too.
fn is_joint(visit: &Visit, kept: &Visit) -> bool {
    visit.worker != kept.worker
        && (visit.date, visit.kind, visit.recorded) == (kept.date, kept.kind, kept.recorded)
}
