//! What a file's report says of its rows and headings.

use crate::{
    ingest::{
        assemble::{Fate, SheetContext},
        locate::Located,
        refusal::Trouble,
        settings::Input,
    },
    model::{
        field::{DataSet, Field},
        input::{ALWAYS_THE_SAME, InputFile, InputReport, Layout, Records, RowCounts, Signs},
    },
};

/// So many rejected rows, when they are more than the others, end the reading of a file.
const MANY_REJECTED: u64 = 20_000;

/// What became of rows.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
}

impl Counts {
    pub fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Accepted => self.accepted += 1,
            Fate::Rejected => self.rejected += 1,
            Fate::Skipped => self.skipped += 1,
        }
    }

    /// Why the rest need not be read: so many rows were rejected that the file cannot be used, and what is wrong with
    /// each of them takes room.
    pub fn hopeless(&self, allowed: f64) -> Option<Trouble> {
        let is_hopeless =
            self.rejected >= MANY_REJECTED && self.rejected > self.accepted && allowed < 0.5;
        is_hopeless.then(|| {
            Trouble::too_many_rejects(self.rejected, self.rejected + self.accepted, allowed)
        })
    }
}

/// The file's report for a data set, begun where it is new: several sheets may feed one.
pub(super) fn report_of<'r>(
    reports: &'r mut Vec<InputReport>,
    input: &Input,
    file: &Located,
    data_set: DataSet,
) -> &'r mut InputReport {
    let at = reports
        .iter()
        .position(|report| report.data_set == data_set)
        .unwrap_or_else(|| {
            reports.push(begun(input, file, data_set));
            reports.len() - 1
        });
    &mut reports[at]
}

/// The report of a file for a data set, of which nothing has been read.
pub fn begun(input: &Input, file: &Located, data_set: DataSet) -> InputReport {
    InputReport {
        data_set,
        file: InputFile {
            pattern: input.pattern.clone(),
            path: file.shown.clone(),
            export_date: file.export_date,
            ..InputFile::default()
        },
        layout: Layout {
            profile: input.profile.name.clone(),
            is_verified: input.profile.is_verified,
            notes: input.profile.notes.clone(),
            ..Layout::default()
        },
        rows: RowCounts::default(),
        records: Records::default(),
        columns: Vec::new(),
        signs: Signs::default(),
    }
}

/// Notes which headings the fields of a data set take, and which none takes.
pub(super) fn add_heading(
    report: &mut InputReport,
    context: &SheetContext<'_>,
    sheet: Option<&str>,
) {
    let place = |text: &str| match sheet {
        Some(sheet) => format!("{sheet}: {text}"),
        None => text.to_owned(),
    };
    if let Some(sheet) = sheet {
        report.file.sheets.push(sheet.to_owned());
    }
    let label = |columns: &[usize]| columns.first().and_then(|&at| context.heading.label(at));
    for field in context.feed.data_set.fields() {
        if let Some(bound) = context.feed.field(field) {
            let from = label(&bound.columns)
                .map_or_else(|| ALWAYS_THE_SAME.to_owned(), |text| place(text));
            report.layout.mapped.push((from, field.name()));
        }
    }
    if let Some((columns, _)) = &context.feed.visit_type
        && let Some(text) = label(columns)
    {
        report
            .layout
            .mapped
            .push((place(text), Field::VisitMode.name()));
    }
    for (field, expected, found) in &context.feed.near_misses {
        report.layout.near_misses.push(format!(
            "no column is \"{expected}\" ({}); is \"{found}\" meant? Name it in the profile",
            field.name()
        ));
    }
    report
        .layout
        .ignored
        .extend(context.heading.ignored.iter().map(|text| place(text)));
}
