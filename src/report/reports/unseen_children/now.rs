//! The list: the children whom nobody has seen in time, those that are new among them marked.

use super::{UNSEEN, moved::Moved};
use crate::{
    model::calendar::{plain, short},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::Context,
        reports::children,
    },
    rules::{position::Position, reason},
};

pub(super) fn sheet(context: &Context<'_>, unseen: &[&Position], moved: &Moved<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::status(),
        child::days_unseen(),
        child::last_seen(),
        column("New on this list", 20, |p: &&Position| {
            moved.mark(&context.child_id(p))
        }),
        child::booked(context),
        child::worker(context),
        child::team(context),
        column("Band (days)", 10, |p: &&Position| Cell::text(band(p))).on_screen(),
        column("Should have been seen by", 14, |p: &&Position| {
            Cell::date_or(p.seen_due, "no minimum")
        })
        .on_screen(),
        child::standing().on_screen(),
        column("No-access attempts", 11, |p: &&Position| {
            Cell::count(reason::no_access_attempts(p, context.night))
        })
        .on_screen(),
        column("Last contact without sight", 16, |p: &&Position| {
            without_sight(p, context)
        })
        .on_screen(),
        column("Context", 22, |p: &&Position| circumstances(p, context)).on_screen(),
    ];
    let table = Table::of(
        "UnseenNow",
        unseen.iter().copied(),
        &columns,
        "Every child has been seen in time.",
    );
    Sheet::of(
        UNSEEN,
        "Children whom nobody has seen in time",
        table.freezing(2),
    )
    .saying(format!(
        "{}. RED first, then the unrated, who are owed what RED is, then the others; the longest unseen first. Visit standing is about the visits that count, which may be remote; a phone call is never a sighting.",
        children(unseen.len() as u64)
    ))
}

/// Days unseen in the bands that the clinic speaks in.
fn band(position: &Position) -> &'static str {
    match (position.last_seen, position.days_unseen) {
        (None, _) => "never",
        (_, Some(0..=14)) => "0–14",
        (_, Some(15..=28)) => "15–28",
        (_, Some(29..=42)) => "29–42",
        (_, Some(43..=84)) => "43–84",
        _ => "85+",
    }
}

fn without_sight(position: &Position, context: &Context<'_>) -> Cell {
    match reason::contact_without_sight(position, context.night) {
        Some(visit) => Cell::text(format!(
            "{}, {}",
            plain(visit.date),
            visit.kind.mode().title()
        )),
        None => Cell::Absent("none since"),
    }
}

/// What may be why nobody has seen the child: it has moved lately. That it is missing belongs here too, once an export
/// says so. [RULES 9]
fn circumstances(position: &Position, context: &Context<'_>) -> Cell {
    reason::moved_lately_on(position.child, context.night)
        .map_or(Cell::Absent(child::NONE), |day| {
            Cell::text(format!("placed elsewhere since {}", short(day)))
        })
}
