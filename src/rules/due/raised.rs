//! What a child is owed that became RED: a visit of the full standard within some working days, or when the last
//! such visit runs out, if that is later: RAISED. [RULES 5]

use chrono::NaiveDate;

use super::{Due, DueRule, gap::Gap};
use crate::{
    model::{calendar::WorkingDays, rating::Rag},
    rules::{child::Child, contacts::Latest},
};

/// From which decision on the child is RED, where a dated RED is in force on the run date.
pub fn red_since(child: &Child<'_>) -> Option<NaiveDate> {
    let is_red = child.ratings.on(child.night.date) == Some(Rag::Red);
    is_red
        .then(|| child.ratings.red_since(child.night.settings.red_gap_days))
        .flatten()
}

/// The visit that is owed for having become RED, if one is.
pub(super) fn due(gap: &Gap<'_, '_>, latest: &Latest, red_since: NaiveDate) -> Option<Due> {
    let contact = gap.within(latest.contact_on());
    let full = gap.within(latest.full_on());
    if full.is_none() && gap.row.status.is_social_care() {
        return soon_after(gap, red_since.max(gap.involved_from));
    }
    let since = |day: Option<NaiveDate>| day.unwrap_or(gap.involved_from);
    if since(full) >= since(contact) {
        return None;
    }
    let runs_out = Due {
        rule: DueRule::Raised,
        ..gap.due(full)?
    };
    Some(runs_out.later(soon_after(gap, red_since)?))
}

fn soon_after(gap: &Gap<'_, '_>, from: NaiveDate) -> Option<Due> {
    let settings = gap.child.night.settings;
    let days = WorkingDays(&settings.bank_holidays);
    Some(Due {
        date: days.after(from, settings.raised_within_working_days),
        rule: DueRule::Raised,
        from,
        ..gap.due(None)?
    })
}
