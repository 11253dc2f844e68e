//! What is wrong or odd with rows: by code, row by row, and the oddities that no code names.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{CODES, ODDITIES, ROWS};
use crate::{
    model::{
        field::DataSet,
        input::Oddity,
        problem::{Code, Problem},
        text::grouped,
    },
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::{Context, Reader},
    },
};

/// What stands in place of examples where the reader answers for some children only.
const FOR_THE_ANALYST: &str = "for the performance analyst";

/// The most rows that the workbook lists; `rejects.csv` has them all.
const MOST_ROWS: usize = 20_000;

fn place(problem: &Problem) -> String {
    match &problem.source.sheet {
        Some(sheet) => format!("{} {sheet} row {}", problem.source.file, problem.row),
        None => format!("{} row {}", problem.source.file, problem.row),
    }
}

pub(super) fn by_code(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let mut groups: BTreeMap<(Code, DataSet, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in &context.reading.problems {
        let key = (
            problem.code,
            problem.source.data_set,
            problem.source.file.as_str(),
        );
        groups.entry(key).or_default().push(problem);
    }
    type Row<'a> = ((Code, DataSet, &'a str), Vec<&'a Problem>);
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Code", 17, |row: &Row<'_>| Cell::text(row.0.0.code())),
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
        column("What it means", 46, |row: &Row<'_>| {
            Cell::text(row.0.0.meaning())
        }),
        column("First examples", 44, |row: &Row<'_>| {
            if !reader.sees_everyone {
                return Cell::Absent(FOR_THE_ANALYST);
            }
            let examples: Vec<String> =
                row.1.iter().take(3).map(|problem| place(problem)).collect();
            Cell::text(examples.join("; "))
        }),
    ];
    Sheet::of(
        CODES,
        "Problems by code",
        Table::of("ProblemsByCode", groups, &columns, "Every row is in order.").freezing(1),
    )
    .saying("An error leaves the row out; a warning keeps it.")
}

/// The rows of the children that the reader answers for; every row where those are all. What others' rows hold is
/// nobody's business; how many there are stands on the first sheet.
fn own<'a>(context: &Context<'a>, reader: &Reader<'_>) -> Vec<&'a Problem> {
    let problems = context.reading.problems.iter();
    if reader.sees_everyone {
        return problems.collect();
    }
    let children = reader.children.iter();
    let own: HashSet<String> = children.map(|of| context.child_id(of)).collect();
    let is_own = |problem: &&Problem| {
        let child = problem.child.as_ref();
        child.is_some_and(|child| own.contains(child))
    };
    problems.filter(is_own).collect()
}

/// A problem, and of how many rows: that a child has no case row is said once, not at each of its visits.
struct Listed<'a> {
    first: &'a Problem,
    rows: u64,
}

/// The problems by code, each where its first row stands.
fn listed<'a>(mut problems: Vec<&'a Problem>) -> Vec<Listed<'a>> {
    problems.sort_by_key(|problem| problem.code);
    let mut listed: Vec<Listed<'a>> = Vec::new();
    let mut orphans: HashMap<(DataSet, &'a str), usize> = HashMap::new();
    for problem in problems {
        if problem.code == Code::Orphan {
            let child = problem.child.as_deref().unwrap_or(&problem.value);
            let at = orphans.entry((problem.source.data_set, child));
            let at = *at.or_insert(listed.len());
            if let Some(known) = listed.get_mut(at) {
                known.rows += 1;
                continue;
            }
        }
        listed.push(Listed {
            first: problem,
            rows: 1,
        });
    }
    listed
}

pub(super) fn rows(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    type Of<'a> = Listed<'a>;
    let columns: Vec<Column<'_, Of<'_>>> = vec![
        column("Data set", 11, |of: &Of<'_>| {
            Cell::text(of.first.source.data_set.name())
        }),
        column("File", 32, |of: &Of<'_>| {
            Cell::text(of.first.source.file.clone())
        }),
        column("Sheet", 14, |of: &Of<'_>| {
            Cell::text_or(of.first.source.sheet.as_deref(), "a CSV file")
        })
        .on_screen(),
        column("Row", 9, |of: &Of<'_>| Cell::count(of.first.row)),
        column("Rows", 8, |of: &Of<'_>| Cell::count(of.rows)),
        column("Column", 22, |of: &Of<'_>| {
            Cell::text_or(of.first.column.as_deref(), "the whole row")
        }),
        column("Code", 17, |of: &Of<'_>| Cell::text(of.first.code.code())),
        column("Kind", 10, |of: &Of<'_>| {
            Cell::text(if of.first.code.is_error() {
                "error"
            } else {
                "warning"
            })
        })
        .on_screen(),
        column("Value", 24, |of: &Of<'_>| {
            Cell::text_or(Some(&of.first.value), "blank")
        }),
        column("What is wrong", 56, |of: &Of<'_>| {
            Cell::text(of.first.sentence.clone())
        }),
    ];
    let own = own(context, reader);
    let total = own.len();
    let mut listed = listed(own);
    let lines = listed.len();
    listed.truncate(MOST_ROWS);
    let shown = match (reader.sees_everyone, lines > MOST_ROWS) {
        (false, _) => format!(
            "{total} of your own children, errors first; the performance analyst has the others."
        ),
        (true, true) => format!(
            "The first {MOST_ROWS} lines of {lines}, errors first; rejects.csv has all {total} rows."
        ),
        (true, false) => format!("{total} in all, errors first; rejects.csv has the same."),
    };
    Sheet::of(
        ROWS,
        "Rows with a problem, as the file shows them",
        Table::of("Rows", listed, &columns, "Every row is in order.").freezing(2),
    )
    .saying(grouped(&shown))
    .saying("The visits, or ratings, of a child who has no case row are one line: Row is the first of them, Rows how many there are.")
}

pub(super) fn oddities(context: &Context<'_>, reader: &Reader<'_>) -> Sheet {
    let columns: Vec<Column<'_, &Oddity>> = vec![
        column("What is odd", 80, |oddity: &&Oddity| {
            Cell::text(oddity.what.clone())
        }),
        column("How often", 11, |oddity: &&Oddity| {
            Cell::count(oddity.count)
        }),
        column("First examples", 80, |oddity: &&Oddity| {
            // They are ids and values of anybody's rows.
            if !reader.sees_everyone {
                return Cell::Absent(FOR_THE_ANALYST);
            }
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
    Sheet::of(
        ODDITIES,
        "Oddities: well-formed rows that are worth a look",
        Table::of(
            "Oddities",
            &context.reading.oddities,
            &columns,
            "Nothing odd was found.",
        ),
    )
    .saying("Nothing is left out because of an oddity.")
}
