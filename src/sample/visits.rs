//! The visits of a child, told backwards from its last contact, and what has happened and been booked since.

use chrono::NaiveDate;

use super::chance::Chance;
use super::outline::Outline;
use super::pace::{Target, shifted, weekday_back, weekday_forward};
use super::record::{Answer, Decision, Mode, Outcome, Rating, Visit};
use super::since::Lapse;
use super::story::{Part, Storyteller, office_time};

/// The visits of the child behind `outline`, in the order of their dates.
pub(super) fn history(
    teller: &Storyteller,
    outline: &Outline,
    decisions: &[Decision],
    chance: &mut Chance,
) -> Vec<Visit> {
    let phoned_since = phoned_since(teller, outline, chance);
    let mut telling = Telling {
        teller,
        outline,
        decisions,
        chance,
        phoned_since,
        visits: Vec::with_capacity(64),
    };
    if outline.part != Part::JustOpened {
        telling.back_from_last_contact();
        let lapse = Lapse::drawn(outline, telling.chance);
        telling.since_last_contact(lapse);
    }
    if outline.part != Part::Closed {
        telling.booking();
    }
    let mut visits = telling.visits;
    visits.sort_by_key(|visit| visit.date);
    visits
}

/// For one in eighty children whose plan allows it, every contact of the last months has been a phone call:
/// in touch, but unseen.
fn phoned_since(teller: &Storyteller, outline: &Outline, chance: &mut Chance) -> Option<NaiveDate> {
    (!outline.full_standard() && chance.percent(1.2))
        .then(|| shifted(teller.run_date, -chance.between(70, 170)))
}

/// The telling of one child's visits.
pub(super) struct Telling<'a> {
    pub(super) teller: &'a Storyteller<'a>,
    pub(super) outline: &'a Outline,
    decisions: &'a [Decision],
    pub(super) chance: &'a mut Chance,
    phoned_since: Option<NaiveDate>,
    visits: Vec<Visit>,
}

impl Telling<'_> {
    fn back_from_last_contact(&mut self) {
        let mut date = self.outline.last_contact;
        while date >= self.outline.known_since {
            self.contact(date);
            let gap = self.gap();
            self.beside(date, gap);
            date = shifted(date, -gap);
            if !self.chance.percent(4.0) {
                date = weekday_back(date);
            }
        }
    }

    /// Mostly well within the interval, now and then late.
    fn gap(&mut self) -> i64 {
        let days = i64::from(self.outline.pace.days());
        let (low, high) = self.chance.weighted(&[(93, (52, 100)), (7, (100, 150))]);
        (days * self.chance.between(low, high) / 100).max(3)
    }

    /// A contact of the kind that the rating of that day asks for.
    fn contact(&mut self, date: NaiveDate) {
        let rating = self.rating_on(date);
        let mode = match rating {
            _ if self.phoned_since.is_some_and(|since| date >= since) => Mode::Phone,
            None | Some(Rating::Red) => Mode::FaceToFace,
            Some(Rating::Amber) => {
                self.chance
                    .weighted(&[(55, Mode::FaceToFace), (39, Mode::Video), (6, Mode::Phone)])
            }
            Some(Rating::Green) => self.chance.weighted(&[
                (25, Mode::FaceToFace),
                (62, Mode::Video),
                (13, Mode::Phone),
            ]),
        };
        let seen = match (mode, rating) {
            _ if self.outline.part == Part::Unborn => Answer::Blank,
            (Mode::FaceToFace, None | Some(Rating::Red)) => Answer::Yes,
            (Mode::FaceToFace, _) => self.chance.weighted(&[(97, Answer::Yes), (3, Answer::No)]),
            (Mode::Video, _) => self.chance.weighted(&[(95, Answer::Yes), (5, Answer::No)]),
            _ => self.phone_seen(),
        };
        let worker = self.worker_on(date, rating);
        self.push(date, mode, Outcome::Completed, seen, worker);
    }

    /// A phone call cannot see anyone, though a few records say so.
    pub(super) fn phone_seen(&mut self) -> Answer {
        self.chance
            .weighted(&[(70, Answer::No), (28, Answer::Blank), (2, Answer::Yes)])
    }

    /// What else is recorded in the `gap` days before a contact on `date`.
    fn beside(&mut self, date: NaiveDate, gap: i64) {
        const BESIDE: [(f64, Mode, Outcome); 5] = [
            (6.0, Mode::FaceToFace, Outcome::Attempted),
            (5.0, Mode::FaceToFace, Outcome::Cancelled),
            (3.0, Mode::FaceToFace, Outcome::Planned),
            (37.0, Mode::Phone, Outcome::Completed),
            (22.0, Mode::Other, Outcome::Completed),
        ];
        for (percent, mode, outcome) in BESIDE {
            if !self.chance.percent(percent) {
                continue;
            }
            let day = weekday_back(shifted(date, -self.chance.between(1, gap - 1)));
            let seen = match (mode, outcome) {
                (Mode::Phone, _) => self.phone_seen(),
                (_, Outcome::Attempted) => Answer::No,
                _ => Answer::Blank,
            };
            if day >= self.outline.known_since {
                let worker = self.worker_on(day, self.rating_on(day));
                self.push(day, mode, outcome, seen, worker);
            }
        }
    }

    /// The next visit, where it is in the diary.
    fn booking(&mut self) {
        let run_date = self.teller.run_date;
        let due_in = self.outline.pace.due(self.outline.last_contact) - run_date;
        let (percent, low, high) = match self.outline.target {
            Target::Overdue => (55.0, 0, 6),
            Target::DueSoon => (72.0, 0, due_in.num_days()),
            Target::InTime => (22.0, 5, due_in.num_days().min(28)),
        };
        if !self.chance.percent(percent) {
            return;
        }
        let day = weekday_forward(shifted(run_date, self.chance.between(low, high)));
        let (in_person, by_video) = match self.outline.rating {
            None | Some(Rating::Red) => (1, 0),
            Some(Rating::Amber) => (2, 1),
            Some(Rating::Green) => (1, 2),
        };
        let mode = self
            .chance
            .weighted(&[(in_person, Mode::FaceToFace), (by_video, Mode::Video)]);
        let worker = self.worker_on(day, self.outline.rating);
        self.push(day, mode, Outcome::Planned, Answer::Blank, worker);
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
        let eve = self.teller.eve();
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
            _ => Answer::Blank,
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
            self.chance
                .weighted(&[(62, Answer::Yes), (33, Answer::No), (5, Answer::Blank)])
        }
    }

    /// The rating that a contact on `date` answers to; the last contact also answers to today's.
    fn rating_on(&self, date: NaiveDate) -> Option<Rating> {
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
    pub(super) fn worker_on(&mut self, date: NaiveDate, rating: Option<Rating>) -> usize {
        let workforce = self.teller.workforce;
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
