//! A CSV file, read once from its start to its end.

use std::sync::Arc;

use super::{Halt, Late, Reading};
use crate::ingest::{
    heading::{self, Asked},
    refusal::Trouble,
    rows::{content::Text, csv_rows::CsvRows},
    sheets::best_table,
};

impl Reading<'_> {
    /// The file is read once: what is wrong with it as a whole shows at its end and comes first all the same.
    pub(super) fn csv(&mut self, text: Text) -> Result<(), Halt> {
        let mut rows = CsvRows::new(text, self.input.profile.delimiter);
        let read = self
            .csv_table(&mut rows)
            .map_err(|trouble| rows.real_trouble(trouble));
        let end = match rows.finish() {
            Ok(end) => end,
            Err(trouble) => return Err(self.too_late(trouble)),
        };
        match read {
            Err(trouble) if !matches!(trouble, Trouble::CsvCutShort { .. }) => {
                return Err(self.too_late(trouble));
            }
            _ if end.was_misread => return Err(Halt::Again(Late::Encoded(end.encoding))),
            read => read?,
        }
        for report in &mut self.reports {
            report.file.encoding = Some(end.encoding.name());
        }
        self.of_bytes(&end.sha256);
        Ok(())
    }

    /// A trouble for which no row of the file may have been taken in.
    fn too_late(&self, trouble: Trouble) -> Halt {
        if self.rows_taken == 0 {
            Halt::Refused(trouble)
        } else {
            Halt::Again(Late::Unusable(trouble))
        }
    }

    fn csv_table(&mut self, rows: &mut CsvRows) -> Result<(), Trouble> {
        let first = rows.up_to(heading::SEARCHED_ROWS)?;
        let within = first.partition_point(|row| row.number <= heading::SEARCHED_ROWS);
        let head = &first[..within];
        let joined = Arc::clone(&self.joined);
        let asked = Asked {
            set: self.input.data_set,
            joined: &joined,
        };
        let tables = self.input.profile.tables_for(asked.set);
        let table = best_table(&tables, asked, head).map_err(|trouble| rows.worse_than(trouble))?;
        let heading =
            heading::find(&table, asked, head).map_err(|trouble| rows.worse_than(trouble))?;
        self.rows(&table, &heading, None, |on_row| {
            for row in &first {
                if on_row(row)?.is_break() {
                    return Ok(());
                }
            }
            rows.each(on_row)
        })?;
        if let Some((line, found)) = rows.open_end() {
            // A note at the end is shorter than a row, and whole.
            let is_note = self.signs.cut.as_ref().is_some_and(|cut| cut.row == line);
            if found < heading.width && !is_note {
                return Err(Trouble::CsvCutShort {
                    line,
                    found,
                    expected: heading.width,
                });
            }
            self.note("the file does not end with a line break; if its last cell is cut short, nothing shows it");
        }
        Ok(())
    }
}
