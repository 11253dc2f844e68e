//! A workbook encrypted with a password, as Excel and LibreOffice open it: ECMA-376 agile, AES-256, SHA-512.

use std::io::{self, Cursor, Write};

use ms_offcrypto_writer::Ecma376AgileWriter;
use secrecy::{ExposeSecret, SecretString};

/// A workbook that could not be encrypted: a fault of ours, not of the password.
#[derive(Debug, thiserror::Error)]
#[error("the encryption failed: {0}")]
pub struct SealError(io::Error);

/// The workbook, encrypted. The same workbook gives other bytes each time, because the salt is random; what is inside
/// is the workbook byte for byte.
///
/// # Errors
/// The encryption's own; never the password.
pub fn seal(workbook: &[u8], password: &SecretString) -> Result<Vec<u8>, SealError> {
    let sealed = || {
        let mut writer = Ecma376AgileWriter::create(
            &mut rand::rng(),
            password.expose_secret(),
            Cursor::new(Vec::new()),
        )?;
        writer.write_all(workbook)?;
        Ok(writer.into_inner()?.into_inner())
    };
    sealed().map_err(SealError)
}
