//! An earlier run's positions and tonight's, joined on the child: which kinds of change hold for whom.

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Expr, IntoLazy, JoinArgs, JoinCoalesce, JoinType,
    PolarsResult, col, lit,
};

use super::{ChangeKind, EarlierPosition};
use crate::{
    model::status::Status,
    rules::{
        flags::{Flag, FlagSet},
        night::Night,
        position::{Position, State},
    },
};

/// A child about whom something is to be said.
pub(super) struct Found {
    /// The place among the earlier positions.
    pub(super) then: Option<usize>,
    /// The place among tonight's.
    pub(super) now: Option<usize>,
    /// Every kind that the two positions alone tell.
    pub(super) kinds: Vec<ChangeKind>,
}

/// The columns of either side; in the joined frame those of tonight have [`NOW`] after their names.
#[derive(Clone, Copy)]
enum C {
    Child,
    /// The place among the positions of the side.
    Row,
    Team,
    Rating,
    Unseen,
    Overdue,
    /// The day of the last sighting.
    Seen,
    /// The day of the last contact.
    Contact,
    /// Whether tonight's exports have a case row of the child.
    OnFile,
    /// Whether something about the rating is to be decided; null where the run did not keep it.
    ToReview,
    /// Whether something is to be recorded; null likewise.
    ToRecord,
    /// Whether the child is open to Targeted Support.
    Targeted,
    /// Of the joined frame: whether a day of the last contact or sighting differs, so that its visit must be looked for.
    VisitsDiffer,
    /// Of the joined frame: whether a kind of change holds.
    Is(ChangeKind),
}

const NOW: &str = "_now";

impl C {
    fn name(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Row => "row",
            Self::Team => "team",
            Self::Rating => "rating",
            Self::Unseen => "unseen",
            Self::Overdue => "overdue",
            Self::Seen => "seen",
            Self::Contact => "contact",
            Self::OnFile => "on_file",
            Self::ToReview => "to_review",
            Self::ToRecord => "to_record",
            Self::Targeted => "targeted",
            Self::VisitsDiffer => "visits_differ",
            Self::Is(kind) => kind.code(),
        }
    }

    fn then(self) -> Expr {
        col(self.name())
    }

    fn now(self) -> Expr {
        col(self.name_now())
    }

    fn name_now(self) -> String {
        format!("{}{NOW}", self.name())
    }

    fn differs(self) -> Expr {
        self.now().neq_missing(self.then())
    }
}

/// The kinds that [`compared`] tells; the visits' kinds need the visits themselves.
const KINDS: [ChangeKind; 17] = [
    ChangeKind::NewlyUnseen,
    ChangeKind::NowSeen,
    ChangeKind::NoLongerUnseen,
    ChangeKind::StillUnseen,
    ChangeKind::Closed,
    ChangeKind::Vanished,
    ChangeKind::NewChild,
    ChangeKind::MovedTeam,
    ChangeKind::RatingChanged,
    ChangeKind::NewlyOverdue,
    ChangeKind::NoLongerOverdue,
    ChangeKind::NewlyToReview,
    ChangeKind::ReviewSettled,
    ChangeKind::NewlyToRecord,
    ChangeKind::Recorded,
    ChangeKind::NewlyTargeted,
    ChangeKind::NoLongerTargeted,
];

/// Every child of whom some kind holds, or whose last visits differ. Their order means nothing.
pub(super) fn compared(
    earlier: &[EarlierPosition],
    night: &Night<'_>,
    positions: &[Position],
) -> PolarsResult<Vec<Found>> {
    let then: Vec<Side<'_>> = earlier.iter().map(|p| Side::then(p, night)).collect();
    let now: Vec<Side<'_>> = positions.iter().map(|p| Side::now(p, night)).collect();
    let full = JoinArgs::new(JoinType::Full)
        .with_coalesce(JoinCoalesce::CoalesceColumns)
        .with_suffix(Some(NOW.into()));
    let on = [C::Child.then()];
    let mut columns = vec![C::Row.then(), C::Row.now(), visits_differ()];
    columns.extend(KINDS.map(|kind| condition(kind).alias(C::Is(kind).name())));
    let joined = frame(&then)?
        .lazy()
        .join(frame(&now)?.lazy(), &on, &on, full)
        .select(columns)
        .collect()?;

    let then = joined.column(C::Row.name())?.u32()?;
    let now = joined.column(&C::Row.name_now())?.u32()?;
    let flags = |column: C| joined.column(column.name())?.bool();
    let visits_differ = flags(C::VisitsDiffer)?;
    let kinds = KINDS
        .into_iter()
        .map(|kind| Ok((kind, flags(C::Is(kind))?)));
    let kinds: Vec<(ChangeKind, &BooleanChunked)> = kinds.collect::<PolarsResult<_>>()?;
    let place = |row: Option<u32>| row.map(|row| row as usize);
    let found = |row: usize| {
        let holds = |flags: &BooleanChunked| flags.get(row) == Some(true);
        let kinds = kinds.iter().filter(|(_, flags)| holds(flags));
        let found = Found {
            then: place(then.get(row)),
            now: place(now.get(row)),
            kinds: kinds.map(|(kind, _)| *kind).collect(),
        };
        (!found.kinds.is_empty() || holds(visits_differ)).then_some(found)
    };
    Ok((0..joined.height()).filter_map(found).collect())
}

fn condition(kind: ChangeKind) -> Expr {
    let was_open = || C::Row.then().is_not_null();
    let is_open = || C::Row.now().is_not_null();
    // Who is on one side only was, or is, neither unseen nor overdue on the other.
    let was = |column: C| column.then().fill_null(lit(false));
    let is = |column: C| column.now().fill_null(lit(false));
    let left = || was_open().and(is_open().not());
    let stayed = || was_open().and(is_open());
    let no_longer = |column: C| stayed().and(was(column)).and(is(column).not());
    // What an older run did not keep cannot have changed.
    let newly = |column: C| {
        let was_not = was_open().not().or(column.then().not());
        is(column).and(was_not.fill_null(lit(false)))
    };
    let seen_since = || {
        let later = C::Seen.now().gt(C::Seen.then()).fill_null(lit(false));
        let first = C::Seen.then().is_null().and(C::Seen.now().is_not_null());
        later.or(first)
    };
    match kind {
        ChangeKind::NewlyUnseen => is(C::Unseen).and(was(C::Unseen).not()),
        ChangeKind::NowSeen => no_longer(C::Unseen).and(seen_since()),
        ChangeKind::NoLongerUnseen => no_longer(C::Unseen).and(seen_since().not()),
        ChangeKind::StillUnseen => is(C::Unseen).and(was(C::Unseen)),
        ChangeKind::Closed => left().and(was(C::OnFile)),
        ChangeKind::Vanished => left().and(was(C::OnFile).not()),
        ChangeKind::NewChild => is_open().and(was_open().not()),
        ChangeKind::MovedTeam => stayed().and(C::Team.differs()),
        ChangeKind::RatingChanged => stayed().and(C::Rating.differs()),
        ChangeKind::NewlyOverdue => is(C::Overdue).and(was(C::Overdue).not()),
        ChangeKind::NoLongerOverdue => no_longer(C::Overdue),
        ChangeKind::NewlyToReview => newly(C::ToReview),
        ChangeKind::ReviewSettled => no_longer(C::ToReview),
        ChangeKind::NewlyToRecord => newly(C::ToRecord),
        ChangeKind::Recorded => no_longer(C::ToRecord),
        ChangeKind::NewlyTargeted => newly(C::Targeted),
        ChangeKind::NoLongerTargeted => was(C::Targeted).and(is(C::Targeted).not()),
        ChangeKind::VisitDeleted | ChangeKind::VisitRedated | ChangeKind::VisitAmended => {
            lit(false)
        }
    }
}

fn visits_differ() -> Expr {
    let both = C::Row.then().is_not_null().and(C::Row.now().is_not_null());
    both.and(C::Seen.differs().or(C::Contact.differs()))
        .alias(C::VisitsDiffer.name())
}

/// What the two sides are compared by.
struct Side<'a> {
    child: &'a str,
    team: &'a str,
    rating: &'a str,
    unseen: bool,
    overdue: bool,
    seen: Option<NaiveDate>,
    contact: Option<NaiveDate>,
    on_file: bool,
    flags: Option<FlagSet>,
    targeted: bool,
}

impl<'a> Side<'a> {
    fn then(position: &'a EarlierPosition, night: &Night<'_>) -> Self {
        let child = night.facts.children.find(&position.child_id);
        Self {
            child: &position.child_id,
            team: &position.team,
            rating: &position.rag,
            unseen: position.unseen,
            overdue: position.overdue,
            seen: position.last_seen.as_ref().map(|visit| visit.date),
            contact: position.last_contact.as_ref().map(|visit| visit.date),
            on_file: child.is_some_and(|child| !night.facts.cases_of(child).is_empty()),
            flags: position.flags,
            targeted: position
                .statuses
                .split('+')
                .any(|status| status == Status::TargetedSupport.code()),
        }
    }

    fn now(position: &'a Position, night: &Night<'a>) -> Self {
        Self {
            child: night.facts.children.text(position.child),
            team: night.facts.words.text(position.team),
            rating: position.rag_code(),
            unseen: position.unseen,
            overdue: position.state == State::Overdue,
            seen: position.last_seen,
            contact: position.last_contact.map(|visit| visit.date),
            on_file: true,
            flags: Some(position.flags),
            targeted: position.targeted_in.is_some(),
        }
    }
}

fn frame<'a>(side: &[Side<'a>]) -> PolarsResult<DataFrame> {
    let texts = |column: C, of: fn(&Side<'a>) -> &'a str| {
        let texts: Vec<&str> = side.iter().map(of).collect();
        Column::new(column.name().into(), texts)
    };
    let flags = |column: C, of: fn(&Side<'a>) -> bool| {
        let flags: Vec<bool> = side.iter().map(of).collect();
        Column::new(column.name().into(), flags)
    };
    let days = |column: C, of: fn(&Side<'a>) -> Option<NaiveDate>| {
        let day = |side| of(side).map(|date| date.num_days_from_ce());
        let days: Vec<Option<i32>> = side.iter().map(day).collect();
        Column::new(column.name().into(), days)
    };
    let flagged = |column: C, asks: fn(Flag) -> bool| {
        let flagged = |side: &Side<'a>| Some(side.flags?.iter().any(asks));
        let flagged: Vec<Option<bool>> = side.iter().map(flagged).collect();
        Column::new(column.name().into(), flagged)
    };
    // Children are interned by four-byte symbols, so a row number always fits.
    let rows: Vec<u32> = (0..side.len() as u32).collect();
    DataFrame::new(
        side.len(),
        vec![
            texts(C::Child, |side| side.child),
            Column::new(C::Row.name().into(), rows),
            texts(C::Team, |side| side.team),
            texts(C::Rating, |side| side.rating),
            flags(C::Unseen, |side| side.unseen),
            flags(C::Overdue, |side| side.overdue),
            days(C::Seen, |side| side.seen),
            days(C::Contact, |side| side.contact),
            flags(C::OnFile, |side| side.on_file),
            flagged(C::ToReview, Flag::asks_for_decision),
            flagged(C::ToRecord, Flag::asks_for_record),
            flags(C::Targeted, |side| side.targeted),
        ],
    )
}
