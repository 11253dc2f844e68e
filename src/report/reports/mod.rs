//! One file a report.

mod data_quality;
mod monday_visits;
mod movement;
mod performance_clinic;
mod rating_review;
mod targeted_tracker;
mod unseen_children;

use polars::prelude::PolarsResult;

use super::{
    book::{Book, Cell, Line, Table, column},
    context::{Built, Context, Digest, Figure, Reader},
    notes,
};
use crate::{
    measures::movement::Kind,
    model::{calendar::plain, report::Report, text::counted},
};

/// Builds a report for a reader.
///
/// # Errors
/// Polars' own, which the data cannot cause.
pub fn build(report: Report, context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Built> {
    match report {
        Report::MondayVisits => monday_visits::build(context, reader),
        Report::UnseenChildren => unseen_children::build(context, reader),
        Report::PerformanceClinic => performance_clinic::build(context, reader),
        Report::RatingReview => rating_review::build(context, reader),
        Report::TargetedTracker => targeted_tracker::build(context, reader),
        Report::DataQuality => data_quality::build(context, reader),
    }
}

/// A book with the house's title and subject, and Notes at its end.
fn book(
    report: Report,
    context: &Context<'_>,
    reader: &Reader<'_>,
    mut sheets: Vec<super::book::Sheet>,
) -> Book {
    sheets.push(notes::sheet(context));
    Book {
        title: format!("{}, {}", report.title(), plain(context.night.date)),
        subject: format!("{}: {}", context.service, reader.scope),
        marking: context.marking.to_owned(),
        date: context.night.date,
        sheets,
    }
}

/// Who the sheet is for and what it answers for.
fn scope_line(context: &Context<'_>, reader: &Reader<'_>) -> Line {
    Line::Text(format!(
        "{} · {} · run date {} · {}",
        context.service,
        reader.scope,
        plain(context.night.date),
        children(reader.children.len() as u64)
    ))
}

/// The key figures as a table: each with what it is a part of and a link to its list.
fn figures_table(figures: &[Figure]) -> Table {
    let columns = [
        column("Figure", 44, |figure: &&Figure| Cell::text(figure.label)),
        column("Children", 12, |figure: &&Figure| Cell::count(figure.count)),
        column("Out of", 12, |figure: &&Figure| match figure.of {
            Some(of) => Cell::count(of),
            None => Cell::Absent("–"),
        }),
        column("Share", 12, |figure: &&Figure| match figure.of {
            Some(of) => Cell::share(figure.count, of),
            None => Cell::Absent("–"),
        }),
        column("The list", 32, |figure: &&Figure| Cell::Link {
            text: figure.sheet.to_owned(),
            sheet: figure.sheet,
        }),
    ];
    Table::of("KeyFigures", figures, &columns, "no figures")
}

/// What a reader must know about tonight's data: counts only.
fn data_warnings(context: &Context<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    let left_out = context.case_rows_left_out;
    if left_out > 0 {
        warnings.push(format!(
            "{left_out} case {} could not be used; the children behind {} may be on no list. The performance analyst has the rows.",
            if left_out == 1 { "row" } else { "rows" },
            if left_out == 1 { "it" } else { "them" },
        ));
    }
    let rejected: u64 = context.inputs.iter().map(|input| input.rejected).sum();
    let read: u64 = context.inputs.iter().map(|input| input.read).sum();
    warnings.push(format!(
        "{rejected} of {read} rows of tonight's exports {} rejected.",
        if rejected == 1 { "was" } else { "were" }
    ));
    let unverified = context
        .inputs
        .iter()
        .filter(|input| !input.is_verified)
        .count();
    if unverified > 0 {
        warnings.push(format!(
            "{unverified} of {} exports {} read by a profile that is not verified.",
            context.inputs.len(),
            if unverified == 1 { "is" } else { "are" }
        ));
    }
    warnings
}

fn digest(
    context: &Context<'_>,
    reader: &Reader<'_>,
    answer: String,
    figures: Vec<Figure>,
    look_first: Vec<String>,
) -> Digest {
    Digest {
        answer,
        figures,
        change: change(reader),
        look_first,
        warnings: data_warnings(context),
        framework: notes::framework_status(context),
    }
}

/// What has changed since the job's last run, in one sentence of counts.
fn change(reader: &Reader<'_>) -> String {
    let Some(movement) = &reader.movement else {
        return "This is the first run that later ones will be compared with.".to_owned();
    };
    let parts: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::StillUnseen)
        .map(|kind| (movement.count(kind), kind))
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{} {count}", kind.title()))
        .collect();
    let since = plain(movement.since);
    if parts.is_empty() {
        format!("Nothing has changed since {since}.")
    } else {
        format!("Since {since}: {}.", parts.join(", "))
    }
}

/// "1 child", "3 children".
fn children(count: u64) -> String {
    counted(count, "child", "children")
}
