//! The RED, AMBER, GREEN rating of a child and the decision behind it.

use std::fmt;

use chrono::NaiveDate;

use super::text::Sym;

/// A rating, highest risk last so that `max` is the higher risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rag {
    /// Low risk.
    Green,
    /// Medium risk.
    Amber,
    /// High risk.
    Red,
}

impl Rag {
    /// Every rating, in the order of risk.
    pub const ALL: [Self; 3] = [Self::Green, Self::Amber, Self::Red];

    /// The word of `positions.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Red => "RED",
            Self::Amber => "AMBER",
            Self::Green => "GREEN",
        }
    }

    /// The rating of a canonical word, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|rag| rag.code().eq_ignore_ascii_case(code))
    }
}

impl fmt::Display for Rag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One recorded decision on a child's rating, from the history or from a case row.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What was decided; none where the decision withdraws the rating (UNRATED), which is the lowest of all.
    pub rag: Option<Rag>,
    /// The day of the decision; none on an undated case-row rating.
    pub decided_on: Option<NaiveDate>,
    /// The day it was written down.
    pub recorded_on: Option<NaiveDate>,
    /// Who decided, a symbol among the workers.
    pub decided_by: Option<Sym>,
    /// Whether a rationale was given; its text is never read.
    pub has_rationale: bool,
}

impl Decision {
    /// The day it counts as recorded: a blank counts as the day of the decision. [RULES 4]
    pub fn recorded(&self) -> Option<NaiveDate> {
        self.recorded_on.or(self.decided_on)
    }
}
