//! A CSV file being written, one cell after the other, without an allocation for each.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};
use csv::{Terminator, Writer, WriterBuilder};

use super::file::{SampleError, SampleFile};

/// A CSV file that is being written.
pub(super) struct CsvTable {
    path: String,
    writer: Writer<Vec<u8>>,
    cell: String,
}

impl CsvTable {
    /// A table with `headings`, and room for about `size` bytes.
    pub(super) fn new(path: String, headings: &[&str], size: usize) -> Result<Self, SampleError> {
        let writer = Writer::from_writer(Vec::with_capacity(size));
        Self::begun(path, writer, headings)
    }

    /// A table with Windows line ends, below `preamble`: a byte order mark, title rows.
    pub(super) fn below(
        preamble: &str,
        path: String,
        headings: &[&str],
    ) -> Result<Self, SampleError> {
        let writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(preamble.as_bytes().to_vec());
        Self::begun(path, writer, headings)
    }

    fn begun(
        path: String,
        mut writer: Writer<Vec<u8>>,
        headings: &[&str],
    ) -> Result<Self, SampleError> {
        writer.write_record(headings)?;
        Ok(Self {
            path,
            writer,
            cell: String::new(),
        })
    }

    /// The next cell of the row.
    pub(super) fn text(&mut self, text: &str) -> Result<(), SampleError> {
        Ok(self.writer.write_field(text)?)
    }

    /// The next cell: an ISO date, or nothing.
    pub(super) fn date(&mut self, date: Option<NaiveDate>) -> Result<(), SampleError> {
        match date {
            None => self.text(""),
            Some(date) => self.formatted(format_args!("{date}")),
        }
    }

    /// The next cell: an ISO date and time, to the minute.
    pub(super) fn time(&mut self, time: NaiveDateTime) -> Result<(), SampleError> {
        let (date, hour, minute) = (time.date(), time.hour(), time.minute());
        self.formatted(format_args!("{date} {hour:02}:{minute:02}"))
    }

    /// The next cell, formatted.
    pub(super) fn formatted(&mut self, text: std::fmt::Arguments) -> Result<(), SampleError> {
        self.cell.clear();
        // Writing into a `String` cannot fail.
        let _ = self.cell.write_fmt(text);
        Ok(self.writer.write_field(&self.cell)?)
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) -> Result<(), SampleError> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// A whole row at once.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, cells: &[T]) -> Result<(), SampleError> {
        Ok(self.writer.write_record(cells)?)
    }

    /// The finished file.
    pub(super) fn finish(self) -> Result<SampleFile, SampleError> {
        let bytes = self
            .writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        Ok(SampleFile {
            path: self.path,
            bytes,
        })
    }
}
