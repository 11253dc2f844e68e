//! The confinement proof of one night: who is known, who may see whom, and what a stray stops. [OPERATIONS 9.3]

use std::collections::{HashMap, HashSet};

use super::{answers::Answers, parcel::Parcel};
use crate::{
    config::Settings,
    deliver::{
        confinement::{Census, Entitled, Stray, scope_holds},
        release::{self, Objection},
        settings::{Recipient, Scope},
    },
    errand::RunError,
    model::{facts::CaseRow, input::InputReport, status::Status, text::Sym},
    report::{FILL_IN, context::Reader},
    rules::position::TeamAndService,
};

/// Every child of the night and of the run before it, ready to be looked for.
pub(super) struct Proof {
    census: Census,
    /// Workers whom the workers export does not have and whose ids hold a child's id or name: they are not shown.
    pub(super) unnamed_workers: HashSet<Sym>,
    /// The children by the team and service of their head row, as the case rows write them: what the audience makes of
    /// these names is not asked.
    by_place: ByPlace,
    /// Those of Targeted Support by the team and service of that row.
    tracked_by_place: ByPlace,
}

/// Children's ids by team and service.
type ByPlace = HashMap<(String, Option<String>), Vec<String>>;

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
        let listed = || memory.last_week.iter().flat_map(|list| &list.listed);
        let earlier = changes().map(|change| (change.child_id.as_str(), None));
        let earlier = earlier.chain(listed().map(|of| (of.then.child_id.as_str(), None)));

        // Of other workers nothing is known but what a visit or case writes, which may be anything.
        let known = facts.workers.symbols();
        let known = known.filter(|&id| !facts.worker_rows(id).is_empty());
        let workers = known.flat_map(|id| {
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
        let listed_teams =
            listed().flat_map(|of| [Some(of.then.team.as_str()), of.then.service.as_deref()]);
        let recipients = settings
            .recipients
            .iter()
            .flat_map(|recipient| [Some(recipient.name.as_str()), Some(recipient.id.as_str())]);
        let free = workers
            .chain(teams)
            .chain(earlier_teams)
            .chain(listed_teams)
            .chain(recipients)
            .flatten()
            .chain(of_files(&answers.reading.inputs))
            .chain([settings.service.as_str()]);
        let census = Census::of(tonight.chain(named).chain(earlier), free)?;
        let unnamed = facts.workers.symbols().filter(|&id| {
            facts.worker_rows(id).is_empty() && census.names_a_child(facts.workers.text(id))
        });
        Ok(Self {
            unnamed_workers: unnamed.collect(),
            census,
            by_place: by_place(answers, |open| open.first().copied()),
            tracked_by_place: by_place(answers, |open| {
                let mut open = open.iter().copied();
                open.find(|row| row.status == Status::TargetedSupport)
            }),
        })
    }

    /// Whether a text holds the id or name of any child.
    pub(super) fn names_a_child(&self, text: &str) -> bool {
        self.census.names_a_child(text)
    }

    /// The children who may stand in a recipient's workbooks: those whose case rows name a team or service of its scope,
    /// and those who have left it since the run before or stood on its list last week.
    pub(super) fn entitled(&self, recipient: &Recipient, reader: &Reader<'_>) -> Entitled {
        let moved = reader.movement.iter().flat_map(|moved| &moved.changes);
        let moved = moved.map(|of| (&of.child_id, &of.team, &of.service));
        let listed = reader.last_week.iter().flat_map(|list| &list.listed);
        let listed = listed.map(|of| (&of.then.child_id, &of.then.team, &of.then.service));
        let left = moved
            .chain(listed)
            .filter(|(_, team, service)| scope_holds(&recipient.scope, team, service.as_deref()))
            .map(|(child_id, ..)| child_id.as_str());
        self.entitled_by(&self.by_place, recipient, left)
    }

    /// Those of a tracker of Targeted Support: the children whose row of it names the scope, and nobody else.
    pub(super) fn entitled_to_track(&self, recipient: &Recipient) -> Entitled {
        self.entitled_by(&self.tracked_by_place, recipient, std::iter::empty())
    }

    fn entitled_by<'b>(
        &self,
        places: &'b ByPlace,
        recipient: &Recipient,
        moved: impl Iterator<Item = &'b str>,
    ) -> Entitled {
        if recipient.scope.contains(&Scope::All) {
            return self.census.everyone();
        }
        let own = places
            .iter()
            .filter(|((team, service), _)| scope_holds(&recipient.scope, team, service.as_deref()));
        let own = own.flat_map(|(_, children)| children).map(String::as_str);
        self.census.entitled(own.chain(moved))
    }

    /// Reads a workbook back. It is held back where an id of somebody else's child may stand in it: that may be chance, and
    /// a person must look.
    ///
    /// # Errors
    /// A broken essential; a child whom its reader may not see; a workbook of which nothing can be proved.
    pub(super) fn check(&self, parcel: &Parcel<'_>, workbook: &[u8]) -> Result<Verdict, RunError> {
        let is_confined = !parcel.entitled.is_everyone() || !parcel.report.shows_every_child();
        let confined_to = is_confined.then_some((&self.census, &*parcel.entitled));
        let Err(objection) = release::examine(workbook, FILL_IN, confined_to) else {
            return Ok(Verdict::Proved);
        };
        let (report, recipient) = (parcel.report.name(), parcel.recipient.id.clone());
        match objection {
            Objection::Essential(fault) => Err(RunError::Essential(fault)),
            Objection::Unreadable(why) => Err(RunError::Unproved {
                report,
                recipient,
                why,
            }),
            Objection::Strays(strays) => Err(RunError::Confinement {
                report,
                recipient,
                stray: in_words(&strays),
            }),
            Objection::Doubts(strays) => Ok(Verdict::Held(format!(
                "a text in it may be the id of a child outside the recipient's scope: {}; look at the workbook in the run's folder before you send it by hand, and report what stands there",
                in_words(&strays)
            ))),
        }
    }
}

/// What became of a proof.
pub(super) enum Verdict {
    /// The workbook holds its reader's own children.
    Proved,
    /// It is not sent, and why.
    Held(String),
}

fn in_words(strays: &[Stray]) -> String {
    let places: Vec<String> = strays.iter().map(ToString::to_string).collect();
    places.join("; ")
}

/// The children by the team and service of one of their open rows.
fn by_place<'n>(
    answers: &'n Answers<'_>,
    choose: impl Fn(&[&'n CaseRow]) -> Option<&'n CaseRow>,
) -> ByPlace {
    let (night, facts) = (&answers.night, answers.night.facts);
    let word = |sym| facts.words.text(sym).to_owned();
    let mut by_syms: HashMap<TeamAndService, Vec<String>> = HashMap::new();
    for &child in facts.children_by_id() {
        if let Some(row) = choose(&night.open_rows(child)) {
            let children = by_syms.entry((row.team, row.service)).or_default();
            children.push(facts.children.text(child).to_owned());
        }
    }
    let by_syms = by_syms.into_iter();
    by_syms
        .map(|((team, service), children)| ((word(team), service.map(word)), children))
        .collect()
}

/// The paths, sheets and headings of the exports.
fn of_files(inputs: &[InputReport]) -> impl Iterator<Item = &str> {
    inputs.iter().flat_map(|input| {
        let sheets = input.file.sheets.iter().map(String::as_str);
        let headings = input.layout.ignored.iter().map(String::as_str);
        let texts = [input.file.path.as_str(), input.file.pattern.as_str()];
        texts.into_iter().chain(sheets).chain(headings)
    })
}
