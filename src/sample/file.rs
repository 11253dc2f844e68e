//! What the sample gives: files, or why there are none.

use std::io;

use chrono::NaiveDate;

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
