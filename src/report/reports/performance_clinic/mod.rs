//! The performance clinic: rates by service, team, worker, status and rating; trend; movement; flags. [P 1.13]

mod groups;
mod trends;

use polars::prelude::PolarsResult;

use super::{book, digest, movement, scope_line};
use crate::{
    measures::{
        movement::Kind,
        rate::{Measure, Rate, Rates},
        rates,
    },
    model::{calendar::plain, report::Report},
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Built, Context, Figure, Reader},
        notes,
    },
};

const OVERVIEW: &str = "Overview";
const MOVEMENT: &str = "Movement";
const FRAMEWORK: &str = "Framework";
const DEFINITIONS: &str = "Definitions";

/// A rate of fewer children than this is marked: one child more or less moves it by a tenth.
const SMALL: u64 = 10;
/// How many weeks back "four weeks ago" lies in the trend.
const WEEKS_BACK: usize = 4;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Built> {
    let now = rates::all(&reader.children, context.night.facts)?;
    let then = earlier(reader);
    let answer = Measure::ALL
        .map(|measure| {
            let rate = now.of(measure);
            format!(
                "{} {} ({} of {})",
                measure.title(),
                percent(rate),
                rate.numerator,
                rate.denominator
            )
        })
        .join("; ");
    let answer = format!("{answer}.");
    let look_first = look_first(&now, then.as_ref(), reader);
    let mut sheets = vec![overview(
        context,
        reader,
        &now,
        then.as_ref(),
        &answer,
        &look_first,
    )];
    sheets.extend(trends::sheets(reader));
    sheets.extend(groups::sheets(context, reader)?);
    sheets.push(movement::sheet(
        MOVEMENT,
        context,
        reader,
        &Kind::ALL,
        back(),
    ));
    sheets.push(framework(context));
    sheets.push(definitions());
    let figures = Measure::ALL
        .map(|measure| {
            let rate = now.of(measure);
            Figure {
                label: measure.title(),
                count: rate.numerator,
                of: Some(rate.denominator),
                sheet: OVERVIEW,
            }
        })
        .to_vec();
    let is_empty = reader.children.is_empty();
    Ok(Built {
        book: (!is_empty).then(|| book(Report::PerformanceClinic, context, reader, sheets)),
        digest: digest(context, reader, answer, figures, look_first),
    })
}

fn back() -> Line {
    Line::Link {
        text: "Back to the overview".to_owned(),
        sheet: OVERVIEW,
    }
}

/// The rates of four weeks ago and where they come from.
struct Earlier {
    rates: Rates,
    source: &'static str,
    date: chrono::NaiveDate,
}

fn earlier(reader: &Reader<'_>) -> Option<Earlier> {
    let weeks = &reader.trend.as_ref()?.weeks;
    let point = weeks
        .len()
        .checked_sub(WEEKS_BACK + 1)
        .and_then(|at| weeks.get(at))?;
    Some(Earlier {
        rates: point.rates,
        source: point.source.title(),
        date: point.date,
    })
}

fn percent(rate: Rate) -> String {
    rate.share().map_or_else(
        || "none to count".to_owned(),
        |share| format!("{:.1}%", share * 100.0),
    )
}

/// Up, down or level in words, with the points between.
fn direction(now: Rate, then: Rate) -> String {
    let Some((now, then)) = now.share().zip(then.share()) else {
        return "cannot be compared".to_owned();
    };
    let points = (now - then) * 100.0;
    match points {
        points if points.abs() < 0.05 => "level".to_owned(),
        points if points > 0.0 => format!("better by {points:.1} points"),
        points => format!("worse by {:.1} points", points.abs()),
    }
}

fn look_first(now: &Rates, then: Option<&Earlier>, reader: &Reader<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for measure in Measure::ALL {
        let rate = now.of(measure);
        if let Some(earlier) = then {
            let change = direction(rate, earlier.rates.of(measure));
            if change.starts_with("worse") {
                lines.push(format!(
                    "{}: {change} than four weeks ago.",
                    measure.title()
                ));
            }
        }
    }
    let count = |kind| {
        reader
            .movement
            .as_ref()
            .map_or(0, |movement| movement.count(kind))
    };
    for (kind, what) in [
        (Kind::NewlyUnseen, "newly unseen"),
        (Kind::Vanished, "vanished from the export"),
        (Kind::VisitRedated, "with a visit re-dated"),
    ] {
        if count(kind) > 0 {
            lines.push(format!(
                "{} {what} since the run before.",
                super::children(count(kind) as u64)
            ));
        }
    }
    lines
}

fn overview(
    context: &Context<'_>,
    reader: &Reader<'_>,
    now: &Rates,
    then: Option<&Earlier>,
    answer: &str,
    look_first: &[String],
) -> Sheet {
    let before = |measure: Measure| then.map(|earlier| earlier.rates.of(measure));
    let columns: Vec<Column<'_, Measure>> = vec![
        column("Rate", 26, |measure: &Measure| Cell::text(measure.title())),
        column("Children", 11, |measure: &Measure| {
            Cell::count(now.of(*measure).numerator)
        }),
        column("Out of", 11, |measure: &Measure| {
            Cell::count(now.of(*measure).denominator)
        }),
        column("Share now", 11, |measure: &Measure| share(now.of(*measure))),
        column("Four weeks ago", 12, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), |rate| {
                Cell::count(rate.numerator)
            })
        }),
        column("Out of then", 11, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), |rate| {
                Cell::count(rate.denominator)
            })
        }),
        column("Share then", 11, |measure: &Measure| {
            before(*measure).map_or(Cell::Absent("not known"), share)
        }),
        column("Direction", 28, |measure: &Measure| {
            match before(*measure) {
                Some(rate) => Cell::text(direction(now.of(*measure), rate)),
                None => Cell::Absent("nothing to compare with"),
            }
        }),
        column("Small number", 16, |measure: &Measure| {
            small(now.of(*measure))
        }),
    ];
    let mut lines = vec![
        scope_line(context, reader),
        Line::LookFirst(answer.to_owned()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    if let Some(earlier) = then {
        lines.push(Line::Text(format!(
            "Four weeks ago is Sunday {}, {}.",
            plain(earlier.date),
            earlier.source
        )));
    }
    lines.push(Line::Text(notes::framework_status(context)));
    let to = |sheet: &'static str| Line::Link {
        text: format!("Go to {sheet}"),
        sheet,
    };
    lines.extend([
        to(trends::TREND),
        to(groups::BY_TEAM),
        to(groups::FLAGS),
        to(MOVEMENT),
    ]);
    Sheet {
        name: OVERVIEW,
        title: "Performance clinic: where the service stands".to_owned(),
        lines,
        table: Table::of("Overview", Measure::ALL, &columns, "no rates"),
        charts: Vec::new(),
    }
}

/// A rate's share; nothing is divided by nought.
fn share(rate: Rate) -> Cell {
    Cell::share(rate.numerator, rate.denominator)
}

/// Marks a rate of few children.
fn small(rate: Rate) -> Cell {
    if rate.denominator < SMALL {
        Cell::text("fewer than 10")
    } else {
        Cell::Absent("no")
    }
}

fn framework(context: &Context<'_>) -> Sheet {
    use crate::model::framework::FrameworkPeriod as Period;
    let date = context.night.date;
    let columns: Vec<Column<'_, &Period>> = vec![
        column("Invoked", 14, |period: &&Period| Cell::Date(period.invoked)),
        column("Ceased", 14, |period: &&Period| {
            Cell::date_or(period.ceased, "still in use")
        }),
        column("Authorised by", 34, |period: &&Period| {
            Cell::text_or(period.authorised_by.as_deref(), "not recorded")
        }),
        column("On the run date", 18, |period: &&Period| {
            Cell::text(if period.covers(date) {
                "in use"
            } else {
                "not in use"
            })
        }),
        column("Effect on the standard", 70, |_: &&Period| {
            Cell::text(
                "While in use, visits by video or phone count for AMBER and GREEN; RED and unrated children are owed a face-to-face visit. Otherwise everybody is.",
            )
        }),
    ];
    let periods = &context.night.settings.framework;
    Sheet {
        name: FRAMEWORK,
        title: "The prioritisation framework: when it was in use".to_owned(),
        lines: vec![Line::Text(notes::framework_status(context)), back()],
        table: Table::of(
            "Framework",
            periods,
            &columns,
            "The framework has never been invoked.",
        ),
        charts: Vec::new(),
    }
}

fn definitions() -> Sheet {
    let rows = [
        (
            "Visits in time",
            "Of the children with a minimum frequency, those whose next visit is not overdue. A snapshot on the run date.",
        ),
        (
            "Children seen in time",
            "Of the children with a minimum who can be seen (unborn children cannot), those whom somebody saw, in person or by video, within the minimum.",
        ),
        (
            "Ratings current",
            "Of all open children, those with a dated rating that is no older than the supervision cycle and has not been overtaken by an event.",
        ),
        (
            "Trend",
            "Each week's Sunday. As recorded on the day where a complete run of that date is in the ledger; otherwise recalculated from tonight's exports: visits recorded late are in it, cases that have left the exports are not.",
        ),
        (
            "Control chart",
            "XmR: mean ± 2.66 × the mean moving range, ranges above 3.267 × their mean left out once. Limits of fewer than 12 points are trial limits. Signals: a point outside the limits; seven on one side of the mean; seven rising or falling; two of three near one limit. More is better for all three rates.",
        ),
        (
            "Small numbers",
            "A rate of fewer than 10 children is marked and not charted: one child moves it by a tenth or more.",
        ),
        (
            "Visits made",
            "Completed statutory contacts by the week they were made in, Monday to Sunday; visits by Targeted Support are not statutory.",
        ),
    ];
    let columns = [
        column("Term", 24, |row: &(&'static str, &'static str)| {
            Cell::text(row.0)
        }),
        column("Meaning", 110, |row: &(&'static str, &'static str)| {
            Cell::text(row.1)
        }),
    ];
    Sheet {
        name: DEFINITIONS,
        title: "Definitions: what each figure counts".to_owned(),
        lines: vec![back()],
        table: Table::of("Definitions", rows, &columns, "none"),
        charts: Vec::new(),
    }
}
