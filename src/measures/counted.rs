//! A night counted once, by service, team, worker, status and rating; each reader's figures are sums of its rows.

use std::{
    collections::{BTreeMap, HashMap},
    ops::{AddAssign, RangeInclusive},
};

use chrono::NaiveDate;

use super::{
    CountError,
    contacts::{self, Contacts, WeekOfContacts},
    rate::{self, ScopeRates},
    stack::{self, Key},
    sums::Codes,
    tally::{Count, Tally},
    trend::WEEKS,
};
use crate::{
    model::{
        rating::Rag,
        report::{Need, Report},
        status::Status,
        text::{Sym, name_key},
    },
    rules::{night::Night, position::Position},
};

/// What the children of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// The service; blank where none is recorded.
    Service,
    /// The team.
    Team,
    /// The allocated worker's id; blank where there is none.
    Worker,
    /// The governing status.
    Status,
    /// The rating in force, or UNRATED.
    Rating,
}

/// The tally of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupTally<'a> {
    /// What the group has in common.
    pub group: &'a str,
    /// Its counts.
    pub tally: Tally,
}

/// A night's counts, of every child.
pub struct Counted<'a> {
    places: Vec<Place<'a>>,
    /// The Mondays of the weeks of which contacts were counted.
    mondays: Vec<NaiveDate>,
}

/// One team within one service: a scope holds all of its children or none.
struct Place<'a> {
    service: Option<&'a str>,
    team: &'a str,
    rows: Vec<Row<'a>>,
    contacts: Vec<WeekOfContacts>,
}

struct Row<'a> {
    worker: &'a str,
    status: &'static str,
    rating: &'static str,
    tally: Tally,
}

impl<'a> Counted<'a> {
    /// Counts the children, and where one of the reports needs them the contacts of the weeks of a trend.
    ///
    /// # Errors
    /// None in practice; polars' own.
    pub fn of(
        night: &Night<'a>,
        positions: &[Position],
        reports: &[Report],
    ) -> Result<Self, CountError> {
        const KEYS: [Key; 5] = [
            Key::Service,
            Key::Team,
            Key::Worker,
            Key::Status,
            Key::Rating,
        ];
        let word = |code: u32| night.facts.words.text(Sym::at(code as usize));
        let worker_id = |code: u32| night.facts.workers.text(Sym::at(code as usize));
        let layer = stack::layer(0, positions, KEYS, Count::ALL)?;
        let mut places: BTreeMap<Codes<2>, Place<'a>> = BTreeMap::new();
        for (codes, tally) in stack::tallies(layer, KEYS, Count::ALL)? {
            let [service, team, worker, status, rating] = codes;
            let place = places.entry([service, team]).or_insert_with(|| Place {
                service: service.map(word),
                team: team.map_or("", word),
                rows: Vec::new(),
                contacts: Vec::new(),
            });
            place.rows.push(Row {
                worker: worker.map_or("", worker_id),
                status: status.map_or("", |code| Status::ALL[code as usize].code()),
                rating: rating.map_or("UNRATED", |code| Rag::ALL[code as usize].code()),
                tally,
            });
        }
        let mut mondays = Vec::new();
        if Need::Weeks.is_of(reports) {
            mondays = contacts::mondays(night.date, WEEKS);
            for (codes, week) in contacts::by_week(positions, night, mondays[0])? {
                if let Some(place) = places.get_mut(&codes) {
                    place.contacts.push(week);
                }
            }
        }
        Ok(Self {
            places: places.into_values().collect(),
            mondays,
        })
    }

    /// The counts of all children.
    pub fn all(&self) -> Portion<'_> {
        self.only(|_, _| true)
    }

    /// The counts of the children of some teams and services.
    pub fn only(&self, holds: impl Fn(&str, Option<&str>) -> bool) -> Portion<'_> {
        let places = self.places.iter();
        Portion {
            places: places
                .filter(|place| holds(place.team, place.service))
                .collect(),
            mondays: &self.mondays,
        }
    }

    /// The rates of every scope that is remembered: all, each named service, each team.
    pub fn by_scope(&self) -> Vec<ScopeRates> {
        rate::by_scope(self.places.iter().map(|place| {
            let tally: Tally = place.rows.iter().map(|row| row.tally).sum();
            (place.service.unwrap_or_default(), place.team, tally.rates())
        }))
    }
}

/// The part of a night's counts that one reader answers for.
#[derive(Clone)]
pub struct Portion<'a> {
    places: Vec<&'a Place<'a>>,
    mondays: &'a [NaiveDate],
}

impl<'a> Portion<'a> {
    /// The tally of all its children together.
    pub fn tally(&self) -> Tally {
        self.rows().map(|(_, row)| row.tally).sum()
    }

    /// The tally of each group of them, in the order of the groups' names.
    pub fn by(&self, grouping: Grouping) -> Vec<GroupTally<'a>> {
        let mut groups: BTreeMap<&'a str, Tally> = BTreeMap::new();
        for (place, row) in self.rows() {
            let group = match grouping {
                Grouping::Service => place.service.unwrap_or_default(),
                Grouping::Team => place.team,
                Grouping::Worker => row.worker,
                Grouping::Status => row.status,
                Grouping::Rating => row.rating,
            };
            *groups.entry(group).or_default() += row.tally;
        }
        let groups = match grouping {
            Grouping::Service | Grouping::Team => one_of_each_name(groups.into_iter()),
            Grouping::Worker | Grouping::Status | Grouping::Rating => groups.into_iter().collect(),
        };
        let tally = |(group, tally)| GroupTally { group, tally };
        groups.into_iter().map(tally).collect()
    }

    /// The contacts with them of each week, earliest first; none where no report of the job needs them.
    pub fn contacts(&self) -> Vec<WeekOfContacts> {
        let weeks = || self.places.iter().flat_map(|place| &place.contacts);
        let mondays = self.mondays.iter();
        mondays
            .map(|&monday| WeekOfContacts::sum(monday, weeks()))
            .collect()
    }

    /// The same by team, of the weeks from one Monday to another, both included; in the order of the teams' names.
    pub fn contacts_by_team(&self, mondays: RangeInclusive<NaiveDate>) -> Vec<(&'a str, Contacts)> {
        let mut teams: BTreeMap<&'a str, Contacts> = BTreeMap::new();
        for place in &self.places {
            let made = teams.entry(place.team).or_default();
            let weeks = place.contacts.iter();
            for week in weeks.filter(|week| mondays.contains(&week.monday)) {
                *made += week.made;
            }
        }
        one_of_each_name(teams.into_iter())
    }

    fn rows(&self) -> impl Iterator<Item = (&'a Place<'a>, &'a Row<'a>)> {
        let places = self.places.iter();
        places.flat_map(|place| place.rows.iter().map(move |row| (*place, row)))
    }
}

/// Groups whose names are one name in two spellings, as scopes compare them, put together under the first. [RULES 2]
fn one_of_each_name<'a, C: AddAssign>(
    groups: impl Iterator<Item = (&'a str, C)>,
) -> Vec<(&'a str, C)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<(&'a str, C)> = Vec::new();
    for (group, counts) in groups {
        let at = *places.entry(name_key(group)).or_insert(merged.len());
        match merged.get_mut(at) {
            Some((_, known)) => *known += counts,
            None => merged.push((group, counts)),
        }
    }
    merged
}
