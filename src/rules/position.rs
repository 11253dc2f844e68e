//! Where one child stands on the run date, and what made it so. [RULES 5]

use chrono::NaiveDate;

use super::{
    flags::{self, ChildFacts, FlagSet},
    frequency::{self, Due},
    in_force::{RatingInForce, rating_in_force},
    night::Night,
    standard::{Birth, Standard, Verdict, is_sighting, judge},
};
use crate::model::{
    calendar,
    facts::CaseRow,
    rating::Rag,
    status::{Status, StatusSet},
    text::Sym,
    visit::{Mode, Visit},
};

/// How a child stands against its due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The due date has passed.
    Overdue,
    /// Due by the Sunday of this week.
    Due,
    /// Later.
    Ok,
    /// No status or plan sets an interval.
    NoMinimum,
}

impl State {
    /// Every state, worst first.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Due, Self::Ok, Self::NoMinimum];

    /// The word of `positions.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "OVERDUE",
            Self::Due => "DUE",
            Self::Ok => "OK",
            Self::NoMinimum => "NO-MINIMUM",
        }
    }
}

/// The position of a child on the run date, with its reasons.
#[derive(Clone, Debug)]
pub struct Position {
    /// The child.
    pub child: Sym,
    /// The child's name, where an export gives one.
    pub name: Option<Sym>,
    /// The governing status; without a due date, the status of the first row.
    pub status: Status,
    /// Every open status.
    pub statuses: StatusSet,
    /// The rating in force, none for UNRATED.
    pub rating: Option<RatingInForce>,
    /// What a visit must be.
    pub standard: Standard,
    /// The latest visit that counts.
    pub last_contact: Option<Visit>,
    /// When the next visit is due, and because of what.
    pub due: Option<Due>,
    /// How the child stands against it.
    pub state: State,
    /// Days past the due date, 0 until then.
    pub days_overdue: u32,
    /// The latest day the child was seen.
    pub last_seen: Option<NaiveDate>,
    /// The due date worked from the last sighting.
    pub seen_due: Option<NaiveDate>,
    /// Days since the child was seen, or since the earliest open row began; none for the unborn.
    pub days_unseen: Option<u32>,
    /// Whether nobody has seen the child in time.
    pub unseen: bool,
    /// The latest day the child was seen in person.
    pub last_face_to_face: Option<NaiveDate>,
    /// The team that answers for the child, among [`crate::model::facts::Facts::words`].
    pub team: Sym,
    /// Its service.
    pub service: Option<Sym>,
    /// The allocated worker.
    pub worker: Option<Sym>,
    /// Born after the run date.
    pub birth: Birth,
    /// What is flagged.
    pub flags: FlagSet,
}

impl Position {
    /// The rating's word for `positions.csv`.
    pub fn rag_code(&self) -> &'static str {
        self.rag().map_or("UNRATED", Rag::code)
    }

    /// The rating in force.
    pub fn rag(&self) -> Option<Rag> {
        self.rating.map(|rating| rating.rag)
    }

    /// The due date.
    pub fn due_date(&self) -> Option<NaiveDate> {
        self.due.map(|due| due.date)
    }

    pub(super) fn of<'a>(
        child: Sym,
        night: &'a Night<'a>,
        scratch: &mut Scratch<'a>,
    ) -> Option<Self> {
        let (facts, date, workers) = (night.facts, night.date, &night.workers);
        let open = &mut scratch.open;
        open.clear();
        let rows = facts.cases_of(child);
        open.extend(rows.iter().filter(|row| row.is_open_on(date)));
        let first = *open.first()?;

        let rating = rating_in_force(facts.ratings_of(child), open, date, workers);
        let standard = Standard::of(rating.map(|rating| rating.rag), night.framework);
        let born = open.iter().filter_map(|row| row.born).min();
        let birth = if born.is_some_and(|born| born > date) {
            Birth::Unborn
        } else {
            Birth::Born
        };

        let visits = facts.visits_of(child).until(date);
        let (mut last_contact, mut last_seen, mut last_face_to_face) = (None, None, None);
        for visit in visits.iter().rev() {
            if last_contact.is_none()
                && judge(&visit, standard, birth, date, workers) == Verdict::Counts
            {
                last_contact = Some(visit);
            }
            if last_face_to_face.is_none() && is_sighting(&visit, workers) {
                last_seen = last_seen.or(Some(visit.date));
                if visit.kind.mode() == Mode::FaceToFace {
                    last_face_to_face = Some(visit.date);
                }
            }
            if last_contact.is_some() && last_face_to_face.is_some() {
                break;
            }
        }

        // Rows stand in tie order, so the first of the earliest due dates governs.
        let earliest = |last: Option<NaiveDate>| {
            open.iter()
                .filter_map(|row| Some((frequency::due(row, last, night.settings)?, row.status)))
                .min_by_key(|(due, _)| due.date)
        };
        let due = earliest(last_contact.map(|visit| visit.date));
        let seen_due = earliest(last_seen).map(|(due, _)| due.date);
        let state = match due {
            None => State::NoMinimum,
            Some((due, _)) if date > due.date => State::Overdue,
            Some((due, _)) if due.date <= calendar::sunday_of(date) => State::Due,
            Some(_) => State::Ok,
        };
        let days_since =
            |day: NaiveDate| u32::try_from(calendar::days_between(day, date)).unwrap_or(0);
        let unseen_from = last_seen.or(open.iter().map(|row| row.start).min());

        let mut statuses = StatusSet::default();
        open.iter().for_each(|row| statuses.insert(row.status));
        let mut position = Self {
            child,
            name: first.name.or_else(|| rows.iter().find_map(|row| row.name)),
            status: due.map_or(first.status, |(_, status)| status),
            statuses,
            rating,
            standard,
            last_contact,
            due: due.map(|(due, _)| due),
            state,
            days_overdue: due.map_or(0, |(due, _)| days_since(due.date)),
            last_seen,
            seen_due,
            days_unseen: unseen_from.filter(|_| birth == Birth::Born).map(days_since),
            unseen: birth == Birth::Born && seen_due.is_some_and(|due| date > due),
            last_face_to_face,
            team: first.team,
            service: first.service,
            worker: first.worker,
            birth,
            flags: FlagSet::default(),
        };
        position.flags = flags::raised(&ChildFacts {
            night,
            open,
            visits,
            position: &position,
        });
        Some(position)
    }
}

/// Room that is used again for every child.
#[derive(Default)]
pub(super) struct Scratch<'a> {
    open: Vec<&'a CaseRow>,
}
