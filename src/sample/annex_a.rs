//! Annex A as an authority hands it in: one workbook, a title above each list, true dates, answers with their letters.
//! It holds the last visit of each child only.

use chrono::NaiveDate;

use super::file::{SampleError, SampleFile};
use super::known;
use super::pace::shifted;
use super::record::{CaseRow, ChildRecord};
use super::scene::Scene;
use super::sheets::{Cell, Sheet, top_rows, workbook};
use crate::model::{
    status::Status,
    visit::{Answer, Mode, Outcome},
};

const COMMON: [&str; 6] = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Does the Child have a Disability",
];

/// The workbook of the children whom social care knows: those open, or closed in the last six months.
pub(super) fn files(scene: &Scene, known: &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError> {
    let since = shifted(scene.run_date, -183);
    let mut rows = known::case_rows(known);
    rows.retain(|(_, row)| row.end.is_none_or(|end| end >= since));
    let list = |name: &'static str,
                title: &str,
                headings: &[&str],
                cells: &dyn Fn(&ChildRecord, &CaseRow) -> Option<Vec<Cell>>| {
        let all: Vec<&str> = COMMON.iter().chain(headings).copied().collect();
        let mut sheet = top_rows(&[title], &all);
        for (child, row) in &rows {
            if let Some(cells) = cells(child, row) {
                sheet.push(common(scene, child).into_iter().chain(cells).collect());
            }
        }
        Sheet { name, rows: sheet }
    };
    let place = |row: &CaseRow| {
        let team = &scene.workforce.teams[row.team];
        [
            Cell::text(&team.name),
            Cell::text(known::worker_id(scene, row.worker)),
        ]
    };
    let in_need = |child: &ChildRecord, row: &CaseRow| {
        let status = match row.status {
            Status::Cic => "a) Looked after child",
            Status::Cp => "b) Child Protection plan",
            Status::Cin => "c) Child in need plan",
            _ => return None,
        };
        let [team, worker] = place(row);
        Some(vec![
            Cell::Date(row.start),
            Cell::text("N1"),
            date(last_visit(child, scene)),
            date(row.end),
            Cell::text(if row.end.is_some() { "RC8" } else { "" }),
            Cell::text(if row.end.is_some() {
                "e) Closed episode"
            } else {
                status
            }),
            team,
            worker,
        ])
    };
    let on_plan = |child: &ChildRecord, row: &CaseRow| {
        let [team, worker] = place(row);
        (row.status == Status::Cp).then(|| {
            vec![
                Cell::Date(row.start),
                Cell::text("a) Neglect"),
                Cell::text("a) Neglect"),
                date(last_visit(child, scene)),
                Cell::text(alone(child, scene)),
                date(row.end),
                team,
                worker,
            ]
        })
    };
    let in_care = |child: &ChildRecord, row: &CaseRow| {
        let [team, worker] = place(row);
        (row.status == Status::Cic).then(|| {
            vec![
                Cell::Date(row.start),
                Cell::text("V2"),
                date(last_visit(child, scene)),
                date(row.end),
                team,
                worker,
            ]
        })
    };
    let leaver = |child: &ChildRecord, row: &CaseRow| {
        let [team, worker] = place(row);
        (row.status == Status::CareLeaver && row.end.is_none()).then(|| {
            vec![
                team,
                Cell::Empty,
                worker,
                Cell::text("b) Former relevant child"),
                Cell::text("a) Yes"),
                date(last_visit(child, scene)),
            ]
        })
    };
    let sheets = [
        Sheet {
            name: "Front_Sheet",
            rows: vec![vec![Cell::text(
                "Annex A. Synthetic sample: every child in it is invented",
            )]],
        },
        list(
            "List 6",
            "List 6: Children in need",
            &[
                "CIN Start Date",
                "Primary Need Code",
                "Date Child Was Last Seen",
                "CIN Closure Date",
                "Reason for Closure",
                "Case Status",
                "Allocated Team",
                "Allocated Worker",
            ],
            &in_need,
        ),
        list(
            "List 7",
            "List 7: Child protection",
            &[
                "Child Protection Plan Start Date",
                "Initial Category of Abuse",
                "Latest Category of Abuse",
                "Date of the Last Statutory Visit",
                "Was the Child Seen Alone?",
                "Child Protection Plan End Date",
                "Allocated Team",
                "Allocated Worker",
            ],
            &on_plan,
        ),
        list(
            "List 8",
            "List 8: Children in care",
            &[
                "Date Started to be Looked After",
                "Child's Legal Status",
                "Date of Last Social Work Visit",
                "Date Ceased to be Looked After",
                "Allocated Team",
                "Allocated Worker",
            ],
            &in_care,
        ),
        list(
            "List 9",
            "List 9: Care leavers",
            &[
                "Allocated Team",
                "Allocated Worker",
                "Allocated Personal Advisor",
                "Eligibility Category",
                "LA in Touch",
                "Latest Date of Contact",
            ],
            &leaver,
        ),
    ];
    let path = format!("exports/annex_a_{}.xlsx", scene.export_stamp());
    Ok(vec![workbook(path, scene.exported_at(), &sheets)?])
}

fn common(scene: &Scene, child: &ChildRecord) -> Vec<Cell> {
    // An unborn child is of the age −1.
    let years = match (scene.run_date - child.born).num_days() {
        days @ 0.. => days / 365,
        _ => -1,
    };
    vec![
        Cell::text(&child.id),
        Cell::text("Not stated"),
        Cell::text("NOBT"),
        Cell::Date(child.born),
        Cell::Number(years as f64),
        Cell::text("b) No"),
    ]
}

fn date(date: Option<NaiveDate>) -> Cell {
    date.map_or(Cell::Empty, Cell::Date)
}

/// The last visit at which the child was seen in person.
fn last_visit(child: &ChildRecord, scene: &Scene) -> Option<NaiveDate> {
    let visits = child.visits.iter();
    visits
        .filter(|visit| {
            visit.outcome == Outcome::Completed
                && visit.mode == Mode::FaceToFace
                && visit.child_seen == Answer::Yes
                && visit.date <= scene.eve()
        })
        .map(|visit| visit.date)
        .max()
}

fn alone(child: &ChildRecord, scene: &Scene) -> &'static str {
    let Some(last) = last_visit(child, scene) else {
        return "";
    };
    let alone = |answer| {
        child
            .visits
            .iter()
            .any(|visit| visit.date == last && visit.seen_alone == answer)
    };
    match (alone(Answer::Yes), alone(Answer::No)) {
        (true, _) => "a) Yes",
        (false, true) => "b) No",
        (false, false) => "c) Unknown",
    }
}
