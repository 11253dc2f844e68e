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
use crate::deliver::settings::{MailSettings, Tls};

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
    if let Some(credentials) = login {
        opening.log_in(&mut wire, &offers, credentials)?;
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

    fn log_in(
        &self,
        wire: &mut Wire,
        offers: &Reply,
        credentials: Credentials,
    ) -> Result<(), Unreachable> {
        let none = || Unreachable::NoLogin {
            server: self.server.clone(),
        };
        let offered = offers.offer("AUTH").unwrap_or_default();
        let is_offered = |name: &str| offered.iter().any(|word| word.eq_ignore_ascii_case(name));
        let words = |mechanism, asked: Option<&str>| {
            Auth::new(mechanism, credentials.clone(), asked.map(str::to_owned))
                .map(|auth| auth.to_string())
                .map_err(|_| none())
        };
        if is_offered("PLAIN") {
            return self.login_due(wire.ask(&words(Mechanism::Plain, None)?), 235);
        }
        if is_offered("LOGIN") {
            // Every server asks for the name and then for the password, in words of its own.
            for (asked, due) in [
                (None, 334),
                (Some("Username"), 334),
                (Some("Password"), 235),
            ] {
                self.login_due(wire.ask(&words(Mechanism::Login, asked)?), due)?;
            }
            return Ok(());
        }
        wire.part();
        Err(none())
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
