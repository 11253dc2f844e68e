//! How everything stands, told from the ledger, the settings and the exports' folder: read only, beside any run.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::history::JobHistory;
pub use super::history::PastRun;
use crate::{
    config::{Job, Settings},
    errand::{lock, unended},
    ingest::freshness::{self, Freshness},
    ledger::{Delivery, Ledger, LedgerError, Slot, SlotState},
    model::{delivery::DeliveryState, run::RunState, text::counted},
    schedule::due::Due,
};

/// How late a due time may be begun before it counts as missed: a timer calls every few minutes, a run takes some.
const GRACE: TimeDelta = TimeDelta::minutes(30);

/// How everything stands.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// The service's name.
    pub service: String,
    /// The moment.
    pub at: DateTime<Tz>,
    /// What is wrong with the ledger; nothing of the jobs' runs and of the messages is known then.
    pub ledger_trouble: Option<String>,
    /// Every job, by name.
    pub jobs: Vec<JobStatus>,
    /// The messages that were not sent.
    pub undelivered: Vec<Undelivered>,
    /// The exports.
    pub inputs: Vec<InputStatus>,
    /// Who is at work, where somebody is.
    pub at_work: Option<String>,
    /// A run that began, and ended without saying how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unended: Option<String>,
    /// What else somebody should know.
    pub warnings: Vec<String>,
}

/// How a job stands.
#[derive(Clone, Debug, Serialize)]
pub struct JobStatus {
    /// Its name.
    pub job: String,
    /// When it falls due, as a cron expression; none for a job that is only run by hand.
    pub schedule: Option<String>,
    /// When it falls due next.
    pub next_due: Option<DateTime<Tz>>,
    /// The last run that was meant to send.
    pub last_run: Option<PastRun>,
    /// The last run that came to its end.
    pub last_success: Option<PastRun>,
    /// The last due time that should have been run by now and was not.
    pub missed: Option<MissedNight>,
}

/// A due time without a run.
#[derive(Clone, Debug, Serialize)]
pub struct MissedNight {
    /// The due time.
    pub due: DateTime<Tz>,
    /// The run date that it stands for.
    pub date: NaiveDate,
}

/// A message that was not sent. Its address is not told.
#[derive(Clone, Debug, Serialize)]
pub struct Undelivered {
    /// The job.
    pub job: String,
    /// The run date.
    pub date: NaiveDate,
    /// The report, or `admin-notice`.
    pub report: String,
    /// The recipient's id.
    pub recipient: String,
    /// Where it stands.
    pub state: &'static str,
    /// Why, as the mail server or the program said it.
    pub reason: String,
}

/// How an export stands.
#[derive(Clone, Debug, Serialize)]
pub struct InputStatus {
    /// What it feeds.
    pub data_set: &'static str,
    /// The path or pattern of the settings.
    pub pattern: String,
    /// The newest file's name.
    pub file: Option<String>,
    /// The date in its name.
    pub as_of: Option<NaiveDate>,
    /// Hours since it was written.
    pub age_hours: Option<u64>,
    /// `fresh`, `stale` or `missing`.
    pub state: &'static str,
    /// What is wrong with it, if anything is.
    pub trouble: Option<String>,
}

/// The worst of everything, from well to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody need look.
    Well,
    /// Messages were not sent.
    Undelivered,
    /// A run was refused or failed, an export is stale or missing, or a night was missed.
    Amiss,
    /// The ledger cannot be relied upon.
    LedgerBroken,
}

impl Picture {
    /// The worst of everything.
    pub fn standing(&self) -> Standing {
        let is_amiss = |job: &JobStatus| {
            let ended_badly = job
                .last_run
                .as_ref()
                .is_some_and(|run| run.result != RunState::Complete);
            ended_badly || job.missed.is_some()
        };
        if self.ledger_trouble.is_some() {
            Standing::LedgerBroken
        } else if self.unended.is_some()
            || self.jobs.iter().any(is_amiss)
            || self
                .inputs
                .iter()
                .any(|input| input.state != Freshness::Fresh.code())
        {
            Standing::Amiss
        } else if !self.undelivered.is_empty() {
            Standing::Undelivered
        } else {
            Standing::Well
        }
    }
}

/// Looks at everything at a moment. Nothing is made or changed, and no run is kept away.
pub fn picture(settings: &Settings, now: DateTime<Utc>) -> Picture {
    let at = now.with_timezone(&settings.timezone);
    let at_work = lock::holder(&settings.output.reports);
    let mut picture = Picture {
        service: settings.service.clone(),
        at,
        ledger_trouble: None,
        jobs: Vec::new(),
        undelivered: Vec::new(),
        inputs: inputs(settings, at),
        unended: unended::found(settings)
            .filter(|_| at_work.is_none())
            .map(|unended| unended.sentence()),
        at_work,
        warnings: Vec::new(),
    };
    match ask_ledger(settings, &picture) {
        Ok((jobs, undelivered, warnings)) => {
            picture.jobs = jobs;
            picture.undelivered = undelivered.iter().map(Undelivered::of).collect();
            picture.warnings = warnings;
        }
        Err(error) => {
            picture.ledger_trouble = Some(error.to_string());
            picture.jobs = settings
                .jobs
                .iter()
                .map(|job| JobStatus::of(job, at, JobHistory::default(), None))
                .collect();
        }
    }
    picture
}

type Answers = (Vec<JobStatus>, Vec<Delivery>, Vec<String>);

fn ask_ledger(settings: &Settings, picture: &Picture) -> Result<Answers, LedgerError> {
    let at = picture.at;
    let ledger = Ledger::open_to_read(&settings.output.ledger)?;
    let Some(ledger) = &ledger else {
        let jobs = settings.jobs.iter().map(|job| {
            let missed = job.schedule.as_ref().and_then(|when| when.last(at));
            JobStatus::of(job, at, JobHistory::default(), missed)
        });
        let warning = "there is no ledger yet, or an empty one: nothing was ever run here, or it was taken away";
        return Ok((jobs.collect(), Vec::new(), vec![warning.to_owned()]));
    };
    ledger.hold_still()?;
    ledger.verify()?;
    let mut jobs = Vec::new();
    for job in &settings.jobs {
        let history = JobHistory::of(ledger, job, settings.timezone)?;
        let missed = missed(ledger, job, picture)?;
        jobs.push(JobStatus::of(job, at, history, missed));
    }
    let undelivered = ledger.undelivered()?;
    let warnings = warnings(settings, &undelivered, at);
    Ok((jobs, undelivered, warnings))
}

fn warnings(settings: &Settings, undelivered: &[Delivery], at: DateTime<Tz>) -> Vec<String> {
    let mut warnings = Vec::new();
    let patience = settings.mail.give_up_after;
    let waits_too_long = |delivery: &&Delivery| {
        let waited = u64::try_from(at.timestamp() - delivery.queued_at).unwrap_or(0);
        let is_waiting = matches!(
            delivery.state,
            DeliveryState::Queued | DeliveryState::Deferred
        );
        is_waiting && waited > patience.as_secs()
    };
    let late = undelivered.iter().filter(waits_too_long).count();
    if late > 0 {
        warnings.push(format!(
            "{} in the queue for longer than {} (give_up_after): nothing has tried to send since; is lastseen schedule running?",
            counted(late, "message is", "messages are"),
            counted(patience.as_secs() / 3600, "hour", "hours"),
        ));
    }
    let notices = undelivered
        .iter()
        .filter(|delivery| delivery.key.is_for_administrator())
        .count();
    if notices > 0 {
        warnings.push(format!(
            "{} to the administrator not sent",
            counted(notices, "notice was", "notices were")
        ));
    }
    let unclear: BTreeSet<&str> = undelivered
        .iter()
        .filter(|delivery| delivery.state == DeliveryState::Unknown)
        .map(|delivery| delivery.key.recipient.as_str())
        .collect();
    if !unclear.is_empty() {
        let names: Vec<&str> = unclear.into_iter().collect();
        warnings.push(format!(
            "ask whether the reports arrived: {}",
            names.join(", ")
        ));
    }
    warnings
}

/// The last due time that should have been begun by now and has no run.
///
/// One that may still be begun is passed over, and the one before it is looked at. A due time from before the ledger
/// knew of the job is nobody's fault.
fn missed(ledger: &Ledger, job: &Job, picture: &Picture) -> Result<Option<Due>, LedgerError> {
    let Some(when) = &job.schedule else {
        return Ok(None);
    };
    let known_since = ledger.known_since(&job.name)?;
    let mut before = picture.at;
    while let Some(due) = when.last(before) {
        if known_since.is_some_and(|since| due.at.timestamp() < since) {
            return Ok(None);
        }
        match fate(ledger, job, due, picture)? {
            Fate::Ran => return Ok(None),
            Fate::Missed => return Ok(Some(due)),
            Fate::Pending => before = due.at - TimeDelta::seconds(1),
        }
    }
    Ok(None)
}

/// What became of a due time.
enum Fate {
    Ran,
    /// It is at work, or may still be begun.
    Pending,
    Missed,
}

fn fate(ledger: &Ledger, job: &Job, due: Due, picture: &Picture) -> Result<Fate, LedgerError> {
    let at = due.at.to_utc();
    let slot = Slot { at, date: due.date };
    let state = ledger.slot(&job.name, slot)?.map(|row| row.state);
    let has_run = matches!(state, Some(SlotState::Ran | SlotState::Superseded));
    // A job that cron calls, or that somebody runs by hand, has no slots.
    if has_run || ledger.is_complete_since(&job.name, due.date, at)? {
        return Ok(Fate::Ran);
    }
    let is_at_work = state == Some(SlotState::Claimed) && picture.at_work.is_some();
    let may_come = state != Some(SlotState::Missed) && picture.at - due.at <= GRACE;
    Ok(if is_at_work || may_come {
        Fate::Pending
    } else {
        Fate::Missed
    })
}

fn inputs(settings: &Settings, at: DateTime<Tz>) -> Vec<InputStatus> {
    settings
        .inputs
        .iter()
        .map(|input| {
            let seen = freshness::sight(
                &settings.root,
                input,
                &settings.gate,
                at.date_naive(),
                at.to_utc().into(),
            );
            InputStatus {
                data_set: input.data_set.name(),
                pattern: input.pattern.clone(),
                file: seen.file,
                as_of: seen.export_date,
                age_hours: seen.age_hours,
                state: seen.freshness.code(),
                trouble: seen.trouble.map(|trouble| trouble.to_string()),
            }
        })
        .collect()
}

impl JobStatus {
    fn of(job: &Job, at: DateTime<Tz>, history: JobHistory, missed: Option<Due>) -> Self {
        let next = job.schedule.as_ref().and_then(|when| when.after(at).next());
        Self {
            job: job.name.clone(),
            schedule: job.schedule.as_ref().map(|when| when.source().to_owned()),
            next_due: next.map(|due| due.at),
            last_run: history.last_run,
            last_success: history.last_success,
            missed: missed.map(|due| MissedNight {
                due: due.at,
                date: due.date,
            }),
        }
    }
}

impl Undelivered {
    fn of(delivery: &Delivery) -> Self {
        Self {
            job: delivery.key.job.clone(),
            date: delivery.key.date,
            report: delivery.key.report.clone(),
            recipient: delivery.key.recipient.clone(),
            state: delivery.state.code(),
            reason: delivery.reply.clone(),
        }
    }
}
