//! A form that names its subjects and, apart, those who were seen: whether the row's child is one of them.
//!
//! A list is compared entry by entry. An entry with an id, by the pattern of `child_id`, and a name beside it is the
//! child of that id and nobody else. Any other is a child of the row by its id, or by its name: as the case rows write
//! it, or as the row does beside the id; letters and digits of its words in any order, without regard to case. A child
//! that is not in the list was not seen where the list names none but children of the row; where it names somebody
//! else, that may be the child by another name, and nothing is known.

use std::collections::{BTreeSet, HashMap};

use super::pieces::Derived;
use crate::{
    ingest::{
        cell::{self, Says},
        heading::BoundFeed,
        ids,
        profile::{FieldRule, taken_out},
        rows::{Raw, RowBuf, Unread},
    },
    model::{facts::RawFacts, field::Field, text::folded},
};

/// What the children of the case rows are called.
#[derive(Default)]
pub struct ChildNames(HashMap<String, BTreeSet<String>>);

impl ChildNames {
    /// Of the case rows that were read.
    pub fn of(raw: &RawFacts) -> Self {
        let mut names: HashMap<String, BTreeSet<String>> = HashMap::new();
        for row in &raw.cases {
            if let Some(name) = row.name {
                let id = raw.children.text(row.child).to_owned();
                names
                    .entry(id)
                    .or_default()
                    .insert(name_key(raw.words.text(name)));
            }
        }
        for (old, child) in &raw.merged {
            if let Some(of_child) = names.get(child).cloned() {
                names.entry(old.clone()).or_default().extend(of_child);
            }
        }
        Self(names)
    }
}

/// The words of a name, in an order of their own.
fn name_key(name: &str) -> String {
    let folded = folded(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

/// A child of the row.
struct Subject {
    id: String,
    names: BTreeSet<String>,
}

/// Puts a cell behind the row's own that says whether its child was seen.
pub(super) fn push(
    feed: &BoundFeed<'_>,
    derived: &Derived<'_>,
    (row, child_at): (&RowBuf, usize),
    names: &ChildNames,
    out: &mut RowBuf,
) {
    let Some((place, raw)) = derived.said(row) else {
        // Blank, or not known: who reads it says so.
        derived
            .sources
            .iter()
            .for_each(|&at| out.push(row.cell(at)));
        return;
    };
    let text = cell::text(raw);
    let subjects = subjects(feed, row, names);
    (0..place).for_each(|at| out.push(row.cell(derived.sources[at])));
    let answer = answer(feed, derived.rule, &text, &subjects, child_at);
    out.push(match answer {
        Some(answer) => Raw::Text(answer),
        None => Raw::Unread(&text, Unread::List),
    });
}

/// The children whom the row names.
fn subjects(feed: &BoundFeed<'_>, row: &RowBuf, names: &ChildNames) -> Vec<Subject> {
    let Some(bound) = feed.field(Field::VisitChildId) else {
        return Vec::new();
    };
    let sources = feed.sources_of(Field::VisitChildId);
    let cells = sources.iter().map(|&source| row.cell(source));
    let said = cells
        .clone()
        .find(|raw| cell::says(*raw) == Says::Something);
    let text = said.map(|raw| match ids::id(raw) {
        Ok(id) if !matches!(raw, Raw::Text(_)) => id.into_owned(),
        _ => cell::text(raw).into_owned(),
    });
    let text = text.unwrap_or_default();
    let of_cell = feed
        .derived
        .iter()
        .find(|derived| derived.field == Field::VisitChildId);
    let values: Vec<&str> = match of_cell {
        Some(derived) => derived.values(&text).collect(),
        None => vec![text.as_str()],
    };
    let subject = |value: &str| {
        let (id, name) = id_and_name(bound.rule, value);
        let id = id.unwrap_or_default();
        let mut own: BTreeSet<String> = names.0.get(&id).cloned().unwrap_or_default();
        own.extend(name);
        Subject { id, names: own }
    };
    values.into_iter().map(subject).collect()
}

/// The id that stands in a text, with its prefix, and the name beside it.
fn id_and_name(rule: &FieldRule, text: &str) -> (Option<String>, Option<String>) {
    let found = taken_out(rule.extract.as_ref(), text);
    let id = found.as_ref().and_then(|(taken, _)| {
        let meant = rule
            .words
            .get(&folded(taken))
            .map_or(*taken, String::as_str);
        let id = ids::id(Raw::Text(meant)).ok()?;
        Some(format!("{}{id}", rule.prefix))
    });
    let beside = match &found {
        Some((_, whole)) => format!("{} {}", &text[..whole.start], &text[whole.end..]),
        None => text.to_owned(),
    };
    let name = name_key(&beside);
    (id, (!name.is_empty()).then_some(name))
}

/// Yes, no or blank; none where nobody can say.
fn answer(
    feed: &BoundFeed<'_>,
    rule: &FieldRule,
    text: &str,
    subjects: &[Subject],
    child_at: usize,
) -> Option<&'static str> {
    let meant = rule.listed_word(text);
    match meant.filter(|_| !rule.words.is_empty()) {
        Some("Y") => return Some("Y"),
        Some("N") => return Some("N"),
        Some(_) => return Some(""),
        None => {}
    }
    let of_child = feed.field(Field::VisitChildId)?.rule;
    let (mut is_listed, mut is_sure) = (false, true);
    let mark = rule.split.as_deref().unwrap_or(";");
    for entry in text
        .split(mark)
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let (id, name) = id_and_name(of_child, entry);
        let by_id = id
            .as_ref()
            .and_then(|id| subjects.iter().position(|subject| subject.id == *id));
        // A text without anything beside it may be an id or a name; an id beside a name is what it is.
        let may_be_name = by_id.is_none() && (id.is_none() || name.is_none());
        let name = name
            .or_else(|| Some(name_key(entry)))
            .filter(|_| may_be_name);
        let named: Vec<usize> = name.map_or_else(Vec::new, |name| {
            let called = subjects
                .iter()
                .enumerate()
                .filter(|(_, subject)| subject.names.contains(&name));
            called.map(|(at, _)| at).collect()
        });
        match (by_id, named.as_slice()) {
            (Some(at), _) | (None, &[at]) => is_listed |= at == child_at,
            _ => is_sure = false,
        }
    }
    match (is_listed, is_sure) {
        (true, _) => Some("Y"),
        (false, true) => Some("N"),
        (false, false) => None,
    }
}
