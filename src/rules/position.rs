//! Where one child stands on the run date, and what made it so. [RULES 5]

use chrono::NaiveDate;

use super::{
    birth::Birth,
    child::Child,
    contacts::Latest,
    due::{self, Due, DueRule, Governing},
    flags::{self, ChildFacts, FlagSet},
    in_force::RatingInForce,
    seen::Seen,
    standard::Standard,
};
use crate::model::{
    calendar,
    rating::Rag,
    status::{Status, StatusSet},
    text::Sym,
    visit::Visit,
};

/// The word of no rating.
pub const UNRATED: &str = "UNRATED";

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

    /// The state on a day; without a governing row there is no minimum.
    fn of(governing: Option<Governing<'_>>, date: NaiveDate) -> Self {
        let Some(governing) = governing else {
            return Self::NoMinimum;
        };
        match governing.due {
            // Nobody knows since when, and nothing has counted.
            None => Self::Overdue,
            Some(due) if date > due.date => Self::Overdue,
            Some(due) if due.date <= calendar::sunday_of(date) => Self::Due,
            Some(_) => Self::Ok,
        }
    }
}

/// A team and its service, among [`crate::model::facts::Facts::words`].
pub type TeamAndService = (Sym, Option<Sym>);

/// The position of a child on the run date, with its reasons.
#[derive(Clone, Debug)]
pub struct Position {
    /// The child.
    pub child: Sym,
    /// The child's name, where an export gives one.
    pub name: Option<Sym>,
    /// The governing status; without a due date, the status of the head row.
    pub status: Status,
    /// Every open status.
    pub statuses: StatusSet,
    /// The rating in force, none for UNRATED.
    pub rating: Option<RatingInForce>,
    /// The day on which the rating was withdrawn, where that is why there is none.
    pub rating_withdrawn_on: Option<NaiveDate>,
    /// What the next visit must be.
    pub standard: Standard,
    /// The latest visit that counts, by the standard of its own date.
    pub last_contact: Option<Visit>,
    /// The latest visit that would have counted had every rating been RED.
    pub last_full: Option<Visit>,
    /// `status_from` of the governing row; of the head row without one, and none where its start is unknown.
    pub status_from: Option<NaiveDate>,
    /// `involved_from` of the same row.
    pub involved_from: Option<NaiveDate>,
    /// When the next visit is due, and because of what; none too where a start is unknown and nothing has counted.
    pub due: Option<Due>,
    /// Which rule gave the due date, or that none could.
    pub due_rule: Option<DueRule>,
    /// From which day on the child is RED, where that asks for a visit of the full standard.
    pub raised_on: Option<NaiveDate>,
    /// Of a child rated below the RED examples: the due date were it RED.
    pub due_if_red: Option<NaiveDate>,
    /// How the child stands against its due date.
    pub state: State,
    /// Days past the due date, 0 until then; none without a due date.
    pub days_overdue: Option<u32>,
    /// The latest day the child was seen.
    pub last_seen: Option<NaiveDate>,
    /// The due date worked from the last sighting.
    pub seen_due: Option<NaiveDate>,
    /// Days since the child was seen, or since it could be; none for the unborn and where no start is known.
    pub days_unseen: Option<u32>,
    /// Whether nobody has seen the child in time.
    pub unseen: bool,
    /// The latest day the child was seen in person.
    pub last_face_to_face: Option<NaiveDate>,
    /// The team that answers for the child, among [`crate::model::facts::Facts::words`].
    pub team: Sym,
    /// Its service.
    pub service: Option<Sym>,
    /// The team and service of its open Targeted Support row, the first in tie order: they have the child on their
    /// tracker, whichever row its own team comes from. [RULES 8]
    pub targeted_in: Option<TeamAndService>,
    /// The allocated worker.
    pub worker: Option<Sym>,
    /// The date of birth; the expected one for an unborn child.
    pub born: Option<NaiveDate>,
    /// Whether the child is born on the run date.
    pub birth: Birth,
    /// What is flagged.
    pub flags: FlagSet,
}

impl Position {
    /// The rating's word for `positions.csv`.
    pub fn rag_code(&self) -> &'static str {
        self.rag().map_or(UNRATED, Rag::code)
    }

    /// The rating in force.
    pub fn rag(&self) -> Option<Rag> {
        self.rating.map(|rating| rating.rag)
    }

    /// The due date.
    pub fn due_date(&self) -> Option<NaiveDate> {
        self.due.map(|due| due.date)
    }

    /// The day of the latest visit that counts.
    pub fn last_contact_on(&self) -> Option<NaiveDate> {
        self.last_contact.map(|visit| visit.date)
    }

    /// Whether it is asked of the child that somebody sees it in time: it is born, and an interval is set.
    pub fn can_be_unseen(&self) -> bool {
        self.birth == Birth::Born && self.state != State::NoMinimum
    }

    /// Where a child stands; none where it has no position. [RULES 5]
    pub(super) fn of(child: &Child<'_>) -> Option<Self> {
        if !child.has_position() {
            return None;
        }
        let head = *child.open.first()?;
        let date = child.night.date;
        let latest = Latest::of(child);
        let governing = due::governing(child, &latest);
        let seen = Seen::of(child, latest.seen);
        let row = governing.map_or(head, |governing| governing.row);
        let due = governing.and_then(|governing| governing.due);
        let state = State::of(governing, date);
        let mut statuses = StatusSet::default();
        child
            .open
            .iter()
            .for_each(|row| statuses.insert(row.status));

        let mut position = Self {
            child: child.id,
            name: head
                .name
                .or_else(|| child.rows.iter().find_map(|row| row.name)),
            status: row.status,
            statuses,
            rating: child.rating(),
            rating_withdrawn_on: child.ratings.withdrawn_on(),
            standard: child.standard_on(date),
            last_contact: latest.contact,
            last_full: latest.full,
            status_from: child.clocks.status_from(row),
            involved_from: child.clocks.involved_from(row),
            due,
            due_rule: governing.map(|_| due.map_or(DueRule::Unknown, |due| due.rule)),
            raised_on: governing.and_then(|governing| governing.raised_on),
            due_if_red: None,
            state,
            days_overdue: due.map(|due| calendar::days_since(due.date, date)),
            last_seen: latest.seen,
            seen_due: seen.due,
            days_unseen: seen.days,
            unseen: seen.is_unseen,
            last_face_to_face: latest.face_to_face,
            team: head.team,
            service: head.service,
            targeted_in: child
                .open
                .iter()
                .find(|row| row.status == Status::TargetedSupport)
                .map(|row| (row.team, row.service)),
            worker: head.worker,
            born: child.birth.date,
            birth: child.birth.birth,
            flags: FlagSet::default(),
        };
        if flags::is_below(child, &position) {
            position.due_if_red = due::if_red(child, &latest);
        }
        position.flags = flags::raised(&ChildFacts {
            child,
            position: &position,
        });
        Some(position)
    }
}
