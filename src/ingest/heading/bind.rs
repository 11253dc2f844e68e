//! Binding what a profile says of a table to the columns of a file.

use std::collections::HashMap;

use super::{Asked, Bound, BoundFeed, Heading, name_of_unnamed, texts, wanted};
use crate::{
    ingest::{
        profile::{Feed, FieldRule, Table},
        refusal::{Nearest, Trouble},
        rows::{RowBuf, workbook::column_letters},
        shape::{Derived, RowPlan},
        spellings::Spellings,
    },
    model::{
        field::{DataSet, Field, FieldSet},
        text::{folded, nearest},
    },
};

/// Binds a table to its heading row.
pub(super) fn bind<'p>(
    table: &'p Table,
    asked: Asked<'_>,
    row: &RowBuf,
) -> Result<Heading<'p>, Trouble> {
    let set = asked.set;
    let mut texts = texts(row);
    let mut columns: HashMap<String, usize> = HashMap::new();
    let known: Vec<String> = wanted(table).map(folded).collect();
    // Reports leave the column of their groups without a heading: it is known by its letter.
    for (column, text) in texts.iter_mut().enumerate() {
        let name = name_of_unnamed(column);
        if folded(text).is_empty() && known.contains(&folded(&name)) {
            *text = name;
        }
    }
    for (column, text) in texts.iter().enumerate() {
        let key = folded(text);
        if key.is_empty() {
            continue;
        }
        if let Some(first) = columns.get(&key) {
            if known.contains(&key) {
                return Err(Trouble::DuplicateHeader {
                    heading: text.clone(),
                    first: column_letters(*first),
                    second: column_letters(column),
                });
            }
            continue;
        }
        columns.insert(key, column);
    }
    let mut behind = Vec::new();
    for join in &table.joins {
        let mut on = join.on.iter();
        if join.is_optional && !on.any(|on| columns.contains_key(&folded(on))) {
            continue;
        }
        let labels: Vec<String> = match asked.joined.get(&join.table) {
            Some(lookup) => {
                let headings = lookup.headings.iter();
                headings
                    .map(|heading| format!("{}.{heading}", join.table))
                    .collect()
            }
            None if join.is_optional => Vec::new(),
            // It is asked for once it is clear that this is the table that lacks it.
            None => {
                let start = format!("{}.", join.table);
                let all = wanted(table).filter(|heading| heading.starts_with(&start));
                all.map(str::to_owned).collect()
            }
        };
        for label in labels {
            let at = texts.len() + behind.len();
            columns.entry(folded(&label)).or_insert(at);
            behind.push(label);
        }
    }
    // A heading that some field takes already is not the one that was meant for another.
    let free: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty() && !known.contains(&folded(text)))
        .collect();
    let mut feeds: Vec<BoundFeed<'p>> = Vec::new();
    let mut dropped = Vec::new();
    for feed in &table.feeds {
        let mut binder = Binder {
            columns: &columns,
            free: &free,
            first: texts.len() + behind.len(),
            derived: Vec::new(),
        };
        match binder.bind(feed) {
            Ok(bound) => {
                for source in bound.derived.iter().flat_map(|derived| &derived.sources) {
                    let label = texts
                        .get(*source)
                        .or_else(|| behind.get(source - texts.len()));
                    behind.push(label.cloned().unwrap_or_default());
                }
                feeds.push(bound);
            }
            Err(trouble) if feed.data_set == set => return Err(trouble),
            Err(trouble) => dropped.push((feed.data_set, trouble.to_string())),
        }
    }
    if let Some(trouble) = tells_nothing(table, &feeds, &free) {
        return Err(trouble);
    }
    let plan = RowPlan::of(table, &feeds, &texts, (&columns, asked))?;
    let looked_up = table.looked_up.iter();
    let looked_up: Vec<_> = looked_up
        .filter_map(|heading| Some((heading.clone(), *columns.get(&folded(heading))?)))
        .collect();
    let is_read = |column| {
        feeds.iter().any(|feed| feed.reads(column))
            || plan.reads(column)
            || looked_up.iter().any(|(_, at)| *at == column)
    };
    let ignored = texts
        .iter()
        .enumerate()
        .filter(|(column, text)| !text.is_empty() && !is_read(*column))
        .map(|(_, text)| text.clone())
        .collect();
    let of_visits = of_visits(&feeds);
    let (headings, columns): (Vec<_>, Vec<_>) = looked_up.into_iter().unzip();
    Ok(Heading {
        row: row.number,
        width: row.used(),
        texts,
        feeds,
        plan,
        of_visits,
        looked_up: (headings.into(), columns),
        behind,
        ignored,
        dropped,
    })
}

/// A file that has the children of a table of cases and nothing that makes them cases, neither a status, its start or its
/// end nor a visit beside it, is another export: visits, say, whose children would all be cases that nobody has seen.
fn tells_nothing(table: &Table, feeds: &[BoundFeed<'_>], free: &[&str]) -> Option<Trouble> {
    const MAKE_A_CASE: [Field; 4] = [
        Field::CaseStatus,
        Field::CaseStatusStart,
        Field::CaseStatusEnd,
        Field::VisitDate,
    ];
    let is_cases = |feed: &BoundFeed<'_>| feed.data_set == DataSet::Cases;
    let is_told = |feed: &BoundFeed<'_>| {
        MAKE_A_CASE
            .iter()
            .any(|field| !feed.sources_of(*field).is_empty())
    };
    if !feeds.iter().any(is_cases) || feeds.iter().any(is_told) {
        return None;
    }
    // A profile that says of no column that it tells this means every child of the file.
    let rules = table.feeds.iter().flat_map(|feed| &feed.fields);
    let mut looked_for = rules
        .filter(|(field, _)| MAKE_A_CASE.contains(field))
        .flat_map(|(_, rule)| &rule.headings);
    looked_for.next().map(|first| missing(first, free))
}

fn missing(expected: &str, free: &[&str]) -> Trouble {
    let nearest = nearest(expected, free.iter().copied());
    Trouble::MissingColumn {
        expected: format!("\"{expected}\""),
        nearest: Nearest(nearest.map(str::to_owned)),
    }
}

/// The columns that are of visits alone: without a value in any of them a row is a case, or a child without a visit.
/// A worker alone makes no visit, nor does an answer beside a case: "no visit yet" may be one.
fn of_visits(feeds: &[BoundFeed<'_>]) -> Vec<usize> {
    const MAKE_A_VISIT: [Field; 5] = [
        Field::VisitId,
        Field::VisitDate,
        Field::VisitMode,
        Field::VisitOutcome,
        Field::VisitRecordedAt,
    ];
    const ANSWERS: [Field; 2] = [Field::VisitChildSeen, Field::VisitSeenAlone];
    let cases = feeds.iter().find(|feed| feed.data_set == DataSet::Cases);
    let Some(visits) = feeds.iter().find(|feed| feed.data_set == DataSet::Visits) else {
        return Vec::new();
    };
    let answers = cases.is_none().then_some(ANSWERS);
    let fields = MAKE_A_VISIT
        .into_iter()
        .chain(answers.into_iter().flatten());
    let of_fields = fields.flat_map(|field| visits.sources_of(field));
    let of_types = visits.visit_type.iter().flat_map(|(columns, _)| columns);
    let own = |column: &usize| !cases.is_some_and(|cases| cases.reads(*column));
    of_fields.chain(of_types).copied().filter(own).collect()
}

/// Binds the fields of one feed.
struct Binder<'a, 'p> {
    columns: &'a HashMap<String, usize>,
    /// Headings that no field takes.
    free: &'a [&'a str],
    /// The first column behind those that are there.
    first: usize,
    derived: Vec<Derived<'p>>,
}

impl<'p> Binder<'_, 'p> {
    fn find(&self, headings: &[String]) -> Vec<usize> {
        let found = headings
            .iter()
            .map(|heading| self.columns.get(&folded(heading)));
        found.flatten().copied().collect()
    }

    fn missing(&self, headings: &[String]) -> Trouble {
        missing(headings.first().map_or("", String::as_str), self.free)
    }

    /// Where a field is read from: columns that are there, or those that will be made of them.
    fn bound(&mut self, field: Field, rule: &'p FieldRule) -> Bound<'p> {
        let sources = self.find(&rule.headings);
        if sources.is_empty() || !Derived::is_needed(field, rule) {
            return Bound::new(sources.clone(), sources, rule);
        }
        let first = self.first;
        self.first += sources.len();
        self.derived.push(Derived {
            field,
            rule,
            sources: sources.clone(),
            first,
        });
        Bound::new((first..self.first).collect(), sources, rule)
    }

    fn bind(&mut self, feed: &'p Feed) -> Result<BoundFeed<'p>, Trouble> {
        let mut fields: Vec<Option<Bound<'p>>> = (0..Field::ALL.len()).map(|_| None).collect();
        let mut mapped = FieldSet::default();
        let mut near_misses = Vec::new();
        for (field, rule) in &feed.fields {
            let bound = self.bound(*field, rule);
            let is_there = !bound.columns.is_empty()
                || rule.default.is_some()
                || rule.template.is_some()
                || rule.is_unknown;
            if is_there {
                fields[*field as usize] = Some(bound);
                mapped.insert(*field);
            } else if field.is_required() {
                return Err(self.missing(&rule.headings));
            } else if let Some(expected) = rule.headings.first()
                && let Some(found) = nearest(expected, self.free.iter().copied())
            {
                near_misses.push((*field, expected.clone(), found.to_owned()));
            }
        }
        let visit_type = match &feed.visit_type {
            None => None,
            Some(types) => {
                let columns = self.find(&types.headings);
                if columns.is_empty() {
                    return Err(self.missing(&types.headings));
                }
                mapped.insert(Field::VisitMode);
                mapped.insert(Field::VisitOutcome);
                if types.types.values().any(|kind| kind.tells_of_sight()) {
                    mapped.insert(Field::VisitChildSeen);
                }
                Some((columns, types))
            }
        };
        Ok(BoundFeed {
            data_set: feed.data_set,
            fields,
            visit_type,
            types: Spellings::default(),
            modes: Spellings::default(),
            outcomes: Spellings::default(),
            mapped,
            derived: std::mem::take(&mut self.derived),
            near_misses,
        })
    }
}
