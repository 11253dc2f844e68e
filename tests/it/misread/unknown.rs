//! A value that is not known is not blank: errors of spreadsheets as text, and words that mean nobody.

use lastseen::model::field::DataSet;
use test_case::test_case;

use super::{CASES, cases, column, problems, read};

/// Errors of Excel, of LibreOffice and of report writers, in any case.
const ERRORS: [&str; 25] = [
    "#N/A",
    "#n/a",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#ref!",
    "###",
    "########",
    "Err:502",
    "err:508",
    "#Error",
    "#MULTIVALUE",
    "#Deleted",
    "#Overflow",
    "#CIRCULAR_REF!",
];

const BLANKS: [&str; 15] = [
    "NULL",
    "null",
    "[NULL]",
    "\\N",
    "NaT",
    "nat",
    "<null>",
    "<NULL>",
    "N/A",
    "None",
    "9999-12-31",
    "1900-01-01",
    "=\"\"",
    "placeholder_data",
    "-",
];

#[test]
fn an_error_is_no_worker_and_no_service() {
    for error in ERRORS {
        let csv = format!(
            "child_id,status,status_start,team,service,worker_id\n001,CIN,2026-09-01,North,{error},{error}\n"
        );
        let exports = cases(&csv);
        assert_eq!(
            problems(&read(&exports)),
            [
                format!("cases 2 service W-VALUE {error}"),
                format!("cases 2 worker_id W-VALUE {error}")
            ]
        );
        assert_eq!(column(&exports, "worker_id"), [""], "{error}");
    }
}

#[test_case("team"; "a team")]
#[test_case("status"; "a status")]
#[test_case("status_start"; "a start")]
#[test_case("status_end"; "an end")]
fn an_error_is_not_taken_for_blank(field: &str) {
    for error in ERRORS {
        let mut cells = [
            ("child_id", "001"),
            ("status", "CIN"),
            ("status_start", "2026-09-01"),
            ("status_end", ""),
            ("team", "North"),
        ];
        for (name, cell) in &mut cells {
            if *name == field {
                *cell = error;
            }
        }
        let row = cells.map(|(_, cell)| cell).join(",");
        let csv = format!(
            "child_id,status,status_start,status_end,team\n{row}\n002,CIN,2026-09-01,,North\n"
        );
        let exports = cases(&csv);
        let said = format!("cases 2 {field} E-NO-VALUE {error}");
        assert_eq!(problems(&read(&exports)), [said]);
        assert_eq!(column(&exports, "child_id"), ["002"], "{error}");
    }
}

#[test_case("outcome"; "an outcome")]
#[test_case("child_seen"; "sight of the child")]
#[test_case("mode"; "a mode")]
#[test_case("visit_date"; "a date")]
fn an_error_in_a_visit_is_not_taken_for_blank(field: &str) {
    for error in ERRORS {
        let mut cells = [
            ("visit_id", "V1"),
            ("child_id", "001"),
            ("visit_date", "2026-11-02"),
            ("mode", "face_to_face"),
            ("outcome", ""),
            ("child_seen", "Y"),
        ];
        for (name, cell) in &mut cells {
            if *name == field {
                *cell = error;
            }
        }
        let head = cells.map(|(name, _)| name).join(",");
        let row = cells.map(|(_, cell)| cell).join(",");
        let visits = format!("{head}\n{row}\nV2,001,2026-10-02,phone,,\n");
        let exports = cases(CASES).canonical(DataSet::Visits, &visits);
        let said = format!("visits 2 {field} E-NO-VALUE {error}");
        assert_eq!(problems(&read(&exports)), [said]);
    }
}

#[test]
fn whether_a_worker_is_qualified_must_be_known() {
    for error in ERRORS {
        let workers = format!(
            "worker_id,role,qualified,can_visit\nW1,social_worker,{error},\nW2,social_worker,Y,{error}\n"
        );
        let exports = cases(CASES).canonical(DataSet::Workers, &workers);
        assert_eq!(
            problems(&read(&exports)),
            [
                format!("workers 2 qualified E-NO-VALUE {error}"),
                format!("workers 3 can_visit W-VALUE {error}")
            ]
        );
    }
}

#[test]
fn an_error_in_a_rating_and_in_a_worker_is_not_taken_for_blank() {
    let exports = cases(CASES)
        .canonical(
            DataSet::Ratings,
            "child_id,rag,rag_decided_on\n001,#N/A,2026-11-02\n002,RED,#REF!\n001,RED,2026-11-03\n",
        )
        .canonical(
            DataSet::Workers,
            "worker_id,worker_name,role\nW1,#N/A,student\nW2,Zz,#VALUE!\nW3,Zz,student\n",
        );
    let mut said = problems(&read(&exports));
    said.sort();
    assert_eq!(
        said,
        [
            "ratings 2 rag E-NO-VALUE #N/A",
            "ratings 3 rag_decided_on E-NO-VALUE #REF!",
            "workers 2 worker_name W-VALUE #N/A",
            "workers 3 role E-NO-VALUE #VALUE!"
        ]
    );
}

#[test]
fn blank_words_are_blank_and_nothing_is_said() {
    for blank in BLANKS {
        let csv = format!(
            "child_id,status,status_start,status_end,team,worker_id\n001,CIN,2026-09-01,{blank},North,{blank}\n"
        );
        let exports = cases(&csv);
        assert_eq!(problems(&read(&exports)), Vec::<String>::new(), "{blank}");
        assert_eq!(column(&exports, "worker_id"), [""], "{blank}");
    }
}

#[test_case("Unallocated")]
#[test_case("UNALLOCATED")]
#[test_case("Not Allocated")]
#[test_case("not-allocated")]
#[test_case("tbc")]
#[test_case("TBC")]
#[test_case("Vacant")]
#[test_case("unallocated"; "in small letters")]
#[test_case("not allocated"; "two words in small letters")]
#[test_case("vacant"; "a vacancy in small letters")]
#[test_case("T\u{200b}BC"; "with a mark that nobody sees")]
fn a_word_for_nobody_is_no_worker(word: &str) {
    let csv =
        format!("child_id,status,status_start,team,worker_id\n001,CIN,2026-09-01,North,{word}\n");
    let exports = cases(&csv);
    assert_eq!(problems(&read(&exports)), Vec::<String>::new());
    assert_eq!(column(&exports, "worker_id"), [""]);
    assert!(column(&exports, "flags")[0].contains("UNALLOCATED"));
}

/// What looks a little like an error, or like nobody, is what it is.
#[test]
fn an_ordinary_text_stays() {
    for text in [
        "#1 team",
        "Error",
        "Errol:502",
        "##",
        "Nullen",
        "Vacanta",
        "(North)",
        "#123!",
        "#C# team!",
        "Err:50",
    ] {
        let csv = format!(
            "child_id,status,status_start,team,worker_id\n001,CIN,2026-09-01,{text},{text}\n"
        );
        let exports = cases(&csv);
        assert_eq!(problems(&read(&exports)), Vec::<String>::new(), "{text}");
        assert_eq!(column(&exports, "team"), [text]);
        assert_eq!(column(&exports, "worker_id"), [text]);
    }
}

/// Factors that no rule names are said once a file and word.
#[test]
fn a_factor_that_nobody_knows_is_said_once() {
    let csv = "child_id,status,status_start,team,risk_factors\n\
               001,CIN,2026-09-01,North,county lines\n\
               002,CIN,2026-09-01,North,Reg-24; County_Lines;plo\n\
               003,CIN,2026-09-01,North,fire setting;county lines\n\
               004,CIN,2026-09-01,North,cuckooing;knives\n";
    assert_eq!(
        problems(&read(&cases(csv))),
        [
            "cases 2 risk_factors W-FACTOR county lines",
            "cases 4 risk_factors W-FACTOR fire setting;county lines",
            "cases 5 risk_factors W-FACTOR cuckooing;knives",
            "cases 5 risk_factors W-FACTOR cuckooing;knives"
        ]
    );
}

/// Each file says it of itself.
#[test]
fn a_factor_that_nobody_knows_is_said_of_each_file() {
    let csv = |id: &str| {
        format!(
            "child_id,status,status_start,team,risk_factors\n{id},CIN,2026-09-01,North,knives\n"
        )
    };
    let exports = crate::night::Exports::new()
        .with(DataSet::Cases, "east.csv", "canonical", csv("001"))
        .with(DataSet::Cases, "west.csv", "canonical", csv("002"));
    let said = "cases 2 risk_factors W-FACTOR knives";
    assert_eq!(problems(&read(&exports)), [said; 2]);
}

/// Of two rows of a worker one is kept whatever their order, and the other is named.
#[test]
fn a_worker_who_contradicts_himself_is_named() {
    let rows = [
        "W1,social_worker,Y",
        "W1,Social Worker,",
        "W1,social_worker,",
        "W2,student,N",
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]] {
        let mut csv = "worker_id,role,qualified\n".to_owned();
        for at in order {
            csv += rows[at];
            csv.push('\n');
        }
        let exports = cases(CASES).canonical(DataSet::Workers, &csv);
        let intake = read(&exports);
        let row = 2 + order
            .iter()
            .position(|at| *at == 0)
            .expect("the qualified one");
        assert_eq!(
            problems(&intake),
            [format!("workers {row} worker_id W-WORKER W1")],
            "not qualified is kept before qualified"
        );
    }
}

/// One visit under two ids: the lowest id is the visit, the others are named.
#[test]
fn the_same_visit_under_two_ids_is_named() {
    let visits = "visit_id,child_id,visit_date,mode,outcome,worker_id\n\
                  V3,001,2026-11-02,phone,,W1\n\
                  V1,001,2026-11-02,phone,completed,W1\n\
                  V2,001,2026-11-02,video,,W1\n\
                  V4,001,2026-11-02,phone,,W2\n\
                  V5,001,2026-11-02,phone,cancelled,W1\n\
                  V6,001,2026-11-02,phone,,\n\
                  V7,002,2026-11-02,phone,,W1\n\
                  V2,001,2026-11-02,video,,W1\n\
                  V2,001,2026-11-02,video,planned,W1\n\
                  V8,001,2026-11-02,phone,,W1\n";
    let exports = cases(CASES).canonical(DataSet::Visits, visits);
    let mut said = problems(&read(&exports));
    said.sort();
    assert_eq!(
        said,
        [
            "visits 11 visit_id W-SAME-VISIT V8",
            "visits 2 visit_id W-SAME-VISIT V3",
            "visits 4 visit_id W-DUPLICATE V2",
            "visits 9 visit_id W-DUPLICATE V2"
        ]
    );
}

#[test]
fn a_rating_of_nobody_is_named() {
    let ratings = "child_id,rag,rag_decided_on\n001,RED,2026-11-02\n999,RED,2026-11-02\n";
    let exports = cases(CASES).canonical(DataSet::Ratings, ratings);
    assert_eq!(
        problems(&read(&exports)),
        ["ratings 3 child_id W-ORPHAN 999"]
    );
}
