//! What the settings point at: secrets, the authority of the mail server, folders to write in. Asked by `check`, so that
//! what is missing does not stop a night.

use std::path::Path;

use crate::{
    config::{Settings, SettingsProblem},
    deliver::{
        secret::SecretError,
        settings::{SecretSource, Tls, TokenSource, Transport},
        smtp,
    },
};

/// Everything that the settings point at and that is not there or cannot be used.
pub fn broken_pointers(settings: &Settings) -> Vec<SettingsProblem> {
    let mut broken = Broken {
        settings,
        problems: Vec::new(),
    };
    let mail = &settings.mail;
    if mail.transport == Transport::Smtp {
        if let Some(password) = &mail.password {
            broken.secret(&["mail"], "password", password);
        }
        match &mail.token {
            Some(TokenSource::Secret(token)) => broken.secret(&["mail"], "token", token),
            Some(TokenSource::Account { secret, .. }) => {
                broken.secret(&["mail"], "client_secret", secret);
            }
            Some(TokenSource::Command { program, .. }) if !Path::new(program).is_file() => {
                broken.add(
                    &["mail"],
                    "token_command",
                    "names a program that is not there",
                );
            }
            Some(TokenSource::Command { .. }) | None => {}
        }
        if let Some(file) = mail.ca_file.as_ref().filter(|_| mail.tls != Tls::None)
            && let Err(unusable) = smtp::check_authority(file)
        {
            broken.add(
                &["mail"],
                "ca_file",
                &format!("{unusable}; put the certificate there, in PEM form"),
            );
        }
    }
    if let Some(password) = &mail.seal_password {
        broken.secret(&["mail"], "seal_password", password);
    }
    for (id, password) in &mail.seal_for {
        if let Some(password) = password {
            broken.secret(&["mail", "seal_for", id], "seal_password", password);
        }
    }
    let output = &settings.output;
    broken.folder("reports", Some(&output.reports));
    broken.folder("ledger", output.ledger.parent());
    let metrics = output.metrics.as_deref();
    broken.folder("metrics", metrics.and_then(Path::parent));
    if let Some(pattern) = &settings.returns {
        let folder = Path::new(pattern)
            .parent()
            .map(|folder| settings.root.join(folder));
        let is_pattern = folder
            .as_deref()
            .and_then(Path::to_str)
            .is_none_or(|path| path.contains('*'));
        if !is_pattern && folder.is_some_and(|folder| !folder.is_dir()) {
            broken.add(
                &["returns"],
                "path",
                "lies in a folder that is not there; make it, for those who may send lists back to write in",
            );
        }
    }
    broken.problems
}

/// What is broken, as it is found.
struct Broken<'a> {
    settings: &'a Settings,
    problems: Vec<SettingsProblem>,
}

impl Broken<'_> {
    fn add(&mut self, table: &[&str], key: &str, what: &str) {
        self.problems.push(self.settings.problem(table, key, what));
    }

    fn secret(&mut self, table: &[&str], key: &str, source: &SecretSource) {
        let Err(unusable) = source.read() else {
            return;
        };
        let (ending, remedy) = match (&unusable, source) {
            // Each says the command that mends it.
            (SecretError::OpenToOthers { .. } | SecretError::OfAnother { .. }, _) => ("file", ""),
            (_, SecretSource::Variable(_)) => (
                "env",
                "; check sees the variables of its own surroundings only: set it here as the runs have it",
            ),
            (_, SecretSource::File { credential, .. }) => (
                "file",
                match credential {
                    Some(_) => {
                        "; put it there for its owner alone to read (chmod 600), or check where systemd hands it over"
                    }
                    None => "; put it there for its owner alone to read (chmod 600)",
                },
            ),
        };
        self.add(
            table,
            &format!("{key}_{ending}"),
            &format!("{unusable}{remedy}"),
        );
    }

    /// The folder is there, or can be made: nothing on the way to it is a file.
    fn folder(&mut self, key: &str, folder: Option<&Path>) {
        let there = folder.and_then(|folder| folder.ancestors().find(|path| path.exists()));
        if let Some(there) = there.filter(|path| !path.is_dir()) {
            let what = format!(
                "{} is a file, and a folder is needed there; move it away, or name another folder",
                there.display()
            );
            self.add(&["output"], key, &what);
        }
    }
}
