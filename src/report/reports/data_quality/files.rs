//! The report's first sheet: what was read of each file; and a second one on how it was read.

use std::collections::HashSet;

use super::{super::figure_line, CODES, DETAILS, FILES, LEFT_OUT, ROWS, fields::Columns};
use crate::{
    model::{calendar::plain, input::InputReport},
    report::{
        behind::Behind,
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Context, Figure},
    },
};

pub(super) fn sheet(
    context: &Context<'_>,
    answer: &str,
    look_first: &[String],
    change: &str,
    figures: &[Figure],
) -> Sheet {
    let columns: Vec<Column<'_, &InputReport>> = vec![
        column("Data set", 12, |input: &&InputReport| {
            Cell::text(input.data_set.name())
        }),
        column("File", 40, |input: &&InputReport| {
            Cell::text(input.file.path.clone())
        }),
        column("Rows read", 11, |input: &&InputReport| {
            Cell::count(input.rows.read)
        }),
        column(
            "Read the time before",
            12,
            |input: &&InputReport| match input.rows.read_before {
                Some(rows) => Cell::count(rows),
                None => Cell::Absent("no earlier run"),
            },
        ),
        column("Accepted", 11, |input: &&InputReport| {
            Cell::count(input.rows.accepted)
        }),
        column("Rejected", 11, |input: &&InputReport| {
            Cell::count(input.rows.rejected)
        }),
        column("Share rejected", 11, |input: &&InputReport| {
            Cell::share(input.rows.rejected, input.rows.read)
        }),
        column("Warnings", 11, |input: &&InputReport| {
            Cell::count(input.rows.warnings)
        }),
        column("Columns read", 11, |input: &&InputReport| {
            Cell::count(Columns::of(input).read)
        })
        .on_screen(),
        column("Columns ignored", 11, |input: &&InputReport| {
            Cell::count(Columns::of(input).ignored)
        })
        .on_screen(),
        column(LEFT_OUT, 11, |input: &&InputReport| {
            Cell::count(case_rows_left_out(context, &input.file.path))
        })
        .on_screen(),
        column("Extract of", 13, |input: &&InputReport| {
            Cell::date_or(input.file.export_date, "no date in the name")
        }),
        column("Newest record", 13, |input: &&InputReport| {
            Cell::date_or(input.records.newest, "not a visits file")
        }),
    ];
    let mut lines = vec![
        Line::Text(format!(
            "{} · run date {}",
            context.service,
            plain(context.night.date)
        )),
        Line::LookFirst(answer.to_owned()),
    ];
    lines.extend(look_first.iter().cloned().map(Line::LookFirst));
    lines.push(Line::Text(change.to_owned()));
    lines.extend(figures.iter().map(figure_line));
    lines.push(Line::Link {
        text: format!("The rows with something wrong, one by one ({ROWS})"),
        sheet: ROWS,
    });
    lines.push(Line::Link {
        text: format!("The same rows, counted by code ({CODES})"),
        sheet: CODES,
    });
    let unverified = context
        .reading
        .inputs
        .iter()
        .filter(|input| !input.layout.is_verified)
        .count();
    lines.push(figure_line(&Figure {
        label: "Profiles not verified",
        count: unverified as u64,
        of: Some(context.reading.inputs.len() as u64),
        behind: Behind::all_of(DETAILS).holds("Profile", "unverified"),
    }));
    Sheet::of(
        FILES,
        "Data quality: what was read tonight",
        Table::of(
            "Files",
            &context.reading.inputs,
            &columns,
            "Nothing was read.",
        )
        .freezing(2),
    )
    .with_lines(lines)
}

/// How many case rows of a file are left out.
fn case_rows_left_out(context: &Context<'_>, file: &str) -> usize {
    let problems = context.reading.problems.iter();
    let rows: HashSet<_> = problems
        .filter(|problem| problem.leaves_case_out() && problem.source.file == file)
        .map(|problem| (&problem.source.sheet, problem.row))
        .collect();
    rows.len()
}

/// How each file was read: by which profile, from which sheets, and its fingerprint.
pub(super) fn details(context: &Context<'_>) -> Sheet {
    let columns: Vec<Column<'_, &InputReport>> = vec![
        column("Data set", 12, |input: &&InputReport| {
            Cell::text(input.data_set.name())
        }),
        column("File", 40, |input: &&InputReport| {
            Cell::text(input.file.path.clone())
        }),
        column("Profile", 19, |input: &&InputReport| {
            let verified = if input.layout.is_verified {
                ""
            } else {
                " (unverified)"
            };
            Cell::text(format!("{}{verified}", input.layout.profile))
        }),
        column("Passed over", 11, |input: &&InputReport| {
            Cell::count(input.rows.skipped)
        }),
        column("Sheets", 14, |input: &&InputReport| {
            match input.file.sheets.as_slice() {
                [] => Cell::Absent("a CSV file"),
                sheets => Cell::text(sheets.join(", ")),
            }
        }),
        column("Encoding", 12, |input: &&InputReport| {
            Cell::text_or(input.file.encoding, "a workbook")
        }),
        column("Notes", 46, |input: &&InputReport| {
            Cell::text_or(Some(&input.layout.notes.join(" ")), "none")
        }),
        column("SHA-256", 19, |input: &&InputReport| {
            Cell::text(input.file.sha256[..16].to_owned())
        }),
    ];
    Sheet::of(DETAILS, "How each file was read", Table::of("FileDetails", &context.reading.inputs, &columns, "Nothing was read.").freezing(2)).saying("Rows that are no contact at all are passed over. A profile that is not verified is to be checked against a real report.")
}
