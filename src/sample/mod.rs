//! Synthetic exports: invented children, workers, visits and ratings, made from a seed and a run date.
//! Either clean canonical files of any size, or what two case systems would export, with their everyday mess.

use std::io;

use chrono::{Datelike, NaiveDate};

mod canonical;
mod capita;
mod carefirst;
mod carefirst_visits;
mod cases;
mod cells;
mod chance;
mod hiring;
mod jobs;
mod names;
mod oddities;
mod outline;
mod pace;
mod ratings;
mod record;
mod shares;
mod sheets;
mod since;
mod story;
mod tables;
mod visits;
mod workforce;

use chance::spread_start;
use story::Storyteller;
use workforce::Workforce;

/// What the sample is made from. The same settings give the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleSettings {
    /// How many children to invent.
    pub children: u32,
    /// Where chance starts.
    pub seed: u64,
    /// The run date that the data is made for; the exports are those of the evening before.
    pub date: NaiveDate,
}

/// Which files to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Clean CSV files with the canonical headings, for any number of children.
    Canonical,
    /// The exports of two case systems under `sample_data/`, with the mess that such exports have.
    CaseSystems,
}

/// One file of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// Where it belongs, relative to the sample's root, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why no sample could be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The number of children is outside what the layout can hold.
    #[error("{children} children asked for: this layout makes {least} to {most}")]
    Children {
        /// The number asked for.
        children: u32,
        /// The fewest that the layout makes.
        least: u32,
        /// The most that the layout makes.
        most: u32,
    },
    /// The run date is too early or too late for the sample's history.
    #[error("run date {0} is outside 2018 to 2099, the years that sample data can be made for")]
    Date(NaiveDate),
    /// A CSV file could not be put together.
    #[error("a sample CSV file could not be built")]
    Csv(#[from] csv::Error),
    /// The last rows of a CSV file could not be written out.
    #[error("a sample CSV file could not be finished")]
    Flush(#[from] io::Error),
    /// A workbook could not be put together.
    #[error("a sample workbook could not be built")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// The files of a sample, in a fixed order, ready to be written below a root folder.
pub fn sample_files(
    settings: &SampleSettings,
    layout: Layout,
) -> Result<Vec<SampleFile>, SampleError> {
    check(settings, layout)?;
    let workforce = Workforce::new(settings);
    let storyteller = Storyteller {
        run_date: settings.date,
        seed: settings.seed,
        children: settings.children,
        spread_start: spread_start(settings.seed),
        workforce: &workforce,
    };
    let mut files = match layout {
        Layout::Canonical => canonical::files(&storyteller)?,
        Layout::CaseSystems => case_system_files(&storyteller)?,
    };
    files.extend(jobs::files(layout, &workforce)?);
    Ok(files)
}

fn case_system_files(storyteller: &Storyteller) -> Result<Vec<SampleFile>, SampleError> {
    let records = oddities::records(storyteller);
    let mut files = carefirst::files(storyteller, &records)?;
    files.extend(capita::files(storyteller, &records)?);
    files.extend(canonical::history_and_workers(
        storyteller,
        &records,
        "sample_data/",
    )?);
    Ok(files)
}

fn check(settings: &SampleSettings, layout: Layout) -> Result<(), SampleError> {
    let (least, most) = match layout {
        Layout::Canonical => (1, 500_000),
        Layout::CaseSystems => (200, 20_000),
    };
    if !(least..=most).contains(&settings.children) {
        return Err(SampleError::Children {
            children: settings.children,
            least,
            most,
        });
    }
    if !(2018..=2099).contains(&settings.date.year()) {
        return Err(SampleError::Date(settings.date));
    }
    Ok(())
}
