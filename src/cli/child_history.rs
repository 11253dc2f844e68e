//! `lastseen explain --history`: how a child stood after each remembered run.

use chrono::NaiveDate;

use super::{
    exit::Exit,
    table::{self, Column},
};
use crate::ledger::{Ledger, PastListing, PositionRow};

/// Prints how a child stood up to a date. The exports are not asked.
pub fn print(ledger: Option<&Ledger>, child: &str, until: NaiveDate) -> Result<Exit, Exit> {
    let history = ledger.map_or(Ok(Vec::new()), |ledger| ledger.history_of(child, until));
    let history = history.map_err(|error| {
        complain!("error: {error}");
        Exit::Storage
    })?;
    if history.is_empty() {
        complain!(
            "error: no run up to {until} that is remembered had a child with this id; ids are compared letter for letter, with leading zeros"
        );
        return Err(Exit::BadCommandLine);
    }
    let columns = [
        Column::Text("date"),
        Column::Text("job"),
        Column::Text("status"),
        Column::Text("rating"),
        Column::Text("due"),
        Column::Text("state"),
        Column::Text("last seen"),
        Column::Number("unseen"),
        Column::Text("team"),
        Column::Text("flags"),
    ];
    let mut rows: Vec<[String; 10]> = Vec::new();
    for past in &history {
        let row = row(past);
        match rows.last_mut() {
            // Several jobs of one night, which say the same.
            Some(last) if last[0] == row[0] && last[2..] == row[2..] => {
                last[1] = format!("{}, {}", last[1], row[1]);
            }
            _ => rows.push(row),
        }
    }
    table::print(columns, &rows);
    Ok(Exit::Done)
}

fn row(past: &PastListing) -> [String; 10] {
    let [status, rating, due, state, seen, unseen, team, flags] = match &past.position {
        Some(position) => standing(position),
        None => ["-", "-", "-", "not listed", "-", "-", "-", ""].map(str::to_owned),
    };
    [
        past.date.to_string(),
        past.job.clone(),
        status,
        rating,
        due,
        state,
        seen,
        unseen,
        team,
        flags,
    ]
}

fn standing(position: &PositionRow<'_>) -> [String; 8] {
    let day = |day: Option<NaiveDate>, none: &str| {
        day.map_or_else(|| none.to_owned(), |day| day.to_string())
    };
    let seen = position.last_seen.as_ref().map(|(day, _)| *day);
    let unseen = match position.days_unseen {
        Some(days) => format!("{days} d"),
        None if position.unborn => "-".to_owned(),
        None => "?".to_owned(),
    };
    let flags = match &position.flags {
        Some(flags) => flags.replace(';', " "),
        None => "not kept".to_owned(),
    };
    [
        position.statuses.to_string(),
        position.rag.to_string(),
        day(position.due, "-"),
        position.state.to_string(),
        day(seen, "never"),
        unseen,
        position.team.to_string(),
        flags,
    ]
}
