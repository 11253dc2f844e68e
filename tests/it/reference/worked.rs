//! Worked cases, by hand from the page: they check how the page was read, not the product.

use super::{Framework, Inputs, positions_csv};
use chrono::NaiveDate;
use test_case::test_case;

const WORKERS: &str = "\
worker_id,role,qualified,service,valid_from
SW,social_worker,Y,,
PA,personal_adviser,N,,
SUP,supervising_social_worker,Y,,
GONE,social_worker,Y,,
";

/// Rows of four columns, `child_id` left out.
struct Told {
    cases: &'static str,
    visits: &'static str,
    ratings: &'static str,
    ceased: Option<&'static str>,
}

const NOTHING: Told = Told {
    cases: "",
    visits: "",
    ratings: "",
    ceased: None,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The named columns of the only position on 23 November 2026, the framework invoked since March 2020.
fn answer(told: &Told, columns: &str) -> String {
    let lines = |header: &str, rows: &str| {
        let rows = rows.lines().map(|row| format!("C1,{}\n", row.trim()));
        format!("child_id,{header}\n{}", rows.collect::<String>())
    };
    let cases = lines(
        "status,status_start,status_end,team,rag,rag_decided_on,date_of_birth,placement_changed_on",
        told.cases,
    );
    let visits = told.visits.lines().enumerate();
    let visits = visits.map(|(n, row)| format!("V{n},{}\n", row.trim()));
    let visits = format!(
        "visit_id,visit_date,mode,child_seen,worker_id,child_id,outcome\n{}",
        visits
            .map(|row| row.replace('\n', ",C1,\n"))
            .collect::<String>()
    );
    let ratings = lines("rag,rag_decided_on", told.ratings);
    let inputs = Inputs {
        cases: &cases,
        startless: None,
        visits: &visits,
        ratings: (!told.ratings.is_empty()).then_some(&ratings),
        workers: Some(WORKERS),
        aliases: None,
    };
    let framework = [Framework {
        invoked: day("2020-03-23"),
        ceased: told.ceased.map(day),
    }];
    let text = positions_csv(&inputs, &framework, day("2026-11-23"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1, "one child, one position: {text}");
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name).unwrap();
        rows[0][at].to_owned()
    };
    columns.split(' ').map(cell).collect::<Vec<_>>().join(" ")
}

const DUE: &str = "due state days_overdue due_rule due_from raised_on unseen";

#[test_case(&Told {
    cases: "CIN,2026-01-05,2026-11-18,T1,RED,2026-11-02,,\n\
            CIN,2026-11-18,,T2,RED,2026-11-02,,",
    visits: "2026-07-01,face_to_face,Y,SW",
    ..NOTHING
} => "2026-08-01 OVERDUE 114 CONTACT 2026-07-01  true"; "2a RED and moved to another team")]
#[test_case(&Told {
    cases: "CP,2026-08-03,2026-11-20,T1,AMBER,2026-08-03,,\n\
            CIN,2026-11-20,,T1,,,,",
    visits: "2026-11-01,face_to_face,Y,SW",
    ..NOTHING
} => "2026-12-01 OK 0 CONTACT 2026-11-01  false"; "2b CP then CIN")]
#[test_case(&Told {
    cases: "CIN,2026-08-03,2026-11-10,T1,AMBER,2026-08-03,,\n\
            CP,2026-11-10,,T1,,,,",
    visits: "2026-10-20,face_to_face,Y,SW",
    ..NOTHING
} => "2026-11-15 OVERDUE 8 CHANGE 2026-11-10  true"; "2c CIN then CP")]
#[test_case(&Told {
    cases: "CP,2026-08-01,,T1,,,2026-11-20,",
    visits: "2026-11-16,face_to_face,,SW",
    ..NOTHING
} => "2026-11-30 OK 0 CONTACT 2026-11-16  false"; "2d born three days ago")]
#[test_case(&Told {
    cases: "CIN,2026-01-05,,T1,,,,",
    visits: "2026-05-29,face_to_face,Y,SW\n2026-11-12,video,Y,SW",
    ratings: "GREEN,2026-10-01\nRED,2026-11-20",
    ..NOTHING
} => "2026-11-27 DUE 0 RAISED 2026-11-20 2026-11-20 false"; "2e became RED three days ago")]
#[test_case(&Told {
    cases: "CIN,2026-01-05,,T1,RED,2026-11-20,,",
    visits: "2026-05-29,face_to_face,Y,SW\n2026-11-12,video,Y,SW",
    ..NOTHING
} => "2026-06-29 OVERDUE 147 CONTACT 2026-05-29  false"; "2e nothing else is known")]
#[test_case(&Told {
    cases: "CIC,2026-10-15,,T1,RED,2026-10-15,,",
    ..NOTHING
} => "2026-10-22 OVERDUE 32 FIRST 2026-10-15 2026-10-15 false"; "2f in care and never visited")]
#[test_case(&Told {
    cases: "CIC,2024-11-01,,T1,RED,2026-09-01,,2026-11-09",
    visits: "2026-11-01,face_to_face,Y,SW",
    ..NOTHING
} => "2026-11-16 OVERDUE 7 FIRST 2026-11-09  false"; "2g a new placement")]
#[test_case(&Told {
    cases: "CIC,2024-11-01,,T1,RED,2026-09-01,,2026-11-09",
    visits: "2026-11-01,face_to_face,Y,SW\n2026-11-16,face_to_face,Y,SW",
    ..NOTHING
} => "2026-12-28 OK 0 CONTACT 2026-11-16  false"; "2g visited in it")]
#[test_case(&Told {
    cases: "CIC,2024-11-01,,T1,AMBER,2026-09-01,,2026-11-09",
    visits: "2026-11-01,face_to_face,Y,SW\n2026-11-16,phone,N,SW",
    ..NOTHING
} => "2026-11-16 OVERDUE 7 FIRST 2026-11-09  false"; "2g a phone call alone changes nothing")]
#[test_case(&Told {
    cases: "CL,2024-11-01,,T1,GREEN,2026-09-01,,",
    visits: "2026-11-12,face_to_face,Y,PA",
    ceased: Some("2022-01-01"),
    ..NOTHING
} => "2027-02-04 OK 0 CONTACT 2026-11-12  false"; "2h a personal adviser")]
#[test_case(&Told {
    cases: "CIC,2024-11-01,,T1,GREEN,2026-09-01,,",
    visits: "2026-11-12,phone,N,SW",
    ceased: Some("2026-11-20"),
    ..NOTHING
} => "2026-12-24 OK 0 CONTACT 2026-11-12  true"; "2i the framework ceased")]
#[test_case(&Told {
    cases: "CP,2026-01-05,2026-11-20,T1,RED,2026-01-05,,\n\
            CIC,2026-11-20,,T1,,,,",
    visits: "2026-07-01,face_to_face,Y,SW",
    ..NOTHING
} => "2026-08-12 OVERDUE 103 CONTACT 2026-07-01  true"; "2j overdue stays overdue")]
#[test_case(&Told {
    cases: "CIN,2026-11-22,,T1,RED,2026-11-22,,",
    ..NOTHING
} => "2026-11-27 DUE 0 RAISED 2026-11-22 2026-11-22 false"; "2k RED from the first day")]
#[test_case(&Told {
    cases: "CP,2025-01-05,,T1,RED,2026-09-01,,",
    visits: "2026-11-16,face_to_face,Y,GONE",
    ..NOTHING
} => "2026-11-30 OK 0 CONTACT 2026-11-16  false"; "2m a worker of last night")]
fn due(told: &Told) -> String {
    answer(told, DUE)
}

#[test]
fn born_three_days_ago_and_seen_before_birth() {
    let told = Told {
        cases: "CP,2026-08-01,,T1,,,2026-11-20,",
        visits: "2026-11-16,face_to_face,,SW",
        ..NOTHING
    };
    let answer = answer(&told, "days_unseen last_seen flags");
    let flags = answer.strip_prefix("3  ").unwrap();
    assert!(flags.contains("NEWBORN-NOT-SEEN"), "2d: {flags}");
}

#[test]
fn a_child_that_comes_back_is_rated_anew() {
    let told = Told {
        cases: "CIN,2020-05-01,2021-03-10,T1,GREEN,2021-02-01,,\n\
                CIN,2026-11-16,,T1,,,,",
        ..NOTHING
    };
    assert_eq!(answer(&told, "rag standard"), "UNRATED FULL", "2l");
}
