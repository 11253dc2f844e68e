//! The columns that lists of children share: id first, then name, then what the list is about.

use super::{
    book::{Cell, Column, column},
    context::Context,
};
use crate::{
    model::calendar::{self, WorkingDays},
    rules::{
        booking::Bookings,
        flags,
        position::{Position, State},
        visit_needed::VisitNeeded,
    },
};

type Of<'a> = Column<'a, &'a Position>;

pub const NOT_RECORDED: &str = "not recorded";
pub const NEVER: &str = "never";
pub const NONE: &str = "none";
pub const NO_WORKER: &str = "no worker allocated";
pub const SEEN_IN_TIME: &str = "Seen in time";
pub const NONE_BOOKED: &str = "none booked";

pub fn child_id<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Child id", 10, |p: &&Position| {
        Cell::text(context.child_id(p))
    })
}

pub fn name<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Name", 19, |p: &&Position| {
        Cell::text_or(p.name.map(|name| context.word(name)), NOT_RECORDED)
    })
}

/// "1009873 Leila Anon"; the id alone where no export has the name.
pub fn id_and_name(context: &Context<'_>, position: &Position) -> String {
    let id = context.child_id(position);
    match position.name {
        Some(name) => format!("{id} {}", context.word(name)),
        None => id,
    }
}

pub fn rating<'a>() -> Of<'a> {
    column("Rating", 12, |p: &&Position| Cell::Rating(p.rag()))
}

pub fn decided_on<'a>() -> Of<'a> {
    column("Decided on", 13, |p: &&Position| {
        Cell::date_or(
            p.rating.and_then(|rating| rating.decided_on),
            if p.rating.is_some() {
                NOT_RECORDED
            } else {
                "not rated"
            },
        )
    })
}

pub fn rating_age<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Age (days)", 9, |p: &&Position| {
        match p.rating.map(|rating| rating.decided_on) {
            Some(Some(day)) => Cell::count(calendar::days_between(day, context.night.date)),
            Some(None) => Cell::Absent("not known"),
            None => Cell::Absent("not rated"),
        }
    })
}

pub fn decided_by<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Decided by", 17, |p: &&Position| match p.rating {
        Some(rating) => rating
            .decided_by
            .map_or(Cell::Absent(NOT_RECORDED), |worker| {
                Cell::text(context.worker(worker))
            }),
        None => Cell::Absent("not rated"),
    })
}

pub fn status<'a>() -> Of<'a> {
    column("Status", 10, |p: &&Position| {
        Cell::text(p.statuses.to_string().replace('+', " + "))
    })
}

pub fn standing<'a>() -> Of<'a> {
    column("Visit standing", 18, |p: &&Position| {
        Cell::Standing(p.state, standing_in_words(p))
    })
}

/// The same with the day by which to visit, for a list on paper.
pub fn standing_by<'a>(context: &'a Context<'_>) -> Of<'a> {
    let days = WorkingDays(&context.night.settings.bank_holidays);
    column("Visit standing", 20, move |p: &&Position| {
        let by = p.due_date().map(|due| days.on_or_before(due));
        let by = by.map_or_else(String::new, |day| {
            format!("\nby {}", calendar::weekday(day, context.night.date))
        });
        Cell::Standing(p.state, format!("{}{by}", standing_in_words(p)))
    })
}

pub fn standing_in_words(position: &Position) -> String {
    match (position.state, position.days_overdue) {
        (State::Overdue, None) => "OVERDUE, since when is not known".to_owned(),
        (State::Overdue, Some(1)) => "OVERDUE 1 day".to_owned(),
        (State::Overdue, Some(days)) => format!("OVERDUE {days} days"),
        (State::Due, _) => "DUE this week".to_owned(),
        (State::Ok, _) => "In time".to_owned(),
        (State::NoMinimum, _) => "No minimum".to_owned(),
    }
}

fn no_due_date(position: &Position) -> &'static str {
    if position.state == State::NoMinimum {
        "no minimum"
    } else {
        "start not known"
    }
}

pub fn due<'a>() -> Of<'a> {
    column("Due", 13, |p: &&Position| {
        Cell::date_or(p.due_date(), no_due_date(p))
    })
}

pub fn visit_by<'a>(context: &'a Context<'_>) -> Of<'a> {
    let days = WorkingDays(&context.night.settings.bank_holidays);
    column("Visit by", 17, move |p: &&Position| {
        p.due_date()
            .map(|due| days.on_or_before(due))
            .map_or(Cell::Absent(no_due_date(p)), Cell::Day)
    })
}

pub fn visit_needed<'a>() -> Of<'a> {
    column("Visit needed", 23, |p: &&Position| {
        Cell::text(VisitNeeded::of(p).title())
    })
}

pub fn last_contact<'a>() -> Of<'a> {
    column("Last counted contact", 13, |p: &&Position| {
        Cell::date_or(p.last_contact.map(|visit| visit.date), NEVER)
    })
}

pub fn last_contact_mode<'a>() -> Of<'a> {
    column("How", 12, |p: &&Position| match p.last_contact {
        Some(visit) => Cell::text(visit.kind.mode().title()),
        None => Cell::Absent(NONE),
    })
}

pub fn last_seen<'a>() -> Of<'a> {
    column("Last seen", 13, |p: &&Position| {
        Cell::date_or(p.last_seen, NEVER)
    })
}

/// Who cannot be seen, or need not by any minimum, is not unseen.
pub fn seen_in_time<'a>() -> Of<'a> {
    column(SEEN_IN_TIME, 9, |p: &&Position| match p.seen_due {
        None if !p.unseen => Cell::Absent("not owed"),
        _ => Cell::text(yes_or_no(!p.unseen)),
    })
}

pub fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

pub fn days_unseen<'a>() -> Of<'a> {
    column("Days unseen", 10, |p: &&Position| match p.days_unseen {
        Some(days) => Cell::count(days),
        None => Cell::Absent("not born yet"),
    })
}

/// What is booked, judged by what is owed; with what an earlier booking came to where nobody says.
pub fn booked<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Booked visit", 19, |p: &&Position| {
        booked_in_words(context, p).map_or(Cell::Absent(NONE_BOOKED), Cell::text)
    })
}

/// "booked Tue 24 Nov"; none where nothing is booked.
pub fn booked_in_words(context: &Context<'_>, position: &Position) -> Option<String> {
    let night = context.night;
    Bookings::of(position, night).in_words(night, |worker| context.worker(worker))
}

pub fn worker<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Allocated worker", 19, |p: &&Position| {
        p.worker.map_or(Cell::Absent(NO_WORKER), |worker| {
            Cell::text(context.worker(worker))
        })
    })
}

pub fn team<'a>(context: &'a Context<'a>) -> Of<'a> {
    column("Team", 20, |p: &&Position| {
        Cell::text(context.word(p.team).to_owned())
    })
}

pub fn flags<'a>() -> Of<'a> {
    column("Flags", 30, |p: &&Position| {
        if p.flags.is_empty() {
            return Cell::Absent(NONE);
        }
        let codes: Vec<&str> = p.flags.iter().map(flags::Flag::code).collect();
        Cell::text(codes.join(", "))
    })
}

/// A risk factor as people write it: `plo` is PLO, `placement_unstable` is "placement unstable".
pub fn factor_in_words(factor: &str) -> String {
    match factor.trim() {
        "plo" => "PLO".to_owned(),
        "reg_24" => "regulation 24".to_owned(),
        "reg_26" => "regulation 26".to_owned(),
        "pre_birth" => "pre-birth".to_owned(),
        other => other.replace('_', " "),
    }
}
