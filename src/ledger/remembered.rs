//! What complete runs saw of ratings and workers, kept for nights whose exports no longer say it. [RULES 2, 4]

use std::borrow::Cow;

use chrono::NaiveDate;
use rusqlite::{Row, Transaction, params};

use super::{Ledger, LedgerError, recall::iso_day, schema};
use crate::model::remembered::{Remembered, SeenDecision, SeenWorker};

impl Ledger {
    /// What complete runs for dates before one saw.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn remembered(&self, date: NaiveDate) -> Result<Remembered<'static>, LedgerError> {
        if self.version < schema::WITH_REMEMBERED {
            return Ok(Remembered::default());
        }
        let before = params![date.to_string(), self.before_run];
        let decisions = self
            .connection
            .prepare(
                "SELECT child_id, rag, decided_on, recorded_on, decided_by, has_rationale FROM seen_decisions
                 WHERE seen_on < ?1 AND run < ?2 ORDER BY child_id, decided_on, recorded_on, rag",
            )?
            .query_map(before, decision)?
            .collect::<rusqlite::Result<_>>()?;
        let workers = self
            .connection
            .prepare(
                "SELECT worker_id, role, qualified, can_visit, team, service, left_on, seen_from FROM seen_workers
                 WHERE seen_from < ?1 AND run < ?2 ORDER BY worker_id, seen_from",
            )?
            .query_map(before, worker)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Remembered { decisions, workers })
    }
}

/// Keeps what a complete run saw: a decision once, with the dates of the first and the last run that saw it; a worker
/// anew where something changed.
pub(super) fn keep(
    transaction: &Transaction<'_>,
    run: i64,
    date: NaiveDate,
    seen: &Remembered<'_>,
) -> rusqlite::Result<()> {
    let date = date.to_string();
    let mut insert = transaction.prepare(
        "INSERT INTO seen_decisions (child_id, rag, decided_on, recorded_on, decided_by, has_rationale, seen_on, last_on, run)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)
         ON CONFLICT DO UPDATE SET seen_on = min(seen_on, ?7), last_on = max(last_on, ?7)",
    )?;
    for seen in &seen.decisions {
        insert.execute(params![
            seen.child_id,
            seen.rag,
            seen.decided_on.to_string(),
            seen.recorded_on.to_string(),
            seen.decided_by.as_deref().unwrap_or_default(),
            seen.has_rationale,
            date,
            run
        ])?;
    }
    let mut latest = transaction.prepare(
        "SELECT worker_id, role, qualified, can_visit, team, service, left_on, seen_from FROM seen_workers
         WHERE worker_id = ?1 AND seen_from <= ?2 ORDER BY seen_from DESC LIMIT 1",
    )?;
    let mut holds_on = transaction.prepare(
        "UPDATE seen_workers SET last_on = max(last_on, ?3) WHERE worker_id = ?1 AND seen_from = ?2",
    )?;
    let mut insert = transaction.prepare(
        "INSERT OR REPLACE INTO seen_workers
             (worker_id, role, qualified, can_visit, team, service, left_on, seen_from, last_on, run)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
    )?;
    for seen in &seen.workers {
        let known = latest
            .query_map(params![seen.worker_id, date], worker)?
            .next()
            .transpose()?;
        match known {
            Some(known) if known.holds_as(seen) => {
                let from = known.seen_from.to_string();
                holds_on.execute(params![seen.worker_id, from, date])?;
            }
            _ => {
                insert.execute(params![
                    seen.worker_id,
                    seen.role,
                    seen.qualified,
                    seen.can_visit,
                    seen.team,
                    seen.service,
                    seen.left_on.map(|day| day.to_string()),
                    date,
                    run
                ])?;
            }
        }
    }
    Ok(())
}

/// Forgets what no run since a date has seen.
pub(super) fn forget(transaction: &Transaction<'_>, before: &str) -> rusqlite::Result<usize> {
    let decisions =
        transaction.execute("DELETE FROM seen_decisions WHERE last_on < ?1", [before])?;
    let workers = transaction.execute("DELETE FROM seen_workers WHERE last_on < ?1", [before])?;
    Ok(decisions + workers)
}

fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<Cow<'static, str>> {
    Ok(Cow::Owned(row.get(at)?))
}

fn decision(row: &Row<'_>) -> rusqlite::Result<SeenDecision<'static>> {
    Ok(SeenDecision {
        child_id: text(row, 0)?,
        rag: text(row, 1)?,
        decided_on: iso_day(row, 2)?,
        recorded_on: iso_day(row, 3)?,
        decided_by: Some(text(row, 4)?).filter(|id| !id.is_empty()),
        has_rationale: row.get(5)?,
    })
}

fn worker(row: &Row<'_>) -> rusqlite::Result<SeenWorker<'static>> {
    let left: Option<String> = row.get(6)?;
    Ok(SeenWorker {
        worker_id: text(row, 0)?,
        role: text(row, 1)?,
        qualified: text(row, 2)?,
        can_visit: text(row, 3)?,
        team: text(row, 4)?,
        service: text(row, 5)?,
        left_on: left.map(|_| iso_day(row, 6)).transpose()?,
        seen_from: iso_day(row, 7)?,
    })
}
