//! Data quality: what was read, mapped, ignored, rejected, warned; what is odd; which flags were not assessed.

use std::collections::BTreeMap;

use polars::prelude::PolarsResult;

use super::{book, digest};
use crate::{
    model::{
        calendar::plain,
        field::DataSet,
        input::{InputReport, Oddity},
        problem::{Code, Problem},
        report::Report,
        text::counted,
    },
    report::{
        book::{Cell, Column, Line, Sheet, Table, column},
        context::{Built, Context, Figure, Reader},
        notes,
    },
    rules::{flags::REGISTRY, night::ratings_are_mapped},
};

const FILES: &str = "Files";
const CODES: &str = "Problems by code";
const ROWS: &str = "Rows";
const ODDITIES: &str = "Oddities";
const NOT_ASSESSED: &str = "Not assessed";
const COLUMNS: &str = "Columns";

/// The most rows that the workbook lists; `rejects.csv` has them all.
const MOST_ROWS: usize = 20_000;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> PolarsResult<Built> {
    let count = |pick: fn(&InputReport) -> u64| context.inputs.iter().map(pick).sum::<u64>();
    let (read, rejected, warnings) = (
        count(|input| input.read),
        count(|input| input.rejected),
        count(|input| input.warnings),
    );
    let answer = format!(
        "{} read from {}: {} accepted, {rejected} rejected, {}.",
        counted(read, "row was", "rows were"),
        counted(context.inputs.len(), "export", "exports"),
        count(|input| input.accepted),
        counted(warnings, "warning", "warnings")
    );
    let not_assessed: Vec<_> = REGISTRY
        .iter()
        .filter(|rule| !context.night.assessed.contains(rule.flag))
        .collect();
    let odd: u64 = context.oddities.iter().map(|oddity| oddity.count).sum();
    let figures = vec![
        Figure {
            label: "Rows read",
            count: read,
            of: None,
            sheet: FILES,
        },
        Figure {
            label: "Rows rejected",
            count: rejected,
            of: Some(read),
            sheet: ROWS,
        },
        Figure {
            label: "Warnings on rows that are kept",
            count: warnings,
            of: None,
            sheet: ROWS,
        },
        Figure {
            label: "Case rows left out",
            count: context.case_rows_left_out,
            of: None,
            sheet: ROWS,
        },
        Figure {
            label: "Oddities",
            count: odd,
            of: None,
            sheet: ODDITIES,
        },
        Figure {
            label: "Flags not assessed",
            count: not_assessed.len() as u64,
            of: Some(REGISTRY.len() as u64),
            sheet: NOT_ASSESSED,
        },
    ];
    let look_first = look_first(context, not_assessed.len());
    let sheets = vec![
        files(context, &answer, &look_first),
        codes(context),
        rows(context),
        oddities(context),
        not_assessed_sheet(context),
        columns_sheet(context),
    ];
    Ok(Built {
        book: Some(book(Report::DataQuality, context, reader, sheets)),
        digest: digest(context, reader, answer, figures, look_first),
    })
}

fn look_first(context: &Context<'_>, not_assessed: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if context.case_rows_left_out > 0 {
        lines.push(format!(
            "{} left out: the children behind may be on no list. Correct this first (\"{ROWS}\", data set cases).",
            counted(context.case_rows_left_out, "case row was", "case rows were")
        ));
    }
    let unknown = context
        .problems
        .iter()
        .filter(|problem| matches!(problem.code, Code::Mode | Code::Status))
        .count();
    if unknown > 0 {
        lines.push(format!(
            "{} a status or visit type that the profile does not know: add the words to the profile.",
            counted(unknown, "row holds", "rows hold")
        ));
    }
    if not_assessed == 0 {
        lines.push("Every flag was assessed.".to_owned());
    } else {
        lines.push(format!(
            "{} not assessed because no export has the fields: see \"{NOT_ASSESSED}\".",
            counted(not_assessed, "flag was", "flags were")
        ));
    }
    lines
}

fn files(context: &Context<'_>, answer: &str, look_first: &[String]) -> Sheet {
    let columns: Vec<Column<'_, &InputReport>> = vec![
        column("Data set", 12, |input: &&InputReport| {
            Cell::text(input.data_set.name())
        }),
        column("File", 30, |input: &&InputReport| {
            Cell::text(input.path.clone())
        }),
        column("Rows read", 11, |input: &&InputReport| {
            Cell::count(input.read)
        }),
        column(
            "Read the time before",
            12,
            |input: &&InputReport| match input.read_before {
                Some(rows) => Cell::count(rows),
                None => Cell::Absent("no earlier run"),
            },
        ),
        column("Accepted", 11, |input: &&InputReport| {
            Cell::count(input.accepted)
        }),
        column("Rejected", 11, |input: &&InputReport| {
            Cell::count(input.rejected)
        }),
        column("Share rejected", 11, |input: &&InputReport| {
            Cell::share(input.rejected, input.read)
        }),
        column("Warnings", 11, |input: &&InputReport| {
            Cell::count(input.warnings)
        }),
        column("Sheets", 14, |input: &&InputReport| {
            match input.sheets.as_slice() {
                [] => Cell::Absent("a CSV file"),
                sheets => Cell::text(sheets.join(", ")),
            }
        }),
        column("Profile", 19, |input: &&InputReport| {
            let verified = if input.is_verified {
                ""
            } else {
                " (unverified)"
            };
            Cell::text(format!("{}{verified}", input.profile))
        }),
        column("Extract of", 13, |input: &&InputReport| {
            Cell::date_or(input.export_date, "no date in the name")
        }),
        column("Newest record", 13, |input: &&InputReport| {
            Cell::date_or(input.newest_record, "not a visits file")
        }),
        column("Encoding", 12, |input: &&InputReport| {
            Cell::text_or(input.encoding, "a workbook")
        }),
        column("Passed over", 11, |input: &&InputReport| {
            Cell::count(input.skipped)
        }),
        column("Notes", 46, |input: &&InputReport| {
            Cell::text_or(Some(&input.notes.join(" ")), "none")
        }),
        column("SHA-256", 19, |input: &&InputReport| {
            Cell::text(input.sha256[..16].to_owned())
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
    lines.extend(
        [CODES, ROWS, ODDITIES, NOT_ASSESSED, COLUMNS, notes::NAME].map(|sheet| Line::Link {
            text: format!("Go to {sheet}"),
            sheet,
        }),
    );
    Sheet {
        name: FILES,
        title: "Data quality: what was read tonight".to_owned(),
        lines,
        table: Table::of("Files", context.inputs, &columns, "Nothing was read.").freezing(2),
        charts: Vec::new(),
    }
}

fn back() -> Line {
    Line::Link {
        text: "Back to the files".to_owned(),
        sheet: FILES,
    }
}

fn place(problem: &Problem) -> String {
    match &problem.source.sheet {
        Some(sheet) => format!("{} {sheet} row {}", problem.source.file, problem.row),
        None => format!("{} row {}", problem.source.file, problem.row),
    }
}

fn codes(context: &Context<'_>) -> Sheet {
    let mut groups: BTreeMap<(Code, DataSet, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in context.problems {
        let key = (
            problem.code,
            problem.source.data_set,
            problem.source.file.as_str(),
        );
        groups.entry(key).or_default().push(problem);
    }
    type Row<'a> = ((Code, DataSet, &'a str), Vec<&'a Problem>);
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Code", 15, |row: &Row<'_>| Cell::text(row.0.0.code())),
        column("Kind", 10, |row: &Row<'_>| {
            Cell::text(if row.0.0.is_error() {
                "error"
            } else {
                "warning"
            })
        }),
        column("Data set", 12, |row: &Row<'_>| Cell::text(row.0.1.name())),
        column("File", 34, |row: &Row<'_>| Cell::text(row.0.2.to_owned())),
        column("Rows", 10, |row: &Row<'_>| Cell::count(row.1.len() as u64)),
        column("What it means", 60, |row: &Row<'_>| {
            Cell::text(row.0.0.meaning())
        }),
        column("First examples", 60, |row: &Row<'_>| {
            let examples: Vec<String> =
                row.1.iter().take(3).map(|problem| place(problem)).collect();
            Cell::text(examples.join("; "))
        }),
    ];
    Sheet {
        name: CODES,
        title: "Problems by code".to_owned(),
        lines: vec![
            Line::Text("An error leaves the row out; a warning keeps it. [RULES 7]".to_owned()),
            back(),
        ],
        table: Table::of("ProblemsByCode", groups, &columns, "Every row is in order.").freezing(1),
        charts: Vec::new(),
    }
}

fn rows(context: &Context<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Problem>> = vec![
        column("Data set", 11, |problem: &&Problem| {
            Cell::text(problem.source.data_set.name())
        }),
        column("File", 32, |problem: &&Problem| {
            Cell::text(problem.source.file.clone())
        }),
        column("Sheet", 14, |problem: &&Problem| {
            Cell::text_or(problem.source.sheet.as_deref(), "a CSV file")
        }),
        column("Row", 9, |problem: &&Problem| Cell::count(problem.row)),
        column("Column", 22, |problem: &&Problem| {
            Cell::text_or(problem.column.as_deref(), "the whole row")
        }),
        column("Code", 15, |problem: &&Problem| {
            Cell::text(problem.code.code())
        }),
        column("Kind", 10, |problem: &&Problem| {
            Cell::text(if problem.code.is_error() {
                "error"
            } else {
                "warning"
            })
        }),
        column("Value", 28, |problem: &&Problem| {
            Cell::text_or(Some(&problem.value), "blank")
        }),
        column("What is wrong", 70, |problem: &&Problem| {
            Cell::text(problem.sentence.clone())
        }),
    ];
    let mut sorted: Vec<&Problem> = context.problems.iter().collect();
    sorted.sort_by_key(|problem| problem.code);
    let total = sorted.len();
    sorted.truncate(MOST_ROWS);
    let shown = if total > MOST_ROWS {
        format!("The first {MOST_ROWS} of {total}, errors first; rejects.csv has them all.")
    } else {
        format!("{total} in all, errors first; rejects.csv has the same.")
    };
    Sheet {
        name: ROWS,
        title: "Rows with a problem, as the file shows them".to_owned(),
        lines: vec![Line::Text(shown), back()],
        table: Table::of("Rows", sorted, &columns, "Every row is in order.").freezing(2),
        charts: Vec::new(),
    }
}

fn oddities(context: &Context<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Oddity>> = vec![
        column("What is odd", 80, |oddity: &&Oddity| {
            Cell::text(oddity.what.clone())
        }),
        column("How often", 11, |oddity: &&Oddity| {
            Cell::count(oddity.count)
        }),
        column("First examples", 80, |oddity: &&Oddity| {
            Cell::text(
                oddity
                    .examples
                    .iter()
                    .take(5)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        }),
    ];
    Sheet {
        name: ODDITIES,
        title: "Oddities: well-formed rows that are worth a look".to_owned(),
        lines: vec![
            Line::Text("Nothing is left out because of an oddity.".to_owned()),
            back(),
        ],
        table: Table::of(
            "Oddities",
            context.oddities,
            &columns,
            "Nothing odd was found.",
        ),
        charts: Vec::new(),
    }
}

fn not_assessed_sheet(context: &Context<'_>) -> Sheet {
    let night = context.night;
    let missing: Vec<_> = REGISTRY
        .iter()
        .filter(|rule| !night.assessed.contains(rule.flag))
        .collect();
    let columns = vec![
        column("Flag", 20, |rule: &&crate::rules::flags::Rule| {
            Cell::text(rule.code)
        }),
        column("What it says", 36, |rule: &&crate::rules::flags::Rule| {
            Cell::text(rule.title)
        }),
        column(
            "What is missing",
            80,
            |rule: &&crate::rules::flags::Rule| {
                Cell::text(
                    if rule.flag.is_about_rating() && !ratings_are_mapped(night.facts) {
                        "ratings: no export has them".to_owned()
                    } else {
                        rule.needs.words()
                    },
                )
            },
        ),
    ];
    Sheet {
        name: NOT_ASSESSED,
        title: "Flags that were not assessed: their absence is no pass".to_owned(),
        lines: vec![
            Line::Text("A flag needs fields that no export of tonight has.".to_owned()),
            back(),
        ],
        table: Table::of("NotAssessed", missing, &columns, "Every flag was assessed."),
        charts: Vec::new(),
    }
}

fn columns_sheet(context: &Context<'_>) -> Sheet {
    type Row<'a> = (&'a InputReport, &'a str, Option<&'static str>);
    let rows: Vec<Row<'_>> = context
        .inputs
        .iter()
        .flat_map(|input| {
            let mapped = input
                .mapped
                .iter()
                .map(move |(heading, field)| (input, heading.as_str(), Some(*field)));
            let ignored = input
                .ignored
                .iter()
                .map(move |heading| (input, heading.as_str(), None));
            mapped.chain(ignored)
        })
        .collect();
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Data set", 12, |row: &Row<'_>| {
            Cell::text(row.0.data_set.name())
        }),
        column("File", 34, |row: &Row<'_>| Cell::text(row.0.path.clone())),
        column("Heading in the file", 50, |row: &Row<'_>| {
            Cell::text(row.1.to_owned())
        }),
        column("Read as", 28, |row: &Row<'_>| match row.2 {
            Some(field) => Cell::text(field),
            None => Cell::Absent("ignored"),
        }),
    ];
    Sheet {
        name: COLUMNS,
        title: "Columns: which heading feeds which field, and which are ignored".to_owned(),
        lines: vec![
            Line::Text("To change this, edit the profile.".to_owned()),
            back(),
        ],
        table: Table::of("Columns", rows, &columns, "No column was read.").freezing(2),
        charts: Vec::new(),
    }
}
