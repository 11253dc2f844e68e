//! The Workers sheet: who holds whom, and who cannot.

use std::collections::{BTreeMap, HashSet};

use super::WORKERS;
use crate::{
    model::{calendar::plain, rating::Rag, text::Sym, visit::Answer},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::{Context, Reader},
    },
    rules::{position::State, reason},
};

#[derive(Default)]
struct Load {
    children: u64,
    red: u64,
    overdue: u64,
    due: u64,
    booked: u64,
}

pub(super) fn sheet(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    // By the name that is shown, so that the list reads alphabetically; nobody's children come last.
    let mut loads: BTreeMap<(bool, String), (Option<Sym>, Load)> = BTreeMap::new();
    for worker in team_members(context, reader) {
        loads.insert(
            (false, context.worker(worker)),
            (Some(worker), Load::default()),
        );
    }
    for position in &reader.children {
        let name = position
            .worker
            .map_or_else(|| NO_WORKER.to_owned(), |worker| context.worker(worker));
        let (_, load) = loads
            .entry((position.worker.is_none(), name))
            .or_insert_with(|| (position.worker, Load::default()));
        load.children += 1;
        load.red += u64::from(position.rag() == Some(Rag::Red));
        load.overdue += u64::from(position.state == State::Overdue);
        load.due += u64::from(position.state == State::Due);
        load.booked += u64::from(reason::booking(position.child, context.night).is_some());
    }
    type Row = ((bool, String), (Option<Sym>, Load));
    let columns: Vec<Column<'_, Row>> = vec![
        column("Worker", 38, |row: &Row| Cell::text(row.0.1.clone())),
        column("Role", 20, |row: &Row| {
            let role = row
                .1
                .0
                .and_then(|worker| {
                    let night = context.night;
                    night.facts.worker_on(worker, night.date)
                })
                .map(|worker| context.word(worker.role));
            Cell::text_or(
                role.map(|role| role.replace('_', " ")).as_deref(),
                child::NOT_RECORDED,
            )
        }),
        column("Children", 10, |row: &Row| Cell::count(row.1.1.children)),
        column("RED", 10, |row: &Row| Cell::count(row.1.1.red)),
        column("Overdue", 10, |row: &Row| Cell::count(row.1.1.overdue)),
        column("Due this week", 10, |row: &Row| Cell::count(row.1.1.due)),
        column("With a booking", 10, |row: &Row| {
            Cell::count(row.1.1.booked)
        }),
        column("To note", 56, |row: &Row| match row.1.0 {
            Some(worker) => worker_note(context, worker),
            None => Cell::text("ALLOCATE these children"),
        }),
    ];
    Sheet::of(WORKERS, "Workers: who holds whom, and who else is in the team", Table::of("Workers", loads, &columns, "No child has a worker.").freezing(1)).saying("Everybody who holds a child of this list or belongs to its team. Those who have left, are unknown or not qualified are marked.")
}

/// Those of the children's teams who are still there, with or without a child: the meeting shares visits among them.
fn team_members(context: &Context<'_>, reader: &Reader<'_>) -> Vec<Sym> {
    let (facts, workers, date) = (
        context.night.facts,
        &context.night.workers,
        context.night.date,
    );
    let teams: HashSet<Sym> = reader.children.iter().map(|p| p.team).collect();
    facts
        .workers
        .symbols()
        .filter(|&worker| {
            let team = facts.worker_on(worker, date).and_then(|row| row.team);
            team.is_some_and(|team| teams.contains(&team))
                && workers.left_on(worker, date).is_none()
        })
        .collect()
}

const NO_WORKER: &str = "No worker allocated";

fn worker_note(context: &Context<'_>, worker: Sym) -> Cell {
    let night = context.night;
    if !night.workers.is_assessed() {
        return Cell::Absent("no workers export");
    }
    let Some(row) = night.facts.worker_on(worker, night.date) else {
        return Cell::text("NOT KNOWN: not in the workers export");
    };
    if let Some(day) = night.workers.left_on(worker, night.date) {
        return Cell::text(format!("LEFT on {}: reallocate", plain(day)));
    }
    match row.qualified {
        Answer::Yes => Cell::Absent("nothing"),
        Answer::No => Cell::text("NOT QUALIFIED: may not make a RED or unrated child's visit"),
        Answer::NotRecorded => Cell::text("QUALIFICATION NOT RECORDED: counts as not qualified"),
    }
}
