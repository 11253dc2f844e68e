//! What is booked and would do, what became of last week's list, and who is new: RULES §8, from the exports.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    book::{Book, Sheet, Value, day_or, number, words},
    children::Child,
    clocks::chain,
    facts::{Facts, Visit},
    monday::needed,
    night::{Night, Recipient, so_many, visit_by},
};

/// "Tue 24 Nov".
fn weekday(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// Whether a visit meets a standard on a day, made by one of its workers or, where a booking names none, by another.
fn meets(
    visit: &Visit,
    standard: &str,
    day: NaiveDate,
    or: Option<&str>,
    facts: &Facts,
) -> Result<(), &'static str> {
    if visit.ours {
        return Err("ours");
    }
    match (standard, visit.mode) {
        (_, "other") => Err("mode"),
        ("FULL", "face_to_face") => {
            let ids = visit.workers.iter().map(|id| id.as_deref().or(or));
            let known = ids.map(|id| id.and_then(|id| facts.worker(id, day)));
            let known: Vec<_> = known.flatten().filter(|worker| worker.qualified).collect();
            let own = known
                .iter()
                .any(|worker| worker.role != "supervising_social_worker");
            match (known.is_empty(), own) {
                (true, _) => Err("qualified"),
                (false, false) => Err("supervising"),
                (false, true) => Ok(()),
            }
        }
        ("FULL", _) => Err("mode"),
        _ => Ok(()),
    }
}

/// The earliest fit booking, and the words of a list.
pub fn booked(
    id: &str,
    standard: &str,
    worker: Option<&str>,
    facts: &Facts,
    day: NaiveDate,
) -> (Option<NaiveDate>, Option<String>) {
    let visits = facts.visits_of(id);
    let planned: Vec<&Visit> = visits
        .iter()
        .filter(|visit| visit.outcome == "planned" && visit.date >= day)
        .collect();
    let judge = |visit: &Visit| meets(visit, standard, day, worker, facts);
    let fit = planned.iter().find(|visit| judge(visit).is_ok());
    let next = fit.or(planned.first()).map(|visit| {
        let with = visit.workers[0].as_ref().map_or_else(
            || "without a worker".to_owned(),
            |id| format!("with {}", facts.worker_shown(id, day)),
        );
        match judge(visit) {
            Ok(()) => format!("booked {}", weekday(visit.date)),
            Err("ours") => {
                format!("booked {with}: a worker of social care is needed, not of Targeted Support")
            }
            Err("qualified") => format!("booked {with}: a qualified worker is needed"),
            Err("supervising") => {
                format!(
                    "booked {with}: a qualified worker is needed, not a supervising social worker"
                )
            }
            Err(_) => format!("booked by {}: face to face is needed", visit.mode),
        }
    });
    let was_made = |from: NaiveDate| {
        let days = from..=(from + Days::new(3)).min(day);
        let mut made = visits
            .iter()
            .filter(|visit| ["completed", "attempted"].contains(&visit.outcome));
        made.any(|visit| days.contains(&visit.date))
    };
    let asked = visits.iter().rev().find(|visit| {
        let recent = visit.date < day && visit.date >= day - Days::new(14);
        visit.outcome == "planned" && recent && !was_made(visit.date)
    });
    let asked = asked.map(|visit| format!("booked for {}, no visit recorded", weekday(visit.date)));
    let both: Vec<String> = next.into_iter().chain(asked).collect();
    let said = (!both.is_empty()).then(|| both.join("; "));
    (fit.map(|visit| visit.date), said)
}

/// A child of last week's list, and what became of it.
pub struct Listed<'a> {
    then: &'a Child,
    outcome: &'static str,
    visit: Option<&'a Visit>,
    weeks: u32,
}

const OUTCOMES: [(&str, &str); 7] = [
    ("NOTHING", "nothing recorded"),
    ("BOOKED-NOT-MADE", "booked, and no visit recorded"),
    ("ATTEMPTED", "attempted, no access"),
    ("NOT-AS-NEEDED", "visited, not as needed"),
    (
        "DONE-LATE-RECORDED",
        "visited as needed, recorded after the week",
    ),
    ("DONE", "visited as needed"),
    ("LEFT-LIST", "no longer on this team's list"),
];

/// Last week's list of a reader's teams; none where no list was made in that week. Of a child that is still in its team,
/// the sheet may say that it would not be listed any more, if something about it has changed.
pub fn last_week<'a>(
    night: &'a Night,
    reader: &Recipient,
    book: Option<&Book>,
) -> Option<Vec<Listed<'a>>> {
    let list = night.earlier.as_deref()?;
    let monday = |day: NaiveDate| day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    assert_eq!(
        monday(list.date) + Days::new(7),
        monday(night.date),
        "the list of last week"
    );
    let said = book.map_or_else(Vec::new, |book| {
        let sheet = book.sheet("Last week");
        let outcomes = sheet.words_of("Outcome");
        let said = sheet.words_of("Child id").into_iter().zip(outcomes);
        said.filter(|(_, outcome)| outcome == "LEFT-LIST")
            .map(|(id, _)| id)
            .collect()
    });
    let then = list.of(reader).into_iter().filter(|child| is_listed(child));
    let mut listed: Vec<Listed<'_>> = then.map(|then| became(night, list, then, &said)).collect();
    let order = |of: &Listed<'_>| OUTCOMES.iter().position(|(code, _)| *code == of.outcome);
    listed.sort_by_key(|of| (order(of), of.then.urgency(), of.then.due));
    Some(listed)
}

fn is_listed(child: &Child) -> bool {
    ["OVERDUE", "DUE"].contains(&child.state.as_str())
}

fn became<'a>(
    night: &'a Night,
    list: &'a Night,
    then: &'a Child,
    said_left: &[String],
) -> Listed<'a> {
    let facts = &night.facts;
    let mut weeks = 1;
    let mut earlier = list.earlier.as_deref();
    while let Some(other) = earlier
        && other
            .children
            .iter()
            .any(|child| child.id == then.id && is_listed(child))
    {
        weeks += 1;
        earlier = other.earlier.as_deref();
    }
    let of = |outcome, visit| Listed {
        then,
        outcome,
        visit,
        weeks,
    };
    let now = night.children.iter().find(|child| child.id == then.id);
    let Some(now) = now.filter(|now| now.team == then.team) else {
        return of("LEFT-LIST", None);
    };
    if said_left.contains(&then.id) {
        let is_alike = (&now.statuses, &now.rag) == (&then.statuses, &then.rag);
        let rows = facts.rows(&then.id).iter();
        let has_begun = rows
            .clone()
            .any(|row| row.start > list.date && row.start <= night.date);
        assert!(
            !is_alike || has_begun,
            "{} has not changed and is on the list",
            then.id
        );
        return of("LEFT-LIST", None);
    }
    let sunday = list.sunday();
    let days = list.date..=sunday;
    let visits = facts.visits_of(&then.id).iter();
    let visits: Vec<&Visit> = visits.filter(|visit| days.contains(&visit.date)).collect();
    let born = facts.born(&then.id, night.date);
    let is_done = |visit: &Visit| {
        let is_waived = born.map_or(then.has("UNBORN"), |born| visit.date < born);
        visit.outcome == "completed"
            && (visit.seen || is_waived || then.standard != "FULL")
            && meets(visit, &then.standard, visit.date, None, facts).is_ok()
    };
    let in_time = |visit: &Visit| visit.recorded.is_none_or(|at| at.date() <= sunday);
    let first = |keep: &dyn Fn(&Visit) -> bool| visits.iter().copied().find(|visit| keep(visit));
    let made = first(&|visit| is_done(visit) && in_time(visit)).map(|visit| ("DONE", visit));
    let made = made.or_else(|| Some(("DONE-LATE-RECORDED", first(&is_done)?)));
    let made = made.or_else(|| Some(("NOT-AS-NEEDED", first(&|v| v.outcome == "completed")?)));
    let made = made.or_else(|| Some(("ATTEMPTED", first(&|v| v.outcome == "attempted")?)));
    match (made, then.booked) {
        (Some((outcome, visit)), _) => of(outcome, Some(visit)),
        (None, Some(day)) if day <= sunday => of("BOOKED-NOT-MADE", None),
        (None, _) => of("NOTHING", None),
    }
}

/// Of all but those who left the list, those who were visited as needed.
pub fn done(listed: &[Listed<'_>]) -> (usize, usize) {
    let count = |keep: fn(&str) -> bool| listed.iter().filter(|of| keep(of.outcome)).count();
    (
        count(|outcome| outcome.starts_with("DONE")),
        count(|outcome| outcome != "LEFT-LIST"),
    )
}

/// The line about last week.
pub fn said(night: &Night, listed: Option<&[Listed<'_>]>) -> String {
    let Some(listed) = listed else {
        return "No list of the week before is on record: there is nothing to look back on yet."
            .to_owned();
    };
    let list = night.earlier.as_deref().expect("a list");
    let (done, of) = done(listed);
    let left = match listed.len() - of {
        0 => String::new(),
        1 => format!("; 1 is no longer on this list: {done} of {of}"),
        left => format!("; {left} are no longer on this list: {done} of {of}"),
    };
    let count = listed.len();
    format!(
        "Last week: of the {count} listed on {}, {done} done{left}.",
        weekday(list.date)
    )
}

pub fn check_last_week(night: &Night, sheet: &Sheet, listed: Option<&[Listed<'_>]>) {
    sheet.says(&said(night, listed));
    let listed = listed.unwrap_or_default();
    let counts = OUTCOMES.iter().filter_map(|(code, title)| {
        let count = listed.iter().filter(|of| of.outcome == *code).count();
        (count > 0).then(|| format!("{code} {count} ({title})"))
    });
    let counts: Vec<String> = counts.collect();
    if !counts.is_empty() {
        sheet.says(&format!("{}.", counts.join(" · ")));
    }
    sheet.each("Child id", listed, |of| words(&of.then.id));
    sheet.each("Rating", listed, |of| words(&of.then.rag));
    sheet.each("Was to be visited by", listed, |of| visit_by(of.then));
    sheet.each("Needed", listed, |of| words(needed(of.then)));
    sheet.each("Booked for", listed, |of| {
        day_or(of.then.booked, "none booked")
    });
    sheet.each("Outcome", listed, |of| words(of.outcome));
    sheet.each("On", listed, |of| match (of.visit, of.outcome) {
        (Some(visit), _) => Value::Day(visit.date),
        (None, "LEFT-LIST") => words("no longer on this team's list"),
        (None, _) => words("no visit"),
    });
    let by = sheet.words_of("By");
    for (of, by) in listed.iter().zip(by) {
        let made_by = of.visit.map(|visit| {
            let shown = visit.workers.iter().map(|id| match id {
                Some(id) => night.worker_shown(id),
                None => "not recorded".to_owned(),
            });
            shown.collect::<Vec<_>>()
        });
        let is_one = made_by.map_or(by == "–", |workers| workers.contains(&by));
        assert!(is_one, "{}: by {by}", of.then.id);
    }
    sheet.each("Weeks on the list", listed, |of| number(of.weeks));
}

/// What began, when, and for whom nothing that counts has followed; by the day on which the first visit is due.
pub fn new_children<'a>(
    night: &Night,
    all: &[&'a Child],
) -> Vec<(&'a Child, &'static str, NaiveDate)> {
    let facts = &night.facts;
    let began = |child: &&'a Child| {
        let child = *child;
        let due = child.due?;
        let open = facts.open(&child.id, night.date);
        let row = open.into_iter().find(|row| row.status == child.status)?;
        let of_status = facts
            .rows(&child.id)
            .iter()
            .filter(|other| other.status == row.status);
        let start = chain(of_status, row, night.date)
            .into_iter()
            .map(|row| row.start)
            .min()?;
        let is_first = child.due_rule == "FIRST";
        if is_first && child.due_from != Some(start) {
            return Some((child, "placement", child.due_from?, due));
        }
        let is_visited = child.last_contact.is_some_and(|day| day >= start);
        (is_first || !is_visited).then_some((child, title(&child.status), start, due))
    };
    let mut new: Vec<_> = all.iter().filter_map(began).collect();
    new.sort_by_key(|(child, _, _, due)| (*due, child.urgency()));
    new.into_iter()
        .map(|(child, what, day, _)| (child, what, day))
        .collect()
}

fn title(status: &str) -> &'static str {
    match status {
        "CP" => "Child protection plan",
        "CIC" => "Child in care",
        "CIN" => "Child in need",
        "CL" => "Care leaver",
        _ => "Targeted Support",
    }
}

pub fn check_new_children(night: &Night, sheet: &Sheet, new: &[(&Child, &str, NaiveDate)]) {
    sheet.says(&format!(
        "{}, by the day on which the first visit is due.",
        so_many(new.len())
    ));
    sheet.each("Child id", new, |(child, ..)| words(&child.id));
    sheet.each("What began", new, |(_, what, _)| words(*what));
    sheet.each("Began on", new, |(_, _, day)| Value::Day(*day));
    sheet.each("First visit by", new, |(child, ..)| day_or(child.due, ""));
    sheet.each("Days since", new, |(_, _, day)| {
        number((night.date - *day).num_days())
    });
    sheet.each("Allocated worker", new, |(child, ..)| {
        night.allocated(child)
    });
}
