//! The dialogue with the mail server, step by step, so that after a broken one it is known whether the message can have
//! been taken. Our own, because the client of lettre (0.11) keeps what it has read over the change to TLS, so that what
//! anybody says before the handshake is heard as said after it, and compares no reply with the one that is due; of
//! lettre are the addresses and the words of the commands.

mod line;
mod open;
mod reply;
mod trust;
mod wire;

use std::path::Path;

use super::{secret::SecretError, settings::MailSettings, token::TokenError};

pub(super) use line::Line;
pub(super) use trust::authorities;

/// Why the mail server cannot be used: nothing was sent.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum Unreachable {
    #[error("the mail server {server} does not answer ({cause})")]
    NoAnswer { server: String, cause: String },
    #[error("the mail server {server} turned the connection away for now (reply {code})")]
    NotNow { server: String, code: u16 },
    #[error("the mail server {server} turned the connection away (reply {code})")]
    TurnedAway { server: String, code: u16 },
    #[error(
        "the mail server {server} offers no STARTTLS; names of children do not travel unencrypted: ask its administrator, or set tls = \"implicit\""
    )]
    NoStartTls { server: String },
    #[error(
        "the connection to {server} could not be encrypted ({cause}); check host, its certificate and ca_file"
    )]
    Tls { server: String, cause: String },
    #[error(
        "the mail server {server} refuses the login (reply {code}); check username and the password or token"
    )]
    Login { server: String, code: u16 },
    #[error(
        "the mail server {server} does not keep to SMTP ({what}); nothing was sent: ask its administrator"
    )]
    NoSmtp { server: String, what: String },
    #[error(
        "something was said on the connection to {server} before it was encrypted, as if it were a part of what is encrypted; nothing was sent: have the mail server and the network looked at, or set tls = \"implicit\""
    )]
    Injected { server: String },
    #[error("the mail server {server} offers no login that is understood ({ways})")]
    NoLogin { server: String, ways: &'static str },
    #[error("ca_file {path} cannot be used: {cause}")]
    Authority { path: String, cause: String },
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl Unreachable {
    /// Whether another attempt may end better without anybody doing anything. A refused login is not repeated: it would lock the account.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoAnswer { .. } | Self::NotNow { .. } => true,
            Self::Token(error) => error.may_pass(),
            _ => false,
        }
    }
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The line, used before, was dead when the message was begun: nothing of it was said.
    Stale,
    /// The server takes no message of ours at all: a 5xx reply to the sender.
    TurnedAway(u16),
    /// The server took it: 250 was its answer to the whole message.
    Taken,
    /// Not taken for now: a 4xx reply, or the connection broke or fell out of step before the message was complete.
    NotNow(String),
    /// Refused for good: a 5xx reply.
    Refused(String),
    /// The answer to the complete message did not come, or was none that says what became of it.
    Unknown(String),
}

/// Whether a `ca_file` can be used.
///
/// # Errors
/// Why not.
pub fn check_authority(ca_file: &Path) -> Result<(), Unreachable> {
    trust::config(Some(ca_file))
        .map(drop)
        .map_err(|cause| Unreachable::Authority {
            path: ca_file.display().to_string(),
            cause,
        })
}

/// Why a message was given up that the server kept waiting.
pub(super) const TOO_SLOW: &str = "the mail server came to no end in time";

/// The server in words.
pub(super) fn server_of(mail: &MailSettings) -> String {
    let host = mail.host.as_deref().unwrap_or_default();
    format!("{host}:{}", mail.port_or_usual())
}
