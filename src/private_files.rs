//! Files and folders that only their owner can read, written whole and put in place by rename.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Makes a folder, and those above it, readable by the owner only; folders that are there stay as they are.
///
/// # Errors
/// The file system's own.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Takes everybody else's rights to a folder that was there before, such as one that came with a clone.
pub fn close_to_others(path: &Path) {
    #[cfg(unix)]
    if let Err(error) =
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))
    {
        tracing::warn!(%error, "the reports folder could not be closed to other users");
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Writes a new file, readable by the owner only, and waits until it is on the disk.
///
/// # Errors
/// The file system's own.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    hand_over(path, bytes)?.sync_all()
}

/// Writes a new file, readable by the owner only; when it is on the disk, the system decides.
///
/// # Errors
/// The file system's own.
pub fn write_unawaited(path: &Path, bytes: &[u8]) -> io::Result<()> {
    hand_over(path, bytes).map(drop)
}

fn hand_over(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Waits until everything in a folder is on the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_folder(&path)?;
        } else {
            OpenOptions::new().append(true).open(path)?.sync_all()?;
        }
    }
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Writes a file beside its place and puts it there whole.
///
/// # Errors
/// The file system's own; then the old file is still there.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, "writing");
    write(&beside, bytes)?;
    fs::rename(&beside, path)?;
    sync_folder_of(path)
}

/// Writes a file that names nobody beside its place and puts it there whole, readable by all.
///
/// # Errors
/// The file system's own; then the old file is still there.
pub fn replace_for_all(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, "writing");
    write(&beside, bytes)?;
    #[cfg(unix)]
    fs::set_permissions(&beside, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    fs::rename(&beside, path)?;
    sync_folder_of(path)
}

/// Brings back a folder that a program which was killed had moved aside without putting the new one in its place.
///
/// # Errors
/// The file system's own.
pub fn mend_folder(place: &Path) -> io::Result<()> {
    let old = beside(place, "old");
    match (old.exists(), place.exists()) {
        (true, false) => fs::rename(old, place),
        (true, true) => fs::remove_dir_all(old),
        (false, _) => Ok(()),
    }
}

/// A hidden neighbour of a place: `.NAME.KIND` in the same folder, so that a rename stays on one file system.
pub fn beside(place: &Path, kind: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.{kind}"))
}

/// Whether a folder that is published outlives a failure of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// Everything is on the disk before the old folder goes.
    OnDisk,
    /// When it is on the disk, the system decides: it was only tried.
    Unawaited,
}

/// Puts a finished folder in the place of another, which is afterwards where it is to be kept, or else gone.
///
/// # Errors
/// The file system's own; then the old folder is still there.
pub fn publish_folder(
    finished: &Path,
    place: &Path,
    kept: Option<&Path>,
    lasting: Lasting,
) -> io::Result<()> {
    if lasting == Lasting::OnDisk {
        sync_folder(finished)?;
    }
    let mut aside: Option<PathBuf> = None;
    if place.exists() {
        let old = kept.map_or_else(|| beside(place, "old"), Path::to_owned);
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        fs::rename(place, &old)?;
        aside = Some(old);
    }
    if let Err(error) = fs::rename(finished, place) {
        if let Some(old) = &aside {
            fs::rename(old, place)?;
        }
        return Err(error);
    }
    if lasting == Lasting::OnDisk {
        sync_folder_of(place)?;
    }
    if let Some(old) = aside
        && kept.is_none()
    {
        fs::remove_dir_all(old)?;
    }
    Ok(())
}

/// A rename is only durable once its folder is.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
