//! The Workers sheet: who holds whom, who cannot, and from which of its rows a child's visit may be shared out.

use std::collections::{BTreeMap, HashSet};

use super::WORKERS;
use crate::{
    model::{
        calendar::plain,
        rating::Rag,
        status::{Status, StatusSet},
        text::Sym,
        visit::Answer,
    },
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::{Context, Reader},
        fill_in::NO_WORKER,
    },
    rules::{
        booking::Bookings,
        position::{Position, State},
        standard::{FrameworkUse, Standard},
    },
};

/// What a worker may do, in the order of the sheet: whoever may make a visit stands in neighbouring rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum May {
    /// Qualified, of Targeted Support: every visit to a child who is theirs alone.
    VisitAsTargetedSupport,
    /// Qualified: every visit.
    Visit,
    /// A personal adviser: a visit to a care leaver too, while the framework is not invoked.
    VisitCareLeavers,
    /// Phone and video, and a visit where no qualified worker is asked for.
    Contact,
    /// The same, of Targeted Support.
    ContactAsTargetedSupport,
    /// Nothing: left, or not known.
    Nothing,
    /// Nobody.
    IsNobody,
}

impl May {
    fn of(worker: Option<Sym>, context: &Context<'_>) -> Self {
        let (workers, date) = (&context.night.workers, context.night.date);
        let Some(id) = worker else {
            return Self::IsNobody;
        };
        if !workers.is_assessed() {
            return Self::Visit;
        }
        if !workers.is_known(id) || workers.left_on(id, date).is_some() {
            return Self::Nothing;
        }
        let visits = workers.is_qualified(worker, date)
            && !workers.cannot_visit(worker, date)
            && !workers.is_supervising(worker, date);
        match (workers.is_targeted_support(worker, date), visits) {
            (true, true) => Self::VisitAsTargetedSupport,
            (true, false) => Self::ContactAsTargetedSupport,
            (false, true) => Self::Visit,
            (false, false) if workers.is_leaver_adviser(worker, date) => Self::VisitCareLeavers,
            (false, false) => Self::Contact,
        }
    }

    /// Who may make a child's visit: from the first to the last of these.
    fn needed(position: &Position, context: &Context<'_>) -> (Self, Self) {
        let is_social_care = Status::ALL
            .into_iter()
            .any(|status| status.is_social_care() && position.statuses.contains(status));
        let is_leaver = position.statuses == StatusSet::of(Status::CareLeaver)
            && context.night.framework == FrameworkUse::NotInvoked;
        match (is_social_care, position.standard) {
            (true, Standard::Full) if is_leaver => (Self::Visit, Self::VisitCareLeavers),
            (true, Standard::Full) => (Self::Visit, Self::Visit),
            (true, Standard::Hybrid | Standard::Remote) => (Self::Visit, Self::Contact),
            (false, Standard::Full) => (Self::VisitAsTargetedSupport, Self::Visit),
            (false, Standard::Hybrid | Standard::Remote) => {
                (Self::VisitAsTargetedSupport, Self::ContactAsTargetedSupport)
            }
        }
    }
}

#[derive(Default)]
struct Load {
    children: u64,
    red: u64,
    overdue: u64,
    due: u64,
    booked: u64,
}

/// A worker of the sheet: nobody's children are a row of their own.
struct Row {
    may: May,
    name: String,
    worker: Option<Sym>,
    load: Load,
}

/// Those who hold a child of the list or belong to its team, in the order of the sheet.
pub(super) struct Workers(Vec<Row>);

impl Workers {
    pub(super) fn of(context: &Context<'_>, reader: &Reader<'_>) -> Self {
        // By the name that is shown, so that the list reads alphabetically.
        let mut rows: BTreeMap<(May, String), (Option<Sym>, Load)> = BTreeMap::new();
        let key = |worker: Option<Sym>| {
            let name = worker.map_or_else(|| NO_WORKER.to_owned(), |id| context.worker(id));
            (May::of(worker, context), name)
        };
        for worker in team_members(context, reader) {
            rows.insert(key(Some(worker)), (Some(worker), Load::default()));
        }
        for position in &reader.children {
            let (_, load) = rows
                .entry(key(position.worker))
                .or_insert_with(|| (position.worker, Load::default()));
            load.children += 1;
            load.red += u64::from(position.rag() == Some(Rag::Red));
            load.overdue += u64::from(position.state == State::Overdue);
            load.due += u64::from(position.state == State::Due);
            let booked = Bookings::of(position, context.night).fit_on();
            load.booked += u64::from(booked.is_some());
        }
        let rows = rows.into_iter();
        Self(
            rows.map(|((may, name), (worker, load))| Row {
                may,
                name,
                worker,
                load,
            })
            .collect(),
        )
    }

    /// A cell to fill in from those who may make a child's visit.
    pub(super) fn offered(&self, position: &Position, context: &Context<'_>) -> Cell {
        let (first, last) = May::needed(position, context);
        let from = self.0.partition_point(|row| row.may < first);
        let to = self.0.partition_point(|row| row.may <= last);
        Cell::Choose {
            sheet: WORKERS,
            rows: (from, to),
        }
    }

    pub(super) fn sheet(&self, context: &Context<'_>) -> Sheet {
        type Of<'r> = &'r Row;
        let columns: Vec<Column<'_, Of<'_>>> = vec![
            column("Worker", 38, |row: &Of<'_>| Cell::text(row.name.clone())),
            column("Role", 20, |row: &Of<'_>| {
                let night = context.night;
                let worker = row
                    .worker
                    .and_then(|id| night.facts.worker_on(id, night.date));
                let role = worker.map(|worker| context.word(worker.role).replace('_', " "));
                Cell::text_or(role.as_deref(), child::NOT_RECORDED)
            }),
            column("Children", 10, |row: &Of<'_>| {
                Cell::count(row.load.children)
            }),
            column("RED", 10, |row: &Of<'_>| Cell::count(row.load.red)),
            column("Overdue", 10, |row: &Of<'_>| Cell::count(row.load.overdue)),
            column("Due this week", 10, |row: &Of<'_>| {
                Cell::count(row.load.due)
            }),
            column("With a booking", 10, |row: &Of<'_>| {
                Cell::count(row.load.booked)
            }),
            column("To note", 56, |row: &Of<'_>| match row.worker {
                Some(worker) => worker_note(context, worker),
                None => Cell::text("ALLOCATE these children"),
            }),
        ];
        let table = Table::of("Workers", &self.0, &columns, "No child has a worker.");
        Sheet::of(
            WORKERS,
            "Workers: who holds whom, and who else is in the team",
            table.freezing(1),
        )
        .saying("Everybody who holds a child of this list or belongs to its team; first those who may make every visit. Those who have left, are unknown or not qualified are marked.")
    }
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
        Answer::Yes if night.workers.cannot_visit(Some(worker), night.date) => {
            Cell::text("CANNOT VISIT: phone and video only")
        }
        Answer::Yes => Cell::Absent("nothing"),
        Answer::No => Cell::text("NOT QUALIFIED: may not make a RED or unrated child's visit"),
        Answer::NotRecorded => Cell::text("QUALIFICATION NOT RECORDED: counts as not qualified"),
    }
}
