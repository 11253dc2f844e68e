//! The Targeted Support tracker: RED, AMBER and unrated children for managers, GREEN ones for seniors. [P 5.1]
//! A GREEN child whom no senior's scope holds is on the managers', lest it be on nobody's.

mod entry;
mod sheets;

use std::collections::HashSet;

use super::{Listed, Said, book, changes, children, counts_of, digest, figures_table, scope_line};
use crate::{
    measures::movement::{Change, ChangeKind, Value},
    model::{
        calendar::plain,
        rating::Rag,
        report::{Report, Role},
    },
    report::{
        behind::Behind,
        book::{Line, Sheet},
        child_columns as child,
        context::{Built, Context, Figure, Reader},
        notes,
    },
};
use entry::Entry;

const SUMMARY: &str = "Summary";
const TRACKER: &str = "Tracker";
const ALSO_OPEN: &str = "Also open to social care";
const BY_WORKER: &str = "By worker";
/// Headings of columns by which a figure's children are found.
const TO_REVIEW: &str = "Rating to review";
const LAST_CONTACT: &str = "Last contact, any kind";
const NEXT_BOOKING: &str = "Next booking";
const TARGETED_WORKER: &str = "Targeted Support worker";

/// What changes who is tracked, and what is to be decided of them.
const KINDS: [ChangeKind; 5] = [
    ChangeKind::NewlyTargeted,
    ChangeKind::NoLongerTargeted,
    ChangeKind::RatingChanged,
    ChangeKind::NewlyToReview,
    ChangeKind::ReviewSettled,
];

/// Which children a reader tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// RED and AMBER; UNRATED too, lest a child without a rating be on nobody's tracker.
    Managers,
    /// GREEN.
    Seniors,
}

impl Part {
    fn of(role: Role) -> Self {
        match role {
            Role::Senior => Self::Seniors,
            Role::TeamManager | Role::ServiceManager | Role::Leadership | Role::Analyst => {
                Self::Managers
            }
        }
    }

    fn holds(self, entry: &Entry<'_>, context: &Context<'_>) -> bool {
        let is_alone = self == Self::Managers && entry.is_without_senior(context);
        self.is_for(entry.position.rag()) || is_alone
    }

    fn is_for(self, rag: Option<Rag>) -> bool {
        (rag == Some(Rag::Green)) == (self == Self::Seniors)
    }

    fn ratings(self) -> &'static str {
        match self {
            Self::Managers => "RED, AMBER or unrated",
            Self::Seniors => "GREEN",
        }
    }

    /// Who has the other children.
    fn others(self, count: u64) -> Option<String> {
        let kept = match self {
            Self::Managers => "GREEN, for the senior workers' tracker",
            Self::Seniors => "RED, AMBER or unrated, for the managers' tracker",
        };
        let is = if count == 1 { "is" } else { "are" };
        (count > 0).then(|| format!("{} of Targeted Support {is} {kept}.", children(count)))
    }
}

struct Lists<'a> {
    part: Part,
    /// Children of the scope with an open Targeted Support row, whatever their rating.
    open: u64,
    tracked: Vec<Entry<'a>>,
    also_open: Vec<Entry<'a>>,
}

impl<'a> Lists<'a> {
    fn of(context: &'a Context<'_>, reader: &Reader<'a>) -> Self {
        let part = Part::of(reader.role);
        let mut entries: Vec<Entry<'a>> = reader
            .targeted
            .iter()
            .filter_map(|position| Entry::of(position, context.night))
            .collect();
        let open = entries.len() as u64;
        entries.sort_by_key(Entry::urgency);
        let also_open = entries
            .iter()
            // Managers see the GREEN ones too: the statutory visits are their teams'.
            .filter(|entry| {
                entry.is_also_open() && (part == Part::Managers || part.holds(entry, context))
            })
            .cloned()
            .collect();
        entries.retain(|entry| part.holds(entry, context));
        Self {
            part,
            open,
            tracked: entries,
            also_open,
        }
    }

    /// Sentences about the children of the scope that are on other trackers, and about those that only this one has.
    fn others(&self) -> Vec<String> {
        let alone = self.without_senior();
        let alone = (alone > 0).then(|| {
            format!(
                "{} of Targeted Support {} GREEN and in no senior worker's scope: on this tracker instead.",
                children(alone),
                if alone == 1 { "is" } else { "are" }
            )
        });
        let elsewhere = self.open - self.tracked.len() as u64;
        self.part
            .others(elsewhere)
            .into_iter()
            .chain(alone)
            .collect()
    }

    /// GREEN children on a managers' tracker.
    fn without_senior(&self) -> u64 {
        match self.part {
            Part::Managers => self.rated(Some(Rag::Green)),
            Part::Seniors => 0,
        }
    }

    /// What has become of the children of this tracker, of those who left it, and of those whose rating took them from it.
    fn change(&self, context: &Context<'_>, reader: &Reader<'_>) -> String {
        let tracked = self.tracked.iter();
        let own: HashSet<String> = tracked
            .map(|entry| context.child_id(entry.position))
            .collect();
        let has_left = |change: &Change| match (change.kind, &change.was) {
            (ChangeKind::NoLongerTargeted, _) => self.part.is_for(change.rating),
            (ChangeKind::RatingChanged, Value::Word(was)) => self.part.is_for(Rag::from_code(was)),
            _ => false,
        };
        let movement = reader.targeted_movement.as_ref().map(|movement| {
            movement.only(|change| own.contains(&change.child_id) || has_left(change))
        });
        changes::since(reader, movement.as_ref(), &KINDS)
    }

    fn count(&self, keep: impl Fn(&Entry<'_>) -> bool) -> u64 {
        self.tracked.iter().filter(|entry| keep(entry)).count() as u64
    }

    fn rated(&self, rag: Option<Rag>) -> u64 {
        self.count(|entry| entry.position.rag() == rag)
    }
}

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let lists = Lists::of(context, reader);
    let answer = answer(&lists);
    let in_short = format!("{} to track", lists.tracked.len());
    let others = lists.others();
    let figures = figures(reader, &lists);
    let look_first = look_first(context, &lists);
    let change = lists.change(context, reader);
    let is_nil = lists.tracked.is_empty() && lists.also_open.is_empty();
    let book = (!is_nil).then(|| {
        let mut lines = vec![scope_line(Report::TargetedTracker, context, reader), Line::LookFirst(answer.clone())];
        lines.extend(look_first.iter().cloned().map(Line::LookFirst));
        lines.extend(others.iter().cloned().map(Line::Text));
        lines.push(Line::Text(change.clone()));
        lines.push(Line::Text(notes::framework_status(context)));
        lines.push(Line::Text("Contacts of any kind count here, whoever made them; visits by Targeted Support are not statutory (Procedures 5.1).".to_owned()));
        let summary = Sheet::of(SUMMARY, format!("Targeted Support tracker, {}", plain(context.night.date)), figures_table(context, &figures)).with_lines(lines);
        let sheets = vec![
            summary,
            sheets::tracker(context, &lists),
            sheets::also_open(context, &lists),
            sheets::by_worker(context, &lists),
        ];
        book(Report::TargetedTracker, context, reader, sheets)
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
    digest.warnings.extend(others);
    Built { book, digest }
}

fn answer(lists: &Lists<'_>) -> String {
    let tracked = lists.tracked.len() as u64;
    match (lists.open, tracked, lists.part) {
        (0, ..) => "No child of this scope is open to Targeted Support.".to_owned(),
        (_, 0, part) => format!("No child open to Targeted Support is {}.", part.ratings()),
        (_, _, Part::Managers) => format!(
            "{} of Targeted Support to track: {} RED, {} AMBER, {} unrated{}.",
            children(tracked),
            lists.rated(Some(Rag::Red)),
            lists.rated(Some(Rag::Amber)),
            lists.rated(None),
            match lists.without_senior() {
                0 => String::new(),
                green => format!(", {green} GREEN"),
            }
        ),
        (_, _, Part::Seniors) => {
            format!(
                "{} of Targeted Support to track, rated GREEN.",
                children(tracked)
            )
        }
    }
}

fn figures<'a>(reader: &Reader<'a>, lists: &Lists<'a>) -> Vec<Listed<'a>> {
    let row = |label, entries: Vec<&Entry<'a>>, of: usize, behind| Listed {
        figure: Figure {
            label,
            count: entries.len() as u64,
            of: Some(of as u64),
            behind,
        },
        children: entries.iter().map(|entry| entry.position).collect(),
    };
    let open = lists.open as usize;
    if open == 0 {
        // Shares of nothing say nothing.
        let all = reader.answers_for(Report::TargetedTracker);
        return vec![row(
            "Open to Targeted Support",
            Vec::new(),
            all,
            Behind::all_of(TRACKER),
        )];
    }
    let tracked = |label, keep: &dyn Fn(&Entry<'_>) -> bool, column, word| {
        let entries = lists.tracked.iter().filter(|entry| keep(entry)).collect();
        let behind = Behind::all_of(TRACKER).is(column, word);
        row(label, entries, lists.tracked.len(), behind)
    };
    let rated = |label, rag, word| {
        let is_rated = |entry: &Entry<'_>| entry.position.rag() == rag;
        tracked(label, &is_rated, "Rating", word)
    };
    let mut figures = vec![row(
        match lists.part {
            Part::Managers => "Open to Targeted Support, to track here",
            Part::Seniors => "Open to Targeted Support and GREEN",
        },
        lists.tracked.iter().collect(),
        open,
        Behind::all_of(TRACKER),
    )];
    if lists.part == Part::Managers && !lists.tracked.is_empty() {
        figures.extend([
            rated("Rated RED", Some(Rag::Red), &["RED"]),
            rated("Not rated", None, &["UNRATED"]),
            rated("Rated AMBER", Some(Rag::Amber), &["AMBER"]),
            rated(
                "GREEN, in no senior worker's scope",
                Some(Rag::Green),
                &["GREEN"],
            ),
        ]);
    }
    if !lists.tracked.is_empty() {
        figures.extend([
            tracked(
                TO_REVIEW,
                &|entry| entry.is_to_review(),
                TO_REVIEW,
                &["yes"],
            ),
            tracked(
                "No contact of any kind recorded",
                &|entry| entry.last.is_none(),
                LAST_CONTACT,
                &[child::NEVER],
            ),
            tracked(
                "No visit booked",
                &|entry| entry.next.is_none(),
                NEXT_BOOKING,
                &[child::NONE_BOOKED],
            ),
            tracked(
                "Without a Targeted Support worker",
                &|entry| entry.row.worker.is_none(),
                TARGETED_WORKER,
                &[child::NO_WORKER],
            ),
        ]);
    }
    let also_open = lists.also_open.iter().collect();
    figures.push(match lists.part {
        Part::Managers => row(
            "Also open to social care, of any rating",
            also_open,
            open,
            Behind::all_of(ALSO_OPEN),
        ),
        Part::Seniors => row(
            "Also open to social care",
            also_open,
            lists.tracked.len(),
            Behind::all_of(ALSO_OPEN),
        ),
    });
    figures
}

fn look_first(context: &Context<'_>, lists: &Lists<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let unrated = lists.rated(None);
    if unrated > 0 && lists.part == Part::Managers {
        lines.push(format!(
            "{} without a rating: decide it. RED and AMBER stay on this tracker, GREEN goes to the seniors' one.",
            children(unrated)
        ));
    }
    let never = lists.count(|entry| entry.last.is_none());
    if never > 0 {
        lines.push(format!("{} without any recorded contact.", children(never)));
    }
    let longest = lists
        .tracked
        .iter()
        .filter_map(|entry| entry.days_since_contact(context.night.date))
        .max();
    if let Some(days) = longest {
        lines.push(format!(
            "The child longest without contact has had none for {days} days."
        ));
    }
    let unallocated = lists.count(|entry| entry.row.worker.is_none());
    if unallocated > 0 {
        lines.push(format!(
            "{} without a Targeted Support worker.",
            children(unallocated)
        ));
    }
    lines
}
