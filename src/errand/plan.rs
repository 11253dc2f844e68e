//! Which messages a run leads to, and which of them are still to be sent.

use std::collections::HashMap;

use super::{Errand, RunError, Sending};
use crate::{
    deliver::settings::Transport,
    ledger::{Delivery, Ledger, Queued},
    model::{delivery::DeliveryKey, report::Report},
};

/// A message that the run should lead to, as the ledger has it.
pub struct Planned {
    /// Its row.
    pub delivery: Delivery,
    /// Whether this run sends it: nothing of it has left yet.
    pub is_to_be_sent: bool,
}

impl Planned {
    /// The name of its stored message.
    pub fn file(&self) -> Option<&str> {
        let message = self.delivery.message.as_ref()?;
        message.place.rsplit('/').next()
    }
}

/// The messages that a run should lead to, by report and recipient; none where nothing is really sent.
#[derive(Default)]
pub struct Plan(HashMap<(String, String), Planned>);

/// What a run hands to the post.
#[derive(Default)]
pub struct ToSend {
    /// Every message that the run leads to, sent before or not.
    pub keys: Vec<DeliveryKey>,
    /// Those that are stored and to be sent now.
    pub messages: Vec<Queued>,
}

impl Plan {
    /// Plans a message for each recipient and report of the job; nothing where nothing is really sent. What was sent
    /// before is sent again where the run is told to, or takes another's place.
    ///
    /// # Errors
    /// The ledger's own.
    pub fn of(errand: &Errand<'_>, ledger: &mut Ledger, replaces: bool) -> Result<Self, RunError> {
        let Errand { job, options, .. } = errand;
        if !options.sending.is_real() {
            return Ok(Self::default());
        }
        let is_revision = replaces || options.sending == Sending::Resend;
        let known = ledger.deliveries_of(&job.name, options.date)?;
        let keys: Vec<DeliveryKey> = parcels_of(errand)
            .map(|(report, recipient)| {
                let latest = known.iter().find(|delivery| {
                    delivery.key.report == report.name() && delivery.key.recipient == recipient
                });
                let revision = match latest {
                    None => 1,
                    // Where nothing has left there is nothing to send again: the same revision is still to come.
                    Some(latest) if is_revision && !latest.state.is_replaceable() => {
                        latest.key.revision + 1
                    }
                    Some(latest) => latest.key.revision,
                };
                DeliveryKey {
                    job: job.name.clone(),
                    date: options.date,
                    report: report.name().to_owned(),
                    recipient: recipient.to_owned(),
                    revision,
                }
            })
            .collect();
        ledger.plan(&keys, errand.at())?;
        let transport = errand.settings.mail.transport.name();
        let planned = deliveries_of(ledger, &keys)?.into_iter().map(|delivery| {
            // A file in the outbox is an output like any other: written anew each time.
            let lies_in_outbox = delivery.transport == Transport::File.name();
            let is_other_transport = delivery.transport != transport && lies_in_outbox;
            let is_rewritten = lies_in_outbox && transport == Transport::File.name();
            let name = (delivery.key.report.clone(), delivery.key.recipient.clone());
            let planned = Planned {
                is_to_be_sent: delivery.state.is_replaceable()
                    || is_other_transport
                    || is_rewritten,
                delivery,
            };
            (name, planned)
        });
        Ok(Self(planned.collect()))
    }

    /// The message of a report for a recipient.
    pub fn message(&self, report: Report, recipient: &str) -> Option<&Planned> {
        self.0
            .get(&(report.name().to_owned(), recipient.to_owned()))
    }

    /// Every message.
    pub fn messages(&self) -> impl Iterator<Item = &Planned> {
        self.0.values()
    }
}

/// Each report of the job with each recipient who gets it.
fn parcels_of<'a>(errand: &Errand<'a>) -> impl Iterator<Item = (Report, &'a str)> + use<'a> {
    let (job, date) = (errand.job, errand.date());
    errand
        .settings
        .recipients
        .iter()
        .flat_map(move |recipient| {
            job.reports
                .iter()
                .filter(move |&&report| recipient.gets(report, date))
                .map(|report| (*report, recipient.id.as_str()))
        })
}

/// The messages of some keys, which are of one job and date, as they stand now.
///
/// # Errors
/// The ledger's own.
pub fn deliveries_of(ledger: &Ledger, keys: &[DeliveryKey]) -> Result<Vec<Delivery>, RunError> {
    let Some(first) = keys.first() else {
        return Ok(Vec::new());
    };
    let mut found = ledger.deliveries_of(&first.job, first.date)?;
    found.retain(|delivery| keys.contains(&delivery.key));
    Ok(found)
}
