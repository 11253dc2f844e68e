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
    pub died: Option<NaiveDate>,
    pub moved: Option<NaiveDate>,
    pub supervision: Option<NaiveDate>,
    pub oversight: Option<NaiveDate>,
    pub safety_plan: Option<NaiveDate>,
    pub plan_updated: Option<NaiveDate>,
}

impl Case {
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.start <= day && self.end.is_none_or(|end| day < end)
    }

    pub fn is_social_care(&self) -> bool {
        !["TS", "YOS"].contains(&self.status)
    }
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
    /// Several where the visit was made jointly.
    pub workers: Vec<Option<String>>,
    pub recorded: Option<NaiveDateTime>,
    /// Made by Targeted Support for a child whom social care knew then: such visits are not statutory.
    pub ours: bool,
    /// The same visit stands under a lower id too.
    pub again: bool,
}

pub struct Worker {
    pub name: Option<String>,
    pub role: String,
    pub service: Option<String>,
    pub team: Option<String>,
    pub left: Option<NaiveDate>,
    pub qualified: bool,
    pub can_visit: bool,
    from: Option<NaiveDate>,
}

#[derive(Default)]
pub struct Facts {
    /// By child.
    pub cases: BTreeMap<String, Vec<Case>>,
    /// By child, by date, then by id.
    pub visits: HashMap<String, Vec<Visit>>,
    pub ratings: HashMap<String, Vec<Rating>>,
    /// By id, by the day from which the row holds.
    pub workers: HashMap<String, Vec<Worker>>,
    /// Of records that were merged: the id that an id became.
    merged: HashMap<String, String>,
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
        let mut visits: BTreeMap<(String, String), Vec<(Values, Visit)>> = BTreeMap::new();
        // A sample without merged records has no file of them.
        let is_there =
            |(set, file, _): &&(&str, &str, &str)| *set != "aliases" || root.join(file).exists();
        for (set, file, id) in files.iter().filter(is_there) {
            let (headings, rows) = read(root, file, id, rejects);
            facts.headings.insert((*file).to_owned(), headings);
            for row in rows {
                match *set {
                    "aliases" => facts.alias(&row),
                    "cases" => facts.case(&row),
                    "ratings" => facts.rating(&row),
                    "workers" => facts.worker_row(&row),
                    _ => match visit(&row) {
                        None => *facts.passed_over.entry((*file).to_owned()).or_default() += 1,
                        Some((values, visit)) => {
                            let days = facts.days.entry((*file).to_owned()).or_default();
                            if ["completed", "attempted"].contains(&visit.outcome) {
                                days.push(visit.date);
                            }
                            days.extend(visit.recorded.map(|at| at.date()));
                            let key = (facts.child(&row), visit.id.clone());
                            visits.entry(key).or_default().push((values, visit));
                        }
                    },
                }
            }
        }
        for rows in facts.workers.values_mut() {
            rows.sort_by_key(|row| row.from);
        }
        for ((child, _), rows) in visits {
            facts.visits.entry(child).or_default().push(kept(rows));
        }
        let mut visits = std::mem::take(&mut facts.visits);
        for (child, visits) in &mut visits {
            for visit in visits.iter_mut() {
                visit.ours = facts.is_ours(child, visit);
            }
            visits.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
            name_again(visits);
        }
        facts.visits = visits;
        facts
    }

    fn alias(&mut self, row: &Row) {
        let old = row.get(&["old_id"]).expect("an old id");
        let new = row.get(&["child_id"]).expect("a new id");
        self.merged.insert(old, new);
    }

    /// The child of a row: of a merged record, the one that it became.
    fn child(&self, row: &Row) -> String {
        let mut id = row.get(&CHILD).expect("an accepted row has a child");
        while let Some(new) = self.merged.get(&id) {
            id.clone_from(new);
        }
        id
    }

    /// Whether other records were merged into a child's.
    pub fn is_merged(&self, child: &str) -> bool {
        self.merged.values().any(|new| new == child)
    }

    /// RULES §4: not statutory, of all who made it.
    fn is_ours(&self, child: &str, visit: &Visit) -> bool {
        let mut rows = self.rows(child).iter();
        let is_targeted = |id: &Option<String>| {
            let worker = id.as_ref().and_then(|id| self.worker(id, visit.date));
            let service = worker.and_then(|worker| worker.service.as_ref());
            service.is_some_and(|s| s.eq_ignore_ascii_case("targeted support"))
        };
        rows.any(|row| row.is_social_care() && row.is_open_on(visit.date))
            && visit.workers.iter().all(is_targeted)
    }

    fn case(&mut self, row: &Row) {
        let child = self.child(row);
        let rag = row
            .get(&["rag", "RAG Rating", "RAG"])
            .and_then(|word| rag(&word));
        let decided = row.date(&["rag_decided_on", "RAG Decision Date", "RAG Date"]);
        // An undated UNRATED is blank.
        let rag = rag.filter(|rag| *rag != "UNRATED" || decided.is_some());
        let rating = rag.map(|rag| Rating {
            rag: rag.to_owned(),
            decided,
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
            died: row.date(&["died_on", "Date of Death"]),
            moved: row.date(&["placement_changed_on", "Placement Change Date"]),
            supervision: row.date(&[
                "last_supervision_on",
                "Last Supervision Date",
                "Supervision",
            ]),
            oversight: row.date(&["oversight_on", "Management Oversight Date", "Oversight"]),
            safety_plan: row.date(&["safety_plan_on", "Safety Plan Date", "Safety Plan"]),
            plan_updated: row.date(&["plan_updated_on", "Plan Updated Date"]),
        });
    }

    fn rating(&mut self, row: &Row) {
        let child = self.child(row);
        let Some(rag) = row.get(&["rag"]).and_then(|word| rag(&word)) else {
            return;
        };
        self.ratings.entry(child).or_default().push(Rating {
            rag: rag.to_owned(),
            decided: row.date(&["rag_decided_on"]),
            recorded: row.date(&["rag_recorded_on"]),
        });
    }

    fn worker_row(&mut self, row: &Row) {
        let id = row
            .get(&["worker_id"])
            .expect("an accepted worker has an id");
        self.workers.entry(id).or_default().push(Worker {
            name: row.get(&["worker_name"]),
            role: row.get(&["role"]).unwrap_or_default(),
            service: row.get(&["service"]),
            team: row.get(&["team"]),
            left: row.date(&["left_on"]),
            qualified: row.get(&["qualified"]).is_some_and(|word| word == "Y"),
            can_visit: row.get(&["can_visit"]).is_none_or(|word| word != "N"),
            from: row.date(&["valid_from"]),
        });
    }

    /// RULES §2: the latest row that has begun, before all of them the earliest.
    pub fn worker(&self, id: &str, day: NaiveDate) -> Option<&Worker> {
        let rows = self.workers.get(id)?;
        let begun = |row: &&Worker| row.from.is_none_or(|from| from <= day);
        rows.iter().rev().find(begun).or(rows.first())
    }

    /// "Name (id)", or the id alone.
    pub fn worker_shown(&self, id: &str, day: NaiveDate) -> String {
        match self.worker(id, day).and_then(|worker| worker.name.as_ref()) {
            Some(name) => format!("{name} ({id})"),
            None if self.worker(id, day).is_some() => id.to_owned(),
            None => format!("worker not known ({id})"),
        }
    }

    pub fn rows(&self, child: &str) -> &[Case] {
        self.cases.get(child).map_or(&[], Vec::as_slice)
    }

    /// RULES §4: the earliest date of birth on an open row, else on any row.
    pub fn born(&self, child: &str, day: NaiveDate) -> Option<NaiveDate> {
        let rows = self.rows(child).iter();
        let open = rows.clone().filter(|row| row.is_open_on(day));
        let open = open.filter_map(|row| row.born).min();
        open.or_else(|| rows.filter_map(|row| row.born).min())
    }

    /// RULES §5: the children that have a position on a day, by id.
    pub fn positioned(&self, day: NaiveDate) -> Vec<&str> {
        let has_one = |rows: &[Case]| {
            let has_died = |row: &Case| row.died.is_some_and(|died| died <= day);
            rows.iter().any(|row| row.is_open_on(day)) && !rows.iter().any(has_died)
        };
        let children = self.cases.iter().filter(|(_, rows)| has_one(rows));
        children.map(|(child, _)| child.as_str()).collect()
    }

    pub fn visits_of(&self, child: &str) -> &[Visit] {
        self.visits.get(child).map_or(&[], Vec::as_slice)
    }

    /// The rows of a child that are open on a day, in the order of RULES §5.
    pub fn open(&self, child: &str, day: NaiveDate) -> Vec<&Case> {
        let rows = self.rows(child).iter();
        let mut open: Vec<&Case> = rows.filter(|row| row.is_open_on(day)).collect();
        let rank = |row: &Case| STATUSES.iter().position(|status| *status == row.status);
        open.sort_by(|a, b| {
            (rank(a), a.start, &a.team, &a.worker).cmp(&(rank(b), b.start, &b.team, &b.worker))
        });
        open
    }
}

/// What two rows of one visit are compared by, but for who made it.
type Values = [String; 6];

/// RULES §7, W-DUPLICATE: the row that is kept, with those that differ in the worker only.
fn kept(rows: Vec<(Values, Visit)>) -> Visit {
    let rank = |(values, visit): &&(Values, Visit)| {
        (
            visit.recorded,
            values[..5].to_vec(),
            visit.workers.clone(),
            values[5].clone(),
        )
    };
    let (values, visit) = rows.iter().max_by_key(rank).expect("a row of the visit");
    let same = rows.iter().filter(|(others, _)| others == values);
    let workers = same.flat_map(|(_, other)| other.workers.clone()).collect();
    Visit {
        workers,
        ..visit.clone()
    }
}

/// RULES §7, W-SAME-VISIT, of one child's visits by date and id.
fn name_again(visits: &mut [Visit]) {
    for at in 1..visits.len() {
        let (before, rest) = visits.split_at_mut(at);
        let visit = &mut rest[0];
        let is_same = |other: &Visit| {
            let named = visit.workers.iter().filter(|worker| worker.is_some());
            let mut named = named.filter(|worker| other.workers.contains(worker));
            other.date == visit.date
                && other.mode == visit.mode
                && other.outcome == "completed"
                && named.next().is_some()
        };
        visit.again = visit.outcome == "completed" && before.iter().any(is_same);
    }
}

fn visit(row: &Row) -> Option<(Values, Visit)> {
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
    let answer = |headings: &[&str]| match row.get(headings) {
        Some(word) if word.to_lowercase().starts_with('y') || word == "1" => "Y",
        Some(_) => "N",
        None => "",
    };
    let seen = match sight {
        Some(true) => "Y",
        Some(false) => "N",
        None => answer(&["child_seen", "Child Seen", "Young Person Seen"]),
    };
    let alone = answer(&["seen_alone", "Seen Alone"]);
    let visit = Visit {
        id: row
            .get(&["visit_id", "Activity ID", "Contact ID"])
            .expect("an id"),
        date: row
            .date(&["visit_date", "Visit Date", "Contact Date"])
            .expect("a date"),
        mode,
        outcome,
        seen: seen == "Y",
        alone: alone == "Y",
        workers: vec![row.get(&["worker_id", "Worker ID", "Key Worker ID"])],
        recorded: row.moment(&["recorded_at", "Date Recorded", "Entered On"]),
        ours: false,
        again: false,
    };
    let recorded = visit.recorded.map(|at| at.to_string());
    let values = [
        visit.date.to_string(),
        mode.to_owned(),
        outcome.to_owned(),
        seen.to_owned(),
        alone.to_owned(),
        recorded.unwrap_or_default(),
    ];
    Some((values, visit))
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
        "unrated" | "not rated" => Some("UNRATED"),
        _ => None,
    }
}
