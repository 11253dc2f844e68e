//! The Monday visit list: who must be visited this week, how, by whom, what is booked, what is overdue. [P 1.1]

mod figures;
mod last_week;
mod new_children;
mod sheets;
mod workers;

use std::cmp::Reverse;

use chrono::Days;

use workers::Workers;

use super::{Said, book, changes, children, counts_of, digest, figures_table, scope_line, those};
use crate::{
    measures::movement::ChangeKind,
    model::{
        calendar::{self, plain},
        rating::Rag,
        report::Report,
    },
    report::{
        book::{Column, Line, Sheet, Table},
        child_columns as child,
        context::{Built, Context, Reader},
        fill_in::{SHEET as THIS_WEEK, WORKERS},
        notes,
    },
    rules::{
        due::DueRule,
        flags::Flag,
        position::{Position, State},
    },
};

const SUMMARY: &str = "Summary";
const COMING_UP: &str = "Coming up";
const RATINGS: &str = "Ratings to settle";
const LAST_WEEK: &str = "Last week";
const NEW: &str = "New and not yet visited";
const ALL: &str = "All children";

/// The heading of the column that says whether a fit visit is booked for the week.
const BOOKED_BY_SUNDAY: &str = "Booked by Sunday";

/// What changes who must be visited: a change of team or rating alone does not.
const KINDS: [ChangeKind; 10] = [
    ChangeKind::NewlyOverdue,
    ChangeKind::NoLongerOverdue,
    ChangeKind::NewlyUnseen,
    ChangeKind::NowSeen,
    ChangeKind::NoLongerUnseen,
    ChangeKind::VisitDeleted,
    ChangeKind::VisitRedated,
    ChangeKind::VisitAmended,
    ChangeKind::Vanished,
    ChangeKind::NewChild,
];

/// How far ahead "coming up" looks.
const AHEAD_DAYS: u64 = 14;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let lists = Lists::of(context, reader);
    let figures = figures::figures(context, reader, &lists);
    let look_first = figures::look_first(context, &lists);
    let change = changes::since_monday(reader, &KINDS);
    let last_week = reader.last_week.as_ref();
    let to_visit = lists.this_week.len();
    let overdue = lists
        .this_week
        .iter()
        .filter(|p| p.state == State::Overdue)
        .count();
    let answer = format!(
        "{} to visit this week: {overdue} overdue and {} due by Sunday {}.",
        children(to_visit as u64),
        to_visit - overdue,
        plain(calendar::sunday_of(context.night.date)),
    );
    let in_short = format!("{to_visit} to visit, {overdue} overdue");
    let mut lines = vec![
        scope_line(Report::MondayVisits, context, reader),
        Line::LookFirst(answer.clone()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.extend(
        figures::first_children(context, &lists)
            .into_iter()
            .enumerate()
            .map(|(row, text)| Line::LinkToRow {
                text,
                sheet: THIS_WEEK,
                row,
            }),
    );
    lines.push(Line::Text(last_week::in_words(context, last_week)));
    lines.push(Line::Text(change.clone()));
    lines.push(Line::Text(notes::framework_status(context)));
    let summary = Sheet::of(
        SUMMARY,
        format!("Monday visit list, week of {}", plain(context.night.date)),
        figures_table(context, &figures),
    )
    .with_lines(lines);
    let workers = Workers::of(context, reader);
    let sheets = vec![
        summary,
        sheets::this_week(context, reader, &lists, &workers),
        last_week::sheet(context, reader),
        new_children::sheet(context, &lists.new),
        sheets::coming_up(context, &lists),
        sheets::ratings(context, &lists),
        workers.sheet(context),
        all_children(context, reader),
    ];
    Built {
        book: (!reader.children.is_empty()
            || last_week.is_some_and(|list| !list.listed.is_empty()))
        .then(|| book(Report::MondayVisits, context, reader, sheets)),
        digest: digest(
            context,
            reader,
            Said {
                answer,
                in_short,
                change,
            },
            counts_of(figures),
            look_first,
        ),
    }
}

struct Lists<'a> {
    /// Everybody: RED and unrated first, then AMBER, then GREEN; the longest overdue first, then the next due.
    pressing: Vec<&'a Position>,
    /// Those of them who are overdue or due.
    this_week: Vec<&'a Position>,
    /// Those who are new and not yet visited, by the day on which they are to be.
    new: Vec<&'a Position>,
    coming_up: Vec<&'a Position>,
    ratings: Vec<&'a Position>,
}

impl<'a> Lists<'a> {
    fn of(context: &Context<'_>, reader: &Reader<'a>) -> Self {
        let mut pressing = reader.children.clone();
        pressing.sort_by_key(|p| {
            let due = p.due_date();
            (
                urgency(p),
                Reverse((p.due_rule == Some(DueRule::Unknown), p.days_overdue)),
                due.is_none(),
                due,
            )
        });
        let this_week = those(&pressing, |p| {
            matches!(p.state, State::Overdue | State::Due)
        });
        let mut new = those(&reader.children, |p| new_children::began(p).is_some());
        new.sort_by_key(|p| (p.due_date(), urgency(p)));
        let horizon = calendar::sunday_of(context.night.date) + Days::new(AHEAD_DAYS);
        let mut coming_up = those(&reader.children, |p| {
            p.state == State::Ok && p.due_date().is_some_and(|due| due <= horizon)
        });
        coming_up.sort_by_key(|p| (p.due_date(), urgency(p)));
        let mut ratings = those(&reader.children, |p| {
            p.flags.iter().any(Flag::asks_for_decision)
        });
        ratings.sort_by_key(|p| {
            let decided = p.rating.and_then(|rating| rating.decided_on);
            (urgency(p), p.rating.is_some(), decided)
        });
        Self {
            pressing,
            this_week,
            new,
            coming_up,
            ratings,
        }
    }
}

fn is_urgent(position: &Position) -> bool {
    urgency(position) == 0
}

/// RED and unrated before AMBER before GREEN.
fn urgency(position: &Position) -> u8 {
    urgency_of(position.rag())
}

fn urgency_of(rag: Option<Rag>) -> u8 {
    match rag {
        Some(Rag::Red) | None => 0,
        Some(Rag::Amber) => 1,
        Some(Rag::Green) => 2,
    }
}

fn all_children(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::status(),
        child::rating(),
        child::standing(),
        child::due().on_screen(),
        child::last_contact().on_screen(),
        child::last_contact_mode().on_screen(),
        child::last_seen(),
        child::days_unseen(),
        child::booked(context),
        child::worker(context),
        child::team(context).on_screen(),
        child::seen_in_time().on_screen(),
        child::flags(),
    ];
    let table = Table::of(
        "AllChildren",
        reader.children.iter().copied(),
        &columns,
        "No open child.",
    );
    Sheet::of(ALL, "All children of this list", table.freezing(2)).saying(format!(
        "{}, by child id.",
        children(reader.children.len() as u64)
    ))
}
