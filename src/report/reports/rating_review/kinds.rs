//! The kinds of things to decide about a rating, worst first, each with what settles it and the rule behind it; and
//! what is counted only, because nothing that is decided now would settle it.

use super::{ALL, RECORDED_LATE, REVIEW, WHAT_TO_SETTLE};
use crate::{
    report::{behind::Behind, context::Context, meanings::source_in_words},
    rules::flags::Flag,
};

/// One kind: a flag of the RAG family.
pub(super) struct Kind {
    /// The flag.
    pub(super) flag: Flag,
    /// What it is, as a figure's label.
    pub(super) label: &'static str,
    /// What settles it.
    pub(super) settle: &'static str,
    /// What the framework and the procedures say.
    pub(super) rule: &'static str,
    /// Where they say it.
    pub(super) source: &'static str,
}

macro_rules! kind {
    ($flag:ident, $label:literal, $settle:literal, $rule:literal, $source:literal) => {
        Kind {
            flag: Flag::$flag,
            label: $label,
            settle: $settle,
            rule: $rule,
            source: $source,
        }
    };
}

/// Every kind that asks for a decision. First those where a child may be visited too lightly, last those about the
/// record alone.
#[rustfmt::skip]
pub(super) const KINDS: &[Kind] = &[
    kind!(RagBelow, "Rated below the RED examples", "rate RED, or write down why not", "a child to whom a RED example applies is rated RED", "F"),
    kind!(RagUnrated, "Not rated", "decide a rating", "until rated, visits are as for RED", "P 1.4, 1.7"),
    kind!(RagGreenService, "GREEN in a service without GREEN", "rate AMBER or RED, or move the case on", "the service may hold no GREEN child", "P 1.1"),
    kind!(RagEvent, "Event since the rating", "decide again with the event in mind", "a rating is decided again when the child's circumstances change", "F"),
    kind!(RagStale, "Rating out of date", "review it in supervision", "a rating is reviewed in every supervision", "F, P 1.1"),
    kind!(RagUndated, "Rating without a date", "record when it was decided, or decide again", "a decision carries its date", "F"),
    kind!(RagNoRationale, "Rating without rationale", "write down why", "a decision carries its rationale", "F"),
    kind!(RagNotManager, "Rating not by a manager", "a manager confirms or changes it", "a manager decides the rating", "F"),
];

/// Counted, not listed.
#[rustfmt::skip]
pub(super) const LATE: Kind = kind!(RagLate, "Rating recorded late", "nothing now: record the next one on the day", "a decision is recorded on the day it is made", "F");

/// Those, and what is counted only.
pub(super) fn counted() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().chain([&LATE])
}

impl Kind {
    /// The rows of its children.
    pub(super) fn behind(&self) -> Behind {
        if self.flag == LATE.flag {
            Behind::all_of(ALL).is_number(RECORDED_LATE)
        } else {
            Behind::all_of(REVIEW).holds(WHAT_TO_SETTLE, self.label)
        }
    }

    /// What the framework and the procedures say, and where.
    pub(super) fn rule_in_words(&self) -> String {
        format!("{} ({})", self.rule, source_in_words(self.source))
    }

    /// Whether tonight's exports have the fields for it.
    pub(super) fn is_assessed(&self, context: &Context<'_>) -> bool {
        context.night.assessed.contains(self.flag)
    }
}
