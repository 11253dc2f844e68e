//! What was found out about an export, for people.

use super::{
    Found, View,
    column::{Column, Orders},
};
use crate::model::text::{counted, printable};

pub(super) fn describe(column: &Column) -> String {
    let order = match column.orders {
        Orders {
            day_first: 1..,
            month_first: 0,
            ..
        } => ", day first",
        Orders {
            day_first: 0,
            month_first: 1..,
            ..
        } => ", month first",
        Orders {
            day_first: 1..,
            month_first: 1..,
            ..
        } => ", both ways round",
        Orders { either: 1.., .. } => ", either way round",
        _ => "",
    };
    format!(
        "{}{order} in {} of {} rows",
        column.kind.in_words(),
        column.filled,
        column.rows
    )
}

/// Each column, for people.
pub(super) fn found(view: &View<'_>) -> Vec<Found> {
    view.columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let taken = view.parts.iter().flat_map(|(set, found)| {
                found
                    .values()
                    .filter(move |of| of.column == at)
                    .map(move |of| (format!("{}.{}", set.name(), of.field.name()), of))
            });
            let (fields, whys): (Vec<String>, Vec<&str>) =
                taken.map(|(name, of)| (name, of.why.as_str())).unzip();
            Found {
                heading: printable(&column.heading),
                holds: describe(column),
                fields: fields.join(", "),
                why: whys
                    .first()
                    .map_or_else(String::new, |why| (*why).to_owned()),
            }
        })
        .collect()
}

/// What was noticed of the rows.
pub(super) fn noticed(view: &View<'_>, grouped: &[usize]) -> Vec<String> {
    let layout = view.layout;
    let mut lines = Vec::new();
    if layout.heading.number > 1 {
        lines.push(format!(
            "the headings stand in row {}",
            layout.heading.number
        ));
    }
    for skipped in &layout.skipped {
        let words: Vec<&str> = skipped
            .words
            .iter()
            .chain(&skipped.starts)
            .map(|word| word.trim())
            .collect();
        lines.push(format!(
            "{} passed over: {}",
            counted(skipped.rows, "row is", "rows are"),
            words.join(", ")
        ));
    }
    if layout.repeated_headings > 0 {
        lines.push(format!(
            "the headings stand again {} times; those rows are passed over by themselves",
            layout.repeated_headings
        ));
    }
    if !grouped.is_empty() {
        lines.push(
            "the rows are grouped: what stands in the first row of a group is filled down"
                .to_owned(),
        );
    }
    if layout.notes > 0 {
        lines.push(format!(
            "{} with one cell only: notes of the report, or groups",
            counted(layout.notes, "row", "rows")
        ));
    }
    if view.table.is_part {
        lines.push("only the first 50,000 rows were looked at".to_owned());
    }
    if !view.table.others.is_empty() {
        lines.push(format!(
            "other sheets of the workbook: {}; name one with --sheet",
            view.table.others.join(", ")
        ));
    }
    lines
}
