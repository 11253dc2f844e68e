//! The chain of events: each holds a hash over itself and the one before, and a hash of the row that it is about, so
//! that a row which somebody changed by hand is found.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::ValueRef};
use sha2::{Digest, Sha256};

use super::{Ledger, LedgerError, schema};
use crate::model::text::hex;

/// A kind of row that events are about, by its table.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    /// A run.
    Run,
    /// A message on its way.
    Delivery,
    /// What a run was made from and what it made.
    Making,
}

impl Kept {
    const ALL: [Self; 3] = [Self::Run, Self::Delivery, Self::Making];

    fn table(self) -> &'static str {
        match self {
            Self::Run => "runs",
            Self::Delivery => "deliveries",
            Self::Making => "makings",
        }
    }

    /// The first version of the ledger that has the table.
    fn since(self) -> usize {
        match self {
            Self::Run | Self::Delivery => schema::WITH_DELIVERIES,
            Self::Making => schema::WITH_MAKINGS,
        }
    }
}

/// Records that a row is now as it stands.
pub(super) fn note(
    transaction: &Transaction<'_>,
    kept: Kept,
    row: i64,
    at: i64,
) -> rusqlite::Result<()> {
    let row_hash = row_hash(transaction, kept, row)?.unwrap_or_default();
    let before: Option<String> = transaction
        .query_row(
            "SELECT hash FROM events ORDER BY id DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()?;
    let about = row.to_string();
    let hash = link(
        &before.unwrap_or_default(),
        at,
        kept.table(),
        &about,
        &row_hash,
    );
    transaction
        .prepare_cached(
            "INSERT INTO events (at, what, about, row_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![at, kept.table(), about, row_hash, hash])?;
    Ok(())
}

/// Begins the chain in a ledger that had runs before it. A later step that adds a column to a table notes its rows anew.
pub(super) fn begin(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let runs: Vec<i64> = transaction
        .prepare("SELECT id FROM runs ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for run in runs {
        note(transaction, Kept::Run, run, 0)?;
    }
    Ok(())
}

impl Ledger {
    /// Reads the whole ledger and compares every row with the chain.
    ///
    /// # Errors
    /// The ledger's own, and the first row that was changed outside the program.
    pub fn verify(&self) -> Result<(), LedgerError> {
        let sound: String = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(LedgerError::Changed(
                "its pages do not fit together".to_owned(),
            ));
        }
        if self.version < schema::WITH_DELIVERIES {
            return Ok(());
        }
        let mut before = String::new();
        let mut select = self
            .connection
            .prepare("SELECT at, what, about, row_hash, hash, id FROM events ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (what, about, row_hash): (String, String, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let hash: String = row.get(4)?;
            if link(&before, row.get(0)?, &what, &about, &row_hash) != hash {
                let id: i64 = row.get(5)?;
                return Err(LedgerError::Changed(format!(
                    "event {id} or one before it was changed or removed"
                )));
            }
            before = hash;
        }
        for kept in Kept::ALL {
            if self.version >= kept.since() {
                self.verify_rows(kept)?;
            }
        }
        Ok(())
    }

    fn verify_rows(&self, kept: Kept) -> Result<(), LedgerError> {
        let table = kept.table();
        let mut select = self.connection.prepare(
            "SELECT about, row_hash FROM events
             WHERE id IN (SELECT max(id) FROM events WHERE what = ?1 GROUP BY about)",
        )?;
        let mut rows = select.query([table])?;
        while let Some(row) = rows.next()? {
            let (about, noted): (String, String) = (row.get(0)?, row.get(1)?);
            let id = about.parse().unwrap_or(-1);
            if row_hash(&self.connection, kept, id)?.as_deref() != Some(&noted) {
                return Err(LedgerError::Changed(format!(
                    "row {about} of {table} is not as it was recorded"
                )));
            }
        }
        let unknown: i64 = self.connection.query_row(
            &format!(
                "SELECT count(*) FROM {table}
                 WHERE CAST(id AS TEXT) NOT IN (SELECT about FROM events WHERE what = ?1)"
            ),
            [table],
            |row| row.get(0),
        )?;
        if unknown > 0 {
            return Err(LedgerError::Changed(format!(
                "{unknown} rows of {table} were added outside the program"
            )));
        }
        Ok(())
    }
}

fn link(before: &str, at: i64, what: &str, about: &str, row_hash: &str) -> String {
    let mut hash = Sha256::new();
    for part in [before, &at.to_string(), what, about, row_hash] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// A hash over every column of a row; `None` where there is no such row.
fn row_hash(connection: &Connection, kept: Kept, id: i64) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(&format!("SELECT * FROM {} WHERE id = ?1", kept.table()))?
        .query_row([id], hash_of)
        .optional()
}

fn hash_of(row: &Row<'_>) -> rusqlite::Result<String> {
    let columns = row.as_ref().column_count();
    let mut hash = Sha256::new();
    for at in 0..columns {
        match row.get_ref(at)? {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
            }
            ValueRef::Real(number) => {
                hash.update([2]);
                hash.update(number.to_be_bytes());
            }
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                hash.update([3]);
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            }
        }
    }
    Ok(hex(&hash.finalize()))
}
