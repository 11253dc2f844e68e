//! RULES §2 and §7: the rows of the four data sets, how a cell is read, what is left out.

use super::Inputs;
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::{BTreeMap, BTreeSet};

/// A row as read: the cells that are not blank, by column.
type Row = BTreeMap<String, String>;
/// A value, or the code of the error that quarantines the row (§7).
type Read<T> = Result<T, &'static str>;

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

/// In order of risk; unrated is the want of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rag {
    Green,
    Amber,
    Red,
}

pub struct Rating {
    pub rag: Rag,
    pub decided: Option<NaiveDate>,
    pub recorded: Option<NaiveDate>,
    pub by: Option<String>,
    pub rationale: Option<String>,
}

pub struct Case {
    pub child_id: String,
    pub born: Option<NaiveDate>,
    pub status: Status,
    pub start: NaiveDate,
    pub end: Option<NaiveDate>,
    pub team: String,
    pub service: Option<String>,
    pub worker: Option<String>,
    pub opened: Option<NaiveDateTime>,
    pub rating: Option<Rating>,
    pub risk_factors: Vec<String>,
    pub virtual_agreed_by: Option<String>,
    pub plan_interval: Option<u64>,
    pub safety_plan: Option<NaiveDate>,
    pub oversight: Option<NaiveDate>,
    pub supervision: Option<NaiveDate>,
    pub placement_changed: Option<NaiveDate>,
}

#[derive(PartialEq)]
pub enum Mode {
    FaceToFace,
    Video,
    Phone,
    Other,
}

#[derive(PartialEq)]
pub enum Outcome {
    Completed,
    Attempted,
    Cancelled,
    Planned,
}

pub struct Visit {
    pub visit_id: String,
    pub child_id: String,
    pub date: NaiveDate,
    pub mode: Mode,
    pub outcome: Outcome,
    pub child_seen: Option<bool>,
    pub worker: Option<String>,
    pub recorded: Option<NaiveDateTime>,
}

pub struct Worker {
    pub role: String,
    pub qualified: Option<bool>,
    pub service: Option<String>,
    pub left: Option<NaiveDate>,
}

pub struct Facts {
    /// The columns that are there, as `cases.rag`. Any other is absent.
    pub columns: BTreeSet<String>,
    pub cases: Vec<Case>,
    pub visits: Vec<Visit>,
    pub ratings: Vec<(String, Rating)>,
    /// `None` where no workers export is configured.
    pub workers: Option<BTreeMap<String, Vec<Worker>>>,
}

impl Facts {
    pub fn read(inputs: &Inputs, d: NaiveDate) -> Facts {
        let mut columns = BTreeSet::new();
        let cases = rows("cases", inputs.cases, &mut columns);
        let visits = rows("visits", inputs.visits, &mut columns);
        let ratings = rows("ratings", inputs.ratings.unwrap_or(""), &mut columns);
        let workers = rows("workers", inputs.workers.unwrap_or(""), &mut columns);

        // W-DUPLICATE: the latest recorded_at, then the last row read. A quarantined row does not stand for election.
        let mut kept: BTreeMap<String, Visit> = BTreeMap::new();
        for visit in visits.iter().filter_map(|row| visit(row, d).ok()) {
            let beaten = kept
                .get(&visit.visit_id)
                .is_some_and(|held| held.recorded > visit.recorded);
            if !beaten {
                kept.insert(visit.visit_id.clone(), visit);
            }
        }
        let mut by_id: BTreeMap<String, Vec<Worker>> = BTreeMap::new();
        for (id, worker) in workers.iter().filter_map(|row| worker(row, d).ok()) {
            by_id.entry(id).or_default().push(worker);
        }
        Facts {
            columns,
            cases: cases.iter().filter_map(|row| case(row, d).ok()).collect(),
            visits: kept.into_values().collect(),
            ratings: ratings
                .iter()
                .filter_map(|row| history(row, d).ok())
                .flatten()
                .collect(),
            workers: inputs.workers.map(|_| by_id),
        }
    }

    pub fn worker(&self, id: Option<&String>) -> &[Worker] {
        let workers = self.workers.as_ref();
        id.and_then(|id| workers?.get(id))
            .map_or(&[], Vec::as_slice)
    }
}

fn rows(set: &str, text: &str, columns: &mut BTreeSet<String>) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    columns.extend(header.iter().map(|name| format!("{set}.{}", name.trim())));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cells = header.iter().zip(record.iter());
        rows.push(
            cells
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .filter(|(_, value)| !is_blank(value))
                .collect(),
        );
    }
    rows
}

fn is_blank(value: &str) -> bool {
    let value = value.to_uppercase();
    ["", "NULL", "N/A", "-", "1900-01-01", "9999-12-31"].contains(&value.as_str())
}

/// E-MISSING.
fn required(row: &Row, column: &str) -> Read<String> {
    row.get(column).cloned().ok_or("E-MISSING")
}

/// E-DATE: no accepted format reads it, or its year is before 1990 or it lies more than ten years after `D`.
fn stamp(row: &Row, column: &str, d: NaiveDate) -> Read<Option<NaiveDateTime>> {
    let Some(text) = row.get(column) else {
        return Ok(None);
    };
    let stamp = parse(text).ok_or("E-DATE")?;
    if is_blank(&stamp.date().to_string()) {
        return Ok(None);
    }
    if stamp.date().year() < 1990 || stamp.date() > d + Months::new(120) {
        return Err("E-DATE");
    }
    Ok(Some(stamp))
}

fn date(row: &Row, column: &str, d: NaiveDate) -> Read<Option<NaiveDate>> {
    Ok(stamp(row, column, d)?.map(|stamp| stamp.date()))
}

fn parse(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(date, "%d/%m/%Y"))
        .ok()?;
    let time = NaiveTime::parse_from_str(time, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(time, "%H:%M:%S"))
        .ok()?;
    Some(date.and_time(time))
}

/// W-VALUE: an unreadable one counts as blank.
fn yes_no(row: &Row, column: &str) -> Option<bool> {
    match row.get(column)?.to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" => Some(true),
        "n" | "no" | "false" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// W-RAG: no rating comes from a row whose word is unknown, and none from the word UNRATED.
fn rating(row: &Row, d: NaiveDate) -> Read<Option<Rating>> {
    let decided = date(row, "rag_decided_on", d)?;
    let recorded = date(row, "rag_recorded_on", d)?;
    let rag = match row.get("rag").map(|word| word.to_uppercase()).as_deref() {
        Some("RED") => Rag::Red,
        Some("AMBER") => Rag::Amber,
        Some("GREEN") => Rag::Green,
        _ => return Ok(None),
    };
    let by = row.get("rag_decided_by").cloned();
    let rationale = row.get("rag_rationale").cloned();
    Ok(Some(Rating {
        rag,
        decided,
        recorded,
        by,
        rationale,
    }))
}

fn history(row: &Row, d: NaiveDate) -> Read<Option<(String, Rating)>> {
    let child_id = required(row, "child_id")?;
    required(row, "rag")?;
    date(row, "rag_decided_on", d)?.ok_or("E-MISSING")?;
    Ok(rating(row, d)?.map(|rating| (child_id, rating)))
}

fn case(row: &Row, d: NaiveDate) -> Read<Case> {
    let status = match required(row, "status")?.to_uppercase().as_str() {
        "CP" => Status::Cp,
        "CIC" | "CLA" | "LAC" => Status::Cic,
        "CIN" => Status::Cin,
        "CL" => Status::Cl,
        "TS" => Status::Ts,
        "YOS" => Status::Yos,
        _ => return Err("E-STATUS"),
    };
    let start = date(row, "status_start", d)?.ok_or("E-MISSING")?;
    let end = date(row, "status_end", d)?;
    if end.is_some_and(|end| end < start) {
        return Err("E-ENDS-EARLY");
    }
    let plan_interval = row.get("plan_interval_days").and_then(|n| n.parse().ok());
    let factors = row.get("risk_factors").map_or("", String::as_str);
    Ok(Case {
        child_id: required(row, "child_id")?,
        born: date(row, "date_of_birth", d)?,
        status,
        start,
        end,
        team: required(row, "team")?,
        service: row.get("service").cloned(),
        worker: row.get("worker_id").cloned(),
        opened: stamp(row, "opened_at", d)?,
        rating: rating(row, d)?,
        risk_factors: factors.split(';').map(folded).collect(),
        virtual_agreed_by: row.get("virtual_agreed_by").cloned(),
        plan_interval: plan_interval.filter(|n| (1..=366).contains(n)), // W-VALUE
        safety_plan: date(row, "safety_plan_on", d)?,
        oversight: date(row, "oversight_on", d)?,
        supervision: date(row, "last_supervision_on", d)?,
        placement_changed: date(row, "placement_changed_on", d)?,
    })
}

fn visit(row: &Row, d: NaiveDate) -> Read<Visit> {
    let visited = date(row, "visit_date", d)?.ok_or("E-MISSING")?;
    let mode = match folded(&required(row, "mode")?).as_str() {
        "face_to_face" => Mode::FaceToFace,
        "video" => Mode::Video,
        "phone" => Mode::Phone,
        "other" => Mode::Other,
        _ => return Err("E-MODE"),
    };
    let outcome = match row.get("outcome").map(|word| folded(word)).as_deref() {
        None | Some("completed") => Outcome::Completed,
        Some("attempted") => Outcome::Attempted,
        Some("cancelled") => Outcome::Cancelled,
        Some("planned") => Outcome::Planned,
        Some(_) => return Err("E-MODE"),
    };
    if visited > d && matches!(outcome, Outcome::Completed | Outcome::Attempted) {
        return Err("E-FUTURE");
    }
    Ok(Visit {
        visit_id: required(row, "visit_id")?,
        child_id: required(row, "child_id")?,
        date: visited,
        mode,
        outcome,
        child_seen: yes_no(row, "child_seen"),
        worker: row.get("worker_id").cloned(),
        recorded: stamp(row, "recorded_at", d)?,
    })
}

fn worker(row: &Row, d: NaiveDate) -> Read<(String, Worker)> {
    let worker = Worker {
        role: folded(&required(row, "role")?),
        qualified: yes_no(row, "qualified"),
        service: row.get("service").cloned(),
        left: date(row, "left_on", d)?,
    };
    Ok((required(row, "worker_id")?, worker))
}

/// Codes and names compare without regard to case and surrounding spaces.
pub fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}
