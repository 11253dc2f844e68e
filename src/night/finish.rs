//! A recipient's parcels finished: each workbook read back from the disk and proved, the letters built.

use super::{
    letters::{self, Destination, Enclosed},
    parcel::Parcel,
    proof::{Proof, Verdict},
    sharing::{self, Share},
    staging::Staging,
};
use crate::{
    config::Settings,
    deliver::{outbox, seal},
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

/// The parcels of a recipient, proved.
#[derive(Default)]
pub(super) struct Finished<'a> {
    /// Their workbooks; a nil return has none.
    pub(super) workbooks: Vec<MadeFile>,
    /// The parcels that no letter takes.
    pub(super) without_letter: Vec<Rests<'a>>,
    pub(super) letters: Vec<Stored>,
}

/// Why no letter takes a parcel.
pub(super) enum Rests<'a> {
    /// Nothing is sent.
    Unsent,
    /// It left in an earlier run.
    HasLeft(&'a Planned),
    /// It is held back, and why.
    Held(&'a Planned, String),
}

/// A letter to be stored.
pub(super) struct Stored {
    /// Its file in the run's folder.
    pub(super) file: String,
    pub(super) bytes: Vec<u8>,
    /// The deliveries that it makes.
    pub(super) queued: Vec<Queued>,
}

impl<'a> Finish<'a> {
    /// Proves and addresses the parcels of a recipient.
    ///
    /// # Errors
    /// A workbook that fails its proof; a forbidden address; the file system's own; a fault of ours.
    pub(super) fn recipient(&self, parcels: &[Parcel<'_>]) -> Result<Finished<'a>, RunError> {
        let mut finished = Finished::default();
        let mut enclosed = Vec::new();
        for parcel in parcels {
            let name = parcel.workbook_name();
            let bytes = match parcel.has_workbook {
                true => Some(self.staging.read(&name)?),
                false => None,
            };
            let verdict = match &bytes {
                Some(bytes) => self.proof.check(parcel, bytes)?,
                None => Verdict::Proved,
            };
            let made = bytes.as_deref().map(|bytes| MadeFile {
                name,
                sha256: outbox::digest(bytes),
            });
            match self.way(parcel, verdict)? {
                Err(rests) => finished.without_letter.push(rests),
                Ok(key) => enclosed.push(Enclosed {
                    parcel,
                    key,
                    workbook: bytes.map(|bytes| self.sealed(parcel, bytes)).transpose()?,
                    workbook_sha256: made.as_ref().map(|made| made.sha256.clone()),
                }),
            }
            finished.workbooks.extend(made);
        }
        let left = finished
            .without_letter
            .iter()
            .filter_map(|rests| match rests {
                Rests::HasLeft(planned) => planned.file(),
                Rests::Unsent | Rests::Held(..) => None,
            });
        let shares = sharing::shares(enclosed, &self.settings.mail, &left.collect::<Vec<_>>());
        for share in &shares {
            finished.letters.push(self.letter(share)?);
        }
        Ok(finished)
    }

    /// The key by which a parcel is sent, or why it is not.
    fn way(
        &self,
        parcel: &Parcel<'_>,
        verdict: Verdict,
    ) -> Result<Result<DeliveryKey, Rests<'a>>, RunError> {
        Ok(match (&self.options.sending, verdict) {
            (Sending::DryRun, _) | (Sending::Test(_), Verdict::Held(_)) => Err(Rests::Unsent),
            (Sending::Test(_), Verdict::Proved) => Ok(DeliveryKey {
                job: self.job.to_owned(),
                date: self.options.date,
                report: parcel.report.name().to_owned(),
                recipient: parcel.recipient.id.clone(),
                revision: 1,
            }),
            (Sending::Send | Sending::Resend | Sending::Replace, verdict) => {
                let planned = self.plan.message(parcel.report, &parcel.recipient.id);
                let Some(planned) = planned else {
                    let what = "a message that was not planned".to_owned();
                    return Err(RunError::Account(what));
                };
                match verdict {
                    _ if !planned.is_to_be_sent => Err(Rests::HasLeft(planned)),
                    Verdict::Held(why) => Err(Rests::Held(planned, why)),
                    Verdict::Proved => Ok(planned.delivery.key.clone()),
                }
            }
        })
    }

    /// The workbook as it travels.
    fn sealed(&self, parcel: &Parcel<'_>, workbook: Vec<u8>) -> Result<Vec<u8>, RunError> {
        let sealing = self.settings.mail.sealing_of(parcel.recipient.mailbox());
        match sealing {
            Some(source) => Ok(seal::seal(&workbook, &source.read()?)?),
            None => Ok(workbook),
        }
    }

    fn letter(&self, share: &Share<'_>) -> Result<Stored, RunError> {
        let (destination, outbox) = match &self.options.sending {
            Sending::Test(address) => (Destination::Test(address), "outbox-test"),
            _ => (Destination::Recipient, "outbox"),
        };
        let message = letters::message(self.settings, share, destination, self.run_id)?;
        let file = format!("{outbox}/{}", share.file);
        let sha256 = outbox::digest(&message.bytes);
        let queued = |part: &Enclosed<'_>| {
            let recipient = part.parcel.recipient;
            let sealing = self.settings.mail.sealing_of(recipient.mailbox());
            Queued {
                message: StoredMessage {
                    contents: match part.workbook {
                        Some(_) => Contents::Workbook,
                        None => Contents::Nil,
                    },
                    message_id: message.message_id.clone(),
                    sha256: sha256.clone(),
                    size: message.bytes.len() as u64,
                    workbook_sha256: part.workbook_sha256.clone(),
                    entitlement: outbox::entitlement(recipient),
                    sealing: match sealing {
                        Some(_) => Sealing::Password,
                        None => Sealing::None,
                    },
                    place: format!("{}/{}/{file}", part.key.date, part.key.job),
                },
                key: part.key.clone(),
            }
        };
        Ok(Stored {
            queued: share.parts.iter().map(queued).collect(),
            file,
            bytes: message.bytes,
        })
    }
}
