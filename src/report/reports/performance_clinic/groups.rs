//! Rates by team, worker, status and rating; visits made by week; flags by team.

use super::{SMALL, activity, completion, flags, records, share, verdict};
use crate::{
    measures::{
        contacts::WeekOfContacts,
        counted::{GroupTally, Grouping},
        rate::{Measure, Rates},
        trend::Trend,
    },
    model::{calendar::plain, status::Status},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::{Context, Reader},
    },
};

pub(super) const BY_TEAM: &str = "By team";
pub(super) const BY_SERVICE: &str = "By service";
const TEAM_TREND: &str = "Team trend";
pub(super) const BY_WORKER: &str = "By worker";
pub(super) const BY_STATUS: &str = "By status and rating";

/// How many weeks of the team trend are printed.
const WEEKS_ON_PAPER: usize = 9;

const SHARES: &str =
    "Each share with what it is a part of. A share of fewer than 10 children is marked.";

/// The children of the scope, counted by what they have in common.
pub(super) struct Groups<'a> {
    /// By service, those without one as a blank.
    pub(super) services: Vec<GroupTally<'a>>,
    pub(super) teams: Vec<GroupTally<'a>>,
    /// By allocated worker, in the order of the names that are shown; nobody's children last.
    pub(super) workers: Vec<GroupTally<'a>>,
    /// By governing status, in tie order. [RULES 5]
    pub(super) statuses: Vec<GroupTally<'a>>,
    /// By rating, the highest risk first.
    pub(super) ratings: Vec<GroupTally<'a>>,
    /// The contacts of each week; the last is the week of the run date.
    pub(super) weeks: Vec<WeekOfContacts>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(context: &Context<'_>, reader: &Reader<'a>) -> Self {
        let by = |grouping| reader.counted.by(grouping);
        let mut workers = by(Grouping::Worker);
        workers.sort_by_cached_key(|of| (of.group.is_empty(), worker_shown(context, of.group)));
        let mut statuses = by(Grouping::Status);
        statuses.sort_by_key(|of| Status::ALL.iter().position(|s| s.code() == of.group));
        let mut ratings = by(Grouping::Rating);
        ratings.sort_by_key(|of| RATINGS.iter().position(|word| *word == of.group));
        Self {
            services: by(Grouping::Service),
            teams: by(Grouping::Team),
            workers,
            statuses,
            ratings,
            weeks: reader.counted.contacts(),
        }
    }

    pub(super) fn sheets(self, context: &Context<'_>, reader: &Reader<'_>) -> Vec<Sheet> {
        let flagged = flags::teams(context, reader);
        let mut sheets = vec![
            by_service(self.services),
            by_team(reader, self.teams),
            team_trend(reader),
            by_worker(context, self.workers),
            by_status(self.statuses, self.ratings),
            activity::visits(context, self.weeks),
            activity::how_seen(context, reader),
            completion::sheet(reader),
            records::sheet(context, &flagged),
        ];
        sheets.extend(flags::sheets(reader, &flagged));
        sheets
    }
}

/// The ratings' words, the highest risk first.
const RATINGS: [&str; 4] = ["RED", "UNRATED", "AMBER", "GREEN"];

/// A status or rating as people read it: a status in full.
pub(super) fn title(group: &str) -> String {
    match Status::from_code(group) {
        Some(status) => format!("{} ({status})", status.title()),
        None => group.to_owned(),
    }
}

fn worker_shown(context: &Context<'_>, id: &str) -> String {
    context
        .night
        .facts
        .workers
        .find(id)
        .map_or_else(String::new, |worker| context.worker(worker))
}

/// Numerator, denominator and share of each rate, and a mark for small numbers.
fn rate_columns<'a, T: 'a>(rates: fn(&T) -> Rates) -> Vec<Column<'a, T>> {
    let mut columns: Vec<Column<'a, T>> = Vec::new();
    for (measure, [count, of, share_of]) in Measure::ALL.into_iter().zip([
        ["Contacts in time", "Out of (visits)", "Share in time"],
        ["Seen in time", "Out of (seen)", "Share seen"],
        ["Ratings current", "Out of (ratings)", "Share current"],
    ]) {
        columns.push(column(count, 10, move |item: &T| {
            Cell::count(rates(item).of(measure).numerator)
        }));
        columns.push(column(of, 10, move |item: &T| {
            Cell::count(rates(item).of(measure).denominator)
        }));
        columns.push(column(share_of, 10, move |item: &T| {
            share(rates(item).of(measure))
        }));
    }
    let small = column("Small number", 15, move |item: &T| {
        let smallest = Measure::ALL
            .map(|measure| rates(item).of(measure).denominator)
            .into_iter()
            .min();
        if smallest.unwrap_or(0) < SMALL {
            Cell::text("fewer than 10")
        } else {
            Cell::Absent("no")
        }
    });
    columns.push(small.on_screen());
    columns
}

fn rates_of(group: &GroupTally<'_>) -> Rates {
    group.tally.rates()
}

fn by_service(services: Vec<GroupTally<'_>>) -> Sheet {
    let mut columns: Vec<Column<'_, GroupTally<'_>>> =
        vec![column("Service", 28, |group: &GroupTally<'_>| {
            // The service's own word as it stands, though it may be that of a status.
            Cell::text_or(Some(group.group), "no service recorded")
        })];
    columns.extend(rate_columns(rates_of));
    Sheet::of(
        BY_SERVICE,
        "By service",
        Table::of("ByService", services, &columns, "No service.").freezing(1),
    )
    .saying(SHARES)
}

fn by_team(reader: &Reader<'_>, teams: Vec<GroupTally<'_>>) -> Sheet {
    let mut columns: Vec<Column<'_, GroupTally<'_>>> =
        vec![column("Team", 28, |group: &GroupTally<'_>| {
            Cell::text(group.group.to_owned())
        })];
    columns.extend(rate_columns(rates_of));
    let trend = column(
        "Contacts in time, 26 weeks",
        20,
        |group: &GroupTally<'_>| spark(reader, group.group),
    );
    let words = column("In words", 22, |group: &GroupTally<'_>| {
        let chart = verdict::chart(trend_of(reader, group.group), Measure::VisitsInTime);
        Cell::text(verdict::in_short(chart.as_ref()))
    });
    columns.extend([trend.on_screen(), words.on_screen()]);
    Sheet::of(
        BY_TEAM,
        "By team",
        Table::of("ByTeam", teams, &columns, "No team.").freezing(1),
    )
    .saying(format!(
        "{SHARES} The words are the verdict of the team's own control chart of contacts in time; the dots of its small line are the highest and the lowest week."
    ))
}

fn trend_of<'a>(reader: &'a Reader<'_>, team: &str) -> Option<&'a Trend> {
    let mut trends = reader.team_trends.iter();
    trends
        .find(|(name, _)| name == team)
        .map(|(_, trend)| trend)
}

/// The line of a team's contacts in time.
fn spark(reader: &Reader<'_>, team: &str) -> Cell {
    let row = reader.team_trends.iter().position(|(name, _)| name == team);
    row.map_or(Cell::Absent("no trend"), |row| Cell::Spark {
        sheet: TEAM_TREND,
        row,
        columns: (1, reader.team_trends[row].1.weeks.len() as u16),
    })
}

/// Contacts in time of each team, week by week: what the small lines are drawn from.
fn team_trend(reader: &Reader<'_>) -> Sheet {
    type Row<'a> = &'a (String, Trend);
    let mut columns: Vec<Column<'_, Row<'_>>> = vec![column("Team", 28, |row: &Row<'_>| {
        Cell::text(row.0.clone())
    })];
    let weeks = reader
        .team_trends
        .first()
        .map_or(0, |(_, trend)| trend.weeks.len());
    // The latest week first: paper has room for some.
    for (back, at) in (0..weeks).rev().enumerate() {
        let date = reader.team_trends[0].1.weeks[at].date;
        let week = column(plain(date), 11, move |row: &Row<'_>| {
            row.1
                .weeks
                .get(at)
                .map_or(Cell::Absent("none to count"), |point| {
                    share(point.rates.of(Measure::VisitsInTime))
                })
        });
        columns.push(if back < WEEKS_ON_PAPER {
            week
        } else {
            week.on_screen()
        });
    }
    Sheet::of(
        TEAM_TREND,
        "Team trend: share of contacts in time, each week's Sunday",
        Table::of(
            "TeamTrend",
            &reader.team_trends,
            &columns,
            "No trend was worked out for this job.",
        )
        .freezing(1),
    )
    .saying("The Trend sheet says which weeks were recorded on the day and which are recalculated.")
}

fn by_worker(context: &Context<'_>, workers: Vec<GroupTally<'_>>) -> Sheet {
    let mut columns: Vec<Column<'_, GroupTally<'_>>> =
        vec![column("Worker", 38, |group: &GroupTally<'_>| {
            Cell::text_or(
                Some(&worker_shown(context, group.group)),
                "no worker allocated",
            )
        })];
    columns.extend(rate_columns(rates_of));
    Sheet::of(
        BY_WORKER,
        "By allocated worker",
        Table::of("ByWorker", workers, &columns, "No worker.").freezing(1),
    )
    .saying(
        "A worker's figures are of few children: read them with the worker, not as a league table.",
    )
}

fn by_status(statuses: Vec<GroupTally<'_>>, ratings: Vec<GroupTally<'_>>) -> Sheet {
    type Row<'a> = (&'static str, GroupTally<'a>);
    let statuses = statuses.into_iter().map(|group| ("status", group));
    let groups = statuses.chain(ratings.into_iter().map(|group| ("rating", group)));
    let mut columns: Vec<Column<'_, Row<'_>>> = vec![
        column("By", 10, |row: &Row<'_>| Cell::text(row.0)).on_screen(),
        column("Group", 28, |row: &Row<'_>| Cell::text(title(row.1.group))),
    ];
    columns.extend(rate_columns(|row: &Row<'_>| row.1.tally.rates()));
    Sheet::of(
        BY_STATUS,
        "By governing status and by rating",
        Table::of("ByStatusAndRating", groups, &columns, "No child.").freezing(1),
    )
    .saying("Every child stands once under its status and once under its rating.".to_owned())
}
