//! Last week's Monday list, between the ledger's rows and `measures`.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Sub,
};

use chrono::{Days, NaiveDate};

use super::memory::scope_of;
use crate::{
    config::Job,
    errand::RunError,
    ledger::{Ledger, PastList, PositionRow},
    measures::{
        last_week::{LastWeek, ListedThen, WEEKS, WORKED_OFF, WorkedOff},
        rate::Rate,
    },
    model::calendar,
    rules::{birth::Birth, night::Night, position::Position, standard::Standard},
};

/// The Monday of the week before a day's.
pub(super) fn last_weeks_monday(date: NaiveDate) -> NaiveDate {
    calendar::monday_of(date).sub(Days::new(7))
}

/// What became of the list of the week before the run date's; none where there was none. [RULES 8]
///
/// # Errors
/// The ledger's.
pub(super) fn recall(
    ledger: &Ledger,
    job: &Job,
    night: &Night<'_>,
    positions: &[Position],
) -> Result<Option<LastWeek>, RunError> {
    let monday = last_weeks_monday(night.date);
    let Some(list) = ledger.list_of_week(&job.name, monday)? else {
        return Ok(None);
    };
    let weeks = weeks_on_the_list(ledger, job, &list, monday)?;
    let listed = list.children.into_iter().filter_map(|row| {
        let weeks = weeks.get(&*row.child_id).copied().unwrap_or(1);
        listed_then(row, weeks)
    });
    let listed = listed.collect();
    Ok(Some(LastWeek::of(list.date, listed, night, positions)))
}

fn listed_then(row: PositionRow<'_>, weeks: u32) -> Option<ListedThen> {
    Some(ListedThen {
        standard: Standard::from_code(&row.standard)?,
        child_id: row.child_id.into_owned(),
        team: row.team.into_owned(),
        service: row.service.map(Into::into),
        rag: row.rag.into_owned(),
        due: row.due,
        birth: match row.unborn {
            true => Birth::Unborn,
            false => Birth::Born,
        },
        booked: row.booked,
        weeks,
    })
}

/// On how many weeks' lists in a row each child of a list stood; a week without a list is passed over.
fn weeks_on_the_list(
    ledger: &Ledger,
    job: &Job,
    list: &PastList,
    monday: NaiveDate,
) -> Result<HashMap<String, u32>, RunError> {
    let ids = list
        .children
        .iter()
        .map(|row| row.child_id.clone().into_owned());
    let mut weeks: HashMap<String, u32> = ids.map(|id| (id, 1)).collect();
    let mut in_a_row: HashSet<String> = weeks.keys().cloned().collect();
    for earlier in ledger.weeks_with_lists(monday)? {
        if in_a_row.is_empty() {
            break;
        }
        let Some(list) = ledger.list_of_week(&job.name, earlier)? else {
            continue;
        };
        let stood = list.children.iter().map(|row| &*row.child_id);
        let stood: HashSet<&str> = stood.collect();
        in_a_row.retain(|id| stood.contains(id.as_str()));
        for id in &in_a_row {
            *weeks.entry(id.clone()).or_default() += 1;
        }
    }
    Ok(weeks)
}

/// How far the lists of the last weeks were worked off, as the runs of the week after each recorded it; of last week's
/// tonight knows.
///
/// # Errors
/// The ledger's.
pub(super) fn worked_off(
    ledger: &Ledger,
    date: NaiveDate,
    last_week: Option<&LastWeek>,
) -> Result<Vec<WorkedOff>, RunError> {
    let this_monday = calendar::monday_of(date);
    let from = this_monday.sub(Days::new(7 * (WEEKS as u64 - 1)));
    let until = this_monday.pred_opt().unwrap_or(this_monday);
    // Of several runs of a week the last one stays.
    let mut by_week: BTreeMap<NaiveDate, (NaiveDate, BTreeMap<_, Rate>)> = BTreeMap::new();
    for (run_date, row) in ledger.measured_between(WORKED_OFF, from, until)? {
        let Some(scope) = scope_of(&row) else {
            continue;
        };
        let monday = last_weeks_monday(run_date);
        let (of, rates) = by_week.entry(monday).or_default();
        if *of != run_date {
            (*of, *rates) = (run_date, BTreeMap::new());
        }
        let rate = Rate {
            numerator: row.numerator,
            denominator: row.denominator,
        };
        rates.insert(scope, rate);
    }
    let mut weeks: Vec<WorkedOff> = by_week
        .into_iter()
        .map(|(monday, (_, rates))| WorkedOff { monday, rates })
        .collect();
    weeks.extend(last_week.map(|last| WorkedOff {
        monday: calendar::monday_of(last.date),
        rates: last.worked_off_by_scope().into_iter().collect(),
    }));
    Ok(weeks)
}
