//! Where every child stood after a complete run, as it is kept: ids, dates and plain words, never a name.

use std::{borrow::Cow, collections::HashMap};

use chrono::NaiveDate;
use rusqlite::{Statement, Transaction, params};

use super::RunRecord;

/// One child's position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionRow<'a> {
    /// The child.
    pub child_id: Cow<'a, str>,
    /// The team.
    pub team: Cow<'a, str>,
    /// Its service.
    pub service: Option<Cow<'a, str>>,
    /// The allocated worker.
    pub worker_id: Option<Cow<'a, str>>,
    /// Every open status, as `CP+CIC`.
    pub statuses: Cow<'a, str>,
    /// The rating's word.
    pub rag: Cow<'a, str>,
    /// The standard's word.
    pub standard: Cow<'a, str>,
    /// The state's word.
    pub state: Cow<'a, str>,
    /// When the next visit is due.
    pub due: Option<NaiveDate>,
    /// The latest visit that counts: its day and its id.
    pub last_contact: Option<(NaiveDate, Cow<'a, str>)>,
    /// The latest visit at which the child was seen: its day and its id.
    pub last_seen: Option<(NaiveDate, Cow<'a, str>)>,
    /// Whether nobody has seen the child in time.
    pub unseen: bool,
    /// Whether the child is not born yet.
    pub unborn: bool,
    /// Days since the child was seen.
    pub days_unseen: Option<u32>,
    /// What is flagged, joined by `;`; none where an older version recorded it.
    pub flags: Option<Cow<'a, str>>,
    /// The day of the fit booking of a child on the list.
    pub booked: Option<NaiveDate>,
}

/// One rate of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateRow<'a> {
    /// `all`, `service` or `team`.
    pub scope_kind: Cow<'a, str>,
    /// The service's or team's name; empty for `all`.
    pub scope: Cow<'a, str>,
    /// What is measured.
    pub measure: Cow<'a, str>,
    /// Of whom it is true.
    pub numerator: u64,
    /// Of whom it could be.
    pub denominator: u64,
}

impl RateRow<'_> {
    /// The same, with words of its own.
    pub fn into_owned<'b>(self) -> RateRow<'b> {
        RateRow {
            scope_kind: Cow::Owned(self.scope_kind.into_owned()),
            scope: Cow::Owned(self.scope.into_owned()),
            measure: Cow::Owned(self.measure.into_owned()),
            ..self
        }
    }
}

/// Writes a run's snapshot in the place of any of the same job and date.
pub(super) fn replace<'a>(
    transaction: &Transaction<'_>,
    run_row: i64,
    run: &RunRecord<'_>,
    positions: impl IntoIterator<Item = PositionRow<'a>>,
    rates: impl IntoIterator<Item = RateRow<'a>>,
) -> rusqlite::Result<()> {
    let date = run.date.to_string();
    transaction.execute(
        "DELETE FROM snapshots WHERE job = ?1 AND date = ?2",
        params![run.job, date],
    )?;
    transaction.execute(
        "INSERT INTO snapshots (run, job, date, rules_version, rules, reports) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![run_row, run.job, date, run.rules_version, run.rules, run.reports],
    )?;
    let snapshot = transaction.last_insert_rowid();
    let mut words = Words::load(transaction)?;
    let mut insert = transaction.prepare(
        "INSERT INTO snapshot_positions (snapshot, child_id, team, service, worker_id, statuses, rag, standard,
             state, due, last_contact, contact_visit_id, last_seen, seen_visit_id, unseen, unborn, days_unseen, flags, booked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?;
    for row in positions {
        let service = row.service.as_deref().map(|word| words.id(word));
        let worker = row.worker_id.as_deref().map(|word| words.id(word));
        let flags = row.flags.as_deref().map(|word| words.id(word));
        let (contact, contact_visit) = row.last_contact.unzip();
        let (seen, seen_visit) = row.last_seen.unzip();
        insert.execute(params![
            snapshot,
            row.child_id,
            words.id(&row.team)?,
            service.transpose()?,
            worker.transpose()?,
            words.id(&row.statuses)?,
            words.id(&row.rag)?,
            words.id(&row.standard)?,
            words.id(&row.state)?,
            row.due.map(|date| date.to_epoch_days()),
            contact.map(|date| date.to_epoch_days()),
            contact_visit,
            seen.map(|date| date.to_epoch_days()),
            seen_visit,
            row.unseen,
            row.unborn,
            row.days_unseen,
            flags.transpose()?,
            row.booked.map(|date| date.to_epoch_days()),
        ])?;
    }
    let mut insert = transaction.prepare(
        "INSERT INTO snapshot_rates (snapshot, scope_kind, scope, measure, numerator, denominator)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rates {
        insert.execute(params![
            snapshot,
            row.scope_kind,
            row.scope,
            row.measure,
            count(row.numerator),
            count(row.denominator)
        ])?;
    }
    Ok(())
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The ledger's words and their ids, with room for new ones.
struct Words<'t> {
    ids: HashMap<String, i64>,
    insert: Statement<'t>,
}

impl<'t> Words<'t> {
    fn load(transaction: &'t Transaction<'_>) -> rusqlite::Result<Self> {
        let ids = transaction
            .prepare("SELECT word, id FROM words")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self {
            ids,
            insert: transaction.prepare("INSERT INTO words (word) VALUES (?1)")?,
        })
    }

    fn id(&mut self, word: &str) -> rusqlite::Result<i64> {
        if let Some(id) = self.ids.get(word) {
            return Ok(*id);
        }
        let id = self.insert.insert([word])?;
        self.ids.insert(word.to_owned(), id);
        Ok(id)
    }
}
