//! Tokens that stand in the place of a password: from a file, from a command of the service's own, or for the account of
//! an application.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    secret::SecretError,
    settings::{MailSettings, TokenSource},
    web::Door,
};
use crate::own_command::{Came, OwnCommand};

/// The longest token, in bytes.
const LONGEST: u64 = 8 * 1024;

/// So long before it ends a token is no longer used.
const MARGIN: Duration = Duration::from_secs(60);

/// A token that cannot be had: which way, why, and what to do. Never the token.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its own sentence")]
pub enum TokenError {
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the token_command {program} cannot be run ({cause})")]
    NoCommand { program: String, cause: String },
    #[error(
        "the token_command {program} failed ({status}); run it by hand as the user who runs lastseen"
    )]
    CommandFailed { program: String, status: String },
    #[error(
        "the token_command {program} was ended at its time limit of {seconds} s (token_time_limit)"
    )]
    CommandTooSlow { program: String, seconds: u64 },
    #[error(
        "{what} gave no token: it must be one line of letters, digits and signs, of 8 KB at most"
    )]
    NoToken { what: String },
    #[error("the token service {url} cannot be used: {cause}")]
    NoService { url: String, cause: String },
    #[error("the token service {url} does not answer for now ({cause})")]
    NotNow { url: String, cause: String },
    #[error(
        "the token service {url} refuses the account ({cause}); check tenant, client_id and the client secret, which may have expired"
    )]
    Refused { url: String, cause: String },
}

impl TokenError {
    /// Whether another attempt may end better without anybody doing anything.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::NotNow { .. } | Self::CommandFailed { .. } | Self::CommandTooSlow { .. }
        )
    }
}

/// The token of the settings.
///
/// # Errors
/// Why there is none.
pub(super) fn token(mail: &MailSettings, source: &TokenSource) -> Result<SecretString, TokenError> {
    match source {
        TokenSource::Secret(secret) => {
            sound(secret.read()?, || "the token's file or variable".to_owned())
        }
        TokenSource::Command {
            program,
            arguments,
            limit,
        } => of_command(program, arguments, *limit),
        TokenSource::Account { .. } => match mail.kept_token.get() {
            Some(token) => Ok(token),
            None => of_account(mail, source),
        },
    }
}

fn of_command(
    program: &str,
    arguments: &[String],
    limit: Duration,
) -> Result<SecretString, TokenError> {
    let named = || program.to_owned();
    let command = OwnCommand {
        program,
        arguments,
        variables: &[],
        limit,
    };
    match command.run(LONGEST) {
        Err(cause) => Err(TokenError::NoCommand {
            program: named(),
            cause: cause.to_string(),
        }),
        Ok(Came::ToItsLimit) => Err(TokenError::CommandTooSlow {
            program: named(),
            seconds: limit.as_secs(),
        }),
        Ok(Came::ToItsEnd(status, _)) if !status.success() => Err(TokenError::CommandFailed {
            program: named(),
            status: status.to_string(),
        }),
        Ok(Came::ToItsEnd(_, printed)) => {
            let what = || format!("the token_command {program}");
            let text =
                String::from_utf8(printed).map_err(|_| TokenError::NoToken { what: what() })?;
            let line = text.strip_suffix('\n').unwrap_or(&text);
            let line = line.strip_suffix('\r').unwrap_or(line);
            sound(line.to_owned().into(), what)
        }
    }
}

/// What the token service answers.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: u64,
}

/// The word by which it refuses.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

fn of_account(mail: &MailSettings, source: &TokenSource) -> Result<SecretString, TokenError> {
    let TokenSource::Account {
        url,
        client_id,
        secret,
        scope,
    } = source
    else {
        return Err(TokenError::NoToken {
            what: "the settings".to_owned(),
        });
    };
    let secret = secret.read()?;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id.as_str()),
        ("client_secret", secret.expose_secret()),
        ("scope", scope.as_str()),
    ]
    .map(|(name, value)| format!("{name}={}", encoded(value)))
    .join("&");
    let no_service = |cause: String| TokenError::NoService {
        url: url.clone(),
        cause,
    };
    let not_now = |cause: String| TokenError::NotNow {
        url: url.clone(),
        cause,
    };
    let door = Door::of(mail, mail.timeout).map_err(no_service)?;
    let kind = "application/x-www-form-urlencoded";
    let answer = door
        .post(url, kind, None, form.as_bytes())
        .map_err(not_now)?;
    match answer.status {
        200 => {
            let granted: Granted = serde_json::from_str(&answer.text)
                .map_err(|_| no_service("its answer holds no token".to_owned()))?;
            let token = sound(granted.access_token.into(), || {
                format!("the token service {url}")
            })?;
            let good_for = Duration::from_secs(granted.expires_in).saturating_sub(MARGIN);
            mail.kept_token.keep(token.clone(), good_for);
            Ok(token)
        }
        429 | 500..600 => Err(not_now(format!("status {}", answer.status))),
        status @ (400 | 401 | 403) => {
            let refusal: Option<Refusal> = serde_json::from_str(&answer.text).ok();
            // A word of the protocol; what else it says may be anything.
            let word = refusal.map(|refusal| refusal.error);
            let word =
                word.filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            let word = word.map_or_else(String::new, |word| format!(", {word}"));
            Err(TokenError::Refused {
                url: url.clone(),
                cause: format!("status {status}{word}"),
            })
        }
        status => Err(no_service(format!("status {status}"))),
    }
}

/// A token as it travels: visible signs of ASCII in one line.
fn sound(token: SecretString, what: impl Fn() -> String) -> Result<SecretString, TokenError> {
    let text = token.expose_secret();
    let is_sound = !text.is_empty()
        && text.len() as u64 <= LONGEST
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    match is_sound {
        true => Ok(token),
        false => Err(TokenError::NoToken { what: what() }),
    }
}

/// A value of a form.
fn encoded(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    value
        .bytes()
        .map(|byte| match is_plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}
