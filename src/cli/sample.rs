//! `lastseen sample`.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;

use super::exit::Exit;
use crate::sample::{Layout, SampleSettings, sample_files};

#[derive(clap::Args)]
pub struct SampleArguments {
    /// The folder to write to; it becomes a root that `lastseen --root DIR` can run
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How many children to invent
    #[arg(long, value_name = "N", default_value_t = 600)]
    children: u32,
    /// Where chance starts
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The run date that the exports are made for, as YYYY-MM-DD; they are those of the evening before
    #[arg(long, value_name = "D", default_value = "2026-11-23")]
    date: NaiveDate,
    /// What the files look like
    #[arg(long, value_enum, default_value_t = SampleLayout::Canonical, value_name = "LAYOUT")]
    layout: SampleLayout,
}

#[derive(Clone, Copy, ValueEnum)]
enum SampleLayout {
    /// Clean CSV files with the canonical headings
    Canonical,
    /// CareFirst and Capita exports with their everyday mess: how sample_data/ was made
    CaseSystems,
    /// Ofsted's Annex A, one workbook: each child's last visit only
    AnnexA,
    /// Eclipse: people, and visit forms of several children at once
    Eclipse,
    /// Liquidlogic LCS: caseload, and visits grouped by child with totals
    Liquidlogic,
    /// Mosaic: open cases, and the visit extract dm_visits
    Mosaic,
    /// The Standard Safeguarding Dataset: its tables as CSV files
    Ssd,
}

pub fn sample(arguments: &SampleArguments) -> Exit {
    let settings = SampleSettings {
        children: arguments.children,
        seed: arguments.seed,
        date: arguments.date,
    };
    let layout = match arguments.layout {
        SampleLayout::Canonical => Layout::Canonical,
        SampleLayout::CaseSystems => Layout::CaseSystems,
        SampleLayout::AnnexA => Layout::AnnexA,
        SampleLayout::Eclipse => Layout::Eclipse,
        SampleLayout::Liquidlogic => Layout::Liquidlogic,
        SampleLayout::Mosaic => Layout::Mosaic,
        SampleLayout::Ssd => Layout::Ssd,
    };
    let files = match sample_files(&settings, layout) {
        Ok(files) => files,
        Err(error) => {
            complain!("error: {error}");
            return Exit::BadCommandLine;
        }
    };
    // Jobs of the sample among those of a service would be run with them.
    let has_settings = arguments.folder.join("jobs").symlink_metadata().is_ok();
    for file in &files {
        if has_settings && file.path.starts_with("jobs/") {
            continue;
        }
        let path = arguments.folder.join(&file.path);
        if let Err(error) = write(&path, &file.bytes) {
            complain!("error: failed to write {}: {error}", path.display());
            return Exit::Storage;
        }
        say!("{}", path.display());
    }
    if has_settings {
        complain!(
            "{} is there already and was left as it is: see that [inputs] names the files above, and recipients.csv their teams",
            arguments.folder.join("jobs").display()
        );
    }
    Exit::Done
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)
}
