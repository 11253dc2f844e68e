//! Since when a status and an involvement run (RULES §1), and by when a child should have been seen (§5).

use chrono::{Days, Months, NaiveDate};

use super::facts::Case;

/// Rows that follow one another within so many days are one chain; so long ago a status is "just left".
const CONTINUES_WITHIN: Days = Days::new(7);

/// A visit is owed so soon after a change of status.
const CHANGE_WITHIN: Days = Days::new(5);

/// The chain that holds a row, of those of the rows that have begun by a day; none for a row that has not.
pub fn chain<'a>(
    rows: impl IntoIterator<Item = &'a Case>,
    row: &Case,
    day: NaiveDate,
) -> Vec<&'a Case> {
    let mut begun: Vec<&Case> = rows.into_iter().filter(|row| row.start <= day).collect();
    begun.sort_by_key(|row| row.start);
    // Each with its latest end; none never ends.
    let mut chains: Vec<(Option<NaiveDate>, Vec<&Case>)> = Vec::new();
    for next in begun {
        match chains.last_mut() {
            Some((end, chain)) if end.is_none_or(|end| next.start <= end + CONTINUES_WITHIN) => {
                *end = end.zip(next.end).map(|(one, other)| one.max(other));
                chain.push(next);
            }
            _ => chains.push((next.end, vec![next])),
        }
    }
    let chains = chains.into_iter().map(|(_, chain)| chain);
    let holds = |chain: &Vec<&Case>| chain.iter().any(|other| std::ptr::eq(*other, row));
    chains.into_iter().find(holds).unwrap_or_default()
}

/// How long a visit is good for: RULES §3.
#[derive(Clone, Copy)]
enum Interval {
    Days(u64),
    Month,
}

impl Interval {
    fn minimum(status: &str) -> Option<Self> {
        match status {
            "CP" => Some(Self::Days(14)),
            "CIN" => Some(Self::Month),
            "CIC" => Some(Self::Days(42)),
            "CL" => Some(Self::Days(84)),
            _ => None,
        }
    }

    fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Days(days) => day + Days::new(days),
            Self::Month => day + Months::new(1),
        }
    }
}

/// The first day of a chain.
fn start(chain: &[&Case]) -> NaiveDate {
    chain.first().expect("an open row has begun").start
}

/// The earliest date over the open rows by which somebody should have had sight of the child.
pub fn seen_due(
    rows: &[Case],
    open: &[&Case],
    day: NaiveDate,
    last_seen: Option<NaiveDate>,
    born: Option<NaiveDate>,
) -> Option<NaiveDate> {
    let is_social_care = open.iter().any(|row| row.is_social_care());
    let owing = open
        .iter()
        .filter(|row| row.is_social_care() || !is_social_care);
    let dates = owing.flat_map(|row| {
        let of_status = chain(rows.iter().filter(|r| r.status == row.status), row, day);
        let involvement = match row.is_social_care() {
            true => chain(rows.iter().filter(|r| r.is_social_care()), row, day),
            false => of_status.clone(),
        };
        let born_or = |from: NaiveDate| born.map_or(from, |born| from.max(born));
        let changed = born_or(start(&of_status));
        let involved = born_or(start(&involvement));
        let seen = last_seen.filter(|seen| *seen >= involved);
        let seen = seen.unwrap_or(involved);
        let plan = row.plan.map(Interval::Days);
        let intervals = Interval::minimum(row.status).into_iter().chain(plan);
        let dates = intervals.map(|interval| {
            if seen >= changed {
                return interval.after(seen);
            }
            let owed_then = ran_out(&involvement, row, changed, seen);
            let soon = owed_then.unwrap_or(changed + CHANGE_WITHIN);
            interval.after(changed).min(interval.after(seen).max(soon))
        });
        dates.collect::<Vec<_>>()
    });
    dates.min()
}

/// Where the last sight had run out by each minimum of the statuses just left: the latest date on which it did.
fn ran_out(
    involvement: &[&Case],
    row: &Case,
    changed: NaiveDate,
    seen: NaiveDate,
) -> Option<NaiveDate> {
    let left = involvement.iter().filter(|other| {
        let is_late = other
            .end
            .is_none_or(|end| changed <= end + CONTINUES_WITHIN);
        other.status != row.status && other.start < changed && is_late
    });
    let latest = left
        .filter_map(|other| Some(Interval::minimum(other.status)?.after(seen)))
        .max();
    latest.filter(|latest| *latest < changed)
}
