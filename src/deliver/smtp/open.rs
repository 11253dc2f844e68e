//! Opens a line: connects, encrypts as the settings demand, and logs in. Each step has one reply that lets it go on.

use std::sync::Arc;

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    commands::{Auth, Ehlo, Starttls},
    extension::ClientId,
};
use rustls::{ClientConfig, pki_types::ServerName};
use secrecy::ExposeSecret;

use super::{
    Unreachable,
    reply::Reply,
    server_of, trust,
    wire::{Break, Wire},
};
use crate::deliver::{
    settings::{self, MailSettings, Tls},
    token::token,
};

/// A wire on which messages may be sent, and what the server offers on it.
pub(super) fn open(mail: &MailSettings) -> Result<(Wire, Reply), Unreachable> {
    let opening = Opening {
        server: server_of(mail),
    };
    let host = mail.host.as_deref().unwrap_or_default();
    let tls = match mail.tls {
        Tls::None => None,
        Tls::StartTls | Tls::Implicit => Some(opening.trusting(mail, host)?),
    };
    let login = login(mail)?;
    let hello = Ehlo::new(ClientId::Domain(domain_of(&mail.from).to_owned())).to_string();
    let mut wire = Wire::connect(host, mail.port_or_usual(), mail.timeout)
        .map_err(|error| opening.broken(&error.into()))?;
    let mut start_tls = None;
    match (mail.tls, tls) {
        (Tls::Implicit, Some(tls)) => wire = opening.secured(wire, tls)?,
        (_, tls) => start_tls = tls,
    }
    opening.due("the greeting", wire.reply(), 220)?;
    let mut offers = opening.due("EHLO", wire.ask(&hello), 250)?;
    if let Some(tls) = start_tls {
        if offers.offer("STARTTLS").is_none() {
            wire.part();
            let server = opening.server;
            return Err(Unreachable::NoStartTls { server });
        }
        opening.due("STARTTLS", wire.ask(&Starttls.to_string()), 220)?;
        if wire.is_waiting().map_err(|broke| opening.broken(&broke))? {
            let server = opening.server;
            return Err(Unreachable::Injected { server });
        }
        wire = opening.secured(wire, tls)?;
        // What was offered in plain words counts for nothing.
        offers = opening.due("EHLO", wire.ask(&hello), 250)?;
    }
    if let Some(login) = login {
        let by = login.by;
        let logged_in = opening.log_in(&mut wire, &offers, login);
        if logged_in.is_err() && by == By::Token {
            mail.kept_token.forget();
        }
        logged_in?;
    }
    Ok((wire, offers))
}

/// The one server that is tried, to be named.
struct Opening {
    server: String,
}

/// How a session is encrypted, and the name that the server's certificate must bear.
type Trusting = (Arc<ClientConfig>, ServerName<'static>);

impl Opening {
    /// The reply that must come for the opening to go on.
    fn due(&self, step: &str, reply: Result<Reply, Break>, due: u16) -> Result<Reply, Unreachable> {
        let server = || self.server.clone();
        match reply {
            Ok(reply) if reply.code == due => Ok(reply),
            Ok(Reply { code, .. }) => Err(match code {
                400..500 => Unreachable::NotNow {
                    server: server(),
                    code,
                },
                500.. => Unreachable::TurnedAway {
                    server: server(),
                    code,
                },
                _ => Unreachable::NoSmtp {
                    server: server(),
                    what: format!("reply {code} to {step}"),
                },
            }),
            Err(broke @ (Break::Foreign | Break::Unasked)) => Err(Unreachable::NoSmtp {
                server: server(),
                what: format!("at {step}: {}", broke.cause()),
            }),
            Err(broke) => Err(self.broken(&broke)),
        }
    }

    fn broken(&self, broke: &Break) -> Unreachable {
        let (server, cause) = (self.server.clone(), broke.cause());
        if broke.is_of_tls() {
            Unreachable::Tls { server, cause }
        } else {
            Unreachable::NoAnswer { server, cause }
        }
    }

    fn trusting(&self, mail: &MailSettings, host: &str) -> Result<Trusting, Unreachable> {
        let config =
            trust::config(mail.ca_file.as_deref()).map_err(|cause| match &mail.ca_file {
                Some(path) => Unreachable::Authority {
                    path: path.display().to_string(),
                    cause,
                },
                None => Unreachable::Tls {
                    server: self.server.clone(),
                    cause,
                },
            })?;
        let name = ServerName::try_from(host.to_owned()).map_err(|error| Unreachable::Tls {
            server: self.server.clone(),
            cause: error.to_string(),
        })?;
        Ok((config, name))
    }

    fn secured(&self, wire: Wire, (tls, name): Trusting) -> Result<Wire, Unreachable> {
        wire.secured(tls, name).map_err(|broke| self.broken(&broke))
    }

    fn log_in(&self, wire: &mut Wire, offers: &Reply, login: Login) -> Result<(), Unreachable> {
        let offered = offers.offer("AUTH").unwrap_or_default();
        let is_offered = |name: &str| offered.iter().any(|word| word.eq_ignore_ascii_case(name));
        let ways = login.ways();
        let none = || Unreachable::NoLogin {
            server: self.server.clone(),
            ways,
        };
        let words = |mechanism, asked: Option<&str>| {
            Auth::new(
                mechanism,
                login.credentials.clone(),
                asked.map(str::to_owned),
            )
            .map(|auth| auth.to_string())
            .map_err(|_| none())
        };
        match login.by {
            By::Token if is_offered("XOAUTH2") => {
                self.log_in_by_token(wire, &words(Mechanism::Xoauth2, None)?)
            }
            By::Password if is_offered("PLAIN") => {
                self.login_due(wire.ask(&words(Mechanism::Plain, None)?), 235)
            }
            By::Password if is_offered("LOGIN") => {
                // Every server asks for the name and then for the password, in words of its own.
                for (asked, due) in [
                    (None, 334),
                    (Some("Username"), 334),
                    (Some("Password"), 235),
                ] {
                    self.login_due(wire.ask(&words(Mechanism::Login, asked)?), due)?;
                }
                Ok(())
            }
            By::Token | By::Password => {
                wire.part();
                Err(none())
            }
        }
    }

    /// A token that is refused comes back as a challenge: an empty answer to it, and then the server says so.
    fn log_in_by_token(&self, wire: &mut Wire, words: &str) -> Result<(), Unreachable> {
        match wire.ask(words) {
            Ok(Reply { code: 334, .. }) => {
                let code = wire.ask("\r\n").map_or(535, |reply| reply.code);
                let server = self.server.clone();
                Err(Unreachable::Login { server, code })
            }
            reply => self.login_due(reply, 235),
        }
    }

    fn login_due(&self, reply: Result<Reply, Break>, due: u16) -> Result<(), Unreachable> {
        match self.due("AUTH", reply, due) {
            Err(Unreachable::TurnedAway { server, code }) => {
                Err(Unreachable::Login { server, code })
            }
            reply => reply.map(drop),
        }
    }
}

/// What a login is proved by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Password,
    Token,
}

/// Who logs in.
struct Login {
    by: By,
    credentials: Credentials,
}

impl Login {
    /// The ways that are understood, as the server offers them.
    fn ways(&self) -> &'static str {
        match self.by {
            By::Password => "PLAIN, LOGIN",
            By::Token => "XOAUTH2",
        }
    }
}

fn login(mail: &MailSettings) -> Result<Option<Login>, Unreachable> {
    let Some(name) = &mail.username else {
        return Ok(None);
    };
    let (by, secret) = match (mail.auth, &mail.password, &mail.token) {
        (settings::Auth::Password, Some(password), _) => (By::Password, password.read()?),
        (settings::Auth::Token, _, Some(source)) => (By::Token, token(mail, source)?),
        _ => return Ok(None),
    };
    let credentials = Credentials::new(name.clone(), secret.expose_secret().to_owned());
    Ok(Some(Login { by, credentials }))
}

fn domain_of(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain)
}
