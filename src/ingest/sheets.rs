//! Which table of a profile reads a file, and which sheet of a workbook each table is read from.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    heading::{self, Asked},
    profile::Table,
    refusal::Trouble,
    rows::RowBuf,
};
use crate::model::input::SheetsGone;

/// Of several tables, the one whose headings a CSV file has.
pub(super) fn best_table(
    tables: &[Arc<Table>],
    asked: Asked<'_>,
    head: &[RowBuf],
) -> Result<Arc<Table>, Trouble> {
    if let [only] = tables {
        return Ok(Arc::clone(only));
    }
    let mut fitting: Vec<(usize, &Arc<Table>)> = tables
        .iter()
        .filter_map(|table| {
            let heading = heading::find(table, asked, head).ok()?;
            Some((heading.ignored.len(), table))
        })
        .collect();
    fitting.sort_by_key(|(ignored, _)| *ignored);
    match fitting.first() {
        Some((_, table)) => Ok(Arc::clone(table)),
        None => Err(
            match tables
                .first()
                .map(|table| heading::find(table, asked, head))
            {
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

/// A worksheet and its first rows.
pub(super) struct SheetHead {
    /// Its name.
    pub name: String,
    /// Whether the reader of the workbook sees it.
    pub is_visible: bool,
    /// The rows in which its headings stand.
    pub rows: Vec<RowBuf>,
}

/// Which sheets of a workbook are read.
pub(super) struct Choice {
    /// Each table that is read, and its sheet.
    pub plan: Vec<(Arc<Table>, String)>,
    /// Sheets that the profile names and the workbook does not have.
    pub gone: Option<SheetsGone>,
}

/// What is known of how a workbook's sheets are named.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The sheet that the settings name.
    pub wanted: Option<&'a str>,
    /// The sheets that the last good run read; none where the profile has changed since.
    pub before: Option<&'a BTreeSet<String>>,
    /// Whether the profile has changed since, and may not fit yet.
    pub are_new: bool,
}

/// So much of the headings, where the sheets of a profile's tables resemble each other, is nearly all of them.
const NEARLY_ALL: f64 = 0.8;

/// The sheets that a table could be read from, by their headings.
///
/// Where a profile has several tables, their sheets resemble each other: then the one with nearly all of the
/// headings, so that another list of children is never taken for one that is missing.
fn fitting_sheets<'h>(
    table: &Table,
    asked: Asked<'_>,
    free: &[&'h SheetHead],
    tables: usize,
) -> Vec<&'h str> {
    let coverages: Vec<(&str, f64)> = free
        .iter()
        .filter_map(|sheet| Some((sheet.name.as_str(), coverage(table, asked, sheet)?)))
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

/// Which share of a table's headings a sheet has, where the table could be read from it.
fn coverage(table: &Table, asked: Asked<'_>, sheet: &SheetHead) -> Option<f64> {
    let heading = heading::find(table, asked, &sheet.rows).ok()?;
    Some(heading.coverage(table))
}

/// Sheet names for a message.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted = names.into_iter().map(|name| format!("\"{name}\""));
    quoted.collect::<Vec<_>>().join(", ")
}

fn is_of(table: &Table, sheet: &str) -> bool {
    table.sheets.iter().any(|known| same_name(known, sheet))
}

/// Which sheet each table is read from: the one that the settings name, a known name, the only sheet, or the
/// only one with the right headings. Where names say which sheet is which, none is taken in the place of a missing one.
pub(super) fn choose_sheets(
    tables: &[Arc<Table>],
    asked: Asked<'_>,
    heads: &[SheetHead],
    names: Names<'_>,
) -> Result<Choice, Trouble> {
    let all = || listed(heads.iter().map(|sheet| sheet.name.as_str()));
    if let Some(wanted) = names.wanted {
        let Some(sheet) = heads.iter().find(|sheet| same_name(wanted, &sheet.name)) else {
            return Err(Trouble::NoSheet {
                expected: listed([wanted]),
                found: all(),
            });
        };
        let table = best_table(tables, asked, &sheet.rows)?;
        return Ok(Choice {
            plan: vec![(table, sheet.name.clone())],
            gone: None,
        });
    }
    let visible: Vec<&SheetHead> = heads.iter().filter(|sheet| sheet.is_visible).collect();
    let mut plan: Vec<Option<&str>> = tables
        .iter()
        .map(|table| {
            let sheets = visible.iter().map(|sheet| sheet.name.as_str());
            sheets.into_iter().find(|sheet| is_of(table, sheet))
        })
        .collect();
    let named: Vec<bool> = plan.iter().map(Option::is_some).collect();
    let names_tell = named.contains(&true) || visible.len() > tables.len();
    let was_named = |table: &Table| {
        let before = names.before.into_iter().flatten();
        before.into_iter().any(|sheet| is_of(table, sheet))
    };
    let mut missing = Vec::new();
    for at in 0..tables.len() {
        let table = &tables[at];
        if plan[at].is_some() {
            continue;
        }
        if !names.are_new && !table.sheets.is_empty() && (names_tell || was_named(table)) {
            missing.extend((!table.is_optional).then(|| table.sheets[0].as_str()));
            continue;
        }
        let free: Vec<&SheetHead> = visible
            .iter()
            .filter(|sheet| !plan.contains(&Some(sheet.name.as_str())))
            .copied()
            .collect();
        if let ([only], 1) = (free.as_slice(), tables.len()) {
            plan[at] = Some(&only.name);
            continue;
        }
        let fitting = fitting_sheets(table, asked, &free, tables.len());
        match fitting.as_slice() {
            [only] => plan[at] = Some(*only),
            [] if table.is_optional => {}
            [] => {
                let expected = table.sheets.first().unwrap_or(&table.title);
                return Err(Trouble::NoSheet {
                    expected: listed([expected.as_str()]),
                    found: all(),
                });
            }
            several => {
                return Err(Trouble::SheetAmbiguous {
                    found: listed(several.iter().copied()),
                });
            }
        }
    }
    let there = named.iter().filter(|is_there| **is_there).count();
    let gone = (!missing.is_empty()).then(|| SheetsGone {
        missing: listed(missing.iter().copied()),
        found: all(),
        there,
        named: there + missing.len(),
    });
    let plan = tables
        .iter()
        .cloned()
        .zip(plan)
        .filter_map(|(table, sheet)| Some((table, sheet?.to_owned())))
        .collect();
    Ok(Choice { plan, gone })
}

/// The sheets that no table takes and that some table could be read from as well as from the one that it takes.
pub(super) fn look_alikes<'h>(
    tables: &[Arc<Table>],
    asked: Asked<'_>,
    heads: &'h [SheetHead],
    plan: &[(Arc<Table>, String)],
) -> Vec<(&'h SheetHead, u32)> {
    let of_table = |table: &Arc<Table>| {
        let (_, sheet) = plan.iter().find(|(of, _)| Arc::ptr_eq(of, table))?;
        let sheet = heads.iter().find(|head| head.name == *sheet)?;
        coverage(table, asked, sheet)
    };
    let least: Vec<f64> = tables
        .iter()
        .map(|table| match tables.len() {
            1 => 0.0,
            _ => NEARLY_ALL * of_table(table).unwrap_or(1.0),
        })
        .collect();
    let is_free = |head: &&SheetHead| plan.iter().all(|(_, sheet)| *sheet != head.name);
    heads
        .iter()
        .filter(is_free)
        .filter_map(|head| {
            let row = tables.iter().zip(&least).find_map(|(table, least)| {
                let heading = heading::find(table, asked, &head.rows).ok()?;
                (heading.coverage(table) >= *least).then_some(heading.row)
            })?;
            Some((head, row))
        })
        .collect()
}
