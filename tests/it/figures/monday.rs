//! The Monday visit list.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::Days;

use super::{
    book::{Book, Value, day_or, number, words, yes_or_no},
    children::Child,
    letters::Said,
    lists, movement,
    night::{
        Night, Recipient, days_unseen, plain, so_many, standing, standing_by, standing_in_words,
        statuses, visit_by,
    },
    summary,
};

pub fn check(night: &Night, reader: &Recipient, book: Option<&Book>) -> Said {
    let all = night.of(reader);
    let list = |keep: &dyn Fn(&Child) -> bool| {
        all.iter()
            .copied()
            .filter(|c| keep(c))
            .collect::<Vec<&Child>>()
    };
    let mut pressing = all.clone();
    pressing.sort_by_key(|c| {
        let days = c.days_overdue.unwrap_or(0);
        (c.urgency(), Reverse(days), c.due.is_none(), c.due)
    });
    let everybody = |keep: &dyn Fn(&Child) -> bool| -> Vec<&Child> {
        pressing.iter().copied().filter(|c| keep(c)).collect()
    };
    let is_in_week = |c: &Child| c.state == "OVERDUE" || c.state == "DUE";
    let to_visit = |keep: &dyn Fn(&Child) -> bool| everybody(&|c| is_in_week(c) && keep(c));
    let week = to_visit(&|_| true);
    let horizon = night.sunday() + Days::new(14);
    let mut coming = list(&|c| c.state == "OK" && c.due.is_some_and(|due| due <= horizon));
    coming.sort_by_key(|c| (c.due, c.urgency()));
    let mut ratings = list(&|c| c.is_to_review());
    ratings.sort_by_key(|c| (c.urgency(), c.rag != "UNRATED", c.decided));

    let count =
        |list: &[&Child], keep: &dyn Fn(&Child) -> bool| list.iter().filter(|c| keep(c)).count();
    let overdue = count(&week, &Child::is_overdue);
    let due = week.len() - overdue;
    let with_minimum = count(&all, &|c| c.due.is_some());
    let is_remote = |c: &Child| c.standard != "FULL";
    let is_booked = |c: &Child| is_booked(night, c);
    let is_urgent = |c: &Child| c.urgency() == 0;
    let urgent = everybody(&is_urgent);
    let (minimum, of_week) = (Some(with_minimum), Some(week.len()));
    let (whole, of_urgent) = (Some(all.len()), Some(urgent.len()));
    let last_week = lists::last_week(night, reader, book);
    let last_week = last_week.as_deref();
    let new = lists::new_children(night, &all);
    let newcomers = new.iter().map(|(child, ..)| *child).collect();
    let figures = [
        ("Open children", all.clone(), None),
        ("To visit this week", week.clone(), minimum),
        ("Visit overdue", to_visit(&Child::is_overdue), minimum),
        (
            "Visit due by Sunday",
            to_visit(&|c| !c.is_overdue()),
            minimum,
        ),
        (
            "To visit face to face, by a qualified worker",
            to_visit(&|c| !is_remote(c)),
            of_week,
        ),
        (
            "To visit, phone or video allowed",
            to_visit(&is_remote),
            of_week,
        ),
        (
            "To visit and booked by Sunday",
            to_visit(&is_booked),
            of_week,
        ),
        (
            "To visit and not booked by Sunday",
            to_visit(&|c| !is_booked(c)),
            of_week,
        ),
        ("RED or unrated", urgent, whole),
        (
            "RED or unrated and overdue",
            to_visit(&|c| is_urgent(c) && c.is_overdue()),
            of_urgent,
        ),
        (
            "RED or unrated and due by Sunday",
            to_visit(&|c| is_urgent(c) && !c.is_overdue()),
            of_urgent,
        ),
        (
            "Not seen in time",
            everybody(&|c| c.unseen),
            Some(count(&all, &Child::is_to_be_seen)),
        ),
        ("New and not yet visited", newcomers, minimum),
        ("Due in the 14 days after", coming.clone(), minimum),
        ("Rating to settle", ratings.clone(), whole),
        (
            "Not rated at all",
            everybody(&|c| c.rag == "UNRATED"),
            whole,
        ),
        (
            "Without an allocated worker",
            everybody(&|c| c.worker.is_none()),
            whole,
        ),
    ];
    let mut look_first = Vec::new();
    let mut look = |keep: &dyn Fn(&Child) -> bool, rest: &str| {
        let found = count(&week, &|c| c.is_overdue() && keep(c));
        if found > 0 {
            look_first.push(format!("{} {rest}", so_many(found)));
        }
    };
    look(
        &|c| c.rag == "RED",
        "rated RED and overdue: see the top of \"Visits this week\".",
    );
    look(
        &|c| c.rag == "UNRATED",
        "overdue without a rating: settle the rating with the visit.",
    );
    look(
        &|c| c.worker.is_none(),
        "overdue without an allocated worker.",
    );
    let below = count(&all, &|c| c.has("BELOW-AND-LATE"));
    if below > 0 {
        let rest = "rated below the framework's RED examples and overdue were they RED: see \"Ratings to settle\" before a phone call.";
        look_first.push(format!("{} {rest}", so_many(below)));
    }
    let unseen = count(&all, &|c| c.unseen && !is_in_week(c));
    if unseen > 0 {
        let rest = "not seen in time though no visit is due this week: see \"All children\", where Seen in time is no.";
        look_first.push(format!("{} {rest}", so_many(unseen)));
    }
    let unbooked = count(&week, &|c| !is_booked(c));
    if unbooked > 0 {
        let rest = "to visit with no visit booked by Sunday that would do.";
        look_first.push(format!("{} {rest}", so_many(unbooked)));
    }
    let mut figures_said = summary::counted(&figures);
    figures_said.extend(last_week.map(|listed| {
        let (done, of) = lists::done(listed);
        (
            "Done of last week's list".to_owned(),
            done as u64,
            Some(of as u64),
        )
    }));
    let said = Said {
        answer: format!(
            "{} to visit this week: {overdue} overdue and {due} due by Sunday {}.",
            so_many(week.len()),
            plain(night.sunday())
        ),
        look_first,
        figures: figures_said,
        change: movement::change_since_monday(night, movement::moved(night, reader).as_deref()),
        is_nil: all.is_empty() && last_week.is_none_or(<[_]>::is_empty),
        ..Said::default()
    };
    if let Some(book) = book {
        let sheet = book.sheet("Summary");
        sheet.title(&format!("Monday visit list, week of {}", plain(night.date)));
        summary::check(sheet, &said, &figures);
        sheet.says(&night.scope_line(reader));
        for child in week.iter().take(4) {
            sheet.says(&in_full(night, child));
        }
        sheet.says(&lists::said(night, last_week));
        lists::check_last_week(night, book.sheet("Last week"), last_week);
        lists::check_new_children(night, book.sheet("New and not yet visited"), &new);
        check_lists(night, book, &week, &coming, &ratings);
        check_all(night, book, &all);
        workers(night, book, &all);
    }
    said
}

pub fn needed(child: &Child) -> &'static str {
    match (child.standard.as_str(), child.has("UNBORN")) {
        ("FULL", false) => "face to face, qualified social worker, see the child",
        ("FULL", true) => "face to face, qualified social worker (child not born yet)",
        _ => "phone or video allowed",
    }
}

/// Whether a visit that would do is booked for the week.
fn is_booked(night: &Night, child: &Child) -> bool {
    child.booked.is_some_and(|day| day <= night.sunday())
}

/// A child's line on the summary.
fn in_full(night: &Night, child: &Child) -> String {
    [
        child.id_and_name(),
        child.rag.clone(),
        standing_in_words(child),
        needed(child).to_owned(),
        night.worker(child, "no worker allocated"),
        child.bookings(),
    ]
    .join(" · ")
}

fn check_lists(night: &Night, book: &Book, week: &[&Child], coming: &[&Child], ratings: &[&Child]) {
    let needed = |c: &&Child| words(needed(c));
    let sheet = book.sheet("Visits this week");
    let fill_in = "Allocated to, Day and How (agreed) are for the meeting to fill in. Visit by is the last working day on or before the due date; days overdue count from the due date itself.";
    sheet.says(&format!("{} to visit. {fill_in}", so_many(week.len())));
    sheet.each("Child id", week, |c| words(&c.id));
    sheet.each("Rating", week, |c| words(&c.rag));
    sheet.each("Visit standing", week, |c| standing_by(c, night.date));
    sheet.each("Booked by Sunday", week, |c| yes_or_no(is_booked(night, c)));
    sheet.each("Status", week, |c| statuses(c));
    sheet.each("Visit needed", week, needed);
    sheet.each("Visit by", week, |c| visit_by(c));
    sheet.each("Last counted contact", week, |c| {
        day_or(c.last_contact, "never")
    });
    sheet.each("Last seen", week, |c| day_or(c.last_seen, "never"));
    sheet.each("Booked visit", week, |c| words(c.bookings()));
    sheet.each("Allocated worker", week, |c| night.allocated(c));

    let sheet = book.sheet("Coming up");
    sheet.title("Coming up: due in the 14 days after this week");
    sheet.says(&format!("{}, by due date.", so_many(coming.len())));
    sheet.each("Child id", coming, |c| words(&c.id));
    sheet.each("Due", coming, |c| day_or(c.due, "no minimum"));
    sheet.each("Visit by", coming, |c| visit_by(c));
    sheet.each("Rating", coming, |c| words(&c.rag));
    sheet.each("Status", coming, |c| statuses(c));
    sheet.each("Visit needed", coming, needed);
    sheet.each("Last counted contact", coming, |c| {
        day_or(c.last_contact, "never")
    });
    sheet.each("Booked visit", coming, |c| words(c.bookings()));
    sheet.each("Allocated worker", coming, |c| night.allocated(c));

    let sheet = book.sheet("Ratings to settle");
    let by =
        "Ratings are decided by managers and reviewed in supervision, says the rating framework.";
    sheet.says(&format!("{}. {by}", so_many(ratings.len())));
    sheet.each("Child id", ratings, |c| words(&c.id));
    sheet.each("Rating", ratings, |c| words(&c.rag));
    sheet.each("Decided", ratings, |c| day_or(c.decided, "not recorded"));
    sheet.each("Status", ratings, |c| statuses(c));
    sheet.each("Flags", ratings, |c| {
        words(c.rating_flags().collect::<Vec<_>>().join(", "))
    });
    sheet.each("Allocated worker", ratings, |c| night.allocated(c));
}

fn check_all(night: &Night, book: &Book, all: &[&Child]) {
    let sheet = book.sheet("All children");
    sheet.says(&format!("{}, by child id.", so_many(all.len())));
    sheet.each("Child id", all, |c| words(&c.id));
    sheet.each("Status", all, |c| statuses(c));
    sheet.each("Rating", all, |c| words(&c.rag));
    sheet.each("Visit standing", all, |c| standing(c));
    sheet.each("Due", all, |c| day_or(c.due, "no minimum"));
    sheet.each("Last counted contact", all, |c| {
        day_or(c.last_contact, "never")
    });
    sheet.each("Last seen", all, |c| day_or(c.last_seen, "never"));
    sheet.each("Days unseen", all, |c| days_unseen(c));
    sheet.each("Seen in time", all, |c| match c.seen_due {
        None if !c.unseen => words("not owed"),
        _ => yes_or_no(!c.unseen),
    });
    sheet.each("Booked visit", all, |c| words(c.bookings()));
    sheet.each("Allocated worker", all, |c| night.allocated(c));
    sheet.each("Team", all, |c| words(&c.team));
    sheet.each("Flags", all, |c| {
        words(if c.flags.is_empty() {
            "none".to_owned()
        } else {
            c.flags.join(", ")
        })
    });
}

/// What a worker may do, in the order of the sheet.
fn may(night: &Night, id: Option<&str>) -> u8 {
    let Some(worker) = id.map(|id| night.facts.worker(id, night.date)) else {
        return 6;
    };
    let Some(worker) = worker.filter(|worker| worker.left.is_none_or(|day| day > night.date))
    else {
        return 5;
    };
    let is_ours = worker.service.as_deref() == Some("Targeted Support");
    let visits = worker.qualified && worker.can_visit && worker.role != "supervising_social_worker";
    match (is_ours, visits, worker.role.as_str()) {
        (true, true, _) => 0,
        (false, true, _) => 1,
        (false, false, "personal_adviser") => 2,
        (false, false, _) => 3,
        (true, false, _) => 4,
    }
}

fn workers(night: &Night, book: &Book, all: &[&Child]) {
    // Nobody's children come last.
    type Load<'a> = (Option<&'a str>, Vec<&'a Child>);
    type Held<'a> = ((u8, String), Load<'a>);
    let mut held: BTreeMap<(u8, String), Load<'_>> = BTreeMap::new();
    let teams: BTreeSet<&str> = all.iter().map(|c| c.team.as_str()).collect();
    let ids = night.facts.workers.keys();
    for (id, worker) in ids.filter_map(|id| Some((id, night.facts.worker(id, night.date)?))) {
        let is_of_team = worker
            .team
            .as_ref()
            .is_some_and(|team| teams.contains(team.as_str()));
        if is_of_team && worker.left.is_none_or(|day| day > night.date) {
            held.entry((may(night, Some(id)), night.worker_shown(id)))
                .or_default()
                .0 = Some(id);
        }
    }
    for child in all {
        let name = night.worker(child, "No worker allocated");
        let entry = held
            .entry((may(night, child.worker.as_deref()), name))
            .or_default();
        entry.0 = child.worker.as_deref();
        entry.1.push(child);
    }
    let held: Vec<Held<'_>> = held.into_iter().collect();
    let sheet = book.sheet("Workers");
    sheet.each("Worker", &held, |((_, name), _)| words(name));
    sheet.each("Role", &held, |(_, (id, _))| {
        let worker = id.and_then(|id| night.facts.worker(id, night.date));
        words(worker.map_or("not recorded".to_owned(), |worker| {
            worker.role.replace('_', " ")
        }))
    });
    let count = |head, keep: fn(&Child) -> bool| {
        let of = |(_, (_, list)): &Held<'_>| -> Value {
            number(list.iter().filter(|c| keep(c)).count())
        };
        sheet.each(head, &held, of);
    };
    count("Children", |_| true);
    count("RED", |c| c.rag == "RED");
    count("Overdue", Child::is_overdue);
    count("Due this week", |c| c.state == "DUE");
    count("With a booking", |c| c.booked.is_some());
}
