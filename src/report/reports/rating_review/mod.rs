//! The rating review: whose rating is missing, out of date, unjustified or below the framework, and why. \[F\]

mod kinds;
mod sheets;
mod words;

use std::cmp::Reverse;

use super::{
    Listed, Said, book, changes, children, counts_of, digest, figures_table, scope_line, those,
    verb,
};
use crate::{
    measures::movement::ChangeKind,
    model::{
        calendar::{days_between, plain},
        report::Report,
    },
    report::{
        behind::Behind,
        book::{Line, Sheet},
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{
        flags::{Flag, FlagSet},
        night::ratings_are_mapped,
        position::Position,
    },
};
use kinds::{KINDS, LATE};

const SUMMARY: &str = "Summary";
const REVIEW: &str = "Ratings to review";
const BY_KIND: &str = "By kind";
/// Headings of columns by which a figure's children are found.
const WHAT_TO_SETTLE: &str = "What to settle";
const RECORDED_LATE: &str = "Recorded late (days)";
const ALL: &str = "All ratings";

/// What changes what is to be decided.
const KINDS_OF_CHANGE: [ChangeKind; 2] = [ChangeKind::NewlyToReview, ChangeKind::ReviewSettled];

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let review = to_review(reader);
    let answer = answer(context, reader, &review);
    let in_short = format!("{} to review", review.len());
    let figures = figures(context, reader, &review);
    let look_first = look_first(context, &review);
    let change = changes::since_last_run(reader, &KINDS_OF_CHANGE);
    let book = (!review.is_empty()).then(|| {
        let mut lines = vec![
            scope_line(Report::RatingReview, context, reader),
            Line::LookFirst(answer.clone()),
        ];
        lines.extend(look_first.iter().cloned().map(Line::LookFirst));
        lines.extend(not_assessed(context).map(Line::Text));
        lines.push(Line::Text(change.clone()));
        lines.push(Line::Text(notes::framework_status(context)));
        let summary = Sheet::of(
            SUMMARY,
            format!("Rating review, {}", plain(context.night.date)),
            figures_table(context, &figures),
        )
        .with_lines(lines);
        let sheets = vec![
            summary,
            sheets::to_review(context, &review),
            sheets::by_kind(context, reader),
            sheets::all_ratings(context, reader),
        ];
        book(Report::RatingReview, context, reader, sheets)
    });
    let mut digest = digest(
        context,
        reader,
        Said {
            answer,
            in_short,
            change,
        },
        counts_of(figures),
        look_first,
    );
    digest.warnings.extend(not_assessed(context));
    Built { book, digest }
}

/// The children with something to decide: the most pressing kind first, then the most kinds, then the oldest decision.
fn to_review<'a>(reader: &Reader<'a>) -> Vec<&'a Position> {
    let mut review = those(&reader.children, |position| {
        position.flags.iter().any(Flag::asks_for_decision)
    });
    review.sort_by_key(|position| {
        (
            most_pressing(position.flags),
            Reverse(points(position)),
            position.rating.and_then(|rating| rating.decided_on),
        )
    });
    review
}

fn most_pressing(flags: FlagSet) -> usize {
    let found = KINDS.iter().position(|kind| flags.contains(kind.flag));
    found.unwrap_or(KINDS.len())
}

fn points(position: &Position) -> usize {
    let flags = position.flags.iter();
    flags.filter(|flag| flag.asks_for_decision()).count()
}

fn having(list: &[&Position], flag: Flag) -> u64 {
    let having = list.iter().filter(|position| position.flags.contains(flag));
    having.count() as u64
}

fn answer(context: &Context<'_>, reader: &Reader<'_>, review: &[&Position]) -> String {
    let all = reader.children.len() as u64;
    if !ratings_are_mapped(context.night.facts) {
        return format!(
            "Ratings could not be reviewed: no export has any. {} counted as UNRATED.",
            verb(all, "is", "are")
        );
    }
    if !review.is_empty() {
        return format!(
            "{} of {} a rating to review.",
            review.len(),
            verb(all, "has", "have")
        );
    }
    let limits = if not_assessed(context).is_some() {
        " as far as it could be assessed"
    } else {
        ""
    };
    format!(
        "No rating is to be reviewed{limits}: {} checked.",
        verb(all, "was", "were")
    )
}

fn figures<'a>(
    context: &Context<'_>,
    reader: &Reader<'a>,
    review: &[&'a Position],
) -> Vec<Listed<'a>> {
    let all = reader.children.len() as u64;
    let row = |label, behind, children: Vec<&'a Position>| Listed {
        figure: Figure {
            label,
            count: children.len() as u64,
            of: Some(all),
            behind,
        },
        children,
    };
    let kinds = KINDS
        .iter()
        .filter(|kind| kind.is_assessed(context))
        .map(|kind| {
            let of_kind = |p: &&&Position| p.flags.contains(kind.flag);
            let children = review.iter().filter(of_kind).copied().collect();
            row(kind.label, kind.behind(), children)
        });
    let late = LATE.is_assessed(context).then(|| {
        let late = those(&reader.children, |p| p.flags.contains(LATE.flag));
        row(LATE.label, LATE.behind(), late)
    });
    let open = Listed {
        figure: Figure {
            label: "Children, with their rating and its age",
            count: all,
            of: None,
            behind: Behind::all_of(ALL),
        },
        children: Vec::new(),
    };
    let reviewed = Behind::all_of(REVIEW);
    std::iter::once(row("Rating to review", reviewed, review.to_vec()))
        .chain(kinds)
        .chain(late)
        .chain([open])
        .collect()
}

fn look_first(context: &Context<'_>, review: &[&Position]) -> Vec<String> {
    let mut lines = Vec::new();
    let below = having(review, Flag::RagBelow);
    if below > 0 {
        lines.push(format!(
            "{} rated AMBER or GREEN though a RED example applies: visits may be too light.",
            verb(below, "is", "are")
        ));
    }
    let unrated = having(review, Flag::RagUnrated);
    if unrated > 0 {
        lines.push(format!("{} not rated.", verb(unrated, "is", "are")));
    }
    let green = having(review, Flag::RagGreenService);
    if green > 0 {
        lines.push(format!(
            "{} GREEN in a service that may hold none.",
            verb(green, "is", "are")
        ));
    }
    let oldest = review
        .iter()
        .filter(|position| position.flags.contains(Flag::RagStale))
        .filter_map(|position| position.rating?.decided_on)
        .min();
    if let Some(oldest) = oldest {
        lines.push(format!(
            "The oldest rating was decided {} days ago.",
            days_between(oldest, context.night.date)
        ));
    }
    lines
}

fn not_assessed(context: &Context<'_>) -> Option<String> {
    let missing = kinds::counted().filter(|kind| !kind.is_assessed(context));
    super::not_assessed(missing.map(|kind| kind.label))
}
