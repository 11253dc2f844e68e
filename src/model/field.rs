//! The data sets and their fields, by the canonical names of RULES 2: the one list that profiles,
//! readers and flags share.

/// The kinds of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataSet {
    /// Open and closed involvements.
    Cases,
    /// Visits and other contacts.
    Visits,
    /// The history of ratings.
    Ratings,
    /// The workers.
    Workers,
    /// Records that were merged: an old id, and the child that it is.
    Aliases,
    /// Tables that rows of the others are joined with: plans, people, involvements.
    Lookups,
}

impl DataSet {
    /// Every data set, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Cases,
        Self::Visits,
        Self::Ratings,
        Self::Workers,
        Self::Aliases,
        Self::Lookups,
    ];

    /// Every data set, in the order in which they are read: aliases before the ids that they change, tables before the
    /// rows that are joined with them, and cases before visits, so that a visit to a child without a case is known when
    /// it is read.
    pub const READING_ORDER: [Self; 6] = [
        Self::Aliases,
        Self::Lookups,
        Self::Cases,
        Self::Visits,
        Self::Ratings,
        Self::Workers,
    ];

    /// The name in settings, profiles and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aliases => "aliases",
            Self::Lookups => "lookups",
            Self::Cases => "cases",
            Self::Visits => "visits",
            Self::Ratings => "ratings",
            Self::Workers => "workers",
        }
    }

    /// The data set of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    /// Its fields, required and optional.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .iter()
            .copied()
            .filter(move |field| field.data_set() == self)
    }
}

macro_rules! fields {
    ($($variant:ident $set:ident $name:literal $required:literal;)*) => {
        /// One field of one data set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each variant is its canonical name in RULES 2")]
        pub enum Field { $($variant),* }

        impl Field {
            /// Every field, data set by data set.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The data set it belongs to.
            pub fn data_set(self) -> DataSet {
                match self { $(Self::$variant => DataSet::$set),* }
            }

            /// The canonical name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Whether a row without it is quarantined.
            pub fn is_required(self) -> bool {
                match self { $(Self::$variant => $required),* }
            }
        }
    };
}

fields! {
    AliasOldId Aliases "old_id" true;
    AliasChildId Aliases "child_id" true;
    CaseChildId Cases "child_id" true;
    CaseChildName Cases "child_name" false;
    CaseDateOfBirth Cases "date_of_birth" false;
    CaseStatus Cases "status" true;
    CaseStatusStart Cases "status_start" true;
    CaseStatusEnd Cases "status_end" false;
    CaseTeam Cases "team" true;
    CaseService Cases "service" false;
    CaseWorkerId Cases "worker_id" false;
    CaseOpenedAt Cases "opened_at" false;
    CaseRag Cases "rag" false;
    CaseRagDecidedOn Cases "rag_decided_on" false;
    CaseRagRecordedOn Cases "rag_recorded_on" false;
    CaseRagDecidedBy Cases "rag_decided_by" false;
    CaseRagRationale Cases "rag_rationale" false;
    CaseRiskFactors Cases "risk_factors" false;
    CaseVirtualAgreedBy Cases "virtual_agreed_by" false;
    CasePlanIntervalDays Cases "plan_interval_days" false;
    CasePlanUpdatedOn Cases "plan_updated_on" false;
    CaseSafetyPlanOn Cases "safety_plan_on" false;
    CaseOversightOn Cases "oversight_on" false;
    CaseOversightBy Cases "oversight_by" false;
    CaseLastSupervisionOn Cases "last_supervision_on" false;
    CasePlacementChangedOn Cases "placement_changed_on" false;
    CaseDiedOn Cases "died_on" false;
    VisitId Visits "visit_id" true;
    VisitChildId Visits "child_id" true;
    VisitDate Visits "visit_date" true;
    VisitMode Visits "mode" true;
    VisitOutcome Visits "outcome" false;
    VisitChildSeen Visits "child_seen" false;
    VisitSeenAlone Visits "seen_alone" false;
    VisitWorkerId Visits "worker_id" false;
    VisitRecordedAt Visits "recorded_at" false;
    RatingChildId Ratings "child_id" true;
    RatingRag Ratings "rag" true;
    RatingDecidedOn Ratings "rag_decided_on" true;
    RatingRecordedOn Ratings "rag_recorded_on" false;
    RatingDecidedBy Ratings "rag_decided_by" false;
    RatingRationale Ratings "rag_rationale" false;
    WorkerId Workers "worker_id" true;
    WorkerName Workers "worker_name" false;
    WorkerRole Workers "role" true;
    WorkerQualified Workers "qualified" false;
    WorkerCanVisit Workers "can_visit" false;
    WorkerTeam Workers "team" false;
    WorkerService Workers "service" false;
    WorkerLeftOn Workers "left_on" false;
    WorkerValidFrom Workers "valid_from" false;
    LookupKey Lookups "key" true;
    LookupStart Lookups "start" false;
    LookupEnd Lookups "end" false;
}

impl Field {
    /// The field of a canonical name in a data set.
    pub fn from_name(set: DataSet, name: &str) -> Option<Self> {
        set.fields().find(|field| field.name() == name)
    }
}

/// A set of fields: what some export of tonight maps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(u128);

impl FieldSet {
    /// Adds a field.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u64;
    }

    /// Whether a field is in the set.
    pub fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u64) != 0
    }

    /// Whether any field of a data set is in the set.
    pub fn has_data_set(self, set: DataSet) -> bool {
        set.fields().any(|field| self.contains(field))
    }

    /// Both sets together.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
