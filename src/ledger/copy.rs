//! A copy of the ledger beside it, made after each run: what a damaged ledger is restored from.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{Ledger, LedgerError, head::Head};
use crate::private_files;

/// Where the copy of a ledger lies; its head lies beside it.
pub fn copy_of(ledger: &Path) -> PathBuf {
    super::beside(ledger, "copy")
}

impl Ledger {
    /// Copies the ledger as it stands, whole, into the place of the last copy.
    ///
    /// # Errors
    /// The ledger's and the file system's own; then the last copy is still there.
    pub fn copy(&self, ledger: &Path) -> Result<(), LedgerError> {
        let place = copy_of(ledger);
        let beside = private_files::beside(&place, "writing");
        let failed = |error: io::Error| LedgerError::Copy {
            path: place.display().to_string(),
            cause: error.to_string(),
        };
        // SQLite writes into an empty file that is there, and leaves its rights as they are.
        private_files::write(&beside, b"").map_err(failed)?;
        let text = beside.to_string_lossy();
        let copied = self
            .connection
            .execute("VACUUM INTO ?1", [&*text])
            .map_err(io::Error::other)
            .and_then(|_| File::open(&beside)?.sync_all())
            .and_then(|()| fs::rename(&beside, &place));
        if copied.is_err() {
            // A half-written copy holds children's ids and is of no use.
            let _ = fs::remove_file(&beside);
        }
        copied.map_err(failed)?;
        // Last: a copy that is ahead of its head is as good.
        Head::of(&place).make(&self.connection)
    }
}
