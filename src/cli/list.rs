//! `lastseen list`: which children stand how, by their ids.

use std::{
    cmp::Reverse,
    io::{self, Write},
    path::Path,
};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    exit::Exit,
    load_settings,
    refusal::print_refusal,
    table::{self, Column, print_json},
    tonight,
};
use crate::{
    ingest::report::Refused,
    model::{
        calendar::plain,
        text::{did_you_mean, name_key},
    },
    night::{answers::Standings, exports::Past},
    report::csv_files::positions_csv,
    rules::{
        flags::Flag,
        night::Night,
        position::{Position, State},
    },
};

#[derive(clap::Args)]
pub struct ListArguments {
    /// Only children whom nobody has seen for at least so many days
    #[arg(long, value_name = "DAYS")]
    unseen: Option<u32>,
    /// Only children whose visit is overdue
    #[arg(long)]
    overdue: bool,
    /// Only children of this team
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only children with this flag, such as NO-ACCESS
    #[arg(long, value_name = "FLAG")]
    flag: Option<String>,
    /// The run date to answer for, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "D")]
    date: Option<NaiveDate>,
    /// Print the columns of positions.csv
    #[arg(long)]
    csv: bool,
    /// Print one JSON object
    #[arg(long, conflicts_with = "csv")]
    json: bool,
}

/// The shape that `--json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    date: NaiveDate,
    /// Children with an open case.
    of: usize,
    children: Vec<Listed<'a>>,
    warnings: Vec<String>,
}

/// One child; the names are those of `positions.csv`.
#[derive(Serialize)]
struct Listed<'a> {
    child_id: &'a str,
    status: &'static str,
    rag: &'static str,
    state: &'static str,
    due: Option<NaiveDate>,
    days_overdue: Option<u32>,
    last_seen: Option<NaiveDate>,
    days_unseen: Option<u32>,
    unseen: bool,
    team: &'a str,
    service: Option<&'a str>,
    worker_id: Option<&'a str>,
    flags: Vec<&'static str>,
}

pub fn list(root: &Path, arguments: &ListArguments) -> Exit {
    asked(root, arguments).unwrap_or_else(|exit| exit)
}

fn asked(root: &Path, arguments: &ListArguments) -> Result<Exit, Exit> {
    let settings = load_settings(root)?;
    let flag = arguments.flag.as_deref().map(flag_of).transpose()?;
    let ledger = tonight::ledger(&settings)?;
    let past = Past::of(ledger.as_ref());
    let (date, intake) = tonight::read(&settings, arguments.date, past, "would be refused")?;
    let standings = Standings::of(&intake.facts, date, &settings.rules);
    let objections = standings.objections(&settings, &[], ledger.as_ref(), &intake.reading);
    if !objections.refusals.is_empty() {
        complain!("error: the exports would be refused on {date}:");
        print_refusal(&Refused::before_reading(objections.refusals));
        return Err(Exit::InputRefused);
    }
    let mut warnings = tonight::warnings_of(&intake.reading);
    warnings.extend(objections.warnings.iter().map(ToString::to_string));
    let Standings { night, positions } = &standings;
    if let Some(flag) = flag.filter(|flag| !night.assessed.contains(*flag)) {
        complain!(
            "error: {} is not assessed, since no export has {}: a list of it would be empty for that alone",
            flag.code(),
            flag.rule().needs.words()
        );
        return Err(Exit::InputRefused);
    }
    let team = arguments.team.as_deref();
    let team = team.map(|team| team_of(team, night)).transpose()?;
    let is_meant = |of: &&Position| {
        arguments.unseen.is_none_or(|days| is_unseen_for(of, days))
            && (!arguments.overdue || of.state == State::Overdue)
            && team
                .as_ref()
                .is_none_or(|team| name_key(night.facts.words.text(of.team)) == *team)
            && flag.is_none_or(|flag| of.flags.contains(flag))
    };
    let mut found: Vec<&Position> = positions.iter().filter(is_meant).collect();
    sort(&mut found, arguments.unseen.is_some());

    if arguments.csv {
        let found: Vec<Position> = found.into_iter().cloned().collect();
        // Whoever listens may have gone.
        let _ = io::stdout().write_all(&positions_csv(&found, night.facts));
    } else {
        let shown = Shown {
            date,
            of: positions.len(),
            children: found.iter().map(|of| listed(of, night)).collect(),
            warnings: warnings.clone(),
        };
        if arguments.json {
            print_json(&shown);
            return Ok(Exit::Done);
        }
        print(&shown);
        complain!(
            "{} of {} children with an open case on {}",
            shown.children.len(),
            shown.of,
            plain(date)
        );
    }
    for warning in warnings {
        complain!("warning: {warning}");
    }
    Ok(Exit::Done)
}

/// Whether nobody has seen a child for so long; one of whom it is not known since when, and whom nobody has seen, counts.
fn is_unseen_for(position: &Position, days: u32) -> bool {
    match position.days_unseen {
        Some(unseen) => unseen >= days,
        None => position.unseen,
    }
}

/// The worst first: by how long they are unseen where that is asked for, else by what is owed.
fn sort(found: &mut [&Position], by_unseen: bool) {
    // What is not known is worst.
    let longest = |days: Option<u32>| Reverse(days.unwrap_or(u32::MAX));
    let unseen = |of: &Position| match of.unseen {
        true => longest(of.days_unseen),
        false => Reverse(of.days_unseen.unwrap_or(0)),
    };
    let overdue = |of: &Position| match of.state {
        State::Overdue => longest(of.days_overdue),
        _ => Reverse(0),
    };
    // They stand in the order of their ids already.
    if by_unseen {
        found.sort_by_key(|of| (unseen(of), of.state, overdue(of)));
    } else {
        found.sort_by_key(|of| (of.state, overdue(of), of.due_date(), unseen(of)));
    }
}

fn flag_of(code: &str) -> Result<Flag, Exit> {
    Flag::all()
        .find(|flag| flag.code().eq_ignore_ascii_case(code.trim()))
        .ok_or_else(|| {
            let codes: Vec<&str> = Flag::all().map(Flag::code).collect();
            unknown("flag", code, &codes)
        })
}

/// The team as names are compared. One without a child is known by its case rows.
fn team_of(team: &str, night: &Night<'_>) -> Result<String, Exit> {
    let rows = night.facts.cases().iter();
    let mut teams: Vec<&str> = rows.map(|row| night.facts.words.text(row.team)).collect();
    teams.sort_unstable();
    teams.dedup();
    let key = name_key(team);
    match teams.iter().any(|known| name_key(known) == key) {
        true => Ok(key),
        false => Err(unknown("team", team, &teams)),
    }
}

fn unknown(kind: &str, asked: &str, known: &[&str]) -> Exit {
    let hint = did_you_mean(asked, known.iter().copied());
    let end = if hint.is_empty() { "." } else { "" };
    complain!(
        "error: there is no {kind} \"{asked}\"{hint}{end} The {kind}s are {}",
        known.join(", ")
    );
    Exit::BadCommandLine
}

fn listed<'a>(position: &Position, night: &'a Night<'_>) -> Listed<'a> {
    let word = |sym| night.facts.words.text(sym);
    Listed {
        child_id: night.facts.children.text(position.child),
        status: position.status.code(),
        rag: position.rag_code(),
        state: position.state.code(),
        due: position.due_date(),
        days_overdue: position.days_overdue,
        last_seen: position.last_seen,
        days_unseen: position.days_unseen,
        unseen: position.unseen,
        team: word(position.team),
        service: position.service.map(word),
        worker_id: position.worker.map(|id| night.facts.workers.text(id)),
        flags: position.flags.iter().map(Flag::code).collect(),
    }
}

fn print(shown: &Shown<'_>) {
    let columns = [
        Column::Text("child"),
        Column::Text("status"),
        Column::Text("rating"),
        Column::Text("state"),
        Column::Text("due"),
        Column::Number("overdue"),
        Column::Text("last seen"),
        Column::Number("unseen"),
        Column::Text("team"),
        Column::Text("worker"),
        Column::Text("flags"),
    ];
    let date = |date: Option<NaiveDate>, none: &str| {
        date.map_or_else(|| none.to_owned(), |date| date.to_string())
    };
    let days = |days: Option<u32>| days.map_or_else(|| "?".to_owned(), |days| format!("{days} d"));
    let rows = shown.children.iter().map(|child| {
        let overdue = match child.state == State::Overdue.code() {
            true => days(child.days_overdue),
            false => String::new(),
        };
        [
            child.child_id.to_owned(),
            child.status.to_owned(),
            child.rag.to_owned(),
            child.state.to_owned(),
            date(child.due, "-"),
            overdue,
            date(child.last_seen, "never"),
            days(child.days_unseen),
            child.team.to_owned(),
            child.worker_id.unwrap_or("-").to_owned(),
            child.flags.join(" "),
        ]
    });
    table::print(columns, &Vec::from_iter(rows));
}
