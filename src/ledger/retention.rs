//! What the ledger forgets, and what it keeps for ever: children's positions go when they are past their time; runs,
//! rates, deliveries and hashes stay as tombstones.

use chrono::NaiveDate;
use rusqlite::{Transaction, params};

use super::{
    Ledger, LedgerError,
    chain::{self, Kept},
    remembered,
};

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Runs whose files are past their time.
    pub runs: usize,
    /// Positions of children.
    pub positions: usize,
    /// Messages that had not been sent.
    pub messages: usize,
    /// Rating decisions and workers' values that no later run has seen.
    pub remembered: usize,
}

/// What becomes of a message that was not sent in time.
const PAST_ITS_TIME: &str = "not sent within the time that reports are kept; deleted";

impl Ledger {
    /// Forgets the children of runs for dates before one, marks what those runs were made from as deleted, and gives up
    /// their messages that were never sent; all or nothing.
    ///
    /// # Errors
    /// The ledger's own; nothing is forgotten then.
    pub fn forget(&mut self, before: NaiveDate, at: i64) -> Result<Forgotten, LedgerError> {
        let before = before.to_string();
        let transaction = self.connection.transaction()?;
        let runs = ids(
            &transaction,
            "SELECT m.id FROM makings m JOIN runs r ON r.id = m.id WHERE r.date < ?1 AND m.purged_at IS NULL",
            &before,
        )?;
        for &run in &runs {
            transaction.execute(
                "UPDATE makings SET purged_at = ?2 WHERE id = ?1",
                params![run, at],
            )?;
            chain::note(&transaction, Kept::Making, run, at)?;
        }
        let messages = ids(
            &transaction,
            "SELECT id FROM deliveries
             WHERE date < ?1 AND state IN ('planned', 'verified', 'queued', 'sending', 'deferred', 'unknown', 'held')",
            &before,
        )?;
        for &message in &messages {
            transaction.execute(
                "UPDATE deliveries SET state = 'failed', reply = ?2, next_try = NULL WHERE id = ?1",
                params![message, PAST_ITS_TIME],
            )?;
            chain::note(&transaction, Kept::Delivery, message, at)?;
        }
        let positions = transaction.execute(
            "DELETE FROM snapshot_positions WHERE snapshot IN (SELECT id FROM snapshots WHERE date < ?1)",
            [&before],
        )?;
        if positions > 0 {
            transaction.execute(
                "DELETE FROM words WHERE id NOT IN (
                     SELECT team FROM snapshot_positions
                     UNION SELECT service FROM snapshot_positions WHERE service IS NOT NULL
                     UNION SELECT worker_id FROM snapshot_positions WHERE worker_id IS NOT NULL
                     UNION SELECT statuses FROM snapshot_positions
                     UNION SELECT rag FROM snapshot_positions
                     UNION SELECT standard FROM snapshot_positions
                     UNION SELECT state FROM snapshot_positions
                     UNION SELECT flags FROM snapshot_positions WHERE flags IS NOT NULL)",
                [],
            )?;
        }
        transaction.execute(
            "DELETE FROM returned WHERE coalesce(list_date, date(at, 'unixepoch')) < ?1",
            [&before],
        )?;
        let remembered = remembered::forget(&transaction, &before)?;
        self.head.commit(transaction)?;
        let forgotten = Forgotten {
            runs: runs.len(),
            positions,
            messages: messages.len(),
            remembered,
        };
        if forgotten != Forgotten::default() {
            // What was written over lies in the log until it is emptied.
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(forgotten)
    }
}

fn ids(transaction: &Transaction<'_>, select: &str, before: &str) -> rusqlite::Result<Vec<i64>> {
    transaction
        .prepare(select)?
        .query_map([before], |row| row.get(0))?
        .collect()
}
