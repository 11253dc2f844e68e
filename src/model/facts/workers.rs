//! The rows of each worker in order, and the one that holds on a day. [RULES 2]

use std::cmp::{Ordering, Reverse};

use chrono::NaiveDate;

use crate::model::{
    text::{Interner, Sym, word_key},
    visit::Answer,
    worker::Worker,
};

/// Every worker's rows, the earliest to begin first. Of rows that begin on the same day one is kept, whatever
/// their order was: one in tonight's export, and of those the one that [RULES 7] names.
pub(super) fn sorted(mut rows: Vec<Worker>, words: &Interner) -> Vec<Worker> {
    rows.sort_by(|a, b| {
        (a.id.index(), a.valid_from)
            .cmp(&(b.id.index(), b.valid_from))
            .then_with(|| kept_first(a, b, words))
    });
    rows.dedup_by_key(|row| (row.id, row.valid_from));
    rows
}

/// Of several rows that begin on one day: the one without `left_on`, the latest `left_on`, not qualified before
/// qualified, the first in byte order.
pub fn kept_first(a: &Worker, b: &Worker, words: &Interner) -> Ordering {
    let text = |word: Option<Sym>| word.map_or("", |word| words.text(word));
    b.is_in_export
        .cmp(&a.is_in_export)
        .then(a.left_on.is_some().cmp(&b.left_on.is_some()))
        .then(Reverse(a.left_on).cmp(&Reverse(b.left_on)))
        .then((a.qualified == Answer::Yes).cmp(&(b.qualified == Answer::Yes)))
        .then_with(|| text(a.name).cmp(text(b.name)))
        .then_with(|| roles(a, b, words))
        .then_with(|| a.qualified.code().cmp(b.qualified.code()))
        .then_with(|| a.can_visit.code().cmp(b.can_visit.code()))
        .then_with(|| text(a.team).cmp(text(b.team)))
        .then_with(|| text(a.service).cmp(text(b.service)))
}

/// Whether two rows say the same of a worker; a role is a code, in whatever spelling.
pub fn say_the_same(a: &Worker, b: &Worker, words: &Interner) -> bool {
    let a_as_b = Worker {
        role: b.role,
        ..a.clone()
    };
    a_as_b == *b && roles(a, b, words).is_eq()
}

/// The order of two roles in comparable form; most are spelt alike, and nothing need be folded.
fn roles(a: &Worker, b: &Worker, words: &Interner) -> Ordering {
    if a.role == b.role {
        return Ordering::Equal;
    }
    let key = |row: &Worker| word_key(words.text(row.role));
    key(a).cmp(&key(b))
}

/// The latest row that has begun on a day; before all of them the earliest.
pub(super) fn on(rows: &[Worker], date: NaiveDate) -> Option<&Worker> {
    let begun = rows.partition_point(|row| row.valid_from.is_none_or(|from| from <= date));
    rows.get(begun.saturating_sub(1))
}
