//! Changes to a canonical sample's exports between two runs.

use std::path::Path;

use chrono::Days;

use super::{
    book::{Value, words},
    movement::Moved,
    night::Night,
};

/// Changes the exports between two runs: a visit deleted, another moved, a child gone. What must be said of the visits.
pub fn plant(root: &Path, first: &Night) -> Vec<Moved> {
    // Children whose last sighting is one visit that also is their last contact, long after anything else.
    let mut lone = first.children.iter().filter(|child| {
        let visits = first.facts.visits_of(&child.id);
        let on_the_day = visits
            .iter()
            .filter(|visit| Some(visit.date) == child.last_seen)
            .map(|visit| visit.workers.len())
            .sum::<usize>();
        let later = visits
            .iter()
            .any(|visit| Some(visit.date) > child.last_seen);
        child.last_seen.is_some()
            && child.last_seen == child.last_contact
            && on_the_day == 1
            && !later
            && !first.facts.is_merged(&child.id)
    });
    let mut next = || lone.next().expect("a child with a lone last visit");
    let (deleted, redated, gone) = (next(), next(), next());
    let path = root.join("visits_20261122.csv");
    let mut visits = std::fs::read_to_string(&path).expect("visits");
    let mut planted = Vec::new();
    for (child, kind) in [(deleted, "visit deleted"), (redated, "visit re-dated")] {
        let was = child.last_seen.expect("a sighting");
        let visit = first
            .facts
            .visits_of(&child.id)
            .iter()
            .find(|v| v.date == was)
            .expect("the visit");
        let line = visits
            .lines()
            .find(|line| line.starts_with(&format!("{},{},", visit.id, child.id)))
            .expect("its row")
            .to_owned();
        let moved = was - Days::new(3);
        let is_moved = kind == "visit re-dated";
        let new = if is_moved {
            line.replacen(&was.to_string(), &moved.to_string(), 1) + "\n"
        } else {
            String::new()
        };
        visits = visits.replace(&format!("{line}\n"), &new);
        planted.push(Moved {
            child: child.id.clone(),
            kind,
            about: "last contact and last seen",
            was: Value::Day(was),
            is: if is_moved {
                Value::Day(moved)
            } else {
                words("none")
            },
            team: child.team.clone(),
            service: child.service.clone(),
            rag: child.rag.clone(),
        });
    }
    std::fs::write(path, visits).expect("a writable folder");
    let path = root.join("cases_20261122.csv");
    let cases = std::fs::read_to_string(&path).expect("cases");
    let stays = |line: &&str| !line.starts_with(&format!("{},", gone.id));
    let cases: Vec<&str> = cases.lines().filter(stays).collect();
    std::fs::write(path, cases.join("\n") + "\n").expect("a writable folder");
    planted
}
