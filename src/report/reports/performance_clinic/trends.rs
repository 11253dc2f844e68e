//! Twenty-six weeks of rates, and a control chart for each.

use super::share;
use crate::{
    measures::{
        rate::{Measure, Rate},
        spc::{self, ControlChart, Firmness, Meaning, SpcSettings},
        trend::{Point, Trend},
    },
    report::{
        book::{Cell, Chart, ChartLine, Column, Line, LineRole, Sheet, Table, column},
        context::Reader,
    },
};

pub(super) const TREND: &str = "Trend";

/// The trend, and a sheet with a control chart for each rate.
pub(super) fn sheets(reader: &Reader<'_>) -> Vec<Sheet> {
    let no_weeks: &[Point] = &[];
    let weeks = reader
        .trend
        .as_ref()
        .map_or(no_weeks, |trend: &Trend| &trend.weeks);
    let mut sheets = vec![trend(weeks)];
    sheets.extend(Measure::ALL.map(|measure| control_chart(measure, weeks)));
    sheets
}

fn trend(weeks: &[Point]) -> Sheet {
    let rate = |measure: Measure| move |point: &&Point| point.rates.of(measure);
    let mut columns: Vec<Column<'_, &Point>> = vec![column("Week ending", 13, |point: &&Point| {
        Cell::Date(point.date)
    })];
    for (measure, [count, of]) in Measure::ALL.into_iter().zip([
        ["In time", "Out of (visits)"],
        ["Seen", "Out of (seen)"],
        ["Current", "Out of (ratings)"],
    ]) {
        let rate = rate(measure);
        columns.push(column(measure.title(), 11, move |point: &&Point| {
            share(rate(point))
        }));
        columns.push(column(count, 10, move |point: &&Point| {
            Cell::count(rate(point).numerator)
        }));
        columns.push(column(of, 11, move |point: &&Point| {
            Cell::count(rate(point).denominator)
        }));
    }
    let source = column("Source", 34, |point: &&Point| {
        Cell::text(point.origin.title())
    });
    columns.push(source.on_screen());
    let lines = Measure::ALL
        .into_iter()
        .zip([LineRole::Measured, LineRole::Second, LineRole::Third])
        .map(|(measure, role)| ChartLine {
            column: measure.title(),
            role,
        })
        .collect();
    Sheet::of(TREND, "Trend: the three rates, week by week", Table::of("Trend", weeks, &columns, "No trend was worked out for this job.").freezing(1)).saying("Each week's Sunday. Weeks that no run recorded are recalculated from tonight's exports and say so.").with_charts(vec![Chart {
            title: "Rates by week",
            alt_text: "Line chart of contacts in time, children seen in time and ratings current over 26 weeks; the table beside it holds the same figures.".to_owned(),
            along: "Week ending",
            lines,
        }])
}

fn sheet_name(measure: Measure) -> (&'static str, &'static str, &'static str) {
    match measure {
        Measure::VisitsInTime => (
            "XmR contacts in time",
            "XmrVisits",
            "Control chart: contacts in time",
        ),
        Measure::SeenInTime => (
            "XmR seen in time",
            "XmrSeen",
            "Control chart: children seen in time",
        ),
        Measure::RatingsCurrent => (
            "XmR ratings current",
            "XmrRatings",
            "Control chart: ratings current",
        ),
    }
}

struct Row<'a> {
    point: &'a Point,
    rate: Rate,
    spc: Option<&'a ControlChart>,
    at: usize,
}

fn control_chart(measure: Measure, weeks: &[Point]) -> Sheet {
    let (name, table, title) = sheet_name(measure);
    let rates: Vec<Rate> = weeks.iter().map(|point| point.rates.of(measure)).collect();
    let chart = spc::of_rates(&rates, SpcSettings::default());
    let rows = weeks
        .iter()
        .zip(&rates)
        .enumerate()
        .map(|(at, (point, rate))| Row {
            point,
            rate: *rate,
            spc: chart.as_ref(),
            at,
        });
    let limit = |pick: fn(&ControlChart) -> f64| {
        move |row: &Row<'_>| {
            row.spc.map_or(Cell::Absent("too few children"), |spc| {
                Cell::Share(pick(spc))
            })
        }
    };
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Week ending", 13, |row: &Row<'_>| {
            Cell::Date(row.point.date)
        }),
        column("Rate", 10, |row: &Row<'_>| share(row.rate)),
        column("Out of", 9, |row: &Row<'_>| {
            Cell::count(row.rate.denominator)
        }),
        column("Mean", 10, limit(|spc| spc.mean)),
        column("Lower limit", 10, limit(|spc| spc.lower.shown)),
        column("Upper limit", 10, limit(|spc| spc.upper.shown)),
        column("Signal", 46, |row: &Row<'_>| signal(row)),
    ];
    let mut lines = vec![Line::Text(reading(chart.as_ref()))];
    if chart
        .as_ref()
        .is_some_and(|chart| chart.lower.is_clamped() || chart.upper.is_clamped())
    {
        lines.push(Line::Text(
            "A limit beyond 0% or 100% is shown there.".to_owned(),
        ));
    }
    let charts = chart.as_ref().map(|_| Chart {
        title,
        alt_text: format!("{title} over 26 weeks with its mean and control limits; the table beside it holds the same figures and names every signal."),
        along: "Week ending",
        lines: [("Rate", LineRole::Measured), ("Mean", LineRole::Mean), ("Lower limit", LineRole::Limit), ("Upper limit", LineRole::Limit)]
            .map(|(column, role)| ChartLine { column, role })
            .to_vec(),
    });
    Sheet::of(
        name,
        title,
        Table::of(
            table,
            rows,
            &columns,
            "No trend was worked out for this job.",
        )
        .freezing(1),
    )
    .with_lines(lines)
    .with_charts(charts.into_iter().collect())
}

fn reading(chart: Option<&ControlChart>) -> String {
    match chart {
        None => "No chart: in some week there were fewer than 10 children to count.".to_owned(),
        Some(chart) => {
            let firm = match chart.firmness {
                Firmness::Firm => "The limits rest on 12 weeks or more.",
                Firmness::Trial => "Trial limits: fewer than 12 weeks.",
            };
            let signals = chart
                .points
                .iter()
                .filter(|point| !point.signals.is_empty())
                .count();
            format!(
                "More is better. {firm} {signals} of {} weeks {} a signal; the rest is common variation.",
                chart.points.len(),
                if signals == 1 { "carries" } else { "carry" },
            )
        }
    }
}

fn signal(row: &Row<'_>) -> Cell {
    let Some((spc, point)) = row.spc.and_then(|spc| Some((spc, spc.points.get(row.at)?))) else {
        return Cell::Absent("too few children");
    };
    if point.signals.is_empty() {
        return Cell::Absent("common variation");
    }
    let words: Vec<String> = point
        .signals
        .iter()
        .map(|(signal, way)| {
            let meaning = match spc.meaning(*way) {
                Meaning::Improvement => "improvement",
                Meaning::Concern => "concern",
            };
            format!("{} ({meaning})", signal.title())
        })
        .collect();
    Cell::text(words.join("; "))
}
