//! The head of the chain, kept outside the database in a small file beside it: a tail of the database that is lost,
//! with the log of a program that died for instance, is missed. It is on the disk before a message leaves and again
//! when its answer is known.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{LedgerError, beside, schema};
use crate::private_files;

/// What a person writes into the file to have the ledger taken as it stands.
const ACCEPT: &str = "accept";

/// The last event of a chain, and its hash; 0 and none where there is no event yet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Last {
    event: i64,
    hash: String,
}

/// What the file says.
enum Said {
    /// There is none.
    Nothing,
    /// A person has accepted the ledger as it stands.
    Accept,
    At(Last),
    /// It was damaged.
    Unreadable,
}

/// The file of one ledger.
pub(super) struct Head {
    ledger: PathBuf,
}

impl Head {
    pub fn of(ledger: &Path) -> Self {
        Self {
            ledger: ledger.to_owned(),
        }
    }

    fn place(&self) -> PathBuf {
        beside(&self.ledger, "head")
    }

    fn said(&self) -> Said {
        match fs::read_to_string(self.place()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Said::Nothing,
            Err(_) => Said::Unreadable,
            Ok(text) if text.trim() == ACCEPT => Said::Accept,
            Ok(text) => Last::read(&text).map_or(Said::Unreadable, Said::At),
        }
    }

    /// Whether the ledger once had an event, as far as the file knows.
    pub fn knows_of_events(&self) -> bool {
        matches!(self.said(), Said::At(last) if last.event > 0)
    }

    /// Compares the database with the file. It may be ahead: a program may have died between the two, and a ledger that
    /// knows more sends nothing twice. It must not be behind.
    pub fn check(&self, connection: &Connection) -> Result<(), LedgerError> {
        let wrong = |what| LedgerError::Head {
            path: self.ledger.display().to_string(),
            what,
        };
        // Only then the file, and only then the events: a run that is at work writes in the opposite order.
        let had_one = schema::check(connection, &self.ledger)? >= schema::WITH_HEAD;
        match self.said() {
            Said::Nothing if had_one => Err(wrong("the head is gone")),
            Said::Unreadable => Err(wrong("the head cannot be read")),
            Said::At(last) if last.event > 0 => match last.is_in(connection) {
                Err(error) => Err(schema::damaged(&self.ledger, &error)),
                Ok(true) => Ok(()),
                Ok(false) => Err(wrong(
                    "the ledger's last changes are lost, or an older ledger was put in its place",
                )),
            },
            _ => Ok(()),
        }
    }

    /// Whether a person has accepted the ledger as it stands.
    pub fn is_to_be_made(&self) -> bool {
        matches!(self.said(), Said::Accept)
    }

    /// Makes the file for a ledger as it stands.
    pub fn make(&self, connection: &Connection) -> Result<(), LedgerError> {
        let last = Last::of(connection)?;
        private_files::replace(&self.place(), last.line().as_bytes())
            .map_err(|error| self.unwritten(&error))
    }

    /// Commits a change that noted events, and has the file say so.
    pub fn commit(&self, transaction: Transaction<'_>) -> Result<(), LedgerError> {
        let last = Last::of(&transaction)?;
        transaction.commit()?;
        self.put(&last).map_err(|error| self.unwritten(&error))
    }

    /// Written over what stands there, as long as that and within one sector: it needs no room on a full disk, and no
    /// folder to be synced.
    fn put(&self, last: &Last) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(self.place())?;
        file.write_all(last.line().as_bytes())?;
        file.sync_data()
    }

    fn unwritten(&self, error: &io::Error) -> LedgerError {
        LedgerError::HeadUnwritten {
            path: self.ledger.display().to_string(),
            cause: error.to_string(),
        }
    }
}

impl Last {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let last = connection
            .prepare_cached("SELECT id, hash FROM events ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| {
                Ok(Self {
                    event: row.get(0)?,
                    hash: row.get(1)?,
                })
            })
            .optional()?;
        Ok(last.unwrap_or_else(|| Self {
            event: 0,
            hash: String::new(),
        }))
    }

    fn is_in(&self, connection: &Connection) -> rusqlite::Result<bool> {
        connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM events WHERE id = ?1 AND hash = ?2)",
            params![self.event, self.hash],
            |row| row.get(0),
        )
    }

    /// Every line is of one length.
    fn line(&self) -> String {
        format!("{:020} {:0>64}\n", self.event, self.hash)
    }

    fn read(line: &str) -> Option<Self> {
        let (event, hash) = line.strip_suffix('\n')?.split_once(' ')?;
        let last = Self {
            event: event.parse().ok().filter(|&event| event >= 0)?,
            hash: hash.to_owned(),
        };
        (last.line() == line).then_some(last)
    }
}
