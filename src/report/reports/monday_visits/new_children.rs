//! Who is new and not yet visited: a status or a placement began, and nothing that counts has followed. [RULES 8]

use chrono::NaiveDate;

use super::NEW;
use crate::{
    model::calendar,
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::Context,
        reports::children,
    },
    rules::{due::DueRule, position::Position},
};

/// What began, and when; none where a visit that counts has followed, or none is owed.
pub(super) fn began(position: &Position) -> Option<(&'static str, NaiveDate)> {
    let (due, began) = (position.due?, position.status_from?);
    if due.rule == DueRule::First && due.from != began {
        return Some(("placement", due.from));
    }
    let is_visited = position.last_contact_on() >= Some(began);
    (due.rule == DueRule::First || !is_visited).then(|| (position.status.title(), began))
}

pub(super) fn sheet(context: &Context<'_>, new: &[&Position]) -> Sheet {
    let date = context.night.date;
    let since = |p: &Position| began(p).map(|(_, day)| day);
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        column("What began", 26, |p: &&Position| {
            Cell::text_or(began(p).map(|(what, _)| what), child::NOT_RECORDED)
        }),
        column("Began on", 17, move |p: &&Position| {
            since(p).map_or(Cell::Absent(child::NOT_RECORDED), Cell::Day)
        }),
        column("First visit by", 17, |p: &&Position| {
            p.due_date()
                .map_or(Cell::Absent(child::NOT_RECORDED), Cell::Day)
        }),
        column("Days since", 10, move |p: &&Position| {
            since(p).map_or(Cell::Absent(child::NOT_RECORDED), |day| {
                Cell::count(calendar::days_since(day, date))
            })
        }),
        child::worker(context),
    ];
    let when_empty = "Everybody who is new has been visited.";
    let table = Table::of("NewChildren", new.iter().copied(), &columns, when_empty);
    Sheet::of(
        NEW,
        "New and not yet visited: a status or a placement began, and no visit that counts has followed",
        table.freezing(2),
    )
    .saying(format!("{}, by the day on which the first visit is due.", children(new.len() as u64)))
}
