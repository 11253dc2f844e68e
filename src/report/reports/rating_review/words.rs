//! One child's rating in words: what to settle, what the framework says, what happened since the decision.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::kinds::KINDS;
use crate::{
    model::{
        calendar::plain,
        visit::{Outcome, Visit},
    },
    report::{
        book::Cell,
        child_columns::{NONE, factor_in_words},
        context::Context,
        meanings::source_in_words,
    },
    rules::{
        child::Child,
        flags::Flag,
        position::Position,
        rating_grounds::{Change, RedExample, changes, red_examples},
        words::red_factors_in,
    },
};

/// What to settle, the most pressing first: "Not rated: decide a rating".
pub(super) fn to_settle(position: &Position) -> String {
    let points: Vec<String> = KINDS
        .iter()
        .filter(|kind| position.flags.contains(kind.flag))
        .map(|kind| format!("{}: {}", kind.label, kind.settle))
        .collect();
    joined(&points)
}

/// The rules behind what is to be settled, with the RED examples and dates of this child.
pub(super) fn framework_says(position: &Position, context: &Context<'_>) -> String {
    let examples = red_examples_in_words(position, context);
    let mut points: Vec<String> = KINDS
        .iter()
        .filter(|kind| position.flags.contains(kind.flag))
        .map(|kind| match kind.flag {
            Flag::RagBelow => format!("RED examples apply: {examples} (the rating framework)"),
            Flag::RagStale => format!(
                "{}{} ({})",
                sentence(kind.rule),
                review_was_due(position, context),
                source_in_words(kind.source)
            ),
            _ => sentence(&kind.rule_in_words()),
        })
        .collect();
    // A child without a rating may be one of the examples too: it helps to decide.
    if position.rating.is_none() && !examples.is_empty() {
        points.push(format!(
            "RED examples apply: {examples} (the rating framework)"
        ));
    }
    joined(&points)
}

fn review_was_due(position: &Position, context: &Context<'_>) -> String {
    let decided = position.rating.and_then(|rating| rating.decided_on);
    decided.map_or_else(String::new, |decided| {
        let due = context.night.settings.rating_stale_after.after(decided);
        format!(", due by {}", plain(due))
    })
}

fn red_examples_in_words(position: &Position, context: &Context<'_>) -> String {
    let night = context.night;
    let child = night.child(position.child);
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: String| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for example in red_examples(&child) {
        match example {
            RedExample::ProtectionPlan => add("child protection plan".to_owned()),
            RedExample::Unborn => add("not born yet".to_owned()),
            RedExample::Factors(list) | RedExample::TargetedFactors(list) => {
                let targeted = matches!(example, RedExample::TargetedFactors(_));
                red_factors_in(context.word(list), night.settings, targeted)
                    .into_iter()
                    .map(factor_in_words)
                    .for_each(&mut add);
            }
            RedExample::InCare(day) => add(format!("in care since {}", plain(day))),
            RedExample::SteppedDown(day) => {
                add(format!(
                    "stepped down to Targeted Support, the service before ended on {}",
                    plain(day)
                ));
            }
            RedExample::PlacementChanged(day) => {
                add(format!("placement changed on {}", plain(day)));
            }
        }
    }
    words.join(", ")
}

/// How many dates of one kind are written out.
const MOST_DATES: usize = 3;

/// What happened since the decision, or at all where there is none: changes, and visits without access.
pub(super) fn since_decision(position: &Position, context: &Context<'_>) -> Cell {
    let night = context.night;
    let child = night.child(position.child);
    let decided = position.rating.and_then(|rating| rating.decided_on);
    // Without a decision, what happened since the child was opened bears on the first one.
    let starts = child.open.iter().filter_map(|row| row.start);
    let opened = starts.filter_map(|start| start.pred_opt()).min();
    let dated: BTreeSet<(NaiveDate, Change)> = changes(&child, decided).collect();
    let mut points: Vec<String> = dated
        .iter()
        .map(|(day, change)| {
            let what = match change {
                Change::Began(status) => format!("{} began", status.code()),
                Change::Placement => "placement changed".to_owned(),
                Change::Birth => "the child was born".to_owned(),
            };
            format!("{}: {what}", plain(*day))
        })
        .collect();
    let without_access: Vec<NaiveDate> = night
        .facts
        .visits_of(position.child)
        .until(night.date)
        .since(decided.or(opened))
        .iter()
        .filter(|visit| is_without_access(visit, &child))
        .map(|visit| visit.date)
        .collect();
    if !without_access.is_empty() {
        points.push(no_access_in_words(&without_access));
    }
    match points.is_empty() {
        true if decided.is_none() => Cell::Absent(NONE),
        true => Cell::Absent("nothing recorded since"),
        false => Cell::text(joined(&points)),
    }
}

fn is_without_access(visit: &Visit, child: &Child<'_>) -> bool {
    visit.kind.outcome() == Outcome::Attempted && child.is_statutory(visit)
}

fn no_access_in_words(days: &[NaiveDate]) -> String {
    let earlier = days.len().saturating_sub(MOST_DATES);
    let dates: Vec<String> = days[earlier..].iter().map(|day| plain(*day)).collect();
    let more = match earlier {
        0 => String::new(),
        earlier => format!(" and {earlier} earlier"),
    };
    format!("No access: {}{more}", dates.join(", "))
}

/// Each point on a line of its own, so that long cells can be read.
fn joined(points: &[String]) -> String {
    points.join("\n")
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
