//! How many children stand where, by team, status or rating.

use polars::prelude::{DataFrame, DataType, IntoLazy, PolarsResult, SortMultipleOptions, len, lit};

use super::frame::{PositionColumn, positions_frame};
use crate::{model::facts::Facts, rules::position::Position};

/// The counts of one group of children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What the group has in common: the team's name, the status, the rating; empty for all together.
    pub group: String,
    /// Open children.
    pub children: u64,
    /// Rated RED.
    pub red: u64,
    /// Not rated.
    pub unrated: u64,
    /// With a due date.
    pub with_due_date: u64,
    /// Overdue.
    pub overdue: u64,
    /// Due this week.
    pub due: u64,
    /// Who can be seen and have a due date: the ground of the unseen rate.
    pub to_be_seen: u64,
    /// Not seen in time.
    pub unseen: u64,
    /// Without a worker.
    pub unallocated: u64,
}

/// The counts of each group, in the order of the groups' names.
///
/// # Errors
/// None in practice; polars' own.
pub fn by(
    group: PositionColumn,
    positions: &[&Position],
    facts: &Facts,
) -> PolarsResult<Vec<Tally>> {
    let frame = positions_frame(positions, facts)?;
    let grouped = frame
        .lazy()
        .group_by([group.expr()])
        .agg(counts())
        .sort([group.name()], SortMultipleOptions::default())
        .collect()?;
    let names = grouped.column(group.name())?.str()?.clone();
    (0..grouped.height())
        .map(|row| tally(&grouped, row, names.get(row).unwrap_or_default()))
        .collect()
}

/// The counts of all together.
///
/// # Errors
/// None in practice; polars' own.
pub fn all(positions: &[&Position], facts: &Facts) -> PolarsResult<Tally> {
    let frame = positions_frame(positions, facts)?;
    let counted = frame.lazy().select(counts()).collect()?;
    tally(&counted, 0, "")
}

const CHILDREN: &str = "children";

fn counts() -> Vec<polars::prelude::Expr> {
    use PositionColumn as C;
    let sum = |column: C| {
        column
            .expr()
            .cast(DataType::UInt64)
            .sum()
            .alias(column.name())
    };
    let unallocated = C::Allocated
        .expr()
        .eq(lit(false))
        .cast(DataType::UInt64)
        .sum();
    vec![
        len().cast(DataType::UInt64).alias(CHILDREN),
        sum(C::Red),
        sum(C::Unrated),
        sum(C::HasDueDate),
        sum(C::Overdue),
        sum(C::Due),
        sum(C::CanBeSeen),
        sum(C::Unseen),
        unallocated.alias(C::Allocated.name()),
    ]
}

fn tally(frame: &DataFrame, row: usize, group: &str) -> PolarsResult<Tally> {
    use PositionColumn as C;
    let number = |name: &str| PolarsResult::Ok(frame.column(name)?.u64()?.get(row).unwrap_or(0));
    Ok(Tally {
        group: group.to_owned(),
        children: number(CHILDREN)?,
        red: number(C::Red.name())?,
        unrated: number(C::Unrated.name())?,
        with_due_date: number(C::HasDueDate.name())?,
        overdue: number(C::Overdue.name())?,
        due: number(C::Due.name())?,
        to_be_seen: number(C::CanBeSeen.name())?,
        unseen: number(C::Unseen.name())?,
        unallocated: number(C::Allocated.name())?,
    })
}
