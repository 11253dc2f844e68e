//! The Targeted Support tracker.

use chrono::NaiveDate;

use super::{
    book::Book,
    children::Child,
    facts::Case,
    letters::Said,
    movement,
    night::{Night, Recipient, plain, so_many},
    summary::{self, Listed},
    tracker_sheets::{by_worker, check_also, check_tracker},
};

/// A child with an open Targeted Support row.
pub struct Entry<'a> {
    pub child: &'a Child,
    pub row: &'a Case,
    pub others: Vec<&'a Case>,
    /// The latest completed contact of any kind.
    pub last: Option<NaiveDate>,
}

impl Entry<'_> {
    pub fn days_since(&self, date: NaiveDate) -> Option<i64> {
        self.last.map(|last| (date - last).num_days())
    }
}

fn entries<'a>(night: &'a Night, reader: &Recipient) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    let tracked = night.children.iter().filter(|of| night.tracks(reader, of));
    for child in tracked {
        let (ours, others): (Vec<&Case>, Vec<&Case>) = night
            .facts
            .open(&child.id, night.date)
            .into_iter()
            .partition(|row| row.status == "TS");
        let contacts = night.facts.visits_of(&child.id).iter();
        let contacts = contacts.filter(|v| v.outcome == "completed" && v.date <= night.date);
        if let Some(row) = ours.first() {
            entries.push(Entry {
                child,
                row,
                others,
                last: contacts.map(|v| v.date).max(),
            });
        }
    }
    let rank = |rag: &str| {
        ["RED", "UNRATED", "AMBER", "GREEN"]
            .iter()
            .position(|other| *other == rag)
    };
    entries.sort_by_key(|entry| (rank(&entry.child.rag), entry.last));
    entries
}

pub fn check(night: &Night, reader: &Recipient, book: Option<&Book>) -> Said {
    let is_senior = reader.role == "senior";
    let open = entries(night, reader);
    let (tracked, kept): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        open.iter()
            .partition(|entry| match entry.child.rag.as_str() {
                "GREEN" => is_senior || !night.has_senior(entry.child),
                _ => !is_senior,
            });
    let also: Vec<&Entry<'_>> = open
        .iter()
        .filter(|entry| !entry.others.is_empty() && (!is_senior || entry.child.rag == "GREEN"))
        .collect();
    let count =
        |keep: &dyn Fn(&Entry<'_>) -> bool| tracked.iter().filter(|entry| keep(entry)).count();
    let rated = |rag: &str| count(&|entry| entry.child.rag == rag);
    let ours = if is_senior {
        "GREEN"
    } else {
        "RED, AMBER or unrated"
    };
    let never = count(&|entry| entry.last.is_none());
    let unheld = count(&|entry| entry.row.worker.is_none());
    let all = Some(tracked.len());
    let those = |keep: &dyn Fn(&Entry<'_>) -> bool| -> Vec<&Child> {
        let kept = tracked.iter().filter(|entry| keep(entry));
        kept.map(|entry| entry.child).collect()
    };
    let of_rating = |rag: &str| those(&|entry| entry.child.rag == rag);
    let also_open: Vec<&Child> = also.iter().map(|entry| entry.child).collect();
    let mut figures: Vec<Listed<'_>> = vec![(
        if is_senior {
            "Open to Targeted Support and GREEN"
        } else {
            "Open to Targeted Support, to track here"
        },
        those(&|_| true),
        Some(open.len()),
    )];
    if !is_senior && !tracked.is_empty() {
        figures.extend([
            ("Rated RED", of_rating("RED"), all),
            ("Not rated", of_rating("UNRATED"), all),
            ("Rated AMBER", of_rating("AMBER"), all),
            (
                "GREEN, in no senior worker's scope",
                of_rating("GREEN"),
                all,
            ),
        ]);
    }
    if !tracked.is_empty() {
        figures.extend([
            (
                "Rating to review",
                those(&|entry| entry.child.is_to_review()),
                all,
            ),
            (
                "No contact of any kind recorded",
                those(&|entry| entry.last.is_none()),
                all,
            ),
            (
                "No visit booked",
                those(&|entry| entry.child.planned.is_none()),
                all,
            ),
            (
                "Without a Targeted Support worker",
                those(&|entry| entry.row.worker.is_none()),
                all,
            ),
        ]);
    }
    figures.push(match is_senior {
        true => ("Also open to social care", also_open, all),
        false => (
            "Also open to social care, of any rating",
            also_open,
            Some(open.len()),
        ),
    });
    if open.is_empty() {
        // A nil letter says the number of children checked, and has no table of noughts.
        figures = Vec::new();
    }
    let mut look_first = Vec::new();
    if rated("UNRATED") > 0 && !is_senior {
        let decide =
            "decide it. RED and AMBER stay on this tracker, GREEN goes to the seniors' one.";
        look_first.push(format!(
            "{} without a rating: {decide}",
            so_many(rated("UNRATED"))
        ));
    }
    if never > 0 {
        look_first.push(format!("{} without any recorded contact.", so_many(never)));
    }
    if let Some(days) = tracked
        .iter()
        .filter_map(|entry| entry.days_since(night.date))
        .max()
    {
        look_first.push(format!(
            "The child longest without contact has had none for {days} days."
        ));
    }
    if unheld > 0 {
        look_first.push(format!(
            "{} without a Targeted Support worker.",
            so_many(unheld)
        ));
    }
    let others = format!(
        "{} of Targeted Support {} {}.",
        so_many(kept.len()),
        if kept.len() == 1 { "is" } else { "are" },
        match is_senior {
            true => "RED, AMBER or unrated, for the managers' tracker",
            false => "GREEN, for the senior workers' tracker",
        }
    );
    let alone = if is_senior { 0 } else { rated("GREEN") };
    let alone_is = if alone == 1 { "is" } else { "are" };
    let alone_line = format!(
        "{} of Targeted Support {alone_is} GREEN and in no senior worker's scope: on this tracker instead.",
        so_many(alone)
    );
    let lines: Vec<String> = [(kept.len(), others), (alone, alone_line)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, line)| line)
        .collect();
    let on_it: Vec<&str> = tracked.iter().map(|of| of.child.id.as_str()).collect();
    let moved = movement::tracked(night, reader, &on_it);
    let said = Said {
        answer: match (open.len(), tracked.len()) {
            (0, _) => "No child of this scope is open to Targeted Support.".to_owned(),
            (_, 0) => format!("No child open to Targeted Support is {ours}."),
            (_, some) if is_senior => format!(
                "{} of Targeted Support to track, rated GREEN.",
                so_many(some)
            ),
            (_, some) => format!(
                "{} of Targeted Support to track: {} RED, {} AMBER, {} unrated{}.",
                so_many(some),
                rated("RED"),
                rated("AMBER"),
                rated("UNRATED"),
                if alone > 0 {
                    format!(", {alone} GREEN")
                } else {
                    String::new()
                }
            ),
        },
        look_first,
        figures: summary::counted(&figures),
        change: movement::change(night, moved.as_deref(), movement::TRACKER),
        about_the_data: lines.clone(),
        is_nil: tracked.is_empty() && also.is_empty(),
    };
    if let Some(book) = book {
        let sheet = book.sheet("Summary");
        sheet.title(&format!("Targeted Support tracker, {}", plain(night.date)));
        sheet.says(&night.scope_line_of(reader, night.tracked_or_held(reader)));
        lines.iter().for_each(|line| sheet.says(line));
        summary::check(sheet, &said, &figures);
        check_tracker(night, book, &tracked);
        check_also(
            night,
            book,
            &also,
            if is_senior { "" } else { " of any rating" },
        );
        by_worker(night, book, &tracked, is_senior);
    }
    said
}
