//! The settings: `jobs/*.toml` and `jobs/recipients.csv`, read whole, every problem named at once.

mod deputies;
mod document;
mod files;
mod gate;
mod holidays;
mod hooks;
mod job;
mod login;
mod mail;
mod problem;
mod recipients;
mod service;
mod shown;
mod values;

use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use files::Files;
pub use files::SettingsFile;
pub use hooks::HookSettings;
pub use job::Job;
use problem::Problems;
pub use problem::SettingsProblem;
pub use shown::{DEFAULTS, JOB_DEFAULTS, Shown, known_keys};

use crate::{
    deliver::settings::{MailSettings, Recipient},
    ingest::settings::{Gate, Input, WorkbookReader},
    measures::settings::Rebase,
    model::text::hex,
    rules::settings::RuleSettings,
};

/// Everything the settings say, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder that holds `jobs/`; every relative path starts there.
    pub root: PathBuf,
    /// The service's name.
    pub service: String,
    /// Whom readers may ask about their workbooks.
    pub contact: Option<String>,
    /// The zone of every local date.
    pub timezone: Tz,
    /// The rule book's settings, with the framework's periods.
    pub rules: RuleSettings,
    /// A digest of them.
    pub rules_digest: String,
    /// From when control charts are worked out anew, earliest first.
    pub rebases: Vec<Rebase>,
    /// The exports.
    pub inputs: Vec<Input>,
    /// The limits.
    pub gate: Gate,
    /// Where workbooks are read; the program says it, not a file.
    pub workbooks: WorkbookReader,
    /// Delivery.
    pub mail: MailSettings,
    /// What is left where.
    pub output: OutputSettings,
    /// What is run after each run.
    pub hooks: HookSettings,
    /// Where lists that come back from meetings are laid: a path from the root, or a pattern.
    pub returns: Option<String>,
    /// The jobs, by name.
    pub jobs: Vec<Job>,
    /// Who gets reports: the lines of `recipients.csv`, then the copies of their letters that deputies get.
    pub recipients: Vec<Recipient>,
    /// A digest of every settings file, for the ledger and the run's id.
    pub digest: String,
    /// Those files, as they were read.
    pub files: Vec<SettingsFile>,
}

/// The `[output]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSettings {
    /// The folder for what runs leave.
    pub reports: PathBuf,
    /// The ledger's file.
    pub ledger: PathBuf,
    /// Days that reports are kept.
    pub keep_days: u32,
    /// Whether each run deletes what is past them.
    pub purge_nightly: bool,
    /// The handling marking of workbooks and letters.
    pub marking: String,
    /// The file of numbers for Prometheus, where one is wanted.
    pub metrics: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings below `root`.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn load(root: &Path) -> Result<Self, Vec<SettingsProblem>> {
        let mut problems = Problems::default();
        if !root.join("jobs").is_dir() {
            problems.add(
                "jobs",
                None,
                format!(
                    "no folder jobs/ in {}; name the folder that holds it with --root",
                    root.display()
                ),
            );
            return Err(problems.into_inner());
        }
        Self::read(root, Files::below(root), problems)
    }

    /// Reads the settings as an earlier run had them, and the outputs where today's are.
    ///
    /// # Errors
    /// Every problem of every file; of those that a run was made from only where this version reads settings otherwise.
    pub fn of_earlier(&self, files: Vec<SettingsFile>) -> Result<Self, Vec<SettingsProblem>> {
        let then = Self::read(&self.root, Files::kept(files), Problems::default())?;
        let output = OutputSettings {
            marking: then.output.marking,
            ..self.output.clone()
        };
        let workbooks = self.workbooks.clone();
        Ok(Self {
            output,
            workbooks,
            ..then
        })
    }

    fn read(
        root: &Path,
        mut files: Files,
        mut problems: Problems,
    ) -> Result<Self, Vec<SettingsProblem>> {
        let service = service::load(root, &mut files, &mut problems);
        let jobs = job::load_all(&service.rules.bank_holidays, &mut files, &mut problems);
        let recipients = recipients::load(
            &service.recipients,
            &service.mail,
            &mut files,
            &mut problems,
        );
        for id in service.mail.seal_for.keys() {
            let is_line = |of: &Recipient| of.id == *id && of.stands_in.is_none();
            if !recipients.iter().any(is_line) {
                problems.add(
                    "jobs/service.toml",
                    None,
                    format!(
                        "mail.seal_for.{id}: there is no such recipient in {}",
                        service.recipients
                    ),
                );
            }
        }
        let problems = problems.into_inner();
        if !problems.is_empty() {
            return Err(problems);
        }
        let (digest, files) = files.finish();
        Ok(Self {
            root: root.to_owned(),
            service: service.name,
            contact: service.contact,
            timezone: service.timezone,
            rules_digest: digest_of(&service.rules),
            rules: service.rules,
            rebases: service.rebases,
            inputs: service.inputs,
            gate: service.gate,
            workbooks: WorkbookReader::default(),
            mail: service.mail,
            output: service.output,
            hooks: service.hooks,
            returns: service.returns,
            jobs,
            recipients,
            digest,
            files,
        })
    }

    /// Something wrong with a key of a table of `jobs/service.toml` that shows only when the settings are used.
    pub fn problem(&self, table: &[&str], key: &str, what: &str) -> SettingsProblem {
        let file = self.files.iter().find(|file| file.name == service::FILE);
        SettingsProblem {
            file: service::FILE.to_owned(),
            line: file.and_then(|file| document::line_in(&file.text, table, key)),
            message: format!("{}.{key}: {what}", table.join(".")),
        }
    }

    /// The lines of `recipients.csv`, without the copies that deputies get.
    pub fn lines(&self) -> impl Iterator<Item = &Recipient> {
        let all = self.recipients.iter();
        all.filter(|recipient| recipient.stands_in.is_none())
    }

    /// The job of a name.
    pub fn job(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name == name)
    }
}

fn digest_of(rules: &RuleSettings) -> String {
    hex(&Sha256::digest(format!("{rules:?}"))[..16])
}
