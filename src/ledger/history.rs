//! What the ledger tells somebody who looks in from outside: the last runs of a job, and messages that are not sent.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::{Delivery, Ledger, LedgerError, recall::iso_day, schema};
use crate::model::{delivery::NO_LIST, run::RunState};

/// A run as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRun {
    /// Its row.
    pub id: i64,
    /// Its id.
    pub run_id: String,
    /// The run date.
    pub date: NaiveDate,
    /// How it ended.
    pub state: RunState,
    /// The account, as JSON.
    pub account: String,
    /// When it was last written, in seconds since 1970; none in a ledger of an older version.
    pub at: Option<i64>,
}

/// Which runs are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that were meant to send, however they ended.
    Real,
    /// Those that came to their end.
    Complete,
}

impl Which {
    fn states(self) -> &'static [RunState] {
        match self {
            Self::Real => &[RunState::Complete, RunState::Refused, RunState::Failed],
            Self::Complete => &[RunState::Complete],
        }
    }
}

impl Ledger {
    /// Everything that is read from now on is of one moment, whatever a run writes meanwhile.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn hold_still(&self) -> Result<(), LedgerError> {
        Ok(self.connection.execute_batch("BEGIN")?)
    }

    /// The run of a job that was recorded last.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_run(&self, job: &str, which: Which) -> Result<Option<RecordedRun>, LedgerError> {
        let states: Vec<String> = which
            .states()
            .iter()
            .map(|state| format!("'{state}'"))
            .collect();
        let states = states.join(", ");
        let at = if self.has_events() {
            "(SELECT max(at) FROM events WHERE what = 'runs' AND about = CAST(r.id AS TEXT))"
        } else {
            "NULL"
        };
        let found = self
            .connection
            .query_row(
                &format!(
                    "SELECT id, run_id, date, state, account, {at} FROM runs r
                     WHERE job = ?1 AND state IN ({states}) ORDER BY id DESC LIMIT 1"
                ),
                [job],
                recorded_run,
            )
            .optional()?;
        Ok(found)
    }

    /// Whether a complete run of a job and date was recorded at an instant or later.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn is_complete_since(
        &self,
        job: &str,
        date: NaiveDate,
        since: DateTime<Utc>,
    ) -> Result<bool, LedgerError> {
        if !self.has_events() {
            return Ok(false);
        }
        let found = self.connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM runs r JOIN events e ON e.what = 'runs' AND e.about = CAST(r.id AS TEXT)
                 WHERE r.job = ?1 AND r.date = ?2 AND r.state = ?4 AND e.at >= ?3)",
            params![job, date.to_string(), since.timestamp(), RunState::Complete],
            |row| row.get(0),
        )?;
        Ok(found)
    }

    /// The date of the latest complete run of a job for a date before one.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_complete_before(
        &self,
        job: &str,
        date: NaiveDate,
    ) -> Result<Option<NaiveDate>, LedgerError> {
        let found = self.connection.query_row(
            "SELECT date FROM runs WHERE job = ?1 AND date < ?2 AND state = ?3 ORDER BY date DESC LIMIT 1",
            params![job, date.to_string(), RunState::Complete],
            |row| iso_day(row, 0),
        );
        Ok(found.optional()?)
    }

    /// Since when the ledger knows of a job, or of anything at all where it does not know the job, in seconds since
    /// 1970; `None` where it is empty.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn known_since(&self, job: &str) -> Result<Option<i64>, LedgerError> {
        if !self.has_events() {
            return Ok(None);
        }
        let first_run: Option<i64> = self.connection.query_row(
            "SELECT min(e.at) FROM runs r JOIN events e ON e.what = 'runs' AND e.about = CAST(r.id AS TEXT)
             WHERE r.job = ?1",
            [job],
            |row| row.get(0),
        )?;
        let mut first_slot: Option<i64> = None;
        if self.version >= schema::WITH_SLOTS {
            first_slot = self.connection.query_row(
                "SELECT CAST(strftime('%s', min(slot)) AS INTEGER) FROM slots WHERE job = ?1",
                [job],
                |row| row.get(0),
            )?;
        }
        if let Some(first) = first_run.into_iter().chain(first_slot).min() {
            return Ok(Some(first));
        }
        let first: Option<i64> =
            self.connection
                .query_row("SELECT min(at) FROM events", [], |row| row.get(0))?;
        Ok(first)
    }

    /// The messages that did not leave and still matter, oldest first: those that wait, and those that were given up,
    /// held or are of unknown fate until a later run of their job is complete (that there is no list, until there is). Only the latest revision of each counts.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn undelivered(&self) -> Result<Vec<Delivery>, LedgerError> {
        self.select(
            "state <> 'sent'
             AND revision = (SELECT max(revision) FROM deliveries o
                 WHERE o.job = d.job AND o.date = d.date AND o.report = d.report AND o.recipient = d.recipient)
             AND (state IN ('queued', 'sending', 'deferred') OR NOT EXISTS
                 (SELECT 1 FROM runs r WHERE r.job = d.job AND r.state = ?1
                   AND (r.date > d.date OR r.date = d.date AND d.report = ?2)))",
            &[&RunState::Complete, &NO_LIST],
        )
    }

    fn has_events(&self) -> bool {
        self.version >= schema::WITH_DELIVERIES
    }
}

fn recorded_run(row: &Row<'_>) -> rusqlite::Result<RecordedRun> {
    Ok(RecordedRun {
        id: row.get(0)?,
        run_id: row.get(1)?,
        date: iso_day(row, 2)?,
        state: row.get(3)?,
        account: row.get(4)?,
        at: row.get::<_, Option<i64>>(5)?.filter(|at| *at > 0),
    })
}
