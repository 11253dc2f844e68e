//! The standard of a visit, and whether one visit meets it. [F, P 1.1, 1.6, 2]

use chrono::NaiveDate;

use super::night::WorkerBook;
use crate::model::{
    calendar,
    rating::Rag,
    visit::{Answer, Mode, Outcome, Visit},
};

/// What a visit must be to count toward the minimum frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// Face to face, child seen, by a qualified social worker: RED and unrated children, and everybody
    /// while the framework is not invoked.
    Full,
    /// Face to face, video or phone: AMBER.
    Hybrid,
    /// Face to face, video or phone: GREEN.
    Remote,
}

impl Standard {
    /// The standard of a rating while the framework is, or is not, invoked. [RULES 4]
    pub fn of(rag: Option<Rag>, framework_invoked: FrameworkUse) -> Self {
        match (framework_invoked, rag) {
            (FrameworkUse::NotInvoked, _) | (_, None | Some(Rag::Red)) => Self::Full,
            (_, Some(Rag::Amber)) => Self::Hybrid,
            (_, Some(Rag::Green)) => Self::Remote,
        }
    }

    /// The word of `positions.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Hybrid => "HYBRID",
            Self::Remote => "REMOTE",
        }
    }

    /// What counts, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Full => "face to face, child seen, by a qualified social worker",
            Self::Hybrid | Self::Remote => "face to face, video or phone",
        }
    }
}

/// Whether the framework is in use on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameworkUse {
    /// Remote visits may count.
    Invoked,
    /// Every child is owed a full visit.
    NotInvoked,
}

/// What one visit is worth toward the minimum frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Counts,
    /// It lies after the run date.
    AfterRunDate,
    /// It was attempted, cancelled or only planned.
    NotCompleted(Outcome),
    /// A Targeted Support worker made it. [P 5.1]
    NotStatutory,
    /// Its mode never counts, or not under this standard.
    WrongMode(Mode),
    /// The child was not seen, or nobody says so.
    NotSeen(Answer),
    /// It fails for one thing only: the worker is not known to be qualified.
    NotQualified,
}

impl Verdict {
    /// Why, in a few words, as `explain` prints it.
    pub fn because(self) -> String {
        match self {
            Self::Counts => "counts".to_owned(),
            Self::AfterRunDate => "does not count: after the run date".to_owned(),
            Self::NotCompleted(outcome) => format!("does not count: {}", outcome.code()),
            Self::NotStatutory => {
                "does not count: made by Targeted Support, not statutory".to_owned()
            }
            Self::WrongMode(Mode::Other) => {
                "does not count: a letter, text or e-mail never does".to_owned()
            }
            Self::WrongMode(mode) => {
                format!(
                    "does not count: by {}, and face to face is owed",
                    mode.title()
                )
            }
            Self::NotSeen(Answer::No) => "does not count: the child was not seen".to_owned(),
            Self::NotSeen(_) => {
                "does not count: not recorded whether the child was seen".to_owned()
            }
            Self::NotQualified => {
                "does not count: the worker is not known to be a qualified social worker".to_owned()
            }
        }
    }
}

/// The child's side of the question that [`judge`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Birth {
    /// Born, or no date of birth known.
    Born,
    /// Cannot be seen yet: "child seen" is waived.
    Unborn,
}

/// Whether a visit counts toward the minimum on `date`, or the first thing that speaks against it.
pub fn judge(
    visit: &Visit,
    standard: Standard,
    birth: Birth,
    date: NaiveDate,
    workers: &WorkerBook,
) -> Verdict {
    let kind = visit.kind;
    if visit.date > date {
        return Verdict::AfterRunDate;
    }
    if kind.outcome() != Outcome::Completed {
        return Verdict::NotCompleted(kind.outcome());
    }
    if !workers.is_statutory(visit.worker) {
        return Verdict::NotStatutory;
    }
    match (standard, kind.mode()) {
        (_, Mode::Other) => Verdict::WrongMode(Mode::Other),
        (Standard::Hybrid | Standard::Remote, _) => Verdict::Counts,
        (Standard::Full, Mode::FaceToFace) => {
            if kind.child_seen() != Answer::Yes && birth == Birth::Born {
                Verdict::NotSeen(kind.child_seen())
            } else if workers.is_qualified(visit.worker) {
                Verdict::Counts
            } else {
                Verdict::NotQualified
            }
        }
        (Standard::Full, mode) => Verdict::WrongMode(mode),
    }
}

/// Completed and statutory: the ground that most flags stand on.
pub fn is_statutory_contact(visit: &Visit, workers: &WorkerBook) -> bool {
    visit.kind.outcome() == Outcome::Completed && workers.is_statutory(visit.worker)
}

/// Whether the visit is a sighting: the worker saw the child, in person or by video. [P 1.6]
pub fn is_sighting(visit: &Visit, workers: &WorkerBook) -> bool {
    is_statutory_contact(visit, workers)
        && visit.kind.child_seen() == Answer::Yes
        && matches!(visit.kind.mode(), Mode::FaceToFace | Mode::Video)
}

/// Whether `date` lies in the `window` days up to and including `run_date`. [RULES 6]
pub fn within(date: NaiveDate, run_date: NaiveDate, window: u32) -> bool {
    (0..=i64::from(window)).contains(&calendar::days_between(date, run_date))
}
