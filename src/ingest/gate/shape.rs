//! Whether a file is made of what it should be: its sheets and columns.

use std::collections::BTreeSet;

use super::Evidence;
use crate::{
    ingest::refusal::Trouble,
    model::{field::DataSet, input::InputReport, text::counted},
};

/// Sheets that the profile names are not there; nothing was read in their place.
pub(super) fn sheets_gone(evidence: &Evidence<'_>) -> Option<Trouble> {
    let gone = evidence.input.signs.sheets_gone.clone()?;
    Some(Trouble::SheetsGone(gone))
}

/// Several files of one date match: which of them was meant?
pub(super) fn two_files(evidence: &Evidence<'_>) -> Option<Trouble> {
    let (input, rivals) = (evidence.input, &evidence.input.signs.rivals);
    (!rivals.is_empty()).then(|| Trouble::TwoFiles {
        files: rivals.len() + 1,
        pattern: input.file.pattern.clone(),
        unread: rivals.join(", "),
    })
}

/// The file says that it is cut.
pub(super) fn cut(evidence: &Evidence<'_>) -> Option<Trouble> {
    let cut = evidence.input.signs.cut.as_ref()?;
    let place = cut.sheet.as_ref();
    Some(Trouble::Cut {
        row: cut.row,
        sheet: place.map_or_else(String::new, |sheet| format!(" of sheet \"{sheet}\"")),
        says: cut.says,
        rows: cut.rows,
    })
}

/// Columns that the last good run read are not there.
pub(super) fn columns_gone(evidence: &Evidence<'_>) -> Option<Trouble> {
    let (input, now) = (evidence.input, &evidence.input.signs.shape);
    let (date, before) = evidence.past.shape()?;
    if before.read_by != now.read_by {
        return None;
    }
    let everything: BTreeSet<&String> = now.columns.values().flatten().collect();
    let is_another_table = before
        .columns
        .keys()
        .all(|of| !now.columns.contains_key(of));
    let set_of = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
    // A data set that the file no longer feeds has no report of its own to say it.
    let is_said_here = |field: &str| {
        let set = set_of(field);
        let is_fed = || everything.iter().any(|field| set_of(field) == set);
        set == input.data_set.name() || (input.data_set == DataSet::Cases && !is_fed())
    };
    let mut gone = Vec::new();
    let mut read = 0;
    for (table, fields) in &before.columns {
        let here = now.columns.get(table);
        for field in fields.iter().filter(|field| is_said_here(field)) {
            read += 1;
            let is_here = match here {
                Some(here) => here.contains(field),
                // A sheet that is gone is another matter.
                None => !is_another_table || everything.contains(field),
            };
            if !is_here {
                let name = field.split('.').next_back().unwrap_or_default();
                gone.push(match before.columns.len() {
                    1 => name.to_owned(),
                    _ => format!("{table}: {name}"),
                });
            }
        }
    }
    (!gone.is_empty()).then(|| Trouble::ColumnsGone {
        gone: gone.len(),
        read,
        named: gone.join(", "),
        date,
        of: input.data_set,
        unread: match input.layout.ignored.as_slice() {
            [] => String::new(),
            headings => format!(" (no field takes {})", headings.join(", ")),
        },
    })
}

/// Sheets like those of the profile that no table of any line took: the file, and what is said of it.
pub(super) fn sheets_unread(inputs: &[InputReport]) -> Vec<(&InputReport, Trouble)> {
    let is_taken = |file: &InputReport, sheet: &str| {
        let of_the_file = inputs.iter().filter(|of| of.file.path == file.file.path);
        of_the_file
            .flat_map(|of| &of.file.sheets)
            .any(|taken| taken == sheet)
    };
    let unread_of = |input: &InputReport| {
        let signs = &input.signs;
        let named: Vec<String> = signs
            .look_alikes
            .iter()
            .filter(|(sheet, _)| !is_taken(input, sheet))
            .map(|(sheet, rows)| format!("\"{sheet}\" ({})", counted(*rows, "row", "rows")))
            .collect();
        (!named.is_empty()).then(|| Trouble::SheetsUnread {
            unread: named.len(),
            sheets: signs.sheets,
            named: named.join(", "),
        })
    };
    inputs
        .iter()
        .filter_map(|input| Some((input, unread_of(input)?)))
        .collect()
}
