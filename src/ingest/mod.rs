//! From files to facts and problems: locate → sniff and gate → rows → profile → typed cells → facts.
//!
//! A new case system is a profile in `profile/builtin/`, or in the `jobs/profiles/` of a service; no code.

mod assemble;
mod cell;
pub mod dates;
pub mod freshness;
mod gate;
mod heading;
mod locate;
mod oddities;
pub mod profile;
mod read;
pub mod refusal;
pub mod report;
mod rows;
pub mod settings;
mod sheets;

use std::{collections::HashSet, path::PathBuf};

use chrono::{DateTime, Utc};

pub use gate::{Accepted, Headcount, Objections, Precedent, Yardstick, check_children};
pub use read::{Unwatched, Watch};

use assemble::Sink;
use locate::Located;
use refusal::Refusal;
use report::{Intake, Refused};
use settings::{Gate, IngestSettings, Input};

use crate::model::{
    facts::Facts,
    field::DataSet,
    input::{ExportFile, InputReport, Reading},
    problem::Code,
};

/// Reads tonight's exports, all of them, and says everything that speaks against using them.
///
/// # Errors
/// The refused files, with what was read all the same.
pub fn read_exports(
    settings: &IngestSettings,
    yardstick: &Yardstick<'_>,
    watch: &dyn Watch,
) -> Result<Intake, Box<Refused>> {
    let mut sink = Sink::default();
    let mut inputs = Vec::new();
    let mut refusals = Vec::new();
    let mut already: HashSet<(PathBuf, String)> = HashSet::new();
    let mut exports = Vec::new();
    for input in in_reading_order(&settings.inputs) {
        match read_input(
            input,
            settings,
            yardstick,
            &mut already,
            &mut exports,
            &mut sink,
            watch,
        ) {
            Ok(reports) => inputs.extend(reports),
            Err(refusal) => refusals.push(refusal),
        }
    }
    sink.warn_of_overlaps();
    sink.settle_repeated_visits();
    for input in &mut inputs {
        // Overlaps and duplicates are found after the files are read.
        let late = [Code::Overlap, Code::Duplicate].map(|code| count(&sink, input, code));
        input.rows.warnings += late.iter().sum::<u64>();
        input.rows.orphans = count(&sink, input, Code::Orphan);
    }
    let objections = judge(&mut inputs, &settings.gate, yardstick);
    refusals.extend(objections.refusals);
    if !refusals.is_empty() {
        return Err(Box::new(Refused {
            refusals,
            problems: sink.problems,
            inputs,
        }));
    }
    let case_rows_left_out = oddities::case_rows_left_out(&sink);
    let remarks = std::mem::take(&mut sink.remarks);
    sink.raw.remember(yardstick.remembered, settings.date);
    let facts = Facts::new(std::mem::take(&mut sink.raw));
    let oddities = oddities::find(&facts, &remarks, settings.date);
    Ok(Intake {
        facts,
        reading: Reading {
            inputs,
            problems: sink.problems,
            oddities,
            warnings: objections.warnings,
            exports,
            case_rows_left_out,
        },
    })
}

/// Judges exports that were read for another job of the same night by what earlier runs accepted now.
///
/// # Errors
/// The refused files, with what was read.
pub fn judge_again(
    reading: &mut Reading,
    gate: &Gate,
    yardstick: &Yardstick<'_>,
) -> Result<(), Box<Refused>> {
    let Objections { refusals, warnings } = judge(&mut reading.inputs, gate, yardstick);
    reading.warnings = warnings;
    if refusals.is_empty() {
        return Ok(());
    }
    Err(Box::new(Refused::of_reading(refusals, reading)))
}

fn judge(inputs: &mut [InputReport], gate: &Gate, yardstick: &Yardstick<'_>) -> Objections {
    for input in &mut *inputs {
        input.rows.read_before = (yardstick.past)(input).before.map(|before| before.rows);
    }
    gate::check_files(inputs, gate, yardstick)
}

fn in_reading_order(inputs: &[Input]) -> impl Iterator<Item = &Input> {
    DataSet::READING_ORDER
        .into_iter()
        .flat_map(move |set| inputs.iter().filter(move |input| input.data_set == set))
}

fn read_input(
    input: &Input,
    settings: &IngestSettings,
    yardstick: &Yardstick<'_>,
    already: &mut HashSet<(PathBuf, String)>,
    exports: &mut Vec<ExportFile>,
    sink: &mut Sink,
    watch: &dyn Watch,
) -> Result<Vec<InputReport>, Refusal> {
    let refused = |file: &str, trouble| Refusal {
        data_set: input.data_set,
        file: file.to_owned(),
        trouble,
    };
    let file =
        locate::file_of(input, settings).map_err(|trouble| refused(&input.pattern, trouble))?;
    // A workbook that stands under cases has given its visits already.
    let key = (file.path.clone(), input.profile.name.clone());
    let brings_visits = input.data_set == DataSet::Cases
        && input
            .profile
            .tables_for(DataSet::Cases)
            .iter()
            .any(|table| table.feeds(DataSet::Visits));
    if input.data_set == DataSet::Visits && already.contains(&key) {
        let same = exports.iter().find(|export| export.path == file.path);
        let sha256 = same.map(|export| export.sha256.clone());
        exports.push(export_file(input, file, sha256.unwrap_or_default()));
        return Ok(Vec::new());
    }
    if brings_visits {
        already.insert(key);
    }
    let mut reports = read::read_file(input, &file, settings, sink, watch)
        .map_err(|trouble| refused(&file.shown, trouble))?;
    if input.data_set == DataSet::Aliases {
        sink.check_aliases()
            .map_err(|trouble| refused(&file.shown, trouble))?;
    }
    // The records of a workbook's visits tell how old its cases are too.
    let newest_recorded = reports
        .iter()
        .filter_map(|of| of.records.newest_recorded)
        .max();
    let recorded_rows = reports.iter().map(|of| of.records.recorded_rows).sum();
    let written = yardstick.now.and(file.modified).map(|written| {
        let written = DateTime::<Utc>::from(written);
        written.with_timezone(&settings.timezone).fixed_offset()
    });
    for report in &mut reports {
        report.records.newest_recorded = newest_recorded;
        report.records.recorded_rows = recorded_rows;
        report.file.written = written;
        report.records.as_of = gate::age::as_of(report, &settings.gate, yardstick.date);
    }
    if let Some(report) = reports.first() {
        exports.push(export_file(input, file, report.file.sha256.clone()));
    }
    Ok(reports)
}

fn export_file(input: &Input, file: Located, sha256: String) -> ExportFile {
    ExportFile {
        data_set: input.data_set,
        pattern: input.pattern.clone(),
        path: file.path,
        shown: file.shown,
        sha256,
        modified: file.modified,
    }
}

/// How often a file's rows got a code.
fn count(sink: &Sink, input: &InputReport, code: Code) -> u64 {
    let of_the_file = sink.problems.iter().filter(|problem| {
        problem.code == code
            && problem.source.data_set == input.data_set
            && problem.source.file == input.file.path
    });
    of_the_file.count() as u64
}
