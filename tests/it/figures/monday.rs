//! The Monday visit list.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::Days;

use super::{
    book::{Book, Value, day_or, number, words},
    children::Child,
    letters::Said,
    movement,
    night::{Night, Recipient, days_unseen, plain, so_many, standing, statuses, visit_by},
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
    let mut week = list(&|c| c.state == "OVERDUE" || c.state == "DUE");
    week.sort_by_key(|c| (c.urgency(), Reverse(c.days_overdue), c.due));
    let horizon = night.sunday() + Days::new(14);
    let mut coming = list(&|c| c.state == "OK" && c.due.is_some_and(|due| due <= horizon));
    coming.sort_by_key(|c| (c.due, c.urgency()));
    let mut ratings = list(&|c| c.rating_flags().next().is_some());
    ratings.sort_by_key(|c| (c.urgency(), c.decided));

    let count =
        |list: &[&Child], keep: &dyn Fn(&Child) -> bool| list.iter().filter(|c| keep(c)).count();
    let overdue = count(&week, &Child::is_overdue);
    let due = week.len() - overdue;
    let with_minimum = count(&all, &|c| c.due.is_some());
    let figures = [
        ("Open children", all.len(), None),
        ("Visit overdue", overdue, Some(with_minimum)),
        (
            "Visit overdue and RED or unrated",
            count(&week, &|c| c.is_overdue() && c.urgency() == 0),
            Some(overdue),
        ),
        ("Visit due by Sunday", due, Some(with_minimum)),
        (
            "To visit this week and booked",
            count(&week, &|c| c.booked.is_some()),
            Some(week.len()),
        ),
        (
            "Not seen in time",
            count(&all, &|c| c.unseen),
            Some(count(&all, &Child::is_to_be_seen)),
        ),
        ("Due in the 14 days after", coming.len(), Some(with_minimum)),
        ("Rating to settle", ratings.len(), Some(all.len())),
        (
            "Not rated at all",
            count(&all, &|c| c.rag == "UNRATED"),
            Some(all.len()),
        ),
        (
            "Without an allocated worker",
            count(&all, &|c| c.worker.is_none()),
            Some(all.len()),
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
    let said = Said {
        answer: format!(
            "{} to visit this week: {overdue} overdue and {due} due by Sunday {}.",
            so_many(week.len()),
            plain(night.sunday())
        ),
        look_first,
        figures: summary::figures(&figures),
        change: movement::change(night, reader),
        is_nil: all.is_empty(),
        ..Said::default()
    };
    if let Some(book) = book {
        let sheet = book.sheet("Summary");
        sheet.title(&format!("Monday visit list, week of {}", plain(night.date)));
        summary::check(sheet, &said);
        sheet.says(&night.scope_line(reader));
        sheet.says(&said.change);
        check_lists(night, book, &week, &coming, &ratings);
        check_all(night, book, &all);
        workers(night, book, &all);
    }
    said
}

fn check_lists(night: &Night, book: &Book, week: &[&Child], coming: &[&Child], ratings: &[&Child]) {
    let needed = |c: &&Child| match (c.standard.as_str(), c.has("UNBORN")) {
        ("FULL", false) => words("face to face, qualified social worker, see the child"),
        ("FULL", true) => words("face to face, qualified social worker (child not born yet)"),
        _ => words("phone or video allowed"),
    };
    let sheet = book.sheet("Visits this week");
    let fill_in = "The three columns at the right are for the meeting to fill in. Visit by is the last working day on or before the due date; days overdue count from the due date itself.";
    sheet.says(&format!("{} to visit. {fill_in}", so_many(week.len())));
    sheet.each("Child id", week, |c| words(&c.id));
    sheet.each("Rating", week, |c| words(&c.rag));
    sheet.each("Visit standing", week, |c| standing(c));
    sheet.each("Status", week, |c| statuses(c));
    sheet.each("Visit needed", week, needed);
    sheet.each("Visit by", week, |c| visit_by(c));
    sheet.each("Last counted contact", week, |c| {
        day_or(c.last_contact, "never")
    });
    sheet.each("Last seen", week, |c| day_or(c.last_seen, "never"));
    sheet.each("Booked visit", week, |c| day_or(c.booked, "none booked"));
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
    sheet.each("Booked visit", coming, |c| day_or(c.booked, "none booked"));
    sheet.each("Allocated worker", coming, |c| night.allocated(c));

    let sheet = book.sheet("Ratings to settle");
    let by = "Ratings are decided by managers and reviewed in supervision. [F]";
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
    sheet.each("Booked visit", all, |c| day_or(c.booked, "none booked"));
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

fn workers(night: &Night, book: &Book, all: &[&Child]) {
    let mut held: BTreeMap<String, Vec<&Child>> = BTreeMap::new();
    for child in all {
        let name = night.worker(child, "No worker allocated");
        held.entry(name).or_default().push(child);
    }
    let held: Vec<_> = held.into_iter().collect();
    type Held<'a> = (String, Vec<&'a Child>);
    let sheet = book.sheet("Workers");
    sheet.each("Worker", &held, |(name, _)| words(name));
    sheet.each("Role", &held, |(_, list)| {
        let worker = list[0]
            .worker
            .as_ref()
            .and_then(|id| night.facts.workers.get(id));
        words(worker.map_or("not recorded".to_owned(), |worker| {
            worker.role.replace('_', " ")
        }))
    });
    let count = |head, keep: fn(&Child) -> bool| {
        let of =
            |(_, list): &Held<'_>| -> Value { number(list.iter().filter(|c| keep(c)).count()) };
        sheet.each(head, &held, of);
    };
    count("Children", |_| true);
    count("RED", |c| c.rag == "RED");
    count("Overdue", Child::is_overdue);
    count("Due this week", |c| c.state == "DUE");
    count("With a booking", |c| c.booked.is_some());
}
