//! Secrets where the settings say they stand: a file that nobody else can read, a credential of systemd, a variable.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use super::settings::SecretSource;

/// The longest secret that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The variable in which systemd says where a service's credentials lie.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// A secret that cannot be used: which, why, and what to do. Never the secret.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum SecretError {
    #[error("the secret file {path} cannot be read: {cause}", path = path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("the secret {path} is no file", path = path.display())]
    NoFile { path: PathBuf },
    #[error(
        "the secret file {path} is open to others than its owner (mode {mode:04o}); run: chmod 600 {quoted}",
        path = path.display(),
        quoted = quoted(path)
    )]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error(
        "the secret file {path} belongs to another user than the one who runs lastseen; run as an administrator: chown \"$(id -un)\" {quoted}",
        path = path.display(),
        quoted = quoted(path)
    )]
    OfAnother { path: PathBuf },
    #[error("the secret file {path} is larger than 64 KiB", path = path.display())]
    TooLarge { path: PathBuf },
    #[error("the secret file {path} is empty", path = path.display())]
    Empty { path: PathBuf },
    #[error("the secret file {path} is not UTF-8 text", path = path.display())]
    NotText { path: PathBuf },
    #[error(
        "the environment variable {name} is not set; the settings say that a secret stands there"
    )]
    Unset { name: String },
    #[error(
        "the environment variable {name} is empty; the settings say that a secret stands there"
    )]
    EmptyVariable { name: String },
    #[error("the environment variable {name} is not UTF-8 text")]
    VariableNotText { name: String },
}

impl SecretSource {
    /// The secret.
    ///
    /// # Errors
    /// What is wrong with its file or variable, by name.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        self.read_in(&|name| std::env::var_os(name))
    }

    /// The secret, in an environment that is handed in.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_in(
        &self,
        environment: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<SecretString, SecretError> {
        match self {
            Self::Variable(name) => from_variable(name, environment(name)),
            Self::File { path, credential } => {
                let handed_over = credential.as_ref().and_then(|name| {
                    let folder = environment(CREDENTIALS).filter(|folder| !folder.is_empty())?;
                    Some(Path::new(&folder).join(name)).filter(|path| path.exists())
                });
                match handed_over {
                    // systemd guards the folder; the files in it are root's, with a mode of systemd's choosing.
                    Some(path) => from_file(&path, |_| Ok(())),
                    None => from_file(path, |metadata| check_private(path, metadata)),
                }
            }
        }
    }
}

fn from_variable(name: &str, value: Option<OsString>) -> Result<SecretString, SecretError> {
    let name = || name.to_owned();
    let value = value.ok_or_else(|| SecretError::Unset { name: name() })?;
    let text = value
        .into_string()
        .map_err(|_| SecretError::VariableNotText { name: name() })?;
    if text.is_empty() {
        return Err(SecretError::EmptyVariable { name: name() });
    }
    Ok(text.into())
}

fn from_file(
    path: &Path,
    check: impl Fn(&Metadata) -> Result<(), SecretError>,
) -> Result<SecretString, SecretError> {
    let unreadable = |cause| SecretError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    let path = || path.to_owned();
    // Looked at before it is opened, because a pipe would keep us waiting, and again when it is open.
    if !fs::metadata(path()).map_err(unreadable)?.is_file() {
        return Err(SecretError::NoFile { path: path() });
    }
    let file = File::open(path()).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(SecretError::NoFile { path: path() });
    }
    check(&metadata)?;
    if metadata.len() > LONGEST {
        return Err(SecretError::TooLarge { path: path() });
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST {
        return Err(SecretError::TooLarge { path: path() });
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    if bytes.is_empty() {
        return Err(SecretError::Empty { path: path() });
    }
    // The error of the standard library holds the bytes.
    let text = String::from_utf8(bytes).map_err(|_| SecretError::NotText { path: path() })?;
    Ok(text.into())
}

#[cfg(unix)]
fn check_private(path: &Path, metadata: &Metadata) -> Result<(), SecretError> {
    use std::os::unix::fs::MetadataExt;

    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(SecretError::OpenToOthers {
            path: path.to_owned(),
            mode,
        });
    }
    // A new file belongs to the one who runs.
    let own = tempfile::tempfile()
        .and_then(|file| file.metadata())
        .map_err(|cause| SecretError::Unreadable {
            path: path.to_owned(),
            cause,
        })?
        .uid();
    if ![own, 0].contains(&metadata.uid()) {
        return Err(SecretError::OfAnother {
            path: path.to_owned(),
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_private(_path: &Path, _metadata: &Metadata) -> Result<(), SecretError> {
    Ok(())
}

/// A path as a shell reads it back.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/._-+".contains(&b));
    if is_plain {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
