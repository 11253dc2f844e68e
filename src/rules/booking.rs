//! What is booked for a child, and whether a visit made as booked would be the one that is owed. [RULES 8]

use chrono::{Days, NaiveDate};

use super::{
    child::Child,
    night::Night,
    position::Position,
    standard::{Standard, Verdict},
};
use crate::model::{
    calendar::weekday,
    text::Sym,
    visit::{Answer, Outcome, Visit, VisitKind},
};

/// A booking of so many days before the run date is still asked after.
const ASKED_AFTER_DAYS: u64 = 14;

/// So many days after a booking the visit may still be made and recorded.
const MADE_WITHIN_DAYS: u64 = 3;

/// What is booked for a child on the run date.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bookings {
    /// The earliest that would be the visit that is owed; without one, the earliest.
    pub next: Option<Booking>,
    /// The latest of the last two weeks that nothing is recorded of.
    pub unrecorded: Option<NaiveDate>,
}

/// A planned visit on or after the run date.
#[derive(Clone, Copy, Debug)]
pub struct Booking {
    /// The visit as it is planned.
    pub visit: Visit,
    /// What speaks against it; none where it is fit.
    pub unfit: Option<Unfit>,
}

/// Why a visit made as booked would not be the one that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit {
    verdict: Verdict,
    standard: Standard,
}

impl Booking {
    /// The day, where it is fit.
    pub fn fit_on(&self) -> Option<NaiveDate> {
        self.unfit.is_none().then_some(self.visit.date)
    }
}

impl Bookings {
    /// The bookings of a child with a position.
    pub fn of(position: &Position, night: &Night<'_>) -> Self {
        let child = night.child(position.child);
        Self {
            next: next(position, &child),
            unrecorded: unrecorded(&child),
        }
    }

    /// The day of the earliest fit one.
    pub fn fit_on(&self) -> Option<NaiveDate> {
        self.next.as_ref().and_then(Booking::fit_on)
    }

    /// "booked Tue 24 Nov", "booked by video: face to face is needed", "booked for 23 Nov, no visit recorded"; none where
    /// nothing is booked. A worker is shown as `worker` says.
    pub fn in_words(&self, night: &Night<'_>, worker: impl Fn(Sym) -> String) -> Option<String> {
        let day = |date| weekday(date, night.date);
        let next = self.next.map(|booking| match booking.unfit {
            None => format!("booked {}", day(booking.visit.date)),
            Some(unfit) => unfit.in_words(&booking.visit, worker),
        });
        let unrecorded = self
            .unrecorded
            .map(|date| format!("booked for {}, no visit recorded", day(date)));
        let both: Vec<String> = next.into_iter().chain(unrecorded).collect();
        (!both.is_empty()).then(|| both.join("; "))
    }
}

impl Unfit {
    fn in_words(self, visit: &Visit, worker: impl Fn(Sym) -> String) -> String {
        let with = visit.worker.map_or_else(
            || "without a worker".to_owned(),
            |id| format!("with {}", worker(id)),
        );
        let needed = match self.standard {
            Standard::Full => "face to face is needed",
            Standard::Hybrid | Standard::Remote => "face to face, video or phone is needed",
        };
        match self.verdict {
            Verdict::NotStatutory => {
                format!("booked {with}: a worker of social care is needed, not of Targeted Support")
            }
            Verdict::NotQualified => format!("booked {with}: a qualified worker is needed"),
            Verdict::Supervising => {
                format!(
                    "booked {with}: a qualified worker is needed, not a supervising social worker"
                )
            }
            Verdict::WrongMode(_)
            | Verdict::Counts
            | Verdict::AfterRunDate
            | Verdict::NotCompleted(_)
            | Verdict::NotSeen(_) => format!("booked by {}: {needed}", visit.kind.mode().title()),
        }
    }
}

/// The earliest fit booking, else the earliest; of one date that of the lowest visit id.
fn next(position: &Position, child: &Child<'_>) -> Option<Booking> {
    let night = child.night;
    let planned = night.facts.visits_of(child.id).since(night.date.pred_opt());
    let mut planned: Vec<Visit> = planned
        .iter()
        .filter(|visit| visit.kind.outcome() == Outcome::Planned)
        .collect();
    planned.sort_by_key(|visit| (visit.date, night.facts.visit_ids.text(visit.id)));
    let judged = planned.into_iter().map(|visit| Booking {
        visit,
        unfit: unfit(position, child, &visit),
    });
    let mut earliest = None;
    for booking in judged {
        if booking.unfit.is_none() {
            return Some(booking);
        }
        earliest = earliest.or(Some(booking));
    }
    earliest
}

/// Judges a booking as on the run date: made as booked, the child seen, by its worker or else the child's.
fn unfit(position: &Position, child: &Child<'_>, booked: &Visit) -> Option<Unfit> {
    let kind = booked.kind;
    let made = Visit {
        date: child.night.date,
        kind: VisitKind::new(
            kind.mode(),
            Outcome::Completed,
            Answer::Yes,
            kind.seen_alone(),
        ),
        worker: booked.worker.or(position.worker),
        ..*booked
    };
    let standard = position.standard;
    match child.judge_by(&made, standard) {
        Verdict::Counts => None,
        verdict => Some(Unfit { verdict, standard }),
    }
}

/// The latest booking of the last two weeks after which no visit was made or attempted within three days.
fn unrecorded(child: &Child<'_>) -> Option<NaiveDate> {
    let date = child.night.date;
    let before = date.checked_sub_days(Days::new(ASKED_AFTER_DAYS + 1));
    let visits: Vec<Visit> = child.visits().since(before).iter().collect();
    let was_made = |booked: NaiveDate| {
        let until = booked.checked_add_days(Days::new(MADE_WITHIN_DAYS));
        visits.iter().any(|visit| {
            let made = matches!(
                visit.kind.outcome(),
                Outcome::Completed | Outcome::Attempted
            );
            made && visit.date >= booked && until.is_none_or(|until| visit.date <= until)
        })
    };
    visits
        .iter()
        .rev()
        .filter(|visit| visit.kind.outcome() == Outcome::Planned && visit.date < date)
        .map(|visit| visit.date)
        .find(|booked| !was_made(*booked))
}
