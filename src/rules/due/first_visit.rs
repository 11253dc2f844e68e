//! The first visit of a new status or placement: FIRST. [RULES 5, F, SI 2010/959 reg 28(2)(a)]

use chrono::NaiveDate;

use super::{Basis, Due, DueRule, gap::Gap};
use crate::{model::status::Status, rules::standard::within};

/// The first visit that is owed, if one is; of several events the one that asks earliest.
///
/// A recent event asks for a contact of the full standard on or after it, an older one for any that counts.
pub(super) fn due(
    gap: &Gap<'_, '_>,
    contact: Option<NaiveDate>,
    full: Option<NaiveDate>,
) -> Option<Due> {
    let night = gap.child.night;
    let interval = night.settings.first_visit(gap.row.status)?;
    let is_owed = |event: NaiveDate| {
        let recent = night.settings.placement_recent_days;
        let made = if within(event, night.date, recent) {
            full
        } else {
            contact
        };
        made.is_none_or(|day| day < event)
    };
    std::iter::once(gap.status_from)
        .chain(moves(gap))
        .filter(|event| is_owed(*event))
        .map(|from| Due {
            date: interval.after(from),
            rule: DueRule::First,
            from,
            interval,
            basis: Basis::FirstVisit,
        })
        .reduce(Due::earlier)
}

/// The later moves of a child in care, from any row of the status' chain.
fn moves(gap: &Gap<'_, '_>) -> impl Iterator<Item = NaiveDate> {
    let in_care = gap.row.status == Status::Cic;
    let run_date = gap.child.night.date;
    gap.child
        .rows_by_start()
        .iter()
        .filter(move |row| {
            in_care && row.status == Status::Cic && row.start >= Some(gap.status_from)
        })
        .filter_map(|row| row.placement_changed_on)
        .filter(move |day| gap.status_from < *day && *day <= run_date)
}
