//! What bears on a rating: the RED examples that apply, and what changed since the decision. [F, P 1.4, 5.1]

use chrono::NaiveDate;

use super::{birth::Birth, child::Child, standard::within};
use crate::model::{facts::CaseRow, status::Status, text::Sym};

/// One of the RED examples, as it applies to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedExample {
    /// The child is on a protection plan.
    ProtectionPlan,
    /// The child is not born yet.
    Unborn,
    /// The row's list of factors holds at least one; see [`super::words::red_factors_in`].
    Factors(Sym),
    /// The child moved lately.
    PlacementChanged(NaiveDate),
    /// The child came into care lately.
    InCare(NaiveDate),
    /// The list of factors of a Targeted Support row holds one of that service's own. [P 5.1]
    TargetedFactors(Sym),
    /// Targeted Support took over lately, soon after a service ended from which that is RED. [P 5.1]
    SteppedDown(NaiveDate),
}

/// The RED examples that apply on the run date; two rows may give the same one.
pub fn red_examples<'c>(child: &'c Child<'_>) -> impl Iterator<Item = RedExample> + 'c {
    let unborn = (child.birth.birth == Birth::Unborn).then_some(RedExample::Unborn);
    unborn
        .into_iter()
        .chain(child.open.iter().flat_map(|row| of_row(child, row)))
}

fn of_row(child: &Child<'_>, row: &CaseRow) -> impl Iterator<Item = RedExample> + use<> {
    let night = child.night;
    let is_recent =
        |day: &NaiveDate| within(*day, night.date, night.settings.placement_recent_days);
    let plan = (row.status == Status::Cp).then_some(RedExample::ProtectionPlan);
    let factors = row
        .risk_factors
        .filter(|_| night.words.is_red(row.risk_factors))
        .map(RedExample::Factors);
    let placement = row
        .placement_changed_on
        .filter(is_recent)
        .map(RedExample::PlacementChanged);
    let in_care = child
        .clocks
        .status_from(row)
        .filter(|from| row.status == Status::Cic && is_recent(from))
        .map(RedExample::InCare);
    let [own_factors, stepped_down] = if row.status == Status::TargetedSupport {
        let own = row
            .risk_factors
            .filter(|_| night.words.is_ts_red(row.risk_factors));
        [
            own.map(RedExample::TargetedFactors),
            stepped_down(child, row).map(RedExample::SteppedDown),
        ]
    } else {
        [None, None]
    };
    [plan, factors, placement, in_care, own_factors, stepped_down]
        .into_iter()
        .flatten()
}

/// The end of a service that handed the child down to Targeted Support lately, and holds it no longer.
fn stepped_down(child: &Child<'_>, targeted: &CaseRow) -> Option<NaiveDate> {
    let night = child.night;
    let days = night.settings.step_down_days;
    let from = child
        .clocks
        .status_from(targeted)
        .filter(|from| within(*from, night.date, days))?;
    let is_open = |service: u16| {
        let mut open = child.open.iter();
        open.any(|row| night.words.step_down(row.service) == Some(service))
    };
    child
        .rows
        .iter()
        .filter(|row| {
            night
                .words
                .step_down(row.service)
                .is_some_and(|service| !is_open(service))
        })
        .filter_map(|row| row.end)
        .filter(|end| within(*end, from, days))
        .max()
}

/// A change after which a rating is to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A status began.
    Began(Status),
    /// The child moved.
    Placement,
    /// The child was born.
    Birth,
}

/// What changed after a day, or on any day where there is none, up to the run date. [RULES 6]
pub fn changes<'c>(
    child: &'c Child<'_>,
    since: Option<NaiveDate>,
) -> impl Iterator<Item = (NaiveDate, Change)> + 'c {
    let until = child.night.date;
    let birth = child.birth.date.map(|day| (day, Change::Birth));
    child
        .open
        .iter()
        .flat_map(|row| {
            let began = child.clocks.status_from(row);
            [
                began.map(|day| (day, Change::Began(row.status))),
                row.placement_changed_on.map(|day| (day, Change::Placement)),
            ]
        })
        .chain([birth])
        .flatten()
        .filter(move |&(day, _)| since.is_none_or(|since| since < day) && day <= until)
}
