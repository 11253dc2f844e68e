//! What bears on a rating: the framework's RED examples that apply, and what changed since the decision. \[F\]

use chrono::NaiveDate;

use super::{night::Night, settings::RuleSettings, standard::within};
use crate::model::{
    facts::CaseRow,
    status::Status,
    text::{Sym, folded},
};

/// One of the framework's RED examples, as it applies to an open row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedExample {
    /// The child is on a protection plan.
    ProtectionPlan,
    /// The row's list of factors holds at least one; see [`red_factors_in`].
    Factors(Sym),
    /// The placement changed lately.
    PlacementChanged(NaiveDate),
}

/// The RED examples that apply on the run date, row after row; two rows may give the same one.
pub fn red_examples<'a>(
    open: &'a [&'a CaseRow],
    night: &'a Night<'_>,
) -> impl Iterator<Item = RedExample> + 'a {
    open.iter().flat_map(|row| {
        let plan = (row.status == Status::Cp).then_some(RedExample::ProtectionPlan);
        let factors = row
            .risk_factors
            .filter(|list| night.red_factors.contains(list))
            .map(RedExample::Factors);
        let recent = night.settings.placement_recent_days;
        let placement = row
            .placement_changed_on
            .filter(|&day| within(day, night.date, recent))
            .map(RedExample::PlacementChanged);
        [plan, factors, placement].into_iter().flatten()
    })
}

/// The RED examples among a `;` list of factors, each by the word of the rule book.
pub fn red_factors_in<'a>(
    list: &'a str,
    settings: &'a RuleSettings,
) -> impl Iterator<Item = &'a str> {
    list.split(';').filter_map(|factor| {
        let factor = folded(factor).replace(' ', "_");
        let aliases = &settings.factor_aliases;
        let word = aliases.iter().find(|(alias, _)| *alias == factor);
        let factor = word.map_or(factor.as_str(), |(_, word)| word);
        let red = settings.red_factors.iter().find(|red| *red == factor);
        red.map(String::as_str)
    })
}

/// A change after which a rating is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A status began.
    Began(Status),
    /// The placement changed.
    Placement,
    /// A supervision was held.
    Supervision,
}

/// What changed on open rows after a day, or on any day where there is none, up to the run date. [RULES 6]
pub fn changes<'a>(
    open: &'a [&'a CaseRow],
    since: Option<NaiveDate>,
    until: NaiveDate,
) -> impl Iterator<Item = (NaiveDate, Change)> + 'a {
    open.iter()
        .flat_map(|row| {
            [
                Some((row.start, Change::Began(row.status))),
                row.placement_changed_on.map(|day| (day, Change::Placement)),
                row.last_supervision_on
                    .map(|day| (day, Change::Supervision)),
            ]
        })
        .flatten()
        .filter(move |&(day, _)| since.is_none_or(|since| since < day) && day <= until)
}
