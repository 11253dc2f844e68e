//! The right side of a field's line: headings, and the keys by which their cells are read.

use super::{
    column::{Column, Kind},
    matching::{Wants, lists_who_was_seen, wants},
    text::quoted,
};
use crate::model::field::Field;

/// Whether a column has the number of those who are registered.
pub(super) fn is_registration(field: Field, column: &Column) -> bool {
    field == Field::WorkerQualified && matches!(column.kind, Kind::Id | Kind::Number)
}

/// What stands between several ids in a cell of a column.
fn between(column: &Column) -> Option<&'static str> {
    match column.kind {
        Kind::SeveralIds { between, .. } => Some(between),
        _ => None,
    }
}

/// The right side of a field's line.
pub(super) fn value(field: Field, column: &Column, child: Option<&Column>) -> String {
    let heading = quoted(&column.heading);
    if field == Field::VisitChildSeen && lists_who_was_seen(column) {
        // A list of one child is divided as those of several are in the column that names them.
        let between = between(column).or(child.and_then(between));
        let split = between.filter(|between| *between != ";");
        let split = split.map_or_else(String::new, |between| {
            format!(", split = {}", quoted(between))
        });
        return format!(
            "{{ listed_in = {heading}{split}, words = {{ \"All\" = \"Y\", \"None\" = \"N\" }} }}"
        );
    }
    if is_registration(field, column) {
        return format!(
            "{{ headings = [{heading}], words = {{ \"Not registered\" = \"N\" }}, otherwise = \"Y\" }}"
        );
    }
    match (wants(field), &column.kind) {
        (Wants::Child | Wants::Worker, Kind::IdInText { pattern }) => {
            format!("{{ headings = [{heading}], extract = '{pattern}' }}")
        }
        (Wants::Child | Wants::Worker, Kind::SeveralIds { between, pattern }) => {
            let extract =
                pattern.map_or_else(String::new, |pattern| format!(", extract = '{pattern}'"));
            format!(
                "{{ headings = [{heading}], split = {}{extract} }}",
                quoted(between)
            )
        }
        _ => format!("[{heading}]"),
    }
}
