//! The key figures of the Monday list, whom to look at first, and the first children by name.

use super::{
    super::those, ALL, BOOKED_BY_SUNDAY, COMING_UP, LAST_WEEK, Lists, NEW, RATINGS, THIS_WEEK,
    is_urgent,
};
use crate::{
    measures::tally::Count,
    model::{calendar, rating::Rag},
    report::{
        behind::Behind,
        child_columns::{
            NO_WORKER, NONE_BOOKED, SEEN_IN_TIME, booked_in_words, id_and_name, standing_in_words,
        },
        context::{Context, Figure, Reader},
        reports::{Listed, children},
    },
    rules::{
        booking::Bookings,
        flags::Flag,
        position::{Position, State},
        visit_needed::VisitNeeded,
    },
};

/// Whose visit cannot wait.
const URGENT: &[&str] = &["RED", "UNRATED"];

/// How many children the summary writes a line about.
const FIRST: usize = 4;

pub(super) fn figures<'a>(
    context: &Context<'_>,
    reader: &Reader<'a>,
    lists: &Lists<'a>,
) -> Vec<Listed<'a>> {
    let tally = reader.counted.tally();
    let open_children = tally.of(Count::Children);
    let week = |keep: &dyn Fn(&Position) -> bool| those(&lists.this_week, keep);
    let all = |keep: &dyn Fn(&Position) -> bool| those(&lists.pressing, keep);
    let urgent = all(&is_urgent);
    let (to_visit, urgent_of) = (lists.this_week.len() as u64, urgent.len() as u64);
    let minimum = Some(tally.of(Count::WithMinimum));
    let counted = |label, count, of, behind| Listed {
        figure: Figure {
            label,
            count,
            of,
            behind,
        },
        children: Vec::new(),
    };
    let row = |label, children: Vec<&'a Position>, of, behind| Listed {
        children: children.clone(),
        ..counted(label, children.len() as u64, of, behind)
    };
    let is_remote = |p: &Position| VisitNeeded::of(p) == VisitNeeded::RemoteAllowed;
    let is_booked = |p: &Position| is_booked_this_week(p, context);
    let of_week = || Behind::all_of(THIS_WEEK);
    let standing = |word| of_week().begins("Visit standing", word);
    let urgent_and = |word| standing(word).is("Rating", URGENT);
    let open = Some(open_children);
    let of_visits = Some(to_visit);
    let mut figures = vec![
        counted("Open children", open_children, None, Behind::all_of(ALL)),
        row("To visit this week", week(&|_| true), minimum, of_week()),
        row(
            "Visit overdue",
            week(&|p| p.state == State::Overdue),
            minimum,
            standing("OVERDUE"),
        ),
        row(
            "Visit due by Sunday",
            week(&|p| p.state == State::Due),
            minimum,
            standing("DUE"),
        ),
        row(
            "To visit face to face, by a qualified worker",
            week(&|p| !is_remote(p)),
            of_visits,
            of_week().begins("Visit needed", "face to face"),
        ),
        row(
            "To visit, phone or video allowed",
            week(&is_remote),
            of_visits,
            of_week().begins("Visit needed", "phone or video"),
        ),
        row(
            "To visit and booked by Sunday",
            week(&is_booked),
            of_visits,
            of_week().is(BOOKED_BY_SUNDAY, &["yes"]),
        ),
        row(
            "To visit and not booked by Sunday",
            week(&|p| !is_booked(p)),
            of_visits,
            of_week().is(BOOKED_BY_SUNDAY, &["no"]),
        ),
        row(
            "RED or unrated",
            urgent,
            open,
            Behind::all_of(ALL).is("Rating", URGENT),
        ),
        row(
            "RED or unrated and overdue",
            week(&|p| is_urgent(p) && p.state == State::Overdue),
            Some(urgent_of),
            urgent_and("OVERDUE"),
        ),
        row(
            "RED or unrated and due by Sunday",
            week(&|p| is_urgent(p) && p.state == State::Due),
            Some(urgent_of),
            urgent_and("DUE"),
        ),
        row(
            "Not seen in time",
            all(&|p| p.unseen),
            Some(tally.of(Count::ToBeSeen)),
            Behind::all_of(ALL).is(SEEN_IN_TIME, &["no"]),
        ),
        row(
            "New and not yet visited",
            lists.new.clone(),
            minimum,
            Behind::all_of(NEW),
        ),
        row(
            "Due in the 14 days after",
            lists.coming_up.clone(),
            minimum,
            Behind::all_of(COMING_UP),
        ),
        row(
            "Rating to settle",
            lists.ratings.clone(),
            open,
            Behind::all_of(RATINGS),
        ),
        row(
            "Not rated at all",
            all(&|p| p.rating.is_none()),
            open,
            Behind::all_of(RATINGS).is("Rating", &["UNRATED"]),
        ),
        row(
            "Without an allocated worker",
            all(&|p| p.worker.is_none()),
            open,
            Behind::all_of(ALL).is("Allocated worker", &[NO_WORKER]),
        ),
    ];
    figures.extend(reader.last_week.as_ref().map(|list| {
        let rate = list.worked_off();
        let behind = Behind::all_of(LAST_WEEK).begins("Outcome", "DONE");
        let of = Some(rate.denominator);
        counted("Done of last week's list", rate.numerator, of, behind)
    }));
    figures
}

/// A booking that keeps the week's promise: fit, and on or before its Sunday.
pub(super) fn is_booked_this_week(position: &Position, context: &Context<'_>) -> bool {
    let sunday = calendar::sunday_of(context.night.date);
    let booked = Bookings::of(position, context.night).fit_on();
    booked.is_some_and(|day| day <= sunday)
}

pub(super) fn look_first(context: &Context<'_>, lists: &Lists<'_>) -> Vec<String> {
    let count = |keep: &dyn Fn(&Position) -> bool| {
        lists.this_week.iter().filter(|p| keep(p)).count() as u64
    };
    let overdue =
        |keep: &dyn Fn(&Position) -> bool| count(&|p| p.state == State::Overdue && keep(p));
    let mut lines = Vec::new();
    let mut line = |count: u64, rest: &str| {
        if count > 0 {
            lines.push(format!("{} {rest}", children(count)));
        }
    };
    line(
        overdue(&|p| p.rag() == Some(Rag::Red)),
        "rated RED and overdue: see the top of \"Visits this week\".",
    );
    line(
        overdue(&|p| p.rag().is_none()),
        "overdue without a rating: settle the rating with the visit.",
    );
    line(
        overdue(&|p| p.worker.is_none()),
        "overdue without an allocated worker.",
    );
    let of_all = |keep: &dyn Fn(&Position) -> bool| those(&lists.pressing, keep).len() as u64;
    line(
        of_all(&|p| p.flags.contains(Flag::BelowAndLate)),
        "rated below the framework's RED examples and overdue were they RED: see \"Ratings to settle\" before a phone call.",
    );
    line(
        of_all(&|p| p.unseen && !matches!(p.state, State::Overdue | State::Due)),
        "not seen in time though no visit is due this week: see \"All children\", where Seen in time is no.",
    );
    line(
        count(&|p| !is_booked_this_week(p, context)),
        "to visit with no visit booked by Sunday that would do.",
    );
    lines
}

/// The first children of the week in full: who, how urgent, how to visit, who visits, what is booked.
pub(super) fn first_children(context: &Context<'_>, lists: &Lists<'_>) -> Vec<String> {
    lists
        .this_week
        .iter()
        .take(FIRST)
        .map(|p| {
            let worker = p.worker.map_or_else(
                || "no worker allocated".to_owned(),
                |worker| context.worker(worker),
            );
            let booked = booked_in_words(context, p).unwrap_or_else(|| NONE_BOOKED.to_owned());
            format!(
                "{} · {} · {} · {} · {worker} · {booked}",
                id_and_name(context, p),
                p.rag_code(),
                standing_in_words(p),
                VisitNeeded::of(p).title(),
            )
        })
        .collect()
}
