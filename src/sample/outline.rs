//! Decides who a child is and where it stands, before its record is written.

use chrono::NaiveDate;

use super::chance::{Chance, spread};
use super::pace::{Pace, Target, shifted, weekday_back};
use super::part::Part;
use super::scene::Scene;
use super::shares::{days_known_before, group_of, plan_days, rating_at, status_at, target_at};
use crate::model::rating::Rag;
use crate::model::status::Status;

/// How far back visits are told.
const HISTORY_DAYS: i64 = 548;

/// What is decided about a child before its record is written.
pub(super) struct Outline {
    pub(super) part: Part,
    pub(super) status: Status,
    pub(super) rating: Option<Rag>,
    pub(super) team: usize,
    pub(super) worker: Option<usize>,
    pub(super) pace: Pace,
    pub(super) plan_days: Option<u32>,
    pub(super) target: Target,
    pub(super) last_contact: NaiveDate,
    pub(super) start: NaiveDate,
    /// The first day with visits: the child may have been known under another status before.
    pub(super) known_since: NaiveDate,
    pub(super) born: NaiveDate,
}

impl Scene<'_> {
    /// The outline of child `index` in the part it plays.
    pub(super) fn outline(&self, index: u32, part: Part, chance: &mut Chance) -> Outline {
        let [by_status, by_team, by_target] = spread(self.spread_start, index);
        let status = part.status().unwrap_or_else(|| status_at(by_status));
        let rating = match part {
            Part::JustOpened => None,
            Part::CpGreen => Some(Rag::Green),
            Part::Unborn | Part::StudentWent | Part::RemoteInstead => Some(Rag::Red),
            _ => rating_at(status, chance.share()),
        };
        // Students are in the first team of each group.
        let by_team = if part == Part::StudentWent {
            0.0
        } else {
            by_team
        };
        let team = self.workforce.team_of(group_of(status, chance), by_team);
        let plan_days = plan_days(status, chance);
        let in_team = &self.workforce.teams[team];
        let candidates = match needs_qualified(status, rating, plan_days) {
            true => &in_team.qualified,
            false => &in_team.caseholders,
        };
        let worker = match part {
            Part::Unallocated | Part::JustOpened => None,
            Part::WorkerLeft if in_team.leaver.is_some() => in_team.leaver,
            _ => Some(*chance.pick(candidates)),
        };
        let pace = Pace::minimum(status)
            .unwrap_or(Pace::Days(28))
            .or_shorter(plan_days);
        let target = match part {
            Part::StudentWent
            | Part::TargetedSupportWent
            | Part::NoAccess
            | Part::RemoteInstead => Target::Overdue,
            _ => target_at(by_target, team),
        };
        let last_contact = pace.last_contact(target, self.run_date, chance);
        let mut start = self.start(status, chance);
        if target != Target::InTime && chance.percent(92.0) {
            start = start.min(shifted(last_contact, -chance.between(0, 30)));
        }
        let known_since = shifted(start, -days_known_before(status, chance));
        let born = self.birth(part, status, start, chance);
        let earliest = match part {
            Part::JustOpened => self.eve(),
            Part::Unborn => shifted(self.run_date, -110),
            _ => born,
        };
        let known_since = known_since.max(earliest);
        Outline {
            part,
            status,
            rating,
            team,
            worker,
            pace,
            plan_days,
            target,
            last_contact,
            start: weekday_back(start).max(earliest),
            known_since: known_since.max(shifted(self.run_date, -HISTORY_DAYS)),
            born,
        }
    }

    fn start(&self, status: Status, chance: &mut Chance) -> NaiveDate {
        let days_ago = match status {
            Status::Cin => chance.leaning(12, 600, 2.0),
            Status::Cp => chance.leaning(9, 480, 1.5),
            Status::Cic => chance.leaning(20, 2600, 1.3),
            Status::CareLeaver => chance.leaning(30, 1300, 1.0),
            Status::TargetedSupport => chance.leaning(15, 340, 1.5),
            Status::YouthOffending => chance.leaning(15, 300, 1.3),
        };
        weekday_back(shifted(self.run_date, -days_ago))
    }

    fn birth(
        &self,
        part: Part,
        status: Status,
        start: NaiveDate,
        chance: &mut Chance,
    ) -> NaiveDate {
        const YEAR: i64 = 365;
        if part == Part::Unborn {
            return shifted(self.run_date, chance.between(9, 105));
        }
        let days_old = match status {
            Status::Cp => chance.leaning(40, 16 * YEAR, 1.4),
            Status::Cin => chance.leaning(60, 17 * YEAR, 1.1),
            Status::Cic => chance.leaning(90, 17 * YEAR, 0.8),
            Status::TargetedSupport => chance.between(5 * YEAR, 17 * YEAR),
            Status::YouthOffending => chance.between(12 * YEAR, 17 * YEAR),
            Status::CareLeaver => {
                let at_eighteen = shifted(start, -chance.between(0, 20));
                return shifted(at_eighteen, -(18 * YEAR + 5));
            }
        };
        shifted(self.run_date, -days_old)
    }
}

impl Outline {
    /// Today, visits must be face to face, by a qualified worker, with the child seen.
    pub(super) fn full_standard(&self) -> bool {
        full_standard(self.rating)
    }

    /// Whether a visit under `rating` is one for a social worker: also where a Targeted Support plan
    /// sets an interval, because visits by Targeted Support workers are not statutory.
    pub(super) fn needs_qualified(&self, rating: Option<Rag>) -> bool {
        needs_qualified(self.status, rating, self.plan_days)
    }
}

fn full_standard(rating: Option<Rag>) -> bool {
    !matches!(rating, Some(Rag::Amber | Rag::Green))
}

fn needs_qualified(status: Status, rating: Option<Rag>, plan_days: Option<u32>) -> bool {
    if status.is_social_care() {
        full_standard(rating)
    } else {
        plan_days.is_some()
    }
}
