//! What a run leaves in its folder, built beside it and put in place whole. [DESIGN 4]

use std::{path::PathBuf, sync::Arc};

use super::{
    answers::Answers,
    finish::{Finish, Finished, Rests},
    in_order::in_order,
    overview::{self, Page},
    parcel::{self, Parcel},
    proof::Proof,
    staging::Staging,
};
use crate::{
    deliver::outbox,
    errand::{
        Account, Deliveries, Errand, RunError, Sending,
        plan::{Plan, ToSend},
        surroundings::Milestone,
    },
    ledger::MadeFile,
    model::problem::Problem,
    private_files::Lasting,
    report::csv_files::{positions_csv, rejects_csv},
};

/// Says why a run was refused.
///
/// # Errors
/// The file system's own.
pub fn leave_refusal(
    errand: &Errand<'_>,
    account: &Account,
    problems: &[Problem],
) -> Result<(), RunError> {
    let place = errand.refusal_folder();
    let staging = Staging::start(&place)?;
    staging.write("rejects.csv", &rejects_csv(problems))?;
    staging.write("account.json", account.to_json().as_bytes())?;
    staging.publish(&place, None, Lasting::OnDisk)
}

/// The outputs of a run, whole and proved, beside their place.
pub struct Outputs<'a> {
    errand: &'a Errand<'a>,
    /// Where they will be.
    folder: PathBuf,
    staging: Arc<Staging>,
    to_send: ToSend,
    deliveries: Deliveries,
    /// The files that hold no state of delivery, with their hashes.
    made: Vec<MadeFile>,
    /// Messages that are not sent, by their rows in the ledger, and why.
    held: Vec<(i64, String)>,
    /// The night as a page of counts.
    page: Page,
    /// The run whose outputs lie there and are kept.
    replaces: Option<String>,
}

/// What was put in its place.
pub struct Made {
    /// What is to be sent now.
    pub to_send: ToSend,
    /// The page of counts, which is put there anew once it is known what became of the messages.
    pub page: Page,
    /// Its files, by name; those that hold no state of delivery.
    pub files: Vec<MadeFile>,
}

impl<'a> Outputs<'a> {
    /// Makes everything that a run leaves: first every workbook, then, from what lies on the disk, the proof that each
    /// holds its reader's children only, and the messages.
    ///
    /// # Errors
    /// A workbook that fails its proof; a forbidden address; the file system's own; a fault of ours.
    pub fn make(
        errand: &'a Errand<'a>,
        folder: PathBuf,
        answers: &Answers<'_>,
        plan: &Plan,
        replaces: Option<String>,
    ) -> Result<Self, RunError> {
        let settings = errand.settings;
        let proof = Proof::of(settings, answers)?;
        let staging = Arc::new(Staging::start(&folder)?);
        let mut parcels: Vec<Parcel<'_>> = Vec::new();
        let reports = &errand.job.reports;
        parcel::make_each(settings, reports, answers, &proof, &mut |(
            parcel,
            workbook,
        )| {
            if let Some(bytes) = workbook {
                staging.write(&parcel.workbook_name(), &bytes)?;
            }
            parcels.push(parcel);
            Ok(())
        })?;
        errand.around.reached(Milestone::Built);

        let mut outputs = Self {
            errand,
            staging: Arc::clone(&staging),
            folder,
            to_send: ToSend::default(),
            deliveries: Deliveries::default(),
            made: Vec::new(),
            held: Vec::new(),
            page: Page::of(errand, answers, &proof, &parcels),
            replaces,
        };
        let positions = positions_csv(&answers.positions, answers.night.facts);
        outputs.add("positions.csv", &positions)?;
        outputs.add("rejects.csv", &rejects_csv(&answers.reading.problems))?;
        let finish = Finish {
            settings,
            options: errand.options,
            job: &errand.job.name,
            run_id: &answers.run_id,
            plan,
            proof: &proof,
            staging: &staging,
        };
        let of_recipients: Vec<&[Parcel<'_>]> = parcels
            .chunk_by(|one, next| one.recipient.id == next.recipient.id)
            .collect();
        let work = |parcels: &&[Parcel<'_>]| finish.recipient(parcels);
        in_order(&of_recipients, work, &mut |finished| outputs.take(finished))?;
        Ok(outputs)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), RunError> {
        self.made.push(MadeFile {
            name: name.to_owned(),
            sha256: outbox::digest(bytes),
        });
        self.staging.write(name, bytes)
    }

    fn take(&mut self, finished: Finished<'_>) -> Result<(), RunError> {
        self.made.extend(finished.workbooks);
        for rests in finished.without_letter {
            self.deliveries.expected += 1;
            match rests {
                Rests::Unsent => self.deliveries.held += 1,
                Rests::Held(planned, why) => {
                    self.deliveries.held += 1;
                    self.to_send.keys.push(planned.delivery.key.clone());
                    self.held.push((planned.delivery.id, why));
                }
                Rests::HasLeft(planned) => {
                    self.deliveries.count(&planned.delivery);
                    self.to_send.keys.push(planned.delivery.key.clone());
                    if let Some(file) = planned.file() {
                        self.staging.keep(&self.folder, &format!("outbox/{file}"))?;
                    }
                }
            }
        }
        let is_real = self.errand.options.sending.is_real();
        for stored in finished.letters {
            self.staging.write(&stored.file, &stored.bytes)?;
            self.deliveries.expected += stored.queued.len();
            if is_real {
                self.deliveries.deferred += stored.queued.len();
                let keys = stored.queued.iter().map(|queued| queued.key.clone());
                self.to_send.keys.extend(keys);
            } else {
                self.deliveries.held += stored.queued.len();
            }
            self.to_send.messages.extend(stored.queued);
        }
        Ok(())
    }

    /// Messages that are not sent, by their rows in the ledger, and why.
    pub fn held(&self) -> &[(i64, String)] {
        &self.held
    }

    /// How the messages stand before any is sent: what waits counts as deferred.
    pub fn deliveries(&self) -> Deliveries {
        self.deliveries
    }

    /// Puts the folder in its place, takes an earlier refusal of the same job and date away, and tells what is to be sent.
    ///
    /// # Errors
    /// The file system's own; then the folder of before is still there.
    pub fn publish(self, account: &Account) -> Result<Made, RunError> {
        self.staging
            .write("account.json", account.to_json().as_bytes())?;
        let page = self.page.html(&account.deliveries)?;
        self.staging.write(overview::NAME, page.as_bytes())?;
        if !self.errand.options.sending.is_real() {
            // What an earlier run has sent stays beside its workbooks.
            self.staging.keep_outbox(&self.folder)?;
        }
        let lasting = match self.errand.options.sending {
            Sending::DryRun => Lasting::Unawaited,
            Sending::Test(_) | Sending::Send | Sending::Resend | Sending::Replace => {
                Lasting::OnDisk
            }
        };
        let replaced = self.replaces.as_ref();
        let kept = replaced.map(|run_id| self.errand.folder_of_replaced(run_id));
        // Kept once: what a run that was killed has put there since was never recorded.
        let kept = kept.filter(|kept| !kept.exists());
        self.staging
            .publish(&self.folder, kept.as_deref(), lasting)?;
        let refused = self.folder.with_extension("refused");
        if refused.exists() {
            std::fs::remove_dir_all(&refused).map_err(RunError::storage(&refused))?;
        }
        Ok(Made {
            to_send: self.to_send,
            page: self.page,
            files: self.made,
        })
    }
}
