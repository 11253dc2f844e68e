//! The visits workbook of CareFirst: activities with their note types, true dates among texts and bare numbers.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta};

use super::cells::{UntidyCells, slashed, slashed_time};
use super::chance::Chance;
use super::file::{SampleError, SampleFile};
use super::pace::shifted;
use super::record::{ChildRecord, Visit};
use super::scene::Scene;
use super::sheets::{Cell, Sheet, top_rows, workbook};
use crate::model::status::Status;
use crate::model::visit::{Answer, Mode, Outcome};

const HEADINGS: [&str; 8] = [
    "Activity ID",
    "Client ID",
    "Note Type",
    "Visit Date",
    "Child Seen",
    "Seen Alone",
    "Worker ID",
    "Date Recorded",
];

/// Which activities are recorded twice.
const RECORDED_TWICE: [usize; 8] = [210, 780, 1290, 1999, 2600, 3111, 3720, 4040];

/// One activity of the export.
#[derive(Clone)]
struct Activity<'a> {
    id: u64,
    client: &'a str,
    note_type: &'static str,
    date: NaiveDate,
    /// What stands in the date cell instead of the date.
    date_text: Option<String>,
    seen: Answer,
    alone: Answer,
    worker: &'a str,
    recorded_at: NaiveDateTime,
}

/// The workbook of the visits of `records`.
pub(super) fn file(scene: &Scene, records: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let mut activities = activities(scene, records);
    plant(scene, &mut activities);
    activities.sort_by_key(|activity| (activity.date, activity.id, activity.recorded_at));
    let mut untidy = UntidyCells {
        chance: Chance::seeded(scene.seed, u64::MAX - 3),
    };
    let period = format!(
        "Visits and bookings from {} to {}",
        slashed(shifted(scene.run_date, -548)),
        slashed(shifted(scene.run_date, 35)),
    );
    let mut rows = top_rows(&["CareFirst activities", &period], &HEADINGS);
    rows.extend(activities.iter().map(|activity| activity.row(&mut untidy)));
    let exported_at = scene.exported_at();
    let run_at = format!("Run {}", slashed_time(exported_at));
    let about = [
        "Synthetic sample: every child and worker in it is invented",
        &run_at,
    ];
    let sheets = [
        Sheet {
            name: "About this report",
            rows: about.iter().map(|line| vec![Cell::text(line)]).collect(),
        },
        Sheet {
            name: "Visits",
            rows,
        },
    ];
    let path = format!("sample_data/carefirst/visits_{}.xlsx", scene.export_stamp());
    workbook(path, exported_at, &sheets)
}

/// Every visit to a child that social care knows, numbered in the order in which they were recorded.
fn activities<'a>(scene: &Scene<'a>, records: &'a [ChildRecord]) -> Vec<Activity<'a>> {
    let mut activities: Vec<_> = records
        .iter()
        .flat_map(ChildRecord::all)
        .filter(|child| child.rows[0].status.is_social_care())
        .flat_map(|child| child.visits.iter().map(move |visit| (child, visit)))
        .map(|(child, visit)| Activity {
            id: 0,
            client: &child.id,
            note_type: note_type(child, visit),
            date: visit.date,
            date_text: None,
            seen: visit.child_seen,
            alone: visit.seen_alone,
            worker: &scene.workforce.workers[visit.worker].id,
            recorded_at: visit.recorded_at,
        })
        .collect();
    activities.sort_by_key(|activity| activity.recorded_at);
    for (activity, number) in activities.iter_mut().zip(0..) {
        activity.id = 30_400_018 + 3 * number;
    }
    activities
}

fn note_type(child: &ChildRecord, visit: &Visit) -> &'static str {
    let main = &child.rows[0];
    match (visit.outcome, visit.mode) {
        (Outcome::Planned, _) => "C-Visit Planned",
        (Outcome::Cancelled, _) => "C-Visit Cancelled",
        (Outcome::Attempted, _) => "C-Visit No Access",
        (_, Mode::Video) if visit.child_seen == Answer::Yes => "C-Virtual Visit (CHILD SEEN)",
        (_, Mode::Video) => "C-Virtual Visit (CHILD NOT SEEN)",
        (_, Mode::Phone) => "C-Telephone Contact",
        (_, Mode::Other) => "C-Letter or E-mail",
        (_, Mode::FaceToFace) => match main.status {
            Status::CareLeaver => "C-Care Leaver Visit",
            Status::Cp if visit.date >= main.start => "C-Statutory Visit (CP)",
            Status::Cic if visit.date >= main.start => "C-Statutory Visit (LAC)",
            _ => "C-Statutory Visit (CIN)",
        },
    }
}

/// Adds what goes wrong in such an export: rows recorded twice, and rows that nobody can use.
fn plant(scene: &Scene, activities: &mut Vec<Activity>) {
    let Some(last) = activities.last().cloned() else {
        return;
    };
    for place in RECORDED_TWICE {
        if let Some(first) = activities.get(place) {
            let recorded_at = (first.recorded_at + TimeDelta::hours(43)).min(scene.exported_at());
            let again = Activity {
                seen: Answer::Yes,
                recorded_at,
                ..first.clone()
            };
            activities.push(again);
        }
    }
    let days_ago = |days: i64| shifted(scene.run_date, -days);
    let visit_days_ago = |id: u64, days: i64| Activity {
        id: last.id + id,
        note_type: "C-Statutory Visit (CIN)",
        date: days_ago(days),
        recorded_at: last.recorded_at - TimeDelta::days(days - 1),
        seen: Answer::Yes,
        ..last.clone()
    };
    activities.extend([
        Activity {
            client: "1999999",
            ..visit_days_ago(3, 24)
        },
        Activity {
            note_type: "C-Core Group Meeting",
            ..visit_days_ago(6, 12)
        },
        Activity {
            note_type: "C-Visit (Other)",
            ..visit_days_ago(9, 40)
        },
        Activity {
            date_text: Some(format!("31/09/{}", last.date.year())),
            ..visit_days_ago(12, 53)
        },
        Activity {
            client: "",
            ..visit_days_ago(15, 33)
        },
        Activity {
            date: days_ago(-2),
            recorded_at: last.recorded_at,
            ..visit_days_ago(18, 1)
        },
    ]);
}

impl Activity<'_> {
    fn row(&self, untidy: &mut UntidyCells) -> Vec<Cell> {
        let activity_id = if untidy.chance.percent(15.0) {
            Cell::Number(self.id as f64)
        } else {
            Cell::Text(self.id.to_string())
        };
        let recorded = if untidy.chance.percent(3.0) {
            Cell::Text(slashed_time(self.recorded_at))
        } else {
            Cell::Time(self.recorded_at)
        };
        vec![
            activity_id,
            client_cell(self.client, untidy),
            Cell::text(&untidy.text(self.note_type)),
            self.date_cell(untidy),
            Cell::text(untidy.answer(self.seen)),
            Cell::text(untidy.answer(self.alone)),
            Cell::text(&untidy.text(self.worker)),
            recorded,
        ]
    }

    fn date_cell(&self, untidy: &mut UntidyCells) -> Cell {
        if let Some(text) = &self.date_text {
            return Cell::text(text);
        }
        match untidy.chance.between(0, 99) {
            0..=10 => Cell::Text(slashed(self.date)),
            11 => Cell::serial(self.date),
            _ => Cell::Date(self.date),
        }
    }
}

/// Mostly text; now and then a number, where that loses no zeros.
fn client_cell(client: &str, untidy: &mut UntidyCells) -> Cell {
    match client.parse::<f64>() {
        Ok(number) if !client.starts_with('0') && untidy.chance.percent(8.0) => {
            Cell::Number(number)
        }
        _ => Cell::text(client),
    }
}
