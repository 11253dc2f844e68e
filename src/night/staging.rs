//! A folder that is built beside its place and put there whole.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    errand::RunError,
    private_files::{self, Lasting},
};

/// The folder while it is built.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    /// Begins a folder; what a run that was killed left of it is cleared away first.
    pub(super) fn start(place: &Path) -> Result<Self, RunError> {
        private_files::mend_folder(place).map_err(RunError::storage(place))?;
        let folder = private_files::beside(place, "building");
        if folder.exists() {
            // A run that was killed left it; the lock says that nobody is at work in it.
            fs::remove_dir_all(&folder).map_err(RunError::storage(&folder))?;
        }
        private_files::create_folder(&folder).map_err(RunError::storage(&folder))?;
        Ok(Self { folder })
    }

    /// Writes a file into it; it need not be on the disk before all of them are published.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            private_files::create_folder(folder).map_err(RunError::storage(folder))?;
        }
        private_files::write_unawaited(&path, bytes).map_err(RunError::storage(&path))
    }

    /// Reads a file of it, as it lies on the disk.
    pub(super) fn read(&self, name: &str) -> Result<Vec<u8>, RunError> {
        let path = self.folder.join(name);
        fs::read(&path).map_err(RunError::storage(&path))
    }

    /// Takes over a file of the folder that this one will replace, unless it is written anew or is not there.
    pub(super) fn keep(&self, place: &Path, name: &str) -> Result<(), RunError> {
        let old = place.join(name);
        if self.folder.join(name).exists() || !old.exists() {
            return Ok(());
        }
        let bytes = fs::read(&old).map_err(RunError::storage(&old))?;
        self.write(name, &bytes)
    }

    /// Takes over every stored message of the folder that this one will replace.
    pub(super) fn keep_outbox(&self, place: &Path) -> Result<(), RunError> {
        let Ok(entries) = fs::read_dir(place.join("outbox")) else {
            return Ok(());
        };
        for entry in entries.flatten() {
            self.keep(
                place,
                &format!("outbox/{}", entry.file_name().to_string_lossy()),
            )?;
        }
        Ok(())
    }

    /// Puts the folder in its place; what lies there is kept elsewhere, where it is to be.
    pub(super) fn publish(
        &self,
        place: &Path,
        kept: Option<&Path>,
        lasting: Lasting,
    ) -> Result<(), RunError> {
        private_files::publish_folder(&self.folder, place, kept, lasting)
            .map_err(RunError::storage(place))
    }
}

/// What is not published holds children's names, and goes with the run that could not finish it.
impl Drop for Staging {
    fn drop(&mut self) {
        if self.folder.exists()
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            tracing::warn!(%error, "a half-built folder could not be removed; the next run does");
        }
    }
}
