//! Ofsted's Annex A, lists 6 to 9, in the shapes in which authorities produce it.

use std::{collections::BTreeMap, path::PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use chrono::NaiveDate;
use lastseen::{ingest::report::Intake, model::field::DataSet};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    tables::{DateForm, Table},
    workbooks::{Cell, Sheet, texts, workbook},
    workplace::DATE,
};

const LIST_6: &str = "\
Child Unique ID|Gender|Ethnicity|Date of Birth|Age of Child (Years)|Does the Child have a Disability|CIN Start Date|Primary Need Code|Date Child Was Last Seen|CIN Closure Date|Reason for Closure|Case Status|Allocated Team|Allocated Worker
6001|b) Female|a) WBRI|2012-03-04|14|b) No|2026-09-01|N1|2026-11-10|||c) Child in need plan|Team A|Zzworker 1
6002|b) Female|a) WBRI|2013-03-04|13|b) No|2026-11-01|N1||||d) Open assessment|Team A|Zzworker 1
6003|a) Male|a) WBRI|2011-03-04|15|b) No|2026-01-01|N1|2026-09-30|2026-10-01|RC1|e) Closed episode|Team A|Zzworker 1
6004|a) Male|a) WBRI|2010-03-04|16|b) No|2025-12-01|N1|2026-11-22|||a) Looked after child|Team A|Zzworker 1
6005|a) Male|a) WBRI|2014-03-04|12|b) No|2026-07-01|N1|2026-11-22|||b) Child Protection plan|Team A|Zzworker 1
6006|a) Male|a) WBRI|2015-03-04|11|b) No|2026-07-01|N1|2026-11-02|||b) Child Protection plan|Team A|Zzworker 1
6007|a) Male|a) WBRI|2016-03-04|10|b) No|2026-07-01|N1|2026-11-22|||CLA&CPP|Team A|Zzworker 1
6008|b) Female|a) WBRI|2017-03-04|9|b) No|2026-09-01|N1|2026-10-20|||Child in Need|#N/A|#N/A
6009|b) Female|a) WBRI|2018-03-04|8|b) No|2025-01-01|N1|2026-11-20|||b) Child Protection plan|Team A|Zzworker 1
6010|c) Unknown||2027-01-10|-1|b) No|2026-10-30|N1|2026-11-05|||c) Child in need plan|Team A|Zzworker 1";

const LIST_7: &str = "\
Child Unique ID|Gender|Date of Birth|Child Protection Plan Start Date|Initial Category of Abuse|Date of the Last Statutory Visit|Was the Child Seen Alone?|Date of latest review conference|Child Protection Plan End Date|Number of Previous Child Protection Plans|Allocated Team|Allocated Worker
6005|a) Male|2014-03-04|2026-08-01|NEG|2026-11-12|a) Yes|2026-10-01||0|Team P|Zzworker 2
6007|a) Male|2016-03-04|2026-08-01|NEG|2026-11-01|b) No|2026-10-01||0|Team P|Zzworker 2
6009|b) Female|2018-03-04|2025-01-01|NEG|2026-05-20|c) Unknown|2026-05-01|2026-06-01|1|Team P|Zzworker 2";

const LIST_8: &str = "\
Child Unique ID|Gender|Date of Birth|Date Started to be Looked After|Child's Category of Need|Start date of current legal status|Date of Latest Statutory Review|Date of Last Social Work Visit|Date of Last IRO Visit / Contact to the Child|Date Ceased to be Looked After |Placement Type|Allocated Team|Allocated Worker
6004|a) Male|2010-03-04|2026-01-05|N1|2026-01-05|2026-11-20|2026-10-12|2026-11-20||U4|Team L|Zzworker 3
6007|a) Male|2016-03-04|2026-02-05|N1|2026-02-05|2026-11-20|2026-11-15|2026-11-20||U4|Team L|Zzworker 3
8001|a) Male|2009-03-04|2024-02-05|N1|2024-02-05|2026-11-20|2026-10-15|2026-11-20|2026-11-01|U4|Team L|Zzworker 3";

const NEW_LIST_9: &str = "\
Child Unique ID|Gender|Date of Birth|Allocated Team|Allocated Worker|Allocated Personal Advisor|Eligibility Category|Latest Pathway Plan Review Date|LA in Touch|Latest Date of Contact|Type of Accommodation|Suitability of Accommodation|Activity Status
9001|b) Female|2006-08-07|Leavers|Zzworker 4|Zzadviser|b) Former relevant child|2026-06-01|a) Yes|2026-11-01|U|a) Suitable|F1
9002|a) Male|2005-08-07|Leavers|Zzworker 4||b) Former relevant child||b) No||U|a) Suitable|G5
9003|a) Male|2004-08-07|Leavers|Zzworker 4||b) Former relevant child||c) Died||||";

const OLD_LIST_9: &str = "\
Child Unique ID|Gender|Date of Birth|Allocated Team|Allocated Worker|Eligibility Category|LA In Touch |Type of Accommodation|Suitability of Accommodation|Activity Status
9001|b) Female|2006-08-07|Leavers|Zzworker 4|b) Former relevant child|a) Yes|U|a) Suitable|F1
9002|a) Male|2005-08-07|Leavers|Zzworker 4|b) Former relevant child|b) No|U|a) Suitable|G5";

/// What the rule book makes of the lists with the newer list 9.
const EXPECTED: &str = "\
6001,CIN,CIN,UNRATED,FULL,2026-11-10,2026-12-10,OK,0,2026-11-10,13,false,2026-11-10,Team A,
6002,CIN,CIN,UNRATED,FULL,,2026-12-01,OK,0,,22,false,,Team A,
6004,CIC,CIC,UNRATED,FULL,2026-10-12,2026-11-23,DUE,0,2026-10-12,42,false,2026-10-12,Team L,
6005,CP,CP,UNRATED,FULL,2026-11-12,2026-11-26,DUE,0,2026-11-12,11,false,2026-11-12,Team P,
6006,CP,CP,UNRATED,FULL,2026-11-02,2026-11-16,OVERDUE,7,2026-11-02,21,true,2026-11-02,Team A,
6007,CP,CP+CIC,UNRATED,FULL,2026-11-15,2026-11-29,DUE,0,2026-11-15,8,false,2026-11-15,Team P,
6008,CIN,CIN,UNRATED,FULL,2026-10-20,2026-11-20,OVERDUE,3,2026-10-20,34,true,2026-10-20,Team not recorded,
6009,CP,CP,UNRATED,FULL,2026-11-20,2026-12-04,OK,0,2026-11-20,3,false,2026-11-20,Team A,
6010,CIN,CIN,UNRATED,FULL,2026-11-05,2026-12-05,OK,0,,,false,,Team A,
9001,CL,CL,UNRATED,FULL,2026-11-01,2027-01-24,OK,0,2026-11-01,22,false,2026-11-01,Leavers,
9002,CL,CL,UNRATED,FULL,,,OVERDUE,,,,true,,Leavers,";

/// A list as a sheet, with error cells where it says `#N/A`.
fn list(text: &str, form: DateForm) -> Sheet {
    let mut rows = Table::parse(text).sheet(form);
    for cell in rows.iter_mut().flatten() {
        if matches!(cell, Cell::Text(text) if text == "#N/A") {
            *cell = Cell::Error("#N/A");
        }
    }
    rows
}

fn read(book: Vec<u8>) -> Exports {
    Exports::new()
        .with(DataSet::Cases, "Annex A.xlsx", "annex-a", &book)
        .with(DataSet::Visits, "Annex A.xlsx", "annex-a", &book)
}

#[track_caller]
fn intake(exports: &Exports) -> Intake {
    exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals))
}

fn lists(names: [&str; 4], form: DateForm) -> Vec<(&str, Sheet)> {
    names
        .into_iter()
        .zip([LIST_6, LIST_7, LIST_8, NEW_LIST_9].map(|text| list(text, form)))
        .collect()
}

#[test_case(["List_6", "List_7", "List_8", "List_9"]; "the template's names")]
#[test_case(["List 6", "List 7", "List 8", "List 9"]; "names with a space")]
#[test_case(["Children in Need", "Child Protection", "Children in Care", "Care Leavers"]; "names in words")]
#[test_case(["LIST 6", "list-7", "List  8 ", "list_9"]; "names in odd spellings")]
#[test_case(["Tab F", "Tab G", "Tab H", "Tab I"]; "names that say nothing")]
fn the_sheets_are_found(names: [&str; 4]) {
    read(workbook(&lists(names, DateForm::True))).has_positions(day(DATE), EXPECTED);
}

#[test]
fn the_headings_may_stand_below_a_merged_title() {
    let mut sheets = lists(["List_6", "List_7", "List_8", "List_9"], DateForm::DayFirst);
    for (name, rows) in &mut sheets {
        let title = if *name == "List_6" {
            "List 6: Children in need, by Case Status"
        } else {
            "Open now, or closed in the last six months"
        };
        rows.insert(0, vec![Cell::Title(title)]);
    }
    let mut all = vec![
        (
            "Front_Sheet",
            vec![texts("Annex A"), texts("Child Unique ID|what it is")],
        ),
        ("Guidance", vec![texts("Child level data")]),
    ];
    all.extend(sheets);
    read(workbook(&all)).has_positions(day(DATE), EXPECTED);
}

#[test]
fn the_order_of_the_sheets_does_not_matter() {
    let mut sheets = lists(["List 6", "List 7", "List 8", "List 9"], DateForm::Iso);
    sheets.reverse();
    read(workbook(&sheets)).has_positions(day(DATE), EXPECTED);
}

/// The older list 9 says of nobody when the last contact was: nobody is fine.
#[test]
fn the_older_list_9_leaves_every_care_leaver_overdue() {
    let mut sheets = lists(["List 6", "List 7", "List 8", "List 9"], DateForm::True);
    sheets[3].1 = list(OLD_LIST_9, DateForm::True);
    let expected = EXPECTED.replace(
        "9001,CL,CL,UNRATED,FULL,2026-11-01,2027-01-24,OK,0,2026-11-01,22,false,2026-11-01",
        "9001,CL,CL,UNRATED,FULL,,,OVERDUE,,,,true,",
    );
    let book = workbook(&sheets);
    read(book.clone()).has_positions(day(DATE), &expected);
    let notes: Vec<String> = intake(&read(book))
        .reading
        .inputs
        .iter()
        .flat_map(|input| input.layout.notes.clone())
        .collect();
    let says = |text: &str| notes.iter().any(|note| note.contains(text));
    assert!(says("sheet List 9: gives no visits"), "{notes:?}");
    assert!(says("holds the last visit of each child only"), "{notes:?}");
}

#[test]
fn what_is_odd_is_said_and_every_row_is_accounted_for() {
    let book = workbook(&lists(
        ["List 6", "List 7", "List 8", "List 9"],
        DateForm::True,
    ));
    let intake = intake(&read(book));
    let count = |set: DataSet| {
        let input = intake
            .reading
            .inputs
            .iter()
            .find(|input| input.data_set == set)
            .expect("the workbook feeds it");
        (
            input.rows.read,
            input.rows.accepted,
            input.rows.rejected,
            input.rows.skipped,
        )
    };
    // Skipped: the closed row of list 6, three that stand in lists 7 and 8, and a leaver who has died.
    assert_eq!(count(DataSet::Cases), (14, 14, 0, 5));
    // Of the fourteen, 6002 and 9002 have no visit.
    assert_eq!(count(DataSet::Visits), (12, 12, 0, 2));
    let kept = intake
        .reading
        .oddities
        .iter()
        .find(|oddity| oddity.what.contains("kept from list 6"))
        .expect("6006 and 6009 stand in no open row of list 7");
    assert_eq!(kept.count, 2);
    let errors: Vec<&str> = intake
        .reading
        .problems
        .iter()
        .map(|problem| problem.value.as_str())
        .collect();
    // The plan that list 7 ended and list 6 goes on with overlap.
    assert_eq!(
        errors,
        ["#N/A", "#N/A", "CP"],
        "{:?}",
        intake.reading.problems
    );
    assert_eq!(intake.reading.problems[2].code.code(), "W-OVERLAP");
    for problem in &intake.reading.problems[..2] {
        assert_eq!((problem.code.code(), problem.row), ("W-VALUE", 9));
        assert_eq!(problem.source.sheet.as_deref(), Some("List 6"));
    }
}

/// Where no child has a last visit, everyone would show as unseen: more likely the column was not filled.
#[test]
fn lists_without_a_single_visit_are_refused_for_that() {
    let date_less = |text: &str, column: usize| {
        let mut rows = list(text, DateForm::True);
        for row in &mut rows[1..] {
            row[column] = Cell::Blank;
        }
        rows
    };
    let sheets = [
        ("List 6", date_less(LIST_6, 8)),
        ("List 7", date_less(LIST_7, 5)),
        ("List 8", date_less(LIST_8, 7)),
        ("List 9", date_less(NEW_LIST_9, 9)),
    ];
    let refused = read(workbook(&sheets))
        .read(day(DATE))
        .err()
        .expect("no visit");
    let reasons: Vec<String> = refused.refusals.iter().map(ToString::to_string).collect();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(
        reasons[0].starts_with(
            "visits export Annex A.xlsx: no row could be used; the profile passes over all 14"
        ),
        "{reasons:?}"
    );
}

/// Another list of children must never be taken for a missing one.
#[test]
fn a_workbook_without_list_9_is_refused() {
    let mut sheets = lists(["List 6", "List 7", "List 8", "List 9"], DateForm::True);
    sheets.pop();
    let contacts = "Child Unique ID|Gender|Date of Birth|Date of Contact|Contact Source\n7001|a) Male|2015-05-05|2026-11-01|1A";
    sheets.push(("List 1", list(contacts, DateForm::True)));
    let refused = read(workbook(&sheets))
        .read(day(DATE))
        .err()
        .expect("there is no list of care leavers");
    let reason = refused.refusals[0].trouble.to_string();
    assert!(
        reason.contains("no sheet \"List 9\" was found; the workbook has \"List 6\""),
        "{reason}"
    );
}

#[test]
fn a_list_without_a_required_column_is_refused() {
    let mut sheets = lists(["List 6", "List 7", "List 8", "List 9"], DateForm::True);
    sheets[1].1[0][3] = "Plan began".into();
    let refused = read(workbook(&sheets))
        .read(day(DATE))
        .err()
        .expect("no start");
    let reason = refused.refusals[0].trouble.to_string();
    assert!(
        reason.contains("the required column \"Child Protection Plan Start Date\" is missing"),
        "{reason}"
    );
}

/// A file of `../shared/real`, where that folder is there.
fn real(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/real")
        .join(name);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Each child of a real list with its last visit, read here in the plainest way.
fn last_visits(
    book: &mut Xlsx<std::io::BufReader<std::fs::File>>,
    sheet: &str,
    heading: &str,
) -> BTreeMap<String, Option<NaiveDate>> {
    let range = book.worksheet_range(sheet).expect("the sheet is there");
    let at = range
        .rows()
        .next()
        .and_then(|row| row.iter().position(|cell| *cell == heading))
        .expect("the heading is in the first row");
    let date = |cell: &Data| match cell {
        Data::DateTime(moment) => moment.as_datetime().map(|moment| moment.date()),
        _ => None,
    };
    range
        .rows()
        .skip(1)
        .map(|row| (row[0].to_string(), date(&row[at])))
        .collect()
}

#[test]
fn a_real_annex_a_gives_every_open_child_with_its_last_visit() {
    let Some(path) = real("Annex_A_2024_Jan.xlsx") else {
        return;
    };
    let date = day("2021-03-20");
    let exports = read(std::fs::read(&path).expect("a readable file"));
    let positions = exports.positions(date, &[]);
    let mut book: Xlsx<_> = open_workbook(&path).expect("a sound workbook");
    let mut expected = BTreeMap::new();
    for (sheet, heading) in [
        ("List 6", "Date Child Was Last Seen"),
        ("List 7", "Date of the Last Statutory Visit"),
        ("List 8", "Date of Last Social Work Visit"),
        ("List 9", "Latest Date of Contact"),
    ] {
        expected.extend(last_visits(&mut book, sheet, heading));
    }
    let mut reader = csv::Reader::from_reader(positions.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 17, "{positions}");
    let mut with_visit = 0;
    for row in &rows {
        let visit = expected[&row[0]]
            .map(|day| day.to_string())
            .unwrap_or_default();
        assert_eq!(&row[5], visit, "last contact of {}", &row[0]);
        assert_eq!(&row[9], visit, "last seen of {}", &row[0]);
        with_visit += usize::from(!visit.is_empty());
        if &row[1] == "CL" {
            assert_eq!(&row[7], "OVERDUE", "a leaver without contact is never fine");
            // No number of days rests on a start that the list does not have.
            for (column, what) in [
                (6, "due"),
                (8, "days_overdue"),
                (10, "days_unseen"),
                (17, "due_from"),
            ] {
                assert_eq!(&row[column], "", "{what} of {}", &row[0]);
            }
        }
    }
    assert_eq!(with_visit, 11, "all but the care leavers");
    let intake = exports.read(date).expect("it was read before");
    let errors = intake
        .reading
        .problems
        .iter()
        .filter(|p| p.value == "#N/A")
        .count();
    assert_eq!(errors, 10, "the error cells of list 6");
    assert!(!intake.reading.oddities.is_empty());
}

#[test]
fn the_empty_template_is_refused_with_the_reason() {
    let Some(path) = real("annex_a_template_2016.xlsx") else {
        return;
    };
    let exports = read(std::fs::read(path).expect("a readable file"));
    let refused = exports.read(day(DATE)).err().expect("it has no rows");
    let reasons: Vec<String> = refused
        .refusals
        .iter()
        .map(|refusal| refusal.trouble.to_string())
        .collect();
    assert!(
        reasons
            .iter()
            .all(|reason| reason.contains("there is a heading row but no row below it")),
        "{reasons:?}"
    );
}
