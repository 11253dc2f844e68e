//! Tables that rows are joined with and that no line of the settings names: beside the file that needs them, or in it.

use std::{path::Path, sync::Arc};

use super::{
    locate,
    profile::{Profile, Table},
    rows::book,
    settings::{IngestSettings, Input},
    sheets::same_name,
};
use crate::model::field::DataSet;

/// The tables that lines are joined with, each with the line that needs it.
pub(super) fn wanted<'i>(lines: &[&'i Input]) -> Vec<(&'i Input, Arc<Table>)> {
    let mut wanted: Vec<(&Input, Arc<Table>)> = Vec::new();
    for input in lines {
        let profile = &input.profile;
        let tables = profile.tables_for(input.data_set);
        for join in tables.iter().flat_map(|table| &table.joins) {
            let is_new = |(of, table): &(&Input, Arc<Table>)| {
                of.profile.name != profile.name || table.title != join.table
            };
            let other = profile
                .tables
                .iter()
                .find(|table| table.title == join.table);
            if let Some(other) = other.filter(|_| wanted.iter().all(is_new)) {
                wanted.push((input, Arc::clone(other)));
            }
        }
    }
    wanted
}

/// A line for the file of such a table: one named like it in the folder of the line that needs it, else that line's own
/// workbook, where it has the sheet.
pub(super) fn line(input: &Input, table: &Arc<Table>, settings: &IngestSettings) -> Option<Input> {
    let of_pattern = |pattern: String| Input {
        data_set: DataSet::Lookups,
        pattern,
        profile: Profile {
            tables: vec![Arc::clone(table)],
            ..input.profile.clone()
        },
        sheet: None,
    };
    let own = locate::file_of(input, settings).ok();
    let folder = Path::new(&input.pattern).parent().unwrap_or(Path::new(""));
    let mut beside = table.file_names().into_iter().map(|name| {
        let pattern = folder.join(name).to_string_lossy().into_owned();
        of_pattern(pattern)
    });
    let is_another = |line: &Input| {
        let found = locate::file_of(line, settings).ok();
        found.is_some_and(|found| own.as_ref().is_none_or(|own| own.path != found.path))
    };
    beside.find(is_another).or_else(|| {
        let line = of_pattern(input.pattern.clone());
        let file = locate::file_of(&line, settings).ok()?;
        let is_named = |sheet: &str| table.names().iter().any(|name| same_name(name, sheet));
        book::has_sheet(&file.path, is_named, settings).then_some(line)
    })
}
