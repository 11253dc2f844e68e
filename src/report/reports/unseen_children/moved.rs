//! What has changed of the unseen since the last run: RED first, each with why; who is unseen then as now apart.

use std::collections::{HashMap, HashSet};

use super::{MOVEMENT, UNSEEN, red_first};
use crate::{
    measures::movement::{Change, ChangeKind, Movement, Value},
    model::{calendar::short, text::counted},
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Context, Reader},
        reports::{changes, movement},
    },
    rules::position::Position,
};

/// What changes who is unseen, the most pressing first.
const EVENTS: [ChangeKind; 8] = [
    ChangeKind::NewlyUnseen,
    ChangeKind::Vanished,
    ChangeKind::VisitDeleted,
    ChangeKind::VisitRedated,
    ChangeKind::VisitAmended,
    ChangeKind::Closed,
    ChangeKind::NoLongerUnseen,
    ChangeKind::NowSeen,
];

/// The changes of the children who are unseen, or were; and of those who vanished, of whom nobody can tell.
pub(super) struct Moved<'a> {
    movement: Option<Movement>,
    still: usize,
    /// Why each child is newly unseen, by its id.
    tipped: HashMap<String, String>,
    reader: &'a Reader<'a>,
}

impl<'a> Moved<'a> {
    pub(super) fn of(context: &Context<'_>, reader: &'a Reader<'a>, unseen: &[&Position]) -> Self {
        let Some(all) = &reader.movement else {
            return Self {
                movement: None,
                still: 0,
                tipped: HashMap::new(),
                reader,
            };
        };
        let unseen: HashMap<String, &Position> = unseen
            .iter()
            .map(|position| (context.child_id(position), *position))
            .collect();
        let opened = all.changes.iter();
        let opened = opened.filter(|change| change.kind == ChangeKind::NewChild);
        let opened: HashSet<&str> = opened.map(|change| change.child_id.as_str()).collect();
        let newly = all.changes.iter();
        let newly = newly.filter(|change| change.kind == ChangeKind::NewlyUnseen);
        let tipped = newly.filter_map(|change| {
            let position = unseen.get(&change.child_id)?;
            let is_new = opened.contains(change.child_id.as_str());
            let why = why_tipped(change, position, is_new, all);
            Some((change.child_id.clone(), why))
        });
        let tipped = tipped.collect();
        Self {
            movement: Some(all.only(is_own)),
            still: all.count(ChangeKind::StillUnseen),
            tipped,
            reader,
        }
    }

    /// The events in one sentence.
    pub(super) fn line(&self) -> String {
        changes::since(self.reader, self.movement.as_ref(), &EVENTS)
    }

    /// Whether a child is new among the unseen, and why.
    pub(super) fn mark(&self, child_id: &str) -> Cell {
        match (&self.movement, self.tipped.get(child_id)) {
            (None, _) => Cell::Absent("not compared"),
            (Some(_), None) => Cell::Absent("no"),
            (Some(_), Some(why)) => Cell::text(format!("NEW: {why}")),
        }
    }

    pub(super) fn sheet(&self, context: &Context<'_>) -> Sheet {
        let place = |kind| EVENTS.iter().position(|other| *other == kind);
        let mut moved: Vec<&Change> = self.movement.iter().flat_map(|of| &of.changes).collect();
        moved.retain(|change| place(change.kind).is_some());
        moved.sort_by_key(|change| (red_first(change.rating), place(change.kind)));
        let columns: Vec<Column<'_, &Change>> = vec![
            movement::child_id(),
            movement::child_name(context),
            column("Rating", 12, |change: &&Change| Cell::Rating(change.rating)),
            movement::what_changed(),
            column("Why", 36, |change: &&Change| self.why(change)),
            movement::about(),
            movement::was(),
            movement::is(),
            movement::team(),
        ];
        let when_empty = match &self.movement {
            Some(_) => "Nothing has changed.",
            None => "There is nothing to compare with yet.",
        };
        let table = Table::of("Movement", moved, &columns, when_empty);
        let sheet = Sheet::of(
            MOVEMENT,
            "Movement since the last run: RED first, then the unrated, then the others",
            table.freezing(2),
        );
        let mut lines = vec![Line::Text(self.line())];
        if self.movement.is_some() {
            lines.push(Line::Link {
                text: format!(
                    "{} unseen then as now: those of {UNSEEN} that are not marked NEW.",
                    counted(self.still, "child is", "children are")
                ),
                sheet: UNSEEN,
            });
        }
        sheet.with_lines(lines)
    }

    fn why(&self, change: &Change) -> Cell {
        Cell::Text(match change.kind {
            ChangeKind::NewlyUnseen => {
                return Cell::text_or(
                    self.tipped.get(&change.child_id).map(String::as_str),
                    "not known",
                );
            }
            ChangeKind::NowSeen => "somebody has seen the child".into(),
            ChangeKind::NoLongerUnseen => {
                "nobody has seen the child: its status, plan or team changed".into()
            }
            ChangeKind::Closed => "closed while nobody had seen the child in time".into(),
            ChangeKind::Vanished => "no export has a case row of the child any more".into(),
            ChangeKind::VisitDeleted => "no export has the visit any more".into(),
            ChangeKind::VisitRedated => "the visit has another date now".into(),
            ChangeKind::VisitAmended => {
                "the visit is recorded otherwise, and counts no longer".into()
            }
            _ => return Cell::Absent("–"),
        })
    }
}

fn is_own(change: &Change) -> bool {
    match change.kind {
        ChangeKind::Closed => change.was_unseen,
        ChangeKind::VisitDeleted | ChangeKind::VisitRedated | ChangeKind::VisitAmended => {
            change.was_unseen || change.is_unseen
        }
        kind => EVENTS.contains(&kind),
    }
}

/// What made the child unseen: time, a visit that went, or what it is owed.
fn why_tipped(change: &Change, position: &Position, is_new: bool, all: &Movement) -> String {
    let due = position.seen_due;
    let has_gone = match (&change.was, &change.is) {
        (Value::Date(was), Value::Date(is)) => is < was,
        (Value::Date(_), _) => true,
        _ => false,
    };
    match due {
        None => "nobody knows since when the case is open".to_owned(),
        Some(due) if is_new => format!("not on the lists before, to be seen by {}", short(due)),
        Some(_) if has_gone => "a visit at which it was seen has gone".to_owned(),
        Some(due) if due >= all.since => format!("in time until {}", short(due)),
        Some(due) => format!(
            "its status, plan or dates changed: late since {}",
            short(due)
        ),
    }
}
