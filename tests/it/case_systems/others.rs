//! Mosaic, Liquidlogic, Eclipse and CareFirst, each with the mess that is known of its exports.

use lastseen::model::field::DataSet;

use super::{problems, read};
use crate::{
    night::{Exports, day},
    tables::Table,
    workplace::DATE,
};

/// Case rows and visits of a system; each child's status, last contact, worker, and what is said of rows.
fn night(profile: &str, cases: &str, visits: &str) -> (String, Vec<String>) {
    let csv = |text: &str| Table::parse(text).csv();
    let exports = Exports::new()
        .with(DataSet::Cases, "cases.csv", profile, csv(cases))
        .with(DataSet::Visits, "visits.csv", profile, csv(visits));
    let positions = exports.positions(day(DATE), &[]);
    let mut reader = csv::Reader::from_reader(positions.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        format!(
            "{} {} {} {} {}",
            &row[0], &row[1], &row[5], &row[13], &row[14]
        )
    });
    let rows: Vec<String> = rows.collect();
    let intake = read(&exports);
    for input in &intake.reading.inputs {
        assert_eq!(input.rows.rejected, 0, "{:?}", intake.reading.problems);
    }
    (rows.join("\n"), problems(&intake))
}

/// Planned visits are none, a child seen with others may or may not have been seen, and workers stand in brackets.
#[test]
fn mosaic() {
    let cases = "Person ID|Person Name|Case Status|Start Date|End Date|Allocated Team|Allocated Worker\n\
        101|Zzone|CP Plan|01/09/2026||North|ZZSMITH, Jane (12345)\n\
        102|Zztwo|CLA|01/03/2026||South|Unallocated";
    let visits = "visit_id|person_id|visit_type|planned_datetime|actual_datetime|seen_alone_flag|completed_flag|worker_id\n\
        1|101|VIS.CP|2026-11-09 00:00:00|2026-11-10 14:00:00|Y|Y|12345\n\
        2|101|VIS.CP|2026-11-16 00:00:00|NULL||N|12345\n\
        3|101|VIS.CP|2026-11-17 00:00:00|2026-11-17 00:00:00|N|N|12345\n\
        4|102|VIS.CLA|2026-11-12 00:00:00|2026-11-12 00:00:00|N|Y|777\n\
        5|102|VIS.CLA|2026-10-20 00:00:00|2026-10-20 00:00:00|Y|Y|777";
    let (rows, said) = night("mosaic", cases, visits);
    assert_eq!(
        rows,
        "101 CP 2026-11-10 North 12345\n102 CIC 2026-10-20 South "
    );
    assert_eq!(said, Vec::<String>::new());
}

/// Case notes by their type: reviewing officers and supervised contact are none of the worker's visits.
#[test]
fn liquidlogic() {
    let cases = "Child ID|Child Name|Category|Category Start|Team|Worker ID\n\
        101|Zzone|CPP|2026-09-01|North|77\n\
        102|Zztwo|CLA|2026-03-01|South|88";
    let visits = "FACT_CASENOTE_ID|DIM_PERSON_ID|EVENT_DTTM|DIM_LOOKUP_CASNT_TYPE_ID_CODE|SEEN_FLAG|SEEN_ALONE_FLAG|SEEN_BEDROOM_FLAG\n\
        1|101|2026-11-10 09:00:00.000|STVC|Y|Y|Y\n\
        2|101|2026-11-18 09:00:00.000|STVCPCOVID|Y|N|N\n\
        3|102|2026-11-19 00:00:00.000|IRO|Y|Y|NULL\n\
        4|102|2026-11-12 00:00:00.000|STVL|Y|N|NULL\n\
        5|102|2026-11-20 00:00:00.000|SUPERCONT|Y|N|NULL";
    let (rows, said) = night("liquidlogic", cases, visits);
    assert_eq!(
        rows,
        "101 CP 2026-11-10 North 77\n102 CIC 2026-11-12 South 88"
    );
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn carefirst_has_statutory_lac_visits() {
    let cases = "Client ID|Case Type|Case Start Date|Team Name\n101|LAC|01/03/2026|South";
    let visits = "Activity ID|Client ID|Activity Date|Activity Type|Child Seen\n1|101|12/11/2026|Statutory LAC Visit|Yes";
    let csv = |text: &str| Table::parse(text).csv();
    let exports = Exports::new()
        .with(DataSet::Cases, "cases.csv", "carefirst-cases", csv(cases))
        .with(
            DataSet::Visits,
            "visits.csv",
            "carefirst-visits",
            csv(visits),
        );
    let positions = exports.positions(day(DATE), &[]);
    assert!(
        positions.contains("101,CIC,CIC,UNRATED,FULL,2026-11-12,2026-12-24,OK"),
        "{positions}"
    );
}
