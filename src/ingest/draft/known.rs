//! What is known beforehand: the headings under which systems write each field, and the words of coded ones. Those of the
//! built-in profiles, and some more.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use super::super::profile::{self, Profile, VisitType};
use crate::model::{
    field::Field,
    text::{folded, likeness},
    visit::{Answer, Mode, Outcome},
};

/// Headings and words.
pub(super) struct Known {
    headings: HashMap<Field, HashSet<String>>,
    words: HashMap<Field, HashMap<String, String>>,
    types: HashMap<String, VisitType>,
}

/// Words that stand in headings of anything: alone they say a field, beside others they do not.
const GENERIC: [&str; 24] = [
    "date", "id", "type", "name", "ref", "start", "end", "from", "to", "how", "no", "number", "by",
    "kind", "method", "mode", "reason", "on", "recorded", "entered", "held", "left", "status",
    "plan",
];

/// Headings besides those of the built-in profiles.
const HEADINGS: &[(Field, &[&str])] = &[
    (Field::CaseChildId, CHILD_ID),
    (Field::VisitChildId, CHILD_ID),
    (Field::RatingChildId, CHILD_ID),
    (
        Field::CaseChildName,
        &[
            "child",
            "child name",
            "client",
            "client name",
            "person",
            "person name",
            "service user",
            "service user name",
            "name",
            "full name",
            "young person",
            "subject",
            "name of child",
        ],
    ),
    (
        Field::CaseDateOfBirth,
        &[
            "dob",
            "d o b",
            "date of birth",
            "birth date",
            "birthdate",
            "born",
            "born on",
            "birth",
        ],
    ),
    (
        Field::CaseStatus,
        &[
            "status",
            "category",
            "case status",
            "case type",
            "legal status",
            "plan",
            "plan type",
            "current plan",
            "classification",
            "primary status",
            "service status",
            "legal service status",
            "primary support reason status",
            "involvement",
            "involvement type",
            "episode type",
            "type of plan",
            "programme",
            "child status",
            "care status",
        ],
    ),
    (
        Field::CaseStatusStart,
        &[
            "began",
            "begun",
            "commenced",
            "commenced on",
            "commencement date",
            "date commenced",
            "effective from",
            "valid from",
            "effective date",
            "date in",
            "admission date",
            "registration date",
            "registered on",
            "became looked after",
            "date became looked after",
            "care start",
            "legal status start",
            "start",
            "start date",
            "from",
            "from date",
            "date from",
            "status start",
            "status start date",
            "plan start",
            "plan start date",
            "category start",
            "category start date",
            "case start",
            "case start date",
            "classification start",
            "classification start date",
            "involvement start",
            "started",
            "started on",
            "begin",
            "begin date",
            "date started",
            "episode start date",
            "open date",
            "opened on",
        ],
    ),
    (
        Field::CaseStatusEnd,
        &[
            "ceased",
            "ceased on",
            "date ceased",
            "effective to",
            "valid to",
            "date out",
            "discharge date",
            "deregistration date",
            "de registered on",
            "care end",
            "end",
            "end date",
            "to",
            "to date",
            "date to",
            "until",
            "status end",
            "status end date",
            "plan end",
            "plan end date",
            "category end",
            "category end date",
            "case end",
            "case end date",
            "classification end",
            "classification end date",
            "ended",
            "ended on",
            "closed",
            "closed on",
            "closure date",
            "date closed",
            "date ended",
            "episode end date",
        ],
    ),
    (
        Field::CaseTeam,
        &[
            "team",
            "team name",
            "allocated team",
            "responsible team",
            "lead team",
            "current team",
            "owning team",
            "case team",
            "work team",
            "team allocated",
        ],
    ),
    (
        Field::CaseService,
        &[
            "service",
            "service area",
            "directorate",
            "division",
            "department",
            "service name",
        ],
    ),
    (
        Field::CaseWorkerId,
        &[
            "sw",
            "sw id",
            "psw",
            "practitioner",
            "practitioner id",
            "lead practitioner",
            "lead professional",
            "professional id",
            "allocated sw",
            "held by",
            "holder",
            "worker",
            "worker id",
            "worker no",
            "worker number",
            "worker ref",
            "allocated worker",
            "allocated worker id",
            "key worker",
            "key worker id",
            "key worker ref",
            "lead worker",
            "lead worker id",
            "social worker",
            "social worker id",
            "allocated social worker",
            "case worker",
            "case holder",
            "case worker id",
            "responsible worker",
            "allocated to",
            "staff id",
            "staff number",
        ],
    ),
    (
        Field::CaseOpenedAt,
        &["opened", "opened at", "date opened", "case opened"],
    ),
    (Field::CaseRag, RAG),
    (Field::RatingRag, RAG),
    (Field::CaseRagDecidedOn, RAG_ON),
    (Field::RatingDecidedOn, RAG_ON),
    (Field::CaseRagDecidedBy, RAG_BY),
    (Field::RatingDecidedBy, RAG_BY),
    (
        Field::CaseRagRecordedOn,
        &[
            "rag recorded",
            "rag recorded on",
            "rag recorded date",
            "rating recorded",
        ],
    ),
    (
        Field::RatingRecordedOn,
        &[
            "recorded on",
            "rag recorded on",
            "rag recorded date",
            "date recorded",
            "entered on",
            "recorded",
        ],
    ),
    (
        Field::CaseRagRationale,
        &[
            "rag rationale",
            "rag reason",
            "reason for rating",
            "rating rationale",
        ],
    ),
    (
        Field::RatingRationale,
        &[
            "rationale",
            "rag rationale",
            "reason",
            "rag reason",
            "reason for rating",
        ],
    ),
    (
        Field::CaseRiskFactors,
        &["risk factors", "risks", "factors"],
    ),
    (
        Field::CasePlanIntervalDays,
        &[
            "visit interval",
            "visit frequency days",
            "plan interval days",
            "visit interval days",
            "frequency days",
        ],
    ),
    (
        Field::CasePlanUpdatedOn,
        &[
            "plan updated",
            "plan updated on",
            "plan last updated",
            "plan review date",
            "last plan update",
        ],
    ),
    (
        Field::CaseSafetyPlanOn,
        &[
            "safety plan",
            "safety plan on",
            "safety plan date",
            "date of safety plan",
        ],
    ),
    (
        Field::CaseOversightOn,
        &[
            "oversight",
            "management oversight",
            "management oversight date",
            "oversight date",
            "date of oversight",
        ],
    ),
    (
        Field::CaseOversightBy,
        &["oversight by", "management oversight by"],
    ),
    (
        Field::CaseLastSupervisionOn,
        &[
            "last supervision",
            "supervision",
            "supervision date",
            "last supervision date",
            "date of last supervision",
        ],
    ),
    (
        Field::CasePlacementChangedOn,
        &[
            "placement change date",
            "placement changed",
            "date of placement change",
            "placement start",
            "placement start date",
        ],
    ),
    (
        Field::CaseDiedOn,
        &["date of death", "died on", "d o d", "dod"],
    ),
    (
        Field::VisitId,
        &[
            "visit id",
            "visit no",
            "visit number",
            "visit ref",
            "contact id",
            "contact no",
            "contact ref",
            "activity id",
            "activity no",
            "activity number",
            "case note id",
            "casenote id",
            "note id",
            "form id",
            "form ref",
            "step id",
            "workflow step id",
            "record id",
            "event id",
            "id",
            "ref",
        ],
    ),
    (
        Field::VisitDate,
        &[
            "visit date",
            "date of visit",
            "contact date",
            "date of contact",
            "activity date",
            "event date",
            "date and time of visit",
            "date of activity",
            "visit date time",
            "actual visit date",
            "date seen",
            "visited on",
            "date",
            "actual date",
        ],
    ),
    (
        Field::VisitMode,
        &[
            "kind",
            "kind of contact",
            "contact kind",
            "kind of visit",
            "visit kind",
            "format",
            "medium",
            "channel",
            "visit type",
            "contact type",
            "contact method",
            "method of contact",
            "method",
            "visit method",
            "mode",
            "mode of contact",
            "mode of visit",
            "type",
            "type of visit",
            "type of contact",
            "activity",
            "activity type",
            "note type",
            "step type",
            "how was the visit carried out",
            "how",
            "form name",
            "case note type",
            "communication method",
            "delivery",
        ],
    ),
    (
        Field::VisitOutcome,
        &[
            "outcome",
            "visit outcome",
            "contact outcome",
            "result",
            "completed",
            "visit status",
            "status",
            "outcome of visit",
            "activity status",
        ],
    ),
    (
        Field::VisitChildSeen,
        &[
            "child seen",
            "seen",
            "was the child seen",
            "child seen y n",
            "young person seen",
            "seen y n",
            "was child seen",
            "child present",
            "who was seen",
            "children seen",
            "seen flag",
        ],
    ),
    (
        Field::VisitSeenAlone,
        &[
            "seen alone",
            "child seen alone",
            "was the child seen alone",
            "alone",
            "alone y n",
            "seen alone y n",
            "spoken to alone",
            "seen on own",
        ],
    ),
    (
        Field::VisitWorkerId,
        &[
            "by",
            "sw",
            "sw id",
            "practitioner",
            "practitioner id",
            "visitor",
            "worker visiting",
            "professional",
            "visit by",
            "officer",
            "worker",
            "worker id",
            "worker no",
            "worker number",
            "worker ref",
            "contact worker",
            "contact worker ref",
            "visited by",
            "visiting worker",
            "visiting worker id",
            "completed by",
            "completed by id",
            "completed by worker id",
            "recorded by id",
            "recorded by",
            "made by",
            "seen by",
            "author",
            "staff id",
            "staff no",
            "social worker",
            "undertaken by",
            "carried out by",
        ],
    ),
    (
        Field::VisitRecordedAt,
        &[
            "entered",
            "recorded date",
            "inputted",
            "input on",
            "logged",
            "logged on",
            "recorded",
            "recorded at",
            "recorded on",
            "date recorded",
            "date completed",
            "completed on",
            "finalised on",
            "entered on",
            "date entered",
            "keyed",
            "keyed on",
            "created on",
            "date created",
            "input date",
            "date input",
            "written on",
            "time recorded",
        ],
    ),
    (
        Field::WorkerId,
        &[
            "sw id",
            "practitioner id",
            "professional id",
            "worker id",
            "worker no",
            "worker number",
            "worker ref",
            "staff id",
            "staff no",
            "staff number",
            "employee id",
            "employee number",
            "payroll number",
            "id",
            "user id",
        ],
    ),
    (
        Field::WorkerName,
        &[
            "worker name",
            "name",
            "staff name",
            "full name",
            "worker",
            "employee name",
            "employee",
        ],
    ),
    (
        Field::WorkerRole,
        &[
            "role",
            "job title",
            "job role",
            "position",
            "post",
            "post title",
            "worker role",
            "job",
        ],
    ),
    (
        Field::WorkerQualified,
        &[
            "qualified",
            "qualified social worker",
            "registered",
            "registered social worker",
            "social work england",
            "swe registered",
            "is qualified",
            "hcpc",
        ],
    ),
    (
        Field::WorkerCanVisit,
        &["can visit", "able to visit", "available to visit"],
    ),
    (Field::WorkerTeam, &["team", "team name", "department"]),
    (
        Field::WorkerService,
        &["service", "service area", "directorate"],
    ),
    (
        Field::WorkerLeftOn,
        &[
            "left on",
            "left",
            "leaving date",
            "end date",
            "date left",
            "last day",
            "leave date",
            "contract end",
        ],
    ),
];
const CHILD_ID: &[&str] = &[
    "child id",
    "child no",
    "child number",
    "child ref",
    "client id",
    "client no",
    "client number",
    "client ref",
    "person id",
    "person no",
    "person number",
    "person ref",
    "mosaic id",
    "lcs id",
    "eclipse id",
    "carefirst id",
    "carefirst no",
    "case id",
    "case no",
    "case number",
    "service user id",
    "su id",
    "subject id",
    "subject ids",
    "child unique id",
    "children",
    "child ids",
    "young person id",
    "pupil id",
    "unique id",
    "liquidlogic id",
    "system id",
    "id",
    "swift id",
    "icsid",
];
const RAG: &[&str] = &[
    "rag",
    "rag rating",
    "rag status",
    "rating",
    "priority",
    "priority rag",
    "risk rating",
    "risk level",
    "risk",
    "current rag",
];
const RAG_ON: &[&str] = &[
    "rag date",
    "rag decision",
    "rag decision date",
    "rag review date",
    "rag decided on",
    "rag decided",
    "decision date",
    "decided on",
    "date of rating",
    "rating date",
    "priority date",
    "date of rag",
    "rated on",
];
const RAG_BY: &[&str] = &[
    "rag decided by",
    "decided by",
    "rag agreed by",
    "rated by",
    "priority decided by",
    "decision by",
    "agreed by",
];

/// Words besides those of the built-in profiles.
const WORDS: &[(Field, &[(&str, &str)])] = &[
    (
        Field::CaseStatus,
        &[
            ("child in need", "CIN"),
            ("child in need plan", "CIN"),
            ("cin plan", "CIN"),
            ("cin", "CIN"),
            ("open assessment", "CIN"),
            ("assessment", "CIN"),
            ("family help", "CIN"),
            ("child protection", "CP"),
            ("child protection plan", "CP"),
            ("cp plan", "CP"),
            ("cpp", "CP"),
            ("cp", "CP"),
            ("child looked after", "CIC"),
            ("looked after child", "CIC"),
            ("looked after", "CIC"),
            ("child in care", "CIC"),
            ("children in care", "CIC"),
            ("cla", "CIC"),
            ("lac", "CIC"),
            ("cic", "CIC"),
            ("care leaver", "CL"),
            ("leaving care", "CL"),
            ("care experienced", "CL"),
            ("care leaver former relevant", "CL"),
            ("former relevant", "CL"),
            ("relevant", "CL"),
            ("16plus", "CL"),
            ("cl", "CL"),
            ("targeted support", "TS"),
            ("early help", "TS"),
            ("ts", "TS"),
            ("youth offending", "YOS"),
            ("youth justice", "YOS"),
            ("yos", "YOS"),
            ("closed", "SKIP"),
            ("closed case", "SKIP"),
        ],
    ),
    (Field::CaseRag, RAG_WORDS),
    (Field::RatingRag, RAG_WORDS),
    (
        Field::VisitOutcome,
        &[
            ("completed", "completed"),
            ("complete", "completed"),
            ("done", "completed"),
            ("successful", "completed"),
            ("took place", "completed"),
            ("held", "completed"),
            ("seen", "completed"),
            ("finalised", "completed"),
            ("visited", "completed"),
            ("y", "completed"),
            ("yes", "completed"),
            ("no access", "attempted"),
            ("attempted", "attempted"),
            ("unsuccessful", "attempted"),
            ("not at home", "attempted"),
            ("nobody at home", "attempted"),
            ("no reply", "attempted"),
            ("did not attend", "attempted"),
            ("dna", "attempted"),
            ("failed", "attempted"),
            ("failed visit", "attempted"),
            ("abortive", "attempted"),
            ("cancelled", "cancelled"),
            ("canceled", "cancelled"),
            ("planned", "planned"),
            ("booked", "planned"),
            ("scheduled", "planned"),
            ("arranged", "planned"),
        ],
    ),
    (
        Field::WorkerRole,
        &[
            ("social worker", "social_worker"),
            ("senior social worker", "social_worker"),
            ("newly qualified social worker", "social_worker"),
            ("nqsw", "social_worker"),
            ("agency social worker", "social_worker"),
            ("family support worker", "support_worker"),
            ("support worker", "support_worker"),
            ("family practitioner", "support_worker"),
            ("supervising social worker", "supervising_social_worker"),
            ("personal adviser", "personal_adviser"),
            ("personal advisor", "personal_adviser"),
            ("student social worker", "student"),
            ("student", "student"),
            ("advanced practitioner", "advanced_practitioner"),
            ("team manager", "team_manager"),
            ("assistant team manager", "assistant_manager"),
            ("deputy team manager", "assistant_manager"),
            ("assistant manager", "assistant_manager"),
            ("service manager", "service_manager"),
        ],
    ),
    (Field::VisitChildSeen, SEEN),
    (
        Field::VisitSeenAlone,
        &[
            ("alone", "Y"),
            ("seen alone", "Y"),
            ("not alone", "N"),
            ("not seen alone", "N"),
            ("with others", "N"),
        ],
    ),
];
const RAG_WORDS: &[(&str, &str)] = &[
    ("red", "RED"),
    ("high", "RED"),
    ("r", "RED"),
    ("amber", "AMBER"),
    ("medium", "AMBER"),
    ("a", "AMBER"),
    ("green", "GREEN"),
    ("low", "GREEN"),
    ("g", "GREEN"),
    ("unrated", "UNRATED"),
    ("not rated", "UNRATED"),
    ("none", ""),
    ("no rating", "UNRATED"),
];
const SEEN: &[(&str, &str)] = &[
    ("all", "Y"),
    ("all seen", "Y"),
    ("none", "N"),
    ("none seen", "N"),
    ("absent", "N"),
    ("present", "Y"),
];

/// Words within a type of contact that say how it was made, or what came of it.
const MODES: [(Mode, &[&str]); 4] = [
    (
        Mode::Video,
        &[
            "video",
            "teams",
            "facetime",
            "skype",
            "zoom",
            "virtual visit",
            "virtual",
            "covid",
        ],
    ),
    (Mode::Phone, &["phone", "telephone", "tel"]),
    (
        Mode::Other,
        &["letter", "email", "e mail", "text message", "sms", "post"],
    ),
    (
        Mode::FaceToFace,
        &[
            "home visit",
            "face to face",
            "f2f",
            "in person",
            "statutory visit",
            "school visit",
            "office visit",
            "visit to home",
            "cp visit",
            "cin visit",
            "cla visit",
            "lac visit",
            "cic visit",
            "care leaver visit",
            "pathway visit",
            "hvis",
            "stat visit",
            "placement visit",
            "unannounced visit",
        ],
    ),
];
const OUTCOMES: [(Outcome, &[&str]); 3] = [
    (
        Outcome::Attempted,
        &[
            "no access",
            "attempted",
            "unsuccessful",
            "did not attend",
            "dna",
            "not at home",
            "no reply",
            "failed",
            "abortive",
        ],
    ),
    (Outcome::Cancelled, &["cancelled", "canceled"]),
    (Outcome::Planned, &["planned", "booked", "scheduled"]),
];

pub(super) fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::gathered);
    &KNOWN
}

impl Known {
    fn gathered() -> Self {
        let mut known = Self {
            headings: HashMap::new(),
            words: HashMap::new(),
            types: HashMap::new(),
        };
        for name in profile::built_in_names() {
            let text = profile::built_in(name).unwrap_or_default();
            // Each built-in profile is sound, which a test says.
            let Ok(profile) = Profile::parse(name, text) else {
                continue;
            };
            for feed in profile.tables.iter().flat_map(|table| &table.feeds) {
                for (field, rule) in &feed.fields {
                    let own = rule
                        .headings
                        .iter()
                        .filter(|heading| !heading.contains('.'));
                    known
                        .headings
                        .entry(*field)
                        .or_default()
                        .extend(own.map(|heading| folded(heading)));
                    let words = known.words.entry(*field).or_default();
                    for (word, meaning) in &rule.words {
                        words.entry(word.clone()).or_insert_with(|| meaning.clone());
                    }
                }
                if let Some(types) = &feed.visit_type {
                    let mode = known.headings.entry(Field::VisitMode).or_default();
                    mode.extend(types.headings.iter().map(|heading| folded(heading)));
                    for (word, meaning) in &types.types {
                        known.types.entry(word.clone()).or_insert(*meaning);
                    }
                }
            }
        }
        for (field, headings) in HEADINGS {
            known
                .headings
                .entry(*field)
                .or_default()
                .extend(headings.iter().map(|heading| folded(heading)));
        }
        for (field, words) in WORDS {
            let known = known.words.entry(*field).or_default();
            known.extend(
                words
                    .iter()
                    .map(|(word, meaning)| (folded(word), (*meaning).to_owned())),
            );
        }
        known
    }

    /// How near a heading comes to one of a field's, from 0 to 1, and to which.
    pub(super) fn nearness(&self, field: Field, heading: &str) -> (f64, String) {
        let heading = folded(heading);
        let words: HashSet<&str> = heading.split(' ').collect();
        let known = self.headings.get(&field).into_iter().flatten();
        // "CP Plan start", "Period of care end": the start or end of whatever the row is.
        let ends = |words: &[&str]| {
            words
                .iter()
                .any(|word| heading.ends_with(&format!(" {word}")))
        };
        let of_its_end = match field {
            Field::CaseStatusStart => {
                ends(&["start", "start date", "started", "began", "from", "begins"])
            }
            Field::CaseStatusEnd => ends(&["end", "end date", "ended", "ceased", "to", "closed"]),
            _ => false,
        };
        let near = known.map(|name| {
            if *name == heading {
                return (1.0, name);
            }
            let own: HashSet<&str> = name.split(' ').collect();
            // One within the other: "Allocated Team" and "Team", "Visit Date" and "Date of Visit (actual)".
            let shared = own.intersection(&words).count();
            let is_within = match own.len() {
                1 => {
                    words.contains(name.as_str())
                        && !GENERIC.contains(&name.as_str())
                        && words.len() <= 4
                }
                _ => shared == own.len() || shared == words.len() && words.len() > 1,
            };
            let within = match is_within {
                true => 0.55 + 0.4 * shared as f64 / own.len().max(words.len()) as f64,
                false if of_its_end => 0.8,
                false => 0.0,
            };
            let alike = match likeness(name, &heading) {
                likeness if likeness >= 0.92 => likeness * 0.9,
                _ => 0.0,
            };
            (within.max(alike), name)
        });
        let best = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        best.map_or((0.0, String::new()), |(near, name)| (near, name.clone()))
    }

    /// Whether a text is, word for word, a heading of some field.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let text = folded(text);
        text.len() > 1 && self.headings.values().any(|names| names.contains(&text))
            || text.contains(' ')
                && Field::ALL
                    .iter()
                    .any(|field| self.nearness(*field, &text).0 >= 0.8)
    }

    /// What a code word means in a field, where that is plain.
    pub(super) fn word(&self, field: Field, word: &str) -> Option<&str> {
        let key = folded(word);
        let words = self.words.get(&field)?;
        let bare = profile::without_code_prefix(word).map(folded);
        let found = words.get(&key).or_else(|| words.get(&bare?));
        found.map(String::as_str)
    }

    /// What a type of contact says, where that is plain: known to a built-in profile, or said by one of its words.
    pub(super) fn visit_type(&self, word: &str) -> Option<VisitType> {
        let key = folded(word);
        if let Some(known) = self.types.get(&key) {
            return Some(*known);
        }
        let has = |part: &str| {
            let padded = format!(" {key} ");
            padded.contains(&format!(" {part} "))
        };
        let outcomes: Vec<Outcome> = OUTCOMES
            .iter()
            .filter(|(_, parts)| parts.iter().any(|part| has(part)))
            .map(|(outcome, _)| *outcome)
            .collect();
        let modes: Vec<Mode> = MODES
            .iter()
            .filter(|(_, parts)| parts.iter().any(|part| has(part)))
            .map(|(mode, _)| *mode)
            .collect();
        let denies = ["not", "no", "non", "un", "without", "or", "and"]
            .iter()
            .any(|part| has(part));
        let (mode, outcome) = match (modes.as_slice(), outcomes.as_slice()) {
            ([mode], []) if !denies => (*mode, None),
            ([mode], [outcome]) => (*mode, Some(*outcome)),
            ([], [outcome]) => (Mode::FaceToFace, Some(*outcome)),
            _ => return None,
        };
        let child_seen: Option<Answer> = None;
        Some(VisitType::Contact {
            mode,
            outcome,
            child_seen,
        })
    }
}
