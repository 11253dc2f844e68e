//! What is told to the administrator after a run that was not clean: counts and causes, never a child.

use chrono::NaiveDate;

use super::{RunError, letters, post::SEALING_NONE, reach, surroundings::Surroundings};
use crate::{
    config::{Job, Settings},
    deliver::{notice::Notice, outbox},
    ingest::report::Intake,
    ledger::{Delivery, Ledger, StoredMessage},
    model::{
        calendar::plain,
        delivery::{ADMIN, ADMIN_NOTICE, Contents, DeliveryKey, DeliveryState},
        text::{counted, sentence},
    },
    private_files,
    rules::{night::Night, position::Position},
};

/// What is the matter with a night's data, beside its run: empty where all is well.
pub(super) fn of_data(
    settings: &Settings,
    job: &Job,
    intake: &Intake,
    night: &Night<'_>,
    positions: &[Position],
) -> Vec<String> {
    let mut matters = Vec::new();
    let left_out = intake.reading.case_rows_left_out;
    if left_out > 0 {
        matters.push(format!(
            "{} could not be used; the children behind may be on no list. The rows are in rejects.csv and in the data-quality report.",
            counted(left_out, "case row", "case rows")
        ));
    }
    matters.extend(
        reach::uncovered(settings, night, positions)
            .into_iter()
            .chain(reach::unread(settings, job))
            .map(sentence),
    );
    matters.extend(intake.reading.warnings.iter().map(sentence));
    for input in &intake.reading.inputs {
        let limit = settings.gate.max_rejected;
        let share = input.rows.rejected as f64 / input.rows.read.max(1) as f64;
        if limit > 0.0 && share > limit / 2.0 {
            matters.push(format!(
                "{} of {} rows of {} were rejected ({:.1} %); from {:.1} % on the run will be refused.",
                input.rows.rejected,
                input.rows.read,
                input.file.path,
                share * 100.0,
                limit * 100.0
            ));
        }
    }
    matters
}

/// What became of messages that did not simply arrive; empty where all did.
pub(super) fn of_deliveries(deliveries: &[Delivery]) -> Vec<String> {
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
            .filter(|delivery| delivery.state == state && !delivery.key.is_notice())
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
pub(super) fn queue(
    settings: &Settings,
    ledger: &mut Ledger,
    around: &dyn Surroundings,
    job: &str,
    date: NaiveDate,
    headline: &str,
    matters: Vec<String>,
) -> Result<(), RunError> {
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
        .find(|delivery| delivery.key.is_notice());
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
    let message = letters::notice_message(settings, &notice, &key, admin)?;
    let place = format!("{FOLDER}/{date}--{job}--{}", key.file_name());
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
        entitlement: said,
        sealing: SEALING_NONE.to_owned(),
        place,
    };
    let transport = settings.mail.transport.name();
    Ok(ledger.queue_one(&key, &stored, transport, around.now().timestamp())?)
}

/// Where notices lie, below the reports folder: a run that answers a refusal takes its folder away.
const FOLDER: &str = "notices";
