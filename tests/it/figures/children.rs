//! `positions.csv` row by row, with what the exports add to a child: service, rating's date, booking, attempts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    clocks::seen_due,
    exports::csv_rows,
    facts::{Facts, Visit},
    lists,
    ratings::in_force,
};

/// What is to be recorded: RULES §8, assurance.
pub const RECORDS: [&str; 6] = [
    "SUPERVISION-OVERDUE",
    "NO-OVERSIGHT",
    "OVERSIGHT-NOT-MANAGER",
    "NO-SAFETY-PLAN",
    "PLAN-OLD",
    "LATE-RECORDED",
];

/// A row of `positions.csv`, and what the exports say beside it.
#[derive(Clone)]
pub struct Child {
    pub id: String,
    pub name: Option<String>,
    pub status: String,
    pub statuses: String,
    pub rag: String,
    pub standard: String,
    pub last_contact: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub due_if_red: Option<NaiveDate>,
    pub last_face_to_face: Option<NaiveDate>,
    pub state: String,
    pub days_overdue: Option<u32>,
    pub last_seen: Option<NaiveDate>,
    pub days_unseen: Option<u32>,
    pub unseen: bool,
    pub team: String,
    pub worker: Option<String>,
    pub flags: Vec<String>,
    pub service: Option<String>,
    /// When the rating in force was decided, and when recorded.
    pub decided: Option<NaiveDate>,
    pub recorded: Option<NaiveDate>,
    /// When the child should have been seen by.
    pub seen_due: Option<NaiveDate>,
    pub born: Option<NaiveDate>,
    /// The next visit booked, whatever it is.
    pub planned: Option<NaiveDate>,
    /// The next that would be the visit that is owed.
    pub booked: Option<NaiveDate>,
    /// What a list says of both.
    pub booked_in_words: Option<String>,
    pub due_rule: String,
    pub due_from: Option<NaiveDate>,
    /// Statutory attempts since the child was last seen.
    pub attempts: u32,
}

pub fn children(positions: &str, facts: &Facts, day: NaiveDate) -> Vec<Child> {
    let rows = csv_rows(positions);
    let ids: Vec<&str> = rows.iter().map(|row| row["child_id"].as_str()).collect();
    assert_eq!(
        ids,
        facts.positioned(day),
        "children with a position on {day}"
    );
    rows.iter().map(|row| child(row, facts, day)).collect()
}

fn child(row: &BTreeMap<String, String>, facts: &Facts, day: NaiveDate) -> Child {
    let text = |name: &str| row[name].clone();
    let date = |name: &str| row[name].parse().ok();
    let id = text("child_id");
    let open = facts.open(&id, day);
    let holder = open
        .first()
        .unwrap_or_else(|| panic!("{id} is open on {day}"));
    assert_eq!(holder.team, row["team"], "team of {id} on {day}");
    let rating = in_force(&id, facts, day);
    let rag = rating
        .as_ref()
        .map_or("UNRATED", |rating| rating.rag.as_str());
    assert_eq!(rag, row["rag"], "rating of {id} on {day}");
    let last_seen: Option<NaiveDate> = date("last_seen");
    let born = facts.born(&id, day);
    let seen_due = seen_due(facts.rows(&id), &open, day, last_seen, born);
    let is_late = seen_due.is_some_and(|due| day > due) && !row["flags"].contains("UNBORN");
    assert_eq!(
        is_late.to_string(),
        row["unseen"],
        "unseen: {id} on {day}, {seen_due:?}"
    );
    let visits = facts.visits_of(&id);
    let since =
        |visit: &&Visit| visit.date <= day && last_seen.is_none_or(|seen| visit.date > seen);
    let attempts = visits
        .iter()
        .filter(since)
        .filter(|visit| visit.outcome == "attempted" && !visit.ours);
    let bookings = visits
        .iter()
        .filter(|visit| visit.outcome == "planned" && visit.date >= day);
    let worker = Some(text("worker_id")).filter(|id| !id.is_empty());
    let (booked, booked_in_words) =
        lists::booked(&id, &row["standard"], worker.as_deref(), facts, day);
    Child {
        name: open.iter().find_map(|case| case.name.clone()),
        status: text("status"),
        statuses: text("statuses"),
        rag: text("rag"),
        standard: text("standard"),
        last_contact: date("last_contact"),
        due: date("due"),
        due_if_red: date("due_if_red"),
        last_face_to_face: date("last_face_to_face"),
        state: text("state"),
        days_overdue: row["days_overdue"].parse().ok(),
        last_seen,
        days_unseen: row["days_unseen"].parse().ok(),
        unseen: row["unseen"] == "true",
        team: text("team"),
        worker,
        flags: row["flags"]
            .split(';')
            .filter(|f| !f.is_empty())
            .map(str::to_owned)
            .collect(),
        service: holder.service.clone(),
        decided: rating.as_ref().and_then(|rating| rating.decided),
        recorded: rating.and_then(|rating| rating.recorded),
        seen_due,
        born,
        planned: bookings.map(|visit| visit.date).min(),
        booked,
        booked_in_words,
        due_rule: text("due_rule"),
        due_from: date("due_from"),
        attempts: attempts.count() as u32,
        id,
    }
}

impl Child {
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|code| code == flag)
    }

    pub fn rating_flags(&self) -> impl Iterator<Item = &str> {
        self.flags
            .iter()
            .map(String::as_str)
            .filter(|code| *code == "BELOW-AND-LATE" || code.starts_with("RAG-"))
    }

    /// A manager is to decide something about the rating.
    pub fn is_to_review(&self) -> bool {
        self.rating_flags().any(|code| code != "RAG-LATE")
    }

    pub fn is_to_record(&self) -> bool {
        RECORDS.iter().any(|flag| self.has(flag))
    }

    pub fn is_overdue(&self) -> bool {
        self.state == "OVERDUE"
    }

    pub fn is_to_be_seen(&self) -> bool {
        self.due.is_some() && !self.has("UNBORN")
    }

    /// What a list says of its bookings.
    pub fn bookings(&self) -> String {
        let none = || "none booked".to_owned();
        self.booked_in_words.clone().unwrap_or_else(none)
    }

    /// "1009873 Leila Anon".
    pub fn id_and_name(&self) -> String {
        match &self.name {
            Some(name) => format!("{} {name}", self.id),
            None => self.id.clone(),
        }
    }

    /// RED and unrated before AMBER before GREEN.
    pub fn urgency(&self) -> u8 {
        match self.rag.as_str() {
            "AMBER" => 1,
            "GREEN" => 2,
            _ => 0,
        }
    }
}

/// Numerator and denominator of the three rates.
pub type Rates = [(u64, u64); 3];

/// Contacts in time, children seen in time, ratings current.
pub fn rates<'a>(children: impl IntoIterator<Item = &'a Child>) -> Rates {
    let mut rates = Rates::default();
    for child in children {
        let current = !["RAG-UNRATED", "RAG-UNDATED", "RAG-STALE", "RAG-EVENT"]
            .iter()
            .any(|flag| child.has(flag));
        let facts = [
            (child.due.is_some(), !child.is_overdue()),
            (child.is_to_be_seen(), !child.unseen),
            (true, current),
        ];
        for (rate, (is_of, is_in)) in rates.iter_mut().zip(facts) {
            rate.0 += u64::from(is_of && is_in);
            rate.1 += u64::from(is_of);
        }
    }
    rates
}
