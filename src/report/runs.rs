//! Formats set by the run: cells of one format, one below the other. The writer finds a format by hashing all of it,
//! which costs more than the cell itself; so it is asked once a run, not once a cell.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

/// The runs of a table that is being written.
pub(super) struct Runs<'a> {
    /// The formats that the sheet has. They are numbered in the order in which cells first need them.
    known: Vec<&'a Format>,
    /// The run that each column is in.
    columns: Vec<Option<Run<'a>>>,
}

struct Run<'a> {
    format: &'a Format,
    first: u32,
    last: u32,
}

impl<'a> Runs<'a> {
    /// Of a table with so many columns.
    pub(super) fn of(columns: usize) -> Self {
        Self {
            known: Vec::new(),
            columns: (0..columns).map(|_| None).collect(),
        }
    }

    /// A cell that was written without its format.
    ///
    /// # Errors
    /// A cell beyond the sheet.
    pub(super) fn add(
        &mut self,
        worksheet: &mut Worksheet,
        (row, column): (u32, u16),
        format: &'a Format,
    ) -> Result<(), XlsxError> {
        let current = &mut self.columns[usize::from(column)];
        if let Some(run) = current
            && std::ptr::eq(run.format, format)
            && run.last + 1 == row
        {
            run.last = row;
            return Ok(());
        }
        let new = Run {
            format,
            first: row,
            last: row,
        };
        if let Some(done) = current.replace(new) {
            done.set(worksheet, column)?;
        }
        if !self.known.iter().any(|known| std::ptr::eq(*known, format)) {
            worksheet.set_cell_format(row, column, format)?;
            self.known.push(format);
        }
        Ok(())
    }

    /// Sets what is still to be set.
    ///
    /// # Errors
    /// A cell beyond the sheet.
    pub(super) fn finish(self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, run) in (0..).zip(self.columns) {
            if let Some(run) = run {
                run.set(worksheet, column)?;
            }
        }
        Ok(())
    }
}

impl Run<'_> {
    fn set(&self, worksheet: &mut Worksheet, column: u16) -> Result<(), XlsxError> {
        worksheet
            .set_range_format(self.first, column, self.last, column, self.format)
            .map(drop)
    }
}
