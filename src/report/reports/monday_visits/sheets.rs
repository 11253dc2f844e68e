//! The lists of children: this week's visits, what comes up, ratings to settle.

use super::{
    BOOKED_BY_SUNDAY, COMING_UP, Lists, RATINGS, THIS_WEEK, children, figures::is_booked_this_week,
    workers::Workers,
};
use crate::{
    report::{
        book::{Cell, Choices, Column, Sheet, Table, column, fill_in},
        child_columns::{self as child, yes_or_no},
        context::{Context, Reader},
        fill_in::{ALLOCATED_TO, DAY, HOW, WAYS, WEEKDAYS},
    },
    rules::{
        flags::{self, Flag},
        position::Position,
        reason,
    },
};

pub(super) fn this_week(
    context: &Context<'_>,
    reader: &Reader<'_>,
    lists: &Lists<'_>,
    workers: &Workers,
) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::standing_by(context),
        child::visit_needed(),
        child::worker(context),
        why(context, reader),
        column(ALLOCATED_TO, 18, |p: &&Position| {
            workers.offered(p, context)
        }),
        fill_in(DAY, 11, Choices::Words(&WEEKDAYS)),
        fill_in(HOW, 12, Choices::Words(&WAYS)),
        child::visit_by(context).on_screen(),
        child::status().on_screen(),
        child::last_contact().on_screen(),
        child::last_contact_mode().on_screen(),
        child::last_seen().on_screen(),
        booked_or_agreed(context, reader).on_screen(),
        column(BOOKED_BY_SUNDAY, 10, |p: &&Position| {
            Cell::text(yes_or_no(is_booked_this_week(p, context)))
        })
        .on_screen(),
    ];
    let table = Table::of(
        "VisitsThisWeek",
        lists.this_week.iter().copied(),
        &columns,
        "No visit is overdue or due this week.",
    );
    Sheet::of(THIS_WEEK, "Visits this week: RED and unrated first, then AMBER, then GREEN; longest overdue first", table.freezing(2)).saying(format!(
                "{} to visit. Allocated to, Day and How (agreed) are for the meeting to fill in. Visit by is the last working day on or before the due date; days overdue count from the due date itself.",
                children(lists.this_week.len() as u64)
            ))
}

/// Why the child is on the list; first what is booked or agreed, which has no column of its own on paper.
fn why<'a>(context: &'a Context<'a>, reader: &'a Reader<'a>) -> Column<'a, &'a Position> {
    column("Why", 32, |p: &&Position| {
        let parts = in_words(context, reader, p).into_iter();
        let parts: Vec<String> = parts.chain([reason::why(p, context.night)]).collect();
        Cell::text(parts.join("; "))
    })
}

fn booked_or_agreed<'a>(
    context: &'a Context<'a>,
    reader: &'a Reader<'a>,
) -> Column<'a, &'a Position> {
    column("Booked visit", 19, |p: &&Position| {
        in_words(context, reader, p).map_or(Cell::Absent(child::NONE_BOOKED), Cell::text)
    })
}

/// What is booked, and what the last meeting agreed; none where neither is.
fn in_words(context: &Context<'_>, reader: &Reader<'_>, position: &Position) -> Option<String> {
    let agreed = reader.agreed_of(context.night.facts.children.text(position.child), None);
    let agreed = agreed.map(|agreement| context.agreed(agreement));
    let booked = child::booked_in_words(context, position);
    let both: Vec<String> = booked.into_iter().chain(agreed).collect();
    (!both.is_empty()).then(|| both.join("; "))
}

pub(super) fn coming_up(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::due().on_screen(),
        child::visit_by(context),
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
    Sheet::of(
        COMING_UP,
        "Coming up: due in the 14 days after this week",
        table.freezing(2),
    )
    .saying(format!(
        "{}, by due date.",
        children(lists.coming_up.len() as u64)
    ))
}

pub(super) fn ratings(context: &Context<'_>, lists: &Lists<'_>) -> Sheet {
    let settle = column("What to settle", 56, |p: &&Position| {
        let sentences: Vec<String> = flags::reasons(p, context.night)
            .into_iter()
            .filter(|(flag, _)| flag.is_about_rating())
            .map(|(_, sentence)| sentence)
            .collect();
        Cell::text(sentences.join("; "))
    });
    let decided = column("Decided", 13, |p: &&Position| {
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
        codes.on_screen(),
        child::worker(context),
    ];
    let table = Table::of(
        "RatingsToSettle",
        lists.ratings.iter().copied(),
        &columns,
        "Every rating is current.",
    );
    Sheet::of(
        RATINGS,
        "Ratings to settle: missing, out of date, unjustified or too low",
        table.freezing(2),
    )
    .saying(format!(
        "{}. Ratings are decided by managers and reviewed in supervision, says the rating framework.",
        children(lists.ratings.len() as u64)
    ))
}
