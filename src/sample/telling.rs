//! The telling of one child's visits: what a visit is recorded with, and who makes it.

use chrono::NaiveDate;

use super::chance::Chance;
use super::outline::Outline;
use super::pace::shifted;
use super::record::{Decision, Visit};
use super::scene::{Scene, office_time};
use crate::model::rating::Rag;
use crate::model::visit::{Answer, Mode, Outcome};

/// The telling of one child's visits.
pub(super) struct Telling<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) outline: &'a Outline,
    pub(super) decisions: &'a [Decision],
    pub(super) chance: &'a mut Chance,
    pub(super) phoned_since: Option<NaiveDate>,
    pub(super) visits: Vec<Visit>,
}

impl Telling<'_> {
    /// A phone call cannot see anyone, though a few records say so.
    pub(super) fn phone_seen(&mut self) -> Answer {
        self.chance.weighted(&[
            (70, Answer::No),
            (28, Answer::NotRecorded),
            (2, Answer::Yes),
        ])
    }

    /// Records a visit: mostly the same day, sometimes late, never after the export.
    pub(super) fn push(
        &mut self,
        date: NaiveDate,
        mode: Mode,
        outcome: Outcome,
        child_seen: Answer,
        worker: usize,
    ) {
        let eve = self.scene.eve();
        let recorded_on = if outcome == Outcome::Planned {
            shifted(date.min(eve), -self.chance.between(0, 9))
        } else {
            let (low, high) =
                self.chance
                    .weighted(&[(76, (0, 0)), (16, (1, 1)), (5, (2, 2)), (3, (3, 12))]);
            shifted(date, self.chance.between(low, high)).min(eve)
        };
        let alone = match child_seen {
            Answer::Yes if mode != Mode::Phone => self.alone(date),
            _ => Answer::NotRecorded,
        };
        self.visits.push(Visit {
            date,
            mode,
            outcome,
            child_seen,
            seen_alone: alone,
            worker,
            recorded_at: office_time(recorded_on, 15, 19, self.chance),
        });
    }

    fn alone(&mut self, date: NaiveDate) -> Answer {
        let days_old = (date - self.outline.born).num_days();
        if days_old < 4 * 365 {
            Answer::No
        } else {
            self.chance.weighted(&[
                (62, Answer::Yes),
                (33, Answer::No),
                (5, Answer::NotRecorded),
            ])
        }
    }

    /// The rating that a contact on `date` answers to; the last contact also answers to today's.
    pub(super) fn rating_on(&self, date: NaiveDate) -> Option<Rag> {
        let today_counts = self.outline.full_standard() && date == self.outline.last_contact;
        if today_counts || self.decisions.is_empty() {
            return self.outline.rating;
        }
        self.decisions
            .iter()
            .rev()
            .find(|decision| decision.decided_on.is_some_and(|decided| decided <= date))
            .or(self.decisions.first())
            .map(|decision| decision.rating)
    }

    /// Mostly the allocated worker; a colleague or a helper where that will do.
    pub(super) fn worker_on(&mut self, date: NaiveDate, rating: Option<Rag>) -> usize {
        let workforce = self.scene.workforce;
        let team = &workforce.teams[self.outline.team];
        let in_post = |worker: &usize| {
            let left_on = workforce.workers[*worker].left_on;
            left_on.is_none_or(|left| date < left)
        };
        let allocated = self.outline.worker.filter(in_post);
        if self.outline.needs_qualified(rating) {
            return allocated
                .filter(|worker| team.qualified.contains(worker))
                .unwrap_or_else(|| *self.chance.pick(&team.qualified));
        }
        let colleague = *self.chance.pick(&team.caseholders);
        let helper = *self.chance.pick(&team.helpers);
        self.chance.weighted(&[
            (86, allocated.unwrap_or(colleague)),
            (8, colleague),
            (6, helper),
        ])
    }
}
