//! The flags: one file a family, and the registry that lists them all. [RULES 6]
//!
//! To add a flag: a function in its family's file, a variant of [`Flag`], a line in [`REGISTRY`].

mod absence;
mod age;
mod allocation;
mod below;
mod planning;
mod rating;
mod recording;
mod visiting;

use std::fmt;

use chrono::NaiveDate;

use super::{child::Child, night::Night, position::Position};
use crate::model::{
    calendar,
    facts::{CaseRow, Visits},
    field::{DataSet, Field, FieldSet},
};

/// A flag, in the byte order of its codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the registry below says what each one means")]
pub enum Flag {
    AgeCheck,
    BelowAndLate,
    HeldByManager,
    LateRecorded,
    NewbornNotSeen,
    NoAccess,
    NoContact,
    NoOversight,
    NoSafetyPlan,
    NotHybrid,
    OversightNotManager,
    PlanOld,
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
    SupervisionOverdue,
    Unallocated,
    Unborn,
    VirtualNotAgreed,
    VirtualNotManager,
    VisitBySupervising,
    VisitRemote,
    VisitUnqualified,
    WorkerCannotVisit,
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
    /// Of what is to be recorded: the day by which it should have been, or since when it is missing.
    pub since: Option<NaiveDate>,
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

    fn since(self, since: Option<NaiveDate>) -> Self {
        Self { since, ..self }
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
    CaseDateOfBirth, CaseLastSupervisionOn, CaseOversightBy, CaseOversightOn, CasePlanUpdatedOn,
    CaseRag, CaseRagDecidedBy, CaseRagDecidedOn, CaseRagRationale, CaseRagRecordedOn,
    CaseRiskFactors, CaseSafetyPlanOn, CaseService, CaseVirtualAgreedBy, CaseWorkerId,
    RatingDecidedBy, RatingDecidedOn, RatingRag, RatingRationale, RatingRecordedOn, VisitChildSeen,
    VisitOutcome, VisitRecordedAt, VisitWorkerId, WorkerCanVisit, WorkerLeftOn, WorkerQualified,
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
    rule!(AgeCheck, "AGE-CHECK", "Age does not fit the status", "born on {date}: the age does not fit the status", "default", Needs::of(&[&[CaseDateOfBirth]]), age::age_check),
    rule!(BelowAndLate, "BELOW-AND-LATE", "Rated below the RED examples, and late for RED", "rated below RED while RED examples apply, and late by what a RED child is owed, since {date}", "F", RATED, below::below_and_late),
    rule!(HeldByManager, "HELD-BY-MANAGER", "Held by a manager", "a manager holds the case", "P 1.5, default", Needs::of(&[&[CaseWorkerId]]).and(Export), allocation::held_by_manager),
    rule!(LateRecorded, "LATE-RECORDED", "Visit recorded late", "the visit of {date} was recorded {count} days after it", "default", Needs::of(&[&[VisitRecordedAt]]), recording::late_recorded),
    rule!(NewbornNotSeen, "NEWBORN-NOT-SEEN", "Newborn not seen", "born on {date} and not seen since", "F", Needs::of(&[&[CaseDateOfBirth], &[VisitChildSeen]]), absence::newborn_not_seen),
    rule!(NoAccess, "NO-ACCESS", "No access", "visits attempted in vain since the child was last seen: {count}, the latest on {date}", "P 1.4", Needs::of(&[&[VisitOutcome], &[VisitChildSeen]]), absence::no_access),
    rule!(NoContact, "NO-CONTACT", "No contact", "nobody has met or spoken to the child for more than {count} days", "P 5.1", Needs::of(&[]), absence::no_contact),
    rule!(NoOversight, "NO-OVERSIGHT", "No management oversight", "no management oversight since the rating was decided or the safety plan written", "P 1.13", Needs::of(&[&[CaseOversightOn]]), planning::no_oversight),
    rule!(NoSafetyPlan, "NO-SAFETY-PLAN", "No safety plan", "not GREEN, and no safety plan is recorded", "P 1.3", Needs::of(&[&[CaseSafetyPlanOn]]), planning::no_safety_plan),
    rule!(NotHybrid, "NOT-HYBRID", "AMBER without a visit in person", "no face-to-face visit by a qualified worker since {date}: AMBER is a combination", "F", Needs::of(&[&[VisitChildSeen]]).and(QualifiedIfExport), visiting::not_hybrid),
    rule!(OversightNotManager, "OVERSIGHT-NOT-MANAGER", "Oversight not by a manager", "the oversight of {date} was held by nobody who may", "P 1.13", Needs::of(&[&[CaseOversightOn], &[CaseOversightBy]]).and(Export), planning::oversight_not_manager),
    rule!(PlanOld, "PLAN-OLD", "Plan not updated", "the plan was not updated since {date}", "P 1.13", Needs::of(&[&[CasePlanUpdatedOn]]), planning::plan_old),
    rule!(RagBelow, "RAG-BELOW", "Rated below the RED examples", "rated below RED while RED examples apply", "F, P 1.4, 5.1", RATED, below::below),
    rule!(RagEvent, "RAG-EVENT", "Event since the rating", "something changed on {date}, after the rating was decided", "F", DATED, rating::event),
    rule!(RagGreenService, "RAG-GREEN-SERVICE", "GREEN in a service without GREEN", "rated GREEN in a service that may hold none", "P 1.1", Needs::of(&[&[CaseService]]), rating::green_service),
    rule!(RagLate, "RAG-LATE", "Rating recorded late", "the rating was recorded on {date}, after it was decided", "F", Needs::of(&[&[CaseRagRecordedOn, RatingRecordedOn]]), rating::late),
    rule!(RagNoRationale, "RAG-NO-RATIONALE", "Rating without rationale", "the rating has no rationale", "F", Needs::of(&[&[CaseRagRationale, RatingRationale]]), rating::no_rationale),
    rule!(RagNotManager, "RAG-NOT-MANAGER", "Rating not by a manager", "the rating was not decided by a manager", "F", Needs::of(&[&[CaseRagDecidedBy, RatingDecidedBy]]).and(Export), rating::not_manager),
    rule!(RagStale, "RAG-STALE", "Rating out of date", "the rating was decided on {date} and has not been reviewed since", "F, P 1.1", DATED, rating::stale),
    rule!(RagUndated, "RAG-UNDATED", "Rating without a date", "the rating has no decision date", "F", DATED, rating::undated),
    rule!(RagUnrated, "RAG-UNRATED", "Not rated", "no rating is in force", "P 1.4, 1.7", RATED, rating::unrated),
    rule!(SeenNoSight, "SEEN-NO-SIGHT", "Seen claimed without sight", "the contact of {date} claims that the child was seen, but was not in person or by video", "P 1.6", Needs::of(&[&[VisitChildSeen]]), recording::seen_no_sight),
    rule!(SupervisionOverdue, "SUPERVISION-OVERDUE", "Supervision overdue", "the case was not discussed in supervision since {date}", "P 1.13", Needs::of(&[&[CaseLastSupervisionOn]]), planning::supervision_overdue),
    rule!(Unallocated, "UNALLOCATED", "No allocated worker", "no worker is allocated, more than {count} hours after the case opened", "P 1.5", Needs::of(&[&[CaseWorkerId]]), allocation::unallocated),
    rule!(Unborn, "UNBORN", "Unborn", "the child is not born yet; expected on {date}", "-", Needs::of(&[&[CaseDateOfBirth, CaseRiskFactors]]), age::unborn),
    rule!(VirtualNotAgreed, "VIRTUAL-NOT-AGREED", "Virtual visit not agreed", "the last contact, on {date}, was remote and nobody agreed to virtual visits", "P 1.1, 1.6", Needs::of(&[&[CaseVirtualAgreedBy]]), visiting::virtual_not_agreed),
    rule!(VirtualNotManager, "VIRTUAL-NOT-MANAGER", "Virtual visit not agreed by a manager", "the last contact, on {date}, was remote and no manager agreed to virtual visits", "P 1.1", Needs::of(&[&[CaseVirtualAgreedBy]]).and(Export), visiting::virtual_not_manager),
    rule!(VisitBySupervising, "VISIT-BY-SUPERVISING", "Visit by a supervising social worker", "the visit of {date} does not count only because a supervising social worker made it", "P 2, 2.3", Needs::of(&[&[VisitChildSeen], &[VisitWorkerId]]).and(Export), visiting::by_supervising),
    rule!(VisitRemote, "VISIT-REMOTE", "Remote where face to face is owed", "a remote contact on {date} does not count: face to face is owed", "F", Needs::of(&[&[VisitChildSeen]]).and(QualifiedIfExport), visiting::remote),
    rule!(VisitUnqualified, "VISIT-UNQUALIFIED", "Visit by an unqualified worker", "the visit of {date} does not count only because the worker is not known to be qualified", "F", Needs::of(&[&[VisitChildSeen], &[WorkerQualified], &[VisitWorkerId]]), visiting::unqualified),
    rule!(WorkerCannotVisit, "WORKER-CANNOT-VISIT", "Worker cannot visit", "face to face is owed, and the allocated worker cannot visit", "P 1.5", Needs::of(&[&[CaseWorkerId], &[WorkerCanVisit]]), allocation::cannot_visit),
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
        self == Self::BelowAndLate || self.code().starts_with("RAG-")
    }

    /// Whether it asks a manager to decide something about the rating. That a decision was written down late does not:
    /// nothing that is decided now settles it.
    pub fn asks_for_decision(self) -> bool {
        self.is_about_rating() && self != Self::RagLate
    }

    /// Those that ask for something to be recorded, in the order in which it is asked. [P 1.3, 1.13]
    pub const OF_RECORDS: [Self; 6] = [
        Self::SupervisionOverdue,
        Self::NoOversight,
        Self::OversightNotManager,
        Self::NoSafetyPlan,
        Self::PlanOld,
        Self::LateRecorded,
    ];

    /// Whether it is one of those.
    pub fn asks_for_record(self) -> bool {
        Self::OF_RECORDS.contains(&self)
    }
}

/// A set of flags, shown sorted and joined by `;`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagSet(u64);

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

    /// The flags of codes joined by `;`, as a set is shown; a code of another version is passed over.
    pub fn of_codes(codes: &str) -> Self {
        let mut set = Self::default();
        let codes = codes.split(';');
        codes
            .filter_map(|code| Flag::all().find(|flag| flag.code() == code))
            .for_each(|flag| set.insert(flag));
        set
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
    /// The child as known on the run date.
    pub child: &'a Child<'a>,
    /// The position as far as it is worked out; its flags are not.
    pub position: &'a Position,
}

impl<'a> ChildFacts<'a> {
    /// The run date and everything known on it.
    fn night(&self) -> &'a Night<'a> {
        self.child.night
    }

    /// The open rows, in tie order.
    fn open(&self) -> &'a [&'a CaseRow] {
        &self.child.open
    }

    /// The visits up to the run date.
    fn visits(&self) -> Visits<'a> {
        self.child.visits()
    }
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
pub(super) fn raised(facts: &ChildFacts<'_>) -> FlagSet {
    let mut set = FlagSet::default();
    for rule in REGISTRY {
        if facts.night().assessed.contains(rule.flag) && (rule.raise)(facts).is_some() {
            set.insert(rule.flag);
        }
    }
    set
}

/// Whether RAG-BELOW applies, which asks for more to be worked out.
pub(super) fn is_below(child: &Child<'_>, position: &Position) -> bool {
    child.night.assessed.contains(Flag::RagBelow) && below::is_below(child, position)
}

/// The reasons behind a child's raised flags, a sentence each.
pub fn reasons(position: &Position, night: &Night<'_>) -> Vec<(Flag, String)> {
    because(position, night, |flag, because| {
        (flag, sentence(flag.rule(), because))
    })
}

/// What is to be recorded of a child, and since when, in the order in which it is asked.
pub fn to_record(position: &Position, night: &Night<'_>) -> Vec<(Flag, Option<NaiveDate>)> {
    let raised = because(position, night, |flag, because| (flag, because.since));
    let since = |flag| raised.iter().find(|(other, _)| *other == flag).copied();
    Flag::OF_RECORDS.into_iter().filter_map(since).collect()
}

/// Something of each raised flag and of what raised it.
fn because<T>(position: &Position, night: &Night<'_>, of: impl Fn(Flag, Because) -> T) -> Vec<T> {
    let child = night.child(position.child);
    let facts = ChildFacts {
        child: &child,
        position,
    };
    let raised = |flag: Flag| Some(of(flag, (flag.rule().raise)(&facts)?));
    position.flags.iter().filter_map(raised).collect()
}

fn sentence(rule: &Rule, because: Because) -> String {
    let date = because
        .date
        .map_or_else(|| "a date not known".to_owned(), calendar::plain);
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
        (Flag::RagEvent, CaseDateOfBirth, "births are not known"),
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
            Flag::NoOversight,
            CaseSafetyPlanOn,
            "safety plans are not known",
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
