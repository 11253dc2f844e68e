//! Lists that came back from the meeting: what was agreed of which child, and which workbooks were looked at.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, params};

use super::{Ledger, LedgerError, past_positions::day, recall::iso_day, schema};
use crate::model::agreement::{Agreed, Agreement};

/// A run whose lists went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRun {
    /// Its date.
    pub date: NaiveDate,
    /// Its job.
    pub job: String,
}

/// A returned workbook; without a list where it was not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The run whose list it is.
    pub list: Option<ListRun>,
    /// Whose list it is.
    pub recipient: Option<String>,
    /// What was filled in.
    pub agreements: Vec<Agreement>,
}

impl Ledger {
    /// The last run whose lists went out.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn last_list(&self) -> Result<Option<ListRun>, LedgerError> {
        if !self.has_snapshots() {
            return Ok(None);
        }
        let found = self
            .connection
            .query_row(
                &format!(
                    "SELECT s.date, s.job FROM snapshots s WHERE s.run < ?1 AND {}
                     ORDER BY s.date DESC, s.run DESC LIMIT 1",
                    self.has_a_list()
                ),
                [self.before_run],
                |row| {
                    Ok(ListRun {
                        date: iso_day(row, 0)?,
                        job: row.get(1)?,
                    })
                },
            )
            .optional()?;
        Ok(found)
    }

    /// Whether a workbook was looked at before.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn was_returned(&self, sha256: &str) -> Result<bool, LedgerError> {
        let found =
            self.connection
                .query_row("SELECT 1 FROM returned WHERE sha256 = ?1", [sha256], |_| {
                    Ok(())
                });
        Ok(found.optional()?.is_some())
    }

    /// Remembers a workbook that came back, in the place of an earlier one of the same reader's list.
    ///
    /// # Errors
    /// The ledger's own; nothing of it is remembered then.
    pub fn take_back(
        &mut self,
        sha256: &str,
        returned: &Returned,
        at: i64,
    ) -> Result<(), LedgerError> {
        let Returned {
            list,
            recipient,
            agreements,
        } = returned;
        let list = list.as_ref();
        let date = list.map(|list| list.date.to_string());
        let transaction = self.connection.transaction()?;
        transaction.execute(
            "INSERT INTO returned (sha256, job, list_date, recipient, after_run, at)
             VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(id), 0) FROM runs), ?5)",
            params![sha256, list.map(|list| &list.job), date, recipient, at],
        )?;
        for agreement in agreements {
            transaction.execute(
                "INSERT INTO agreements (sha256, child_id, worker_id, day, how) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    sha256,
                    agreement.child_id,
                    agreement.worker_id,
                    agreement.day.map(|day| day.to_epoch_days()),
                    agreement.how
                ],
            )?;
        }
        self.head.commit(transaction)
    }

    /// What was agreed on the lists since a day: of one reader's list what came back last.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn agreed_since(&self, from: NaiveDate) -> Result<Vec<Agreed>, LedgerError> {
        if self.version < schema::WITH_LISTS {
            return Ok(Vec::new());
        }
        let rows = self
            .connection
            .prepare(
                "SELECT r.list_date, r.recipient, a.child_id, a.worker_id, a.day, a.how
                 FROM returned r JOIN agreements a ON a.sha256 = r.sha256
                 WHERE r.list_date >= ?1 AND r.after_run < ?2
                   AND r.rowid = (SELECT max(other.rowid) FROM returned other
                                  WHERE other.job = r.job AND other.list_date = r.list_date
                                    AND other.recipient = r.recipient AND other.after_run < ?2)
                 ORDER BY r.list_date, r.recipient, a.child_id",
            )?
            .query_map(params![from.to_string(), self.before_run], agreed)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }
}

fn agreed(row: &Row<'_>) -> rusqlite::Result<Agreed> {
    Ok(Agreed {
        list_date: iso_day(row, 0)?,
        recipient: row.get(1)?,
        agreement: Agreement {
            child_id: row.get(2)?,
            worker_id: row.get(3)?,
            day: day(row, 4)?,
            how: row.get(5)?,
        },
    })
}
