//! Assurance: what must be recorded of each child: supervision, oversight, safety plan, plan, visits. [P 1.3, 1.13]

mod sheets;

use chrono::NaiveDate;

use super::{
    Listed, Said, book, changes, children, counts_of, digest, figures_table, red_first, scope_line,
    verb,
};
use crate::{
    measures::{movement::ChangeKind, tally::Count},
    model::{
        calendar::{days_between, plain},
        rating::Rag,
        report::Report,
    },
    report::{
        behind::Behind,
        book::{Line, Sheet},
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{
        flags::{self, Flag},
        position::Position,
    },
};

const SUMMARY: &str = "Summary";
const TO_RECORD: &str = "To record";
const BY_WORKER: &str = "By worker";
/// The heading of the column by which a figure's children are found.
const MISSING: &str = "What is missing";

/// What changes what is to be recorded.
const KINDS: [ChangeKind; 2] = [ChangeKind::NewlyToRecord, ChangeKind::Recorded];

/// One child with something to record.
struct Entry<'a> {
    position: &'a Position,
    /// What is missing, and since when.
    missing: Vec<(Flag, Option<NaiveDate>)>,
}

impl Entry<'_> {
    /// The day since when the first of it is missing.
    fn since(&self) -> Option<NaiveDate> {
        self.missing.iter().filter_map(|(_, since)| *since).min()
    }

    fn lacks(&self, flag: Flag) -> bool {
        self.position.flags.contains(flag)
    }
}

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let entries = entries(context, reader);
    let all = reader.counted.tally().of(Count::Children);
    let limits = not_assessed(context);
    let answer = match entries.len() {
        0 => format!(
            "Nothing is to be recorded{}: {} checked.",
            if limits.is_some() {
                " as far as it could be assessed"
            } else {
                ""
            },
            verb(all, "was", "were")
        ),
        some => format!(
            "{some} of {} something to record.",
            verb(all, "has", "have")
        ),
    };
    let in_short = format!("{} to record", entries.len());
    let figures = figures(context, all, &entries);
    let look_first = look_first(context, &entries);
    let change = changes::since_last_run(reader, &KINDS);
    let book = (!entries.is_empty()).then(|| {
        let mut lines = vec![
            scope_line(Report::Assurance, context, reader),
            Line::LookFirst(answer.clone()),
        ];
        lines.extend(look_first.iter().cloned().map(Line::LookFirst));
        lines.extend(limits.iter().cloned().map(Line::Text));
        lines.push(Line::Text(change.clone()));
        lines.push(Line::Text(notes::framework_status(context)));
        let title = format!("Assurance, {}", plain(context.night.date));
        let summary = Sheet::of(SUMMARY, title, figures_table(context, &figures)).with_lines(lines);
        let sheets = vec![
            summary,
            sheets::to_record(context, &entries),
            sheets::by_worker(context, &entries),
        ];
        book(Report::Assurance, context, reader, sheets)
    });
    let said = Said {
        answer,
        in_short,
        change,
    };
    let mut digest = digest(context, reader, said, counts_of(figures), look_first);
    digest.warnings.extend(limits);
    Built { book, digest }
}

/// RED first, then the unrated, who are owed what RED is, then the others; the longest missing first.
fn entries<'a>(context: &Context<'_>, reader: &Reader<'a>) -> Vec<Entry<'a>> {
    let flagged = reader.children.iter();
    let flagged = flagged.filter(|p| p.flags.iter().any(Flag::asks_for_record));
    let mut entries: Vec<Entry<'a>> = flagged
        .map(|position| Entry {
            position,
            missing: flags::to_record(position, context.night),
        })
        .collect();
    entries.sort_by_cached_key(|entry| (red_first(entry.position.rag()), entry.since()));
    entries
}

/// The kinds that tonight's exports have the fields for.
fn assessed<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Flag> + 'a {
    let kinds = Flag::OF_RECORDS.into_iter();
    kinds.filter(|&flag| context.night.assessed.contains(flag))
}

fn not_assessed(context: &Context<'_>) -> Option<String> {
    let kinds = Flag::OF_RECORDS.into_iter();
    let missing = kinds.filter(|&flag| !context.night.assessed.contains(flag));
    super::not_assessed(missing.map(|flag| flag.rule().title))
}

fn figures<'a>(context: &Context<'_>, all: u64, entries: &[Entry<'a>]) -> Vec<Listed<'a>> {
    let listed = || Behind::all_of(TO_RECORD);
    let row = |label, behind, keep: &dyn Fn(&Entry<'_>) -> bool| {
        let kept = entries.iter().filter(|entry| keep(entry));
        let children: Vec<&'a Position> = kept.map(|entry| entry.position).collect();
        Listed {
            figure: Figure {
                label,
                count: children.len() as u64,
                of: Some(all),
                behind,
            },
            children,
        }
    };
    let kinds = assessed(context).map(|flag| {
        let title = flag.rule().title;
        row(title, listed().holds(MISSING, title), &|of| of.lacks(flag))
    });
    std::iter::once(row("Something to record", listed(), &|_| true))
        .chain(kinds)
        .collect()
}

fn look_first(context: &Context<'_>, entries: &[Entry<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let is_red = |entry: &&Entry<'_>| entry.position.rag() == Some(Rag::Red);
    let without_plan = entries.iter().filter(is_red);
    let without_plan = without_plan.filter(|entry| entry.lacks(Flag::NoSafetyPlan));
    let without_plan = without_plan.count() as u64;
    if without_plan > 0 {
        lines.push(format!(
            "{} rated RED without a safety plan.",
            verb(without_plan, "is", "are")
        ));
    }
    let missing = entries.iter().flat_map(|entry| &entry.missing);
    let supervision = missing.filter(|(flag, _)| *flag == Flag::SupervisionOverdue);
    if let Some(due) = supervision.filter_map(|(_, due)| *due).min() {
        lines.push(format!(
            "The longest overdue supervision was due {} days ago.",
            days_between(due, context.night.date)
        ));
    }
    lines
}
