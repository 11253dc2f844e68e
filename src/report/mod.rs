//! From answers to books: plain-data workbooks, one file a report; one style and one writer turn them into bytes.
//!
//! A new report is a file in `reports/`, a line in [`build`](reports::build) and a name in
//! [`crate::model::report::Report`].

pub mod behind;
pub mod book;
mod charts;
mod child_columns;
pub mod context;
pub mod csv_files;
pub mod fill_in;
mod meanings;
mod notes;
mod page;
pub mod reports;
mod room;
mod runs;
mod style;
mod table;
pub mod writer;

pub use style::FILL_IN;
