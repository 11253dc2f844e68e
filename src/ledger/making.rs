//! What each complete run was made from and what it made: hashes and names of files, so that it can be made again.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, params, types::Type};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Ledger, LedgerError,
    chain::{self, Kept},
    schema,
};
use crate::model::run::RunState;

/// The files behind a run and those that it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// What it was made from.
    pub sources: Sources,
    /// Its files, by name within its folder; those that hold no state of delivery.
    pub outputs: Vec<MadeFile>,
}

/// What a run was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// The moment of the run in seconds since 1970, where it answered for today.
    pub now: Option<i64>,
    /// The exports.
    pub exports: Vec<SourceFile>,
    /// The settings files, by their names from the root.
    pub settings: Vec<MadeFile>,
}

/// An export that a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The data set of the settings' line.
    pub data_set: String,
    /// The line's path or pattern.
    pub pattern: String,
    /// The path, as reports show it.
    pub shown: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it was last written, in seconds since 1970.
    pub modified: Option<i64>,
    /// Other files of its date that matched.
    #[serde(default)]
    pub rivals: Vec<String>,
}

/// A file and its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A complete run and what is known of its making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeRun {
    /// Its row.
    pub run: i64,
    /// The digest of its settings.
    pub settings: String,
    /// The version of the program.
    pub version: String,
    /// What it was made from and what it made; none of a run that an older version recorded.
    pub making: Option<Making>,
    /// When its files were deleted as past their retention, in seconds since 1970.
    pub purged_at: Option<i64>,
}

impl Ledger {
    /// The last complete run of a job and date.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn made_run(&self, job: &str, date: NaiveDate) -> Result<Option<MadeRun>, LedgerError> {
        let making = if self.version >= schema::WITH_MAKINGS {
            "m.sources, m.outputs, m.purged_at FROM runs r LEFT JOIN makings m ON m.id = r.id"
        } else {
            "NULL, NULL, NULL FROM runs r"
        };
        let found = self
            .connection
            .query_row(
                &format!(
                    "SELECT r.id, r.settings, r.version, {making}
                     WHERE r.job = ?1 AND r.date = ?2 AND r.state = ?3 ORDER BY r.id DESC LIMIT 1"
                ),
                params![job, date.to_string(), RunState::Complete],
                |row| {
                    Ok(MadeRun {
                        run: row.get(0)?,
                        settings: row.get(1)?,
                        version: row.get(2)?,
                        making: match (
                            row.get::<_, Option<String>>(3)?,
                            row.get::<_, Option<String>>(4)?,
                        ) {
                            (Some(sources), Some(outputs)) => Some(Making {
                                sources: from_json(3, &sources)?,
                                outputs: from_json(4, &outputs)?,
                            }),
                            _ => None,
                        },
                        purged_at: row.get(5)?,
                    })
                },
            )
            .optional()?;
        Ok(found)
    }

    /// How many complete runs for dates before one were recorded after a run: what they left, it could not know.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn recorded_since(&self, run: i64, before: NaiveDate) -> Result<u64, LedgerError> {
        let count: i64 = self.connection.query_row(
            "SELECT count(*) FROM runs WHERE id > ?1 AND date < ?2 AND state = ?3",
            params![run, before.to_string(), RunState::Complete],
            |row| row.get(0),
        )?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// How many runs that a run could be compared with are past their time, so that their children are forgotten.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn forgotten_before(&self, run: i64, date: NaiveDate) -> Result<u64, LedgerError> {
        let count: i64 = self.connection.query_row(
            "SELECT count(*) FROM makings m JOIN runs r ON r.id = m.id
             WHERE r.id < ?1 AND r.date < ?2 AND m.purged_at IS NOT NULL",
            params![run, date.to_string()],
            |row| row.get(0),
        )?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// From now on answers as it did before a run was recorded.
    pub fn look_back(&mut self, run: i64) {
        self.before_run = run;
    }

    /// The hashes of every file that runs for a date or later ones were made from.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn sources_since(&self, date: NaiveDate) -> Result<Vec<String>, LedgerError> {
        if self.version < schema::WITH_MAKINGS {
            return Ok(Vec::new());
        }
        let mut hashes = Vec::new();
        let mut select = self.connection.prepare(
            "SELECT m.sources FROM makings m JOIN runs r ON r.id = m.id WHERE r.date >= ?1",
        )?;
        let mut rows = select.query([date.to_string()])?;
        while let Some(row) = rows.next()? {
            let sources: Sources = from_json(0, &row.get::<_, String>(0)?)?;
            hashes.extend(sources.exports.into_iter().map(|file| file.sha256));
            hashes.extend(sources.settings.into_iter().map(|file| file.sha256));
        }
        Ok(hashes)
    }
}

/// Records what a run was made from and what it made.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: i64,
    making: &Making,
    at: i64,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO makings (id, sources, outputs) VALUES (?1, ?2, ?3)",
        params![run, to_json(&making.sources)?, to_json(&making.outputs)?],
    )?;
    chain::note(transaction, Kept::Making, run, at)
}

pub(super) fn to_json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn from_json<T: DeserializeOwned>(at: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}
