//! Everything known tonight, in columns: children, case rows, visits, rating decisions, workers.
//!
//! Visits are kept as parallel vectors sorted by child and date, so that nine million of them fit in memory
//! and one pass answers every question.

mod remembered;
mod same_visits;
mod workers;

pub use workers::{kept_first, say_the_same};

use std::{cmp::Ordering, collections::BTreeMap};

use chrono::{NaiveDate, NaiveDateTime};

use super::{
    field::FieldSet,
    rating::Decision,
    status::Status,
    text::{Interner, Sym},
    visit::{Recorded, Visit, VisitKind},
    worker::Worker,
};

/// One open or closed involvement of a child: one status, in one team, from a start date. [RULES 1]
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// A symbol among the children's ids.
    pub child: Sym,
    /// Why the child is open.
    pub status: Status,
    /// The first day; none where the system knows no start of a status.
    pub start: Option<NaiveDate>,
    /// The first day on which it is no longer open.
    pub end: Option<NaiveDate>,
    /// The team, a symbol among [`Facts::words`].
    pub team: Sym,
    /// The team's service, a symbol among [`Facts::words`].
    pub service: Option<Sym>,
    /// The allocated worker, a symbol among the workers' ids.
    pub worker: Option<Sym>,
    /// The child's name, a symbol among [`Facts::words`].
    pub name: Option<Sym>,
    /// The date of birth; the expected one for an unborn child.
    pub born: Option<NaiveDate>,
    /// When the case was opened, local time.
    pub opened_at: Option<NaiveDateTime>,
    /// The rating that stands on the row.
    pub rating: Option<Decision>,
    /// A `;` list of risk factors, a symbol among [`Facts::words`].
    pub risk_factors: Option<Sym>,
    /// Who agreed to virtual visits, a symbol among the workers' ids.
    pub virtual_agreed_by: Option<Sym>,
    /// Days between visits that the child's plan sets, 1 to 366.
    pub plan_interval_days: Option<u16>,
    /// When the plan was last updated.
    pub plan_updated_on: Option<NaiveDate>,
    /// The date of the safety plan.
    pub safety_plan_on: Option<NaiveDate>,
    /// The latest management oversight.
    pub oversight_on: Option<NaiveDate>,
    /// Who held it, a symbol among the workers' ids.
    pub oversight_by: Option<Sym>,
    /// The latest supervision.
    pub last_supervision_on: Option<NaiveDate>,
    /// The day on which the child last moved.
    pub placement_changed_on: Option<NaiveDate>,
    /// The day on which the child died.
    pub died_on: Option<NaiveDate>,
}

impl CaseRow {
    /// Whether the row is open on a day; one whose start is unknown is until it ends. [RULES 5]
    pub fn is_open_on(&self, date: NaiveDate) -> bool {
        self.start.is_none_or(|start| start <= date) && self.end.is_none_or(|end| date < end)
    }

    /// Whether the row says that the child has died by a day. [RULES 5]
    pub fn is_of_the_dead_on(&self, date: NaiveDate) -> bool {
        self.died_on.is_some_and(|day| day <= date)
    }
}

/// Visits as they are gathered: one entry in each vector per visit.
#[derive(Default)]
pub struct VisitColumns {
    /// The visit's id among [`Facts::visit_ids`].
    pub id: Vec<Sym>,
    /// The child among [`Facts::children`].
    pub child: Vec<Sym>,
    /// The day of the visit.
    pub date: Vec<NaiveDate>,
    /// How, with what outcome, who was seen.
    pub kind: Vec<VisitKind>,
    /// Who made it, among [`Facts::workers`].
    pub worker: Vec<Option<Sym>>,
    /// Whether its export says who made a visit.
    pub worker_is_mapped: Vec<bool>,
    /// When it was written down.
    pub recorded: Vec<Recorded>,
}

impl VisitColumns {
    /// Adds a visit at the end.
    pub fn push(&mut self, child: Sym, visit: Visit) {
        self.id.push(visit.id);
        self.child.push(child);
        self.date.push(visit.date);
        self.kind.push(visit.kind);
        self.worker.push(visit.worker);
        self.worker_is_mapped.push(visit.worker_is_mapped);
        self.recorded.push(visit.recorded);
    }

    /// Takes out the visits at some places, which are sorted.
    pub fn remove(&mut self, places: &[u32]) {
        if places.is_empty() {
            return;
        }
        let mut next = places.iter().copied().peekable();
        let kept: Vec<u32> = (0..self.len() as u32)
            .filter(|at| next.next_if_eq(at).is_none())
            .collect();
        *self = Self {
            id: reordered(std::mem::take(&mut self.id), &kept),
            child: reordered(std::mem::take(&mut self.child), &kept),
            date: reordered(std::mem::take(&mut self.date), &kept),
            kind: reordered(std::mem::take(&mut self.kind), &kept),
            worker: reordered(std::mem::take(&mut self.worker), &kept),
            worker_is_mapped: reordered(std::mem::take(&mut self.worker_is_mapped), &kept),
            recorded: reordered(std::mem::take(&mut self.recorded), &kept),
        };
    }

    /// How many visits there are.
    pub fn len(&self) -> usize {
        self.date.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.date.is_empty()
    }

    /// The visit at a place.
    pub fn get(&self, at: usize) -> Visit {
        Visit {
            id: self.id[at],
            date: self.date[at],
            kind: self.kind[at],
            worker: self.worker[at],
            worker_is_mapped: self.worker_is_mapped[at],
            recorded: self.recorded[at],
        }
    }
}

/// What the readers hand over, in any order of rows.
#[derive(Default)]
pub struct RawFacts {
    /// Children's ids.
    pub children: Interner,
    /// Workers' ids, of the workers export and as named anywhere else.
    pub workers: Interner,
    /// Visit ids.
    pub visit_ids: Interner,
    /// Names, teams, services, roles.
    pub words: Interner,
    /// Case rows.
    pub cases: Vec<CaseRow>,
    /// Visits; an id stands again for another child, or where several workers made one visit.
    pub visits: VisitColumns,
    /// Rating decisions of the history, with their child.
    pub ratings: Vec<(Sym, Decision)>,
    /// The workers export.
    pub worker_rows: Vec<Worker>,
    /// Records that were merged: the old id, and the id of the child that it is.
    pub merged: BTreeMap<String, String>,
    /// What the exports of tonight map.
    pub mapped: FieldSet,
}

impl RawFacts {
    /// The symbol of a child's id, or of the child whom a merged record stands for.
    pub fn child(&mut self, id: &str) -> Sym {
        self.children
            .intern(self.merged.get(id).map_or(id, String::as_str))
    }
}

/// Everything known tonight; see the module.
pub struct Facts {
    /// Children's ids.
    pub children: Interner,
    /// Workers' ids.
    pub workers: Interner,
    /// Visit ids.
    pub visit_ids: Interner,
    /// Names, teams, services, roles.
    pub words: Interner,
    /// What the exports of tonight map.
    pub mapped: FieldSet,
    by_id: Vec<Sym>,
    cases: Vec<CaseRow>,
    case_ends: Vec<u32>,
    visits: VisitColumns,
    visit_ends: Vec<u32>,
    ratings: Vec<Decision>,
    rating_ends: Vec<u32>,
    worker_rows: Vec<Worker>,
    worker_ends: Vec<u32>,
    merged: BTreeMap<String, String>,
}

/// Where the visits of [`Facts`] stood among those that were read; none where they were sorted already.
pub struct VisitOrder(Option<Vec<u32>>);

impl VisitOrder {
    /// The place that a visit had before.
    pub fn before(&self, at: usize) -> usize {
        self.0.as_ref().map_or(at, |order| order[at] as usize)
    }
}

impl Facts {
    /// Sorts what was read. The result does not depend on the order of rows.
    pub fn new(raw: RawFacts) -> Self {
        Self::with_order(raw).0
    }

    /// As [`new`](Self::new), and where each visit stood before.
    pub fn with_order(mut raw: RawFacts) -> (Self, VisitOrder) {
        raw.children.freeze();
        raw.workers.freeze();
        raw.visit_ids.freeze();
        raw.words.freeze();
        let children = raw.children.len();

        let mut cases = raw.cases;
        cases.sort_by(|a, b| {
            a.child
                .index()
                .cmp(&b.child.index())
                .then_with(|| order_of_rows(a, b, &raw.words, &raw.workers))
        });
        let case_ends = ends(children, cases.iter().map(|row| row.child));

        raw.ratings.sort_by_key(|(child, decision)| {
            (
                child.index(),
                decision.decided_on,
                decision.recorded(),
                decision.rag,
            )
        });
        let rating_ends = ends(children, raw.ratings.iter().map(|(child, _)| *child));

        let (visits, visit_ends, order) =
            sorted_visits(children, raw.visits, &raw.visit_ids, &raw.workers);

        let worker_rows = workers::sorted(raw.worker_rows, &raw.words);
        let worker_ends = ends(raw.workers.len(), worker_rows.iter().map(|row| row.id));
        let mut by_id: Vec<Sym> = raw.children.symbols().collect();
        by_id.sort_unstable_by_key(|&child| raw.children.text(child));
        let facts = Self {
            children: raw.children,
            workers: raw.workers,
            visit_ids: raw.visit_ids,
            words: raw.words,
            mapped: raw.mapped,
            by_id,
            cases,
            case_ends,
            visits,
            visit_ends,
            ratings: raw
                .ratings
                .into_iter()
                .map(|(_, decision)| decision)
                .collect(),
            rating_ends,
            worker_rows,
            worker_ends,
            merged: raw.merged,
        };
        (facts, order)
    }

    /// Every child id of any export, in byte order.
    pub fn children_by_id(&self) -> &[Sym] {
        &self.by_id
    }

    /// A child's case rows, open and closed.
    pub fn cases_of(&self, child: Sym) -> &[CaseRow] {
        &self.cases[range(&self.case_ends, child)]
    }

    /// Every case row, grouped by child.
    pub fn cases(&self) -> &[CaseRow] {
        &self.cases
    }

    /// A child's rating history, earliest decision first.
    pub fn ratings_of(&self, child: Sym) -> &[Decision] {
        &self.ratings[range(&self.rating_ends, child)]
    }

    /// A child's visits, earliest first.
    pub fn visits_of(&self, child: Sym) -> Visits<'_> {
        let range = range(&self.visit_ends, child);
        Visits {
            columns: &self.visits,
            start: range.start,
            end: range.end,
        }
    }

    /// The id of the visit at a place among all.
    pub fn visit_id(&self, at: usize) -> Sym {
        self.visits.id[at]
    }

    /// How many visits there are.
    pub fn visit_count(&self) -> usize {
        self.visits.len()
    }

    /// Every row of every worker, grouped by worker, the earliest to begin first.
    pub fn all_worker_rows(&self) -> &[Worker] {
        &self.worker_rows
    }

    /// Every row of a worker, the earliest to begin first.
    pub fn worker_rows(&self, id: Sym) -> &[Worker] {
        &self.worker_rows[range(&self.worker_ends, id)]
    }

    /// What holds of a worker on a day: the latest row that has begun; before all of them the earliest. [RULES 2]
    pub fn worker_on(&self, id: Sym, date: NaiveDate) -> Option<&Worker> {
        workers::on(self.worker_rows(id), date)
    }

    /// The child of an id, its own or that of a record which was merged into the child's.
    pub fn child(&self, id: &str) -> Option<Sym> {
        self.children
            .find(self.merged.get(id).map_or(id, String::as_str))
    }
}

/// A child's visits in date order, read from the columns on demand.
#[derive(Clone, Copy)]
pub struct Visits<'a> {
    columns: &'a VisitColumns,
    start: usize,
    end: usize,
}

impl<'a> Visits<'a> {
    /// Only the visits on or before a day.
    pub fn until(self, date: NaiveDate) -> Self {
        let dates = &self.columns.date[self.start..self.end];
        Self {
            end: self.start + dates.partition_point(|&day| day <= date),
            ..self
        }
    }

    /// Only the visits strictly after a day; all of them where there is none. [RULES 6]
    pub fn since(self, date: Option<NaiveDate>) -> Self {
        let dates = &self.columns.date[self.start..self.end];
        let skipped = date.map_or(0, |date| dates.partition_point(|&day| day <= date));
        Self {
            start: self.start + skipped,
            ..self
        }
    }

    /// Earliest first; `.rev()` for latest first.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Visit> + 'a {
        (self.start..self.end).map(move |at| self.columns.get(at))
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The order that picks a child's team and worker: status, earliest start, then team and worker id in byte order. [RULES 5]
/// What is left settles service and name, so that they do not hang on the order of rows.
fn order_of_rows(a: &CaseRow, b: &CaseRow, words: &Interner, workers: &Interner) -> Ordering {
    let worker = |row: &CaseRow| row.worker.map_or("", |worker| workers.text(worker));
    let word = |word: Option<Sym>| word.map_or("", |word| words.text(word));
    a.status
        .cmp(&b.status)
        // A start that nobody knows comes before those that are known.
        .then(a.start.cmp(&b.start))
        .then_with(|| words.text(a.team).cmp(words.text(b.team)))
        .then_with(|| worker(a).cmp(worker(b)))
        .then(a.end.cmp(&b.end))
        .then(a.born.cmp(&b.born))
        .then(a.plan_interval_days.cmp(&b.plan_interval_days))
        .then_with(|| word(a.service).cmp(word(b.service)))
        .then_with(|| word(a.name).cmp(word(b.name)))
}

/// Where each child's run ends in a list sorted by child.
fn ends(children: usize, sorted: impl Iterator<Item = Sym>) -> Vec<u32> {
    let mut counts = vec![0_u32; children];
    for child in sorted {
        counts[child.index()] += 1;
    }
    let mut total = 0;
    for count in &mut counts {
        total += *count;
        *count = total;
    }
    counts
}

fn range(ends: &[u32], child: Sym) -> std::ops::Range<usize> {
    let at = child.index();
    let start = if at == 0 { 0 } else { ends[at - 1] as usize };
    start..ends[at] as usize
}

/// Groups by child with one counting pass, then sorts each child's handful; columns move one at a time, and not at all
/// where the exports are sorted already.
fn sorted_visits(
    children: usize,
    mut visits: VisitColumns,
    ids: &Interner,
    workers: &Interner,
) -> (VisitColumns, Vec<u32>, VisitOrder) {
    let ends = ends(children, visits.child.iter().copied());
    let worker = |at: usize| visits.worker[at].map_or("", |worker| workers.text(worker));
    let by_date = |a: usize, b: usize| {
        visits.date[a]
            .cmp(&visits.date[b])
            .then_with(|| ids.text(visits.id[a]).cmp(ids.text(visits.id[b])))
            // One visit made by several workers stands once for each.
            .then_with(|| worker(a).cmp(worker(b)))
    };
    let by_child = |a: usize, b: usize| visits.child[a].index().cmp(&visits.child[b].index());
    let in_order = |at: usize| {
        by_child(at - 1, at)
            .then_with(|| by_date(at - 1, at))
            .is_le()
    };
    if (1..visits.len()).all(in_order) {
        visits.child = Vec::new();
        return (visits, ends, VisitOrder(None));
    }
    let mut next: Vec<u32> = std::iter::once(0).chain(ends.iter().copied()).collect();
    let mut order = vec![0_u32; visits.len()];
    for (at, child) in visits.child.iter().enumerate() {
        let place = &mut next[child.index()];
        order[*place as usize] = at as u32;
        *place += 1;
    }
    drop(next);
    let mut start = 0;
    for &end in &ends {
        order[start..end as usize].sort_unstable_by(|&a, &b| by_date(a as usize, b as usize));
        start = end as usize;
    }
    let sorted = VisitColumns {
        id: reordered(visits.id, &order),
        child: Vec::new(),
        date: reordered(visits.date, &order),
        kind: reordered(visits.kind, &order),
        worker: reordered(visits.worker, &order),
        worker_is_mapped: reordered(visits.worker_is_mapped, &order),
        recorded: reordered(visits.recorded, &order),
    };
    (sorted, ends, VisitOrder(Some(order)))
}

fn reordered<T: Copy>(column: Vec<T>, order: &[u32]) -> Vec<T> {
    order.iter().map(|&at| column[at as usize]).collect()
}
