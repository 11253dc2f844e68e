//! Slots: the due times of jobs, each claimed by one process and brought to one end.
//!
//! The unique key of job and slot is the second fence behind the run lock: whoever writes the row first has it.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::{
    Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params, types::Type,
};

use super::{Ledger, LedgerError, schema};

/// A due time of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The run date.
    pub date: NaiveDate,
}

/// Who is, or was, at work on a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The name of the machine.
    pub host: String,
    /// The process id there.
    pub process: u32,
}

/// What became of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// A process is at work on it, or died at it.
    Claimed,
    /// It was tried and nothing was sent; it is to be tried again.
    Waiting,
    /// It ran.
    Ran,
    /// A later one ran in its place.
    Superseded,
    /// It became too late to run it.
    Missed,
}

/// A slot as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRow {
    /// The due time.
    pub slot: Slot,
    /// What became of it.
    pub state: SlotState,
    /// How often it was begun.
    pub attempts: u32,
    /// When it was last begun, and by whom.
    pub tried: Option<(DateTime<Utc>, Holder)>,
    /// The exit code of the last attempt.
    pub exit: Option<u8>,
}

/// What is recorded of a job's slots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotPast {
    /// The latest that nothing is left to be done about.
    pub handled: Option<DateTime<Utc>>,
    /// Those claimed or waiting, earliest first.
    pub open: Vec<SlotRow>,
}

/// Whether a slot could be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is ours, and this is our first or a further attempt.
    Won {
        /// 1 for the first.
        attempt: u32,
    },
    /// Somebody has claimed it and not brought it to an end.
    Held(SlotRow),
    /// Nothing is left to be done about it.
    Handled,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}", self.process, self.host)
    }
}

impl SlotState {
    const ALL: [Self; 5] = [
        Self::Claimed,
        Self::Waiting,
        Self::Ran,
        Self::Superseded,
        Self::Missed,
    ];

    /// The word in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Waiting => "waiting",
            Self::Ran => "ran",
            Self::Superseded => "superseded",
            Self::Missed => "missed",
        }
    }
}

const COLUMNS: &str = "slot, date, state, attempts, tried, host, process, exit";

impl Ledger {
    /// The last slots of a job, latest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_slots(&self, job: &str, count: u32) -> Result<Vec<SlotRow>, LedgerError> {
        if self.version < schema::WITH_SLOTS {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM slots WHERE job = ?1 ORDER BY slot DESC LIMIT ?2");
        let rows = self
            .connection
            .prepare(&sql)?
            .query_map(params![job, count], slot_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// What is recorded of one due time of a job.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn slot(&self, job: &str, slot: Slot) -> Result<Option<SlotRow>, LedgerError> {
        if self.version < schema::WITH_SLOTS {
            return Ok(None);
        }
        Ok(standing(&self.connection, job, slot)?)
    }

    /// What was handled last of a job, and what is open.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn slot_past(&self, job: &str) -> Result<SlotPast, LedgerError> {
        if self.version < schema::WITH_SLOTS {
            return Ok(SlotPast::default());
        }
        let handled = self.connection.query_row(
            "SELECT max(slot) FROM slots WHERE job = ?1 AND state NOT IN ('claimed', 'waiting')",
            [job],
            |row| optional_instant(row, 0),
        )?;
        let sql = format!(
            "SELECT {COLUMNS} FROM slots WHERE job = ?1 AND state IN ('claimed', 'waiting') ORDER BY slot"
        );
        let open = self
            .connection
            .prepare(&sql)?
            .query_map([job], slot_row)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(SlotPast { handled, open })
    }

    /// Claims a slot that is new or waiting, and records the earlier ones that it supersedes; both or neither.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn claim_slot(
        &mut self,
        job: &str,
        slot: Slot,
        superseded: &[Slot],
        holder: &Holder,
        now: DateTime<Utc>,
    ) -> Result<Claim, LedgerError> {
        // Those who come late need not queue for the ledger.
        if let Some(refused) = standing(&self.connection, job, slot)?.and_then(refusal) {
            return Ok(refused);
        }
        let transaction = self.write()?;
        if let Some(refused) = standing(&transaction, job, slot)?.and_then(refusal) {
            return Ok(refused);
        }
        let attempt = transaction.query_row(
            "INSERT INTO slots (job, slot, date, state, attempts, tried, host, process)
             VALUES (?1, ?2, ?3, 'claimed', 1, ?4, ?5, ?6)
             ON CONFLICT (job, slot) DO UPDATE SET state = 'claimed', attempts = attempts + 1,
                 tried = excluded.tried, host = excluded.host, process = excluded.process
             RETURNING attempts",
            params![
                job,
                text(slot.at),
                slot.date.to_string(),
                text(now),
                holder.host,
                holder.process
            ],
            |row| row.get(0),
        )?;
        close(&transaction, job, superseded, SlotState::Superseded)?;
        transaction.commit()?;
        Ok(Claim::Won { attempt })
    }

    /// Takes a claimed slot over from a holder that is known to be dead; it must still be the holder's.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn take_slot_over(
        &mut self,
        job: &str,
        dead: &SlotRow,
        holder: &Holder,
        now: DateTime<Utc>,
    ) -> Result<Claim, LedgerError> {
        let transaction = self.write()?;
        match standing(&transaction, job, dead.slot)? {
            Some(row) if row == *dead => {}
            Some(row) if row.state == SlotState::Claimed => return Ok(Claim::Held(row)),
            _ => return Ok(Claim::Handled),
        }
        transaction.execute(
            "UPDATE slots SET attempts = attempts + 1, tried = ?3, host = ?4, process = ?5
             WHERE job = ?1 AND slot = ?2",
            params![
                job,
                text(dead.slot.at),
                text(now),
                holder.host,
                holder.process
            ],
        )?;
        transaction.commit()?;
        Ok(Claim::Won {
            attempt: dead.attempts + 1,
        })
    }

    /// Records how an attempt at a slot ended: `Ran` or `Waiting`, with its exit code. A holder whom another has
    /// taken for dead records nothing.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn end_slot(
        &mut self,
        job: &str,
        slot: Slot,
        holder: &Holder,
        state: SlotState,
        exit: u8,
    ) -> Result<(), LedgerError> {
        let changed = self.connection.execute(
            "UPDATE slots SET state = ?3, exit = ?4
             WHERE job = ?1 AND slot = ?2 AND state = 'claimed' AND host = ?5 AND process = ?6",
            params![
                job,
                text(slot.at),
                state.name(),
                exit,
                holder.host,
                holder.process
            ],
        )?;
        if changed == 0 {
            tracing::warn!(job, slot = %slot.at, "another process has taken the slot over");
        }
        Ok(())
    }

    /// Records slots that became too late; those that came to an end meanwhile stay as they are.
    ///
    /// # Errors
    /// The ledger's own; nothing is recorded then.
    pub fn miss_slots(&mut self, job: &str, missed: &[Slot]) -> Result<(), LedgerError> {
        let transaction = self.write()?;
        close(&transaction, job, missed, SlotState::Missed)?;
        transaction.commit()?;
        Ok(())
    }

    /// A transaction that waits for its turn to write before it reads.
    fn write(&mut self) -> rusqlite::Result<Transaction<'_>> {
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
    }
}

fn close(
    transaction: &Transaction<'_>,
    job: &str,
    slots: &[Slot],
    state: SlotState,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare(
        "INSERT INTO slots (job, slot, date, state, attempts) VALUES (?1, ?2, ?3, ?4, 0)
         ON CONFLICT (job, slot) DO UPDATE SET state = excluded.state WHERE state IN ('claimed', 'waiting')",
    )?;
    for slot in slots {
        insert.execute(params![
            job,
            text(slot.at),
            slot.date.to_string(),
            state.name()
        ])?;
    }
    Ok(())
}

fn standing(connection: &Connection, job: &str, slot: Slot) -> rusqlite::Result<Option<SlotRow>> {
    let sql = format!("SELECT {COLUMNS} FROM slots WHERE job = ?1 AND slot = ?2");
    connection
        .prepare_cached(&sql)?
        .query_row(params![job, text(slot.at)], slot_row)
        .optional()
}

/// Why a slot cannot be claimed as it stands, if it cannot.
fn refusal(row: SlotRow) -> Option<Claim> {
    match row.state {
        SlotState::Waiting => None,
        SlotState::Claimed => Some(Claim::Held(row)),
        SlotState::Ran | SlotState::Superseded | SlotState::Missed => Some(Claim::Handled),
    }
}

fn slot_row(row: &Row<'_>) -> rusqlite::Result<SlotRow> {
    let state: String = row.get(2)?;
    let holder = row
        .get::<_, Option<String>>(5)?
        .zip(row.get::<_, Option<u32>>(6)?)
        .map(|(host, process)| Holder { host, process });
    Ok(SlotRow {
        slot: Slot {
            at: optional_instant(row, 0)?
                .ok_or_else(|| unreadable(0, "a slot has no time".to_owned()))?,
            date: super::recall::iso_day(row, 1)?,
        },
        state: SlotState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .ok_or_else(|| unreadable(2, format!("no state is called {state}")))?,
        attempts: row.get(3)?,
        tried: optional_instant(row, 4)?.zip(holder),
        exit: row.get(7)?,
    })
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn optional_instant(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    row.get::<_, Option<String>>(at)?
        .map(|text| {
            text.parse()
                .map_err(|error: chrono::ParseError| unreadable(at, error.to_string()))
        })
        .transpose()
}

fn unreadable(at: usize, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, what.into())
}
