//! What a bad row gets: its code, its place as the spreadsheet shows it, and an account that adds up.

use lastseen::{ingest::report::Intake, model::field::DataSet};
use test_case::test_case;

use crate::{
    night::{Exports, day},
    workbooks::{Cell, texts, workbook},
    workplace::DATE,
};

const CASES: &str = "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\n";
const VISITS: &str = "visit_id,child_id,visit_date,mode\nV0,C1,2026-09-02,phone\n";

/// Every problem: data set, row, column, code, kind and value.
fn problems(intake: &Intake) -> Vec<String> {
    intake
        .reading
        .problems
        .iter()
        .map(|problem| {
            assert!(
                problem.sentence.len() > 10 && !problem.sentence.contains(&*problem.value)
                    || problem.value.len() < 2,
                "a sentence of its own: {}",
                problem.sentence
            );
            let kind = if problem.code.is_error() {
                "error"
            } else {
                "warning"
            };
            format!(
                "{} {} {} {} {kind} {}",
                problem.source.data_set.name(),
                problem.row,
                problem.column.as_deref().unwrap_or("-"),
                problem.code,
                problem.value
            )
        })
        .collect()
}

#[track_caller]
fn read(exports: &Exports) -> Intake {
    let intake = exports
        .read(day(DATE))
        .unwrap_or_else(|refused| panic!("{:?}", refused.refusals));
    for input in &intake.reading.inputs {
        assert_eq!(input.rows.read, input.rows.accepted + input.rows.rejected);
    }
    intake
}

fn cases_with(row: &str) -> Exports {
    let csv = "child_id,status,status_start,status_end,team,rag,rag_decided_on,plan_interval_days,opened_at\n\
               C1,CIN,2026-09-01,,North,,,,\n";
    Exports::new().canonical(DataSet::Cases, &format!("{csv}{row}\n"))
}

fn visits_with(row: &str) -> Exports {
    let csv = "visit_id,child_id,visit_date,mode,outcome,child_seen,recorded_at\n\
               V0,C1,2026-09-02,phone,,N,2026-09-02\n";
    Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(DataSet::Visits, &format!("{csv}{row}\n"))
}

#[test_case(",CIN,2026-09-01,,North,,,,", "child_id E-MISSING error "; "no id")]
#[test_case("C2,,2026-09-01,,North,,,,", "status E-MISSING error "; "no status")]
#[test_case("C2,CIN,N/A,,North,,,,", "status_start E-MISSING error "; "no start")]
#[test_case("C2,CIN,2026-09-01,, ,,,,", "team E-MISSING error "; "no team")]
#[test_case("C2,CIN,31/02/2026,,North,,,,", "status_start E-DATE error 31/02/2026"; "a start that never was")]
#[test_case("C2,CIN,2026-09-01,soon,North,,,,", "status_end E-DATE error soon"; "an end that is no date")]
#[test_case("C2,CIN,2026-09-01,,North,RED,1/2/26,,", "rag_decided_on W-VALUE warning 1/2/26"; "a decision that is no date")]
#[test_case("C2,CIN,2026-09-01,,North,,,,1989-12-31 23:59", "opened_at W-VALUE warning 1989-12-31 23:59"; "before 1990")]
#[test_case("C2,CIN,2026-09-01,2036-11-24,North,,,,", "status_end E-DATE error 2036-11-24"; "more than ten years ahead")]
#[test_case("C2,CPP,2026-09-01,,North,,,,", "status E-STATUS error CPP"; "an unknown status")]
#[test_case("C2,CIN,2026-09-02,2026-09-01,North,,,,", "status_end E-ENDS-EARLY error 2026-09-01"; "ends early")]
#[test_case("C2,CIN,2026-09-01,,North,PURPLE,2026-09-01,,", "rag W-RAG warning PURPLE"; "an unknown rating")]
#[test_case("C2,CIN,2026-09-01,,North,,,0,", "plan_interval_days W-VALUE warning 0"; "an interval of nought")]
#[test_case("C2,CIN,2026-09-01,,North,,,367,", "plan_interval_days W-VALUE warning 367"; "an interval beyond a year")]
#[test_case("C2,CIN,2026-09-01,,North,,,often,", "plan_interval_days W-VALUE warning often"; "an interval in words")]
#[test_case("C1,CIN,2026-09-15,,North,,,,", "- W-OVERLAP warning CIN"; "the same status twice")]
#[test_case("C2,CIN,2026-09-01,,North,,,", "- E-ROW error "; "a short row")]
#[test_case("C2,CIN,2026-09-01,,North,,,,,more", "- E-ROW error "; "a long row")]
fn a_case_row(row: &str, expected: &str) {
    let exports = cases_with(row);
    let intake = read(&exports);
    assert_eq!(problems(&intake), [format!("cases 3 {expected}")]);
    let rejected = u64::from(expected.contains(" error "));
    assert_eq!(
        (
            intake.reading.inputs[0].rows.read,
            intake.reading.inputs[0].rows.rejected,
            intake.reading.inputs[0].rows.warnings
        ),
        (2, rejected, 1 - rejected)
    );
    let children = exports.positions(day(DATE), &[]).lines().count() - 1;
    assert_eq!(
        children,
        if rejected == 1 || row.starts_with("C1") {
            1
        } else {
            2
        },
        "an error leaves the row out, a warning keeps it"
    );
}

#[test_case("C2,CIN,2026-09-01,2036-11-23,North,,,,"; "an end ten years ahead")]
#[test_case("C2,cin,2026-09-01,2026-09-01,North,green,,366,"; "ends on the day it starts")]
#[test_case("C1,CIN,2026-01-01,2026-09-01,North,,,1,"; "the same status just before")]
#[test_case("C1,CP,2026-09-01,,North,,,,"; "another status at the same time")]
fn a_good_case_row(row: &str) {
    assert_eq!(problems(&read(&cases_with(row))), Vec::<String>::new());
}

#[test_case(",C1,2026-11-01,phone,,N,", "visit_id E-MISSING error "; "no visit id")]
#[test_case("V1,-,2026-11-01,phone,,N,", "child_id E-MISSING error "; "no child id")]
#[test_case("V1,C1,1900-01-01,phone,,N,", "visit_date E-MISSING error "; "a placeholder for a date")]
#[test_case("V1,C1,01/01/1900,phone,,N,", "visit_date E-MISSING error "; "a placeholder in another form")]
#[test_case("V1,C1,2026-11-01,,,N,", "mode E-MISSING error "; "no mode")]
#[test_case("V1,C1,2026-11-01,carrier pigeon,,N,", "mode E-MODE error carrier pigeon"; "an unknown mode")]
#[test_case("V1,C1,2026-11-01,phone,abandoned,N,", "outcome E-MODE error abandoned"; "an unknown outcome")]
#[test_case("V1,C1,2026-11-24,phone,completed,N,", "visit_date E-FUTURE error 2026-11-24"; "completed tomorrow")]
#[test_case("V1,C1,2026-11-24,phone,,N,", "visit_date E-FUTURE error 2026-11-24"; "without an outcome tomorrow")]
#[test_case("V1,C1,2026-11-24,phone,attempted,N,", "visit_date E-FUTURE error 2026-11-24"; "attempted tomorrow")]
#[test_case("V1,C1,2026-11-01,phone,,N,11/13/2026", "recorded_at W-VALUE warning 11/13/2026"; "recorded on no date")]
#[test_case("V1,C9,2026-11-01,phone,,N,", "child_id W-ORPHAN warning C9"; "a child without a case")]
#[test_case("V1,C1,2026-11-01,phone,,perhaps,", "child_seen W-VALUE warning perhaps"; "neither yes nor no")]
#[test_case("V0,C1,2025-11-01,phone,,N,", "visit_id W-DUPLICATE warning V0"; "the same id again")]
fn a_visit_row(row: &str, expected: &str) {
    let intake = read(&visits_with(row));
    assert_eq!(problems(&intake), [format!("visits 3 {expected}")]);
    let rejected = u64::from(expected.contains(" error "));
    let visits = &intake.reading.inputs[1];
    assert_eq!(
        (visits.rows.read, visits.rows.rejected, visits.rows.warnings),
        (2, rejected, 1 - rejected)
    );
}

#[test_case("V1,C1,2026-11-24,phone,planned,N,"; "planned tomorrow")]
#[test_case("V1,C1,2026-11-24,phone,cancelled,N,"; "cancelled for tomorrow")]
#[test_case("V1,C1,2026-11-23,face_to_face,completed,Y,"; "completed today")]
#[test_case("V1,C1,2026-11-23,Face to face,Completed,Y,"; "words in another spelling")]
fn a_good_visit_row(row: &str) {
    assert_eq!(problems(&read(&visits_with(row))), Vec::<String>::new());
}

/// A past run date on today's export ignores later visits, it does not reject them.
#[test]
fn a_visit_up_to_the_date_in_the_files_name_is_not_in_the_future() {
    let visits = |date: &str| {
        let csv = format!("{VISITS}V1,C1,{date},phone\n");
        Exports::new().canonical(DataSet::Cases, CASES).with(
            DataSet::Visits,
            "visits_20261130.csv",
            "canonical",
            csv,
        )
    };
    assert_eq!(problems(&read(&visits("2026-11-30"))), Vec::<String>::new());
    assert_eq!(
        problems(&read(&visits("2026-12-01"))),
        ["visits 3 visit_date E-FUTURE error 2026-12-01"]
    );
}

#[test]
fn a_visit_up_to_the_run_date_is_not_in_the_future_of_yesterdays_file() {
    let csv = format!("{VISITS}V1,C1,2026-11-23,phone\nV2,C1,2026-11-24,phone\n");
    let exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        "visits_20261122.csv",
        "canonical",
        csv,
    );
    assert_eq!(
        problems(&read(&exports)),
        ["visits 4 visit_date E-FUTURE error 2026-11-24"]
    );
}

#[test]
fn text_that_cannot_be_decoded_rejects_its_row() {
    // One broken byte among many good letters of UTF-8: the file is no Windows-1252.
    let mut csv = "child_id,status,status_start,team\nC1,CIN,2026-09-01,Zoë Süd Nørd\n"
        .as_bytes()
        .to_vec();
    csv.extend_from_slice(b"C2,CIN,2026-09-01,Zo\xeb\n");
    let exports = Exports::new().with(DataSet::Cases, "cases.csv", "canonical", csv);
    assert_eq!(
        problems(&read(&exports)),
        ["cases 3 team E-ENCODING error Zoë"]
    );
    let csv = "child_id,status,status_start,team\nC1,CIN,2026-09-01,Zo\u{fffd}\nC2,CIN,2026-09-01,North\n";
    let exports = Exports::new().canonical(DataSet::Cases, csv);
    assert_eq!(
        problems(&read(&exports)),
        ["cases 2 team E-ENCODING error Zo\u{fffd}"]
    );
}

/// Five bytes mean nothing in Windows-1252.
#[test]
fn a_byte_that_windows_1252_does_not_have_rejects_its_row() {
    let mut csv = b"child_id,status,status_start,team\nC1,CIN,2026-09-01,Zo\xeb\n".to_vec();
    for byte in [0x81, 0x8d, 0x8f, 0x90, 0x9d] {
        csv.extend_from_slice(b"C2,CIN,2026-09-01,Zo");
        csv.extend_from_slice(&[byte, b'\n']);
    }
    let exports = Exports::new().with(DataSet::Cases, "cases.csv", "canonical", csv);
    let intake = read(&exports);
    let said: Vec<(u32, String)> = intake
        .reading
        .problems
        .iter()
        .map(|problem| (problem.row, problem.code.to_string()))
        .collect();
    assert_eq!(intake.reading.inputs[0].rows.rejected, 5);
    assert_eq!(
        said,
        [3, 4, 5, 6, 7].map(|row| (row, "E-ENCODING".to_owned()))
    );
}

#[test]
fn ratings_and_workers_have_problems_too() {
    let exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(
            DataSet::Ratings,
            "child_id,rag,rag_decided_on,rag_recorded_on\nC1,RED,2026-11-01,\nC1,,2026-11-02,\n,RED,2026-11-01,\nC1,RED,,\nC1,blue,2026-11-01,\nC1,RED,2026-11-01,x\n",
        )
        .canonical(
            DataSet::Workers,
            "worker_id,role,qualified,left_on\nW1,social_worker,Y,\n,student,,\nW2,,Y,\nW3,student,maybe,\nW4,student,N,13/13/2026\n",
        );
    assert_eq!(
        problems(&read(&exports)),
        [
            "ratings 3 rag E-MISSING error ",
            "ratings 4 child_id E-MISSING error ",
            "ratings 5 rag_decided_on E-MISSING error ",
            "ratings 6 rag W-RAG warning blue",
            "ratings 7 rag_recorded_on W-VALUE warning x",
            "workers 3 worker_id E-MISSING error ",
            "workers 4 role E-MISSING error ",
            "workers 5 qualified W-VALUE warning maybe",
            "workers 6 left_on W-VALUE warning 13/13/2026",
        ]
    );
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let csv = "Visits,,,\r\n\r\n\"for\r\nthe night\",,,\r\n\r\nvisit_id,child_id,visit_date,mode\r\n\
               V1,C1,2026-11-01,phone\r\n\r\n\r\nV2,C1,2026-11-02,\"pigeon\r\nor dove\r\n\"\r\nV3,C1,soon,phone\r\n,,,\r\nV4,C1,later,phone\r\n";
    // 1 title, 2 blank, 3 quoted title, 4 blank, 5 headings, 6 V1, 7 and 8 blank, 9 V2, 10 V3, 11 empty cells, 12 V4
    let exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(DataSet::Visits, csv);
    let expected = [
        "visits 9 mode E-MODE error pigeon or dove",
        "visits 10 visit_date E-DATE error soon",
        "visits 12 visit_date E-DATE error later",
    ];
    assert_eq!(problems(&read(&exports)), expected);
    let exports = Exports::new()
        .canonical(DataSet::Cases, CASES)
        .canonical(DataSet::Visits, &csv.replace("\r\n", "\n"));
    assert_eq!(problems(&read(&exports)), expected);
    assert_eq!(
        read(&exports).reading.inputs[1].rows.read,
        4,
        "blank rows are no rows"
    );
}

#[test]
fn rows_of_a_workbook_have_its_numbers_and_its_sheet() {
    let rows = vec![
        texts("Visits of the night"),
        Vec::new(),
        texts("|visit_id|child_id|visit_date|mode"),
        texts("|V1|C1|2026-11-01|phone"),
        Vec::new(),
        texts("|V2|C1|soon|phone"),
        vec![
            Cell::Blank,
            "V3".into(),
            "C1".into(),
            Cell::Error("#N/A"),
            "phone".into(),
        ],
        texts("|V4|C1|2026-11-01"),
        vec![
            Cell::Blank,
            "V5".into(),
            "C1".into(),
            Cell::Number(2.5e6),
            "phone".into(),
        ],
    ];
    let exports = Exports::new().canonical(DataSet::Cases, CASES).with(
        DataSet::Visits,
        "visits.xlsx",
        "canonical",
        workbook(&[("November", rows)]),
    );
    let intake = read(&exports);
    assert_eq!(
        problems(&intake),
        [
            "visits 6 visit_date E-DATE error soon",
            "visits 7 visit_date E-NO-VALUE error #N/A",
            "visits 8 mode E-MISSING error ",
            "visits 9 visit_date E-DATE error 2500000",
        ]
    );
    for problem in &intake.reading.problems {
        assert_eq!(problem.source.sheet.as_deref(), Some("November"));
        assert_eq!(problem.source.file, "visits.xlsx");
    }
    assert_eq!(
        (
            intake.reading.inputs[1].rows.read,
            intake.reading.inputs[1].rows.rejected
        ),
        (5, 4)
    );
}

#[test]
fn of_a_visit_recorded_twice_the_latest_version_is_kept() {
    let seen = |rows: &[&str]| {
        let csv = format!(
            "visit_id,child_id,visit_date,mode,child_seen,recorded_at\n{}\n",
            rows.join("\n")
        );
        let exports = Exports::new()
            .canonical(DataSet::Cases, CASES)
            .canonical(DataSet::Visits, &csv);
        let positions = exports.positions(day(DATE), &[]);
        let line = positions.lines().nth(1).expect("a child").to_owned();
        line.split(',').nth(9).expect("last_seen").to_owned()
    };
    let early = "V1,C1,2026-10-01,face_to_face,Y,2026-10-02 09:00";
    let late = "V1,C1,2026-10-20,face_to_face,Y,2026-10-02 09:01";
    let unrecorded = "V1,C1,2026-10-25,face_to_face,Y,";
    assert_eq!(seen(&[early, late]), "2026-10-20");
    assert_eq!(seen(&[late, early]), "2026-10-20");
    assert_eq!(seen(&[unrecorded, early]), "2026-10-01");
    assert_eq!(seen(&[early, unrecorded]), "2026-10-01");
    // A tie goes to the last in byte order, whatever the order of rows.
    let same = late.replace("2026-10-20", "2026-10-05");
    assert_eq!(seen(&[late, &same]), "2026-10-20");
    assert_eq!(seen(&[&same, late]), "2026-10-20");
}

/// One id for siblings is a visit to each; one that several workers made is one visit, with the best of them.
#[test]
fn visits_of_siblings_and_joint_visits_keep_their_rows() {
    let cases =
        "child_id,status,status_start,team\nC1,CIN,2026-09-01,North\nC2,CIN,2026-09-01,North\n";
    let workers = "worker_id,role,qualified\nW1,social_worker,Y\nW2,support_worker,N\n";
    let told = |rows: [&str; 3]| {
        let head = "visit_id,child_id,visit_date,mode,child_seen,worker_id";
        let visits = format!("{head}\n{}\n", rows.join("\n"));
        let exports = Exports::new()
            .canonical(DataSet::Cases, cases)
            .canonical(DataSet::Workers, workers)
            .canonical(DataSet::Visits, &visits);
        let intake = read(&exports);
        assert_eq!(problems(&intake), Vec::<String>::new());
        let positions = exports.positions(day(DATE), &[]);
        let contacts: Vec<String> = positions
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(5).expect("last_contact").to_owned())
            .collect();
        contacts
    };
    let unqualified = "V1,C1,2026-11-10,face_to_face,Y,W2";
    let qualified = "V1,C1,2026-11-10,face_to_face,Y,W1";
    let sibling = "V1,C2,2026-11-11,face_to_face,Y,W1";
    let expected = ["2026-11-10", "2026-11-11"];
    assert_eq!(told([unqualified, qualified, sibling]), expected);
    assert_eq!(told([sibling, qualified, unqualified]), expected);
}
