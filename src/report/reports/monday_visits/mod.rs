//! The Monday visit list: who must be visited this week, how, by whom, what is booked, what is overdue. [P 1.1]

mod sheets;
mod workers;

use chrono::Days;
use polars::prelude::PolarsResult;

use super::{book, change, children, digest, figures_table, scope_line};
use crate::{
    model::{
        calendar::{self, plain},
        rating::Rag,
        report::Report,
    },
    report::{
        book::{Column, Line, Sheet, Table},
        child_columns as child,
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{
        flags::Flag,
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
    lines.push(Line::Text(change(reader)));
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
        sheets::this_week(context, &lists),
        sheets::coming_up(context, &lists),
        sheets::ratings(context, &lists),
        workers::sheet(context, reader),
        all_children(context, reader),
    ];
    Ok(Built {
        book: (!reader.children.is_empty())
            .then(|| book(Report::MondayVisits, context, reader, sheets)),
        digest: digest(context, reader, answer, figures, look_first),
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
