//! The files that runs were made from, kept as long as their reports: compressed, once each, under their hashes.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::PathBuf,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::{
    config::Settings,
    errand::RunError,
    ledger::{MadeFile, SourceFile, Sources},
    model::{
        input::{ExportFile, Reading},
        text::hex,
    },
    private_files,
};

/// How the names of folders begin in which a past night is worked on; one that is left was of a program that was killed.
pub const WORK_FOLDER: &str = ".rebuilding-";

/// The folder of kept files.
pub struct Store {
    pub(super) folder: PathBuf,
}

impl Store {
    /// The folder below the reports.
    pub fn of(settings: &Settings) -> Self {
        Self {
            folder: settings.output.reports.join("kept"),
        }
    }

    /// The hash that a file of this name holds the bytes of; `None` for a file that is none of ours.
    pub(super) fn hash_in(name: &str) -> Option<&str> {
        let hash = name.strip_suffix(".gz")?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        is_hash.then_some(hash)
    }

    /// Keeps everything that a run is made from.
    ///
    /// # Errors
    /// The file system's own, and an export that is not as it was read any more.
    pub fn keep(
        &self,
        settings: &Settings,
        reading: &Reading,
        now: Option<i64>,
    ) -> Result<Sources, RunError> {
        private_files::create_folder(&self.folder).map_err(RunError::storage(&self.folder))?;
        for export in &reading.exports {
            let unreadable = || RunError::Moved {
                file: export.shown.clone(),
            };
            let open = || File::open(&export.path).map_err(|_| unreadable());
            if !self.put(&export.sha256, open)? {
                return Err(unreadable());
            }
        }
        let mut files = Vec::new();
        for file in &settings.files {
            let sha256 = hex(&Sha256::digest(&file.text));
            self.put(&sha256, || Ok(file.text.as_bytes()))?;
            let file = MadeFile {
                name: file.name.clone(),
                sha256,
            };
            if !files.contains(&file) {
                files.push(file);
            }
        }
        Ok(Sources {
            now,
            exports: reading.exports.iter().map(source_file).collect(),
            settings: files,
        })
    }

    /// Keeps bytes, unless they are kept already. Whether they have the hash that they should have.
    fn put<R: Read>(
        &self,
        sha256: &str,
        open: impl FnOnce() -> Result<R, RunError>,
    ) -> Result<bool, RunError> {
        let place = self.place(sha256);
        if place.exists() {
            return Ok(true);
        }
        let beside = private_files::beside(&place, "writing");
        let failed = || RunError::storage(&beside);
        private_files::write(&beside, b"").map_err(failed())?;
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&beside)
            .map_err(failed())?;
        let mut packed = GzEncoder::new(file, Compression::fast());
        let mut bytes = open()?;
        let found = match copy_and_hash(&mut bytes, &mut packed) {
            Ok(found) => found,
            Err(Copying::Read) => String::new(),
            Err(Copying::Write(error)) => return Err(failed()(error)),
        };
        let file = packed.finish().map_err(failed())?;
        file.sync_all().map_err(failed())?;
        if found != sha256 {
            fs::remove_file(&beside).map_err(failed())?;
            return Ok(false);
        }
        fs::rename(&beside, &place).map_err(failed())?;
        Ok(true)
    }

    /// Unpacks a kept file into `to`; whether it was there and whole.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn unpack(&self, sha256: &str, to: &mut dyn Write) -> io::Result<bool> {
        let Ok(file) = File::open(self.place(sha256)) else {
            return Ok(false);
        };
        let mut unpacked = GzDecoder::new(file);
        match copy_and_hash(&mut unpacked, to) {
            Ok(found) => Ok(found == sha256),
            Err(Copying::Read) => Ok(false),
            Err(Copying::Write(error)) => Err(error),
        }
    }

    fn place(&self, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}.gz"))
    }
}

fn source_file(export: &ExportFile) -> SourceFile {
    let modified = export
        .modified
        .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    SourceFile {
        data_set: export.data_set.name().to_owned(),
        pattern: export.pattern.clone(),
        shown: export.shown.clone(),
        sha256: export.sha256.clone(),
        modified: modified.and_then(|age| i64::try_from(age.as_secs()).ok()),
        rivals: export.rivals.clone(),
    }
}

/// Why a copy broke off.
enum Copying {
    Read,
    Write(io::Error),
}

/// Copies to the end; the hash of what was copied.
fn copy_and_hash(from: &mut dyn Read, to: &mut dyn Write) -> Result<String, Copying> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 17];
    loop {
        let count = from.read(&mut chunk).map_err(|_| Copying::Read)?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&chunk[..count]);
        to.write_all(&chunk[..count]).map_err(Copying::Write)?;
    }
}
