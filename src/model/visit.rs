//! A visit or other contact: how it was made, what came of it, whether the child was seen.

use chrono::NaiveDate;

use super::text::Sym;

/// How a contact was made. [RULES 2]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// In person.
    FaceToFace,
    /// By video call.
    Video,
    /// By telephone.
    Phone,
    /// Letter, text message, e-mail: never counts.
    Other,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::FaceToFace, Self::Video, Self::Phone, Self::Other];

    /// The canonical word.
    pub fn code(self) -> &'static str {
        match self {
            Self::FaceToFace => "face_to_face",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Other => "other",
        }
    }

    /// The words that a manager reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::FaceToFace => "face to face",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Other => "letter, text or e-mail",
        }
    }

    /// The mode of a canonical word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }

    /// Whether it is video or telephone.
    pub fn is_remote(self) -> bool {
        matches!(self, Self::Video | Self::Phone)
    }
}

/// What came of a contact; blank in the export means completed. [RULES 2]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took place.
    Completed,
    /// The worker came and got no access.
    Attempted,
    /// It was called off.
    Cancelled,
    /// It is booked.
    Planned,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [
        Self::Completed,
        Self::Attempted,
        Self::Cancelled,
        Self::Planned,
    ];

    /// The canonical word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Attempted => "attempted",
            Self::Cancelled => "cancelled",
            Self::Planned => "planned",
        }
    }

    /// The outcome of a canonical word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// Yes, no, or not recorded: never a plain `bool`, since unknown is not no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Blank.
    NotRecorded,
}

impl Answer {
    /// `Y`, `N` or blank.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "Y",
            Self::No => "N",
            Self::NotRecorded => "",
        }
    }

    /// The answer of a code; whatever is neither is not recorded.
    pub fn from_code(code: &str) -> Self {
        match code {
            "Y" => Self::Yes,
            "N" => Self::No,
            _ => Self::NotRecorded,
        }
    }
}

/// Mode, outcome, seen and seen alone in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitKind(u8);

impl VisitKind {
    /// Packs the four answers.
    pub fn new(mode: Mode, outcome: Outcome, seen: Answer, seen_alone: Answer) -> Self {
        Self(mode as u8 | (outcome as u8) << 2 | (seen as u8) << 4 | (seen_alone as u8) << 6)
    }

    /// How the contact was made.
    pub fn mode(self) -> Mode {
        Mode::ALL[usize::from(self.0 & 3)]
    }

    /// What came of it.
    pub fn outcome(self) -> Outcome {
        Outcome::ALL[usize::from(self.0 >> 2 & 3)]
    }

    /// Whether the child was seen.
    pub fn child_seen(self) -> Answer {
        answer(self.0 >> 4 & 3)
    }

    /// Whether the child was seen alone.
    pub fn seen_alone(self) -> Answer {
        answer(self.0 >> 6)
    }
}

fn answer(bits: u8) -> Answer {
    match bits {
        0 => Answer::Yes,
        1 => Answer::No,
        _ => Answer::NotRecorded,
    }
}

/// The moment a visit was written down, to the second, in four bytes; ordered, with "not recorded" first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recorded(u32);

impl Recorded {
    /// Nothing was recorded.
    pub const NOT: Self = Self(0);

    /// A local civil moment between 1970 and 2106; outside it counts as not recorded.
    pub fn at(moment: chrono::NaiveDateTime) -> Self {
        Self(u32::try_from(moment.and_utc().timestamp()).unwrap_or(0))
    }

    /// The local date, where there is one.
    pub fn date(self) -> Option<NaiveDate> {
        (self.0 != 0)
            .then(|| chrono::DateTime::from_timestamp(i64::from(self.0), 0))
            .flatten()
            .map(|moment| moment.date_naive())
    }
}

/// One visit, as read back from the columns that keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The case system's id, a symbol among the visit ids.
    pub id: Sym,
    /// The day of the visit.
    pub date: NaiveDate,
    /// How, with what outcome, who was seen.
    pub kind: VisitKind,
    /// Who made it, a symbol among the workers.
    pub worker: Option<Sym>,
    /// Whether the visit's export says who made a visit; where it does not, anybody did who may. [RULES 4]
    pub worker_is_mapped: bool,
    /// When it was written down.
    pub recorded: Recorded,
}

impl Visit {
    /// What two ids of one visit, of the same child and day, have in common: how it was made, by whom, and whether its
    /// export says by whom. None where it was not completed, or by nobody who is told. [RULES 7: W-SAME-VISIT]
    pub fn made(&self) -> Option<(Mode, Option<Sym>, bool)> {
        let worker_is_told = self.worker.is_some() || !self.worker_is_mapped;
        let is_completed = self.kind.outcome() == Outcome::Completed;
        (worker_is_told && is_completed)
            .then(|| (self.kind.mode(), self.worker, self.worker_is_mapped))
    }

    /// Whether another, of the same child, is this visit.
    pub fn is_same_visit(&self, other: &Self) -> bool {
        self.date == other.date && self.made().is_some_and(|made| other.made() == Some(made))
    }
}
