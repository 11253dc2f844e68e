//! The tables of the Standard Safeguarding Dataset as CSV files: `NULL` for nothing, midnight behind each date, team and
//! worker in a table of their own, and visits to children on plans or in care written into the table of visits to children
//! in need once more, under that table's own id.

use chrono::NaiveDate;

use super::file::{SampleError, SampleFile};
use super::known;
use super::record::{CaseRow, ChildRecord, Visit};
use super::scene::Scene;
use super::tables::CsvTable;
use crate::model::{
    status::Status,
    visit::{Answer, Mode, Outcome},
};

const NULL: &str = "NULL";

/// The tables that `[inputs]` names, by data set; the others are found beside them.
pub(super) const INPUTS: &str = r#"cases   = [
    { path = "exports/ssd_cin_plans_*.csv", profile = "ssd" },
    { path = "exports/ssd_cp_plans_*.csv", profile = "ssd" },
    { path = "exports/ssd_cla_episodes_*.csv", profile = "ssd" },
    { path = "exports/ssd_care_leavers_*.csv", profile = "ssd" },
]
visits  = [
    { path = "exports/ssd_cin_visits_*.csv", profile = "ssd" },
    { path = "exports/ssd_cp_visits_*.csv", profile = "ssd" },
    { path = "exports/ssd_cla_visits_*.csv", profile = "ssd" },
]
workers = [{ path = "exports/ssd_professionals_*.csv", profile = "ssd" }]
"#;

/// The tables of the children whom social care knows.
pub(super) fn files(scene: &Scene, known: &[ChildRecord]) -> Result<Vec<SampleFile>, SampleError> {
    let rows = known::case_rows(known);
    let of = |status: Status| {
        rows.iter()
            .enumerate()
            .filter(move |(_, of)| of.1.status == status)
    };
    let plan = |kind: &'static str, prefix: &'static str, status: Status| {
        let person = format!("{prefix}_person_id");
        let columns = [
            format!("{prefix}_{kind}_plan_id"),
            person,
            format!("{prefix}_{kind}_plan_start_date"),
            format!("{prefix}_{kind}_plan_end_date"),
        ];
        let cells = of(status).map(|(at, (child, row))| {
            vec![
                format!("P{at:05}"),
                child.id.clone(),
                stamp(Some(row.start)),
                stamp(row.end),
            ]
        });
        table(scene, &format!("ssd_{kind}_plans"), &columns, cells)
    };
    Ok(vec![
        people(scene, known)?,
        plan("cin", "cinp", Status::Cin)?,
        plan("cp", "cppl", Status::Cp)?,
        table(
            scene,
            "ssd_cla_episodes",
            &[
                "clae_cla_episode_id",
                "clae_person_id",
                "clae_cla_episode_start_date",
                "clae_cla_episode_ceased_date",
                "clae_cla_id",
                "clae_cla_placement_id",
            ],
            of(Status::Cic).map(|(at, (child, row))| {
                vec![
                    format!("E{at:05}"),
                    child.id.clone(),
                    stamp(Some(row.start)),
                    stamp(row.end),
                    format!("L{at:05}"),
                    NULL.to_owned(),
                ]
            }),
        )?,
        table(
            scene,
            "ssd_care_leavers",
            &[
                "clea_table_id",
                "clea_person_id",
                "clea_care_leaver_in_touch",
                "clea_care_leaver_latest_contact",
                "clea_care_leaver_personal_advisor",
                "clea_care_leaver_allocated_team",
            ],
            of(Status::CareLeaver)
                .filter(|(_, of)| of.1.end.is_none())
                .map(|(at, (child, row))| {
                    let seen = child.visits.iter().filter(|visit| {
                        is_written(scene, visit) && visit.child_seen == Answer::Yes
                    });
                    vec![
                        format!("C{at:05}"),
                        child.id.clone(),
                        "YES".to_owned(),
                        stamp(seen.map(|visit| visit.date).max()),
                        id_or_null(known::worker_id(scene, row.worker)),
                        team_id(row.team),
                    ]
                }),
        )?,
        involvements(scene, &rows)?,
        departments(scene)?,
        professionals(scene)?,
        visits(scene, known, "cin", "cinv")?,
        visits(scene, known, "cp", "cppv")?,
        visits(scene, known, "cla", "clav")?,
    ])
}

fn table(
    scene: &Scene,
    name: &str,
    columns: &[impl AsRef<str>],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<SampleFile, SampleError> {
    let path = format!("exports/{name}_{}.csv", scene.export_stamp());
    let headings: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    let mut table = CsvTable::below("", path, &headings)?;
    for row in rows {
        table.row(&row)?;
    }
    table.finish()
}

fn people(scene: &Scene, known: &[ChildRecord]) -> Result<SampleFile, SampleError> {
    let columns = [
        "pers_person_id",
        "pers_forename",
        "pers_surname",
        "pers_sex",
        "pers_dob",
        "pers_expected_dob",
        "pers_death_date",
    ];
    let rows = known.iter().flat_map(ChildRecord::all).map(|child| {
        let (forename, surname) = child.name.rsplit_once(' ').unwrap_or(("", &child.name));
        let is_born = child.born <= scene.eve();
        let died = child.rows.iter().find_map(|row| row.died_on);
        vec![
            child.id.clone(),
            forename.to_owned(),
            surname.to_owned(),
            "U".to_owned(),
            stamp(is_born.then_some(child.born)),
            stamp((!is_born).then_some(child.born)),
            stamp(died),
        ]
    });
    table(scene, "ssd_person", &columns, rows)
}

fn involvements(
    scene: &Scene,
    rows: &[(&ChildRecord, &CaseRow)],
) -> Result<SampleFile, SampleError> {
    let columns = [
        "invo_involvements_id",
        "invo_professional_id",
        "invo_professional_role_id",
        "invo_professional_team",
        "invo_involvement_start_date",
        "invo_involvement_end_date",
        "invo_person_id",
    ];
    let involved = rows.iter().enumerate().map(|(at, (child, row))| {
        let role = match row.status {
            Status::CareLeaver => "16PLUS",
            _ => "CW",
        };
        vec![
            format!("I{at:05}"),
            id_or_null(known::worker_id(scene, row.worker)),
            role.to_owned(),
            team_id(row.team),
            stamp(Some(row.start)),
            stamp(row.end),
            child.id.clone(),
        ]
    });
    table(scene, "ssd_involvements", &columns, involved)
}

fn departments(scene: &Scene) -> Result<SampleFile, SampleError> {
    let columns = [
        "dept_team_id",
        "dept_team_name",
        "dept_team_parent_id",
        "dept_team_parent_name",
    ];
    let teams = scene.workforce.teams.iter().enumerate().map(|(at, team)| {
        vec![
            team_id(at),
            team.name.clone(),
            NULL.to_owned(),
            team.service.to_owned(),
        ]
    });
    table(scene, "ssd_department", &columns, teams)
}

fn professionals(scene: &Scene) -> Result<SampleFile, SampleError> {
    let columns = [
        "prof_professional_id",
        "prof_staff_id",
        "prof_professional_name",
        "prof_social_worker_registration_no",
        "prof_professional_job_title",
    ];
    let workers = scene
        .workforce
        .workers
        .iter()
        .enumerate()
        .map(|(at, worker)| {
            let registration = match worker.qualified {
                Answer::Yes => format!("SW{}", 100_000 + at),
                Answer::No | Answer::NotRecorded => NULL.to_owned(),
            };
            vec![
                worker.id.clone(),
                at.to_string(),
                worker.name.clone(),
                registration,
                worker.role.replace('_', " "),
            ]
        });
    table(scene, "ssd_professionals", &columns, workers)
}

/// The visits of one table, which are those to the children of its kind; that of children in need takes in all.
fn visits(
    scene: &Scene,
    known: &[ChildRecord],
    kind: &str,
    prefix: &str,
) -> Result<SampleFile, SampleError> {
    let column = |name: &str| format!("{prefix}_{kind}_visit_{name}");
    let columns = [
        column("id"),
        format!("{prefix}_person_id"),
        column("date"),
        column("seen"),
        column("seen_alone"),
    ];
    let is_of_kind = |child: &ChildRecord, visit: &Visit| {
        let on_it = |status: Status| {
            let of_status = |row: &&CaseRow| row.status == status && row.start <= visit.date;
            child.rows.iter().any(|row| of_status(&row))
        };
        match kind {
            "cp" => on_it(Status::Cp),
            "cla" => on_it(Status::Cic),
            _ => child.rows[0].status != Status::CareLeaver,
        }
    };
    let written = known::visits(known)
        .into_iter()
        .filter(|(child, visit)| is_written(scene, visit) && is_of_kind(child, visit));
    let rows = written.enumerate().map(|(at, (child, visit))| {
        vec![
            (70_000 + at).to_string(),
            child.id.clone(),
            stamp(Some(visit.date)),
            letter(visit.child_seen),
            letter(visit.seen_alone),
        ]
    });
    table(scene, &format!("ssd_{kind}_visits"), &columns, rows)
}

/// The dataset has no word for how a visit was made, none for one that is planned, and none for one not made.
fn is_written(scene: &Scene, visit: &Visit) -> bool {
    visit.outcome == Outcome::Completed
        && visit.mode == Mode::FaceToFace
        && visit.date <= scene.eve()
}

fn stamp(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| NULL.to_owned(), |date| format!("{date} 00:00:00.000"))
}

fn team_id(team: usize) -> String {
    format!("D{team:02}")
}

fn id_or_null(id: &str) -> String {
    let id = if id.is_empty() { NULL } else { id };
    id.to_owned()
}

fn letter(answer: Answer) -> String {
    let letter = match answer {
        Answer::Yes => "Y",
        Answer::No => "N",
        Answer::NotRecorded => NULL,
    };
    letter.to_owned()
}
