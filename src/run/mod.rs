//! One night, on one page: read → gate → answer → parcels → publish → record → post → account.

pub mod aftermath;
mod arrival;
pub mod look;
mod past_date;
mod rebuild;
pub mod scheduler;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

pub use rebuild::{Likeness, Rebuilt, rebuild};

use crate::{
    errand::{
        Account, Deliveries, Errand, Lock, RunError, input_records,
        plan::{Plan, deliveries_of},
        surroundings::Milestone,
        take_lock, unended,
    },
    ingest::report::Refused,
    keeping::{self, store::Store},
    ledger::{Change, CompleteRun, Ledger, Making, RunRecord, Sources},
    measures::memory::Memory,
    model::{delivery::DeliveryState, run::RunState},
    night::{self, Made, Outputs, answers::Answers, exports::Exports, leave_refusal},
    post::{
        self, PostOutcome,
        notices::{self, Concern},
    },
    private_files,
};

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    /// The folder with its outputs.
    pub folder: PathBuf,
    /// Its account.
    pub account: Account,
    /// How many of its messages had been sent before it.
    pub sent_before: usize,
    /// What it knew of earlier runs.
    pub memory: Memory,
    /// Why its messages, if so, did not all leave.
    pub post: PostOutcome,
}

/// Runs one job for one date.
///
/// # Errors
/// What stopped it, with its exit code; outputs of earlier runs are as they were.
pub fn run_job(errand: &Errand<'_>) -> Result<Ran, RunError> {
    let lock = take_lock(errand.settings)?;
    run_job_holding(&lock, errand, &mut Exports::default())
}

/// Runs one job for one date under a lock that was taken before, with the exports of the command that it is part of.
///
/// # Errors
/// As those of [`run_job`].
pub fn run_job_holding(
    lock: &Lock,
    errand: &Errand<'_>,
    exports: &mut Exports,
) -> Result<Ran, RunError> {
    let Errand {
        settings,
        job,
        around,
        ..
    } = errand;
    let work = format!("job {} for {}", job.name, errand.date());
    lock.tell(&work, around.now(), settings.timezone);
    let mut ledger = Ledger::open_sound(&settings.output.ledger)?;
    ledger.give_up_sending(errand.at())?;
    if !errand.options.sending.is_real() {
        return night_or_reasons(errand, exports, &mut ledger);
    }
    aftermath::tell_of_unended(settings, &mut ledger, *around)?;
    unended::begin(errand)?;
    let ran = night_or_reasons(errand, exports, &mut ledger);
    unended::end(settings)?;
    ran
}

fn night_or_reasons(
    errand: &Errand<'_>,
    exports: &mut Exports,
    ledger: &mut Ledger,
) -> Result<Ran, RunError> {
    let ran = one_night(errand, exports, ledger);
    if let Err(error) = &ran {
        leave_reasons(errand, exports, ledger, error)?;
    }
    ran
}

/// The page of one night. What it stops with is told by whoever called.
fn one_night(
    errand: &Errand<'_>,
    exports: &mut Exports,
    ledger: &mut Ledger,
) -> Result<Ran, RunError> {
    let Errand {
        settings, around, ..
    } = errand;
    let folder = errand.folder();
    private_files::mend_folder(&folder).map_err(RunError::storage(&folder))?;

    arrival::await_exports(errand)
        .map_err(|growing| RunError::Refused(Box::new(Refused::before_reading(growing))))?;
    let intake = exports.read(errand, ledger)?;
    let replaces = past_date::replaced_run(errand, &intake.reading, ledger)?;
    let not_taken = match errand.options.sending.is_real() {
        true => night::returns::take(errand, ledger)?,
        false => Vec::new(),
    };
    let answers = Answers::of(errand, intake, ledger)?;
    let sources = keeping_sources(errand, &answers)?;
    around.reached(Milestone::Kept);

    let plan = Plan::of(errand, ledger, replaces.is_some())?;
    around.reached(Milestone::Planned);
    let outputs = Outputs::make(errand, folder.clone(), &answers, &plan, replaces)?;
    let proved = plan.messages().map(|planned| &planned.delivery);
    let proved: Vec<i64> = proved
        .filter(|delivery| delivery.state == DeliveryState::Planned)
        .map(|delivery| delivery.id)
        .filter(|id| !outputs.held().iter().any(|(held, _)| held == id))
        .collect();
    ledger.change(&proved, &VERIFIED, errand.at())?;
    for (id, why) in outputs.held() {
        let held = Change {
            to: DeliveryState::Held,
            reply: why,
            next_try: None,
        };
        ledger.change(&[*id], &held, errand.at())?;
    }
    around.reached(Milestone::Verified);

    let sent_before = outputs.deliveries().sent;
    let account = answers.account(errand, outputs.deliveries())?;
    let Made {
        to_send,
        page,
        files,
    } = outputs.publish(&account)?;
    around.reached(Milestone::Published);

    let inputs = input_records(&answers.reading.inputs);
    let record = account.record(errand, &inputs);
    let Some(sources) = sources else {
        ledger.record(&record)?;
        let post = post::send_tests(errand, &to_send)?;
        return Ok(Ran {
            folder,
            account,
            sent_before,
            memory: answers.memory,
            post,
        });
    };
    let complete = CompleteRun {
        record: &record,
        making: &Making {
            sources,
            outputs: files,
        },
        seen: &answers.night.facts.seen(errand.date()),
        queued: &to_send.messages,
        transport: settings.mail.transport.name(),
    };
    let run = ledger.record_complete(&complete, answers.position_rows(), answers.rate_rows())?;
    around.reached(Milestone::Queued);

    let post = post::send_queue(settings, ledger, *around)?;
    let deliveries = deliveries_of(ledger, &to_send.keys)?;
    let account = answers.account(errand, Deliveries::of(&deliveries))?;
    account.replace_in(&folder)?;
    page.replace_in(&folder, &account)?;
    ledger.finish(run, &account.to_json(), errand.at())?;
    around.reached(Milestone::Accounted);

    let mut matters: Vec<String> = post.unreachable.iter().map(ToString::to_string).collect();
    matters.extend(tidy(errand, ledger));
    matters.extend(notices::of_deliveries(&deliveries));
    matters.extend(not_taken);
    matters.extend(night::matters(errand, &answers));
    tell_administrator(errand, ledger, &post, matters)?;
    Ok(Ran {
        folder,
        account,
        sent_before,
        memory: answers.memory,
        post,
    })
}

/// Every workbook of the run was read back and holds its recipient's own children only.
const VERIFIED: Change<'static> = Change {
    to: DeliveryState::Verified,
    reply: "",
    next_try: None,
};

/// Keeps what the run is made from, where it is one that counts.
fn keeping_sources(
    errand: &Errand<'_>,
    answers: &Answers<'_>,
) -> Result<Option<Sources>, RunError> {
    if !errand.options.sending.is_real() {
        return Ok(None);
    }
    let now = errand.options.now;
    let now = now.map(|now| DateTime::<Utc>::from(now).timestamp());
    let store = Store::of(errand.settings);
    store.keep(errand.settings, answers.reading, now).map(Some)
}

/// Deletes what is past its time and copies the ledger. The messages have left: what fails here is told, and stops nothing.
fn tidy(errand: &Errand<'_>, ledger: &mut Ledger) -> Vec<String> {
    let Errand {
        settings, around, ..
    } = errand;
    let purged = keeping::purge_nightly(settings, ledger, *around, errand.date());
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

/// One notice after a run that was not clean, sent at once where the mail server can be used.
fn tell_administrator(
    errand: &Errand<'_>,
    ledger: &mut Ledger,
    post: &PostOutcome,
    matters: Vec<String>,
) -> Result<(), RunError> {
    if matters.is_empty() {
        return Ok(());
    }
    let Errand {
        settings,
        job,
        around,
        ..
    } = errand;
    let concern = Concern {
        job: &job.name,
        date: errand.date(),
        headline: "The reports were built; something about them needs you.",
        matters,
    };
    notices::queue(settings, ledger, *around, concern)?;
    if post.unreachable.is_none() && !post.stopped {
        post::send_notices(settings, ledger, *around)?;
    }
    Ok(())
}

/// Leaves and records why a run was stopped, where its exports or its workbooks are to blame, and tells the administrator.
fn leave_reasons(
    errand: &Errand<'_>,
    exports: &Exports,
    ledger: &mut Ledger,
    error: &RunError,
) -> Result<(), RunError> {
    let Errand {
        settings,
        job,
        options,
        around,
    } = errand;
    let read = exports.last().map(|intake| &intake.reading);
    let blamed = match (error, read) {
        (RunError::Refused(refused), _) => Some((&refused.inputs, &refused.problems)),
        (_, Some(read)) if error.is_of_the_proof() => Some((&read.inputs, &read.problems)),
        _ => None,
    };
    if let Some((inputs, problems)) = blamed {
        let account = Account {
            for_managers: error.for_managers(),
            ..Account::of_reading(errand, RunState::Refused, inputs)
        };
        leave_refusal(errand, &account, problems)?;
        ledger.record(&RunRecord {
            state: options.sending.state_of_refused(),
            ..account.record(errand, &input_records(inputs))
        })?;
    }
    if options.sending.is_real() && error.is_for_the_administrator() {
        let concern = Concern {
            job: &job.name,
            date: errand.date(),
            headline: &format!("The run was stopped: {error}."),
            matters: error.matters(),
        };
        notices::queue(settings, ledger, *around, concern)?;
        post::send_notices(settings, ledger, *around)?;
    }
    Ok(())
}
