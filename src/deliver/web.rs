//! The one door to web services: the host that the settings name, its certificate checked, no redirect followed, no proxy
//! but that of the settings.

use std::{sync::Arc, time::Duration};

use rustls::crypto::ring;
use ureq::{
    Agent, Body, Proxy,
    http::Response,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::{settings::MailSettings, smtp::authorities};

/// Answers are read so far.
const MOST_ANSWER: u64 = 64 * 1024;

/// What a web service answered.
pub(super) struct WebAnswer {
    /// The status.
    pub(super) status: u16,
    /// The answer's text; empty where it is none.
    pub(super) text: String,
}

/// A door that is used for one service.
pub(super) struct Door {
    agent: Agent,
}

impl Door {
    /// Prepares for requests that take no longer than a time.
    ///
    /// # Errors
    /// A `ca_file` that cannot be used, an impossible proxy.
    pub(super) fn of(mail: &MailSettings, limit: Duration) -> Result<Self, String> {
        let authorities = authorities(mail.ca_file.as_deref())?;
        let authorities = authorities
            .iter()
            .map(|authority| Certificate::from_der(authority).to_owned());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(authorities.collect())))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let proxy = mail.proxy.as_deref().map(Proxy::new).transpose();
        let proxy = proxy.map_err(|_| "the proxy of the settings is no address".to_owned())?;
        let config = Agent::config_builder()
            .timeout_global(Some(limit))
            .timeout_connect(Some(mail.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls)
            .user_agent("lastseen")
            .build();
        Ok(Self {
            agent: config.into(),
        })
    }

    /// Posts a text of a kind, with a token where there is one.
    ///
    /// # Errors
    /// Why there was no answer, in a few words without anything of the request.
    pub(super) fn post(
        &self,
        url: &str,
        kind: &str,
        token: Option<&str>,
        text: &[u8],
    ) -> Result<WebAnswer, String> {
        let mut request = self.agent.post(url).header("Content-Type", kind);
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        match request.send(text) {
            Ok(response) => Ok(answer(response)),
            Err(error) => Err(no_answer(&error)),
        }
    }
}

fn answer(response: Response<Body>) -> WebAnswer {
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let text = body.with_config().limit(MOST_ANSWER).read_to_string();
    WebAnswer {
        status,
        text: text.unwrap_or_default(),
    }
}

/// Of an error the kind alone is told: its text may hold what was asked.
fn no_answer(error: &ureq::Error) -> String {
    use ureq::Error;
    match error {
        Error::Timeout(_) => "it does not answer in time",
        Error::HostNotFound => "its name is not known",
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) => "no connection",
        Error::Io(error) => return format!("the connection broke ({})", error.kind()),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => {
            "the connection cannot be encrypted, or its certificate is not trusted"
        }
        Error::BadUri(_) | Error::RequireHttpsOnly(_) | Error::InvalidProxyUrl => {
            "its address in the settings is none"
        }
        _ => "the connection broke",
    }
    .to_owned()
}
