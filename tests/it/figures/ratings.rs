//! Which rating is in force on the day of a run: RULES §4.

use chrono::{Days, NaiveDate};

use super::{
    clocks::chain,
    facts::{Case, Facts, Rating},
};

/// Decisions of the history and of closed rows count from so long before the involvement that is open now.
const BEFORE_CHAIN: Days = Days::new(7);

/// The rating in force; none where there is none, or where the last decision withdrew it.
pub fn in_force(child: &str, facts: &Facts, day: NaiveDate) -> Option<Rating> {
    let rows = facts.rows(child);
    let (open, shut): (Vec<&Case>, Vec<&Case>) = rows.iter().partition(|row| row.is_open_on(day));
    let begun = open.iter().flat_map(|row| chain(rows, row, day));
    let since = begun.map(|row| row.start).min();
    let since = since.map(|start| start - BEFORE_CHAIN);

    let history = facts.ratings.get(child).into_iter().flatten();
    let of_shut = shut.into_iter().filter_map(|row| row.rating.as_ref());
    let lately = history
        .chain(of_shut)
        .filter(|rating| since.is_none_or(|since| rating.decided >= Some(since)));
    let of_open = || open.iter().filter_map(|row| row.rating.as_ref());
    let dated = lately
        .chain(of_open())
        .filter(|rating| rating.decided.is_some_and(|decided| decided <= day))
        .max_by_key(|rating| {
            let recorded = rating.recorded.or(rating.decided);
            (rating.decided, recorded, risk(rating))
        });
    let undated = || {
        let undated = of_open().filter(|rating| rating.decided.is_none());
        undated.max_by_key(|rating| risk(rating))
    };
    let rating = dated.or_else(undated);
    rating.filter(|rating| rating.rag != "UNRATED").cloned()
}

fn risk(rating: &Rating) -> Option<usize> {
    let risks = ["UNRATED", "GREEN", "AMBER", "RED"];
    risks.iter().position(|rag| *rag == rating.rag)
}
