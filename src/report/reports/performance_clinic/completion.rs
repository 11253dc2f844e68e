//! How far the Monday lists were worked off, by team: the latest list, and thirteen weeks. [RULES 8]

use std::collections::BTreeMap;

use super::share;
use crate::{
    measures::{
        last_week::WorkedOff,
        rate::{Rate, RateScope},
    },
    model::{calendar::plain, text::name_key},
    report::{
        book::{Cell, Column, Sheet, Table, column},
        context::Reader,
    },
};

pub(super) const COMPLETION: &str = "List completion";

/// A team's lists, or those of all teams together.
struct Lists {
    team: String,
    /// By week, as the reader's weeks stand; nothing where the team had no list.
    weeks: Vec<Rate>,
}

impl Lists {
    fn latest(&self) -> Rate {
        self.weeks.last().copied().unwrap_or_default()
    }

    fn all(&self) -> Rate {
        self.weeks.iter().copied().fold(Rate::default(), sum)
    }
}

fn sum(a: Rate, b: Rate) -> Rate {
    Rate {
        numerator: a.numerator + b.numerator,
        denominator: a.denominator + b.denominator,
    }
}

pub(super) fn sheet(reader: &Reader<'_>) -> Sheet {
    let weeks = &reader.worked_off;
    let count = |heading, pick: fn(&Lists) -> u64| {
        column(heading, 12, move |of: &Lists| Cell::count(pick(of)))
    };
    let mut columns: Vec<Column<'_, Lists>> = vec![
        column("Team", 28, |of: &Lists| Cell::text(of.team.clone())),
        count("Done, latest list", |of| of.latest().numerator),
        count("Out of, latest list", |of| of.latest().denominator),
        column("Share done, latest list", 12, |of: &Lists| {
            share(of.latest())
        }),
        count("Done, all weeks", |of| of.all().numerator),
        count("Out of, all weeks", |of| of.all().denominator),
        column("Share done, all weeks", 12, |of: &Lists| share(of.all())),
    ];
    for (at, week) in weeks.iter().enumerate() {
        let heading = format!("List of {}", plain(week.monday));
        columns.push(column(heading, 12, move |of: &Lists| share(of.weeks[at])).on_screen());
    }
    let sheet = Sheet::of(
        COMPLETION,
        "Completion of last week's lists by team, 13 weeks",
        Table::of(
            "ListCompletion",
            lists(weeks),
            &columns,
            "No Monday list that could be looked back on is on record yet.",
        )
        .freezing(1),
    );
    let Some(latest) = weeks.last() else {
        return sheet;
    };
    sheet.saying(format!(
        "Of the children on a Monday list who have not left it since: those who were visited as needed by that Sunday, recorded in time or late. The latest list is that of the week beginning {}; {} of 13 weeks are on record.",
        plain(latest.monday),
        weeks.len()
    ))
}

/// The lists of each team, in the order of their names, and of all together; none where there is none.
fn lists(weeks: &[WorkedOff]) -> Vec<Lists> {
    let mut teams: BTreeMap<String, Lists> = BTreeMap::new();
    let mut all = Lists {
        team: "All teams".to_owned(),
        weeks: vec![Rate::default(); weeks.len()],
    };
    for (at, week) in weeks.iter().enumerate() {
        for (scope, rate) in &week.rates {
            let RateScope::Team(name) = scope else {
                continue;
            };
            let team = teams.entry(name_key(name)).or_insert_with(|| Lists {
                team: name.clone(),
                weeks: vec![Rate::default(); weeks.len()],
            });
            team.weeks[at] = sum(team.weeks[at], *rate);
            all.weeks[at] = sum(all.weeks[at], *rate);
        }
    }
    if teams.is_empty() {
        return Vec::new();
    }
    let mut lists: Vec<Lists> = teams.into_values().collect();
    lists.sort_by(|a, b| a.team.cmp(&b.team));
    lists.push(all);
    lists
}
