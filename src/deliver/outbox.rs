//! A stored message, looked at once more before it leaves: unchanged, whole lines, one recipient and the right one.

use sha2::{Digest, Sha256};

use super::{address::check_address, settings::Recipient};
use crate::model::text::hex;

/// Why a stored message is kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum Flaw {
    #[error("the stored message is gone")]
    Gone,
    #[error("the stored message was changed after it was checked")]
    Altered,
    #[error("the stored message has a line that does not end with CR and LF")]
    BareLineEnd,
    #[error("the stored message does not have exactly one To, and no Cc or Bcc")]
    Recipients,
    #[error("the recipient is no longer in recipients.csv, or no deputy for this date any more")]
    Unlisted,
    #[error("the recipient's address, role or scope was changed after the message was built")]
    EntitlementChanged,
    #[error("the address is not one that mail may go to")]
    Forbidden,
    #[error("the settings demand a sealed workbook, and this one is not sealed as they say")]
    NotSealed,
    #[error("the message is larger than the mail server or max_size allows")]
    TooLarge,
}

/// A digest of a message's bytes.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Whom a message may go to and what for: a change of it keeps back what was built before.
pub fn entitlement(recipient: &Recipient) -> String {
    let mut scope: Vec<String> = recipient
        .scope
        .iter()
        .map(|part| format!("{part:?}"))
        .collect();
    scope.sort_unstable();
    let words = format!(
        "{}\0{}\0{}",
        recipient.email.to_lowercase(),
        recipient.role.name(),
        scope.join("\0")
    );
    digest(words.as_bytes())
}

/// Looks at a stored message before it is sent to an address.
///
/// # Errors
/// Why it must not be.
pub fn inspect(
    message: &[u8],
    sha256: &str,
    to: &str,
    allowed_domains: &[String],
) -> Result<(), Flaw> {
    if digest(message) != sha256 {
        return Err(Flaw::Altered);
    }
    if !has_whole_lines(message) {
        return Err(Flaw::BareLineEnd);
    }
    let head = head(message).ok_or(Flaw::Recipients)?;
    let values = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .filter(|(field, _)| field.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
            .collect::<Vec<_>>()
    };
    if !values("Cc").is_empty() || !values("Bcc").is_empty() || values("To") != [to] {
        return Err(Flaw::Recipients);
    }
    check_address(to, allowed_domains).map_err(|_| Flaw::Forbidden)?;
    Ok(())
}

/// Whether every line ends with CR and LF, and neither stands alone: some servers take a bare LF for a line's end, and
/// a line of one dot after it would end the message early.
pub fn has_whole_lines(message: &[u8]) -> bool {
    let mut before = b'\n';
    for &byte in message {
        if (byte == b'\n') != (before == b'\r') {
            return false;
        }
        before = byte;
    }
    before != b'\r'
}

/// The header, its folded lines made one.
fn head(message: &[u8]) -> Option<String> {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&message[..end]).ok()?;
    Some(text.replace("\r\n ", " ").replace("\r\n\t", " "))
}
