//! The Monday visit list: who must be visited this week, how, by whom, what is booked, what is overdue. [P 1.1]

use std::collections::BTreeMap;

use chrono::Days;
use polars::prelude::PolarsResult;

use super::{book, children, digest, figures_table, scope_line};
use crate::{
    model::{
        calendar::{self, plain},
        rating::Rag,
        report::Report,
        text::Sym,
        visit::Answer,
    },
    report::{
        book::{Cell, Choices, Column, Line, Sheet, Table, column, fill_in},
        child_columns as child,
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{
        flags::{self, Flag},
        position::{Position, State},
        reason,
    },
};

const SUMMARY: &str = "Summary";
const THIS_WEEK: &str = "Visits this week";
const COMING_UP: &str = "Coming up";
const RATINGS: &str = "Ratings to settle";
const WORKERS: &str = "Workers";
const ALL: &str = "All children";

/// How far ahead "coming up" looks.
const AHEAD_DAYS: u64 = 14;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Built> {
    let lists = Lists::of(context, reader);
    let figures = figures(context, reader, &lists)?;
    let look_first = look_first(&lists);
    let answer = format!(
        "{} to visit this week: {} overdue and {} due by Sunday {}.",
        children(lists.this_week.len() as u64),
        lists
            .this_week
            .iter()
            .filter(|p| p.state == State::Overdue)
            .count(),
        lists
            .this_week
            .iter()
            .filter(|p| p.state == State::Due)
            .count(),
        plain(calendar::sunday_of(context.night.date)),
    );
    let mut lines = vec![scope_line(context, reader), Line::LookFirst(answer.clone())];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.push(Line::Text(notes::framework_status(context)));
    let summary = Sheet {
        name: SUMMARY,
        title: format!("Monday visit list, week of {}", plain(context.night.date)),
        lines,
        table: figures_table(&figures),
        charts: Vec::new(),
    };
    let sheets = vec![
        summary,
        this_week(context, &lists),
        coming_up(context, &lists),
        ratings(context, &lists),
        workers(context, reader),
        all_children(context, reader),
    ];
    Ok(Built {
        book: (!reader.children.is_empty())
            .then(|| book(Report::MondayVisits, context, reader, sheets)),
        digest: digest(context, answer, figures, look_first),
    })
}

struct Lists<'a> {
    this_week: Vec<&'a Position>,
    coming_up: Vec<&'a Position>,
    ratings: Vec<&'a Position>,
}

impl<'a> Lists<'a> {
    fn of(context: &Context<'_>, reader: &Reader<'a>) -> Self {
        let pick = |keep: &dyn Fn(&Position) -> bool| -> Vec<&'a Position> {
            reader
                .children
                .iter()
                .copied()
                .filter(|p| keep(p))
                .collect()
        };
        let mut this_week = pick(&|p| matches!(p.state, State::Overdue | State::Due));
        this_week.sort_by_key(|p| (urgency(p), std::cmp::Reverse(p.days_overdue), p.due_date()));
        let horizon = calendar::sunday_of(context.night.date) + Days::new(AHEAD_DAYS);
        let mut coming_up =
            pick(&|p| p.state == State::Ok && p.due_date().is_some_and(|due| due <= horizon));
        coming_up.sort_by_key(|p| (p.due_date(), urgency(p)));
        let mut ratings = pick(&|p| p.flags.iter().any(Flag::is_about_rating));
        ratings.sort_by_key(|p| (urgency(p), p.rating.and_then(|rating| rating.decided_on)));
        Self {
            this_week,
            coming_up,
            ratings,
        }
    }
}

/// RED and unrated before AMBER before GREEN.
fn urgency(position: &Position) -> u8 {
    match position.rag() {
        Some(Rag::Red) | None => 0,
        Some(Rag::Amber) => 1,
        Some(Rag::Green) => 2,
    }
}

fn figures(
    context: &Context<'_>,
    reader: &Reader<'_>,
    lists: &Lists<'_>,
) -> PolarsResult<Vec<Figure>> {
    let tally = context.tally(&reader.children)?;
    let booked = lists
        .this_week
        .iter()
        .filter(|p| reason::booking(p.child, context.night).is_some())
        .count() as u64;
    let urgent = lists
        .this_week
        .iter()
        .filter(|p| p.state == State::Overdue && urgency(p) == 0)
        .count() as u64;
    let to_visit = tally.overdue + tally.due;
    let figure = |label, count, of, sheet| Figure {
        label,
        count,
        of,
        sheet,
    };
    Ok(vec![
        figure("Open children", tally.children, None, ALL),
        figure(
            "Visit overdue",
            tally.overdue,
            Some(tally.with_due_date),
            THIS_WEEK,
        ),
        figure(
            "Visit overdue and RED or unrated",
            urgent,
            Some(tally.overdue),
            THIS_WEEK,
        ),
        figure(
            "Visit due by Sunday",
            tally.due,
            Some(tally.with_due_date),
            THIS_WEEK,
        ),
        figure(
            "To visit this week and booked",
            booked,
            Some(to_visit),
            THIS_WEEK,
        ),
        figure(
            "Not seen in time",
            tally.unseen,
            Some(tally.to_be_seen),
            ALL,
        ),
        figure(
            "Due in the 14 days after",
            lists.coming_up.len() as u64,
            Some(tally.with_due_date),
            COMING_UP,
        ),
        figure(
            "Rating to settle",
            lists.ratings.len() as u64,
            Some(tally.children),
            RATINGS,
        ),
        figure(
            "Not rated at all",
            tally.unrated,
            Some(tally.children),
            RATINGS,
        ),
        figure(
            "Without an allocated worker",
            tally.unallocated,
            Some(tally.children),
            WORKERS,
        ),
    ])
}

fn look_first(lists: &Lists<'_>) -> Vec<String> {
    let overdue = |keep: &dyn Fn(&Position) -> bool| {
        lists
            .this_week
            .iter()
            .filter(|p| p.state == State::Overdue && keep(p))
            .count() as u64
    };
    let mut lines = Vec::new();
    let red = overdue(&|p| p.rag() == Some(Rag::Red));
    if red > 0 {
        lines.push(format!(
            "{} rated RED and overdue: see the top of \"{THIS_WEEK}\".",
            children(red)
        ));
    }
    let unrated = overdue(&|p| p.rag().is_none());
    if unrated > 0 {
        lines.push(format!(
            "{} overdue without a rating: settle the rating with the visit.",
            children(unrated)
        ));
    }
    let unallocated = overdue(&|p| p.worker.is_none());
    if unallocated > 0 {
        lines.push(format!(
            "{} overdue without an allocated worker.",
            children(unallocated)
        ));
    }
    lines
}

fn back() -> Line {
    Line::Link {
        text: "Back to the summary".to_owned(),
        sheet: SUMMARY,
    }
}

fn this_week(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::standing(),
        child::status(),
        child::visit_needed(),
        child::visit_by(),
        child::last_contact(),
        child::last_contact_mode(),
        child::last_seen(),
        child::booked(context),
        child::worker(context),
        child::why(context),
        fill_in("Allocated to", 16, Choices::FirstColumnOf(WORKERS)),
        fill_in(
            "Day",
            11,
            Choices::Words(&[
                "Monday",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday",
                "Sunday",
            ]),
        ),
        fill_in(
            "How (agreed)",
            12,
            Choices::Words(&["face to face", "video", "phone"]),
        ),
    ];
    let table = Table::of(
        "VisitsThisWeek",
        lists.this_week.iter().copied(),
        &columns,
        "No visit is overdue or due this week.",
    );
    Sheet {
        name: THIS_WEEK,
        title: "Visits this week: overdue first, RED and unrated before AMBER before GREEN"
            .to_owned(),
        lines: vec![
            Line::Text(format!(
                "{} to visit. The three columns at the right are for the meeting to fill in.",
                children(lists.this_week.len() as u64)
            )),
            back(),
        ],
        table: table.freezing(2),
        charts: Vec::new(),
    }
}

fn coming_up(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::due(),
        child::visit_by(),
        child::rating(),
        child::status(),
        child::visit_needed(),
        child::last_contact(),
        child::last_contact_mode(),
        child::booked(context),
        child::worker(context),
    ];
    let table = Table::of(
        "ComingUp",
        lists.coming_up.iter().copied(),
        &columns,
        "No visit falls due in the 14 days after this week.",
    );
    Sheet {
        name: COMING_UP,
        title: "Coming up: due in the 14 days after this week".to_owned(),
        lines: vec![
            Line::Text(format!(
                "{}, by due date.",
                children(lists.coming_up.len() as u64)
            )),
            back(),
        ],
        table: table.freezing(2),
        charts: Vec::new(),
    }
}

fn ratings(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    let settle = column("What to settle", 56, |p: &&Position| {
        let sentences: Vec<String> = flags::reasons(p, context.night)
            .into_iter()
            .filter(|(flag, _)| flag.is_about_rating())
            .map(|(_, sentence)| sentence)
            .collect();
        Cell::text(sentences.join("; "))
    });
    let decided = column("Decided", 12, |p: &&Position| {
        Cell::date_or(
            p.rating.and_then(|rating| rating.decided_on),
            child::NOT_RECORDED,
        )
    });
    let decided_by = column("Decided by", 18, |p: &&Position| {
        match p.rating.and_then(|rating| rating.decided_by) {
            Some(worker) => Cell::text(context.worker(worker)),
            None => Cell::Absent(child::NOT_RECORDED),
        }
    });
    let codes = column("Flags", 24, |p: &&Position| {
        let codes: Vec<&str> = p
            .flags
            .iter()
            .filter(|flag| flag.is_about_rating())
            .map(Flag::code)
            .collect();
        Cell::text(codes.join(", "))
    });
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        decided,
        decided_by,
        child::status(),
        settle,
        codes,
        child::worker(context),
    ];
    let table = Table::of(
        "RatingsToSettle",
        lists.ratings.iter().copied(),
        &columns,
        "Every rating is current.",
    );
    Sheet {
        name: RATINGS,
        title: "Ratings to settle: missing, out of date, unjustified or too low".to_owned(),
        lines: vec![
            Line::Text(format!(
                "{}. Ratings are decided by managers and reviewed in supervision. [F]",
                children(lists.ratings.len() as u64)
            )),
            back(),
        ],
        table: table.freezing(2),
        charts: Vec::new(),
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

fn workers(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    // By the name that is shown, so that the list reads alphabetically.
    let mut loads: BTreeMap<String, (Option<Sym>, Load)> = BTreeMap::new();
    for position in &reader.children {
        let name = position
            .worker
            .map_or_else(|| NO_WORKER.to_owned(), |worker| context.worker(worker));
        let (_, load) = loads
            .entry(name)
            .or_insert_with(|| (position.worker, Load::default()));
        load.children += 1;
        load.red += u64::from(position.rag() == Some(Rag::Red));
        load.overdue += u64::from(position.state == State::Overdue);
        load.due += u64::from(position.state == State::Due);
        load.booked += u64::from(reason::booking(position.child, context.night).is_some());
    }
    type Row = (String, (Option<Sym>, Load));
    let columns: Vec<Column<'_, Row>> = vec![
        column("Worker", 30, |row: &Row| Cell::text(row.0.clone())),
        column("Role", 20, |row: &Row| {
            let role = row
                .1
                .0
                .and_then(|worker| context.night.facts.worker(worker))
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
        column("To note", 44, |row: &Row| match row.1.0 {
            Some(worker) => worker_note(context, worker),
            None => Cell::text("allocate these children"),
        }),
    ];
    Sheet {
        name: WORKERS,
        title: "Workers: who holds whom".to_owned(),
        lines: vec![
            Line::Text("Workers who hold a child of this list. Those who have left, are unknown or not qualified are marked.".to_owned()),
            back(),
        ],
        table: Table::of("Workers", loads, &columns, "No child has a worker.").freezing(1),
        charts: Vec::new(),
    }
}

const NO_WORKER: &str = "No worker allocated";

fn worker_note(context: &Context<'_>, worker: Sym) -> Cell {
    let night = context.night;
    if !night.workers.is_assessed() {
        return Cell::Absent("no workers export");
    }
    let Some(row) = night.facts.worker(worker) else {
        return Cell::text("NOT KNOWN: not in the workers export");
    };
    if night.workers.has_left(worker) {
        let day = row.left_on.map(plain).unwrap_or_default();
        return Cell::text(format!("LEFT on {day}: reallocate"));
    }
    match row.qualified {
        Answer::Yes => Cell::Absent("nothing"),
        Answer::No => Cell::text("NOT QUALIFIED: may not make a RED or unrated child's visit"),
        Answer::NotRecorded => Cell::text("QUALIFICATION NOT RECORDED: counts as not qualified"),
    }
}

fn all_children(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::status(),
        child::rating(),
        child::standing(),
        child::due(),
        child::last_contact(),
        child::last_contact_mode(),
        child::last_seen(),
        child::days_unseen(),
        child::booked(context),
        child::worker(context),
        child::team(context),
        child::flags(),
    ];
    let table = Table::of(
        "AllChildren",
        reader.children.iter().copied(),
        &columns,
        "No open child.",
    );
    Sheet {
        name: ALL,
        title: "All children of this list".to_owned(),
        lines: vec![
            Line::Text(format!(
                "{}, by child id.",
                children(reader.children.len() as u64)
            )),
            back(),
        ],
        table: table.freezing(2),
        charts: Vec::new(),
    }
}
