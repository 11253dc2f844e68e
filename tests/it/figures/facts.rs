//! The facts of one night that figures need beside `positions.csv`: case rows, visits, ratings, workers.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use chrono::{NaiveDate, NaiveDateTime};

use super::exports::{Reject, Row, read};

/// The files of a root, by data set, with the heading of the id of each.
pub type Files = [(&'static str, &'static str, &'static str)];

pub struct Case {
    pub name: Option<String>,
    pub born: Option<NaiveDate>,
    pub status: &'static str,
    pub start: NaiveDate,
    pub end: Option<NaiveDate>,
    pub team: String,
    pub service: Option<String>,
    pub worker: Option<String>,
    pub plan: Option<u64>,
    pub rating: Option<Rating>,
}

#[derive(Clone)]
pub struct Rating {
    pub rag: String,
    pub decided: Option<NaiveDate>,
    pub recorded: Option<NaiveDate>,
}

#[derive(Clone)]
pub struct Visit {
    pub id: String,
    pub date: NaiveDate,
    pub mode: &'static str,
    pub outcome: &'static str,
    pub seen: bool,
    pub alone: bool,
    pub worker: Option<String>,
    pub recorded: Option<NaiveDateTime>,
    /// Made by Targeted Support, whose visits are not statutory.
    pub ours: bool,
}

pub struct Worker {
    pub name: Option<String>,
    pub role: String,
    pub service: Option<String>,
    pub team: Option<String>,
    pub left: Option<NaiveDate>,
}

#[derive(Default)]
pub struct Facts {
    /// By child.
    pub cases: BTreeMap<String, Vec<Case>>,
    /// By child, by date, then by id.
    pub visits: HashMap<String, Vec<Visit>>,
    pub ratings: HashMap<String, Vec<Rating>>,
    pub workers: HashMap<String, Worker>,
    /// By file: every day on which a visit was made, tried or recorded.
    pub days: BTreeMap<String, Vec<NaiveDate>>,
    /// By file: how many headings it has.
    pub headings: BTreeMap<String, usize>,
    /// By file: rows that are no contact at all.
    pub passed_over: BTreeMap<String, u64>,
}

/// The tie order of RULES §5.
pub const STATUSES: [&str; 6] = ["CP", "CIC", "CIN", "CL", "TS", "YOS"];

const CHILD: [&str; 3] = ["child_id", "Client ID", "Young Person ID"];

impl Facts {
    pub fn read(root: &Path, files: &Files, rejects: &[Reject]) -> Self {
        let mut facts = Self::default();
        // By file and id, so that a later version of a visit can take an earlier one's place.
        let mut visits: BTreeMap<(&str, String), (String, Visit)> = BTreeMap::new();
        for (set, file, id) in files {
            let (headings, rows) = read(root, file, id, rejects);
            facts.headings.insert((*file).to_owned(), headings);
            for row in rows {
                match *set {
                    "cases" => facts.case(&row),
                    "ratings" => facts.rating(&row),
                    "workers" => facts.worker(&row),
                    _ => match visit(&row) {
                        None => *facts.passed_over.entry((*file).to_owned()).or_default() += 1,
                        Some((child, visit)) => {
                            let days = facts.days.entry((*file).to_owned()).or_default();
                            if ["completed", "attempted"].contains(&visit.outcome) {
                                days.push(visit.date);
                            }
                            days.extend(visit.recorded.map(|at| at.date()));
                            let key = (*file, visit.id.clone());
                            if visits
                                .get(&key)
                                .is_none_or(|(_, old)| old.recorded <= visit.recorded)
                            {
                                visits.insert(key, (child, visit));
                            }
                        }
                    },
                }
            }
        }
        for (child, mut visit) in visits.into_values() {
            let service = visit
                .worker
                .as_ref()
                .and_then(|id| facts.workers.get(id)?.service.as_ref());
            visit.ours = service.is_some_and(|s| s.eq_ignore_ascii_case("targeted support"));
            facts.visits.entry(child).or_default().push(visit);
        }
        for visits in facts.visits.values_mut() {
            visits.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
        }
        facts
    }

    fn case(&mut self, row: &Row) {
        let child = row.get(&CHILD).expect("an accepted case has a child");
        let rag = row
            .get(&["rag", "RAG Rating", "RAG"])
            .and_then(|word| rag(&word));
        let rating = rag.map(|rag| Rating {
            rag: rag.to_owned(),
            decided: row.date(&["rag_decided_on", "RAG Decision Date", "RAG Date"]),
            recorded: row.date(&["rag_recorded_on", "RAG Recorded Date", "RAG Recorded"]),
        });
        let plan = [
            "plan_interval_days",
            "Plan Visit Interval (Days)",
            "Contact Interval (Days)",
        ];
        self.cases.entry(child).or_default().push(Case {
            name: row.get(&["child_name", "Client Name", "Young Person Name"]),
            born: row.date(&["date_of_birth", "D.O.B.", "Date of Birth"]),
            status: status(
                &row.get(&["status", "Case Type", "Involvement"])
                    .expect("a status"),
            ),
            start: row
                .date(&["status_start", "Case Start Date", "Involvement Start"])
                .expect("an accepted case has a start"),
            end: row.date(&["status_end", "Case End Date", "Involvement End"]),
            team: row.get(&["team", "Team Name", "Team"]).expect("a team"),
            service: row.get(&["service", "Service Area", "Service"]),
            worker: row.get(&["worker_id", "Allocated Worker ID", "Key Worker ID"]),
            plan: row.get(&plan).and_then(|days| days.parse().ok()),
            rating,
        });
    }

    fn rating(&mut self, row: &Row) {
        let child = row.get(&CHILD).expect("an accepted rating has a child");
        let Some(rag) = row.get(&["rag"]).and_then(|word| rag(&word)) else {
            return;
        };
        self.ratings.entry(child).or_default().push(Rating {
            rag: rag.to_owned(),
            decided: row.date(&["rag_decided_on"]),
            recorded: row.date(&["rag_recorded_on"]),
        });
    }

    fn worker(&mut self, row: &Row) {
        let id = row
            .get(&["worker_id"])
            .expect("an accepted worker has an id");
        self.workers.insert(
            id,
            Worker {
                name: row.get(&["worker_name"]),
                role: row.get(&["role"]).unwrap_or_default(),
                service: row.get(&["service"]),
                team: row.get(&["team"]),
                left: row.date(&["left_on"]),
            },
        );
    }

    /// "Name (id)", or the id alone.
    pub fn worker_shown(&self, id: &str) -> String {
        match self.workers.get(id).and_then(|worker| worker.name.as_ref()) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_owned(),
        }
    }

    pub fn visits_of(&self, child: &str) -> &[Visit] {
        self.visits.get(child).map_or(&[], Vec::as_slice)
    }

    /// The rows of a child that are open on a day, in the order of RULES §5.
    pub fn open(&self, child: &str, day: NaiveDate) -> Vec<&Case> {
        let rows = self.cases.get(child).into_iter().flatten();
        let mut open: Vec<&Case> = rows
            .filter(|row| row.start <= day && row.end.is_none_or(|end| day < end))
            .collect();
        let rank = |row: &Case| STATUSES.iter().position(|status| *status == row.status);
        open.sort_by(|a, b| {
            (rank(a), a.start, &a.team, &a.worker).cmp(&(rank(b), b.start, &b.team, &b.worker))
        });
        open
    }
}

fn visit(row: &Row) -> Option<(String, Visit)> {
    let kind = row
        .get(&["Note Type", "Contact Type", "mode"])
        .unwrap_or_default();
    let (mode, mut outcome, sight) = match kind.to_lowercase().as_str() {
        "c-case note" => return None,
        "c-virtual visit (child seen)" => ("video", "completed", Some(true)),
        "c-virtual visit (child not seen)" => ("phone", "completed", Some(false)),
        "c-telephone contact" | "phone call" | "phone" => ("phone", "completed", None),
        "c-letter or e-mail" | "text or e-mail" | "other" => ("other", "completed", None),
        "c-visit no access" => ("face_to_face", "attempted", None),
        "c-visit planned" => ("face_to_face", "planned", None),
        "c-virtual visit planned" => ("video", "planned", None),
        "c-visit cancelled" => ("face_to_face", "cancelled", None),
        "video call" | "video" => ("video", "completed", None),
        word if word.starts_with("c-statutory visit (")
            || matches!(
                word,
                "c-care leaver visit"
                    | "home visit"
                    | "school visit"
                    | "office visit"
                    | "face_to_face"
            ) =>
        {
            ("face_to_face", "completed", None)
        }
        other => panic!("the test knows no visit type {other:?}"),
    };
    if let Some(word) = row.get(&["outcome", "Outcome"]) {
        outcome = match word.to_lowercase().as_str() {
            "completed" | "done" => "completed",
            "attempted" | "no access" | "did not attend" | "dna" => "attempted",
            "cancelled" => "cancelled",
            "planned" | "booked" => "planned",
            other => panic!("the test knows no outcome {other:?}"),
        };
    }
    let yes = |headings: &[&str]| {
        let word = row.get(headings);
        word.is_some_and(|word| word.to_lowercase().starts_with('y') || word == "1")
    };
    let child = row.get(&CHILD).expect("an accepted visit has a child");
    let visit = Visit {
        id: row
            .get(&["visit_id", "Activity ID", "Contact ID"])
            .expect("an id"),
        date: row
            .date(&["visit_date", "Visit Date", "Contact Date"])
            .expect("a date"),
        mode,
        outcome,
        seen: sight.unwrap_or_else(|| yes(&["child_seen", "Child Seen", "Young Person Seen"])),
        alone: yes(&["seen_alone", "Seen Alone"]),
        worker: row.get(&["worker_id", "Worker ID", "Key Worker ID"]),
        recorded: row.moment(&["recorded_at", "Date Recorded", "Entered On"]),
        ours: false,
    };
    Some((child, visit))
}

fn status(word: &str) -> &'static str {
    match word.to_lowercase().as_str() {
        "cp" | "cpp" | "child protection plan" | "child protection" => "CP",
        "cic" | "cla" | "lac" | "looked after child" | "child looked after" | "child in care" => {
            "CIC"
        }
        "cin" | "child in need plan" | "child in need" | "open assessment" => "CIN",
        "cl" | "care leaver" | "leaving care" => "CL",
        "ts" | "targeted support" | "early help" => "TS",
        "yos" | "youth offending" | "youth offending service" => "YOS",
        other => panic!("the test knows no status {other:?}"),
    }
}

fn rag(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "red" | "high" | "r" => Some("RED"),
        "amber" | "medium" | "a" => Some("AMBER"),
        "green" | "low" | "g" => Some("GREEN"),
        _ => None,
    }
}
