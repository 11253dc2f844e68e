//! Visits made, week by week: by mode, with the child seen, seen alone, and recorded late.

use std::ops::AddAssign;

use chrono::{Days, NaiveDate};
use polars::prelude::{Column, DataFrame, PolarsResult};

use super::sums::{Codes, sums};
use crate::{
    model::{
        calendar::{self, WorkingDays},
        visit::{Answer, Mode, Outcome, Visit},
    },
    rules::{child::Child, night::Night, position::Position},
};

/// What is counted of statutory contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// Completed in person.
    FaceToFace,
    /// Completed by video.
    Video,
    /// Completed by phone.
    Phone,
    /// Letters, texts, e-mails.
    Other,
    /// Attempted without access.
    NoAccess,
    /// A sighting: completed with the child seen, in person or, while the framework was invoked, by video; nobody sees
    /// a child before its birth. [RULES 4]
    Seen,
    /// Of those, by video.
    SeenByVideo,
    /// Of the sightings, the child seen alone.
    SeenAlone,
    /// Completed, and it is known when it was recorded.
    WithRecord,
    /// Completed and recorded later than the rule book's days.
    RecordedLate,
}

impl Contact {
    /// Every count.
    pub const ALL: [Self; 10] = [
        Self::FaceToFace,
        Self::Video,
        Self::Phone,
        Self::Other,
        Self::NoAccess,
        Self::Seen,
        Self::SeenByVideo,
        Self::SeenAlone,
        Self::WithRecord,
        Self::RecordedLate,
    ];

    /// Those of which each completed contact is one.
    const COMPLETED: [Self; 4] = [Self::FaceToFace, Self::Video, Self::Phone, Self::Other];

    fn code(self) -> &'static str {
        match self {
            Self::FaceToFace => "face_to_face",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Other => "other",
            Self::NoAccess => "no_access",
            Self::Seen => "seen",
            Self::SeenByVideo => "seen_by_video",
            Self::SeenAlone => "seen_alone",
            Self::WithRecord => "with_record",
            Self::RecordedLate => "recorded_late",
        }
    }

    /// Whether it is true of a visit that was made, or attempted without access.
    fn holds(self, visit: &Visit, child: &Child<'_>) -> bool {
        let kind = visit.kind;
        let made = kind.outcome() == Outcome::Completed;
        let in_mode = |mode| made && kind.mode() == mode;
        match self {
            Self::FaceToFace => in_mode(Mode::FaceToFace),
            Self::Video => in_mode(Mode::Video),
            Self::Phone => in_mode(Mode::Phone),
            Self::Other => in_mode(Mode::Other),
            Self::NoAccess => !made,
            Self::Seen => child.is_sighting(visit),
            Self::SeenByVideo => child.is_sighting(visit) && kind.mode() == Mode::Video,
            Self::WithRecord => made && visit.recorded.date().is_some(),
            Self::SeenAlone => child.is_sighting(visit) && kind.seen_alone() == Answer::Yes,
            Self::RecordedLate => {
                let settings = child.night.settings;
                let working_days = WorkingDays(&settings.bank_holidays);
                let in_time = working_days.after(visit.date, settings.recording_days);
                made && visit.recorded.date().is_some_and(|day| day > in_time)
            }
        }
    }
}

/// The columns by which contacts are counted; the others are named by [`Contact`]. A row is a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// Whole weeks before the week of the run date.
    WeeksAgo,
    /// The service's symbol; null where none is recorded.
    Service,
    /// The team's symbol.
    Team,
}

impl Key {
    const ALL: [Self; 3] = [Self::WeeksAgo, Self::Service, Self::Team];

    fn code(self) -> &'static str {
        match self {
            Self::WeeksAgo => "weeks_ago",
            Self::Service => "service",
            Self::Team => "team",
        }
    }

    fn of(self, visit: &Visit, position: &Position, this_monday: NaiveDate) -> Option<u32> {
        match self {
            Self::WeeksAgo => {
                let sunday = this_monday + Days::new(6);
                u32::try_from(calendar::days_between(visit.date, sunday) / 7).ok()
            }
            Self::Service => position.service.map(|service| service.index() as u32),
            Self::Team => Some(position.team.index() as u32),
        }
    }
}

/// Statutory contacts, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts([u64; Contact::ALL.len()]);

/// The statutory contacts of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekOfContacts {
    /// The Monday that the week begins with.
    pub monday: NaiveDate,
    /// Its contacts.
    pub made: Contacts,
}

impl Contacts {
    /// How many there are of a kind.
    pub fn of(&self, contact: Contact) -> u64 {
        self.0[contact as usize]
    }

    /// How many were completed.
    pub fn completed(&self) -> u64 {
        let each = Contact::COMPLETED.map(|contact| self.of(contact));
        each.iter().sum()
    }
}

impl AddAssign for Contacts {
    fn add_assign(&mut self, other: Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }
}

impl WeekOfContacts {
    /// The week of some children together; a week without any contact is one of noughts.
    pub(super) fn sum<'a>(monday: NaiveDate, weeks: impl Iterator<Item = &'a Self>) -> Self {
        let mut made = Contacts::default();
        for week in weeks.filter(|week| week.monday == monday) {
            made += week.made;
        }
        Self { monday, made }
    }
}

/// The Mondays of the weeks up to and including the run date's, earliest first.
pub(super) fn mondays(date: NaiveDate, weeks: u64) -> Vec<NaiveDate> {
    let this = monday_of(date);
    let ago = |weeks: u64| this - Days::new(weeks * 7);
    (0..weeks).rev().map(ago).collect()
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    calendar::sunday_of(date) - Days::new(6)
}

/// The contacts of a child on one day, so that a visit which stands there twice is counted once. [RULES 7]
#[derive(Default)]
struct OfOneDay(Vec<Visit>);

impl OfOneDay {
    /// Whether a visit is one of those noted: made jointly under one id, or the same visit under another. The lowest id
    /// comes first.
    fn has(&self, visit: &Visit) -> bool {
        let mut of_the_day = self.0.iter().filter(|other| other.date == visit.date);
        of_the_day.any(|other| other.id == visit.id || other.is_same_visit(visit))
    }

    fn note(&mut self, visit: Visit) {
        self.0.retain(|other| other.date == visit.date);
        self.0.push(visit);
    }
}

/// The contacts since a Monday, by service and team, a week each.
pub(super) fn by_week(
    positions: &[Position],
    night: &Night<'_>,
    since: NaiveDate,
) -> PolarsResult<Vec<(Codes<2>, WeekOfContacts)>> {
    let this_monday = monday_of(night.date);
    let mut codes: [Vec<Option<u32>>; 3] = Default::default();
    let mut flags: [Vec<bool>; Contact::ALL.len()] = Default::default();
    for position in positions {
        let child = night.child(position.child);
        let mut day = OfOneDay::default();
        let visits = night.facts.visits_of(position.child).until(night.date);
        for visit in visits.since(since.pred_opt()).iter() {
            let is_contact = matches!(
                visit.kind.outcome(),
                Outcome::Completed | Outcome::Attempted
            );
            if !is_contact || !child.is_statutory(&visit) || day.has(&visit) {
                continue;
            }
            day.note(visit);
            let row = Key::ALL.map(|key| key.of(&visit, position, this_monday));
            for (codes, code) in codes.iter_mut().zip(row) {
                codes.push(code);
            }
            let row = Contact::ALL.map(|contact| contact.holds(&visit, &child));
            for (flags, flag) in flags.iter_mut().zip(row) {
                flags.push(flag);
            }
        }
    }
    let height = codes[0].len();
    let keys = Key::ALL.into_iter().zip(codes);
    let keys = keys.map(|(key, codes)| Column::new(key.code().into(), codes));
    let contacts = Contact::ALL.into_iter().zip(flags);
    let contacts = contacts.map(|(contact, flags)| Column::new(contact.code().into(), flags));
    let frame = DataFrame::new(height, keys.chain(contacts).collect())?;
    let groups = sums(
        frame,
        Key::ALL.map(Key::code),
        Contact::ALL.map(Contact::code),
    )?;
    let week = |([ago, service, team], counts): (Codes<3>, _)| {
        let monday = this_monday - Days::new(u64::from(ago.unwrap_or(0)) * 7);
        let made = Contacts(counts);
        ([service, team], WeekOfContacts { monday, made })
    };
    Ok(groups.into_iter().map(week).collect())
}
