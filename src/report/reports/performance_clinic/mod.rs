//! The performance clinic: rates by service, team, worker, status and rating; trend; movement; flags. [P 1.13]

mod activity;
mod completion;
mod flags;
mod groups;
mod lists;
mod overview;
mod records;
mod reference;
mod trends;
mod verdict;

use super::{Said, book, changes, digest, movement};
use crate::{
    measures::{
        movement::ChangeKind,
        rate::{Measure, Rate},
    },
    model::report::Report,
    report::{
        behind::Behind,
        book::Cell,
        context::{Built, Context, Figure, Reader},
    },
};
use groups::Groups;
use overview::Standing;

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

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let now = reader.counted.tally().rates();
    let standings = Measure::ALL.map(|measure| Standing {
        measure,
        rate: now.of(measure),
        chart: verdict::chart(reader.trend.as_ref(), measure),
    });
    let answer = standings
        .iter()
        .map(|of| {
            format!(
                "{} {} ({} of {})",
                of.measure.title(),
                percent(of.rate),
                of.rate.numerator,
                of.rate.denominator
            )
        })
        .collect::<Vec<_>>()
        .join("; ");
    let answer = format!("{answer}.");
    let [first, ..] = Measure::ALL;
    let in_short = format!("{} {}", first.title(), percent(now.of(first)));
    let look_first = look_first(&standings, reader);
    let groups = Groups::of(context, reader);
    let mut sheets = vec![
        overview::sheet(context, reader, &standings, &answer, &look_first),
        overview::at_a_glance(context, reader, &groups),
    ];
    sheets.extend(lists::sheets(context, reader));
    sheets.extend(trends::sheets(reader));
    sheets.extend(groups.sheets(context, reader));
    sheets.push(movement::sheet(MOVEMENT, context, reader, &KINDS));
    sheets.push(reference::framework(context));
    sheets.push(reference::definitions());
    let figures = standings
        .iter()
        .map(|of| Figure {
            label: of.measure.title(),
            count: of.rate.numerator,
            of: Some(of.rate.denominator),
            behind: Behind::all_of(OVERVIEW),
        })
        .collect();
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

fn percent(rate: Rate) -> String {
    rate.share().map_or_else(
        || "none to count".to_owned(),
        |share| format!("{:.1}%", share * 100.0),
    )
}

/// Whether it is getting better by each rate's control chart, what a chart calls a concern, and what has changed in the
/// records.
fn look_first(standings: &[Standing], reader: &Reader<'_>) -> Vec<String> {
    let verdicts = standings.iter().map(|of| {
        let title = of.measure.title().to_lowercase();
        format!("{title}: {}", verdict::in_short(of.chart.as_ref()))
    });
    let verdicts: Vec<String> = verdicts.collect();
    let mut lines = vec![format!(
        "Is it getting better? By the control charts, {}.",
        verdicts.join("; ")
    )];
    for of in standings {
        if verdict::is_concern(of.chart.as_ref()) {
            lines.push(format!(
                "{}: {}",
                of.measure.title(),
                verdict::in_full(of.chart.as_ref())
            ));
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
