//! Which table of a profile reads a file, and which sheet of a workbook each table is read from.

use std::sync::Arc;

use super::{heading, profile::Table, refusal::Trouble, rows::RowBuf};
use crate::model::field::DataSet;

/// Of several tables, the one whose headings a CSV file has.
pub(super) fn best_table(
    tables: &[Arc<Table>],
    set: DataSet,
    head: &[RowBuf],
) -> Result<Arc<Table>, Trouble> {
    if let [only] = tables {
        return Ok(Arc::clone(only));
    }
    let mut fitting: Vec<(usize, &Arc<Table>)> = tables
        .iter()
        .filter_map(|table| {
            let heading = heading::find(table, set, head).ok()?;
            Some((heading.ignored.len(), table))
        })
        .collect();
    fitting.sort_by_key(|(ignored, _)| *ignored);
    match fitting.first() {
        Some((_, table)) => Ok(Arc::clone(table)),
        None => Err(
            match tables.first().map(|table| heading::find(table, set, head)) {
                Some(Err(trouble)) => trouble,
                _ => Trouble::NoHeader {
                    rows: heading::SEARCHED_ROWS,
                    expected: String::new(),
                },
            },
        ),
    }
}

pub(super) fn same_name(a: &str, b: &str) -> bool {
    crate::model::text::folded(a) == crate::model::text::folded(b)
}

/// The sheets that a table could be read from, by their headings.
///
/// Where a profile has several tables, their sheets resemble each other: then the one with nearly all of the
/// headings, so that another list of children is never taken for one that is missing.
fn fitting_sheets<'h>(
    table: &Table,
    set: DataSet,
    free: &[&'h (String, Vec<RowBuf>)],
    tables: usize,
) -> Vec<&'h str> {
    const NEARLY_ALL: f64 = 0.8;
    let coverages: Vec<(&str, f64)> = free
        .iter()
        .filter_map(|(sheet, head)| {
            let heading = heading::find(table, set, head).ok()?;
            Some((sheet.as_str(), heading.coverage(table)))
        })
        .collect();
    let most = coverages
        .iter()
        .map(|(_, share)| *share)
        .fold(0.0, f64::max);
    coverages
        .into_iter()
        .filter(|(_, share)| tables == 1 || (*share >= NEARLY_ALL && *share >= most))
        .map(|(sheet, _)| sheet)
        .collect()
}

/// Which sheet each table is read from: the one that the settings name, a known name, the only sheet, or the
/// only one with the right headings.
pub(super) fn choose_sheets(
    tables: &[Arc<Table>],
    set: DataSet,
    heads: &[(String, Vec<RowBuf>)],
    named: Option<&str>,
    all: &[&str],
) -> Result<Vec<(Arc<Table>, String)>, Trouble> {
    let listed = |names: &[&str]| {
        names
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if let Some(named) = named {
        let Some((sheet, head)) = heads.first() else {
            return Err(Trouble::NoSheet {
                expected: format!("\"{named}\""),
                found: listed(all),
            });
        };
        return Ok(vec![(best_table(tables, set, head)?, sheet.clone())]);
    }
    let mut plan: Vec<Option<String>> = tables
        .iter()
        .map(|table| {
            heads
                .iter()
                .map(|(sheet, _)| sheet)
                .find(|sheet| table.sheets.iter().any(|known| same_name(known, sheet)))
                .cloned()
        })
        .collect();
    for at in 0..tables.len() {
        if plan[at].is_some() {
            continue;
        }
        let table = &tables[at];
        let free: Vec<&(String, Vec<RowBuf>)> = heads
            .iter()
            .filter(|(sheet, _)| !plan.iter().flatten().any(|taken| taken == sheet))
            .collect();
        if let ([(sheet, _)], 1) = (free.as_slice(), tables.len()) {
            plan[at] = Some(sheet.clone());
            continue;
        }
        let fitting = fitting_sheets(table, set, &free, tables.len());
        match fitting.as_slice() {
            [only] => plan[at] = Some((*only).to_owned()),
            [] if table.is_optional => {}
            [] => {
                let expected = if table.sheets.is_empty() {
                    &table.title
                } else {
                    &table.sheets[0]
                };
                let found = listed(all);
                return Err(Trouble::NoSheet {
                    expected: format!("\"{expected}\""),
                    found,
                });
            }
            several => {
                return Err(Trouble::SheetAmbiguous {
                    found: listed(several),
                });
            }
        }
    }
    Ok(tables
        .iter()
        .cloned()
        .zip(plan)
        .filter_map(|(table, sheet)| Some((table, sheet?)))
        .collect())
}
