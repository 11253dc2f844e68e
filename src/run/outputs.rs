//! What a run leaves in its folder, built beside it and put in place whole. [DESIGN 4]

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use super::{
    Account, Deliveries, Post, RunError, RunOptions, Sending,
    build::Parcel,
    letters,
    post::{SEALING_NONE, SEALING_PASSWORD},
    proof::Proof,
    queue::{Planned, ToSend},
    staging::Staging,
};
use crate::{
    config::{Job, Settings},
    deliver::outbox,
    ingest::report::Intake,
    ledger::{Delivery, MadeFile, Queued, StoredMessage},
    model::{
        delivery::{Contents, DeliveryKey, DeliveryState},
        problem::Problem,
    },
    private_files::{self, Lasting},
    report::csv_files::{positions_csv, rejects_csv},
    rules::position::Position,
};

/// Where a run leaves its outputs.
pub(super) fn folder_of(settings: &Settings, job: &Job, date: NaiveDate) -> PathBuf {
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

/// Says why a run was refused.
pub(super) fn leave_refusal(
    settings: &Settings,
    job: &Job,
    date: NaiveDate,
    account: &Account,
    problems: &[Problem],
) -> Result<(), RunError> {
    let place = refusal_folder(settings, job, date);
    let staging = Staging::start(&place)?;
    staging.write("rejects.csv", &rejects_csv(problems))?;
    staging.write("account.json", account.to_json().as_bytes())?;
    staging.publish(&place, Lasting::OnDisk)
}

/// Writes the account again, with how the messages ended.
pub(super) fn write_account(folder: &Path, account: &Account) -> Result<(), RunError> {
    let path = folder.join("account.json");
    private_files::replace(&path, account.to_json().as_bytes()).map_err(RunError::storage(&path))
}

/// The folder of a run while it is built.
pub(super) struct Outputs<'a> {
    settings: &'a Settings,
    options: &'a RunOptions,
    run_id: &'a str,
    proof: &'a Proof,
    /// Where the outputs will be.
    folder: &'a Path,
    staging: Staging,
    /// The ledger's row of each message, by report and recipient; empty where nothing is really sent.
    planned: HashMap<(String, String), Planned>,
    /// What is sent when the outputs are in place.
    to_send: ToSend,
    deliveries: Deliveries,
    /// The files that hold no state of delivery, with their hashes.
    made: Vec<MadeFile>,
}

/// What was put in its place.
pub(super) struct Published {
    /// What is to be sent now.
    pub(super) to_send: ToSend,
    /// Its files, by name; those that hold no state of delivery.
    pub(super) made: Vec<MadeFile>,
}

impl<'a> Outputs<'a> {
    /// Begins the folder.
    pub(super) fn start(
        settings: &'a Settings,
        folder: &'a Path,
        options: &'a RunOptions,
        planned: Vec<Planned>,
        run_id: &'a str,
        proof: &'a Proof,
    ) -> Result<Self, RunError> {
        Ok(Self {
            settings,
            options,
            run_id,
            proof,
            folder,
            staging: Staging::start(folder)?,
            planned: planned
                .into_iter()
                .map(|planned| {
                    let key = &planned.delivery.key;
                    ((key.report.clone(), key.recipient.clone()), planned)
                })
                .collect(),
            to_send: ToSend::default(),
            deliveries: Deliveries::default(),
            made: Vec::new(),
        })
    }

    /// Writes where every child stands, and every row with something wrong.
    pub(super) fn write_facts(
        &mut self,
        positions: &[Position],
        intake: &Intake,
    ) -> Result<(), RunError> {
        self.make("positions.csv", &positions_csv(positions, &intake.facts))?;
        self.make("rejects.csv", &rejects_csv(&intake.problems))
    }

    fn make(&mut self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        self.made.push(MadeFile {
            name: name.to_owned(),
            sha256: outbox::digest(bytes),
        });
        self.staging.write(name, bytes)
    }

    /// Takes a parcel: proves and writes its workbook, and its message where it is to be sent.
    pub(super) fn take(&mut self, parcel: &Parcel) -> Result<(), RunError> {
        if let Some(bytes) = &parcel.workbook {
            self.proof.check(parcel, bytes)?;
            self.make(&parcel.workbook_name(), bytes)?;
        }
        self.deliveries.expected += 1;
        match &self.options.sending {
            Sending::DryRun => {
                self.deliveries.held += 1;
                Ok(())
            }
            Sending::Test(address) => {
                self.deliveries.held += 1;
                self.store(
                    parcel,
                    self.key_of(parcel, 1),
                    Post::Test(address),
                    "outbox-test",
                )
            }
            Sending::Send | Sending::Resend => self.take_to_send(parcel),
        }
    }

    fn take_to_send(&mut self, parcel: &Parcel) -> Result<(), RunError> {
        let name = (parcel.report.name().to_owned(), parcel.recipient.id.clone());
        let Some(planned) = self.planned.get(&name) else {
            return Err(RunError::Account(
                "a message that was not planned".to_owned(),
            ));
        };
        let key = planned.delivery.key.clone();
        self.to_send.keys.push(key.clone());
        if planned.is_to_be_sent {
            self.deliveries.deferred += 1;
            return self.store(parcel, key, Post::Real, "outbox");
        }
        self.deliveries.count(&planned.delivery);
        if let Some(message) = &planned.delivery.message
            && let Some(file) = message.place.rsplit('/').next()
        {
            self.staging.keep(self.folder, &format!("outbox/{file}"))?;
        }
        Ok(())
    }

    fn key_of(&self, parcel: &Parcel, revision: u32) -> DeliveryKey {
        DeliveryKey {
            job: parcel.job.clone(),
            date: self.options.date,
            report: parcel.report.name().to_owned(),
            recipient: parcel.recipient.id.clone(),
            revision,
        }
    }

    fn store(
        &mut self,
        parcel: &Parcel,
        key: DeliveryKey,
        post: Post<'_>,
        outbox: &str,
    ) -> Result<(), RunError> {
        let message = letters::message(self.settings, parcel, &key, post, self.run_id)?;
        let file = format!("{outbox}/{}", key.file_name());
        self.staging.write(&file, &message.bytes)?;
        let is_sealed = self
            .settings
            .mail
            .sealing_of(&parcel.recipient.id)
            .is_some();
        let stored = StoredMessage {
            contents: match parcel.workbook {
                Some(_) => Contents::Workbook,
                None => Contents::Nil,
            },
            message_id: message.message_id,
            sha256: outbox::digest(&message.bytes),
            size: message.bytes.len() as u64,
            workbook_sha256: parcel.workbook.as_deref().map(outbox::digest),
            entitlement: outbox::entitlement(&parcel.recipient),
            sealing: if is_sealed {
                SEALING_PASSWORD
            } else {
                SEALING_NONE
            }
            .to_owned(),
            place: format!("{}/{}/{file}", key.date, key.job),
        };
        self.to_send.messages.push(Queued {
            key,
            message: stored,
        });
        Ok(())
    }

    /// The rows of messages whose workbooks are proved now.
    pub(super) fn planned_rows(&self) -> Vec<i64> {
        self.planned
            .values()
            .filter(|planned| planned.delivery.state == DeliveryState::Planned)
            .map(|planned| planned.delivery.id)
            .collect()
    }

    /// How the messages stand before any is sent: what waits counts as deferred.
    pub(super) fn deliveries(&self) -> Deliveries {
        self.deliveries
    }

    /// Puts the folder in its place, takes an earlier refusal of the same job and date away, and tells what is to be sent.
    pub(super) fn publish(self, account: &Account) -> Result<Published, RunError> {
        self.staging
            .write("account.json", account.to_json().as_bytes())?;
        if !self.options.sending.is_real() {
            // What an earlier run has sent stays beside its workbooks.
            self.staging.keep_outbox(self.folder)?;
        }
        let lasting = match self.options.sending {
            Sending::DryRun => Lasting::Unawaited,
            Sending::Test(_) | Sending::Send | Sending::Resend => Lasting::OnDisk,
        };
        self.staging.publish(self.folder, lasting)?;
        let refused = self.folder.with_extension("refused");
        if refused.exists() {
            std::fs::remove_dir_all(&refused).map_err(RunError::storage(&refused))?;
        }
        Ok(Published {
            to_send: self.to_send,
            made: self.made,
        })
    }
}

impl Deliveries {
    /// Counts one message by where it stands; what waits counts as deferred.
    pub(super) fn count(&mut self, delivery: &Delivery) {
        let contents = delivery.message.as_ref().map(|message| message.contents);
        *match (delivery.state, contents) {
            (DeliveryState::Sent, Some(Contents::Nil)) => &mut self.nil,
            (DeliveryState::Sent, _) => &mut self.sent,
            (DeliveryState::Failed, _) => &mut self.failed,
            (DeliveryState::Held, _) => &mut self.held,
            (DeliveryState::Unknown | DeliveryState::Sending, _) => &mut self.unknown,
            (
                DeliveryState::Planned
                | DeliveryState::Verified
                | DeliveryState::Queued
                | DeliveryState::Deferred,
                _,
            ) => &mut self.deferred,
        } += 1;
    }
}
