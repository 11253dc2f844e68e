//! Children who are in time by a thin contact or rating.

use chrono::{Days, Months};

use super::{
    book::{Book, day_or, words},
    children::Child,
    night::{Night, plain, so_many, statuses},
};

const FLAGS: [&str; 4] = [
    "BELOW-AND-LATE",
    "RAG-BELOW",
    "VIRTUAL-NOT-AGREED",
    "NOT-HYBRID",
];

/// Late by what a RED child is owed first, then the unseen, then by rating and by the day that a RED child is owed.
pub fn list<'a>(all: &[&'a Child]) -> Vec<&'a Child> {
    let is_thin = |child: &&Child| {
        ["OK", "DUE"].contains(&child.state.as_str())
            && (child.unseen || FLAGS.iter().any(|flag| child.has(flag)))
    };
    let mut thin: Vec<&Child> = all.iter().copied().filter(is_thin).collect();
    let rank = |rag: &str| match rag {
        "RED" => 0,
        "UNRATED" => 1,
        _ => 2,
    };
    thin.sort_by_key(|c| {
        (
            !c.has("BELOW-AND-LATE"),
            !c.unseen,
            rank(&c.rag),
            c.due_if_red.is_none(),
            c.due_if_red,
        )
    });
    thin
}

pub fn check(night: &Night, book: &Book, thin: &[&Child]) {
    let sheet = book.sheet("In time, but thin");
    let heads = [
        "Child id",
        "Name",
        "Rating",
        "Status",
        "In time by",
        "Why it is thin",
        "Last face to face",
        "Last by a qualified worker",
        "If RED: due",
    ];
    assert_eq!(sheet.heads(), heads);
    let order = "First those who would be overdue were they rated RED, as the framework's examples ask; then those whom nobody has seen in time.";
    sheet.says(&format!("{}. {order}", so_many(thin.len())));
    sheet.each("Child id", thin, |c| words(&c.id));
    sheet.each("Rating", thin, |c| words(&c.rag));
    sheet.each("Status", thin, |c| statuses(c));
    sheet.each("Last face to face", thin, |c| {
        day_or(c.last_face_to_face, "never")
    });
    sheet.each("If RED: due", thin, |c| {
        let otherwise = match c.rag.as_str() {
            "RED" => "is RED",
            "UNRATED" => "owed as RED",
            _ => "no RED example",
        };
        day_or(c.due_if_red, otherwise)
    });
    sheet.each("Why it is thin", thin, |c| words(why(night, c)));
    sheet.each("Last by a qualified worker", thin, |c| {
        let visits = night.facts.visits_of(&c.id).iter();
        let good = visits.filter(|visit| {
            let is_qualified = |id: &Option<String>| {
                let worker = id.as_ref();
                let worker = worker.and_then(|id| night.facts.worker(id, visit.date));
                worker.is_some_and(|worker| worker.qualified)
            };
            visit.date <= night.date
                && visit.outcome == "completed"
                && visit.mode != "other"
                && !visit.ours
                && visit.workers.iter().any(is_qualified)
        });
        day_or(good.map(|visit| visit.date).max(), "never")
    });
    for (child, shown) in thin.iter().zip(sheet.words_of("In time by")) {
        let short = |day: chrono::NaiveDate| day.format("%-d %b").to_string();
        let fits = match child.last_contact {
            None => {
                let began = child.due_from.expect("a due date");
                shown == format!("no contact, began {}", short(began))
            }
            Some(day) => {
                let visits = night.facts.visits_of(&child.id).iter();
                let mut of_the_day = visits.filter(|v| v.date == day && v.outcome == "completed");
                of_the_day.any(|visit| {
                    let sight = match visit.mode == "face_to_face" && !visit.seen {
                        true => ", child not seen",
                        false => "",
                    };
                    shown == format!("{}, {}{sight}", visit.mode.replace('_', " "), short(day))
                })
            }
        };
        assert!(fits, "{}: {shown}", child.id);
    }
}

fn why(night: &Night, child: &Child) -> String {
    let below = "rated below RED while RED examples apply";
    let mut points = Vec::new();
    if child.has("BELOW-AND-LATE") {
        let due = plain(child.due_if_red.expect("a day that a RED child is owed"));
        points.push(format!(
            "{below}, and late by what a RED child is owed, since {due}"
        ));
    } else if child.has("RAG-BELOW") {
        points.push(below.to_owned());
    }
    match child.last_seen {
        _ if !child.unseen => {}
        Some(day) => points.push(format!("not seen in time: last on {}", plain(day))),
        None => points.push("nobody has ever seen the child".to_owned()),
    }
    if child.has("VIRTUAL-NOT-AGREED") {
        let last = plain(child.last_contact.expect("a contact"));
        points.push(format!(
            "the last contact, on {last}, was remote and nobody agreed to virtual visits"
        ));
    }
    if child.has("NOT-HYBRID") {
        let since = match child.status.as_str() {
            "CP" => night.date - Days::new(28),
            "CIC" => night.date - Days::new(84),
            "CL" => night.date - Days::new(168),
            _ => night.date - Months::new(2),
        };
        points.push(format!(
            "no face-to-face visit by a qualified worker since {}: AMBER is a combination",
            plain(since)
        ));
    }
    points.join("\n")
}
