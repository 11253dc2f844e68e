//! One night, in order, on one screen: lock, read, gate, evaluate, build, prove, publish, record, send, account.

mod account;
pub mod aftermath;
mod arrival;
mod build;
mod error;
mod history;
mod hooks;
mod letters;
mod lock;
pub mod look;
mod memory;
mod metrics;
pub mod night;
mod notices;
mod outputs;
pub mod post;
mod proof;
mod purge;
mod queue;
pub mod reach;
mod rebuild;
pub mod scheduler;
mod staging;
pub mod status;
mod store;
pub mod surroundings;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

pub use account::{Account, Deliveries};
pub use error::RunError;
pub use lock::Lock;
pub use outputs::refusal_folder;
pub use purge::{Purge, Purged, purge};
pub use queue::{Delivered, deliver_queue};
pub use rebuild::{Likeness, Rebuilt, rebuild};

use crate::{
    config::{Job, Settings},
    ingest::{
        Watch,
        report::{Intake, Refused},
    },
    ledger::{InputRecord, Ledger, Making, RunRecord},
    measures::{counted::Counted, memory::Memory},
    model::input::InputReport,
    private_files,
    rules::night::Night,
};
use letters::Post;
use outputs::{Outputs, Published};
use post::PostOutcome;
use proof::Proof;
use store::Store;
use surroundings::{Milestone, Surroundings};

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The run date.
    pub date: NaiveDate,
    /// The moment of the run, where it answers for today.
    pub now: Option<std::time::SystemTime>,
    /// Whether anything is sent.
    pub sending: Sending,
}

/// Whether a run sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// As the settings say: what was sent before for the same job and date is not sent again.
    Send,
    /// As the settings say, and what was sent before once more, as a new revision.
    Resend,
    /// Build and write the reports, send nothing.
    DryRun,
    /// Build, and send everything to one address with a banner; nothing counts as sent.
    Test(String),
}

impl Sending {
    /// Whether messages go to their recipients.
    pub fn is_real(&self) -> bool {
        matches!(self, Self::Send | Self::Resend)
    }

    /// The ledger's word for a run that was refused: what was only tried is no refused night.
    fn state_of_refused(&self) -> &'static str {
        match self {
            Self::Send | Self::Resend => "refused",
            Self::DryRun => "dry-run",
            Self::Test(_) => "test",
        }
    }
}

/// What a run left.
#[derive(Debug)]
pub struct Outcome {
    /// The folder with its outputs.
    pub folder: PathBuf,
    /// Its account.
    pub account: Account,
    /// What it knew of earlier runs.
    pub memory: Memory,
    /// Why its messages, if so, did not all leave.
    pub post: PostOutcome,
}

/// Runs one job for one date.
///
/// # Errors
/// What stopped it, with its exit code; outputs of earlier runs are as they were.
pub fn run_job(
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    around: &dyn Surroundings,
    watch: &dyn Watch,
) -> Result<Outcome, RunError> {
    let lock = take_lock(settings)?;
    run_job_holding(&lock, settings, job, options, around, watch)
}

/// Runs one job for one date under a lock that was taken before.
///
/// # Errors
/// As those of [`run_job`].
pub fn run_job_holding(
    lock: &Lock,
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    around: &dyn Surroundings,
    watch: &dyn Watch,
) -> Result<Outcome, RunError> {
    let work = format!("job {} for {}", job.name, options.date);
    lock.tell(&work, around.now(), settings.timezone);
    let mut ledger = Ledger::open_sound(&settings.output.ledger)?;
    ledger.give_up_sending(around.now().timestamp())?;
    let ran = run_locked(settings, job, options, around, watch, &mut ledger);
    if let Err(error) = &ran
        && options.sending.is_real()
        && error.is_for_the_administrator()
    {
        let matters = error.matters();
        let headline = format!("The run was stopped: {error}.");
        notices::queue(
            settings,
            &mut ledger,
            around,
            &job.name,
            options.date,
            &headline,
            matters,
        )?;
        post::send_notices(settings, &mut ledger, around)?;
    }
    ran
}

fn run_locked(
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    around: &dyn Surroundings,
    watch: &dyn Watch,
    ledger: &mut Ledger,
) -> Result<Outcome, RunError> {
    let at = || around.now().timestamp();
    let date = options.date;
    let folder = outputs::folder_of(settings, job, date);
    private_files::mend_folder(&folder).map_err(RunError::storage(&folder))?;

    let stop = |ledger: &mut Ledger, refused: Box<Refused>| {
        refuse(settings, job, options, ledger, refused, at())
    };
    if let Err(growing) = arrival::await_exports(settings, options, around) {
        return Err(stop(ledger, Box::new(Refused::before_reading(growing)))?);
    }
    let mut intake = match night::read(settings, date, options.now, Some(ledger), watch) {
        Ok(intake) => intake,
        Err(refused) => return Err(stop(ledger, refused)?),
    };
    let night = Night::new(&intake.facts, date, &settings.rules);
    let positions = night.positions();
    let verdict = night::check_children(settings, Some(ledger), &night, &positions, &intake.inputs);
    intake.warnings.extend(verdict.warnings);
    if !verdict.refusals.is_empty() {
        let refused = Refused {
            refusals: verdict.refusals,
            problems: std::mem::take(&mut intake.problems),
            inputs: std::mem::take(&mut intake.inputs),
        };
        return Err(stop(ledger, Box::new(refused))?);
    }
    let now = options
        .now
        .map(|now| DateTime::<Utc>::from(now).timestamp());
    let sources = match options.sending.is_real() {
        true => Some(Store::of(settings).keep(settings, &intake, now)?),
        false => None,
    };
    around.reached(Milestone::Kept);
    tracing::info!(job = job.name, %date, children = positions.len(), "positions worked out");
    let counted = Counted::of(&night, &positions, &job.reports)?;
    let scope_rates = counted.by_scope();
    let memory = memory::recall(ledger, job, &night, &positions, &scope_rates)?;

    let run_id = account::run_id(&job.name, date, &intake.inputs, &settings.digest);
    let plan = queue::plan(settings, job, options, ledger, at())?;
    around.reached(Milestone::Planned);
    let proof = Proof::of(settings, &intake.facts, &memory)?;
    let mut outputs = Outputs::start(settings, &folder, options, plan, &run_id, &proof)?;
    outputs.write_facts(&positions, &intake)?;
    let built = build::build_each(
        settings,
        job,
        &run_id,
        &night,
        &positions,
        &counted,
        &intake,
        &memory,
        &proof,
        around,
        &mut |parcel| outputs.take(parcel),
    );
    if let Err(error) = built {
        if error.is_of_the_proof() {
            let account = Account::refused(&job.name, date, &intake.inputs, &settings.digest);
            outputs::leave_refusal(settings, job, date, &account, &intake.problems)?;
            let inputs = input_records(&intake.inputs);
            ledger.record(&RunRecord {
                state: options.sending.state_of_refused(),
                ..run_record(settings, &account, date, &inputs, at())
            })?;
        }
        return Err(error);
    }
    let verified = outputs.planned_rows();
    ledger.change(&verified, &queue::VERIFIED, at())?;
    around.reached(Milestone::Verified);

    let account_of = |deliveries| {
        let account = Account::of(&job.name, options, &run_id, &intake, &positions, deliveries);
        account.check().map(|()| account)
    };
    let mut account = account_of(outputs.deliveries())?;
    let Published { to_send, made } = outputs.publish(&account)?;
    around.reached(Milestone::Published);

    let inputs = input_records(&intake.inputs);
    let record = run_record(settings, &account, date, &inputs, at());
    let Some(sources) = sources else {
        ledger.record(&record)?;
        let post = queue::send_tests(settings, options, &to_send)?;
        return Ok(Outcome {
            folder,
            account,
            memory,
            post,
        });
    };
    let making = Making {
        sources,
        outputs: made,
    };
    let run = ledger.record_complete(
        &record,
        &making,
        memory::position_rows(&night, &positions),
        memory::rate_rows(&scope_rates),
        &to_send.messages,
        settings.mail.transport.name(),
    )?;
    around.reached(Milestone::Queued);

    let post = post::send_queue(settings, ledger, around)?;
    let deliveries = queue::deliveries_of(ledger, &to_send.keys)?;
    account = account_of(queue::counted(&deliveries))?;
    outputs::write_account(&folder, &account)?;
    ledger.finish(run, &account.to_json(), at())?;
    around.reached(Milestone::Accounted);
    let untidy = tidy(settings, ledger, around, date);
    tell_administrator(
        settings,
        ledger,
        around,
        job,
        date,
        &intake,
        &night,
        &positions,
        &deliveries,
        &post,
        untidy,
    )?;
    Ok(Outcome {
        folder,
        account,
        memory,
        post,
    })
}

/// Deletes what is past its time and copies the ledger. The messages have left: what fails here is told, and stops nothing.
fn tidy(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    date: NaiveDate,
) -> Vec<String> {
    let purged = purge::purge_nightly(settings, ledger, around, date);
    let copied = ledger.copy(&settings.output.ledger).map_err(RunError::from);
    [
        (purged, "What is past its time was not all deleted"),
        (copied, "The ledger has no new copy"),
    ]
    .into_iter()
    .filter_map(|(done, what)| done.err().map(|error| format!("{what}: {error}.")))
    .inspect(|matter| tracing::warn!("{matter}"))
    .collect()
}

/// Leaves and records why exports are not used; the error to stop with.
fn refuse(
    settings: &Settings,
    job: &Job,
    options: &RunOptions,
    ledger: &mut Ledger,
    refused: Box<Refused>,
    at: i64,
) -> Result<RunError, RunError> {
    let date = options.date;
    let account = Account::refused(&job.name, date, &refused.inputs, &settings.digest);
    outputs::leave_refusal(settings, job, date, &account, &refused.problems)?;
    let inputs = input_records(&refused.inputs);
    ledger.record(&RunRecord {
        state: options.sending.state_of_refused(),
        ..run_record(settings, &account, date, &inputs, at)
    })?;
    Ok(RunError::Refused(refused))
}

/// One notice after a run that was not clean, sent at once where the mail server can be used.
#[expect(
    clippy::too_many_arguments,
    reason = "everything that may be the matter, looked at once"
)]
fn tell_administrator(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    job: &Job,
    date: NaiveDate,
    intake: &Intake,
    night: &Night<'_>,
    positions: &[crate::rules::position::Position],
    deliveries: &[crate::ledger::Delivery],
    post: &PostOutcome,
    untidy: Vec<String>,
) -> Result<(), RunError> {
    let mut matters: Vec<String> = post.unreachable.iter().map(ToString::to_string).collect();
    matters.extend(untidy);
    matters.extend(notices::of_deliveries(deliveries));
    matters.extend(notices::of_data(settings, job, intake, night, positions));
    if matters.is_empty() {
        return Ok(());
    }
    let headline = "The reports were built; something about them needs you.";
    notices::queue(settings, ledger, around, &job.name, date, headline, matters)?;
    if post.unreachable.is_none() && !post.stopped {
        post::send_notices(settings, ledger, around)?;
    }
    Ok(())
}

/// The lock of the reports folder, which is made where it is missing.
///
/// # Errors
/// Another run holds it, or the file system's own.
pub fn take_lock(settings: &Settings) -> Result<lock::Lock, RunError> {
    let reports: &Path = &settings.output.reports;
    private_files::create_folder(reports).map_err(RunError::storage(reports))?;
    private_files::close_to_others(reports);
    lock::take(reports)
}

fn input_records(inputs: &[InputReport]) -> Vec<InputRecord> {
    inputs
        .iter()
        .map(|input| InputRecord {
            data_set: input.data_set.name(),
            pattern: input.pattern.clone(),
            sha256: input.sha256.clone(),
            read: input.read,
            as_of: input.as_of,
        })
        .collect()
}

fn run_record<'a>(
    settings: &'a Settings,
    account: &'a Account,
    date: NaiveDate,
    inputs: &'a [InputRecord],
    at: i64,
) -> RunRecord<'a> {
    RunRecord {
        run_id: &account.run_id,
        job: &account.job,
        date,
        state: &account.state,
        settings: &settings.digest,
        account: account.to_json(),
        inputs,
        at,
    }
}
