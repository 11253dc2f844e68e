//! An earlier run's positions and tonight's, joined on the child: which kinds of change hold for whom.

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    Column, DataFrame, Expr, IntoColumn, IntoLazy, JoinArgs, JoinCoalesce, JoinType, NamedFrom,
    PolarsResult, Series, SortMultipleOptions, col, lit,
};

use super::{EarlierPosition, Kind};
use crate::rules::{
    night::Night,
    position::{Position, State},
};

/// A child about whom something is to be said.
pub(super) struct Found {
    /// The place among the earlier positions.
    pub(super) then: Option<usize>,
    /// The place among tonight's.
    pub(super) now: Option<usize>,
    /// Every kind that the two positions alone tell.
    pub(super) kinds: Vec<Kind>,
}

/// The columns of the two frames that are joined; `Then` is the earlier run, `Now` is tonight.
#[derive(Clone, Copy)]
enum C {
    Child,
    RowThen,
    RowNow,
    TeamThen,
    TeamNow,
    RatingThen,
    RatingNow,
    UnseenThen,
    UnseenNow,
    OverdueThen,
    OverdueNow,
    SeenThen,
    SeenNow,
    ContactThen,
    ContactNow,
    /// Whether tonight's exports have a case row of a child of the earlier run.
    OnFile,
    /// Whether a day of the last contact or sighting differs, so that its visit must be looked for.
    VisitsDiffer,
}

impl C {
    fn name(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::RowThen => "row_then",
            Self::RowNow => "row_now",
            Self::TeamThen => "team_then",
            Self::TeamNow => "team_now",
            Self::RatingThen => "rating_then",
            Self::RatingNow => "rating_now",
            Self::UnseenThen => "unseen_then",
            Self::UnseenNow => "unseen_now",
            Self::OverdueThen => "overdue_then",
            Self::OverdueNow => "overdue_now",
            Self::SeenThen => "seen_then",
            Self::SeenNow => "seen_now",
            Self::ContactThen => "contact_then",
            Self::ContactNow => "contact_now",
            Self::OnFile => "on_file",
            Self::VisitsDiffer => "visits_differ",
        }
    }

    fn expr(self) -> Expr {
        col(self.name())
    }

    /// A flag that is false where the child stands on the other side only.
    fn holds(self) -> Expr {
        self.expr().fill_null(lit(false))
    }

    fn rows(self, count: usize) -> Column {
        // Children are interned by four-byte symbols, so a row number always fits.
        let rows: Vec<u32> = (0..count as u32).collect();
        Series::new(self.name().into(), rows).into_column()
    }

    fn texts<'a>(self, values: impl Iterator<Item = &'a str>) -> Column {
        let values: Vec<&str> = values.collect();
        Series::new(self.name().into(), values).into_column()
    }

    fn flags(self, values: impl Iterator<Item = bool>) -> Column {
        let values: Vec<bool> = values.collect();
        Series::new(self.name().into(), values).into_column()
    }

    fn days(self, values: impl Iterator<Item = Option<NaiveDate>>) -> Column {
        let days: Vec<Option<i32>> = values
            .map(|date| date.map(|date| date.num_days_from_ce()))
            .collect();
        Series::new(self.name().into(), days).into_column()
    }
}

/// The kinds that [`compared`] tells; the visits' kinds need the visits themselves.
const KINDS: [Kind; 11] = [
    Kind::NewlyUnseen,
    Kind::NowSeen,
    Kind::NoLongerUnseen,
    Kind::StillUnseen,
    Kind::Closed,
    Kind::Vanished,
    Kind::NewChild,
    Kind::MovedTeam,
    Kind::RatingChanged,
    Kind::NewlyOverdue,
    Kind::NoLongerOverdue,
];

/// Every child of whom some kind holds, or whose last visits differ.
pub(super) fn compared(
    earlier: &[EarlierPosition],
    night: &Night<'_>,
    positions: &[Position],
) -> PolarsResult<Vec<Found>> {
    let joined = then_frame(earlier, night)?
        .lazy()
        .join(
            now_frame(positions, night)?.lazy(),
            [C::Child.expr()],
            [C::Child.expr()],
            JoinArgs::new(JoinType::Full).with_coalesce(JoinCoalesce::CoalesceColumns),
        )
        .sort([C::Child.name()], SortMultipleOptions::default())
        .select(
            [C::RowThen.expr(), C::RowNow.expr(), visits_differ()]
                .into_iter()
                .chain(KINDS.map(|kind| condition(kind).alias(kind.title())))
                .collect::<Vec<Expr>>(),
        )
        .collect()?;
    let (then, now) = (
        joined.column(C::RowThen.name())?.u32()?,
        joined.column(C::RowNow.name())?.u32()?,
    );
    let visits_differ = joined.column(C::VisitsDiffer.name())?.bool()?;
    let mut holds = Vec::with_capacity(KINDS.len());
    for kind in KINDS {
        holds.push((kind, joined.column(kind.title())?.bool()?));
    }
    let place = |row: Option<u32>| row.map(|row| row as usize);
    Ok((0..joined.height())
        .map(|row| Found {
            then: place(then.get(row)),
            now: place(now.get(row)),
            kinds: holds
                .iter()
                .filter(|(_, holds)| holds.get(row) == Some(true))
                .map(|(kind, _)| *kind)
                .collect(),
        })
        .enumerate()
        .filter(|(row, found)| !found.kinds.is_empty() || visits_differ.get(*row) == Some(true))
        .map(|(_, found)| found)
        .collect())
}

fn condition(kind: Kind) -> Expr {
    let was_open = || C::RowThen.expr().is_not_null();
    let is_open = || C::RowNow.expr().is_not_null();
    let both = || was_open().and(is_open());
    let no_longer_unseen = || {
        both()
            .and(C::UnseenThen.holds())
            .and(C::UnseenNow.holds().not())
    };
    let seen_since = || {
        let later = C::SeenNow.expr().gt(C::SeenThen.expr());
        let first = C::SeenThen
            .expr()
            .is_null()
            .and(C::SeenNow.expr().is_not_null());
        later.fill_null(lit(false)).or(first)
    };
    match kind {
        Kind::NewlyUnseen => C::UnseenNow.holds().and(C::UnseenThen.holds().not()),
        Kind::NowSeen => no_longer_unseen().and(seen_since()),
        Kind::NoLongerUnseen => no_longer_unseen().and(seen_since().not()),
        Kind::StillUnseen => C::UnseenNow.holds().and(C::UnseenThen.holds()),
        Kind::Closed => was_open().and(is_open().not()).and(C::OnFile.holds()),
        Kind::Vanished => was_open().and(is_open().not()).and(C::OnFile.holds().not()),
        Kind::NewChild => is_open().and(was_open().not()),
        Kind::MovedTeam => both().and(C::TeamNow.expr().neq_missing(C::TeamThen.expr())),
        Kind::RatingChanged => both().and(C::RatingNow.expr().neq_missing(C::RatingThen.expr())),
        Kind::NewlyOverdue => C::OverdueNow.holds().and(C::OverdueThen.holds().not()),
        Kind::NoLongerOverdue => both()
            .and(C::OverdueThen.holds())
            .and(C::OverdueNow.holds().not()),
        Kind::VisitDeleted | Kind::VisitRedated | Kind::VisitAmended => lit(false),
    }
}

fn visits_differ() -> Expr {
    let seen = C::SeenNow.expr().neq_missing(C::SeenThen.expr());
    let contact = C::ContactNow.expr().neq_missing(C::ContactThen.expr());
    C::RowThen
        .expr()
        .is_not_null()
        .and(C::RowNow.expr().is_not_null())
        .and(seen.or(contact))
        .alias(C::VisitsDiffer.name())
}

fn then_frame(earlier: &[EarlierPosition], night: &Night<'_>) -> PolarsResult<DataFrame> {
    let each = || earlier.iter();
    let facts = night.facts;
    let on_file = |child_id: &str| {
        facts
            .children
            .find(child_id)
            .is_some_and(|child| !facts.cases_of(child).is_empty())
    };
    DataFrame::new(
        earlier.len(),
        vec![
            C::Child.texts(each().map(|p| p.child_id.as_str())),
            C::RowThen.rows(earlier.len()),
            C::TeamThen.texts(each().map(|p| p.team.as_str())),
            C::RatingThen.texts(each().map(|p| p.rag.as_str())),
            C::UnseenThen.flags(each().map(|p| p.unseen)),
            C::OverdueThen.flags(each().map(|p| p.overdue)),
            C::SeenThen.days(each().map(|p| Some(p.last_seen.as_ref()?.date))),
            C::ContactThen.days(each().map(|p| Some(p.last_contact.as_ref()?.date))),
            C::OnFile.flags(each().map(|p| on_file(&p.child_id))),
        ],
    )
}

fn now_frame(positions: &[Position], night: &Night<'_>) -> PolarsResult<DataFrame> {
    let each = || positions.iter();
    let facts = night.facts;
    DataFrame::new(
        positions.len(),
        vec![
            C::Child.texts(each().map(|p| facts.children.text(p.child))),
            C::RowNow.rows(positions.len()),
            C::TeamNow.texts(each().map(|p| facts.words.text(p.team))),
            C::RatingNow.texts(each().map(Position::rag_code)),
            C::UnseenNow.flags(each().map(|p| p.unseen)),
            C::OverdueNow.flags(each().map(|p| p.state == State::Overdue)),
            C::SeenNow.days(each().map(|p| p.last_seen)),
            C::ContactNow.days(each().map(|p| p.last_contact.map(|visit| visit.date))),
        ],
    )
}
