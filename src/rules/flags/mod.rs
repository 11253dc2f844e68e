//! The flags: one file a family, and the registry that lists them all. [RULES 6]
//!
//! To add a flag: a function in its family's file, a variant of [`Flag`], a line in [`REGISTRY`].

mod allocation;
mod planning;
mod rating;
mod recording;
mod visiting;

use std::fmt;

use chrono::NaiveDate;

use super::{night::Night, position::Position};
use crate::model::{
    calendar,
    facts::{CaseRow, Visits},
    field::{DataSet, Field, FieldSet},
};

/// A flag, in the byte order of its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the registry below says what each one means")]
pub enum Flag {
    LateRecorded,
    NoAccess,
    NoOversight,
    NoSafetyPlan,
    RagBelow,
    RagEvent,
    RagGreenService,
    RagLate,
    RagNoRationale,
    RagNotManager,
    RagStale,
    RagUndated,
    RagUnrated,
    SeenNoSight,
    Unallocated,
    Unborn,
    VirtualNotAgreed,
    VisitRemote,
    VisitUnqualified,
    WorkerLeft,
    WorkerUnknown,
}

/// What a rule says of one child: that the flag is raised, with the date or number that its sentence needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Because {
    /// Takes the place of `{date}`.
    pub date: Option<NaiveDate>,
    /// Takes the place of `{count}`.
    pub count: Option<u32>,
}

impl Because {
    fn plain() -> Self {
        Self::default()
    }

    fn on(date: NaiveDate) -> Self {
        Self {
            date: Some(date),
            ..Self::default()
        }
    }

    fn times(count: u32) -> Self {
        Self {
            count: Some(count),
            ..Self::default()
        }
    }
}

/// What a flag's rule needs from tonight's exports, or it is listed as not assessed.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Of each group, one field must be mapped.
    fields: &'static [&'static [Field]],
    workers: WorkersNeeded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WorkersNeeded {
    No,
    /// There must be a workers export.
    Export,
    /// Whether a visit was made by a qualified worker must be known, if there is a workers export.
    QualifiedIfExport,
}

const QUALIFICATION: [Field; 2] = [WorkerQualified, VisitWorkerId];

impl Needs {
    const fn of(fields: &'static [&'static [Field]]) -> Self {
        Self {
            fields,
            workers: WorkersNeeded::No,
        }
    }

    const fn and(self, workers: WorkersNeeded) -> Self {
        Self { workers, ..self }
    }

    /// Whether tonight's exports have it.
    pub fn met_by(self, mapped: FieldSet) -> bool {
        let has_workers = mapped.has_data_set(DataSet::Workers);
        let workers = match self.workers {
            WorkersNeeded::No => true,
            WorkersNeeded::Export => has_workers,
            WorkersNeeded::QualifiedIfExport => {
                !has_workers || QUALIFICATION.iter().all(|&field| mapped.contains(field))
            }
        };
        workers
            && self
                .fields
                .iter()
                .all(|group| group.iter().any(|&field| mapped.contains(field)))
    }

    /// What it is, in words, for the "not assessed" list.
    pub fn words(self) -> String {
        let name = |field: &Field| format!("{} ({})", field.name(), field.data_set().name());
        let mut parts: Vec<String> = self
            .fields
            .iter()
            .map(|group| group.iter().map(name).collect::<Vec<_>>().join(" or "))
            .collect();
        match self.workers {
            WorkersNeeded::No => {}
            WorkersNeeded::Export => parts.push("a workers export".to_owned()),
            WorkersNeeded::QualifiedIfExport => parts.extend(QUALIFICATION.iter().map(name)),
        }
        parts.join(" and ")
    }
}

/// One line of the registry.
pub struct Rule {
    /// The flag.
    pub flag: Flag,
    /// Its code in every report.
    pub code: &'static str,
    /// A short title for tables.
    pub title: &'static str,
    /// One sentence for a child; `{date}` and `{count}` are filled in.
    pub sentence: &'static str,
    /// The source of the rule.
    pub source: &'static str,
    /// The fields without which it is not assessed.
    pub needs: Needs,
    raise: fn(&ChildFacts<'_>) -> Option<Because>,
}

use Field::{
    CaseDateOfBirth, CaseLastSupervisionOn, CaseOversightOn, CaseRag, CaseRagDecidedBy,
    CaseRagDecidedOn, CaseRagRationale, CaseRagRecordedOn, CaseSafetyPlanOn, CaseService,
    CaseVirtualAgreedBy, CaseWorkerId, RatingDecidedBy, RatingDecidedOn, RatingRag,
    RatingRationale, RatingRecordedOn, VisitChildSeen, VisitOutcome, VisitRecordedAt,
    VisitWorkerId, WorkerLeftOn, WorkerQualified,
};
use WorkersNeeded::{Export, QualifiedIfExport};

macro_rules! rule {
    ($flag:ident, $code:literal, $title:literal, $sentence:literal, $source:literal, $needs:expr, $raise:path) => {
        Rule {
            flag: Flag::$flag,
            code: $code,
            title: $title,
            sentence: $sentence,
            source: $source,
            needs: $needs,
            raise: $raise,
        }
    };
}

const RATED: Needs = Needs::of(&[&[CaseRag, RatingRag]]);
const DATED: Needs = Needs::of(&[&[CaseRagDecidedOn, RatingDecidedOn]]);

/// Every flag, in the order of its code.
#[rustfmt::skip]
pub const REGISTRY: &[Rule] = &[
    rule!(LateRecorded, "LATE-RECORDED", "Visit recorded late", "the visit of {date} was recorded {count} days after it", "default", Needs::of(&[&[VisitRecordedAt]]), recording::late_recorded),
    rule!(NoAccess, "NO-ACCESS", "No access", "{count} attempted visits since the child was last seen, the latest on {date}", "P 1.4", Needs::of(&[&[VisitOutcome], &[VisitChildSeen]]), recording::no_access),
    rule!(NoOversight, "NO-OVERSIGHT", "No management oversight", "no management oversight since the rating was decided", "P 1.13", Needs::of(&[&[CaseOversightOn]]), planning::no_oversight),
    rule!(NoSafetyPlan, "NO-SAFETY-PLAN", "No safety plan", "not GREEN, and no safety plan is recorded", "P 1.3", Needs::of(&[&[CaseSafetyPlanOn]]), planning::no_safety_plan),
    rule!(RagBelow, "RAG-BELOW", "Rated below the RED examples", "rated below RED while the framework's RED examples apply", "F", RATED, rating::below),
    rule!(RagEvent, "RAG-EVENT", "Event since the rating", "something changed on {date}, after the rating was decided", "F", DATED, rating::event),
    rule!(RagGreenService, "RAG-GREEN-SERVICE", "GREEN in a service without GREEN", "rated GREEN in a service that may hold none", "P 1.1", Needs::of(&[&[CaseService]]), rating::green_service),
    rule!(RagLate, "RAG-LATE", "Rating recorded late", "the rating was recorded on {date}, after it was decided", "F", Needs::of(&[&[CaseRagRecordedOn, RatingRecordedOn]]), rating::late),
    rule!(RagNoRationale, "RAG-NO-RATIONALE", "Rating without rationale", "the rating has no rationale", "F", Needs::of(&[&[CaseRagRationale, RatingRationale]]), rating::no_rationale),
    rule!(RagNotManager, "RAG-NOT-MANAGER", "Rating not by a manager", "the rating was not decided by a manager", "F", Needs::of(&[&[CaseRagDecidedBy, RatingDecidedBy]]).and(Export), rating::not_manager),
    rule!(RagStale, "RAG-STALE", "Rating out of date", "the rating was decided on {date} and has not been reviewed since", "F, P 1.1", DATED, rating::stale),
    rule!(RagUndated, "RAG-UNDATED", "Rating without a date", "the rating has no decision date", "F", DATED, rating::undated),
    rule!(RagUnrated, "RAG-UNRATED", "Not rated", "no rating is in force", "P 1.4, 1.7", RATED, rating::unrated),
    rule!(SeenNoSight, "SEEN-NO-SIGHT", "Seen claimed without sight", "the contact of {date} claims that the child was seen, but was not in person or by video", "P 1.6", Needs::of(&[&[VisitChildSeen]]), recording::seen_no_sight),
    rule!(Unallocated, "UNALLOCATED", "No allocated worker", "no worker is allocated, more than {count} hours after the case opened", "P 1.5", Needs::of(&[&[CaseWorkerId]]), allocation::unallocated),
    rule!(Unborn, "UNBORN", "Unborn", "the child is expected on {date}", "-", Needs::of(&[&[CaseDateOfBirth]]), planning::unborn),
    rule!(VirtualNotAgreed, "VIRTUAL-NOT-AGREED", "Virtual visit not agreed", "the last contact, on {date}, was remote and nobody agreed to virtual visits", "P 1.6", Needs::of(&[&[CaseVirtualAgreedBy]]), visiting::virtual_not_agreed),
    rule!(VisitRemote, "VISIT-REMOTE", "Remote where face to face is owed", "a remote contact on {date} does not count: face to face is owed", "F", Needs::of(&[&[VisitChildSeen]]).and(QualifiedIfExport), visiting::remote),
    rule!(VisitUnqualified, "VISIT-UNQUALIFIED", "Visit by an unqualified worker", "the visit of {date} does not count only because the worker is not known to be qualified", "F", Needs::of(&[&[VisitChildSeen], &[WorkerQualified], &[VisitWorkerId]]), visiting::unqualified),
    rule!(WorkerLeft, "WORKER-LEFT", "Worker has left", "the allocated worker left on {date}", "default", Needs::of(&[&[CaseWorkerId], &[WorkerLeftOn]]), allocation::worker_left),
    rule!(WorkerUnknown, "WORKER-UNKNOWN", "Worker not known", "the allocated worker is not in the workers export", "default", Needs::of(&[&[CaseWorkerId]]).and(Export), allocation::worker_unknown),
];

impl Flag {
    /// Every flag, in the order of its code.
    pub fn all() -> impl Iterator<Item = Self> {
        REGISTRY.iter().map(|rule| rule.flag)
    }

    /// The flag's line in the registry, which stands at the flag's own place.
    pub fn rule(self) -> &'static Rule {
        &REGISTRY[self as usize]
    }

    /// The code in every report.
    pub fn code(self) -> &'static str {
        self.rule().code
    }

    /// Whether the flag is about the rating.
    pub fn is_about_rating(self) -> bool {
        self.code().starts_with("RAG-")
    }
}

/// A set of flags, shown sorted and joined by `;`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagSet(u32);

impl FlagSet {
    /// Adds a flag.
    pub fn insert(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u32;
    }

    /// Whether the flag is in the set.
    pub fn contains(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u32) != 0
    }

    /// The flags of the set, in the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::all().filter(move |&flag| self.contains(flag))
    }

    /// Whether no flag is raised.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, flag) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            f.write_str(flag.code())?;
        }
        Ok(())
    }
}

/// What a flag's rule may look at.
pub struct ChildFacts<'a> {
    /// The run date and everything known on it.
    pub night: &'a Night<'a>,
    /// The child's open rows, in tie order.
    pub open: &'a [&'a CaseRow],
    /// The child's visits up to the run date.
    pub visits: Visits<'a>,
    /// The position as far as it is worked out; its flags are not.
    pub position: &'a Position,
}

/// The flags that tonight's exports have the fields for; the others are listed as not assessed. [RULES 2]
pub fn assessed(mapped: FieldSet) -> FlagSet {
    let rated = RATED.met_by(mapped);
    let mut set = FlagSet::default();
    for rule in REGISTRY {
        // Where no export maps a rating, no rating flag is raised. [RULES 4]
        if rule.needs.met_by(mapped) && (rated || !rule.flag.is_about_rating()) {
            set.insert(rule.flag);
        }
    }
    set
}

/// Every assessed flag that applies to the child.
pub(super) fn raised(child: &ChildFacts<'_>) -> FlagSet {
    let mut set = FlagSet::default();
    for rule in REGISTRY {
        if child.night.assessed.contains(rule.flag) && (rule.raise)(child).is_some() {
            set.insert(rule.flag);
        }
    }
    set
}

/// The reasons behind a child's raised flags, a sentence each.
pub fn reasons(position: &Position, night: &Night<'_>) -> Vec<(Flag, String)> {
    let open = night.open_rows(position.child);
    let visits = night.facts.visits_of(position.child).until(night.date);
    let child = ChildFacts {
        night,
        open: &open,
        visits,
        position,
    };
    position
        .flags
        .iter()
        .filter_map(|flag| Some((flag, sentence(flag.rule(), (flag.rule().raise)(&child)?))))
        .collect()
}

fn sentence(rule: &Rule, because: Because) -> String {
    let date = because.date.map(calendar::plain).unwrap_or_default();
    let count = because
        .count
        .map(|count| count.to_string())
        .unwrap_or_default();
    rule.sentence
        .replace("{date}", &date)
        .replace("{count}", &count)
}

/// The fields that only widen a flag: without them it is assessed on less.
pub fn partly_assessed(mapped: FieldSet) -> Vec<(Flag, &'static str)> {
    [
        (
            Flag::RagEvent,
            Field::CasePlacementChangedOn,
            "changes of placement are not known",
        ),
        (
            Flag::RagEvent,
            CaseLastSupervisionOn,
            "supervisions are not known",
        ),
        (
            Flag::RagBelow,
            Field::CaseRiskFactors,
            "risk factors are not known",
        ),
        (
            Flag::RagBelow,
            Field::CasePlacementChangedOn,
            "changes of placement are not known",
        ),
        (
            Flag::RagNoRationale,
            CaseRagRationale,
            "case rows carry no rationale of their own",
        ),
        (
            Flag::Unallocated,
            Field::CaseOpenedAt,
            "time counts from the start of the status",
        ),
    ]
    .into_iter()
    .filter(|(flag, field, _)| assessed(mapped).contains(*flag) && !mapped.contains(*field))
    .map(|(flag, _, what)| (flag, what))
    .collect()
}
