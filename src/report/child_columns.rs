//! The columns that lists of children share: id first, then name, then what the list is about.

use super::{
    book::{Cell, Column, column},
    context::Context,
};
use crate::{
    model::calendar,
    rules::{
        flags,
        position::{Position, State},
        reason,
        visit_needed::VisitNeeded,
    },
};

type Of<'a> = Column<'a, &'a Position>;

pub const NOT_RECORDED: &str = "not recorded";
pub const NEVER: &str = "never";
pub const NONE: &str = "none";

pub fn child_id<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Child id", 10, |p: &&Position| {
        Cell::text(context.child_id(p))
    })
}

pub fn name<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Name", 18, |p: &&Position| {
        Cell::text_or(p.name.map(|name| context.word(name)), NOT_RECORDED)
    })
}

pub fn rating<'a>() -> Of<'a> {
    column("Rating", 10, |p: &&Position| Cell::Rating(p.rag()))
}

pub fn status<'a>() -> Of<'a> {
    column("Status", 9, |p: &&Position| {
        Cell::text(p.statuses.to_string().replace('+', " + "))
    })
}

pub fn standing<'a>() -> Of<'a> {
    column("Standing", 13, |p: &&Position| {
        Cell::Standing(p.state, standing_in_words(p))
    })
}

pub fn standing_in_words(position: &Position) -> String {
    match (position.state, position.days_overdue) {
        (State::Overdue, 1) => "OVERDUE 1 day".to_owned(),
        (State::Overdue, days) => format!("OVERDUE {days} days"),
        (State::Due, _) => "DUE this week".to_owned(),
        (State::Ok, _) => "In time".to_owned(),
        (State::NoMinimum, _) => "No minimum".to_owned(),
    }
}

pub fn due<'a>() -> Of<'a> {
    column("Due", 12, |p: &&Position| {
        Cell::date_or(p.due_date(), "no minimum")
    })
}

pub fn visit_by<'a>() -> Of<'a> {
    column("Visit by", 14, |p: &&Position| {
        p.due_date()
            .map(calendar::working_day_on_or_before)
            .map_or(Cell::Absent("no minimum"), Cell::Day)
    })
}

pub fn visit_needed<'a>() -> Of<'a> {
    column("Visit needed", 21, |p: &&Position| {
        Cell::text(VisitNeeded::of(p).title())
    })
}

pub fn last_contact<'a>() -> Of<'a> {
    column("Last counted contact", 12, |p: &&Position| {
        Cell::date_or(p.last_contact.map(|visit| visit.date), NEVER)
    })
}

pub fn last_contact_mode<'a>() -> Of<'a> {
    column("How", 9, |p: &&Position| match p.last_contact {
        Some(visit) => Cell::text(visit.kind.mode().title()),
        None => Cell::Absent(NONE),
    })
}

pub fn last_seen<'a>() -> Of<'a> {
    column("Last seen", 12, |p: &&Position| {
        Cell::date_or(p.last_seen, NEVER)
    })
}

pub fn days_unseen<'a>() -> Of<'a> {
    column("Days unseen", 10, |p: &&Position| match p.days_unseen {
        Some(days) => Cell::count(days),
        None => Cell::Absent("not born yet"),
    })
}

pub fn booked<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Booked visit", 12, |p: &&Position| {
        Cell::date_or(
            reason::booking(p.child, context.night).map(|visit| visit.date),
            "none booked",
        )
    })
}

pub fn worker<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Allocated worker", 18, |p: &&Position| {
        p.worker
            .map_or(Cell::Absent("no worker allocated"), |worker| {
                Cell::text(context.worker(worker))
            })
    })
}

pub fn team<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Team", 18, |p: &&Position| {
        Cell::text(context.word(p.team).to_owned())
    })
}

pub fn why<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Why", 38, |p: &&Position| {
        Cell::text(reason::why(p, context.night))
    })
}

pub fn flags<'a>() -> Of<'a> {
    column("Flags", 30, |p: &&Position| {
        if p.flags.is_empty() {
            return Cell::Absent(NONE);
        }
        let codes: Vec<&str> = p.flags.iter().map(flags::Flag::code).collect();
        Cell::text(codes.join(", "))
    })
}
