//! What has changed since the job's last run: a list of children, and the columns that such lists share.

use super::changes;
use crate::{
    measures::movement::{Change, ChangeKind, Value},
    model::calendar::plain,
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::{Context, Reader},
    },
};

/// The sheet, with every change of the kinds asked for.
pub(super) fn sheet(
    name: &'static str,
    context: &Context<'_>,
    reader: &Reader<'_>,
    kinds: &[ChangeKind],
) -> Sheet {
    let mut moved: Vec<&Change> = reader
        .movement
        .iter()
        .flat_map(|movement| &movement.changes)
        .filter(|change| kinds.contains(&change.kind))
        .collect();
    moved.sort_by_key(|change| kinds.iter().position(|kind| *kind == change.kind));
    let columns: Vec<Column<'_, &Change>> = vec![
        child_id(),
        child_name(context),
        what_changed(),
        about(),
        was(),
        is(),
        team(),
    ];
    let compared = match (&reader.movement, reader.rules_changed_on) {
        (None, Some(_)) => changes::not_compared(reader),
        (None, None) => {
            "This is the first run that could be compared: there is nothing to compare with yet."
                .to_owned()
        }
        (Some(movement), _) => format!(
            "Compared with the run of {}. {}",
            plain(movement.since),
            match changes::counts(movement, kinds) {
                none if none.is_empty() => "Nothing has changed.".to_owned(),
                some => format!("{some}."),
            }
        ),
    };
    let when_empty = match reader.movement {
        Some(_) => "Nothing has changed.",
        None => "There is nothing to compare with yet.",
    };
    Sheet::of(
        name,
        "Movement since the last run",
        Table::of("Movement", moved, &columns, when_empty).freezing(2),
    )
    .saying(compared)
}

pub(super) fn child_id<'a>() -> Column<'a, &'a Change> {
    column("Child id", 10, |change: &&Change| {
        Cell::text(change.child_id.clone())
    })
}

pub(super) fn child_name<'a>(context: &'a Context<'_>) -> Column<'a, &'a Change> {
    column("Name", 18, |change: &&Change| {
        Cell::text_or(name_of(context, change), "not in tonight's exports")
    })
}

pub(super) fn what_changed<'a>() -> Column<'a, &'a Change> {
    column("What changed", 24, |change: &&Change| {
        Cell::text(change.kind.title())
    })
}

pub(super) fn about<'a>() -> Column<'a, &'a Change> {
    column("About", 18, |change: &&Change| Cell::text(subject(change)))
}

pub(super) fn was<'a>() -> Column<'a, &'a Change> {
    column("Was", 14, |change: &&Change| value(&change.was))
}

pub(super) fn is<'a>() -> Column<'a, &'a Change> {
    column("Is", 14, |change: &&Change| value(&change.is))
}

pub(super) fn team<'a>() -> Column<'a, &'a Change> {
    column("Team", 20, |change: &&Change| {
        Cell::text_or(Some(&change.team), "not recorded")
    })
}

fn name_of<'a>(context: &Context<'a>, change: &Change) -> Option<&'a str> {
    let facts = context.night.facts;
    let child = facts.children.find(&change.child_id)?;
    let name = facts.cases_of(child).iter().find_map(|row| row.name)?;
    Some(facts.words.text(name))
}

/// What the two values are.
fn subject(change: &Change) -> &'static str {
    match change.kind {
        ChangeKind::NewlyUnseen
        | ChangeKind::NowSeen
        | ChangeKind::NoLongerUnseen
        | ChangeKind::StillUnseen => "last seen",
        ChangeKind::NewlyOverdue | ChangeKind::NoLongerOverdue => "due date",
        ChangeKind::VisitDeleted | ChangeKind::VisitRedated | ChangeKind::VisitAmended => {
            change.counted_as.map_or("visit", |counted| counted.title())
        }
        ChangeKind::MovedTeam => "team",
        ChangeKind::RatingChanged | ChangeKind::NewlyToReview | ChangeKind::ReviewSettled => {
            "rating"
        }
        ChangeKind::Closed
        | ChangeKind::Vanished
        | ChangeKind::NewChild
        | ChangeKind::NewlyToRecord
        | ChangeKind::Recorded
        | ChangeKind::NewlyTargeted
        | ChangeKind::NoLongerTargeted => "status",
    }
}

fn value(value: &Value) -> Cell {
    match value {
        Value::None => Cell::Absent("none"),
        Value::Date(date) => Cell::Date(*date),
        Value::Word(word) => Cell::text(word.clone()),
    }
}
