//! One run at a time: an operating-system lock that dies with its holder.

use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use super::RunError;

/// Holds the lock until it is dropped.
pub(super) struct Lock(#[expect(dead_code, reason = "the file is the lock")] File);

/// Takes the lock of a reports folder.
pub(super) fn take(reports: &Path) -> Result<Lock, RunError> {
    let path = reports.join(".lock");
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(RunError::storage(&path))?;
    match file.try_lock() {
        Ok(()) => {
            let holder = format!("process {}", std::process::id());
            // Who holds it is a help for people; the lock itself is the operating system's.
            let _ = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| file.write_all(holder.as_bytes()));
            Ok(Lock(file))
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
