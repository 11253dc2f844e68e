//! One file a report.

mod assurance;
mod changes;
mod data_quality;
mod monday_visits;
mod movement;
mod performance_clinic;
mod rating_review;
mod targeted_tracker;
mod unseen_children;

use super::{
    book::{Book, Cell, Line, Table, column},
    child_columns,
    context::{Built, Context, Digest, Figure, Reader},
    notes,
};
use crate::{
    model::{
        calendar::plain,
        rating::Rag,
        report::{Report, Role},
        text::{counted, grouped, sentence},
    },
    rules::position::Position,
};

/// Builds a report for a reader.
pub fn build(report: Report, context: &Context<'_>, reader: &Reader<'_>) -> Built {
    match report {
        Report::MondayVisits => monday_visits::build(context, reader),
        Report::UnseenChildren => unseen_children::build(context, reader),
        Report::PerformanceClinic => performance_clinic::build(context, reader),
        Report::RatingReview => rating_review::build(context, reader),
        Report::Assurance => assurance::build(context, reader),
        Report::TargetedTracker => targeted_tracker::build(context, reader),
        Report::DataQuality => data_quality::build(context, reader),
    }
}

/// A book with the house's title and subject, a way back to its first sheet on each other, and Notes at its end.
fn book(
    report: Report,
    context: &Context<'_>,
    reader: &Reader<'_>,
    mut sheets: Vec<super::book::Sheet>,
) -> Book {
    if let [first, others @ ..] = sheets.as_mut_slice() {
        for sheet in others {
            sheet.lines.push(Line::Link {
                text: format!("Back to the {}", first_sheet_in_words(report)),
                sheet: first.name,
            });
        }
    }
    sheets.push(notes::sheet(context, reader));
    Book {
        title: format!("{}, {}", report.title(), plain(context.night.date)),
        subject: format!("{}: {}", context.service, reader.scope),
        marking: context.marking.to_owned(),
        date: context.night.date,
        sheets,
    }
}

fn first_sheet_in_words(report: Report) -> &'static str {
    match report {
        Report::MondayVisits
        | Report::UnseenChildren
        | Report::RatingReview
        | Report::Assurance
        | Report::TargetedTracker => "summary",
        Report::PerformanceClinic => "overview",
        Report::DataQuality => "files",
    }
}

/// Who the sheet is for and what it answers for.
fn scope_line(report: Report, context: &Context<'_>, reader: &Reader<'_>) -> Line {
    Line::Text(format!(
        "{} · {} · run date {} · {}",
        context.service,
        reader.scope,
        plain(context.night.date),
        children(reader.answers_for(report) as u64)
    ))
}

/// A key figure and the children behind it, the most pressing first. The letter gets the figure alone.
struct Listed<'a> {
    figure: Figure,
    children: Vec<&'a Position>,
}

/// The heading beside a link to a figure's list, and what stands there where it counts the whole list.
const WHICH_ROWS: &str = "Which rows";
const EVERY_ROW: &str = "every row";

/// How many children a row of key figures names.
const NAMED: usize = 3;

/// The key figures as a table: each with what it is a part of, a link to its list, and whom to look at first.
fn figures_table(context: &Context<'_>, figures: &[Listed<'_>]) -> Table {
    type Of<'a, 'b> = &'a Listed<'b>;
    let columns = [
        column("Figure", 36, |of: &Of<'_, '_>| Cell::text(of.figure.label)),
        column("Children", 10, |of: &Of<'_, '_>| {
            Cell::count(of.figure.count)
        }),
        column("Out of", 9, |of: &Of<'_, '_>| match of.figure.of {
            Some(whole) => Cell::count(whole),
            None => Cell::Absent("–"),
        }),
        column("Share", 10, |of: &Of<'_, '_>| match of.figure.of {
            Some(whole) => Cell::share(of.figure.count, whole),
            None => Cell::Absent("–"),
        }),
        column("The list", 26, |of: &Of<'_, '_>| Cell::Link {
            text: of.figure.behind.sheet.to_owned(),
            sheet: of.figure.behind.sheet,
        }),
        column("Who first", 82, |of: &Of<'_, '_>| {
            match (of.figure.count, of.children.as_slice()) {
                (0, _) => Cell::Absent("nobody"),
                (_, []) => Cell::Absent("see the list"),
                (_, some) => Cell::text(named(context, some)),
            }
        }),
        column(WHICH_ROWS, 80, |of: &Of<'_, '_>| {
            Cell::text_or(Some(&of.figure.behind.which()), EVERY_ROW)
        })
        .on_screen(),
    ];
    Table::of("KeyFigures", figures, &columns, "no figures")
}

/// "1009873 Leila Anon, 1022174 Rowan Example, 1011353 Nia Dataset and 6 more".
fn named(context: &Context<'_>, children: &[&Position]) -> String {
    let first: Vec<String> = children
        .iter()
        .take(NAMED)
        .map(|position| child_columns::id_and_name(context, position))
        .collect();
    match children.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A figure as a line above a table, with a link to the rows behind it.
fn figure_line(figure: &Figure) -> Line {
    let Figure {
        label,
        count,
        of,
        behind,
    } = figure;
    let of = of.map_or_else(String::new, |of| format!(" of {of}"));
    Line::Link {
        text: format!("{} ({behind})", grouped(&format!("{label}: {count}{of}"))),
        sheet: behind.sheet,
    }
}

/// What the letter says of key figures: counts, and nobody's name.
fn counts_of(figures: Vec<Listed<'_>>) -> Vec<Figure> {
    figures.into_iter().map(|of| of.figure).collect()
}

/// What a reader must know about tonight's data: counts only.
fn data_warnings(context: &Context<'_>, reader: &Reader<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if reader.children.is_empty() && reader.targeted.is_empty() {
        warnings.push(format!(
            "No open child falls in your scope ({}) tonight. If you answer for children, tell the performance analyst: the name may be written otherwise in the exports.",
            reader.scope
        ));
    }
    let is_analyst = reader.role == Role::Analyst;
    let of_files = context.reading.warnings.iter();
    if is_analyst {
        warnings.extend(of_files.map(sentence));
    } else {
        // What makes the lists doubtful stands at the head of the letter.
        let said = of_files.filter(|warning| !warning.makes_doubtful);
        warnings.extend(said.map(|warning| warning.for_managers.clone()));
        warnings.dedup();
    }
    let left_out = context.reading.case_rows_left_out;
    if left_out > 0 {
        warnings.push(format!(
            "{left_out} case {} could not be used; the children behind {} may be on no list. The performance analyst has the rows.",
            if left_out == 1 { "row" } else { "rows" },
            if left_out == 1 { "it" } else { "them" },
        ));
    }
    let rejected: u64 = context
        .reading
        .inputs
        .iter()
        .map(|input| input.rows.rejected)
        .sum();
    let read: u64 = context
        .reading
        .inputs
        .iter()
        .map(|input| input.rows.read)
        .sum();
    warnings.push(format!(
        "{rejected} of {read} rows of tonight's exports {} rejected.",
        if rejected == 1 { "was" } else { "were" }
    ));
    let unverified = context
        .reading
        .inputs
        .iter()
        .filter(|input| !input.layout.is_verified)
        .count();
    if unverified > 0 && is_analyst {
        warnings.push(format!(
            "{unverified} of {} exports {} read by a profile that is not verified.",
            context.reading.inputs.len(),
            if unverified == 1 { "is" } else { "are" }
        ));
    }
    warnings
}

/// What a report says of itself: the answer to its question, the one figure of the subject, what has changed.
struct Said {
    answer: String,
    in_short: String,
    change: String,
}

fn digest(
    context: &Context<'_>,
    reader: &Reader<'_>,
    said: Said,
    figures: Vec<Figure>,
    look_first: Vec<String>,
) -> Digest {
    let warnings = &context.reading.warnings;
    Digest {
        cautions: warnings
            .iter()
            .filter(|warning| warning.makes_doubtful)
            .map(|warning| warning.for_managers.clone())
            .collect(),
        answer: grouped(&said.answer),
        in_short: grouped(&said.in_short),
        figures,
        change: grouped(&said.change),
        look_first,
        warnings: data_warnings(context, reader)
            .iter()
            .map(|warning| grouped(warning))
            .collect(),
        framework: notes::framework_status(context),
    }
}

/// What tonight's exports have no fields for, where there is any: nobody being listed for it is no pass.
fn not_assessed<'a>(labels: impl Iterator<Item = &'a str>) -> Option<String> {
    let labels: Vec<&str> = labels.collect();
    (!labels.is_empty()).then(|| {
        format!(
            "Not assessed, because no export has the fields: {}. That nobody is listed for it is no pass.",
            labels.join(", ")
        )
    })
}

/// "1 child has", "3 children have".
fn verb(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        children(count),
        if count == 1 { one } else { many }
    )
}

/// The children of a list for whom something holds, in its order.
fn those<'a>(list: &[&'a Position], keep: impl Fn(&Position) -> bool) -> Vec<&'a Position> {
    list.iter()
        .copied()
        .filter(|position| keep(position))
        .collect()
}

/// RED before the unrated, who are owed what a RED child is, before AMBER before GREEN.
fn by_rating(rag: Option<Rag>) -> u8 {
    match rag {
        Some(Rag::Red) => 0,
        None => 1,
        Some(Rag::Amber) => 2,
        Some(Rag::Green) => 3,
    }
}

/// RED before the unrated before the others, who are alike.
fn red_first(rag: Option<Rag>) -> u8 {
    by_rating(rag).min(2)
}

/// "1 child", "3 children".
fn children(count: u64) -> String {
    counted(count, "child", "children")
}
