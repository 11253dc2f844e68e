//! RULES §2 and §7: the rows of the data sets, and which of them are left out.

use super::Inputs;
use super::cells::{Read, Row, folded, yes_no};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};

/// In the tie order of §5.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Cp,
    Cic,
    Cin,
    Cl,
    Ts,
    Yos,
}

/// In order of risk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rag {
    Unrated,
    Green,
    Amber,
    Red,
}

/// A field that its data set does not map is absent; one with nothing in it is blank.
#[derive(PartialEq)]
pub enum Field {
    Absent,
    Blank,
    Filled(String),
}

pub struct Rating {
    pub rag: Rag,
    pub decided: Option<NaiveDate>,
    pub recorded: Option<NaiveDate>,
    pub by: Field,
    pub rationale: Field,
}

pub struct Case {
    pub child_id: String,
    pub born: Option<NaiveDate>,
    pub status: Status,
    /// `None`: the system knows no start.
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
    pub team: String,
    pub service: Option<String>,
    pub worker: Option<String>,
    pub opened: Option<NaiveDateTime>,
    pub rating: Option<Rating>,
    pub factors: Vec<String>,
    pub virtual_agreed_by: Option<String>,
    pub plan_interval: Option<u64>,
    pub plan_updated: Option<NaiveDate>,
    pub safety_plan: Option<NaiveDate>,
    pub oversight: Option<NaiveDate>,
    pub oversight_by: Option<String>,
    pub supervision: Option<NaiveDate>,
    pub placement_changed: Option<NaiveDate>,
    pub died: Option<NaiveDate>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    FaceToFace,
    Other,
    Phone,
    Video,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Attempted,
    Cancelled,
    Completed,
    Planned,
}

/// The values as read, field by field in the order of §2, modes and outcomes in byte order of their words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Values {
    pub visit_id: String,
    pub child_id: String,
    pub date: NaiveDate,
    pub mode: Mode,
    pub outcome: Outcome,
    /// `None`, N, Y.
    pub child_seen: Option<bool>,
    pub seen_alone: Option<bool>,
    pub worker: Option<String>,
    pub recorded: Option<NaiveDateTime>,
}

pub struct Visit {
    pub values: Values,
    /// Several where the visit was made jointly.
    pub workers: Vec<Option<String>>,
}

/// The values as read, in the order of §2 but for the id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worker {
    pub name: Option<String>,
    pub role: String,
    pub qualified: Option<bool>,
    pub can_visit: Option<bool>,
    pub team: Option<String>,
    pub service: Option<String>,
    pub left: Option<NaiveDate>,
    pub valid_from: Option<NaiveDate>,
}

pub struct Facts {
    /// The columns that are there, as `cases.rag`. Any other is absent.
    pub columns: BTreeSet<String>,
    pub cases: Vec<Case>,
    pub visits: Vec<Visit>,
    pub ratings: Vec<(String, Rating)>,
    /// `None` where no workers export is configured. By id, sorted by `valid_from`.
    pub workers: Option<BTreeMap<String, Vec<Worker>>>,
}

impl Facts {
    pub fn read(inputs: &Inputs, d: NaiveDate) -> Facts {
        let mut columns = BTreeSet::new();
        let cases = rows("cases", inputs.cases, &mut columns);
        let startless = rows("cases", inputs.startless.unwrap_or(""), &mut columns);
        let visits = rows("visits", inputs.visits, &mut columns);
        let ratings = rows("ratings", inputs.ratings.unwrap_or(""), &mut columns);
        let workers = rows("workers", inputs.workers.unwrap_or(""), &mut columns);
        let aliases = rows("aliases", inputs.aliases.unwrap_or(""), &mut columns);

        let reading = Reading {
            columns: &columns,
            aliases: aliases
                .iter()
                .map(|row| (row.id("old_id").unwrap(), row.id("child_id").unwrap()))
                .collect(),
            d,
        };
        let known = cases.iter().map(|row| reading.case(row, true));
        let unknown = startless.iter().map(|row| reading.case(row, false));
        let cases = known.chain(unknown).filter_map(Result::ok).collect();
        let visits = visits.iter().filter_map(|row| reading.visit(row).ok());
        let visits = made_once(visits.collect());
        let ratings = ratings.iter().filter_map(|row| reading.history(row).ok());
        let ratings = ratings.flatten().collect();
        let read = workers.iter().filter_map(|row| reading.worker(row).ok());
        let workers = by_id(read.collect());
        Facts {
            cases,
            visits,
            ratings,
            workers: inputs.workers.map(|_| workers),
            columns,
        }
    }
}

fn rows(set: &str, text: &str, columns: &mut BTreeSet<String>) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    columns.extend(header.iter().map(|name| format!("{set}.{}", name.trim())));
    let records = reader.records().map(Result::unwrap);
    // E-ROW: more or fewer cells than the header.
    let whole = records.filter(|record| record.len() == header.len());
    whole
        .map(|record| Row::new(header.iter().zip(record.iter())))
        .collect()
}

/// W-DUPLICATE: of the rows of one visit id and child one is kept, with those that differ from it
/// only in the worker: the visit was made jointly.
fn made_once(read: Vec<Values>) -> Vec<Visit> {
    let mut groups: BTreeMap<(String, String), Vec<Values>> = BTreeMap::new();
    for values in read {
        let key = (values.visit_id.clone(), values.child_id.clone());
        groups.entry(key).or_default().push(values);
    }
    let kept = |group: Vec<Values>| {
        let last = group.iter().max_by_key(|v| (v.recorded, (*v).clone()));
        let kept = last.unwrap().clone();
        let same = |v: &&Values| {
            Values {
                worker: kept.worker.clone(),
                ..(**v).clone()
            } == kept
        };
        let workers = group
            .iter()
            .filter(same)
            .map(|v| v.worker.clone())
            .collect();
        Visit {
            values: kept,
            workers,
        }
    };
    groups.into_values().map(kept).collect()
}

/// W-WORKER: one row a worker and `valid_from`.
fn by_id(read: Vec<(String, Worker)>) -> BTreeMap<String, Vec<Worker>> {
    let mut workers: BTreeMap<String, Vec<Worker>> = BTreeMap::new();
    for (id, worker) in read {
        workers.entry(id).or_default().push(worker);
    }
    // Without left_on before any, then the latest; not qualified before qualified; then byte order.
    let rank = |w: &Worker| {
        let left = (w.left.is_some(), std::cmp::Reverse(w.left));
        (w.valid_from, left, w.qualified == Some(true), w.clone())
    };
    for rows in workers.values_mut() {
        rows.sort_by_key(rank);
        rows.dedup_by_key(|w| w.valid_from);
    }
    workers
}

struct Reading<'a> {
    columns: &'a BTreeSet<String>,
    aliases: BTreeMap<String, String>,
    d: NaiveDate,
}

impl Reading<'_> {
    /// The child that a record was merged into.
    fn child(&self, row: &Row) -> Read<String> {
        let mut id = row.id("child_id")?;
        for _ in 0..self.aliases.len() {
            id = self.aliases.get(&id).cloned().unwrap_or(id);
        }
        Ok(id)
    }

    fn field(&self, set: &str, column: &str, text: Option<String>) -> Field {
        match (self.columns.contains(&format!("{set}.{column}")), text) {
            (false, _) => Field::Absent,
            (true, None) => Field::Blank,
            (true, Some(text)) => Field::Filled(text),
        }
    }

    /// W-RAG: no rating comes from a row whose word is unknown.
    fn rating(&self, row: &Row, set: &str, decided: Option<NaiveDate>) -> Option<Rating> {
        let rag = match folded(&row.text("rag")?).as_str() {
            "red" => Rag::Red,
            "amber" => Rag::Amber,
            "green" => Rag::Green,
            "unrated" if decided.is_some() => Rag::Unrated,
            _ => return None,
        };
        let (by, rationale) = (row.worker("rag_decided_by"), row.text("rag_rationale"));
        Some(Rating {
            rag,
            decided,
            recorded: row.date("rag_recorded_on", self.d),
            by: self.field(set, "rag_decided_by", by),
            rationale: self.field(set, "rag_rationale", rationale),
        })
    }

    fn history(&self, row: &Row) -> Read<Option<(String, Rating)>> {
        let child_id = self.child(row)?;
        row.required("rag")?;
        let decided = row.required_date("rag_decided_on", self.d)?;
        let rating = self.rating(row, "ratings", Some(decided));
        Ok(rating.map(|rating| (child_id, rating)))
    }

    fn case(&self, row: &Row, starts: bool) -> Read<Case> {
        let d = self.d;
        let status = match folded(&row.required("status")?).as_str() {
            "cp" => Status::Cp,
            "cic" | "cla" | "lac" => Status::Cic,
            "cin" => Status::Cin,
            "cl" => Status::Cl,
            "ts" => Status::Ts,
            "yos" => Status::Yos,
            _ => return Err("E-STATUS"),
        };
        let start = match starts {
            true => Some(row.required_date("status_start", d)?),
            false => None,
        };
        let end = row.sure_date("status_end", d)?;
        if start.is_some() && end.is_some() && end < start {
            return Err("E-ENDS-EARLY");
        }
        let plan_interval = row.text("plan_interval_days").and_then(|n| n.parse().ok());
        let factors = row.text("risk_factors").unwrap_or_default();
        Ok(Case {
            child_id: self.child(row)?,
            born: row.date("date_of_birth", d),
            status,
            start,
            end,
            team: row.required("team")?,
            service: row.text("service"),
            worker: row.allocated(),
            opened: row.stamp("opened_at", d),
            rating: self.rating(row, "cases", row.date("rag_decided_on", d)),
            factors: factors.split(';').map(folded).collect(),
            virtual_agreed_by: row.worker("virtual_agreed_by"),
            plan_interval: plan_interval.filter(|n| (1..=366).contains(n)), // W-VALUE
            plan_updated: row.date("plan_updated_on", d),
            safety_plan: row.date("safety_plan_on", d),
            oversight: row.date("oversight_on", d),
            oversight_by: row.worker("oversight_by"),
            supervision: row.date("last_supervision_on", d),
            placement_changed: row.date("placement_changed_on", d),
            died: row.date("died_on", d),
        })
    }

    fn visit(&self, row: &Row) -> Read<Values> {
        let date = row.required_date("visit_date", self.d)?;
        let mode = match folded(&row.required("mode")?).as_str() {
            "face_to_face" => Mode::FaceToFace,
            "video" => Mode::Video,
            "phone" => Mode::Phone,
            "other" => Mode::Other,
            _ => return Err("E-MODE"),
        };
        let outcome = match row.known("outcome")?.as_deref().map(folded).as_deref() {
            None | Some("completed") => Outcome::Completed,
            Some("attempted") => Outcome::Attempted,
            Some("cancelled") => Outcome::Cancelled,
            Some("planned") => Outcome::Planned,
            Some(_) => return Err("E-MODE"),
        };
        // E-FUTURE needs no code here: nothing of positions.csv asks about visits after D.
        Ok(Values {
            visit_id: row.id("visit_id")?,
            child_id: self.child(row)?,
            date,
            mode,
            outcome,
            child_seen: yes_no(row.known("child_seen")?),
            seen_alone: yes_no(row.text("seen_alone")),
            worker: row.allocated(),
            recorded: row.stamp("recorded_at", self.d),
        })
    }

    fn worker(&self, row: &Row) -> Read<(String, Worker)> {
        let worker = Worker {
            name: row.text("worker_name"),
            role: folded(&row.required("role")?),
            qualified: yes_no(row.known("qualified")?),
            can_visit: yes_no(row.text("can_visit")),
            team: row.text("team"),
            service: row.text("service"),
            left: row.date("left_on", self.d),
            valid_from: row.date("valid_from", self.d),
        };
        Ok((row.id("worker_id")?, worker))
    }
}
