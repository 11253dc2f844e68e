//! One night, in order, on one screen: lock, read, gate, evaluate, build, deliver, account, publish, record.

mod account;
mod build;
mod error;
mod lock;
mod memory;
pub mod night;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

pub use account::{Account, Deliveries};
pub use error::RunError;

use crate::{
    config::{Job, Settings},
    deliver::settings::{Seal, Transport},
    ingest::Watch,
    ledger::{InputRecord, Ledger, RunRecord},
    measures::{memory::Memory, rate::ScopeRates, rates},
    private_files,
    report::csv_files::{positions_csv, rejects_csv},
    rules::{night::Night, position::Position},
};
use build::Parcel;

/// What a run is asked to do.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions {
    /// The run date.
    pub date: NaiveDate,
    /// The moment of the run, where it answers for today.
    pub now: Option<std::time::SystemTime>,
    /// Whether anything is sent.
    pub sending: Sending,
}

/// Whether a run sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// As the settings say.
    Send,
    /// Build and write the reports, send nothing.
    DryRun,
}

/// What a run left.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The folder with its outputs.
    pub folder: PathBuf,
    /// Its account.
    pub account: Account,
    /// What it knew of earlier runs.
    pub memory: Memory,
}

/// Runs one job for one date.
///
/// # Errors
/// What stopped it, with its exit code; outputs of earlier runs are as they were.
pub fn run_job(
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    watch: &dyn Watch,
) -> Result<Outcome, RunError> {
    private_files::create_folder(&settings.output.reports)
        .map_err(RunError::storage(&settings.output.reports))?;
    private_files::close_to_others(&settings.output.reports);
    let _lock = lock::take(&settings.output.reports)?;
    let mut ledger = Ledger::open(&settings.output.ledger)?;
    let folder = folder_of(settings, job, options.date);

    let intake = match night::read(settings, options.date, options.now, Some(&ledger), watch) {
        Ok(intake) => intake,
        Err(refused) => {
            let account = Account::refused(&job.name, options.date, &refused, &settings.digest);
            let place = refusal_folder(settings, job, options.date);
            leave_refusal(&place, &account, &refused.problems)?;
            record(
                &mut ledger,
                settings,
                &account,
                &refused.inputs,
                options.date,
                None,
            )?;
            return Err(RunError::Refused(refused));
        }
    };
    let night = Night::new(&intake.facts, options.date, &settings.rules);
    let positions = night.positions();
    tracing::info!(job = job.name, date = %options.date, children = positions.len(), "positions worked out");
    let scope_rates = rates::by_scope(&positions, &intake.facts)?;
    let memory = memory::recall(&ledger, job, &night, &positions, &scope_rates)?;

    let run_id = account::run_id(&job.name, options.date, &intake.inputs, &settings.digest);
    let staging = Staging::start(&folder)?;
    staging.write("positions.csv", &positions_csv(&positions, &intake.facts))?;
    staging.write("rejects.csv", &rejects_csv(&intake.problems))?;
    let mut deliveries = Deliveries::default();
    build::build_each(
        settings,
        job,
        &run_id,
        &night,
        &positions,
        &intake,
        &memory,
        &mut |parcel| {
            deliver(
                settings,
                options,
                &staging,
                parcel,
                &run_id,
                &mut deliveries,
            )
        },
    )?;
    if options.sending == Sending::DryRun {
        staging.keep_outbox_of(&folder)?;
    }
    let account = Account::of(
        &job.name,
        options,
        &run_id,
        &intake.inputs,
        &positions,
        deliveries,
    );
    account.check()?;
    staging.write("account.json", account.to_json().as_bytes())?;
    staging.publish(&folder)?;
    forget_refusal(&folder)?;
    record(
        &mut ledger,
        settings,
        &account,
        &intake.inputs,
        options.date,
        Some(&Standing {
            night: &night,
            positions: &positions,
            rates: &scope_rates,
        })
        .filter(|_| options.sending == Sending::Send),
    )?;
    Ok(Outcome {
        folder,
        account,
        memory,
    })
}

/// Whether this version can send what the settings ask for: letters as files, not encrypted. It claims nothing else.
pub fn can_send(settings: &Settings) -> bool {
    settings.mail.transport == Transport::File && settings.mail.seal == Seal::None
}

/// Writes a workbook, and its letter as the transport asks.
fn deliver(
    settings: &Settings,
    options: &RunOptions,
    staging: &Staging,
    parcel: &Parcel,
    run_id: &str,
    deliveries: &mut Deliveries,
) -> Result<(), RunError> {
    if let Some(bytes) = &parcel.workbook {
        staging.write(&parcel.workbook_name(), bytes)?;
    }
    deliveries.expected += 1;
    match options.sending {
        Sending::DryRun => deliveries.held += 1,
        Sending::Send if !can_send(settings) => deliveries.held += 1,
        Sending::Send => {
            let message = build::message(settings, parcel, options.date, run_id)?;
            staging.write(&format!("outbox/{}.eml", parcel.stem()), &message)?;
            if parcel.workbook.is_some() {
                deliveries.sent += 1;
            } else {
                deliveries.nil += 1;
            }
        }
    }
    Ok(())
}

/// Where a complete run leaves the children, for later runs to compare with.
struct Standing<'a> {
    night: &'a Night<'a>,
    positions: &'a [Position],
    rates: &'a [ScopeRates],
}

fn record(
    ledger: &mut Ledger,
    settings: &Settings,
    account: &Account,
    inputs: &[crate::model::input::InputReport],
    date: NaiveDate,
    standing: Option<&Standing<'_>>,
) -> Result<(), RunError> {
    let inputs: Vec<InputRecord> = inputs
        .iter()
        .map(|input| InputRecord {
            data_set: input.data_set.name(),
            pattern: input.pattern.clone(),
            sha256: input.sha256.clone(),
            read: input.read,
        })
        .collect();
    let run = RunRecord {
        run_id: &account.run_id,
        job: &account.job,
        date,
        state: &account.state,
        settings: &settings.digest,
        account: &account.to_json(),
        inputs: &inputs,
    };
    match standing {
        None => ledger.record(&run)?,
        Some(standing) => ledger.record_complete(
            &run,
            memory::position_rows(standing.night, standing.positions),
            memory::rate_rows(standing.rates),
        )?,
    }
    Ok(())
}

/// Where a run leaves its outputs.
fn folder_of(settings: &Settings, job: &Job, date: NaiveDate) -> PathBuf {
    settings
        .output
        .reports
        .join(date.to_string())
        .join(&job.name)
}

/// Where a refused run says why, beside the last good outputs, which stay.
pub fn refusal_folder(settings: &Settings, job: &Job, date: NaiveDate) -> PathBuf {
    folder_of(settings, job, date).with_extension("refused")
}

fn leave_refusal(
    place: &Path,
    account: &Account,
    problems: &[crate::model::problem::Problem],
) -> Result<(), RunError> {
    let staging = Staging::start(place)?;
    staging.write("rejects.csv", &rejects_csv(problems))?;
    staging.write("account.json", account.to_json().as_bytes())?;
    staging.publish(place)
}

/// A good run answers an earlier refusal of the same job and date.
fn forget_refusal(folder: &Path) -> Result<(), RunError> {
    let place = folder.with_extension("refused");
    if place.exists() {
        std::fs::remove_dir_all(&place).map_err(RunError::storage(&place))?;
    }
    Ok(())
}

/// A folder that is built beside its place and put there whole.
struct Staging {
    folder: PathBuf,
}

impl Staging {
    fn start(place: &Path) -> Result<Self, RunError> {
        let folder = private_files::beside(place, "building");
        if folder.exists() {
            // A run that was killed left it; the lock says that nobody is at work in it.
            std::fs::remove_dir_all(&folder).map_err(RunError::storage(&folder))?;
        }
        private_files::create_folder(&folder).map_err(RunError::storage(&folder))?;
        Ok(Self { folder })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            private_files::create_folder(folder).map_err(RunError::storage(folder))?;
        }
        private_files::write(&path, bytes).map_err(RunError::storage(&path))
    }

    /// A dry run takes nothing away: what an earlier run has sent stays beside its workbooks.
    fn keep_outbox_of(&self, folder: &Path) -> Result<(), RunError> {
        let Ok(entries) = std::fs::read_dir(folder.join("outbox")) else {
            return Ok(());
        };
        for entry in entries.flatten() {
            let bytes = std::fs::read(entry.path()).map_err(RunError::storage(&entry.path()))?;
            self.write(
                &format!("outbox/{}", entry.file_name().to_string_lossy()),
                &bytes,
            )?;
        }
        Ok(())
    }

    fn publish(self, place: &Path) -> Result<(), RunError> {
        private_files::publish_folder(&self.folder, place).map_err(RunError::storage(place))
    }
}
