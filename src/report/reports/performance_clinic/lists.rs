//! The children behind each rate: those of whom it could be true and is not.

use super::super::{by_rating, those};
use crate::{
    measures::rate::Measure,
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::{Context, Reader},
    },
    rules::{flags::Flag, position::Position},
};

/// The sheet with a rate's list.
pub(super) fn sheet_of(measure: Measure) -> &'static str {
    match measure {
        Measure::VisitsInTime => "Contacts overdue",
        Measure::SeenInTime => "Not seen in time",
        Measure::RatingsCurrent => "Ratings not current",
    }
}

pub(super) fn sheets(context: &Context<'_>, reader: &Reader<'_>) -> Vec<Sheet> {
    Measure::ALL
        .map(|measure| list(measure, context, reader))
        .to_vec()
}

fn list(measure: Measure, context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let mut children = those(&reader.children, |position| measure.misses(position));
    // RED and unrated first, in each group the longest.
    let longest = |p: &Position| match measure {
        Measure::VisitsInTime => p.days_overdue,
        Measure::SeenInTime => p.days_unseen,
        Measure::RatingsCurrent => None,
    };
    let decided = |p: &Position| p.rating.and_then(|rating| rating.decided_on);
    children.sort_by_key(|p| {
        (
            by_rating(p.rag()),
            std::cmp::Reverse(longest(p)),
            decided(p),
        )
    });
    let mut columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::team(context),
        child::rating(),
        child::status(),
    ];
    match measure {
        Measure::VisitsInTime => {
            columns.extend([child::standing(), child::due(), child::last_contact()])
        }
        Measure::SeenInTime => {
            columns.extend([child::last_seen(), child::days_unseen(), child::due()])
        }
        Measure::RatingsCurrent => columns.extend([
            child::decided_on(),
            child::rating_age(context),
            column("Not current because", 34, |p: &&Position| {
                Cell::text(not_current_because(p))
            }),
        ]),
    }
    columns.push(child::worker(context));
    let (table, title, empty) = match measure {
        Measure::VisitsInTime => (
            "ContactsOverdue",
            "Children whose next contact is overdue",
            "No contact is overdue.",
        ),
        Measure::SeenInTime => (
            "NotSeenInTime",
            "Children whom nobody has seen in time",
            "Every child was seen in time.",
        ),
        Measure::RatingsCurrent => (
            "RatingsNotCurrent",
            "Children whose rating is not current",
            "Every rating is current.",
        ),
    };
    let sheet = Sheet::of(
        sheet_of(measure),
        title,
        Table::of(table, children.iter().copied(), &columns, empty).freezing(2),
    );
    sheet.saying(format!(
        "{}: all that the rate is out of but these {}. Those behind a figure of another sheet are found by filtering its team, status, rating or worker.",
        measure.title(),
        children.len()
    ))
}

fn not_current_because(position: &Position) -> String {
    let why: Vec<&str> = [
        (Flag::RagUnrated, "not rated"),
        (Flag::RagUndated, "no date of decision"),
        (Flag::RagStale, "older than the supervision cycle"),
        (Flag::RagEvent, "overtaken by an event"),
    ]
    .into_iter()
    .filter(|(flag, _)| position.flags.contains(*flag))
    .map(|(_, why)| why)
    .collect();
    match why.is_empty() {
        // An unrated child of whom no flag is raised: its rating was withdrawn.
        true => "not rated".to_owned(),
        false => why.join("; "),
    }
}
