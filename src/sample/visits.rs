//! The visits of a child, told backwards from its last contact, and what has happened and been booked since.

use chrono::NaiveDate;

use super::chance::Chance;
use super::outline::Outline;
use super::pace::{Target, shifted, weekday_back, weekday_forward};
use super::part::Part;
use super::record::{Decision, Visit};
use super::scene::Scene;
use super::since::Lapse;
use super::telling::Telling;
use crate::model::rating::Rag;
use crate::model::visit::{Answer, Mode, Outcome};

/// The visits of the child behind `outline`, in the order of their dates.
pub(super) fn history(
    scene: &Scene,
    outline: &Outline,
    decisions: &[Decision],
    chance: &mut Chance,
) -> Vec<Visit> {
    let phoned_since = phoned_since(scene, outline, chance);
    let mut telling = Telling {
        scene,
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
fn phoned_since(scene: &Scene, outline: &Outline, chance: &mut Chance) -> Option<NaiveDate> {
    (!outline.full_standard() && chance.percent(1.2))
        .then(|| shifted(scene.run_date, -chance.between(70, 170)))
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
            None | Some(Rag::Red) => Mode::FaceToFace,
            Some(Rag::Amber) => {
                self.chance
                    .weighted(&[(55, Mode::FaceToFace), (39, Mode::Video), (6, Mode::Phone)])
            }
            Some(Rag::Green) => self.chance.weighted(&[
                (25, Mode::FaceToFace),
                (62, Mode::Video),
                (13, Mode::Phone),
            ]),
        };
        let seen = match (mode, rating) {
            _ if self.outline.part == Part::Unborn => Answer::NotRecorded,
            (Mode::FaceToFace, None | Some(Rag::Red)) => Answer::Yes,
            (Mode::FaceToFace, _) => self.chance.weighted(&[(97, Answer::Yes), (3, Answer::No)]),
            (Mode::Video, _) => self.chance.weighted(&[(95, Answer::Yes), (5, Answer::No)]),
            _ => self.phone_seen(),
        };
        let worker = self.worker_on(date, rating);
        self.push(date, mode, Outcome::Completed, seen, worker);
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
                _ => Answer::NotRecorded,
            };
            if day >= self.outline.known_since {
                let worker = self.worker_on(day, self.rating_on(day));
                self.push(day, mode, outcome, seen, worker);
            }
        }
    }

    /// The next visit, where it is in the diary.
    fn booking(&mut self) {
        let run_date = self.scene.run_date;
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
            None | Some(Rag::Red) => (1, 0),
            Some(Rag::Amber) => (2, 1),
            Some(Rag::Green) => (1, 2),
        };
        let mode = self
            .chance
            .weighted(&[(in_person, Mode::FaceToFace), (by_video, Mode::Video)]);
        let worker = self.worker_on(day, self.outline.rating);
        self.push(day, mode, Outcome::Planned, Answer::NotRecorded, worker);
    }
}
