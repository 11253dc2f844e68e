//! What delivery needs to be told; `config` fills it.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use chrono::NaiveDate;

use super::kept_token::KeptToken;
use crate::model::{
    calendar::plain,
    delivery::Sealing,
    report::{Report, Role},
};

/// How messages leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As `.eml` files in the run's outbox.
    File,
    /// By SMTP.
    Smtp,
}

impl Transport {
    /// The word in settings and ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Smtp => "smtp",
        }
    }
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

/// Where a secret stands; never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// A file that only its owner can read.
    File {
        /// Where it lies.
        path: PathBuf,
        /// The name of the credential as which systemd may hand it over instead: a file that the settings name without a folder.
        credential: Option<String>,
    },
    /// A named environment variable.
    Variable(String),
}

/// How a login at the mail server is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// By a password.
    Password,
    /// By a token (XOAUTH2).
    Token,
}

/// Where a token comes from; never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    /// It stands somewhere, and something else renews it.
    Secret(SecretSource),
    /// A program prints it.
    Command {
        /// By its full path.
        program: String,
        /// Its arguments.
        arguments: Vec<String>,
        /// When it is ended.
        limit: Duration,
    },
    /// The account of an application: a service grants it (client credentials).
    Account {
        /// The service.
        url: String,
        /// The application.
        client_id: String,
        /// Its secret.
        secret: SecretSource,
        /// What the token is for.
        scope: String,
    },
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
    /// How the login is proved.
    pub auth: Auth,
    /// Where the token comes from that stands in the place of a password.
    pub token: Option<TokenSource>,
    /// A token that is good for a while yet.
    pub kept_token: KeptToken,
    /// By which proxy web services are reached; directly without one.
    pub proxy: Option<String>,
    /// Whether workbooks are encrypted.
    pub seal: Sealing,
    /// With what.
    pub seal_password: Option<SecretSource>,
    /// Recipients for whom it is otherwise, by id: a password of their own, or none.
    pub seal_for: BTreeMap<String, Option<SecretSource>>,
    /// Whether a recipient gets one letter a run with all reports in it.
    pub bundle: bool,
    /// How long the mail server may keep silent.
    pub timeout: Duration,
    /// The pauses before a message is tried again within one run.
    pub retry_after: Vec<Duration>,
    /// How long after it was queued a message is still sent.
    pub give_up_after: Duration,
    /// The largest message that is sent, in bytes as they travel.
    pub max_size: u64,
    /// Reports that are sent once more, byte for byte, when it is not known whether they arrived.
    pub resend_unknown: Vec<Report>,
}

impl MailSettings {
    /// The port, or the one that is usual for the kind of connection.
    pub fn port_or_usual(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Tls::StartTls => 587,
            Tls::Implicit => 465,
            Tls::None => 25,
        })
    }

    /// Where the password stands that a recipient's workbooks are sealed with; `None` where they are not.
    pub fn sealing_of(&self, recipient: &str) -> Option<&SecretSource> {
        match (self.seal_for.get(recipient), self.seal) {
            (Some(own), _) => own.as_ref(),
            (None, Sealing::Password) => self.seal_password.as_ref(),
            (None, Sealing::None) => None,
        }
    }
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
            auth: Auth::Password,
            token: None,
            kept_token: KeptToken::default(),
            proxy: None,
            seal: Sealing::None,
            seal_password: None,
            seal_for: BTreeMap::new(),
            bundle: false,
            timeout: Duration::from_secs(60),
            retry_after: [60, 300, 900].map(Duration::from_secs).to_vec(),
            give_up_after: Duration::from_secs(24 * 3600),
            max_size: 20_000_000,
            resend_unknown: Report::ALL
                .into_iter()
                .filter(|report| report.keeps_children_safe())
                .collect(),
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

/// One line of `recipients.csv`, or the copy of its letters that a deputy gets.
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
    /// Of a copy: who stands in for whom. Everything but id, name and address is the line's.
    pub stands_in: Option<StandIn>,
}

/// Somebody stands in for the reader of a line, and gets a copy of its letters meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The id of the line whose letters are copied.
    pub of: String,
    /// The id of the recipient who gets the copy.
    pub by: String,
    /// The first run date of which there is a copy; without one, any.
    pub from: Option<NaiveDate>,
    /// The last.
    pub until: Option<NaiveDate>,
}

impl StandIn {
    /// The dates, as the end of a sentence.
    pub fn when(&self) -> String {
        let said = |word, day: Option<NaiveDate>| {
            day.map_or_else(String::new, |day| format!(" {word} {}", plain(day)))
        };
        said("from", self.from) + &said("until", self.until)
    }
}

impl Recipient {
    /// The id of the line that the mailbox belongs to: of a copy the deputy's.
    pub fn mailbox(&self) -> &str {
        let stands_in = self.stands_in.as_ref();
        stands_in.map_or(&self.id, |stands_in| &stands_in.by)
    }

    /// The id of the line whose letters these are: of a copy the line's that is copied.
    pub fn line(&self) -> &str {
        let stands_in = self.stands_in.as_ref();
        stands_in.map_or(&self.id, |stands_in| &stands_in.of)
    }

    /// Whether anything of a run date goes there.
    pub fn is_reader_on(&self, date: NaiveDate) -> bool {
        self.stands_in.as_ref().is_none_or(|stands_in| {
            stands_in.from.is_none_or(|from| from <= date)
                && stands_in.until.is_none_or(|until| date <= until)
        })
    }

    /// Whether a report of a run date goes there.
    pub fn gets(&self, report: Report, date: NaiveDate) -> bool {
        self.reports.contains(&report) && self.is_reader_on(date)
    }
}
