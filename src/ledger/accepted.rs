//! What complete runs accepted before: the files of an input line, and how many open children each team had.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{
    OptionalExtension, Row, params, params_from_iter,
    types::{Value, ValueRef},
};

use super::{InputRecord, Ledger, LedgerError, making::from_json, recall::iso_day, schema};
use crate::model::{input::Shape, run::RunState};

/// A file that a complete run read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedInput {
    /// The run date.
    pub date: NaiveDate,
    /// Rows read.
    pub rows: u64,
    /// The day that the file was of, where that was known.
    pub as_of: Option<NaiveDate>,
    /// Of what shape it was, where that was kept.
    pub shape: Option<Shape>,
}

/// The open children of a complete run, by team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCounts {
    /// The run date.
    pub date: NaiveDate,
    /// How many children each team has.
    pub by_team: BTreeMap<String, u64>,
}

/// How many children of a complete run were in which plight, and by which rules that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastStanding {
    /// The run date.
    pub date: NaiveDate,
    /// The version of the rule book.
    pub rules_version: u32,
    /// The digest of the rules, where that was kept.
    pub rules: Option<String>,
    /// All children.
    pub children: u64,
    /// Those overdue.
    pub overdue: u64,
    /// Those unseen.
    pub unseen: u64,
    /// Those unrated.
    pub unrated: u64,
}

/// Which run's file is asked for, of a data set and pattern: of several, that of the latest run date, recorded last.
#[derive(Clone, Copy, Debug)]
pub enum AcceptedBy<'a> {
    /// A run for a date.
    For(NaiveDate),
    /// A run for a date before one.
    Before(NaiveDate),
    /// A run for a date before one, that read these bytes: their SHA-256 in hexadecimal.
    BeforeWith(NaiveDate, &'a str),
    /// A run for a date after one.
    After(NaiveDate),
}

impl Ledger {
    /// The file of a data set and pattern that an earlier complete run accepted.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn accepted(
        &self,
        data_set: &str,
        pattern: &str,
        by: AcceptedBy<'_>,
    ) -> Result<Option<AcceptedInput>, LedgerError> {
        let (condition, date, sha256) = match by {
            AcceptedBy::For(date) => ("r.date = ?3", date, None),
            AcceptedBy::Before(date) => ("r.date < ?3", date, None),
            AcceptedBy::BeforeWith(date, sha256) => {
                ("r.date < ?3 AND i.sha256 = ?4", date, Some(sha256))
            }
            AcceptedBy::After(date) => ("r.date > ?3", date, None),
        };
        let as_of = if self.version >= schema::WITH_AS_OF {
            "i.as_of"
        } else {
            "NULL"
        };
        let shape = if self.version >= schema::WITH_SHAPES {
            "i.shape"
        } else {
            "NULL"
        };
        let mut values: Vec<Value> = vec![
            data_set.to_owned().into(),
            pattern.to_owned().into(),
            date.to_string().into(),
        ];
        values.push(sha256.map(str::to_owned).into());
        values.push(self.before_run.into());
        values.push(RunState::Complete.code().to_owned().into());
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT r.date, i.rows_read, {as_of}, {shape} FROM run_inputs i JOIN runs r ON r.id = i.run
                 WHERE r.state = ?6 AND i.data_set = ?1 AND i.pattern = ?2 AND {condition}
                   AND r.id < ?5
                 ORDER BY r.date DESC, r.id DESC LIMIT 1"
            ))?
            .query_row(params_from_iter(values), accepted_input)
            .optional()?;
        Ok(found)
    }

    /// The id of the last complete run of a job and date, where it read other files than these.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn made_from_others(
        &self,
        job: &str,
        date: NaiveDate,
        read: &[InputRecord],
    ) -> Result<Option<String>, LedgerError> {
        let last: Option<(i64, String)> = self
            .connection
            .query_row(
                "SELECT id, run_id FROM runs WHERE job = ?1 AND date = ?2 AND state = ?3
                 ORDER BY id DESC LIMIT 1",
                params![job, date.to_string(), RunState::Complete],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((run, run_id)) = last else {
            return Ok(None);
        };
        let mut then: Vec<(String, String)> = self
            .connection
            .prepare("SELECT data_set, sha256 FROM run_inputs WHERE run = ?1")?
            .query_map([run], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let now = read.iter();
        let mut now: Vec<(String, String)> = now
            .map(|file| (file.data_set.to_owned(), file.sha256.clone()))
            .collect();
        then.sort_unstable();
        now.sort_unstable();
        Ok((then != now).then_some(run_id))
    }

    /// How many open children each team had after the latest complete run for a date before one.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn teams_before(&self, date: NaiveDate) -> Result<Option<TeamCounts>, LedgerError> {
        if self.version < schema::WITH_SNAPSHOTS {
            return Ok(None);
        }
        let found: Option<(i64, NaiveDate)> = self
            .connection
            .query_row(
                "SELECT id, date FROM snapshots s WHERE date < ?1 AND run < ?2
                   AND EXISTS (SELECT 1 FROM snapshot_positions p WHERE p.snapshot = s.id)
                 ORDER BY date DESC, run DESC LIMIT 1",
                params![date.to_string(), self.before_run],
                |row| Ok((row.get(0)?, iso_day(row, 1)?)),
            )
            .optional()?;
        let Some((snapshot, date)) = found else {
            return Ok(None);
        };
        let by_team = self
            .connection
            .prepare(
                "SELECT w.word, count(*) FROM snapshot_positions p JOIN words w ON w.id = p.team
                 WHERE p.snapshot = ?1 GROUP BY w.word",
            )?
            .query_map([snapshot], |row| Ok((row.get(0)?, count(row, 1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Some(TeamCounts { date, by_team }))
    }

    /// How a job's children stood after its latest complete run for a date before one; the words are those of an
    /// overdue state and of no rating.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn standing_before(
        &self,
        job: &str,
        date: NaiveDate,
        overdue: &str,
        unrated: &str,
    ) -> Result<Option<PastStanding>, LedgerError> {
        if self.version < schema::WITH_SHAPES {
            return Ok(None);
        }
        let found = self
            .connection
            .query_row(
                "SELECT s.date, s.rules_version, s.rules, count(*),
                     sum(p.state = (SELECT id FROM words WHERE word = ?4)), sum(p.unseen),
                     sum(p.rag = (SELECT id FROM words WHERE word = ?5))
                 FROM snapshot_positions p JOIN snapshots s ON s.id = p.snapshot
                 WHERE s.id = (SELECT id FROM snapshots o WHERE o.job = ?1 AND o.date < ?2 AND o.run < ?3
                     AND EXISTS (SELECT 1 FROM snapshot_positions q WHERE q.snapshot = o.id)
                     ORDER BY o.date DESC, o.run DESC LIMIT 1)
                 GROUP BY s.id",
                params![job, date.to_string(), self.before_run, overdue, unrated],
                |row| {
                    Ok(PastStanding {
                        date: iso_day(row, 0)?,
                        rules_version: row.get(1)?,
                        rules: row.get(2)?,
                        children: count(row, 3)?,
                        overdue: count_or_none(row, 4)?,
                        unseen: count(row, 5)?,
                        unrated: count_or_none(row, 6)?,
                    })
                },
            )
            .optional()?;
        Ok(found)
    }
}

/// A sum that is null where no row of the ledger has the word.
fn count_or_none(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    match row.get_ref(at)? {
        ValueRef::Null => Ok(0),
        _ => count(row, at),
    }
}

fn accepted_input(row: &Row<'_>) -> rusqlite::Result<AcceptedInput> {
    let as_of: Option<String> = row.get(2)?;
    let shape: Option<String> = row.get(3)?;
    Ok(AcceptedInput {
        date: iso_day(row, 0)?,
        rows: count(row, 1)?,
        as_of: as_of.is_some().then(|| iso_day(row, 2)).transpose()?,
        shape: shape.map(|text| from_json(3, &text)).transpose()?,
    })
}

fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(at)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, number))
}
