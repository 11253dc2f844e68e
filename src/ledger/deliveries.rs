//! What became of each message: one row a job, date, report, recipient and revision, and each change of its state.

use chrono::NaiveDate;
use rusqlite::{Row, Transaction, params};

use super::{
    Ledger, LedgerError,
    chain::{self, Kept},
    recall::iso_day,
    schema,
};
use crate::model::delivery::{Contents, DeliveryKey, DeliveryState, Sealing};

/// A message as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its row.
    pub id: i64,
    /// What it is known by.
    pub key: DeliveryKey,
    /// Where it stands.
    pub state: DeliveryState,
    /// By what it leaves: `file` or `smtp`; empty while it is only planned.
    pub transport: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was stored, in seconds since 1970.
    pub queued_at: i64,
    /// When it is to be tried again, in seconds since 1970.
    pub next_try: Option<i64>,
    /// What the mail server answered, as a code and our own words, or why it is held.
    pub reply: String,
    /// The stored message; none while it is only planned.
    pub message: Option<StoredMessage>,
}

/// A stored message: never its address, never its contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// What it holds.
    pub contents: Contents,
    /// Its Message-ID.
    pub message_id: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its workbook before it was sealed; none for a nil return.
    pub workbook_sha256: Option<String>,
    /// A digest of whom it may go to and what they answered for when it was built.
    pub entitlement: String,
    /// How its workbook is sealed.
    pub sealing: Sealing,
    /// Where it lies, from the reports folder.
    pub place: String,
}

impl Delivery {
    /// Whether another is made by the same letter: both leave, or neither.
    pub fn shares_letter_with(&self, other: &Self) -> bool {
        match (&self.message, &other.message) {
            (Some(own), Some(its)) => own.message_id == its.message_id && own.sha256 == its.sha256,
            _ => false,
        }
    }
}

/// A change of a message's state.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The new state.
    pub to: DeliveryState,
    /// What the mail server answered, or why.
    pub reply: &'a str,
    /// When it is to be tried again.
    pub next_try: Option<i64>,
}

const COLUMNS: &str = "id, job, date, report, recipient, revision, state, transport, attempts, queued_at, next_try,
     reply, contents, message_id, message_sha256, message_size, workbook_sha256, entitlement, sealing, place";

impl Ledger {
    /// Plans messages: those that have a row already keep it.
    ///
    /// # Errors
    /// The ledger's own; nothing is planned then.
    pub fn plan(&mut self, keys: &[DeliveryKey], at: i64) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        for key in keys {
            let inserted = transaction
                .prepare_cached(
                    "INSERT INTO deliveries (job, date, report, recipient, revision, state, transport, attempts, reply)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'planned', '', 0, '') ON CONFLICT DO NOTHING",
                )?
                .execute(params![
                    key.job,
                    key.date.to_string(),
                    key.report,
                    key.recipient,
                    key.revision
                ])?;
            if inserted > 0 {
                chain::note(
                    &transaction,
                    Kept::Delivery,
                    transaction.last_insert_rowid(),
                    at,
                )?;
            }
        }
        self.head.commit(transaction)?;
        Ok(())
    }

    /// Changes the state of messages, all or none.
    ///
    /// # Errors
    /// The ledger's own; nothing is changed then.
    pub fn change(&mut self, ids: &[i64], change: &Change<'_>, at: i64) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        let tries = i64::from(change.to == DeliveryState::Sending);
        for &id in ids {
            transaction
                .prepare_cached(
                    "UPDATE deliveries SET state = ?2, reply = ?3, next_try = ?4, attempts = attempts + ?5 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    change.to,
                    change.reply,
                    change.next_try,
                    tries
                ])?;
            chain::note(&transaction, Kept::Delivery, id, at)?;
        }
        self.head.commit(transaction)?;
        Ok(())
    }

    /// Stores a message that belongs to no run's outputs, such as a notice, and queues it.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn queue_one(
        &mut self,
        key: &DeliveryKey,
        message: &StoredMessage,
        transport: &str,
        at: i64,
    ) -> Result<(), LedgerError> {
        self.plan(std::slice::from_ref(key), at)?;
        let transaction = self.connection.transaction()?;
        queue(&transaction, key, message, transport, at)?;
        self.head.commit(transaction)?;
        Ok(())
    }

    /// Messages that were on their way when a program died: whether they left is not known.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn give_up_sending(&mut self, at: i64) -> Result<Vec<Delivery>, LedgerError> {
        let found = self.deliveries_in(&[DeliveryState::Sending])?;
        let ids: Vec<i64> = found.iter().map(|delivery| delivery.id).collect();
        let change = Change {
            to: DeliveryState::Unknown,
            reply: "the program ended while the mail server's answer was awaited",
            next_try: None,
        };
        self.change(&ids, &change, at)?;
        Ok(found)
    }

    /// The latest revision of each message of a job and date, notices too.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn deliveries_of(&self, job: &str, date: NaiveDate) -> Result<Vec<Delivery>, LedgerError> {
        self.select(
            "job = ?1 AND date = ?2 AND revision = (SELECT max(revision) FROM deliveries o
                 WHERE o.job = d.job AND o.date = d.date AND o.report = d.report AND o.recipient = d.recipient)",
            &[&job, &date.to_string()],
        )
    }

    /// Every message that stands in one of some states, oldest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn deliveries_in(&self, states: &[DeliveryState]) -> Result<Vec<Delivery>, LedgerError> {
        let mut found = Vec::new();
        for state in states {
            found.extend(self.select("state = ?1", &[state])?);
        }
        found.sort_unstable_by_key(|delivery| delivery.id);
        Ok(found)
    }

    /// Every message that there ever was, oldest first.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn all_deliveries(&self) -> Result<Vec<Delivery>, LedgerError> {
        self.select("1", &[])
    }

    pub(super) fn select(
        &self,
        condition: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Delivery>, LedgerError> {
        if self.version < schema::WITH_DELIVERIES {
            return Ok(Vec::new());
        }
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM deliveries d WHERE {condition} ORDER BY id"
            ))?
            .query_map(values, delivery)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}

/// Stores what is to be sent in the row of its key, which was planned.
pub(super) fn queue(
    transaction: &Transaction<'_>,
    key: &DeliveryKey,
    message: &StoredMessage,
    transport: &str,
    at: i64,
) -> rusqlite::Result<()> {
    let id: i64 = transaction
        .prepare_cached(
            "UPDATE deliveries SET state = 'queued', transport = ?6, attempts = 0, queued_at = ?7, next_try = NULL,
                 reply = '', contents = ?8, message_id = ?9, message_sha256 = ?10, message_size = ?11,
                 workbook_sha256 = ?12, entitlement = ?13, sealing = ?14, place = ?15
             WHERE job = ?1 AND date = ?2 AND report = ?3 AND recipient = ?4 AND revision = ?5 RETURNING id",
        )?
        .query_row(
            params![
                key.job,
                key.date.to_string(),
                key.report,
                key.recipient,
                key.revision,
                transport,
                at,
                message.contents,
                message.message_id,
                message.sha256,
                i64::try_from(message.size).unwrap_or(i64::MAX),
                message.workbook_sha256,
                message.entitlement,
                message.sealing,
                message.place
            ],
            |row| row.get(0),
        )?;
    chain::note(transaction, Kept::Delivery, id, at)
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let word = |at: usize| row.get::<_, String>(at);
    let contents: Option<Contents> = row.get(12)?;
    let message = match contents {
        None => None,
        Some(contents) => Some(StoredMessage {
            contents,
            message_id: word(13)?,
            sha256: word(14)?,
            size: row.get::<_, i64>(15)?.unsigned_abs(),
            workbook_sha256: row.get(16)?,
            entitlement: word(17)?,
            sealing: row.get(18)?,
            place: word(19)?,
        }),
    };
    Ok(Delivery {
        id: row.get(0)?,
        key: DeliveryKey {
            job: word(1)?,
            date: iso_day(row, 2)?,
            report: word(3)?,
            recipient: word(4)?,
            revision: row.get(5)?,
        },
        state: row.get(6)?,
        transport: word(7)?,
        attempts: row.get(8)?,
        queued_at: row.get::<_, Option<i64>>(9)?.unwrap_or_default(),
        next_try: row.get(10)?,
        reply: word(11)?,
        message,
    })
}
