//! The Standard Safeguarding Dataset: child, plan, team and visit in tables of their own.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{activity, problems, read};
use crate::{
    night::{Exports, day},
    tables::{DateForm, Table},
    workbooks::workbook,
    workplace::DATE,
};

/// The tables, as a site with Liquidlogic has them: child 1 has moved team and has a plan; child 2 came into care twice
/// and moved; child 3 is a child in need; 4 and 5 have left care.
const TABLES: [(&str, &str); 11] = [
    (
        "ssd_person",
        "pers_person_id|pers_forename|pers_surname|pers_sex|pers_dob|pers_expected_dob|pers_death_date\n1|Jane|Zzsmith|F|2015-03-01||\n2|Tom|Zzjones|M|2012-05-05 00:00:00.000|NULL|NULL\n3||Zzbaby|U|NULL|2027-01-15|NULL\n4|Ann|Zzold|F|2007-02-02||\n5|Bob|Zzold|M|2006-02-02||",
    ),
    (
        "ssd_cp_plans",
        "cppl_cp_plan_id|cppl_referral_id|cppl_person_id|cppl_cp_plan_start_date|cppl_cp_plan_end_date|cppl_cp_plan_ola\nP1|R1|1|2026-08-03 00:00:00.000|NULL|N\nP0|R0|1|2024-01-03|2024-06-03|N",
    ),
    (
        "ssd_cin_plans",
        "cinp_cin_plan_id|cinp_referral_id|cinp_person_id|cinp_cin_plan_start_date|cinp_cin_plan_end_date|cinp_cin_plan_team|cinp_cin_plan_worker_id\nN1|R3|3|2026-10-01||T2|W3",
    ),
    (
        "ssd_cla_episodes",
        "clae_cla_episode_id|clae_person_id|clae_cla_episode_start_date|clae_cla_episode_ceased_date|clae_cla_id|clae_cla_placement_id\nE1|2|2026-01-05|2026-09-30|L1|K1\nE2|2|2026-09-30||L1|K2",
    ),
    (
        "ssd_cla_placement",
        "clap_cla_placement_id|clap_cla_placement_start_date|clap_cla_placement_type\nK1|2026-01-05|U4\nK2|2026-11-16|K2",
    ),
    (
        "ssd_care_leavers",
        "clea_table_id|clea_person_id|clea_care_leaver_in_touch|clea_care_leaver_latest_contact|clea_care_leaver_personal_advisor|clea_care_leaver_allocated_team|clea_care_leaver_worker_id\n1|4|YES|2026-11-02|W9|T3|W1\n2|5|NO|NULL|NULL|T3|W1\n3|6|DIED|2025-01-01|W9|T3|W1",
    ),
    (
        "ssd_involvements",
        "invo_involvements_id|invo_professional_id|invo_professional_role_id|invo_professional_team|invo_involvement_start_date|invo_involvement_end_date|invo_person_id\nI1|W1|CW|T1|2026-01-01|2026-10-05|1\nI2|W2|CW|T2|2026-10-05|NULL|1\nI3|W2|CW|T2|2026-01-05||2\nI4|W9|16PLUS|T3|2026-11-01||2",
    ),
    (
        "ssd_department",
        "dept_team_id|dept_team_name|dept_team_parent_name\nT1|Assessment North|Safeguarding\nT2|Safeguarding East|Safeguarding\nT3|Leaving Care|Corporate Parenting",
    ),
    (
        "ssd_cp_visits",
        "cppv_cp_visit_id|cppv_person_id|cppv_cp_plan_id|cppv_cp_visit_date|cppv_cp_visit_seen|cppv_cp_visit_seen_alone|cppv_cp_visit_bedroom\n900|1|P1|2026-11-04 10:30:00.000|Y|Y|Y\n901|1||2026-11-17|Y|N|Y\n902|1|P1|2026-11-20|N|N|N",
    ),
    (
        "ssd_cin_visits",
        "cinv_cin_visit_id|cinv_person_id|cinv_cin_visit_date|cinv_cin_visit_seen|cinv_cin_visit_seen_alone\n901|1|2026-11-17|Y|N\n77|3|2026-11-10|Y|N",
    ),
    (
        "ssd_cla_visits",
        "clav_cla_visit_id|clav_cla_id|clav_person_id|clav_cla_visit_date|clav_cla_visit_seen|clav_cla_visit_seen_alone\n500|L1|2|2026-11-12|Y|Y",
    ),
];

const EXPECTED: &str = "\
1,CP,CP,UNRATED,FULL,2026-11-17,2026-12-01,OK,0,2026-11-17,6,false,2026-11-17,Safeguarding East,W2,
2,CIC,CIC,UNRATED,FULL,2026-11-12,2026-11-23,DUE,0,2026-11-12,11,false,2026-11-12,Safeguarding East,W2,
3,CIN,CIN,UNRATED,FULL,2026-11-10,2026-12-10,OK,0,,,false,,Safeguarding East,W3,
4,CL,CL,UNRATED,FULL,2026-11-02,2027-01-25,OK,0,2026-11-02,21,false,2026-11-02,Leaving Care,W9,
5,CL,CL,UNRATED,FULL,,,OVERDUE,,,,true,,Leaving Care,W1,";

fn tables() -> Vec<(&'static str, Table)> {
    TABLES.map(|(name, text)| (name, Table::parse(text))).into()
}

/// Each table a CSV file in one folder; the lines of the settings name those of cases and visits.
fn folder(tables: &[(&str, Table)]) -> Exports {
    let lines = [
        (
            DataSet::Cases,
            [
                "ssd_cp_plans",
                "ssd_cin_plans",
                "ssd_cla_episodes",
                "ssd_care_leavers",
            ]
            .as_slice(),
        ),
        (
            DataSet::Visits,
            ["ssd_cp_visits", "ssd_cin_visits", "ssd_cla_visits"].as_slice(),
        ),
    ];
    let mut exports = Exports::new();
    for (name, table) in tables {
        exports = exports.beside(&format!("{name}_20261122.csv"), table.csv());
    }
    for (set, names) in lines {
        for name in names {
            exports = exports.reading(set, &format!("{name}_*.csv"), "ssd");
        }
    }
    exports
}

fn book(tables: &[(&str, Table)], form: DateForm) -> Exports {
    let sheets: Vec<_> = tables
        .iter()
        .map(|(name, table)| (*name, table.sheet(form)))
        .collect();
    Exports::new()
        .beside("ssd_20261122.xlsx", workbook(&sheets))
        .reading(DataSet::Cases, "ssd_*.xlsx", "ssd")
        .reading(DataSet::Visits, "ssd_*.xlsx", "ssd")
}

/// A child that moved team is its new team's; a visit without a plan id is the child's; one at which nobody was seen
/// is no contact that counts; a child that moved placement is owed a visit within a week.
#[test_case(false; "as files of one folder")]
#[test_case(true; "as sheets of one workbook")]
fn the_tables_are_one(is_book: bool) {
    let tables = tables();
    let exports = if is_book {
        book(&tables, DateForm::Iso)
    } else {
        folder(&tables)
    };
    exports.has_positions(day(DATE), EXPECTED);
    let intake = read(&exports);
    // One visit stands in two tables, and is one contact and one of the activity.
    assert_eq!(
        problems(&intake),
        ["3 cppv_cp_visit_id W-SAME-VISIT cp-901"]
    );
    assert_eq!(activity(&intake), 6);
    let mut names: Vec<&str> = intake
        .facts
        .cases()
        .iter()
        .map(|row| row.name.map_or("-", |name| intake.facts.words.text(name)))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names,
        [
            "Zzbaby",
            "Zzjones, Tom",
            "Zzold, Ann",
            "Zzold, Bob",
            "Zzsmith, Jane"
        ]
    );
    for report in &intake.reading.inputs {
        assert_eq!(report.rows.rejected, 0, "{}", report.file.path);
    }
}

/// Visits that a case system knows by their plan or stay alone, under the names of older versions.
#[test]
fn visits_know_their_child_by_the_plan() {
    let mut tables = tables();
    for (_, table) in &mut tables {
        let is_visits = table
            .headings
            .iter()
            .any(|heading| heading.ends_with("_seen_alone"));
        for heading in &mut table.headings {
            *heading = match heading.as_str() {
                "cppv_person_id" | "clav_person_id" if is_visits => "other".to_owned(),
                "cppv_cp_visit_id" => "cppv_casenote_id".to_owned(),
                "cppv_cp_visit_date" => "cppv_casenote_date".to_owned(),
                "clae_cla_episode_start_date" => "clae_cla_episode_start".to_owned(),
                "clae_cla_episode_ceased_date" => "clae_cla_episode_ceased".to_owned(),
                "cinp_cin_plan_start_date" => "cinp_cin_plan_start".to_owned(),
                heading => heading.to_owned(),
            };
        }
        // Without a plan nobody knows whose visit it is.
        for row in table
            .rows
            .iter_mut()
            .filter(|row| is_visits && row[0] == "901" && row[2].is_empty())
        {
            row[2] = "P1".to_owned();
        }
    }
    folder(&tables).has_positions(day(DATE), EXPECTED);
}

/// Without departments the team is the id that stands in its place; without people nobody has a name.
#[test]
fn some_tables_may_lack() {
    let mut tables = tables();
    tables
        .retain(|(name, _)| !["ssd_person", "ssd_department", "ssd_cla_placement"].contains(name));
    let positions = folder(&tables).positions(day(DATE), &[]);
    assert!(
        positions.contains(
            "\n1,CP,CP,UNRATED,FULL,2026-11-17,2026-12-01,OK,0,2026-11-17,6,false,2026-11-17,T2,W2,"
        ),
        "{positions}"
    );
}

#[test]
fn a_table_that_nobody_can_do_without_is_asked_for() {
    let mut tables = tables();
    tables.retain(|(name, _)| *name != "ssd_involvements");
    let refused = folder(&tables).read(day(DATE)).err().expect("a refusal");
    let said: Vec<String> = refused.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    for refusal in said {
        assert!(
            refusal.contains("joined with the table \"Involvements\", and none was found"),
            "{refusal}"
        );
    }
}

/// The professionals of the SSD are workers, by their job titles.
#[test]
fn professionals_are_workers() {
    let table = Table::parse(
        "prof_professional_id|prof_staff_id|prof_professional_name|prof_social_worker_registration_no|prof_professional_job_title\nW1|S1|Zzworker|SW12345|Social Worker\nW9|S9|Zzadviser|NULL|Personal Advisor\nW8|S8|Zzother||NULL",
    );
    let exports = folder(&tables()).with(
        DataSet::Workers,
        "ssd_professionals.csv",
        "ssd",
        table.csv(),
    );
    let intake = read(&exports);
    let words = &intake.facts.words;
    let workers: Vec<String> = intake
        .facts
        .all_worker_rows()
        .iter()
        .map(|row| format!("{} {:?}", words.text(row.role), row.qualified))
        .collect();
    assert_eq!(
        workers,
        [
            "personal_adviser NotRecorded",
            "Social Worker Yes",
            "not recorded NotRecorded"
        ]
    );
}
