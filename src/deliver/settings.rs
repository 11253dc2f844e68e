//! What delivery needs to be told; `config` fills it.

use std::path::PathBuf;

use crate::model::report::{Report, Role};

/// How messages leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As `.eml` files in the run's outbox.
    File,
    /// By SMTP.
    Smtp,
}

/// How an SMTP connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// STARTTLS, demanded.
    StartTls,
    /// TLS from the first byte.
    Implicit,
    /// None; to this host only.
    None,
}

/// Whether workbooks are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Not encrypted.
    None,
    /// Encrypted with a password.
    Password,
}

/// Where a secret stands; never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// A file that only its owner can read.
    File(PathBuf),
    /// A named environment variable.
    Variable(String),
}

/// The `[mail]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// How messages leave.
    pub transport: Transport,
    /// The sender's address.
    pub from: String,
    /// Who is told when a run was not clean.
    pub admin: Option<String>,
    /// The only domains that mail may go to; empty for any, with the file transport.
    pub allowed_domains: Vec<String>,
    /// The mail server.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: Tls,
    /// A certificate authority of the service's own.
    pub ca_file: Option<PathBuf>,
    /// The account at the mail server.
    pub username: Option<String>,
    /// Its password.
    pub password: Option<SecretSource>,
    /// Whether workbooks are encrypted.
    pub seal: Seal,
    /// With what.
    pub seal_password: Option<SecretSource>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            transport: Transport::File,
            from: "lastseen@localhost".to_owned(),
            admin: None,
            allowed_domains: Vec::new(),
            host: None,
            port: None,
            tls: Tls::StartTls,
            ca_file: None,
            username: None,
            password: None,
            seal: Seal::None,
            seal_password: None,
        }
    }
}

/// A part of the service that a recipient answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every child.
    All,
    /// The children of one team.
    Team(String),
    /// The children of one service.
    Service(String),
}

/// One line of `recipients.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Stands in file names: letters, digits, `-` and `_`.
    pub id: String,
    /// How the letter greets.
    pub name: String,
    /// Where it goes.
    pub email: String,
    /// What the recipient does.
    pub role: Role,
    /// The children that the recipient answers for: those of any part.
    pub scope: Vec<Scope>,
    /// The reports that the recipient gets.
    pub reports: Vec<Report>,
}
