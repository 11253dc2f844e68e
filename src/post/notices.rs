//! What is told to the administrator: how messages ended, and notices on their way. Counts and causes, never a child.

use chrono::NaiveDate;

use crate::{
    config::Settings,
    deliver::{
        letter::Bodies,
        message::{self, Envelope},
        notice::{self, Notice},
        outbox,
    },
    errand::{
        RunError,
        stationery::{Purpose, Stationery},
        surroundings::Surroundings,
    },
    ledger::{Delivery, Ledger, StoredMessage},
    model::{
        calendar::plain,
        delivery::{ADMIN, ADMIN_NOTICE, Contents, DeliveryKey, DeliveryState, Sealing},
    },
    private_files,
};

/// Something that the administrator should know of a job and date.
pub struct Concern<'a> {
    /// The job.
    pub job: &'a str,
    /// The run date.
    pub date: NaiveDate,
    /// What happened, in a sentence.
    pub headline: &'a str,
    /// What is the matter, a sentence each.
    pub matters: Vec<String>,
}

/// What became of messages that did not simply arrive; empty where all did.
pub fn of_deliveries(deliveries: &[Delivery]) -> Vec<String> {
    let mut matters = Vec::new();
    for (state, meaning) in [
        (
            DeliveryState::Failed,
            "was not sent and will not be tried again",
        ),
        (DeliveryState::Held, "is held back"),
        (
            DeliveryState::Unknown,
            "was perhaps sent, perhaps not: ask the recipient; lastseen run JOB --date DATE --resend sends the run's messages again as a new revision",
        ),
        (
            DeliveryState::Deferred,
            "was not taken yet; the next run, or lastseen deliver, tries again",
        ),
        (
            DeliveryState::Queued,
            "waits; the next run, or lastseen deliver, sends it",
        ),
    ] {
        for delivery in deliveries
            .iter()
            .filter(|delivery| delivery.state == state && !delivery.key.is_for_administrator())
        {
            let why = if delivery.reply.is_empty() {
                String::new()
            } else {
                format!(" ({})", delivery.reply)
            };
            matters.push(format!(
                "{} for {} of {}, {}, {meaning}{why}.",
                delivery.key.report, delivery.key.recipient, delivery.key.job, delivery.key.date
            ));
        }
    }
    matters
}

/// Queues a notice, unless the last one of the job and date said the same.
///
/// # Errors
/// A forbidden address, the ledger's and the file system's own.
pub fn queue(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    concern: Concern<'_>,
) -> Result<(), RunError> {
    let Concern {
        job,
        date,
        headline,
        matters,
    } = concern;
    let Some(admin) = &settings.mail.admin else {
        return Ok(());
    };
    let notice = Notice {
        service: settings.service.clone(),
        job: job.to_owned(),
        date: plain(date),
        headline: headline.to_owned(),
        matters,
        marking: settings.output.marking.clone(),
    };
    let said = outbox::digest(format!("{notice:?}").as_bytes());
    let last = ledger
        .deliveries_of(job, date)?
        .into_iter()
        .find(|delivery| delivery.key.is_for_administrator());
    let is_repeated = last
        .as_ref()
        .and_then(|last| last.message.as_ref())
        .is_some_and(|message| message.entitlement == said);
    if is_repeated {
        return Ok(());
    }
    let key = DeliveryKey {
        job: job.to_owned(),
        date,
        report: ADMIN_NOTICE.to_owned(),
        recipient: ADMIN.to_owned(),
        revision: last.map_or(1, |last| last.key.revision + 1),
    };
    let head = Stationery::of(settings, &key, admin, Purpose::Real)?;
    let bodies = notice::compose(&notice)?;
    store(
        settings,
        ledger,
        around,
        (&key, said),
        &head,
        (&notice.subject(), &bodies),
    )
}

/// Stores a letter without a workbook that belongs to no run, and queues it.
pub(super) fn store(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    (key, entitlement): (&DeliveryKey, String),
    head: &Stationery,
    (subject, bodies): (&str, &Bodies),
) -> Result<(), RunError> {
    let message = message::build(
        &Envelope {
            key: &head.identity,
            from: &head.from,
            to: &head.to,
            subject,
            date: head.date,
            workbooks: Vec::new(),
        },
        bodies,
    )?;
    let place = format!("{FOLDER}/{}--{}--{}", key.date, key.job, key.file_name());
    let path = settings.output.reports.join(&place);
    private_files::create_folder(&settings.output.reports.join(FOLDER))
        .and_then(|()| private_files::replace(&path, &message.bytes))
        .map_err(RunError::storage(&path))?;
    let stored = StoredMessage {
        contents: Contents::Nil,
        message_id: message.message_id,
        sha256: outbox::digest(&message.bytes),
        size: message.bytes.len() as u64,
        workbook_sha256: None,
        entitlement,
        sealing: Sealing::None,
        place,
    };
    let transport = settings.mail.transport.name();
    Ok(ledger.queue_one(key, &stored, transport, around.now().timestamp())?)
}

/// Where they lie, below the reports folder: a run that answers a refusal takes its folder away.
const FOLDER: &str = "notices";
