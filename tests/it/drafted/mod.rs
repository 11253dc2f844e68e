//! Drafts of exports in the manner of many systems, field for field: each is read by its draft without a reject and
//! without a lost row, and nothing of a person is in anything that the draft says. [issue 15]

mod export;
mod fields;
mod shown;

use lastseen::{
    ingest::draft::{self, Asked, Draft, Elsewhere, NoDraft},
    ingest::settings::{Gate, IngestSettings, WorkbookReader},
    model::{field::DataSet, input::RowCounts},
};

use crate::night::{Exports, day};
use crate::workplace::DATE;

/// The draft of a file.
fn drafted(file: &str, bytes: &[u8], set: Option<DataSet>) -> Result<Draft, NoDraft> {
    let exports = Exports::new().beside(file, bytes);
    let path = exports.path(file);
    let settings = IngestSettings {
        root: path.parent().expect("a folder").to_owned(),
        inputs: Vec::new(),
        kept: None,
        factors: Default::default(),
        gate: Gate::default(),
        workbooks: WorkbookReader::Here,
        timezone: chrono_tz::Europe::London,
        date: day(DATE),
    };
    let asked = Asked {
        path: &path,
        title: "Ours",
        set,
        sheet: None,
        elsewhere: &Elsewhere::default(),
    };
    draft::draft(&asked, &settings)
}

/// The fields of a draft with the headings that they are taken from, in the order of the columns.
fn fields(draft: &Draft) -> String {
    let taken = draft
        .columns
        .iter()
        .filter(|column| !column.fields.is_empty());
    let pairs = taken.map(|column| format!("{} = {}", column.heading, column.fields));
    pairs.collect::<Vec<_>>().join("\n")
}

/// Everything that a draft says.
fn said(draft: &Draft) -> String {
    let columns = draft
        .columns
        .iter()
        .map(|column| format!("{} {} {}", column.heading, column.holds, column.why));
    let all = columns
        .chain(draft.rows.clone())
        .chain(draft.decide.clone());
    draft.text.clone() + &all.collect::<Vec<_>>().join("\n")
}

/// What the reader makes of a file by a draft: rows of each data set.
fn read(file: &str, bytes: &[u8], draft: &Draft) -> Vec<(DataSet, RowCounts)> {
    let mut exports = Exports::new().read_by(draft.sets[0], file, ("ours", &draft.text), bytes);
    exports.gate.orphans = lastseen::ingest::settings::Reaction::Off;
    let inputs = match exports.read(day(DATE)) {
        Ok(intake) => intake.reading.inputs,
        Err(refused) => panic!("{:?}\n{}", refused.refusals, draft.text),
    };
    inputs
        .into_iter()
        .map(|input| (input.data_set, input.rows))
        .collect()
}
