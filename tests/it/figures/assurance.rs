//! Assurance: what is to be recorded, and since when.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono::{Days, Months, NaiveDate};

use super::{
    book::{Book, day_or, number, words},
    children::Child,
    clocks::chain,
    facts::Case,
    letters::Said,
    movement,
    night::{Night, Recipient, plain, so_many, working_days_after},
    summary::{self, Listed},
};

/// The flags in the order of the report, with their titles.
pub const KINDS: [(&str, &str); 6] = [
    ("SUPERVISION-OVERDUE", "Supervision overdue"),
    ("NO-OVERSIGHT", "No management oversight"),
    ("OVERSIGHT-NOT-MANAGER", "Oversight not by a manager"),
    ("NO-SAFETY-PLAN", "No safety plan"),
    ("PLAN-OLD", "Plan not updated"),
    ("LATE-RECORDED", "Visit recorded late"),
];

struct Entry<'a> {
    child: &'a Child,
    /// Title and day of each thing that is missing.
    missing: Vec<(&'static str, NaiveDate)>,
}

impl Entry<'_> {
    fn since(&self) -> NaiveDate {
        let days = self.missing.iter().map(|(_, since)| *since);
        days.min().expect("something is missing")
    }
}

pub fn check(night: &Night, reader: &Recipient, book: Option<&Book>) -> Said {
    let all = night.of(reader);
    let mut entries: Vec<Entry<'_>> = all
        .iter()
        .copied()
        .filter(|child| child.is_to_record())
        .map(|child| Entry {
            child,
            missing: KINDS
                .into_iter()
                .filter(|(flag, _)| child.has(flag))
                .map(|(flag, title)| (title, since(night, child, flag)))
                .collect(),
        })
        .collect();
    let urgency = |child: &Child| match child.rag.as_str() {
        "RED" => 0,
        "UNRATED" => 1,
        _ => 2,
    };
    entries.sort_by_key(|entry| (urgency(entry.child), entry.since()));
    let having = |flag: Option<&str>| -> Vec<&Child> {
        let children = entries.iter().map(|entry| entry.child);
        children
            .filter(|child| flag.is_none_or(|flag| child.has(flag)))
            .collect()
    };
    let whole = Some(all.len());
    let mut figures: Vec<Listed<'_>> = vec![("Something to record", having(None), whole)];
    figures.extend(KINDS.map(|(flag, title)| (title, having(Some(flag)), whole)));
    let mut look_first = Vec::new();
    let red = having(Some("NO-SAFETY-PLAN"));
    let red = red.iter().filter(|child| child.rag == "RED").count();
    if red > 0 {
        let are = if red == 1 { "is" } else { "are" };
        look_first.push(format!(
            "{} {are} rated RED without a safety plan.",
            so_many(red)
        ));
    }
    let supervised = having(Some(KINDS[0].0)).into_iter();
    let due = supervised
        .map(|child| since(night, child, KINDS[0].0))
        .min();
    if let Some(due) = due {
        look_first.push(format!(
            "The longest overdue supervision was due {} days ago.",
            (night.date - due).num_days()
        ));
    }
    let moved = movement::moved(night, reader);
    let said = Said {
        answer: match (entries.len(), all.len()) {
            (0, 1) => "Nothing is to be recorded: 1 child was checked.".to_owned(),
            (0, all) => format!("Nothing is to be recorded: {all} children were checked."),
            (some, 1) => format!("{some} of 1 child has something to record."),
            (some, all) => format!("{some} of {all} children have something to record."),
        },
        look_first,
        figures: summary::counted(&figures),
        change: movement::change(night, moved.as_deref(), movement::ASSURANCE),
        is_nil: entries.is_empty(),
        ..Said::default()
    };
    if let Some(book) = book {
        let sheet = book.sheet("Summary");
        sheet.title(&format!("Assurance, {}", plain(night.date)));
        sheet.says(&night.scope_line(reader));
        summary::check(sheet, &said, &figures);
        to_record(night, book, &entries);
        by_worker(night, book, &entries);
    }
    said
}

fn to_record(night: &Night, book: &Book, entries: &[Entry<'_>]) {
    let sheet = book.sheet("To record");
    let heads = [
        "Child id",
        "Name",
        "Rating",
        "What is missing",
        "Since",
        "Last supervision",
        "Last oversight",
        "Safety plan of",
        "Plan of",
        "Worker",
    ];
    assert_eq!(sheet.heads(), heads);
    let since = "Since is the day by which it should have been there, or from which on it is missing; of several the earliest.";
    let system = "What is done and only not written down is to be written down in the case system (Procedures 1.3, 1.13).";
    sheet.says(&format!("{}. {since} {system}", so_many(entries.len())));
    sheet.each("Child id", entries, |of| words(&of.child.id));
    sheet.each("Rating", entries, |of| words(&of.child.rag));
    sheet.each("Since", entries, |of| day_or(Some(of.since()), ""));
    sheet.each("What is missing", entries, |of| {
        let lines = of.missing.iter().map(|(title, since)| {
            if of.missing.len() == 1 {
                (*title).to_owned()
            } else {
                format!("{title}, since {}", plain(*since))
            }
        });
        words(lines.collect::<Vec<_>>().join("\n"))
    });
    let latest_of = |head, of: fn(&Case) -> Option<NaiveDate>| {
        sheet.each(head, entries, |entry| {
            day_or(latest(night, entry.child, of), "never")
        });
    };
    latest_of("Last supervision", |row| row.supervision);
    latest_of("Last oversight", |row| row.oversight);
    latest_of("Safety plan of", |row| row.safety_plan);
    latest_of("Plan of", |row| row.plan_updated);
    sheet.each("Worker", entries, |of| {
        words(night.worker(of.child, "No worker allocated"))
    });
}

fn by_worker(night: &Night, book: &Book, entries: &[Entry<'_>]) {
    let mut loads: BTreeMap<String, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        let name = night.worker(entry.child, "No worker allocated");
        loads.entry(name).or_default().push(entry);
    }
    let mut loads: Vec<_> = loads.into_iter().collect();
    loads.sort_by_key(|(_, load)| Reverse(load.len()));
    let sheet = book.sheet("By worker");
    sheet.says(&format!(
        "The {} of \"To record\", by allocated worker. A child may lack several things.",
        so_many(entries.len())
    ));
    sheet.each("Worker", &loads, |(name, _)| words(name));
    sheet.each("Children", &loads, |(_, load)| number(load.len()));
    for (flag, title) in KINDS {
        sheet.each(title, &loads, |(_, load)| {
            number(load.iter().filter(|of| of.child.has(flag)).count())
        });
    }
    sheet.each("Missing longest since", &loads, |(_, load)| {
        day_or(load.iter().map(|of| of.since()).min(), "")
    });
}

/// The latest day by the run date that an open row has.
fn latest(
    night: &Night,
    child: &Child,
    of: impl Fn(&Case) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    let open = night.facts.open(&child.id, night.date);
    let days = open.iter().filter_map(|row| of(row));
    days.filter(|day| *day <= night.date).max()
}

/// The first day of the chain of a row, among rows that the caller chooses.
fn began<'a>(night: &Night, rows: impl IntoIterator<Item = &'a Case>, row: &'a Case) -> NaiveDate {
    chain(rows, row, night.date)[0].start
}

fn since(night: &Night, child: &Child, flag: &str) -> NaiveDate {
    let rows = night.facts.rows(&child.id);
    let open = night.facts.open(&child.id, night.date);
    let involved = |social_care_only: bool| {
        let rows = |row: &Case| {
            let (status, is_social_care) = (row.status, row.is_social_care());
            let same = rows.iter().filter(move |other| match is_social_care {
                true => other.is_social_care(),
                false => other.status == status,
            });
            same.collect::<Vec<_>>()
        };
        let open = open.iter();
        let open = open.filter(|row| !social_care_only || row.is_social_care());
        let days = open.map(|row| began(night, rows(row), row));
        days.min().expect("an open row")
    };
    match flag {
        "SUPERVISION-OVERDUE" => {
            let last = latest(night, child, |row| row.supervision);
            last.unwrap_or_else(|| involved(true)) + Months::new(1)
        }
        "NO-OVERSIGHT" => {
            let Some(held) = latest(night, child, |row| row.oversight) else {
                return involved(false);
            };
            let rated = child.decided.filter(|day| held < *day - Days::new(7));
            let planned = latest(night, child, |row| row.safety_plan).filter(|day| held < *day);
            let days = rated.into_iter().chain(planned);
            days.min().expect("oversight older than something")
        }
        "OVERSIGHT-NOT-MANAGER" => latest(night, child, |row| row.oversight).expect("an oversight"),
        "NO-SAFETY-PLAN" => involved(false),
        "PLAN-OLD" => {
            let due = ["CP", "CIC", "CIN"].iter().filter_map(|status| {
                let row = open.iter().find(|row| row.status == *status)?;
                let of_status = rows.iter().filter(|other| other.status == *status);
                let updated = latest(night, child, |row| {
                    row.plan_updated.filter(|_| row.status == *status)
                });
                let last = updated.unwrap_or_else(|| began(night, of_status, row));
                Some(last + Months::new(if *status == "CIC" { 6 } else { 3 }))
            });
            let mut late = due.filter(|due| night.date > *due);
            late.next().expect("a plan that is old")
        }
        _ => {
            let visits = night.facts.visits_of(&child.id).iter().rev();
            let recent = visits.filter(|visit| {
                let days = (night.date - visit.date).num_days();
                visit.outcome == "completed" && !visit.ours && (0..=28).contains(&days)
            });
            let mut late = recent.filter_map(|visit| {
                let in_time = working_days_after(visit.date, 2);
                (visit.recorded?.date() > in_time).then_some(in_time)
            });
            late.next().expect("a visit recorded late")
        }
    }
}
