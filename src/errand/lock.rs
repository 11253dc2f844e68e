//! One run at a time: an operating-system lock that dies with its holder.
//!
//! The lock is on a file of the reports folder and is the kernel's: nothing is left to clear away after a crash. It
//! reaches another host that shares the folder where the share carries locks (NFS 4, SMB). The ledger's unique key of
//! job and due time stands behind it, but SQLite's log is not made for two hosts at once: runs belong on one.

use std::{
    fs::{self, File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::RunError;
use crate::{config::Settings, ledger::Holder, private_files, schedule::agenda::in_words};

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    holder: Holder,
}

/// The lock of the reports folder, which is made where it is missing.
///
/// # Errors
/// Another run holds it, or the file system's own.
pub fn take_lock(settings: &Settings) -> Result<Lock, RunError> {
    let reports: &Path = &settings.output.reports;
    private_files::create_folder(reports).map_err(RunError::storage(reports))?;
    private_files::close_to_others(reports);
    take(reports)
}

fn take(reports: &Path) -> Result<Lock, RunError> {
    let path = reports.join(".lock");
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(RunError::storage(&path))?;
    match file.try_lock() {
        Ok(()) => {
            let lock = Lock {
                file,
                holder: this_process(),
            };
            lock.write(&lock.holder.to_string());
            Ok(lock)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let holder = if holder.is_empty() {
                "another process".to_owned()
            } else {
                holder
            };
            Err(RunError::Locked { holder })
        }
        Err(TryLockError::Error(error)) => Err(RunError::storage(&path)(error)),
    }
}

impl Lock {
    /// Who holds it.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Tells those who find the lock taken what its holder is at, and since when.
    pub fn tell(&self, work: &str, since: DateTime<Utc>, zone: Tz) {
        let since = in_words(since.with_timezone(&zone));
        self.write(&format!("{}, {work}, since {since}", self.holder));
    }

    /// A help for people; the lock itself is the operating system's.
    fn write(&self, text: &str) {
        let mut file = &self.file;
        // Written over first and cut afterwards, so that nobody reads an empty file.
        let _ = file
            .rewind()
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.set_len(text.len() as u64));
    }
}

/// Who holds the lock of a reports folder, asked without touching it: a lock taken to find out would keep a run away.
///
/// The kernel's own list says so, on Linux and for holders on this host; elsewhere it is not known.
pub fn holder(reports: &Path) -> Option<String> {
    let path = reports.join(".lock");
    let text = fs::read_to_string(&path).ok()?;
    let process = text.strip_prefix("process ")?.split(' ').next()?;
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let file = format!(":{}", inode(&fs::metadata(&path).ok()?));
    // `1: FLOCK  ADVISORY  WRITE 18798 fe:00:10010678 0 EOF`
    let is_held = locks.lines().any(|line| {
        let mut fields = line.split_whitespace().skip(3);
        fields.next() == Some("WRITE")
            && fields.next() == Some(process)
            && fields.next().is_some_and(|place| place.ends_with(&file))
    });
    is_held.then_some(text)
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// This process, on this host.
fn this_process() -> Holder {
    let host = hostname::get().map_or_else(
        |_| "an unnamed host".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    Holder {
        host,
        process: std::process::id(),
    }
}
