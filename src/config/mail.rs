//! The `[mail]` table of `jobs/service.toml`.

use std::{net::IpAddr, path::Path};

use super::{
    document::Section,
    login,
    values::{self, secret},
};
use crate::{
    deliver::{
        address::{check_address, is_domain},
        settings::{MailSettings, SecretSource, Tls, Transport},
    },
    model::{delivery::Sealing, report::Report},
};

pub(super) fn read(section: &mut Section<'_, '_>, root: &Path, mail: &mut MailSettings) {
    let transports = [("file", Transport::File), ("smtp", Transport::Smtp)];
    mail.transport = section
        .choice("transport", &transports)
        .unwrap_or(mail.transport);
    if let Some(domains) = section.value::<Vec<String>>("allowed_domains", "a list of domains") {
        if !domains.iter().all(|domain| is_domain(domain)) {
            section.note(
                "allowed_domains",
                "must hold plain domains such as \"example.gov.uk\"",
            );
        }
        mail.allowed_domains = domains;
    }
    if let Some(from) = section.value::<String>("from", "an e-mail address") {
        if let Err(what) = check_address(&from, &[]) {
            section.note("from", &what);
        }
        mail.from = from;
    }
    if let Some(admin) = section.value::<String>("admin", "an e-mail address") {
        if let Err(what) = check_address(&admin, &mail.allowed_domains) {
            section.note("admin", &what);
        }
        mail.admin = Some(admin);
    }
    mail.host = section.value("host", "the name of the mail server");
    if let Some(host) = &mail.host
        && !is_host(host)
    {
        section.note(
            "host",
            "must be the mail server's name or address alone, such as \"smtp.example.gov.uk\"; its port stands in port",
        );
    }
    mail.port = section
        .value::<u16>("port", "a port from 1 to 65535")
        .filter(|port| *port > 0);
    let tls = [
        ("starttls", Tls::StartTls),
        ("implicit", Tls::Implicit),
        ("none", Tls::None),
    ];
    mail.tls = section.choice("tls", &tls).unwrap_or(mail.tls);
    mail.ca_file = section
        .value::<String>("ca_file", "the path of a file")
        .map(|file| root.join(file));
    login::read(section, root, mail);
    let seals = [Sealing::None, Sealing::Password].map(|seal| (seal.code(), seal));
    mail.seal = section.choice("seal", &seals).unwrap_or(mail.seal);
    mail.seal_password = secret(section, root, "seal_password_file", "seal_password_env");
    mail.seal_for = section
        .named_sections("seal_for", |name, section| {
            (name.to_owned(), read_seal_for(section, root))
        })
        .into_iter()
        .collect();
    mail.bundle = section
        .value("bundle", "true or false")
        .unwrap_or(mail.bundle);
    read_patience(section, mail);
    check_mail(section, mail);
}

fn is_host(host: &str) -> bool {
    let is_name = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    !host.is_empty() && is_name || host.parse::<IpAddr>().is_ok()
}

/// One recipient's own way: `seal = "none"`, or a password of their own.
fn read_seal_for(section: &mut Section<'_, '_>, root: &Path) -> Option<SecretSource> {
    let seals = [Sealing::None, Sealing::Password].map(|seal| (seal.code(), seal));
    let seal = section.choice("seal", &seals).unwrap_or(Sealing::Password);
    let password = secret(section, root, "seal_password_file", "seal_password_env");
    match seal {
        Sealing::None => None,
        Sealing::Password => {
            if password.is_none() {
                section.note_table(
                    "needs seal_password_file or seal_password_env, or seal = \"none\"",
                );
            }
            password
        }
    }
}

/// How long, how often and how much.
fn read_patience(section: &mut Section<'_, '_>, mail: &mut MailSettings) {
    let time = "a length of time such as \"60s\", \"5m\" or \"12h\"";
    let positive = |text: &str| values::duration(text).filter(|time| !time.is_zero());
    mail.timeout = section
        .parsed("timeout", time, positive)
        .unwrap_or(mail.timeout);
    mail.give_up_after = section
        .parsed("give_up_after", time, positive)
        .unwrap_or(mail.give_up_after);
    mail.max_size = section
        .parsed("max_size", "a size such as \"20MB\"", values::size)
        .unwrap_or(mail.max_size);
    let pauses: Option<Vec<String>> = section.value(
        "retry_after",
        "a list of lengths of time such as [\"1m\", \"5m\"]",
    );
    if let Some(pauses) = pauses {
        let read: Option<Vec<_>> = pauses.iter().map(|text| values::duration(text)).collect();
        match read {
            Some(read) => mail.retry_after = read,
            None => section.note(
                "retry_after",
                "must be a list of lengths of time such as [\"1m\", \"5m\"]",
            ),
        }
    }
    let names: Option<Vec<String>> = section.value("resend_unknown", "a list of reports");
    if let Some(names) = names {
        mail.resend_unknown = Vec::new();
        for name in names {
            match Report::from_name(&name) {
                Some(report) => mail.resend_unknown.push(report),
                None => section.note(
                    "resend_unknown",
                    &format!(
                        "names an unknown report \"{name}\"; the reports are {}",
                        Report::ALL.map(Report::name).join(", ")
                    ),
                ),
            }
        }
    }
}

fn check_mail(section: &mut Section<'_, '_>, mail: &MailSettings) {
    if mail.transport == Transport::Smtp {
        if mail.host.is_none() {
            section.note_table("transport = \"smtp\" needs a host");
        }
        if mail.allowed_domains.is_empty() {
            section.note_table(
                "transport = \"smtp\" needs allowed_domains, the only domains that mail may go to",
            );
        }
        let loopback = mail.host.as_deref().is_none_or(|host| {
            host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        });
        if mail.tls == Tls::None && !loopback {
            section.note(
                "tls",
                "= \"none\" is for a mail server on this host only; use \"starttls\"",
            );
        }
    }
    if mail.seal == Sealing::Password && mail.seal_password.is_none() {
        section.note(
            "seal",
            "= \"password\" needs seal_password_file or seal_password_env",
        );
    }
}
