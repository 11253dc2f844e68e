//! The line to the mail server, step by step, so that after a broken one it is known whether the message can have
//! been taken.

use std::{error::Error as _, fs, io};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{Certificate, CertificateStore, SmtpConnection, TlsParameters},
        commands::{Data, Ehlo, Mail, Rcpt, Rset},
        extension::{ClientId, MailParameter},
    },
};
use secrecy::ExposeSecret;

use super::{
    secret::SecretError,
    settings::{MailSettings, Tls},
};

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
        "the mail server {server} refuses the login (reply {code}); check username and the password's file or variable"
    )]
    Login { server: String, code: u16 },
    #[error("the mail server {server} offers no login that is understood (PLAIN, LOGIN)")]
    NoLogin { server: String },
    #[error("ca_file {path} cannot be used: {cause}")]
    Authority { path: String, cause: String },
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl Unreachable {
    /// Whether another attempt may end better without anybody doing anything. A refused login is not repeated: it would lock the account.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::NotNow { .. })
    }
}

/// What became of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The line, used before, was dead when the message was begun: nothing of it was said.
    Stale,
    /// The server takes no message of ours at all: a 5xx reply to the sender.
    TurnedAway(u16),
    /// The server took it: a 250 was read.
    Taken,
    /// Not taken for now: a 4xx reply, or the connection broke before the message was complete.
    NotNow(String),
    /// Refused for good: a 5xx reply.
    Refused(String),
    /// The connection broke while the answer to the complete message was awaited.
    Unknown(String),
}

/// An open line, used for one message after another. Each wait on it ends; a whole step may not: see `conversation`.
pub(super) struct Line {
    connection: SmtpConnection,
    size_limit: Option<u64>,
    is_used: bool,
    is_broken: bool,
}

impl Line {
    /// Connects, encrypts as the settings demand, and logs in.
    ///
    /// # Errors
    /// Why no message can be sent.
    pub fn open(mail: &MailSettings) -> Result<Self, Unreachable> {
        let host = mail.host.clone().unwrap_or_default();
        let port = mail.port_or_usual();
        let server = server_of(mail);
        let tls = match mail.tls {
            Tls::None => None,
            Tls::StartTls | Tls::Implicit => Some(tls_parameters(mail, &host, &server)?),
        };
        let login = login(mail)?;
        let hello = ClientId::Domain(domain_of(&mail.from).to_owned());
        let implicit = tls.as_ref().filter(|_| mail.tls == Tls::Implicit);
        let mut connection = SmtpConnection::connect(
            (host.as_str(), port),
            Some(mail.timeout),
            &hello,
            implicit,
            None,
        )
        .map_err(|error| unreachable(&server, &error))?;
        if mail.tls == Tls::StartTls
            && let Some(tls) = &tls
        {
            if !connection.can_starttls() {
                connection.abort();
                return Err(Unreachable::NoStartTls { server });
            }
            connection
                .starttls(tls, &hello)
                .map_err(|error| unreachable(&server, &error))?;
        }
        if let Some(credentials) = login {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if connection
                .server_info()
                .get_auth_mechanism(&mechanisms)
                .is_none()
            {
                connection.abort();
                return Err(Unreachable::NoLogin { server });
            }
            connection
                .auth(&mechanisms, &credentials)
                .map_err(|error| match code_of(&error) {
                    Some(code) if code >= 500 => Unreachable::Login {
                        server: server.clone(),
                        code,
                    },
                    _ => unreachable(&server, &error),
                })?;
        }
        let features = connection
            .command(Ehlo::new(hello))
            .map_err(|error| unreachable(&server, &error))?;
        let size_limit = features
            .message()
            .filter_map(|line| line.strip_prefix("SIZE ")?.trim().parse().ok())
            .find(|&limit: &u64| limit > 0);
        Ok(Self {
            connection,
            size_limit,
            is_used: false,
            is_broken: false,
        })
    }

    /// The largest message that the server takes, where it says so.
    pub fn size_limit(&self) -> Option<u64> {
        self.size_limit
    }

    /// Whether another conversation has to be opened for the next message.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Sends a stored message to its one recipient; its content only if `may_begin` says so.
    pub fn send(
        &mut self,
        from: &Address,
        to: &Address,
        message: &[u8],
        may_begin: impl FnOnce() -> bool,
    ) -> Answer {
        let was_used = std::mem::replace(&mut self.is_used, true);
        let size = self
            .size_limit
            .map(|_| MailParameter::Size(message.len()))
            .into_iter()
            .collect();
        let steps = [
            (SENDER, Mail::new(Some(from.clone()), size).to_string()),
            ("RCPT TO", Rcpt::new(to.clone(), Vec::new()).to_string()),
            ("DATA", Data.to_string()),
        ];
        for (step, command) in steps {
            if let Err(error) = self.connection.command(command) {
                let code = code_of(&error);
                if step == SENDER && was_used && matches!(code, None | Some(421)) {
                    self.is_broken = true;
                    return Answer::Stale;
                }
                return match code {
                    // Of the sender's refusals only this one is about the message: its size.
                    Some(code) if step == SENDER && code >= 500 && code != 552 => {
                        Answer::TurnedAway(code)
                    }
                    _ => self.before_content(step, &error),
                };
            }
        }
        if !may_begin() {
            self.is_broken = true;
            return Answer::NotNow(TOO_SLOW.to_owned());
        }
        let mut is_whole = false;
        let mut parts = message.chunks(PART);
        let content = std::iter::from_fn(|| {
            let part = parts.next();
            is_whole |= part.is_none();
            part
        });
        match self.connection.message_iter(content) {
            Ok(_) => Answer::Taken,
            Err(error) => match code_of(&error) {
                Some(_) => self.before_content("the message", &error),
                None => {
                    self.is_broken = true;
                    let cause = cause_of(&error);
                    if is_whole {
                        Answer::Unknown(format!("no answer to the message ({cause})"))
                    } else {
                        Answer::NotNow(format!("the connection broke in the message ({cause})"))
                    }
                }
            },
        }
    }

    /// Says goodbye; whether the server hears it does not matter.
    pub fn close(mut self) {
        if !self.is_broken {
            let _ = self.connection.quit();
        }
    }

    /// A reply that tells for certain that the message was not taken, or a break before it could be.
    fn before_content(&mut self, step: &str, error: &Error) -> Answer {
        let Some(code) = code_of(error) else {
            self.is_broken = true;
            return Answer::NotNow(format!(
                "the connection broke at {step} ({})",
                cause_of(error)
            ));
        };
        // 421 announces that the server hangs up; after any other reply the next message may follow.
        if code == 421 || self.connection.command(Rset).is_err() {
            self.is_broken = true;
        }
        let words = format!("reply {code} to {step}");
        if code >= 500 {
            Answer::Refused(words)
        } else {
            Answer::NotNow(words)
        }
    }
}

/// The first step of a message.
const SENDER: &str = "MAIL FROM";

/// Why a message was given up that the server kept waiting.
pub(super) const TOO_SLOW: &str = "the mail server came to no end in time";

/// How much of a message is handed over at a time.
const PART: usize = 16 * 1024;

/// The server in words.
pub(super) fn server_of(mail: &MailSettings) -> String {
    let host = mail.host.as_deref().unwrap_or_default();
    format!("{host}:{}", mail.port_or_usual())
}

fn tls_parameters(
    mail: &MailSettings,
    host: &str,
    server: &str,
) -> Result<TlsParameters, Unreachable> {
    let builder = TlsParameters::builder(host.to_owned());
    let builder = match &mail.ca_file {
        // With an authority of its own named, no other is trusted.
        Some(path) => {
            let cannot = |cause: String| Unreachable::Authority {
                path: path.display().to_string(),
                cause,
            };
            let pem = fs::read(path).map_err(|error| cannot(error.to_string()))?;
            let certificate = Certificate::from_pem(&pem)
                .map_err(|_| cannot("it holds no certificate in PEM form".to_owned()))?;
            builder
                .certificate_store(CertificateStore::None)
                .add_root_certificate(certificate)
        }
        None => builder,
    };
    builder.build().map_err(|error| Unreachable::Tls {
        server: server.to_owned(),
        cause: cause_of(&error),
    })
}

fn login(mail: &MailSettings) -> Result<Option<Credentials>, Unreachable> {
    let (Some(name), Some(source)) = (&mail.username, &mail.password) else {
        return Ok(None);
    };
    let password = source.read()?;
    Ok(Some(Credentials::new(
        name.clone(),
        password.expose_secret().to_owned(),
    )))
}

fn domain_of(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain)
}

fn unreachable(server: &str, error: &Error) -> Unreachable {
    let server = server.to_owned();
    match code_of(error) {
        Some(code) if code >= 500 => Unreachable::TurnedAway { server, code },
        Some(code) => Unreachable::NotNow { server, code },
        None => {
            let cause = cause_of(error);
            // A certificate that is not accepted comes as invalid data at the first read after the handshake began.
            if io_kind(error) == Some(io::ErrorKind::InvalidData) || error.is_tls() {
                Unreachable::Tls { server, cause }
            } else {
                Unreachable::NoAnswer { server, cause }
            }
        }
    }
}

fn code_of(error: &Error) -> Option<u16> {
    error.status().map(u16::from)
}

fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = inner.source();
    }
    None
}

/// The cause in words that hold nothing of the message: what the operating system or the TLS library says. What a
/// server says may name an address, so of its replies only the code is kept.
fn cause_of(error: &Error) -> String {
    match io_kind(error) {
        Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
            "nothing came in time".to_owned()
        }
        Some(_) => error
            .source()
            .map_or_else(|| "broken".to_owned(), ToString::to_string),
        None if error.is_response() => "the answer is no SMTP".to_owned(),
        None => "the connection failed".to_owned(),
    }
}
