//! Data quality: what was read, mapped, ignored, rejected, warned; what is odd; which flags were not assessed.

mod fields;
mod files;
mod rows;

use super::{Said, book, digest};
use crate::{
    model::{
        input::InputReport,
        problem::Code,
        report::Report,
        text::{counted, grouped, sentence},
    },
    report::{
        behind::Behind,
        context::{Built, Context, Figure, Reader},
    },
    rules::flags::REGISTRY,
};

const FILES: &str = "Files";
/// A figure, and the column that it adds up.
const LEFT_OUT: &str = "Case rows left out";
const DETAILS: &str = "How it was read";
const CODES: &str = "Problems by code";
const ROWS: &str = "Rows";
const ODDITIES: &str = "Oddities";
const NOT_ASSESSED: &str = "Not assessed";
const COLUMNS: &str = "Columns";

/// How many kinds of problem the first sheet names.
const NAMED: usize = 3;

pub(super) fn build(context: &Context<'_>, reader: &Reader<'_>) -> Built {
    let count =
        |pick: fn(&InputReport) -> u64| context.reading.inputs.iter().map(pick).sum::<u64>();
    let (read, rejected, warnings) = (
        count(|input| input.rows.read),
        count(|input| input.rows.rejected),
        count(|input| input.rows.warnings),
    );
    let answer = format!(
        "{} read from {}: {} accepted, {rejected} rejected, {}.",
        counted(read, "row was", "rows were"),
        counted(context.reading.inputs.len(), "export", "exports"),
        count(|input| input.rows.accepted),
        counted(warnings, "warning", "warnings")
    );
    let not_assessed: Vec<_> = REGISTRY
        .iter()
        .filter(|rule| !context.night.assessed.contains(rule.flag))
        .collect();
    let odd: u64 = context
        .reading
        .oddities
        .iter()
        .map(|oddity| oddity.count)
        .sum();
    let columns = fields::Columns::of_all(context);
    let died = context.night.died().count() as u64;
    let no_column = fields::missing(context).count() as u64;
    let figure = |label, count, of, behind| Figure {
        label,
        count,
        of,
        behind,
    };
    let of_files = |column| Behind::all_of(FILES).sum_of(column);
    let left_out = context.reading.case_rows_left_out;
    let figures = vec![
        figure("Rows read", read, None, of_files("Rows read")),
        figure("Rows rejected", rejected, Some(read), of_files("Rejected")),
        figure(
            "Warnings on rows that are kept",
            warnings,
            None,
            of_files("Warnings"),
        ),
        figure(LEFT_OUT, left_out, None, of_files(LEFT_OUT)),
        figure(
            "Oddities",
            odd,
            None,
            Behind::all_of(ODDITIES).sum_of("How often"),
        ),
        figure(
            "Children with an open case who have died (on no list)",
            died,
            None,
            Behind::all_of(ODDITIES)
                .sum_of("How often")
                .begins("What is odd", "a child with an open case who has died"),
        ),
        figure(
            "Columns ignored",
            columns.ignored,
            Some(columns.read + columns.ignored),
            Behind::all_of(COLUMNS).is("Read as", &["ignored"]),
        ),
        figure(
            "Fields without a column",
            no_column,
            Some(fields::of_facts().count() as u64),
            Behind::all_of(COLUMNS).is("Heading in the file", &["no column"]),
        ),
        figure(
            "Flags not assessed",
            not_assessed.len() as u64,
            Some(REGISTRY.len() as u64),
            Behind::all_of(NOT_ASSESSED),
        ),
    ];
    let answer = grouped(&answer);
    let in_short = format!("{rejected} of {read} rows rejected");
    let look_first: Vec<String> = look_first(context, not_assessed.len())
        .iter()
        .map(|line| grouped(line))
        .collect();
    let change = grouped(&change(context));
    let sheets = vec![
        files::sheet(context, &answer, &look_first, &change, &figures),
        rows::by_code(context, reader),
        rows::rows(context, reader),
        rows::oddities(context, reader),
        fields::not_assessed(context),
        fields::columns(context),
        files::details(context),
    ];
    Built {
        book: Some(book(Report::DataQuality, context, reader, sheets)),
        digest: digest(
            context,
            reader,
            Said {
                answer,
                in_short,
                change,
            },
            figures,
            look_first,
        ),
    }
}

/// How the rows read compare with those of the last good run, where every export had one.
fn change(context: &Context<'_>) -> String {
    let before: Option<u64> = context
        .reading
        .inputs
        .iter()
        .map(|input| input.rows.read_before)
        .sum();
    let now: u64 = context
        .reading
        .inputs
        .iter()
        .map(|input| input.rows.read)
        .sum();
    let Some(before) = before else {
        return "Some of these exports were not read before: there is no number of rows to compare with yet.".to_owned();
    };
    let difference = match now.abs_diff(before) {
        0 => "the same number".to_owned(),
        difference if now > before => format!("{difference} more"),
        difference => format!("{difference} fewer"),
    };
    format!(
        "The run before read {before} rows of these exports; this one read {now}, {difference}."
    )
}

fn look_first(context: &Context<'_>, not_assessed: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if context.reading.case_rows_left_out > 0 {
        lines.push(format!(
            "{} left out: the children behind may be on no list. Correct this first (\"{ROWS}\", data set cases).",
            counted(context.reading.case_rows_left_out, "case row was", "case rows were")
        ));
    }
    lines.extend(context.reading.warnings.iter().map(sentence));
    let unknown = context
        .reading
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
    lines.extend(commonest(context));
    for input in &context.reading.inputs {
        let misses = input.layout.near_misses.iter();
        lines.extend(misses.map(|miss| format!("{}: {miss}.", input.file.path)));
    }
    if not_assessed > 0 {
        lines.push(format!(
            "{} not assessed because no export has the fields: see \"{NOT_ASSESSED}\".",
            counted(not_assessed, "flag was", "flags were")
        ));
    }
    lines
}

/// The kinds of problem that most rows have; none where no row has one.
fn commonest(context: &Context<'_>) -> Option<String> {
    let mut kinds: Vec<(Code, usize)> = Code::ALL
        .into_iter()
        .map(|code| {
            let rows = context.reading.problems.iter();
            (code, rows.filter(|problem| problem.code == code).count())
        })
        .filter(|(_, rows)| *rows > 0)
        .collect();
    kinds.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let named: Vec<String> = kinds
        .iter()
        .take(NAMED)
        .map(|(code, rows)| {
            let meaning = code.meaning();
            let (what, _) = meaning.split_once(';').unwrap_or((meaning, ""));
            format!("{what} ({rows} {code})")
        })
        .collect();
    (!named.is_empty()).then(|| {
        format!(
            "What is most often wrong with rows: {}. All kinds are in \"{CODES}\".",
            named.join(", ")
        )
    })
}
