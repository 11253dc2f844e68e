//! The performance clinic: rates by service, team, worker, status and rating; trend; movement; flags. [P 1.13]

mod activity;
mod groups;
mod overview;
mod reference;
mod trends;

use super::{Said, book, changes, digest, movement};
use crate::{
    measures::{
        movement::ChangeKind,
        rate::{Measure, Rate, Rates},
    },
    model::report::Report,
    report::{
        book::Cell,
        context::{Built, Context, Figure, Reader},
    },
};
use groups::Groups;

const OVERVIEW: &str = "Overview";
const MOVEMENT: &str = "Movement";
const FRAMEWORK: &str = "Framework";
const DEFINITIONS: &str = "Definitions";

/// Where its children came from, went to, and what became of their visits; what is flagged stands by team.
const KINDS: [ChangeKind; 14] = [
    ChangeKind::NewlyUnseen,
    ChangeKind::NowSeen,
    ChangeKind::NoLongerUnseen,
    ChangeKind::StillUnseen,
    ChangeKind::Closed,
    ChangeKind::Vanished,
    ChangeKind::NewChild,
    ChangeKind::VisitDeleted,
    ChangeKind::VisitRedated,
    ChangeKind::VisitAmended,
    ChangeKind::MovedTeam,
    ChangeKind::RatingChanged,
    ChangeKind::NewlyOverdue,
    ChangeKind::NoLongerOverdue,
];

/// A rate of fewer children than this is marked: one child more or less moves it by a tenth.
const SMALL: u64 = 10;
/// How many weeks back "four weeks ago" lies in the trend.
const WEEKS_BACK: usize = 4;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let now = reader.counted.tally().rates();
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
    let [first, ..] = Measure::ALL;
    let in_short = format!("{} {}", first.title(), percent(now.of(first)));
    let look_first = look_first(&now, then.as_ref(), reader);
    let groups = Groups::of(context, reader);
    let mut sheets = vec![overview::sheet(
        context,
        reader,
        &groups,
        (&now, then.as_ref()),
        &answer,
        &look_first,
    )];
    sheets.extend(trends::sheets(reader));
    sheets.extend(groups.sheets(context, reader));
    sheets.push(movement::sheet(MOVEMENT, context, reader, &KINDS));
    sheets.push(reference::framework(context));
    sheets.push(reference::definitions());
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
    Built {
        book: (!is_empty).then(|| book(Report::PerformanceClinic, context, reader, sheets)),
        digest: digest(
            context,
            reader,
            Said {
                answer,
                in_short,
                change: change(reader),
            },
            figures,
            look_first,
        ),
    }
}

/// What has changed: all but those who are unseen then as now.
fn change(reader: &Reader<'_>) -> String {
    let kinds = KINDS.into_iter();
    let changed: Vec<ChangeKind> = kinds
        .filter(|kind| *kind != ChangeKind::StillUnseen)
        .collect();
    changes::since_last_run(reader, &changed)
}

/// The rates of four weeks ago and where they come from.
struct Earlier {
    rates: Rates,
    origin: &'static str,
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
        origin: point.origin.title(),
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
        (ChangeKind::NewlyUnseen, "newly unseen"),
        (ChangeKind::Vanished, "vanished from the export"),
        (ChangeKind::VisitRedated, "with a visit re-dated"),
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
