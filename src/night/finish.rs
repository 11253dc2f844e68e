//! A parcel finished: its workbook read back from the disk and proved, its message built.

use super::{
    letters::{self, Destination},
    parcel::Parcel,
    proof::{Proof, Verdict},
    staging::Staging,
};
use crate::{
    config::Settings,
    deliver::outbox,
    errand::{
        RunError, RunOptions, Sending,
        plan::{Plan, Planned},
    },
    ledger::{MadeFile, Queued, StoredMessage},
    model::delivery::{Contents, DeliveryKey, Sealing},
};

/// What parcels are finished with.
pub(super) struct Finish<'a> {
    pub(super) settings: &'a Settings,
    pub(super) job: &'a str,
    pub(super) options: &'a RunOptions,
    pub(super) run_id: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) proof: &'a Proof,
    /// Where the workbooks lie.
    pub(super) staging: &'a Staging,
}

/// A parcel that is proved.
pub(super) struct Finished<'a> {
    /// Its workbook; none for a nil return.
    pub(super) workbook: Option<MadeFile>,
    pub(super) message: Message<'a>,
}

/// The message of a parcel.
pub(super) enum Message<'a> {
    /// Nothing is sent.
    None,
    /// To be sent as a test.
    OfTest(Stored),
    /// To be sent.
    ToSend(Stored),
    /// It left in an earlier run.
    HasLeft(&'a Planned),
    /// It is held back, and why.
    Held(&'a Planned, String),
}

/// A message to be stored.
pub(super) struct Stored {
    /// Its file in the run's folder.
    pub(super) file: String,
    pub(super) bytes: Vec<u8>,
    pub(super) queued: Queued,
}

impl<'a> Finish<'a> {
    /// Proves and addresses a parcel.
    ///
    /// # Errors
    /// A workbook that fails its proof; a forbidden address; the file system's own; a fault of ours.
    pub(super) fn parcel(&self, parcel: &Parcel<'_>) -> Result<Finished<'a>, RunError> {
        let name = parcel.workbook_name();
        let bytes = match parcel.has_workbook {
            true => Some(self.staging.read(&name)?),
            false => None,
        };
        let verdict = match &bytes {
            Some(bytes) => self.proof.check(parcel, bytes)?,
            None => Verdict::Proved,
        };
        let workbook = bytes.as_deref().map(|bytes| MadeFile {
            name,
            sha256: outbox::digest(bytes),
        });
        let built = |key, destination| {
            let hash = workbook.as_ref().map(|made| made.sha256.clone());
            self.message(parcel, bytes.as_deref(), hash, key, destination)
        };
        let message = match &self.options.sending {
            Sending::DryRun => Message::None,
            Sending::Test(_) if matches!(verdict, Verdict::Held(_)) => Message::None,
            Sending::Test(address) => {
                let key = DeliveryKey {
                    job: self.job.to_owned(),
                    date: self.options.date,
                    report: parcel.report.name().to_owned(),
                    recipient: parcel.recipient.id.clone(),
                    revision: 1,
                };
                Message::OfTest(built(key, Destination::Test(address))?)
            }
            Sending::Send | Sending::Resend | Sending::Replace => {
                let planned = self.plan.message(parcel.report, &parcel.recipient.id);
                match planned {
                    None => {
                        let what = "a message that was not planned".to_owned();
                        return Err(RunError::Account(what));
                    }
                    Some(planned) if !planned.is_to_be_sent => Message::HasLeft(planned),
                    Some(planned) => match verdict {
                        Verdict::Held(why) => Message::Held(planned, why),
                        Verdict::Proved => {
                            let key = planned.delivery.key.clone();
                            Message::ToSend(built(key, Destination::Recipient)?)
                        }
                    },
                }
            }
        };
        Ok(Finished { workbook, message })
    }

    fn message(
        &self,
        parcel: &Parcel<'_>,
        workbook: Option<&[u8]>,
        workbook_sha256: Option<String>,
        key: DeliveryKey,
        destination: Destination<'_>,
    ) -> Result<Stored, RunError> {
        let message = letters::message(
            self.settings,
            parcel,
            workbook,
            &key,
            destination,
            self.run_id,
        )?;
        let outbox = match destination {
            Destination::Recipient => "outbox",
            Destination::Test(_) => "outbox-test",
        };
        let file = format!("{outbox}/{}", key.file_name());
        let is_sealed = self
            .settings
            .mail
            .sealing_of(parcel.recipient.mailbox())
            .is_some();
        let stored = StoredMessage {
            contents: match workbook {
                Some(_) => Contents::Workbook,
                None => Contents::Nil,
            },
            message_id: message.message_id,
            sha256: outbox::digest(&message.bytes),
            size: message.bytes.len() as u64,
            workbook_sha256,
            entitlement: outbox::entitlement(parcel.recipient),
            sealing: match is_sealed {
                true => Sealing::Password,
                false => Sealing::None,
            },
            place: format!("{}/{}/{file}", key.date, key.job),
        };
        Ok(Stored {
            file,
            bytes: message.bytes,
            queued: Queued {
                key,
                message: stored,
            },
        })
    }
}
