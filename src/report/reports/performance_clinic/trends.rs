//! Twenty-six weeks of rates, and a control chart for each.

use super::{share, verdict};
use crate::{
    measures::{
        rate::Measure,
        spc::{
            Limits,
            series::{RateChart, Source, Week},
        },
        trend::{Origin, Point, Trend},
    },
    model::calendar::plain,
    report::{
        book::{Cell, Chart, ChartLine, ChartRoom, Column, Line, LineRole, Sheet, Table, column},
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
    sheets.extend(Measure::ALL.map(|measure| {
        let chart = verdict::chart(reader.trend.as_ref(), measure);
        control_chart(measure, weeks, chart.as_ref())
    }));
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
    Sheet::of(
        TREND,
        "Trend: the three rates, week by week",
        Table::of(
            "Trend",
            weeks,
            &columns,
            "No trend was worked out for this job.",
        )
        .freezing(1),
    )
    .saying("Each week's Sunday. Weeks that no run recorded are recalculated from tonight's exports: they are not compared with recorded ones. The control charts draw both, each by its own limits.")
    .saying(recorded_weeks(weeks))
}

/// Which weeks were recorded on the day; on paper no column says it.
fn recorded_weeks(weeks: &[Point]) -> String {
    let is_recorded = |point: &&Point| point.origin != Origin::Recalculated;
    let days: Vec<String> = weeks
        .iter()
        .filter(is_recorded)
        .map(|point| plain(point.date))
        .collect();
    match days.len() {
        0 => "No week was recorded on the day.".to_owned(),
        all if all == weeks.len() => "Every week was recorded on the day.".to_owned(),
        some => format!(
            "Recorded on the day: {some} of {} weeks ({}).",
            weeks.len(),
            days.join(", ")
        ),
    }
}

/// The name of a control chart's sheet, of its table, and its title.
fn names(measure: Measure) -> (&'static str, &'static str, &'static str) {
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

/// The sheet with a rate's control chart.
pub(super) fn sheet_of(measure: Measure) -> &'static str {
    names(measure).0
}

/// The chart of a rate, drawn from its sheet's table.
pub(super) fn drawn(measure: Measure, room: ChartRoom) -> Chart {
    let (sheet, _, title) = names(measure);
    let line = |(column, role)| ChartLine { column, role };
    Chart {
        title,
        alt_text: format!(
            "{title} over 26 weeks with mean and control limits; the table on the sheet {sheet} holds the same figures and names every signal."
        ),
        sheet,
        along: "Week ending",
        up: "Share of children",
        lines: [
            ("Recorded", LineRole::Recorded),
            ("Recalculated", LineRole::Recalculated),
            ("Mean", LineRole::Mean),
            ("Lower limit", LineRole::Limit),
            ("Upper limit", LineRole::Limit),
            ("Improvement", LineRole::Better),
            ("Concern", LineRole::Worse),
        ]
        .map(line)
        .to_vec(),
        room,
    }
}

/// A week, and the chart that it is a week of.
type Row<'a> = (&'a Week, &'a RateChart);

fn control_chart(measure: Measure, weeks: &[Point], chart: Option<&RateChart>) -> Sheet {
    let (name, table, title) = names(measure);
    let mut lines = vec![Line::LookFirst(verdict::in_full(chart))];
    let Some(chart) = chart else {
        // Counts stand in place of a chart.
        let columns: Vec<Column<'_, &Point>> = vec![
            column("Week ending", 13, |point: &&Point| Cell::Date(point.date)),
            column("Children", 11, move |point: &&Point| {
                Cell::count(point.rates.of(measure).numerator)
            }),
            column("Out of", 11, move |point: &&Point| {
                Cell::count(point.rates.of(measure).denominator)
            }),
            column("Source", 34, |point: &&Point| {
                Cell::text(point.origin.title())
            }),
        ];
        let empty = "No trend was worked out for this job.";
        return Sheet::of(name, title, Table::of(table, weeks, &columns, empty)).with_lines(lines);
    };
    lines.extend(chart.phases.iter().map(|of| Line::Text(verdict::basis(of))));
    let limits = |of: &Row<'_>| {
        let baseline = of.1.phases[of.0.phase].baseline.as_ref();
        baseline.map(|baseline| baseline.limits)
    };
    let is_clamped = |of: &Limits| of.lower.is_clamped() || of.upper.is_clamped();
    let baselines = chart.phases.iter().filter_map(|of| of.baseline.as_ref());
    if baselines.map(|of| of.limits).any(|of| is_clamped(&of)) {
        lines.push(Line::Text(
            "A limit beyond 0% or 100% is shown there.".to_owned(),
        ));
    }
    lines.push(Line::Text(
        "More is better. The chart marks an improvement with a triangle and a concern with a diamond."
            .to_owned(),
    ));
    let limit = |pick: fn(&Limits) -> f64| {
        move |of: &Row<'_>| limits(of).map_or(Cell::Blank, |limits| Cell::Share(pick(&limits)))
    };
    let of_source = |source: Source| {
        move |of: &Row<'_>| match of.1.phases[of.0.phase].source == source {
            true => share(of.0.rate),
            false => Cell::Blank,
        }
    };
    let of_meaning = |meaning: &'static str| {
        move |of: &Row<'_>| match verdict::meanings(&of.0.signals).contains(&meaning) {
            true => share(of.0.rate),
            false => Cell::Blank,
        }
    };
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Week ending", 13, |of: &Row<'_>| Cell::Date(of.0.date)),
        column("Recorded", 13, of_source(Source::Recorded)),
        column("Recalculated", 13, of_source(Source::Recalculated)),
        column("Out of", 9, |of: &Row<'_>| {
            Cell::count(of.0.rate.denominator)
        }),
        column("Mean", 10, limit(|limits| limits.mean)),
        column("Lower limit", 10, limit(|limits| limits.lower.shown)),
        column("Upper limit", 10, limit(|limits| limits.upper.shown)),
        column("Improvement", 13, of_meaning(verdict::IMPROVEMENT)),
        column("Concern", 13, of_meaning(verdict::CONCERN)),
        column("Signal", 56, |of: &Row<'_>| signal(of)),
    ];
    let rows = chart.weeks.iter().map(|week| (week, chart));
    Sheet::of(
        name,
        title,
        Table::of(
            table,
            rows,
            &columns,
            "No trend was worked out for this job.",
        ),
    )
    .with_lines(lines)
    .with_charts(vec![drawn(measure, ChartRoom::AboveTable)])
}

fn signal((week, chart): &Row<'_>) -> Cell {
    let phase = &chart.phases[week.phase];
    match (&phase.baseline, phase.misfit) {
        (None, _) => Cell::Absent("no limits yet"),
        (_, Some(_)) => Cell::Absent("not judged: the limits do not fit"),
        _ if week.signals.is_empty() => Cell::Absent("common variation"),
        _ => Cell::text(verdict::signals_in_words(&week.signals)),
    }
}
