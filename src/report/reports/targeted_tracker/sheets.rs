//! The sheets of the tracker: the children, those also open to social care, the workers.

use std::collections::BTreeMap;

use super::{
    ALSO_OPEN, BY_WORKER, Entry, LAST_CONTACT, Lists, NEXT_BOOKING, Part, TARGETED_WORKER,
    TO_REVIEW, TRACKER, children,
};
use crate::{
    model::{calendar, field::Field, rating::Rag},
    report::{
        book::{Cell, Choices, Column, Sheet, Table, column, fill_in},
        child_columns as child,
        context::Context,
    },
};

type Of<'a> = Column<'a, &'a Entry<'a>>;

const NO_WORKER: &str = "No worker allocated";

pub(super) fn tracker<'a>(context: &'a Context<'a>, lists: &'a Lists<'a>) -> Sheet {
    let columns: Vec<Of<'_>> = vec![
        of_position(child::child_id(context)),
        of_position(child::name(context)),
        of_position(child::rating()),
        of_position(child::rating_age(context)).on_screen(),
        factors(context),
        column("Open since", 13, |entry: &&Entry<'_>| {
            Cell::date_or(entry.row.start, child::NOT_RECORDED)
        })
        .on_screen(),
        last_contact(),
        how().on_screen(),
        column("By", 19, |entry: &&Entry<'_>| match entry.last {
            Some(visit) => visit
                .worker
                .map_or(Cell::Absent(child::NOT_RECORDED), |worker| {
                    Cell::text(context.worker(worker))
                }),
            None => Cell::Absent(child::NONE),
        })
        .on_screen(),
        days_since(context).on_screen(),
        column(NEXT_BOOKING, 13, |entry: &&Entry<'_>| {
            Cell::date_or(entry.next.map(|visit| visit.date), child::NONE_BOOKED)
        }),
        column("Also open to social care", 14, |entry: &&Entry<'_>| {
            Cell::text_or(Some(&entry.also_open_as()), "no")
        })
        .on_screen(),
        column(TO_REVIEW, 10, |entry: &&Entry<'_>| {
            Cell::text(child::yes_or_no(entry.is_to_review()))
        })
        .on_screen(),
        worker(context),
        fill_in("Exit planned for", 12, Choices::Any),
        fill_in("Step down to", 16, Choices::Any),
        fill_in("Agreed by", 15, Choices::Any),
    ];
    let table = Table::of(
        "Tracker",
        &lists.tracked,
        &columns,
        "No child of these ratings is open to Targeted Support.",
    );
    Sheet::of(
        TRACKER,
        match lists.part {
            Part::Managers => {
                "Tracker: RED, then unrated, AMBER, GREEN; longest without contact first"
            }
            Part::Seniors => "Tracker: children rated GREEN; longest without contact first",
        },
        table.freezing(2),
    )
    .saying(format!(
        "{}. Exit planned for, Step down to and Agreed by are the exit plan, to be filled in.",
        children(lists.tracked.len() as u64)
    ))
}

/// Where the child has its row with the exit plan.
fn tracked_on(entry: &Entry<'_>, part: Part, context: &Context<'_>) -> &'static str {
    if part.holds(entry, context) {
        "this tracker"
    } else {
        "the seniors' tracker"
    }
}

pub(super) fn also_open<'a>(context: &'a Context<'a>, lists: &'a Lists<'a>) -> Sheet {
    let part = lists.part;
    let columns: Vec<Of<'_>> = vec![
        of_position(child::child_id(context)),
        of_position(child::name(context)),
        of_position(child::rating()),
        of_position(child::rating_age(context)).on_screen(),
        column("Tracked on", 19, move |entry: &&Entry<'_>| {
            Cell::text(tracked_on(entry, part, context))
        })
        .on_screen(),
        column("Also open as", 24, |entry: &&Entry<'_>| {
            Cell::text(entry.also_open_as())
        }),
        column("Since", 13, |entry: &&Entry<'_>| {
            Cell::date_or(
                entry.others.first().and_then(|row| row.start),
                child::NOT_RECORDED,
            )
        })
        .on_screen(),
        column("Social care team", 20, |entry: &&Entry<'_>| {
            Cell::text_or(
                entry.others.first().map(|row| context.word(row.team)),
                child::NOT_RECORDED,
            )
        }),
        column("Social care worker", 20, |entry: &&Entry<'_>| {
            let worker = entry.others.first().and_then(|row| row.worker);
            worker.map_or(Cell::Absent(child::NO_WORKER), |worker| {
                Cell::text(context.worker(worker))
            })
        }),
        of_position(child::standing()),
        of_position(child::due()),
        last_contact(),
        how().on_screen(),
        worker(context),
    ];
    let table = Table::of(
        "AlsoOpen",
        &lists.also_open,
        &columns,
        "No child of this tracker is open to anybody else.",
    );
    let which = match lists.part {
        Part::Managers => " of any rating",
        Part::Seniors => "",
    };
    Sheet::of(ALSO_OPEN, "Also open to social care: statutory visits are owed as well", table.freezing(2)).saying(format!(
                "{}{which}. Standing and due date are those of the statutory visits; Targeted Support's own do not count toward them (Procedures 5.1).",
                children(lists.also_open.len() as u64)
            ))
}

#[derive(Default)]
struct Load {
    children: u64,
    red: u64,
    amber: u64,
    unrated: u64,
    green: u64,
    to_review: u64,
    unbooked: u64,
    also_open: u64,
    longest: Option<i64>,
}

pub(super) fn by_worker(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    // By the name that is shown, so that the list reads alphabetically.
    let mut loads: BTreeMap<String, Load> = BTreeMap::new();
    for entry in &lists.tracked {
        let name = entry
            .row
            .worker
            .map_or_else(|| NO_WORKER.to_owned(), |worker| context.worker(worker));
        let load = loads.entry(name).or_default();
        let position = entry.position;
        load.children += 1;
        match position.rag() {
            Some(Rag::Red) => load.red += 1,
            Some(Rag::Amber) => load.amber += 1,
            Some(Rag::Green) => load.green += 1,
            None => load.unrated += 1,
        }
        load.to_review += u64::from(entry.is_to_review());
        load.unbooked += u64::from(entry.next.is_none());
        load.also_open += u64::from(entry.is_also_open());
        load.longest = load
            .longest
            .max(entry.days_since_contact(context.night.date));
    }
    type Row = (String, Load);
    let mut columns: Vec<Column<'_, Row>> = vec![
        column("Worker", 32, |row: &Row| Cell::text(row.0.clone())),
        column("Children", 10, |row: &Row| Cell::count(row.1.children)),
    ];
    match lists.part {
        Part::Managers => columns.extend([
            column("RED", 10, |row: &Row| Cell::count(row.1.red)),
            column("AMBER", 10, |row: &Row| Cell::count(row.1.amber)),
            column("UNRATED", 10, |row: &Row| Cell::count(row.1.unrated)),
        ]),
        Part::Seniors => {}
    }
    columns.extend([
        column("GREEN", 10, |row: &Row| Cell::count(row.1.green)),
        column(TO_REVIEW, 11, |row: &Row| Cell::count(row.1.to_review)),
        column("No visit booked", 11, |row: &Row| {
            Cell::count(row.1.unbooked)
        }),
        column("Also open to social care", 13, |row: &Row| {
            Cell::count(row.1.also_open)
        }),
        column("Longest since contact (days)", 15, |row: &Row| {
            row.1
                .longest
                .map_or(Cell::Absent("no contact"), Cell::count)
        }),
    ]);
    Sheet::of(
        BY_WORKER,
        "By Targeted Support worker",
        Table::of("ByWorker", loads, &columns, "No child to track.").freezing(1),
    )
    .saying(format!(
        "The {} of the tracker, by worker.",
        children(lists.tracked.len() as u64)
    ))
}

/// A column that all lists of children share, here of an entry's child.
fn of_position<'a>(column: Column<'a, &'a crate::rules::position::Position>) -> Of<'a> {
    column.on(|entry: &&'a Entry<'a>| entry.position)
}

fn factors<'a>(context: &'a Context<'a>) -> Of<'a> {
    let is_mapped = context.night.facts.mapped.contains(Field::CaseRiskFactors);
    let absent = if is_mapped {
        "none recorded"
    } else {
        "no export has them"
    };
    column("Factors", 18, move |entry: &&Entry<'_>| {
        Cell::text_or(Some(&entry.factors(context)), absent)
    })
}

fn last_contact<'a>() -> Of<'a> {
    column(LAST_CONTACT, 13, |entry: &&Entry<'_>| {
        Cell::date_or(entry.last.map(|visit| visit.date), child::NEVER)
    })
}

fn how<'a>() -> Of<'a> {
    column("How", 12, |entry: &&Entry<'_>| match entry.last {
        Some(visit) => Cell::text(visit.kind.mode().title()),
        None => Cell::Absent(child::NONE),
    })
}

fn days_since<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Days since", 8, |entry: &&Entry<'_>| {
        entry
            .last
            .map(|visit| calendar::days_between(visit.date, context.night.date))
            .map_or(Cell::Absent(child::NEVER), Cell::count)
    })
}

fn worker<'a>(context: &'a Context<'a>) -> Of<'a> {
    column(TARGETED_WORKER, 19, |entry: &&Entry<'_>| {
        entry
            .row
            .worker
            .map_or(Cell::Absent(child::NO_WORKER), |worker| {
                Cell::text(context.worker(worker))
            })
    })
}
