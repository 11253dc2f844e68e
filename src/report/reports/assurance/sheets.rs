//! The sheets of the assurance report: each child with what is missing of its record, and the workers.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::NaiveDate;

use super::{BY_WORKER, Entry, MISSING, TO_RECORD, children};
use crate::{
    model::{calendar::plain, facts::CaseRow, field::Field},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::Context,
    },
    rules::{flags::Flag, position::Position},
};

type Of<'a> = Column<'a, &'a Entry<'a>>;

const NO_WORKER: &str = "No worker allocated";

pub(super) fn to_record<'a>(context: &'a Context<'a>, entries: &'a [Entry<'a>]) -> Sheet {
    let columns: Vec<Of<'_>> = vec![
        of_position(child::child_id(context)),
        of_position(child::name(context)),
        of_position(child::rating()),
        column(MISSING, 40, |entry: &&Entry<'_>| {
            Cell::text(missing_in_words(entry))
        }),
        column("Since", 13, |entry: &&Entry<'_>| {
            Cell::date_or(entry.since(), "not known")
        }),
        latest(
            context,
            "Last supervision",
            Field::CaseLastSupervisionOn,
            |row| row.last_supervision_on,
        ),
        latest(context, "Last oversight", Field::CaseOversightOn, |row| {
            row.oversight_on
        }),
        latest(context, "Safety plan of", Field::CaseSafetyPlanOn, |row| {
            row.safety_plan_on
        }),
        latest(context, "Plan of", Field::CasePlanUpdatedOn, |row| {
            row.plan_updated_on
        }),
        column("Worker", 19, |entry: &&Entry<'_>| {
            Cell::text(worker(context, entry.position))
        }),
    ];
    let table = Table::of("ToRecord", entries, &columns, "Nothing is to be recorded.");
    Sheet::of(
        TO_RECORD,
        "To record: RED first, then the unrated, then the others; the longest missing first",
        table.freezing(2),
    )
    .saying(format!(
        "{}. Since is the day by which it should have been there, or from which on it is missing; of several the earliest. What is done and only not written down is to be written down in the case system (Procedures 1.3, 1.13).",
        children(entries.len() as u64)
    ))
}

/// Each thing on a line of its own, with its own day where there are several.
fn missing_in_words(entry: &Entry<'_>) -> String {
    let with_days = entry.missing.len() > 1;
    let lines = entry.missing.iter().map(|(flag, since)| {
        let day = since.filter(|_| with_days);
        let day = day.map_or_else(String::new, |day| format!(", since {}", plain(day)));
        format!("{}{day}", flag.rule().title)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The latest day by the run date that an open row has.
fn latest<'a>(
    context: &'a Context<'a>,
    heading: &'static str,
    field: Field,
    of: fn(&CaseRow) -> Option<NaiveDate>,
) -> Of<'a> {
    let night = context.night;
    let absent = match night.facts.mapped.contains(field) {
        true => child::NEVER,
        false => "no export has it",
    };
    column(heading, 13, move |entry: &&Entry<'_>| {
        let open = night.open_rows(entry.position.child).into_iter();
        let days = open.filter_map(of).filter(|day| *day <= night.date);
        Cell::date_or(days.max(), absent)
    })
}

fn worker(context: &Context<'_>, position: &Position) -> String {
    let worker = position.worker.map(|worker| context.worker(worker));
    worker.unwrap_or_else(|| NO_WORKER.to_owned())
}

/// Those with most children to record first; of as many by name.
pub(super) fn by_worker(context: &Context<'_>, entries: &[Entry<'_>]) -> Sheet {
    type Row<'a> = (String, Vec<&'a Entry<'a>>);
    let mut loads: BTreeMap<String, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        let load = loads.entry(worker(context, entry.position));
        load.or_default().push(entry);
    }
    let mut rows: Vec<Row<'_>> = loads.into_iter().collect();
    rows.sort_by_key(|(_, load)| Reverse(load.len()));
    let mut columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Worker", 32, |row: &Row<'_>| Cell::text(row.0.clone())),
        column("Children", 10, |row: &Row<'_>| Cell::count(row.1.len())),
    ];
    columns.extend(Flag::OF_RECORDS.map(|flag| {
        let is_assessed = context.night.assessed.contains(flag);
        column(
            flag.rule().title,
            14,
            move |row: &Row<'_>| match is_assessed {
                true => Cell::count(row.1.iter().filter(|entry| entry.lacks(flag)).count()),
                false => Cell::Absent("not assessed"),
            },
        )
    }));
    columns.push(column("Missing longest since", 14, |row: &Row<'_>| {
        let days = row.1.iter().filter_map(|entry| entry.since());
        Cell::date_or(days.min(), "not known")
    }));
    Sheet::of(
        BY_WORKER,
        "By worker: most children with something to record first",
        Table::of("ByWorker", rows, &columns, "Nothing is to be recorded.").freezing(1),
    )
    .saying(format!(
        "The {} of \"{TO_RECORD}\", by allocated worker. A child may lack several things.",
        children(entries.len() as u64)
    ))
}

/// A column that all lists of children share, here of an entry's child.
fn of_position<'a>(column: Column<'a, &'a Position>) -> Of<'a> {
    column.on(|entry: &&'a Entry<'a>| entry.position)
}
