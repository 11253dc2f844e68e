//! Visits made, week by week: by mode, with the child seen, seen alone, and recorded late.

use chrono::{Days, NaiveDate};
use polars::prelude::{
    Column, DataFrame, DataType, Expr, IntoColumn, IntoLazy, NamedFrom, PolarsResult, Series,
    SortMultipleOptions, col,
};

use crate::{
    model::{
        calendar::{self, WorkingDays},
        visit::{Answer, Mode, Outcome},
    },
    rules::{night::Night, position::Position},
};

/// The columns of the contacts frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContactColumn {
    /// Whole weeks before the week of the run date.
    WeeksAgo,
    FaceToFace,
    Video,
    Phone,
    Other,
    NoAccess,
    Seen,
    SeenAlone,
    RecordedLate,
}

impl ContactColumn {
    const COUNTED: [Self; 8] = [
        Self::FaceToFace,
        Self::Video,
        Self::Phone,
        Self::Other,
        Self::NoAccess,
        Self::Seen,
        Self::SeenAlone,
        Self::RecordedLate,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::WeeksAgo => "weeks_ago",
            Self::FaceToFace => "face_to_face",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Other => "other",
            Self::NoAccess => "no_access",
            Self::Seen => "seen",
            Self::SeenAlone => "seen_alone",
            Self::RecordedLate => "recorded_late",
        }
    }

    fn expr(self) -> Expr {
        col(self.name())
    }

    fn of(self, values: Vec<bool>) -> Column {
        Series::new(self.name().into(), values).into_column()
    }
}

/// The statutory contacts of one week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeekOfContacts {
    /// The Monday that the week begins with.
    pub monday: NaiveDate,
    /// Completed in person.
    pub face_to_face: u64,
    /// Completed by video.
    pub video: u64,
    /// Completed by phone.
    pub phone: u64,
    /// Letters, texts, e-mails.
    pub other: u64,
    /// Attempted without access.
    pub no_access: u64,
    /// Completed with the child seen in person or by video.
    pub seen: u64,
    /// Of those, the child seen alone.
    pub seen_alone: u64,
    /// Completed and recorded later than the rule book's days.
    pub recorded_late: u64,
}

/// The contacts of a group of children in the weeks up to and including the run date's, earliest first.
///
/// # Errors
/// Polars' own, which the data cannot cause.
pub fn by_week(
    positions: &[&Position],
    night: &Night<'_>,
    weeks: u32,
) -> PolarsResult<Vec<WeekOfContacts>> {
    let this_monday = calendar::sunday_of(night.date) - Days::new(6);
    let counted = counted(positions, night, weeks, this_monday)?
        .lazy()
        .group_by([ContactColumn::WeeksAgo.expr()])
        .agg(ContactColumn::COUNTED.map(|column| column.expr().cast(DataType::UInt64).sum()))
        .sort(
            [ContactColumn::WeeksAgo.name()],
            SortMultipleOptions::default(),
        )
        .collect()?;
    let ago = counted
        .column(ContactColumn::WeeksAgo.name())?
        .u32()?
        .clone();
    let number = |column: ContactColumn, row: usize| {
        PolarsResult::Ok(counted.column(column.name())?.u64()?.get(row).unwrap_or(0))
    };
    let mut found = Vec::new();
    for weeks_ago in (0..weeks).rev() {
        let monday = this_monday - Days::new(u64::from(weeks_ago) * 7);
        // A week without any contact is a week with noughts, not a missing one.
        let row = (0..counted.height()).find(|&row| ago.get(row) == Some(weeks_ago));
        found.push(match row {
            None => WeekOfContacts {
                monday,
                ..WeekOfContacts::default()
            },
            Some(row) => WeekOfContacts {
                monday,
                face_to_face: number(ContactColumn::FaceToFace, row)?,
                video: number(ContactColumn::Video, row)?,
                phone: number(ContactColumn::Phone, row)?,
                other: number(ContactColumn::Other, row)?,
                no_access: number(ContactColumn::NoAccess, row)?,
                seen: number(ContactColumn::Seen, row)?,
                seen_alone: number(ContactColumn::SeenAlone, row)?,
                recorded_late: number(ContactColumn::RecordedLate, row)?,
            },
        });
    }
    Ok(found)
}

/// One row a statutory contact, completed or attempted, of the weeks asked for.
fn counted(
    positions: &[&Position],
    night: &Night<'_>,
    weeks: u32,
    this_monday: NaiveDate,
) -> PolarsResult<DataFrame> {
    let before = this_monday - Days::new(u64::from(weeks.saturating_sub(1)) * 7 + 1);
    let mut ago: Vec<u32> = Vec::new();
    let mut marks: [Vec<bool>; 8] = Default::default();
    for position in positions {
        let child = night.child(position.child);
        for visit in night
            .facts
            .visits_of(position.child)
            .until(night.date)
            .since(Some(before))
            .iter()
        {
            let kind = visit.kind;
            let made = child.is_statutory_contact(&visit);
            let no_access = kind.outcome() == Outcome::Attempted && child.is_statutory(&visit);
            if !made && !no_access {
                continue;
            }
            let days = calendar::days_between(visit.date, this_monday + Days::new(6));
            ago.push(u32::try_from(days / 7).unwrap_or(0));
            let seen = made
                && kind.child_seen() == Answer::Yes
                && matches!(kind.mode(), Mode::FaceToFace | Mode::Video);
            let in_time = WorkingDays(&night.settings.bank_holidays);
            let late = made
                && visit.recorded.date().is_some_and(|recorded| {
                    recorded > in_time.after(visit.date, night.settings.recording_days)
                });
            let row = [
                made && kind.mode() == Mode::FaceToFace,
                made && kind.mode() == Mode::Video,
                made && kind.mode() == Mode::Phone,
                made && kind.mode() == Mode::Other,
                no_access,
                seen,
                seen && kind.seen_alone() == Answer::Yes,
                late,
            ];
            for (mark, value) in marks.iter_mut().zip(row) {
                mark.push(value);
            }
        }
    }
    let height = ago.len();
    let mut columns = vec![Series::new(ContactColumn::WeeksAgo.name().into(), ago).into_column()];
    columns.extend(
        ContactColumn::COUNTED
            .into_iter()
            .zip(marks)
            .map(|(column, values)| column.of(values)),
    );
    DataFrame::new(height, columns)
}
