//! Rates by team, worker, status and rating; visits made by week; flags by team.

use std::collections::BTreeMap;

use polars::prelude::PolarsResult;

use super::{SMALL, WEEKS_BACK, back, direction, share};
use crate::{
    measures::{
        contacts::{self, WeekOfContacts},
        rate::{Measure, Rates},
        rates::{self, GroupRates, Grouping},
        trend::{Trend, WEEKS},
    },
    model::{calendar::plain, status::Status},
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Context, Reader},
    },
    rules::flags::Flag,
};

pub(super) const BY_TEAM: &str = "By team";
const TEAM_TREND: &str = "Team trend";
const BY_WORKER: &str = "By worker";
const BY_STATUS: &str = "By status and rating";
const VISITS: &str = "Visits made";
pub(super) const FLAGS: &str = "Flags";

pub(super) fn sheets(context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Vec<Sheet>> {
    let facts = context.night.facts;
    let by = |grouping| rates::by(grouping, &reader.children, facts);
    let workers = by(Grouping::Worker)?;
    let mut status_and_rating: Vec<(&'static str, GroupRates)> = Vec::new();
    for (kind, grouping) in [("status", Grouping::Status), ("rating", Grouping::Rating)] {
        status_and_rating.extend(by(grouping)?.into_iter().map(|group| (kind, group)));
    }
    Ok(vec![
        by_team(reader, by(Grouping::Team)?),
        team_trend(reader),
        by_worker(context, workers),
        by_status(status_and_rating),
        visits(contacts::by_week(
            &reader.children,
            context.night,
            WEEKS as u32,
        )?),
        flags(context, reader),
    ])
}

/// Numerator, denominator and share of each rate, and a mark for small numbers.
fn rate_columns<'a, T: 'a>(rates: fn(&T) -> &Rates) -> Vec<Column<'a, T>> {
    let mut columns: Vec<Column<'a, T>> = Vec::new();
    for (measure, [count, of, share_of]) in Measure::ALL.into_iter().zip([
        ["Visits in time", "Out of (visits)", "Share in time"],
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
    columns.push(column("Small number", 15, move |item: &T| {
        let smallest = Measure::ALL
            .map(|measure| rates(item).of(measure).denominator)
            .into_iter()
            .min();
        if smallest.unwrap_or(0) < SMALL {
            Cell::text("fewer than 10")
        } else {
            Cell::Absent("no")
        }
    }));
    columns
}

fn rates_of(group: &GroupRates) -> &Rates {
    &group.rates
}

fn by_team(reader: &Reader<'_>, teams: Vec<GroupRates>) -> Sheet {
    let mut columns: Vec<Column<'_, GroupRates>> =
        vec![column("Team", 28, |group: &GroupRates| {
            Cell::text(group.group.clone())
        })];
    columns.extend(rate_columns(rates_of));
    columns.push(column(
        "Visits in time, 26 weeks",
        30,
        |group: &GroupRates| spark(reader, &group.group),
    ));
    Sheet {
        name: BY_TEAM,
        title: "By team".to_owned(),
        lines: vec![Line::Text("Each share with what it is a part of. A share of fewer than 10 children is marked.".to_owned()), back()],
        table: Table::of("ByTeam", teams, &columns, "No team.").freezing(1),
        charts: Vec::new(),
    }
}

/// The line of a team's visits in time, and in words where it went over four weeks.
fn spark(reader: &Reader<'_>, team: &str) -> Cell {
    let row = reader.team_trends.iter().position(|(name, _)| name == team);
    let Some((row, weeks)) = row.map(|row| (row, &reader.team_trends[row].1.weeks)) else {
        return Cell::Absent("no trend");
    };
    let rate = |back: usize| {
        let point = weeks.len().checked_sub(back).and_then(|at| weeks.get(at))?;
        Some(point.rates.of(Measure::VisitsInTime))
    };
    match rate(1).zip(rate(WEEKS_BACK + 1)) {
        None => Cell::Absent("no trend"),
        Some((now, then)) => Cell::Spark {
            words: direction(now, then),
            sheet: TEAM_TREND,
            row,
            columns: (1, weeks.len() as u16),
        },
    }
}

/// Visits in time of each team, week by week: what the small lines are drawn from.
fn team_trend(reader: &Reader<'_>) -> Sheet {
    type Row<'a> = &'a (String, Trend);
    let mut columns: Vec<Column<'_, Row<'_>>> = vec![column("Team", 28, |row: &Row<'_>| {
        Cell::text(row.0.clone())
    })];
    let weeks = reader
        .team_trends
        .first()
        .map_or(0, |(_, trend)| trend.weeks.len());
    for at in 0..weeks {
        let date = reader.team_trends[0].1.weeks[at].date;
        columns.push(column(plain(date), 11, move |row: &Row<'_>| {
            row.1
                .weeks
                .get(at)
                .map_or(Cell::Absent("none to count"), |point| {
                    share(point.rates.of(Measure::VisitsInTime))
                })
        }));
    }
    Sheet {
        name: TEAM_TREND,
        title: "Team trend: share of visits in time, each week's Sunday".to_owned(),
        lines: vec![
            Line::Text("The Trend sheet says which weeks were recorded on the day and which are recalculated.".to_owned()),
            back(),
        ],
        table: Table::of("TeamTrend", &reader.team_trends, &columns, "No trend was worked out for this job.")
            .freezing(1),
        charts: Vec::new(),
    }
}

fn by_worker(context: &Context<'_>, workers: Vec<GroupRates>) -> Sheet {
    let mut columns: Vec<Column<'_, GroupRates>> =
        vec![column("Worker", 30, |group: &GroupRates| {
            match context.night.facts.workers.find(&group.group) {
                Some(worker) if !group.group.is_empty() => Cell::text(context.worker(worker)),
                _ => Cell::Absent("no worker allocated"),
            }
        })];
    columns.extend(rate_columns(rates_of));
    Sheet {
        name: BY_WORKER,
        title: "By allocated worker".to_owned(),
        lines: vec![Line::Text("A worker's figures are of few children: read them with the worker, not as a league table.".to_owned()), back()],
        table: Table::of("ByWorker", workers, &columns, "No worker.").freezing(1),
        charts: Vec::new(),
    }
}

fn by_status(groups: Vec<(&'static str, GroupRates)>) -> Sheet {
    type Row = (&'static str, GroupRates);
    let mut columns: Vec<Column<'_, Row>> = vec![
        column("By", 10, |row: &Row| Cell::text(row.0)),
        column("Group", 26, |row: &Row| {
            Cell::text(match Status::from_code(&row.1.group) {
                Some(status) => format!("{} ({status})", status.title()),
                None => row.1.group.clone(),
            })
        }),
    ];
    columns.extend(rate_columns(|row: &Row| &row.1.rates));
    Sheet {
        name: BY_STATUS,
        title: "By governing status and by rating".to_owned(),
        lines: vec![
            Line::Text(
                "Every child stands once under its status and once under its rating.".to_owned(),
            ),
            back(),
        ],
        table: Table::of("ByStatusAndRating", groups, &columns, "No child.").freezing(2),
        charts: Vec::new(),
    }
}

fn visits(weeks: Vec<WeekOfContacts>) -> Sheet {
    type Week = WeekOfContacts;
    let completed = |week: &Week| week.face_to_face + week.video + week.phone + week.other;
    let columns: Vec<Column<'_, Week>> = vec![
        column("Week beginning", 14, |week: &Week| Cell::Date(week.monday)),
        column("Face to face", 10, |week: &Week| {
            Cell::count(week.face_to_face)
        }),
        column("Video", 10, |week: &Week| Cell::count(week.video)),
        column("Phone", 10, |week: &Week| Cell::count(week.phone)),
        column("Letter, text, e-mail", 11, |week: &Week| {
            Cell::count(week.other)
        }),
        column("All completed", 11, move |week: &Week| {
            Cell::count(completed(week))
        }),
        column("Child seen", 10, |week: &Week| Cell::count(week.seen)),
        column("Seen alone", 10, |week: &Week| Cell::count(week.seen_alone)),
        column("Recorded late", 10, |week: &Week| {
            Cell::count(week.recorded_late)
        }),
        column("Share late", 10, move |week: &Week| {
            Cell::share(week.recorded_late, completed(week))
        }),
        column("No access", 10, |week: &Week| Cell::count(week.no_access)),
    ];
    Sheet {
        name: VISITS,
        title: "Visits made, by week and mode".to_owned(),
        lines: vec![Line::Text("Statutory contacts with the children of this scope, by the week in which they were made.".to_owned()), back()],
        table: Table::of("VisitsMade", weeks, &columns, "No visit.").freezing(1),
        charts: Vec::new(),
    }
}

fn flags(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let mut counts: BTreeMap<(&str, Flag), u64> = BTreeMap::new();
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for position in &reader.children {
        let team = context.word(position.team);
        *sizes.entry(team).or_default() += 1;
        for flag in position.flags.iter() {
            *counts.entry((team, flag)).or_default() += 1;
        }
    }
    type Row<'a> = ((&'a str, Flag), u64);
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Team", 28, |row: &Row<'_>| Cell::text(row.0.0.to_owned())),
        column("Flag", 20, |row: &Row<'_>| Cell::text(row.0.1.code())),
        column("What it says", 36, |row: &Row<'_>| {
            Cell::text(row.0.1.rule().title)
        }),
        column("Children", 10, |row: &Row<'_>| Cell::count(row.1)),
        column("Out of", 10, |row: &Row<'_>| {
            Cell::count(sizes.get(row.0.0).copied().unwrap_or(0))
        }),
        column("Share", 10, |row: &Row<'_>| {
            Cell::share(row.1, sizes.get(row.0.0).copied().unwrap_or(0))
        }),
        column("Source", 12, |row: &Row<'_>| {
            Cell::text(row.0.1.rule().source)
        }),
    ];
    Sheet {
        name: FLAGS,
        title: "Flags by team".to_owned(),
        lines: vec![
            Line::Text(
                "A flag that is not listed was raised on no child, or was not assessed: see Notes."
                    .to_owned(),
            ),
            back(),
        ],
        table: Table::of("Flags", counts, &columns, "No flag was raised.").freezing(1),
        charts: Vec::new(),
    }
}
