//! The keys of `[mail]` by which messages are let in: who logs in, and what proves it.

use std::{net::IpAddr, path::Path, time::Duration};

use super::{
    document::Section,
    values::{self, secret},
};
use crate::deliver::settings::{Auth, MailSettings, TokenSource, Transport};

/// Where Microsoft grants tokens, by tenant.
const TOKEN_SERVICE: &str = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token";
/// What a token for its mail server is for.
const SMTP_SCOPE: &str = "https://outlook.office365.com/.default";

/// The ways to a token, of which one is to be set.
const WAYS: &str = "token_command, token_file (or token_env), or tenant, client_id and client_secret_file (or client_secret_env)";

pub(super) fn read(section: &mut Section<'_, '_>, root: &Path, mail: &mut MailSettings) {
    mail.username = section.value("username", "a text");
    mail.password = secret(section, root, "password_file", "password_env");
    let ways = [("password", Auth::Password), ("xoauth2", Auth::Token)];
    mail.auth = section.choice("auth", &ways).unwrap_or(mail.auth);
    mail.proxy = section.value(
        "proxy",
        "the address of a proxy such as \"http://proxy.example.gov.uk:8080\"",
    );
    if let Some(proxy) = &mail.proxy
        && (!proxy.starts_with("http://") || proxy.contains('@'))
    {
        section.note(
            "proxy",
            "must be an address such as \"http://proxy.example.gov.uk:8080\", without a login",
        );
    }
    let stands = secret(section, root, "token_file", "token_env").map(TokenSource::Secret);
    let sources: Vec<TokenSource> = [stands, command(section), account(section, root)]
        .into_iter()
        .flatten()
        .collect();
    if sources.len() > 1 {
        section.note_table(&format!(
            "more than one way to a token is set; keep one of {WAYS}"
        ));
    }
    mail.token = sources.into_iter().next();
    check(section, mail);
}

fn command(section: &mut Section<'_, '_>) -> Option<TokenSource> {
    let expected = "a length of time from \"1s\" to \"10m\", such as \"30s\"";
    let limit = section.parsed("token_time_limit", expected, |text| {
        values::duration(text).filter(|limit| (1..=600).contains(&limit.as_secs()))
    });
    let expected = "a program and its arguments, such as [\"/usr/local/bin/mail-token\"]";
    let command: Vec<String> = section.value("token_command", expected)?;
    let (program, arguments) = command.split_first().or_else(|| {
        section.note("token_command", "is empty; leave it out, or name a program");
        None
    })?;
    if !Path::new(program).is_absolute() {
        section.note(
            "token_command",
            &format!("names its program \"{program}\" without a full path"),
        );
    }
    Some(TokenSource::Command {
        program: program.clone(),
        arguments: arguments.to_vec(),
        limit: limit.unwrap_or(Duration::from_secs(30)),
    })
}

fn account(section: &mut Section<'_, '_>, root: &Path) -> Option<TokenSource> {
    let tenant: Option<String> = section.value("tenant", "the tenant's name or id");
    let client_id: Option<String> = section.value("client_id", "the id of the application");
    let secret = secret(section, root, "client_secret_file", "client_secret_env");
    let url: Option<String> = section.value("token_url", "the address of a token service");
    let scope: Option<String> = section.value("token_scope", "what the token is for");
    if let Some(url) = &url
        && !is_safe(url)
    {
        section.note("token_url", "must begin with https://");
    }
    let is_name = |tenant: &String| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        !tenant.is_empty() && tenant.bytes().all(fits)
    };
    if tenant.as_ref().is_some_and(|tenant| !is_name(tenant)) {
        section.note("tenant", "must be the tenant's id or a domain of it");
    }
    let of_tenant = tenant.map(|tenant| TOKEN_SERVICE.replace("{tenant}", &tenant));
    let begun = [
        ("tenant", of_tenant.is_some()),
        ("client_id", client_id.is_some()),
        ("client_secret_file", secret.is_some()),
        ("token_url", url.is_some()),
    ];
    let begun = begun.into_iter().find(|(_, is_set)| *is_set);
    match (url.or(of_tenant), client_id, secret) {
        (Some(url), Some(client_id), Some(secret)) => Some(TokenSource::Account {
            url,
            client_id,
            secret,
            scope: scope.unwrap_or_else(|| SMTP_SCOPE.to_owned()),
        }),
        _ => {
            if let Some((key, _)) = begun {
                section.note(key, "stands alone: tenant (or token_url), client_id and client_secret_file (or client_secret_env) go together");
            }
            None
        }
    }
}

/// Encrypted, or to this host alone.
fn is_safe(url: &str) -> bool {
    let here =
        |host: &str| host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_owned();
    url.starts_with("https://")
        || url
            .strip_prefix("http://")
            .is_some_and(|rest| here(&host(rest)))
}

fn check(section: &mut Section<'_, '_>, mail: &MailSettings) {
    if mail.transport != Transport::Smtp {
        return;
    }
    match mail.auth {
        Auth::Password if mail.token.is_some() => {
            section.note_table("a token is set, and auth is \"password\"; set auth = \"xoauth2\"");
        }
        Auth::Password if mail.username.is_some() != mail.password.is_some() => {
            section.note_table("username and password_file (or password_env) go together");
        }
        Auth::Token if mail.username.is_none() || mail.token.is_none() => {
            section.note(
                "auth",
                &format!("= \"xoauth2\" needs username, and one of {WAYS}"),
            );
        }
        Auth::Token if mail.password.is_some() => {
            section.note_table(
                "auth = \"xoauth2\" uses no password; take password_file (or password_env) out",
            );
        }
        Auth::Password | Auth::Token => {}
    }
}
