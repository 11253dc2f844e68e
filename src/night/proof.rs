//! The confinement proof of one night: who is known, who may see whom, and what a stray stops. [OPERATIONS 9.3]

use super::{answers::Answers, parcel::Parcel};
use crate::{
    config::Settings,
    deliver::{
        confinement::{Census, Entitled},
        release::{self, Objection},
        settings::{Recipient, Scope},
    },
    errand::RunError,
    model::facts::Facts,
    report::{FILL_IN, context::Reader},
};

/// Every child of the night and of the run before it, ready to be looked for.
pub(super) struct Proof {
    census: Census,
}

impl Proof {
    /// Takes the children, open and closed; names of workers, recipients, teams and services may stand anywhere.
    pub(super) fn of(settings: &Settings, answers: &Answers<'_>) -> Result<Self, RunError> {
        let (facts, memory) = (answers.night.facts, &answers.memory);
        let word = |sym| facts.words.text(sym);
        let changes = || {
            let since = memory.since.iter();
            since.flat_map(|since| &since.movement.changes)
        };
        let ids = facts.children_by_id().iter();
        let tonight = ids.map(|&child| (facts.children.text(child), None));
        let named = facts
            .cases()
            .iter()
            .map(|row| (facts.children.text(row.child), row.name.map(word)));
        let earlier = changes().map(|change| (change.child_id.as_str(), None));

        let workers = facts.workers.symbols().flat_map(|id| {
            let names = facts.worker_rows(id).iter().filter_map(|row| row.name);
            let names = names.map(|name| Some(word(name)));
            std::iter::once(Some(facts.workers.text(id))).chain(names)
        });
        let teams = facts
            .cases()
            .iter()
            .flat_map(|row| [Some(word(row.team)), row.service.map(word)]);
        let earlier_teams =
            changes().flat_map(|change| [Some(change.team.as_str()), change.service.as_deref()]);
        let recipients = settings
            .recipients
            .iter()
            .flat_map(|recipient| [Some(recipient.name.as_str()), Some(recipient.id.as_str())]);
        let free = workers
            .chain(teams)
            .chain(earlier_teams)
            .chain(recipients)
            .flatten()
            .chain([settings.service.as_str()]);
        Ok(Self {
            census: Census::of(tonight.chain(named).chain(earlier), free)?,
        })
    }

    /// The children of a reader's scope, and those who have left it since the run before.
    pub(super) fn entitled(
        &self,
        recipient: &Recipient,
        reader: &Reader<'_>,
        facts: &Facts,
    ) -> Entitled {
        if recipient.scope.contains(&Scope::All) {
            return self.census.everyone();
        }
        let children = reader.children.iter();
        let open = children.map(|position| facts.children.text(position.child));
        let changes = reader.movement.iter().flat_map(|moved| &moved.changes);
        let moved = changes.map(|change| change.child_id.as_str());
        self.census.entitled(open.chain(moved))
    }

    /// The children of a reader's tracker of Targeted Support: those whose row of it is in the scope, and nobody else.
    pub(super) fn entitled_to_track(
        &self,
        recipient: &Recipient,
        reader: &Reader<'_>,
        facts: &Facts,
    ) -> Entitled {
        if recipient.scope.contains(&Scope::All) {
            return self.census.everyone();
        }
        let children = reader.targeted.iter();
        let ids = children.map(|position| facts.children.text(position.child));
        self.census.entitled(ids)
    }

    /// Reads a workbook back.
    ///
    /// # Errors
    /// A broken essential; a child whom its reader may not see; a workbook of which nothing can be proved.
    pub(super) fn check(&self, parcel: &Parcel<'_>, workbook: &[u8]) -> Result<(), RunError> {
        let is_confined = !parcel.entitled.is_everyone() || !parcel.report.shows_every_child();
        let confined_to = is_confined.then_some((&self.census, &*parcel.entitled));
        release::examine(workbook, FILL_IN, confined_to).map_err(|objection| match objection {
            Objection::Essential(fault) => RunError::Essential(fault),
            Objection::Unreadable(why) => RunError::Unproved {
                report: parcel.report.name(),
                recipient: parcel.recipient.id.clone(),
                why,
            },
            Objection::Strays(strays) => {
                let places: Vec<String> = strays.iter().map(ToString::to_string).collect();
                RunError::Confinement {
                    report: parcel.report.name(),
                    recipient: parcel.recipient.id.clone(),
                    stray: places.join("; "),
                }
            }
        })
    }
}
