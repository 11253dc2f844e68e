//! The flags as a grid: a row a flag, a column a team.

use std::collections::{BTreeMap, HashMap};

use crate::{
    measures::{counted::Grouping, tally::Count},
    model::text::name_key,
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::{Context, Reader},
    },
    rules::flags::Flag,
};

/// The sheets, with their tables: one where all teams have room across a page.
const SHEETS: [(&str, &str); 4] = [
    ("Flags", "Flags"),
    ("Flags 2", "Flags2"),
    ("Flags 3", "Flags3"),
    ("Flags 4", "Flags4"),
];
/// How many teams have room across a page of letters that can be read.
const TEAMS_ACROSS: usize = 26;
/// Up to so many of them, what each flag says has room too.
const TEAMS_BESIDE_WORDS: usize = 14;
/// The headings beside the teams'.
const FIXED: [&str; 3] = ["Flag", "What it says", "All teams"];

/// The first of the sheets.
pub(super) fn sheet_name() -> &'static str {
    SHEETS[0].0
}

/// How many children of the scope each flag stands on.
pub(super) fn in_all(reader: &Reader<'_>) -> BTreeMap<Flag, u64> {
    let mut counts = BTreeMap::new();
    for flag in reader.children.iter().flat_map(|p| p.flags.iter()) {
        *counts.entry(flag).or_default() += 1;
    }
    counts
}

/// A row of the grid: a flag, or all children.
#[derive(Clone, Copy)]
struct Row {
    flag: Option<Flag>,
    all: u64,
}

/// A team, and what is flagged of its children.
pub(super) struct Team<'a> {
    pub(super) name: &'a str,
    pub(super) children: u64,
    /// Those of whom something must be recorded.
    pub(super) to_record: u64,
    flagged: BTreeMap<Flag, u64>,
}

impl Team<'_> {
    /// On how many of its children a flag stands.
    pub(super) fn flagged_with(&self, flag: Flag) -> u64 {
        self.flagged.get(&flag).copied().unwrap_or(0)
    }

    fn count(&self, row: &Row) -> u64 {
        row.flag
            .map_or(self.children, |flag| self.flagged_with(flag))
    }

    /// Its name as a heading, of which no two are the same.
    fn heading(&self) -> String {
        let is_taken = FIXED.iter().any(|of| name_key(of) == name_key(self.name));
        match is_taken || self.name.trim().is_empty() {
            true => format!("team {}", self.name),
            false => self.name.to_owned(),
        }
    }
}

pub(super) fn sheets(reader: &Reader<'_>, teams: &[Team<'_>]) -> Vec<Sheet> {
    let mut rows = vec![Row {
        flag: None,
        all: reader.children.len() as u64,
    }];
    rows.extend(in_all(reader).into_iter().map(|(flag, all)| Row {
        flag: Some(flag),
        all,
    }));
    let across = TEAMS_ACROSS.max(teams.len().div_ceil(SHEETS.len()));
    let of_sheet = |((name, table), teams): (&(&'static str, &'static str), &[Team<'_>])| {
        let mut columns: Vec<Column<'_, Row>> = vec![
            column(FIXED[0], 26, |row: &Row| {
                Cell::text(row.flag.map_or("all children", Flag::code))
            }),
            column(FIXED[2], 8, |row: &Row| Cell::count(row.all)).upright(),
        ];
        columns.extend(teams.iter().map(|team| {
            column(team.heading(), 5, move |row: &Row| {
                Cell::count(team.count(row))
            })
            .upright()
        }));
        let words = column(FIXED[1], 44, |row: &Row| match row.flag {
            Some(flag) => Cell::text(flag.rule().title),
            None => Cell::Absent("flagged or not"),
        });
        columns.push(match teams.len() <= TEAMS_BESIDE_WORDS {
            true => words,
            false => words.on_screen(),
        });
        Sheet::of(
            name,
            "Flags by team: how many children each stands on",
            Table::of(table, rows.iter().copied(), &columns, "No flag was raised.").freezing(1),
        )
        .saying("A flag that is not listed was raised on no child, or was not assessed: see Notes, which also says what each flag means.")
    };
    SHEETS
        .iter()
        .zip(teams.chunks(across))
        .map(of_sheet)
        .collect()
}

/// The teams by name, each spelt one way.
pub(super) fn teams<'a>(context: &Context<'_>, reader: &Reader<'a>) -> Vec<Team<'a>> {
    let mut teams: Vec<Team<'a>> = reader
        .counted
        .by(Grouping::Team)
        .into_iter()
        .map(|of| Team {
            name: of.group,
            children: of.tally.of(Count::Children),
            to_record: of.tally.of(Count::ToRecord),
            flagged: BTreeMap::new(),
        })
        .collect();
    let names = teams.iter().enumerate();
    let places: HashMap<String, usize> = names.map(|(at, of)| (name_key(of.name), at)).collect();
    for position in &reader.children {
        let place = places.get(&name_key(context.word(position.team)));
        if let Some(team) = place.and_then(|at| teams.get_mut(*at)) {
            for flag in position.flags.iter() {
                *team.flagged.entry(flag).or_default() += 1;
            }
        }
    }
    teams
}
