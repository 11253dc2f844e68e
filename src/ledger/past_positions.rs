//! The positions that snapshots keep: all of one run, or one child's of every run.

use std::{borrow::Cow, collections::HashMap};

use chrono::NaiveDate;
use rusqlite::{Row, params};

use super::{Ledger, LedgerError, PositionRow, recall::iso_day, schema};

/// How a child stood after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastListing {
    /// The run's date.
    pub date: NaiveDate,
    /// The job.
    pub job: String,
    /// The position; none where the run had none of the child.
    pub position: Option<PositionRow<'static>>,
}

impl Ledger {
    /// How a child stood after each remembered run up to a date, from the first that had it, by date.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn history_of(
        &self,
        child_id: &str,
        until: NaiveDate,
    ) -> Result<Vec<PastListing>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(Vec::new());
        }
        let words = self.words()?;
        let columns = self.position_columns();
        // Runs whose children were forgotten say nothing.
        let mut select = self.connection.prepare(&format!(
            "SELECT {columns}, s.date, s.job FROM snapshots s
             LEFT JOIN snapshot_positions p ON p.snapshot = s.id AND p.child_id = ?1
             WHERE s.date <= ?2
               AND EXISTS (SELECT 1 FROM snapshot_positions other WHERE other.snapshot = s.id)
             ORDER BY s.date, s.run"
        ))?;
        let all = select
            .query_map(params![child_id, until.to_string()], |row| {
                let is_there = row.get::<_, Option<String>>(0)?.is_some();
                Ok(PastListing {
                    date: iso_day(row, 18)?,
                    job: row.get(19)?,
                    position: is_there.then(|| position(row, &words)).transpose()?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let listed = all.into_iter().skip_while(|past| past.position.is_none());
        Ok(listed.collect())
    }

    /// Every position of a snapshot, by child id.
    pub(super) fn positions_of(
        &self,
        snapshot: i64,
    ) -> Result<Vec<PositionRow<'static>>, LedgerError> {
        self.positions_where(snapshot, "")
    }

    /// Those for which a condition on `p` holds as well.
    pub(super) fn positions_where(
        &self,
        snapshot: i64,
        condition: &str,
    ) -> Result<Vec<PositionRow<'static>>, LedgerError> {
        let words = self.words()?;
        let columns = self.position_columns();
        let rows = self
            .connection
            .prepare(&format!(
                "SELECT {columns} FROM snapshot_positions p WHERE p.snapshot = ?1 {condition} ORDER BY p.child_id"
            ))?
            .query_map([snapshot], |row| position(row, &words))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    fn words(&self) -> Result<HashMap<i64, String>, LedgerError> {
        let words = self
            .connection
            .prepare("SELECT id, word FROM words")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(words)
    }

    /// The columns in the order in which [`position`] reads them.
    fn position_columns(&self) -> String {
        let flags = match self.version >= schema::WITH_FLAGS {
            true => "p.flags",
            false => "NULL",
        };
        let booked = match self.version >= schema::WITH_LISTS {
            true => "p.booked",
            false => "NULL",
        };
        format!(
            "p.child_id, p.team, p.service, p.worker_id, p.statuses, p.rag, p.standard, p.state, p.due, p.last_contact,
             p.contact_visit_id, p.last_seen, p.seen_visit_id, p.unseen, p.unborn, p.days_unseen, {flags}, {booked}"
        )
    }
}

fn position(row: &Row<'_>, words: &HashMap<i64, String>) -> rusqlite::Result<PositionRow<'static>> {
    let optional = |at: usize| {
        let id: Option<i64> = row.get(at)?;
        id.map(|id| {
            words
                .get(&id)
                .map(|word| Cow::Owned(word.clone()))
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(at, id))
        })
        .transpose()
    };
    let word = |at: usize| optional(at).map(Option::unwrap_or_default);
    let visit = |at: usize| -> rusqlite::Result<_> {
        let id: Option<String> = row.get(at + 1)?;
        Ok(day(row, at)?.zip(id.map(Cow::Owned)))
    };
    Ok(PositionRow {
        child_id: Cow::Owned(row.get(0)?),
        team: word(1)?,
        service: optional(2)?,
        worker_id: optional(3)?,
        statuses: word(4)?,
        rag: word(5)?,
        standard: word(6)?,
        state: word(7)?,
        due: day(row, 8)?,
        last_contact: visit(9)?,
        last_seen: visit(11)?,
        unseen: row.get(13)?,
        unborn: row.get(14)?,
        days_unseen: row.get(15)?,
        flags: optional(16)?,
        booked: day(row, 17)?,
    })
}

/// A day that is kept as days since 1 January 1970.
pub(super) fn day(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let days: Option<i64> = row.get(at)?;
    days.map(|days| {
        i32::try_from(days)
            .ok()
            .and_then(NaiveDate::from_epoch_days)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(at, days))
    })
    .transpose()
}
