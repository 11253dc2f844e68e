//! From files to facts and problems: locate → sniff and gate → rows → profile → typed cells → facts.
//!
//! A new case system is a profile in `profile/builtin/`, or in the `jobs/profiles/` of a service; no code.

mod assemble;
mod beside;
mod cell;
mod cut;
pub mod dates;
pub mod draft;
mod for_managers;
pub mod freshness;
mod gate;
mod heading;
mod ids;
mod links;
mod locate;
mod lookups;
mod oddities;
pub mod profile;
mod read;
pub mod refusal;
pub mod report;
pub mod rows;
pub mod settings;
mod shape;
mod sheets;
mod spellings;
mod tally;

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    path::PathBuf,
};

use chrono::{DateTime, Utc};

pub use gate::{
    Accepted, Headcount, Objections, Precedent, Standing, Yardstick, check_children, check_jump,
};
pub use read::{Unwatched, Watch};

use assemble::Sink;
use links::Extent;
use locate::Located;
use profile::Profile;
use read::{Halt, Late};
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
    // Each file is read once. What shows only at its end, and should have been known before its rows were taken in,
    // makes the night begin again; that is rare, and most such files are refused.
    let mut known = HashMap::new();
    let gathered = loop {
        match Gathering::of(settings, yardstick, watch, &known) {
            Ok(gathered) => break gathered,
            Err((line, late)) => known.insert(line, late),
        };
    };
    let Gathering {
        mut sink,
        mut inputs,
        mut refusals,
        exports,
        extents,
        ..
    } = gathered;
    // Before repeated visits are settled, so that each file's rows lie where they were put.
    find_links(settings, &sink, &refusals, &extents, &mut inputs);
    sink.warn_of_overlaps();
    sink.settle_repeated_visits();
    sink.warn_of_contradicting_workers();
    let case_rows_left_out = oddities::case_rows_left_out(&sink);
    let remarks = std::mem::take(&mut sink.remarks);
    sink.raw.remember(yardstick.remembered, settings.date);
    let (facts, order) = Facts::with_order(std::mem::take(&mut sink.raw));
    sink.warn_of_same_visits(&facts, &order);
    drop(order);
    for input in &mut inputs {
        // These are found after the files are read.
        let late = [
            Code::Overlap,
            Code::Duplicate,
            Code::Worker,
            Code::SameVisit,
        ];
        let late = late.map(|code| count(&sink, input, code));
        input.rows.warnings += late.iter().sum::<u64>();
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

/// Counts what each file names that the others do not have.
fn find_links(
    settings: &IngestSettings,
    sink: &Sink,
    refusals: &[Refusal],
    extents: &[(Range<usize>, Extent)],
    inputs: &mut [InputReport],
) {
    // What a refused export holds, nobody knows: nothing is an orphan for it.
    let was_read = |set: DataSet| {
        let is_asked_for = settings.inputs.iter().any(|input| input.data_set == set);
        is_asked_for && refusals.iter().all(|refusal| refusal.data_set != set)
    };
    let raw = &sink.raw;
    let known = links::Known::of(raw, was_read(DataSet::Cases), was_read(DataSet::Workers));
    for (reports, extent) in extents {
        for input in &mut inputs[reports.clone()] {
            input.signs.links = known.links(raw, extent, input.data_set);
        }
    }
}

fn in_reading_order(inputs: &[Input]) -> impl Iterator<Item = &Input> {
    DataSet::READING_ORDER
        .into_iter()
        .flat_map(move |set| inputs.iter().filter(move |input| input.data_set == set))
}

/// The files of a night, read one after the other.
struct Gathering<'a> {
    settings: &'a IngestSettings,
    yardstick: &'a Yardstick<'a>,
    watch: &'a dyn Watch,
    already: HashSet<(PathBuf, String)>,
    sink: Sink,
    inputs: Vec<InputReport>,
    refusals: Vec<Refusal>,
    exports: Vec<ExportFile>,
    /// Which reports are of one file, and where its rows lie.
    extents: Vec<(Range<usize>, Extent)>,
}

impl<'a> Gathering<'a> {
    /// Reads them; or says which line's file must be known for what it is before anything is read.
    fn of(
        settings: &'a IngestSettings,
        yardstick: &'a Yardstick<'a>,
        watch: &'a dyn Watch,
        known: &HashMap<usize, Late>,
    ) -> Result<Self, (usize, Late)> {
        let mut gathering = Self {
            settings,
            yardstick,
            watch,
            already: HashSet::new(),
            sink: Sink::default(),
            inputs: Vec::new(),
            refusals: Vec::new(),
            exports: Vec::new(),
            extents: Vec::new(),
        };
        let mut lines = 0;
        let (first, rest): (Vec<_>, Vec<_>) = in_reading_order(&settings.inputs)
            .partition(|input| matches!(input.data_set, DataSet::Aliases | DataSet::Lookups));
        for input in first {
            gathering.line(input, known, &mut lines)?;
        }
        for (input, table) in beside::wanted(&rest) {
            let is_there = gathering.sink.lookups.of(&input.profile.name);
            if !is_there.contains_key(&table.title)
                && let Some(found) = beside::line(input, &table, settings)
            {
                gathering.line(&found, known, &mut lines)?;
            }
        }
        for input in rest {
            gathering.line(input, known, &mut lines)?;
        }
        Ok(gathering)
    }

    /// Reads the file of the next line; `known` says what an earlier reading has shown of it.
    fn line(
        &mut self,
        input: &Input,
        known: &HashMap<usize, Late>,
        lines: &mut usize,
    ) -> Result<(), (usize, Late)> {
        let line = *lines;
        *lines += 1;
        self.file(input, known.get(&line))
            .map_err(|late| (line, late))
    }

    /// Reads the file of a line of the settings.
    fn file(&mut self, input: &Input, known: Option<&Late>) -> Result<(), Late> {
        let mut refuse = |file: &str, trouble| {
            self.refusals.push(Refusal {
                data_set: input.data_set,
                file: file.to_owned(),
                trouble,
            });
        };
        let file = match locate::file_of(input, self.settings) {
            Ok(file) => file,
            Err(trouble) => {
                refuse(&input.pattern, trouble);
                return Ok(());
            }
        };
        // A workbook that stands under cases has given the visits that stand beside them already.
        let key = (file.path.clone(), input.profile.name.clone());
        let brings_visits = input.data_set == DataSet::Cases
            && input
                .profile
                .tables_for(DataSet::Cases)
                .iter()
                .any(|table| table.feeds(DataSet::Visits));
        let rest = without_cases(input);
        let is_read = input.data_set == DataSet::Visits && self.already.contains(&key);
        if is_read && rest.profile.tables.is_empty() {
            let same = self.exports.iter().find(|export| export.path == file.path);
            let sha256 = same.map(|export| export.sha256.clone());
            self.exports
                .push(export_file(input, file, sha256.unwrap_or_default()));
            return Ok(());
        }
        let input = if is_read { &rest } else { input };
        if brings_visits {
            self.already.insert(key);
        }
        let (settings, watch) = (self.settings, self.watch);
        let past = (self.yardstick.past)(&read::begun(input, &file, input.data_set));
        let known = read::Known {
            late: known,
            before: past.shape().map(|(_, shape)| shape),
        };
        let mut extent = Extent::start(&self.sink.raw);
        let reports = match read::read_file(input, &file, known, settings, &mut self.sink, watch) {
            Ok(reports) => reports,
            Err(Halt::Again(late)) => return Err(late),
            Err(Halt::Refused(trouble)) => {
                refuse(&file.shown, trouble);
                return Ok(());
            }
        };
        if input.data_set == DataSet::Aliases
            && let Err(trouble) = self.sink.check_aliases()
        {
            refuse(&file.shown, trouble);
            return Ok(());
        }
        if let Some(report) = reports.first() {
            let sha256 = report.file.sha256.clone();
            let dated = self.dated(&file, reports);
            extent.end(&self.sink.raw);
            let first = self.inputs.len();
            self.inputs.extend(dated);
            self.extents.push((first..self.inputs.len(), extent));
            self.exports.push(export_file(input, file, sha256));
        }
        Ok(())
    }

    /// The reports of a file, with what tells how old it is.
    fn dated(&self, file: &Located, mut reports: Vec<InputReport>) -> Vec<InputReport> {
        let (settings, yardstick) = (self.settings, self.yardstick);
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
        reports
    }
}

/// The same line without the tables that feed cases as well.
fn without_cases(input: &Input) -> Input {
    let tables = input.profile.tables_for(input.data_set).into_iter();
    Input {
        profile: Profile {
            tables: tables
                .filter(|table| !table.feeds(DataSet::Cases))
                .collect(),
            ..input.profile.clone()
        },
        ..input.clone()
    }
}

fn export_file(input: &Input, file: Located, sha256: String) -> ExportFile {
    ExportFile {
        data_set: input.data_set,
        pattern: input.pattern.clone(),
        path: file.path,
        shown: file.shown,
        sha256,
        modified: file.modified,
        rivals: file.rivals,
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
