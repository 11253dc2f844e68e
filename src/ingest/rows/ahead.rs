//! Reading ahead: one thread takes a CSV file apart while another takes in its rows, in their order.

use std::{panic, sync::mpsc, thread};

use super::{OnRow, RowBuf, csv_rows::CsvRows};
use crate::ingest::refusal::Trouble;

/// Rows that one thread reads and another takes, and whose room is used again.
#[derive(Default)]
struct Batch {
    rows: Vec<RowBuf>,
    filled: usize,
}

const ROWS_OF_A_BATCH: usize = 256;
/// Long rows fill a batch sooner.
const ROOM_OF_A_BATCH: usize = 1 << 20;
const BATCHES_AHEAD: usize = 4;

impl CsvRows {
    /// Hands every row that is left to `on_row`, in order, while another thread reads ahead.
    ///
    /// # Errors
    /// A damaged or cut file; whatever `on_row` refuses.
    pub fn each(&mut self, on_row: OnRow<'_>) -> Result<(), Trouble> {
        thread::scope(|scope| {
            let (full, batches) = mpsc::sync_channel::<Batch>(BATCHES_AHEAD);
            let (used, emptied) = mpsc::channel::<Batch>();
            let reader = scope.spawn(move || -> Result<(), Trouble> {
                loop {
                    let mut batch = emptied.try_recv().unwrap_or_default();
                    let filled = self.fill(&mut batch);
                    let is_last = !matches!(filled, Ok(true));
                    // Rows before a damage are handed on; nobody takes them where `on_row` has had enough.
                    if full.send(batch).is_err() || is_last {
                        return filled.map(|_| ());
                    }
                }
            });
            for batch in batches {
                for row in &batch.rows[..batch.filled] {
                    if on_row(row)?.is_break() {
                        return Ok(());
                    }
                }
                // The reader may have ended: then nobody needs the room again.
                let _ = used.send(batch);
            }
            reader
                .join()
                .unwrap_or_else(|panic| panic::resume_unwind(panic))
        })
    }

    /// Fills a batch of rows; false where the file ends.
    fn fill(&mut self, batch: &mut Batch) -> Result<bool, Trouble> {
        batch.filled = 0;
        batch.rows.resize_with(ROWS_OF_A_BATCH, RowBuf::default);
        let mut room = 0;
        while room < ROOM_OF_A_BATCH
            && let Some(row) = batch.rows.get_mut(batch.filled)
        {
            if !self.next(row)? {
                return Ok(false);
            }
            room += row.room();
            batch.filled += 1;
        }
        Ok(true)
    }
}
