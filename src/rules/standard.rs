//! The standard of a visit, and whether one visit meets it. [F, P 1.1, 1.6, 2]

use chrono::NaiveDate;

use super::child::Child;
use crate::model::{
    calendar,
    framework::{self, FrameworkPeriod},
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
    /// The standard of a rating on a day on which the framework is, or is not, invoked. [RULES 4]
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

    /// The standard of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Full, Self::Hybrid, Self::Remote];
        all.into_iter().find(|standard| standard.code() == code)
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

impl FrameworkUse {
    /// Whether some period covers a day. [RULES 4]
    pub fn on(periods: &[FrameworkPeriod], date: NaiveDate) -> Self {
        if framework::in_force(periods, date).is_some() {
            Self::Invoked
        } else {
            Self::NotInvoked
        }
    }
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
    /// It fails for one thing only: a supervising social worker made it. [P 2, 2.3]
    Supervising,
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
            Self::Supervising => {
                "does not count: a supervising social worker stands in for low rated children only"
                    .to_owned()
            }
        }
    }
}

impl Child<'_> {
    /// Whether a visit counts toward the minimum, by the standard of its own date; else the first thing against it.
    pub fn judge(&self, visit: &Visit) -> Verdict {
        self.judge_by(visit, self.standard_on(visit.date))
    }

    /// The same by a standard: [`Standard::Full`] is what a RED child is owed on every date.
    pub fn judge_by(&self, visit: &Visit, standard: Standard) -> Verdict {
        let kind = visit.kind;
        if visit.date > self.night.date {
            return Verdict::AfterRunDate;
        }
        if kind.outcome() != Outcome::Completed {
            return Verdict::NotCompleted(kind.outcome());
        }
        if !self.is_statutory(visit) {
            return Verdict::NotStatutory;
        }
        match (standard, kind.mode()) {
            (_, Mode::Other) => Verdict::WrongMode(Mode::Other),
            (Standard::Hybrid | Standard::Remote, _) => Verdict::Counts,
            (Standard::Full, Mode::FaceToFace) => {
                if !self.is_seen_or_waived(visit) {
                    Verdict::NotSeen(kind.child_seen())
                } else if !self.is_by_qualified(visit) {
                    Verdict::NotQualified
                } else if self.is_by_supervising(visit) {
                    Verdict::Supervising
                } else {
                    Verdict::Counts
                }
            }
            (Standard::Full, mode) => Verdict::WrongMode(mode),
        }
    }

    /// Whether a visit is statutory: not Targeted Support's, unless the child is theirs alone on that day. [P 5.1]
    pub fn is_statutory(&self, visit: &Visit) -> bool {
        let workers = &self.night.workers;
        !workers.is_targeted_support(visit.worker, visit.date)
            || self.social_care_on(visit.date).is_empty()
    }

    /// Completed and statutory: the ground that most flags stand on.
    pub fn is_statutory_contact(&self, visit: &Visit) -> bool {
        visit.kind.outcome() == Outcome::Completed && self.is_statutory(visit)
    }

    /// Whether the child was seen, or need not have been on that day.
    pub fn is_seen_or_waived(&self, visit: &Visit) -> bool {
        visit.kind.child_seen() == Answer::Yes || self.birth.waives_sight_on(visit.date)
    }

    /// Whether the visit counts as made by a qualified worker, as on its date. [RULES 4]
    pub fn is_by_qualified(&self, visit: &Visit) -> bool {
        let (worker, date) = (visit.worker, visit.date);
        let night = self.night;
        !visit.worker_is_mapped
            || night.workers.is_qualified(worker, date)
            // A personal adviser stands in for care leavers while nothing but the ordinary procedures holds.
            || (night.workers.is_leaver_adviser(worker, date)
                && night.framework_on(date) == FrameworkUse::NotInvoked
                && self.is_care_leaver_only_on(date))
    }

    /// Whether a supervising social worker made the visit. [P 2, 2.3]
    pub fn is_by_supervising(&self, visit: &Visit) -> bool {
        self.night.workers.is_supervising(visit.worker, visit.date)
    }

    /// Whether the visit is a sighting: the worker saw the child, in person or, while the framework was invoked,
    /// by video. [P 1.6]
    pub fn is_sighting(&self, visit: &Visit) -> bool {
        let by = match visit.kind.mode() {
            Mode::FaceToFace => true,
            Mode::Video => self.night.framework_on(visit.date) == FrameworkUse::Invoked,
            Mode::Phone | Mode::Other => false,
        };
        by && visit.kind.child_seen() == Answer::Yes
            && !self.birth.is_after(visit.date)
            && self.is_statutory_contact(visit)
    }
}

/// Whether `date` lies in the `window` days up to and including `run_date`. [RULES 6]
pub fn within(date: NaiveDate, run_date: NaiveDate, window: u32) -> bool {
    (0..=i64::from(window)).contains(&calendar::days_between(date, run_date))
}
