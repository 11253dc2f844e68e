//! What the profiles made of the exports' columns: flags that were not assessed, and which heading feeds which field.

use std::collections::BTreeSet;

use super::{COLUMNS, NOT_ASSESSED};
use crate::{
    model::{
        field::{DataSet, Field},
        input::InputReport,
    },
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::Context,
    },
    rules::{flags::REGISTRY, night::ratings_are_mapped},
};

pub(super) fn not_assessed(context: &Context<'_>) -> Sheet {
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
    Sheet::of(
        NOT_ASSESSED,
        "Flags that were not assessed: their absence is no pass",
        Table::of("NotAssessed", missing, &columns, "Every flag was assessed."),
    )
    .saying("A flag needs fields that no export of tonight has.")
}

pub(super) fn columns(context: &Context<'_>) -> Sheet {
    let read = context.reading.inputs.iter().flat_map(|input| {
        let read = input
            .layout
            .mapped
            .iter()
            .map(move |(heading, field)| (heading, Some(*field)));
        let ignored = input.layout.ignored.iter().map(|heading| (heading, None));
        read.chain(ignored).map(move |(heading, field)| Row {
            data_set: input.data_set,
            column: Some((&input.file.path, heading)),
            field,
        })
    });
    let missing = missing(context).map(|field| Row {
        data_set: field.data_set(),
        column: None,
        field: Some(field.name()),
    });
    let columns: Vec<Column<'_, Row<'_>>> = vec![
        column("Data set", 12, |row: &Row<'_>| {
            Cell::text(row.data_set.name())
        }),
        column("File", 44, |row: &Row<'_>| {
            Cell::text_or(row.column.map(|(file, _)| file), "no export")
        }),
        column("Heading in the file", 44, |row: &Row<'_>| {
            Cell::text_or(row.column.map(|(_, heading)| heading), "no column")
        }),
        column("Read as", 28, |row: &Row<'_>| match row.field {
            Some(field) => Cell::text(field),
            None => Cell::Absent("ignored"),
        }),
    ];
    Sheet::of(
        COLUMNS,
        "Columns: which heading feeds which field, and which are ignored",
        Table::of(
            "Columns",
            read.chain(missing),
            &columns,
            "No column was read.",
        )
        .freezing(2),
    )
    .saying(
        "The fields that no export has come last. To change what a column feeds, edit the profile.",
    )
}

/// A column of a file and the field that it feeds, or a field that no column feeds.
struct Row<'a> {
    data_set: DataSet,
    /// The file and the heading.
    column: Option<(&'a str, &'a str)>,
    field: Option<&'static str>,
}

/// The fields that no export of tonight has.
pub(super) fn missing(context: &Context<'_>) -> impl Iterator<Item = Field> {
    let mapped = context.night.facts.mapped;
    of_facts().filter(move |field| !mapped.contains(*field))
}

/// The fields of facts; those of tables that rows are joined with are none.
pub(super) fn of_facts() -> impl Iterator<Item = Field> {
    let all = Field::ALL.iter().copied();
    all.filter(|field| field.data_set() != DataSet::Lookups)
}

/// How many columns feed a field, and how many are ignored.
#[derive(Clone, Copy, Default)]
pub(super) struct Columns {
    pub(super) read: u64,
    pub(super) ignored: u64,
}

impl Columns {
    pub(super) fn of(input: &InputReport) -> Self {
        let headings: BTreeSet<&str> = input
            .layout
            .mapped
            .iter()
            .map(|(heading, _)| &**heading)
            .collect();
        Self {
            read: headings.len() as u64,
            ignored: input.layout.ignored.len() as u64,
        }
    }

    pub(super) fn of_all(context: &Context<'_>) -> Self {
        let columns = context.reading.inputs.iter().map(Self::of);
        columns.fold(Self::default(), |sum, columns| Self {
            read: sum.read + columns.read,
            ignored: sum.ignored + columns.ignored,
        })
    }
}
