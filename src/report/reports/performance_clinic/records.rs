//! What must be recorded, by team: the counts of the assurance reports. [P 1.3, 1.13]

use super::flags::Team;
use crate::{
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::Context,
    },
    rules::flags::Flag,
};

pub(super) const RECORDS: &str = "To record by team";

/// A team's line, or that of all together.
struct Row {
    team: String,
    children: u64,
    to_record: u64,
    lacking: [u64; Flag::OF_RECORDS.len()],
}

impl Row {
    fn of(team: &Team<'_>) -> Self {
        Self {
            team: team.name.to_owned(),
            children: team.children,
            to_record: team.to_record,
            lacking: Flag::OF_RECORDS.map(|flag| team.flagged_with(flag)),
        }
    }

    /// All of some teams, which have no child in common.
    fn of_all(rows: &[Self]) -> Self {
        let sum = |pick: &dyn Fn(&Self) -> u64| rows.iter().map(pick).sum();
        Self {
            team: "All teams".to_owned(),
            children: sum(&|of| of.children),
            to_record: sum(&|of| of.to_record),
            lacking: std::array::from_fn(|at| sum(&|of| of.lacking[at])),
        }
    }
}

pub(super) fn sheet(context: &Context<'_>, teams: &[Team<'_>]) -> Sheet {
    let mut rows: Vec<Row> = teams.iter().map(Row::of).collect();
    rows.push(Row::of_all(&rows));
    let mut columns: Vec<Column<'_, Row>> = vec![
        column("Team", 28, |row: &Row| Cell::text(row.team.clone())),
        column("Something to record", 12, |row: &Row| {
            Cell::count(row.to_record)
        }),
        column("Out of", 10, |row: &Row| Cell::count(row.children)),
        column("Share", 10, |row: &Row| {
            Cell::share(row.to_record, row.children)
        }),
    ];
    for (at, flag) in Flag::OF_RECORDS.into_iter().enumerate() {
        let is_assessed = context.night.assessed.contains(flag);
        columns.push(column(
            flag.rule().title,
            14,
            move |row: &Row| match is_assessed {
                true => Cell::count(row.lacking[at]),
                false => Cell::Absent("not assessed"),
            },
        ));
    }
    Sheet::of(
        RECORDS,
        "What must be recorded, by team",
        Table::of("ToRecordByTeam", rows, &columns, "No team.").freezing(1),
    )
    .saying("The children of the assurance reports, counted. A child may lack several things.")
}
