//! stub
use secrecy::SecretString;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct SealError;
pub fn seal(workbook: &[u8], _password: &SecretString) -> Result<Vec<u8>, SealError> {
    Ok(workbook.to_vec())
}
