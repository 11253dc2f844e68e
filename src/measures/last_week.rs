//! Last week's Monday list: what became of each child on it, and how far it was worked off. [RULES 8]

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::rate::{Rate, RateScope};
use crate::{
    model::{calendar, text::Sym, visit::Visit},
    rules::{
        birth::Birth,
        listed::{self, ListOutcome, Listing},
        night::Night,
        position::Position,
        standard::Standard,
    },
};

/// The word under which the ledger keeps how far lists were worked off.
pub const WORKED_OFF: &str = "list-worked-off";

/// So many weeks of it are shown.
pub const WEEKS: usize = 13;

/// A child as it stood on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedThen {
    /// The child.
    pub child_id: String,
    /// The team whose list it was.
    pub team: String,
    /// Its service.
    pub service: Option<String>,
    /// The rating's word.
    pub rag: String,
    /// When the visit was due; none where no start was known.
    pub due: Option<NaiveDate>,
    /// What the visit was to be.
    pub standard: Standard,
    /// Whether the child was born.
    pub birth: Birth,
    /// The fit booking that stood on it.
    pub booked: Option<NaiveDate>,
    /// On how many lists in a row it stood, this one among them.
    pub weeks: u32,
}

/// The same, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedChild {
    /// How it stood.
    pub then: ListedThen,
    /// The child, where tonight's exports have it.
    pub child: Option<Sym>,
    /// What became of it.
    pub outcome: ListOutcome,
    /// The visit that says so.
    pub visit: Option<Visit>,
}

/// A list of the week before the run date's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWeek {
    /// The list's run date.
    pub date: NaiveDate,
    /// Its children, by id.
    pub listed: Vec<ListedChild>,
}

impl LastWeek {
    /// Finds what became of each child on a list.
    pub fn of(
        date: NaiveDate,
        listed: Vec<ListedThen>,
        night: &Night<'_>,
        positions: &[Position],
    ) -> Self {
        let sunday = calendar::sunday_of(date);
        let positions: HashMap<Sym, &Position> = positions
            .iter()
            .map(|position| (position.child, position))
            .collect();
        let listed = listed
            .into_iter()
            .map(|then| {
                let child = night.facts.child(&then.child_id);
                let listing = Listing {
                    week: (date, sunday),
                    team: &then.team,
                    standard: then.standard,
                    booked: then.booked,
                };
                let (outcome, visit) = child.map_or((ListOutcome::LeftList, None), |child| {
                    let position = positions.get(&child).copied();
                    listed::outcome(child, position, &listing, night)
                });
                ListedChild {
                    then,
                    child,
                    outcome,
                    visit,
                }
            })
            .collect();
        Self { date, listed }
    }

    /// Only some of the children: those of one reader's teams.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&ListedThen) -> bool) -> Self {
        let listed = self.listed.iter().filter(|of| keep(&of.then));
        Self {
            date: self.date,
            listed: listed.cloned().collect(),
        }
    }

    /// How many of the children one thing became of.
    pub fn count(&self, outcome: ListOutcome) -> u64 {
        let of = self.listed.iter().filter(|of| of.outcome == outcome);
        of.count() as u64
    }

    /// Of the children who have not left the list, those who were visited as needed.
    pub fn worked_off(&self) -> Rate {
        rate_of(&self.listed)
    }

    /// The same of every scope that had a child on the list.
    pub fn worked_off_by_scope(&self) -> Vec<(RateScope, Rate)> {
        let mut scopes: BTreeMap<RateScope, Rate> = BTreeMap::new();
        for of in &self.listed {
            let own = rate_of(std::slice::from_ref(of));
            let service = of.then.service.clone().map(RateScope::Service);
            let scopes_of = [RateScope::All, RateScope::Team(of.then.team.clone())];
            for scope in scopes_of.into_iter().chain(service) {
                let rate = scopes.entry(scope).or_default();
                rate.numerator += own.numerator;
                rate.denominator += own.denominator;
            }
        }
        scopes.into_iter().collect()
    }
}

fn rate_of(listed: &[ListedChild]) -> Rate {
    let count =
        |keep: fn(ListOutcome) -> bool| listed.iter().filter(|of| keep(of.outcome)).count() as u64;
    Rate {
        numerator: count(ListOutcome::is_done),
        denominator: count(|outcome| outcome != ListOutcome::LeftList),
    }
}

/// How far the list of one week was worked off, by scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedOff {
    /// The Monday of the list's week.
    pub monday: NaiveDate,
    /// Every scope that had a child on it.
    pub rates: BTreeMap<RateScope, Rate>,
}
