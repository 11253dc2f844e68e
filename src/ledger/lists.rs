//! The Monday lists that runs left: who stood on the last list of a week, and how far the lists were worked off.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::{
    Ledger, LedgerError, PositionRow, RateRow,
    recall::{iso_day, rate},
    schema,
};
use crate::model::{calendar, report::Report};

/// A Monday list as it went out, for all teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastList {
    /// Its run date.
    pub date: NaiveDate,
    /// The job.
    pub job: String,
    /// Those who were overdue or due, by child id.
    pub children: Vec<PositionRow<'static>>,
}

/// Those of a snapshot who stood on its list.
const LISTED: &str = "AND p.state IN (SELECT id FROM words WHERE word IN ('OVERDUE', 'DUE'))";

impl Ledger {
    /// The latest list of the week that begins on a Monday: of the job, else of any; of one date the one recorded last.
    /// A list whose children were forgotten is none. [RULES 8]
    ///
    /// # Errors
    /// The ledger's own.
    pub fn list_of_week(
        &self,
        job: &str,
        monday: NaiveDate,
    ) -> Result<Option<PastList>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(None);
        }
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT s.id, s.date, s.job FROM snapshots s
                 WHERE s.date BETWEEN ?1 AND ?2 AND s.run < ?3 AND {}
                 ORDER BY s.job = ?4 DESC, s.date DESC, s.run DESC LIMIT 1",
                self.has_a_list()
            ))?
            .query_row(
                params![
                    monday.to_string(),
                    calendar::sunday_of(monday).to_string(),
                    self.before_run,
                    job
                ],
                |row| Ok((row.get::<_, i64>(0)?, iso_day(row, 1)?, row.get(2)?)),
            )
            .optional()?;
        let Some((snapshot, date, job)) = found else {
            return Ok(None);
        };
        Ok(Some(PastList {
            date,
            job,
            children: self.positions_where(snapshot, LISTED)?,
        }))
    }

    /// The Mondays of the weeks before a day that have a list, the latest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn weeks_with_lists(&self, before: NaiveDate) -> Result<Vec<NaiveDate>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(Vec::new());
        }
        let mut mondays: Vec<NaiveDate> = self
            .connection
            .prepare(&format!(
                "SELECT s.date FROM snapshots s WHERE s.date < ?1 AND s.run < ?2 AND {} ORDER BY s.date DESC",
                self.has_a_list()
            ))?
            .query_map(params![before.to_string(), self.before_run], |row| {
                iso_day(row, 0).map(calendar::monday_of)
            })?
            .collect::<rusqlite::Result<_>>()?;
        mondays.dedup();
        Ok(mondays)
    }

    /// A measure as runs of given dates recorded it, by date; of one date the run recorded last comes last.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn measured_between(
        &self,
        measure: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(NaiveDate, RateRow<'static>)>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(Vec::new());
        }
        let rows = self
            .connection
            .prepare(
                "SELECT r.scope_kind, r.scope, r.measure, r.numerator, r.denominator, s.date
                 FROM snapshots s JOIN snapshot_rates r ON r.snapshot = s.id
                 WHERE r.measure = ?1 AND s.date BETWEEN ?2 AND ?3 AND s.run < ?4
                 ORDER BY s.date, s.run, r.scope_kind, r.scope",
            )?
            .query_map(
                params![measure, from.to_string(), to.to_string(), self.before_run],
                |row| Ok((iso_day(row, 5)?, rate(row)?)),
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    /// The condition on a snapshot `s` that its run made Monday lists and that their children are not forgotten. Of runs
    /// before version 11 their messages tell.
    pub(super) fn has_a_list(&self) -> String {
        let list = Report::MondayVisits.name();
        let reports = match self.version >= schema::WITH_LISTS {
            true => "s.reports",
            false => "NULL",
        };
        let messages = match self.version >= schema::WITH_DELIVERIES {
            true => format!(
                "EXISTS (SELECT 1 FROM deliveries d WHERE d.job = s.job AND d.date = s.date AND d.report = '{list}')"
            ),
            false => "0".to_owned(),
        };
        format!(
            "CASE WHEN {reports} IS NULL THEN {messages}
                  ELSE instr(';' || {reports} || ';', ';{list};') > 0 END
             AND EXISTS (SELECT 1 FROM snapshot_positions p WHERE p.snapshot = s.id)"
        )
    }
}
