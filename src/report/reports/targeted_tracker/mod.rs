//! The Targeted Support tracker: RED, AMBER and unrated children for managers, GREEN ones for seniors. [P 5.1]

mod entry;
mod sheets;

use polars::prelude::PolarsResult;

use super::{book, children, digest, figures_table, scope_line};
use crate::{
    model::{
        calendar::plain,
        rating::Rag,
        report::{Report, Role},
    },
    report::{
        book::{Line, Sheet},
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::flags::Flag,
};
use entry::Entry;

const SUMMARY: &str = "Summary";
const TRACKER: &str = "Tracker";
const ALSO_OPEN: &str = "Also open to social care";
const BY_WORKER: &str = "By worker";

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

    fn holds(self, rag: Option<Rag>) -> bool {
        (rag == Some(Rag::Green)) == (self == Self::Seniors)
    }

    /// A child that is also open to social care may have its team outside every senior's scope, so managers see it
    /// on that sheet whatever its rating.
    fn shows_also_open(self, rag: Option<Rag>) -> bool {
        self == Self::Managers || self.holds(rag)
    }

    fn ratings(self) -> &'static str {
        match self {
            Self::Managers => "RED, AMBER or unrated",
            Self::Seniors => "GREEN",
        }
    }

    /// Who has the other children.
    fn others(self, count: u64) -> Option<String> {
        let is = if count == 1 { "is" } else { "are" };
        let kept = match self {
            Self::Managers => "GREEN, for the senior workers' tracker",
            Self::Seniors => "RED, AMBER or unrated, for the managers' tracker",
        };
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
            .children
            .iter()
            .filter_map(|position| Entry::of(position, context.night))
            .collect();
        let open = entries.len() as u64;
        entries.sort_by_key(Entry::urgency);
        let also_open = entries
            .iter()
            .filter(|entry| entry.is_also_open() && part.shows_also_open(entry.position.rag()))
            .cloned()
            .collect();
        entries.retain(|entry| part.holds(entry.position.rag()));
        Self {
            part,
            open,
            tracked: entries,
            also_open,
        }
    }

    fn count(&self, keep: impl Fn(&Entry<'_>) -> bool) -> u64 {
        self.tracked.iter().filter(|entry| keep(entry)).count() as u64
    }

    fn rated(&self, rag: Option<Rag>) -> u64 {
        self.count(|entry| entry.position.rag() == rag)
    }
}

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Built> {
    let lists = Lists::of(context, reader);
    let answer = answer(&lists);
    let others = lists.part.others(lists.open - lists.tracked.len() as u64);
    let figures = figures(reader, &lists);
    let look_first = look_first(context, &lists);
    let is_nil = lists.tracked.is_empty() && lists.also_open.is_empty();
    let book = (!is_nil).then(|| {
        let mut lines = vec![scope_line(context, reader), Line::LookFirst(answer.clone())];
        lines.extend(look_first.iter().cloned().map(Line::LookFirst));
        lines.extend(others.iter().cloned().map(Line::Text));
        lines.push(Line::Text(notes::framework_status(context)));
        lines.push(Line::Text("Contacts of any kind count here, whoever made them; visits by Targeted Support are not statutory. [P 5.1]".to_owned()));
        let summary = Sheet {
            name: SUMMARY,
            charts: Vec::new(),
            title: format!("Targeted Support tracker, {}", plain(context.night.date)),
            lines,
            table: figures_table(&figures),
        };
        let sheets = vec![
            summary,
            sheets::tracker(context, &lists),
            sheets::also_open(context, &lists),
            sheets::by_worker(context, &lists),
        ];
        book(Report::TargetedTracker, context, reader, sheets)
    });
    let mut digest = digest(context, reader, answer, figures, look_first);
    digest.warnings.extend(others);
    Ok(Built { book, digest })
}

fn answer(lists: &Lists<'_>) -> String {
    let tracked = lists.tracked.len() as u64;
    match (lists.open, tracked, lists.part) {
        (0, ..) => "No child of this scope is open to Targeted Support.".to_owned(),
        (_, 0, part) => format!("No child open to Targeted Support is {}.", part.ratings()),
        (_, _, Part::Managers) => format!(
            "{} of Targeted Support to track: {} RED, {} AMBER, {} unrated.",
            children(tracked),
            lists.rated(Some(Rag::Red)),
            lists.rated(Some(Rag::Amber)),
            lists.rated(None),
        ),
        (_, _, Part::Seniors) => {
            format!(
                "{} of Targeted Support to track, rated GREEN.",
                children(tracked)
            )
        }
    }
}

fn figures(reader: &Reader<'_>, lists: &Lists<'_>) -> Vec<Figure> {
    let tracked = lists.tracked.len() as u64;
    let figure = |label, count, of, sheet| Figure {
        label,
        count,
        of: Some(of),
        sheet,
    };
    if lists.open == 0 {
        // Shares of nothing say nothing.
        let all = reader.children.len() as u64;
        return vec![figure("Open to Targeted Support", 0, all, TRACKER)];
    }
    let mut figures = vec![figure(
        match lists.part {
            Part::Managers => "Open to Targeted Support, not GREEN",
            Part::Seniors => "Open to Targeted Support and GREEN",
        },
        tracked,
        lists.open,
        TRACKER,
    )];
    if lists.part == Part::Managers {
        figures.extend([
            figure("Rated RED", lists.rated(Some(Rag::Red)), tracked, TRACKER),
            figure("Not rated", lists.rated(None), tracked, TRACKER),
            figure(
                "Rated AMBER",
                lists.rated(Some(Rag::Amber)),
                tracked,
                TRACKER,
            ),
        ]);
    }
    let to_review = |entry: &Entry<'_>| entry.position.flags.iter().any(Flag::is_about_rating);
    figures.extend([
        figure("Rating to review", lists.count(to_review), tracked, TRACKER),
        figure(
            "No contact of any kind recorded",
            lists.count(|entry| entry.last.is_none()),
            tracked,
            TRACKER,
        ),
        figure(
            "No visit booked",
            lists.count(|entry| entry.next.is_none()),
            tracked,
            TRACKER,
        ),
        figure(
            "Without a Targeted Support worker",
            lists.count(|entry| entry.row.worker.is_none()),
            tracked,
            BY_WORKER,
        ),
        figure(
            match lists.part {
                Part::Managers => "Also open to social care, of any rating",
                Part::Seniors => "Also open to social care",
            },
            lists.also_open.len() as u64,
            match lists.part {
                Part::Managers => lists.open,
                Part::Seniors => tracked,
            },
            ALSO_OPEN,
        ),
    ]);
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
