//! The sheets of the Targeted Support tracker below its summary.

use std::collections::BTreeMap;

use super::{
    book::{Book, Value, day_or, number, words, yes_or_no},
    night::{Night, age_of_rating, so_many, standing},
    tracker::Entry,
};

fn held_by(night: &Night, entry: &Entry<'_>, none: &str) -> String {
    let worker = entry.row.worker.as_ref();
    worker.map_or_else(|| none.to_owned(), |id| night.worker_shown(id))
}

fn also_open_as(entry: &Entry<'_>) -> String {
    let mut titles: Vec<&str> = entry.others.iter().map(|row| title(row.status)).collect();
    titles.dedup();
    titles.join(", ")
}

fn title(status: &str) -> &'static str {
    match status {
        "CP" => "Child protection plan",
        "CIC" => "Child in care",
        "CIN" => "Child in need",
        "CL" => "Care leaver",
        "TS" => "Targeted Support",
        _ => "Youth Offending",
    }
}

pub fn check_tracker(night: &Night, book: &Book, tracked: &[&Entry<'_>]) {
    let sheet = book.sheet("Tracker");
    let plan = "Exit planned for, Step down to and Agreed by are the exit plan, to be filled in.";
    sheet.says(&format!("{}. {plan}", so_many(tracked.len())));
    sheet.each("Child id", tracked, |entry| words(&entry.child.id));
    sheet.each("Rating", tracked, |entry| words(&entry.child.rag));
    sheet.each("Age (days)", tracked, |entry| {
        age_of_rating(entry.child, night.date)
    });
    sheet.each("Open since", tracked, |entry| Value::Day(entry.row.start));
    sheet.each("Last contact, any kind", tracked, |entry| {
        day_or(entry.last, "never")
    });
    sheet.each("Days since", tracked, |entry| {
        entry
            .days_since(night.date)
            .map_or_else(|| words("never"), number)
    });
    sheet.each("Next booking", tracked, |entry| {
        day_or(entry.child.planned, "none booked")
    });
    sheet.each("Also open to social care", tracked, |entry| {
        words(if entry.others.is_empty() {
            "no".to_owned()
        } else {
            also_open_as(entry)
        })
    });
    sheet.each("Targeted Support worker", tracked, |entry| {
        words(held_by(night, entry, "no worker allocated"))
    });
    sheet.each("Rating to review", tracked, |entry| {
        yes_or_no(entry.child.is_to_review())
    });
}

pub fn check_also(night: &Night, book: &Book, also: &[&Entry<'_>], which: &str) {
    let sheet = book.sheet("Also open to social care");
    let owed = "Standing and due date are those of the statutory visits; Targeted Support's own do not count toward them (Procedures 5.1).";
    sheet.says(&format!("{}{which}. {owed}", so_many(also.len())));
    sheet.each("Child id", also, |entry| words(&entry.child.id));
    sheet.each("Rating", also, |entry| words(&entry.child.rag));
    sheet.each("Age (days)", also, |entry| {
        age_of_rating(entry.child, night.date)
    });
    sheet.each("Tracked on", also, |entry| {
        let elsewhere =
            !which.is_empty() && entry.child.rag == "GREEN" && night.has_senior(entry.child);
        words(if elsewhere {
            "the seniors' tracker"
        } else {
            "this tracker"
        })
    });
    sheet.each("Also open as", also, |entry| words(also_open_as(entry)));
    sheet.each("Since", also, |entry| Value::Day(entry.others[0].start));
    sheet.each("Social care team", also, |entry| {
        words(&entry.others[0].team)
    });
    sheet.each("Social care worker", also, |entry| {
        let worker = entry.others[0].worker.as_ref();
        words(worker.map_or_else(
            || "no worker allocated".to_owned(),
            |id| night.worker_shown(id),
        ))
    });
    sheet.each("Visit standing", also, |entry| standing(entry.child));
    sheet.each("Due", also, |entry| day_or(entry.child.due, "no minimum"));
    sheet.each("Last contact, any kind", also, |entry| {
        day_or(entry.last, "never")
    });
    sheet.each("Targeted Support worker", also, |entry| {
        words(held_by(night, entry, "no worker allocated"))
    });
}

pub fn by_worker(night: &Night, book: &Book, tracked: &[&Entry<'_>], is_senior: bool) {
    let mut held: BTreeMap<String, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in tracked {
        held.entry(held_by(night, entry, "No worker allocated"))
            .or_default()
            .push(entry);
    }
    let held: Vec<_> = held.into_iter().collect();
    let sheet = book.sheet("By worker");
    sheet.says(&format!(
        "The {} of the tracker, by worker.",
        so_many(tracked.len())
    ));
    sheet.each("Worker", &held, |(name, _)| words(name));
    let count = |head: &str, keep: &dyn Fn(&Entry<'_>) -> bool| {
        sheet.each(head, &held, |(_, list)| {
            number(list.iter().filter(|entry| keep(entry)).count())
        });
    };
    count("Children", &|_| true);
    let ratings: &[&str] = if is_senior {
        &["GREEN"]
    } else {
        &["RED", "AMBER", "UNRATED", "GREEN"]
    };
    for rag in ratings {
        count(rag, &|entry| entry.child.rag == *rag);
    }
    count("Rating to review", &|entry| entry.child.is_to_review());
    count("No visit booked", &|entry| entry.child.planned.is_none());
    count("Also open to social care", &|entry| {
        !entry.others.is_empty()
    });
    sheet.each("Longest since contact (days)", &held, |(_, list)| {
        let longest = list
            .iter()
            .filter_map(|entry| entry.days_since(night.date))
            .max();
        longest.map_or_else(|| words("no contact"), number)
    });
}
