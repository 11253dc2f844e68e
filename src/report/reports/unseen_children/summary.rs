//! The first sheet: how many nobody has seen in time, where they are listed, and the first of them by name.

use std::cmp::Reverse;

use super::{
    BY_TEAM, HELD, Lists, MANAGED, SUMMARY, THIN, UNALLOCATED, UNBORN, UNSEEN, is_unheld,
    is_without_team_manager, red_first,
};

use crate::{
    measures::tally::Count,
    model::{calendar::plain, rating::Rag},
    report::{
        behind::Behind,
        book::{Line, Sheet},
        child_columns::{NEVER, NO_WORKER, NONE_BOOKED, booked_in_words, id_and_name},
        context::{Context, Figure, Reader},
        reports::{Listed, figures_table, those},
    },
    rules::position::{Position, State},
};

/// How many children the summary writes a line about.
const FIRST: usize = 4;

pub(super) fn figures<'a>(
    context: &Context<'_>,
    reader: &Reader<'a>,
    lists: &Lists<'_, 'a>,
) -> Vec<Listed<'a>> {
    let tally = reader.counted.tally();
    let with_minimum = tally.of(Count::WithMinimum);
    let (open, unseen) = (tally.of(Count::Children), tally.of(Count::Unseen));
    let row = |label, children: Vec<&'a Position>, of, behind| Listed {
        figure: Figure {
            label,
            count: children.len() as u64,
            of: Some(of),
            behind,
        },
        children,
    };
    let of_unseen = || Behind::all_of(UNSEEN);
    let adrift = |column| Behind::all_of(UNALLOCATED).is(column, &["no"]);
    let mut overdue = those(&reader.children, |p| p.state == State::Overdue);
    overdue.sort_by_key(|p| {
        (
            red_first(p.rag()),
            Reverse((p.due.is_none(), p.days_overdue)),
        )
    });
    vec![
        row(
            "Not seen in time",
            lists.unseen.to_vec(),
            tally.of(Count::ToBeSeen),
            of_unseen(),
        ),
        row(
            "Not seen in time and RED",
            those(lists.unseen, |p| p.rag() == Some(Rag::Red)),
            unseen,
            of_unseen().is("Rating", &["RED"]),
        ),
        row(
            "Never seen at all",
            those(lists.unseen, |p| p.last_seen.is_none()),
            unseen,
            of_unseen().is("Last seen", &[NEVER]),
        ),
        row(
            "In time, but thin",
            lists.thin.to_vec(),
            with_minimum.saturating_sub(tally.of(Count::Overdue)),
            Behind::all_of(THIN),
        ),
        row(
            "Visit overdue",
            overdue,
            with_minimum,
            Behind::all_of(BY_TEAM).sum_of("Visit overdue"),
        ),
        row(
            "Unallocated, or held by nobody who is there",
            those(lists.adrift, is_unheld),
            open,
            adrift(HELD),
        ),
        row(
            "On no team manager's list",
            those(lists.adrift, |p| is_without_team_manager(context, p)),
            open,
            adrift(MANAGED),
        ),
        row(
            "Unborn",
            lists.unborn.to_vec(),
            open,
            Behind::all_of(UNBORN),
        ),
    ]
}

/// The first children in full: who, how urgent, how long unseen, who visits, what is booked.
pub(super) fn first_children(
    context: &Context<'_>,
    unseen: &[&Position],
) -> impl Iterator<Item = Line> {
    unseen.iter().take(FIRST).enumerate().map(|(row, p)| {
        let seen = p.last_seen.map_or_else(
            || "never seen".to_owned(),
            |day| format!("last seen {}", plain(day)),
        );
        let worker = p
            .worker
            .map_or_else(|| NO_WORKER.to_owned(), |worker| context.worker(worker));
        let booked = booked_in_words(context, p).unwrap_or_else(|| NONE_BOOKED.to_owned());
        Line::LinkToRow {
            text: format!(
                "{} · {} · {seen} · {worker} · {booked}",
                id_and_name(context, p),
                p.rag_code(),
            ),
            sheet: UNSEEN,
            row,
        }
    })
}

pub(super) fn sheet(context: &Context<'_>, figures: &[Listed<'_>]) -> Sheet {
    Sheet::of(
        SUMMARY,
        format!("Unseen children, {}", plain(context.night.date)),
        figures_table(context, figures),
    )
}
