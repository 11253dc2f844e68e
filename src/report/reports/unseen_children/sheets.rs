//! The sheets behind the unseen children: teams, children whom no worker or no team manager has, the unborn.

use super::{BY_TEAM, HELD, MANAGED, UNALLOCATED, UNBORN, is_unheld, is_without_team_manager};
use crate::{
    measures::{counted::GroupTally, tally::Count},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        child_columns as child,
        context::Context,
        reports::children,
    },
    rules::{
        flags::{self, Flag},
        position::Position,
    },
};

/// Why a child is listed whose team is nobody's to manage.
const NO_TEAM_MANAGER: &str = "no team manager's scope holds its team";

pub(super) fn by_team(teams: &[GroupTally<'_>]) -> Sheet {
    type Team<'a> = &'a GroupTally<'a>;
    let count = |heading, width, count| {
        column(heading, width, move |team: &Team<'_>| {
            Cell::count(team.tally.of(count))
        })
    };
    let share = |heading, part, whole| {
        column(heading, 11, move |team: &Team<'_>| {
            Cell::share(team.tally.of(part), team.tally.of(whole))
        })
    };
    let columns: Vec<Column<'_, Team<'_>>> = vec![
        column("Team", 34, |team: &Team<'_>| {
            Cell::text(team.group.to_owned())
        }),
        count("Children", 10, Count::Children),
        count("With a minimum", 11, Count::ToBeSeen),
        count("Not seen in time", 11, Count::Unseen),
        share("Share unseen", Count::Unseen, Count::ToBeSeen),
        count("Visit overdue", 11, Count::Overdue),
        share("Share overdue", Count::Overdue, Count::WithMinimum),
        count("RED", 9, Count::Red),
        count("Unrated", 9, Count::Unrated),
        count("Unallocated", 11, Count::Unallocated),
    ];
    Sheet::of(
        BY_TEAM,
        "By team: the largest share of children not seen in time first",
        Table::of("ByTeam", teams, &columns, "No team.").freezing(1),
    )
    .saying(
        "Shares are of the children who have a minimum and can be seen (unborn children cannot).",
    )
}

/// Children whom nobody holds, and children on no team manager's list, with how many there are of each.
pub(super) fn unallocated(
    context: &Context<'_>,
    adrift: &[&Position],
    (unheld, without_team_manager): (u64, u64),
) -> Sheet {
    let what = column("What is wrong", 48, |p: &&Position| {
        let mut sentences: Vec<String> = flags::reasons(p, context.night)
            .into_iter()
            .filter(|(flag, _)| {
                matches!(
                    flag,
                    Flag::Unallocated | Flag::WorkerLeft | Flag::WorkerUnknown
                )
            })
            .map(|(_, sentence)| sentence)
            .collect();
        if is_without_team_manager(context, p) {
            sentences.push(NO_TEAM_MANAGER.to_owned());
        }
        Cell::text(sentences.join("; "))
    });
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::status(),
        child::standing(),
        what,
        child::worker(context),
        child::team(context),
        child::last_seen(),
        column(HELD, 10, |p: &&Position| {
            Cell::text(child::yes_or_no(!is_unheld(p)))
        })
        .on_screen(),
        column(MANAGED, 12, |p: &&Position| {
            Cell::text(child::yes_or_no(!is_without_team_manager(context, p)))
        })
        .on_screen(),
    ];
    Sheet::of(UNALLOCATED, "Children whom nobody holds (unallocated, the worker has left or is not known), or no team manager has", Table::of(
            "Unallocated",
            adrift.iter().copied(),
            &columns,
            "Every child has a worker who is there, and a team manager.",
        )
        .freezing(2)).saying(format!(
                "{}: {unheld} unallocated, or held by nobody who is there; {without_team_manager} on no team manager's list. A case is to be allocated within 48 hours (Procedures 1.5).",
                children(adrift.len() as u64)
            ))
}

pub(super) fn unborn(context: &Context<'_>, unborn: &[&Position]) -> Sheet {
    let columns: Vec<Column<'_, &Position>> = vec![
        child::child_id(context),
        child::name(context),
        child::rating(),
        child::status(),
        child::standing(),
        child::due(),
        child::last_contact(),
        child::worker(context),
        child::team(context),
    ];
    Sheet::of(
        UNBORN,
        "Children not born yet: they cannot be seen, and their visits are still due",
        Table::of(
            "Unborn",
            unborn.iter().copied(),
            &columns,
            "No unborn child is open.",
        )
        .freezing(2),
    )
    .saying(format!("{}.", children(unborn.len() as u64)))
}
