//! What complete runs before a day left in the ledger: the last snapshot, and the rates of given dates.

use std::{borrow::Cow, ops::Range};

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, params};

use super::{Ledger, LedgerError, PositionRow, RateRow, schema};
use crate::model::run::LastListed;

/// Whose runs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobChoice<'a> {
    /// One job's.
    Of(&'a str),
    /// Every job's.
    Any,
}

/// The snapshot of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The run's date.
    pub date: NaiveDate,
    /// The run's id.
    pub run_id: String,
    /// The version of the rule book that it answered by.
    pub rules_version: u32,
    /// Every child's position, by child id in byte order.
    pub positions: Vec<PositionRow<'static>>,
    /// The rates of every scope.
    pub rates: Vec<RateRow<'static>>,
}

/// The rates that a complete run of a date recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRates {
    /// The run's date.
    pub date: NaiveDate,
    /// The job; several may have run for one date.
    pub job: String,
    /// The rates of every scope.
    pub rates: Vec<RateRow<'static>>,
}

impl Ledger {
    /// The latest complete run for a date, or one before it, that had a child.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_listed(
        &self,
        child_id: &str,
        date: NaiveDate,
    ) -> Result<Option<LastListed>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(None);
        }
        let found = self
            .connection
            .query_row(
                "SELECT s.date, s.job, w.word FROM snapshots s
                 JOIN snapshot_positions p ON p.snapshot = s.id AND p.child_id = ?1
                 JOIN words w ON w.id = p.team
                 WHERE s.date <= ?2 ORDER BY s.date DESC, s.run DESC LIMIT 1",
                params![child_id, date.to_string()],
                |row| {
                    Ok(LastListed {
                        date: iso_day(row, 0)?,
                        job: row.get(1)?,
                        team: row.get(2)?,
                    })
                },
            )
            .optional()?;
        Ok(found)
    }

    /// The snapshot of the latest complete run before a date; of several on one date, the one recorded last.
    ///
    /// Always strictly before: a run that is repeated must not be compared with itself. A run whose children were
    /// forgotten is passed over.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_before(
        &self,
        job: JobChoice<'_>,
        date: NaiveDate,
    ) -> Result<Option<Earlier>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(None);
        }
        let job = match job {
            JobChoice::Of(job) => Some(job),
            JobChoice::Any => None,
        };
        let rules_version = self.rules_version_of("s");
        let found = self
            .connection
            .query_row(
                &format!(
                    "SELECT s.id, s.date, r.run_id, {rules_version} FROM snapshots s JOIN runs r ON r.id = s.run
                     WHERE s.date < ?1 AND (?2 IS NULL OR s.job = ?2) AND s.run < ?3
                       AND EXISTS (SELECT 1 FROM snapshot_positions p WHERE p.snapshot = s.id)
                     ORDER BY s.date DESC, s.run DESC LIMIT 1"
                ),
                params![date.to_string(), job, self.before_run],
                |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        iso_day(row, 1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, u32>(3)?,
                    ))
                },
            )
            .optional()?;
        let Some((snapshot, date, run_id, rules_version)) = found else {
            return Ok(None);
        };
        Ok(Some(Earlier {
            date,
            run_id,
            rules_version,
            positions: self.positions_of(snapshot)?,
            rates: self.rates_of(snapshot)?,
        }))
    }

    /// Since when complete runs have answered by a version of the rule book; `None` where none has.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn rules_since(&self, rules_version: u32) -> Result<Option<NaiveDate>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(None);
        }
        let of_version = self.rules_version_of("snapshots");
        let found = self
            .connection
            .query_row(
                &format!(
                    "SELECT date FROM snapshots WHERE {of_version} = ?1 AND run < ?2 ORDER BY date LIMIT 1"
                ),
                params![rules_version, self.before_run],
                |row| iso_day(row, 0),
            )
            .optional()?;
        Ok(found)
    }

    /// The column of a snapshot's rule version; older ledgers know of the first only.
    fn rules_version_of(&self, table: &str) -> String {
        match self.version >= schema::WITH_REMEMBERED {
            true => format!("{table}.rules_version"),
            false => "1".to_owned(),
        }
    }

    /// The rates that complete runs recorded by a version of the rule book, of some dates: by date, of one date the run recorded last coming last.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn rates_on(
        &self,
        dates: &[NaiveDate],
        rules_version: u32,
    ) -> Result<Vec<RecordedRates>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(Vec::new());
        }
        let of_version = self.rules_version_of("snapshots");
        let mut select = self.connection.prepare(&format!(
            "SELECT id, job FROM snapshots WHERE date = ?1 AND run < ?2 AND {of_version} = ?3 ORDER BY run"
        ))?;
        let mut recorded = Vec::new();
        for &date in dates {
            let found: Vec<(i64, String)> = select
                .query_map(
                    params![date.to_string(), self.before_run, rules_version],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .collect::<rusqlite::Result<_>>()?;
            for (snapshot, job) in found {
                recorded.push(RecordedRates {
                    date,
                    job,
                    rates: self.rates_of(snapshot)?,
                });
            }
        }
        Ok(recorded)
    }

    /// The first Sundays of a time for which complete runs recorded rates by a version of the rule book, earliest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn first_sundays(
        &self,
        within: Range<NaiveDate>,
        rules_version: u32,
        at_most: usize,
    ) -> Result<Vec<NaiveDate>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(Vec::new());
        }
        let of_version = self.rules_version_of("snapshots");
        let days = self
            .connection
            .prepare(&format!(
                "SELECT DISTINCT date FROM snapshots
                 WHERE date >= ?1 AND date < ?2 AND run < ?3 AND {of_version} = ?4 AND strftime('%w', date) = '0'
                 ORDER BY date LIMIT ?5"
            ))?
            .query_map(
                params![
                    within.start.to_string(),
                    within.end.to_string(),
                    self.before_run,
                    rules_version,
                    at_most as i64
                ],
                |row| iso_day(row, 0),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(days)
    }

    pub(super) fn has_snapshots(&self) -> bool {
        self.version >= schema::WITH_SNAPSHOTS
    }

    fn rates_of(&self, snapshot: i64) -> Result<Vec<RateRow<'static>>, LedgerError> {
        let rows = self
            .connection
            .prepare_cached(
                "SELECT scope_kind, scope, measure, numerator, denominator
                 FROM snapshot_rates WHERE snapshot = ?1 ORDER BY scope_kind, scope, measure",
            )?
            .query_map([snapshot], rate)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}

pub(super) fn rate(row: &Row<'_>) -> rusqlite::Result<RateRow<'static>> {
    let count = |at: usize| {
        let number: i64 = row.get(at)?;
        u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, number))
    };
    Ok(RateRow {
        scope_kind: Cow::Owned(row.get(0)?),
        scope: Cow::Owned(row.get(1)?),
        measure: Cow::Owned(row.get(2)?),
        numerator: count(3)?,
        denominator: count(4)?,
    })
}

pub(super) fn iso_day(row: &Row<'_>, at: usize) -> rusqlite::Result<NaiveDate> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}
