//! Whether the children of last time are still there: how many there are, and in which teams.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Objections;
use crate::{
    ingest::{refusal::Trouble, settings::Gate},
    model::{field::DataSet, input::InputReport, text::counted},
};

/// So many children fewer, or more, are nothing to remark upon: in a small service a share says little.
const NOT_WORTH_SAYING: u64 = 9;

/// The most teams that a finding names.
const NAMED: usize = 5;

/// Open children of a run, by team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headcount {
    /// The run date.
    pub date: NaiveDate,
    /// How many children each team has; none has 0.
    pub by_team: BTreeMap<String, u64>,
}

impl Headcount {
    fn children(&self) -> u64 {
        self.by_team.values().sum()
    }

    /// The teams that another headcount does not have, the largest first.
    fn teams_not_in(&self, other: &Self) -> Vec<(&str, u64)> {
        let mut teams: Vec<(&str, u64)> = self
            .by_team
            .iter()
            .filter(|(team, _)| !other.by_team.contains_key(*team))
            .map(|(team, children)| (team.as_str(), *children))
            .collect();
        teams.sort_by_key(|(team, children)| (std::cmp::Reverse(*children), *team));
        teams
    }
}

/// Compares tonight's children with those of the last run for an earlier date.
pub fn check_children(
    tonight: &Headcount,
    last: &Headcount,
    inputs: &[InputReport],
    gate: &Gate,
) -> Objections {
    let file = case_files(inputs);
    let mut objections = Objections::default();
    let findings = [
        (gate.children_down, too_few(tonight, last, gate)),
        (gate.teams, gone(tonight, last)),
        (gate.teams, new(tonight, last)),
    ];
    for (outcome, trouble) in findings {
        if let Some(trouble) = trouble {
            objections.take(outcome, DataSet::Cases, &file, trouble);
        }
    }
    objections
}

/// The files that hold the children.
pub(super) fn case_files(inputs: &[InputReport]) -> String {
    let mut files: Vec<&str> = inputs
        .iter()
        .filter(|input| input.data_set == DataSet::Cases)
        .map(|input| input.file.path.as_str())
        .collect();
    files.dedup();
    files.join(", ")
}

fn too_few(tonight: &Headcount, last: &Headcount, gate: &Gate) -> Option<Trouble> {
    let (found, before) = (tonight.children(), last.children());
    let is_too_few = (found as f64) < gate.min_children_vs_last * before as f64;
    (is_too_few && before - found > NOT_WORTH_SAYING).then_some(Trouble::TooFewChildren {
        found,
        last: before,
        date: last.date,
        limit: gate.min_children_vs_last * 100.0,
    })
}

fn gone(tonight: &Headcount, last: &Headcount) -> Option<Trouble> {
    let gone = last.teams_not_in(tonight);
    (!gone.is_empty()).then(|| Trouble::TeamsGone {
        teams: counted(gone.len(), "team", "teams"),
        named: named(&gone, |children| format!("{children} then, 0 now")),
        date: last.date,
    })
}

fn new(tonight: &Headcount, last: &Headcount) -> Option<Trouble> {
    let new = tonight.teams_not_in(last);
    (!new.is_empty()).then(|| Trouble::TeamsNew {
        teams: counted(new.len(), "team", "teams"),
        named: named(&new, |children| format!("0 then, {children} now")),
        date: last.date,
    })
}

/// "North (12 then, 0 now), South (3 then, 0 now) and 2 more".
fn named(teams: &[(&str, u64)], numbers: impl Fn(u64) -> String) -> String {
    let first: Vec<String> = teams
        .iter()
        .take(NAMED)
        .map(|(team, children)| format!("{team} ({})", numbers(*children)))
        .collect();
    match teams.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
